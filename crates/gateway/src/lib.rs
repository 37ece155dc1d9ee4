//! REST APIs: mapping templates and parameter mappings.

pub mod mapping;
