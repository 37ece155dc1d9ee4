//! The query languages of state machines and mapping templates, and JSON as their users see it.
//!
//! * [`jsonpath`]: `InputPath`, `ResultPath`, `"field.$"`, `$input.path('...')`: Jayway's flavour of JSONPath.
//! * [`jsonata`]: `{% ... %}` of JSONata states, with Step Functions' own functions, bounded in time and memory.
//! * [`json`]: reading JSON with the places of its values and the error texts of Jackson, which AWS runs.
//! * [`java`]: how a Java program prints a JSON value, which is what AWS shows in texts made from values.
//! * [`javascript`]: how JavaScript prints one, which is what JSONata gives.
//! * [`random`]: numbers that follow from a seed.

pub mod java;
pub mod javascript;
pub mod json;
pub mod jsonata;
pub mod jsonpath;
pub mod random;
