//! Results that fit and results that do not.
