//! What can go wrong while a template is parsed or rendered.

use thiserror::Error;

/// A template that Velocity would refuse.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message} at [line {line}, column {column}]")]
pub struct ParseError {
    /// Line of the token that could not be accepted, from 1.
    pub line: u32,
    /// Column of that token in characters, from 1.
    pub column: u32,
    /// What was found, in Velocity's words where it has any.
    pub message: String,
}

/// A template that stopped while it was rendered: a method threw, or a limit was reached.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message} at [line {line}, column {column}]")]
pub struct RenderError {
    /// Line of the construct that failed, from 1; 0 when it has no place of its own.
    pub line: u32,
    /// Column of that construct in characters, from 1; 0 when it has no place of its own.
    pub column: u32,
    /// What happened.
    pub message: String,
}
