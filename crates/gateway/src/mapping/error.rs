//! Why a mapping failed.

use thiserror::Error;

/// A template or an expression that could not be carried out. The client is told no more than
/// `Internal server error`; this text is for the execution log.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MappingError {
    /// The template stopped: a function failed, or a limit was reached.
    #[error("Execution failed due to configuration error: {0}")]
    Template(#[from] vtl::RenderError),
    /// The body a JSONPath is applied to is not JSON.
    #[error("Execution failed due to configuration error: Unable to transform body: {0}")]
    Body(String),
}
