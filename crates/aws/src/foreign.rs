//! Services that are not built here, as a client sees them: requests are written, answers are read. Parameters and
//! results have capitalized names, as the Task states of Step Functions have them.
//!
//! Which services and operations there are is in `models/foreign.json`; `cargo xtask foreign` makes their tables of
//! botocore's models.
//!
//! - [`table`]: what is known of a service.
//! - `request`: the HTTP request of a call.
//! - `answer`: its result, or its error.
//! - `json`, `query`, `xml`, `value`: the forms that values take.

mod answer;
mod json;
mod query;
mod request;
pub mod table;
mod value;
mod xml;

pub use answer::{ForeignError, answer};
pub use request::{ForeignRequest, request};
pub use table::{Operation, Table, table};
pub use value::Moments;

#[cfg(test)]
mod tests;
