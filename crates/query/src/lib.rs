//! The query languages of state machines and mapping templates, and JSON as their users see it.
//!
//! * [`jsonpath`]: `InputPath`, `ResultPath`, `"field.$"`, `$input.path('...')`: Jayway's flavour of JSONPath.
//! * [`json`]: reading JSON with the places of its values and the error texts of Jackson, which AWS runs.
//! * [`java`]: how a Java program prints a JSON value, which is what AWS shows in texts made from values.

pub mod java;
pub mod json;
pub mod jsonpath;
