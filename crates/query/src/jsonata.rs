//! JSONata as Step Functions runs it: expressions parsed once, evaluated with bound variables, results as JSON.
//!
//! The language itself is the crate `jsonata-core`. Around it stand what AWS adds and what a server needs: Step
//! Functions' own functions, results and errors in AWS's form, and bounds on time, depth and memory.
//! Reference: <https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>.
//!
//! # Layout
//! - [`expression`]: an expression and the variables it names. [`rewrite`]: what is changed before it runs.
//!   [`names`]: what it names. [`tree`]: the parts of its nodes.
//! - [`evaluator`]: bindings, limits, evaluation. [`convert`]: values in and out. [`error`]: what goes wrong.
//! - [`functions`]: `$partition`, `$range`, `$hash`, `$random`, `$uuid`, `$parse`.
//! - [`guard`]: checks before builtins that can make much of little. [`memory`]: counting what a thread allocates.
//! - [`wording`]: errors in the language's own words.
//! - [`distinct`]: a builtin that would take too long.
//! - [`contain`]: a defect of the evaluator stays with the expression that met it.

mod contain;
mod convert;
mod distinct;
mod error;
mod evaluator;
mod expression;
mod functions;
mod guard;
mod memory;
mod names;
mod rewrite;
#[cfg(test)]
mod tests;
mod tree;
mod wording;

pub use convert::Bound;
pub use error::{Failure, ParseError};
pub use evaluator::{Evaluator, Limits, Moment};
pub use expression::{Expression, Reference};
pub use memory::Counting;
