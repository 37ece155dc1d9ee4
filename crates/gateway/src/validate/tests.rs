//! Validation is tested through the data plane, in [`crate::handle`].
