//! Policy documents: parsed once, evaluated against a request.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html> and
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>.

mod condition;
mod document;
mod evaluate;
mod pattern;

pub use document::{Effect, Policy, PolicyError, Statement};
pub use evaluate::{Decision, Policies, Request, evaluate};
