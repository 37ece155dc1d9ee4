//! The query languages of state machines and mapping templates.
//!
//! * [`jsonpath`]: `InputPath`, `ResultPath`, `"field.$"`, `$input.path('...')`: Jayway's flavour of JSONPath.
//! * [`java`]: how a Java program prints a JSON value, which is what AWS shows in texts made from values.

pub mod java;
pub mod jsonpath;
