//! What goes wrong with expressions, in the words AWS uses.

use jsonata_core::evaluator::EvaluatorError;
use jsonata_core::parser;

use super::contain::DEFECT;
use super::wording::{self, Facts};

/// A text is no expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ParseError {
    /// What is wrong with it.
    pub message: String,
}

impl ParseError {
    /// The parser itself failed.
    pub(super) fn defect() -> Self {
        Self {
            message: DEFECT.to_owned(),
        }
    }
}

impl ParseError {
    /// The message without the language's code before it, as AWS shows it.
    #[must_use]
    pub fn without_code(&self) -> &str {
        match jsonata_core::evaluator::error_code_prefix(&self.message) {
            Some(code) => self.message[code.len() + 1..].trim_start(),
            None => &self.message,
        }
    }
}

impl From<parser::ParserError> for ParseError {
    fn from(error: parser::ParserError) -> Self {
        let message = match &error {
            parser::ParserError::UnclosedComment => "S0106: Comment has no closing tag".to_owned(),
            // These hide the language's code behind a prefix.
            parser::ParserError::InvalidSyntax(text) | parser::ParserError::InvalidNumber(text) => {
                text.clone()
            }
            other => other.to_string(),
        };
        Self { message }
    }
}

/// Why an expression has no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// It gave nothing.
    #[error("returned nothing (undefined)")]
    Undefined,
    /// It gave something that JSON cannot hold: a function, or a number that is none.
    #[error("returned an unsupported result type")]
    Unsupported,
    /// Evaluation stopped: a code of the language reference and what it means, such as
    /// `T1006: Attempted to invoke a non-function`, or a bound that was exceeded. Observed on AWS: the former is a
    /// sentence of its own, the latter follows a colon.
    #[error("threw an error during evaluation{} {text}", end(.0), text = .0)]
    Thrown(String),
}

impl Failure {
    /// The code that begins the text, such as `T1006`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Thrown(text) => jsonata_core::evaluator::error_code_prefix(text),
            Self::Undefined | Self::Unsupported => None,
        }
    }
}

/// What ends the sentence before `text`.
fn end(text: &str) -> &'static str {
    match jsonata_core::evaluator::error_code_prefix(text) {
        Some(_) => ".",
        None => ":",
    }
}

/// A value is too large to be built.
pub(super) fn too_large() -> EvaluatorError {
    EvaluatorError::EvaluationError(MEMORY.to_owned())
}

// AWS's texts for what exceeds its bounds.
pub(super) const MEMORY: &str =
    "Expression evaluation memory limit exceeded: Check for excessive memory usage";
const TIME: &str = "Expression evaluation timeout: Check for infinite loop";
const DEPTH: &str = "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.";

/// The evaluator's error in our words.
pub(super) fn thrown(error: &EvaluatorError, facts: &Facts<'_>) -> Failure {
    let message = plain(error);
    let Some(code) = jsonata_core::evaluator::error_code_prefix(message) else {
        return Failure::Thrown(message.to_owned());
    };
    Failure::Thrown(match code {
        "U1003" | "D2015" => MEMORY.to_owned(),
        "D1012" => TIME.to_owned(),
        "D1011" | "U1001" => DEPTH.to_owned(),
        code => {
            let text = message[code.len() + 1..].trim_start();
            format!("{code}: {}", wording::reword(code, text, facts))
        }
    })
}

/// True for errors whose text names the builtin that failed.
pub(super) fn names_function(error: &EvaluatorError) -> bool {
    let code = jsonata_core::evaluator::error_code_prefix(plain(error));
    matches!(code, Some("T0410" | "T0411" | "T0412"))
}

/// The evaluator's message; a signature's error hides its code behind a prefix.
fn plain(error: &EvaluatorError) -> &str {
    let message = error.message();
    message
        .strip_prefix("Signature validation failed: ")
        .unwrap_or(message)
}
