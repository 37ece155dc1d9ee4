//! Errors of paths. Evaluation errors print Jayway's own sentences, which AWS shows to its users.

/// Why a text is not a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at character {at}")]
pub struct ParseError {
    /// What is wrong.
    pub kind: ParseErrorKind,
    /// Where, as a byte offset into the text.
    pub at: usize,
}

/// What is wrong with a path's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseErrorKind {
    /// No text at all.
    #[error("a path can not be empty")]
    Empty,
    /// A state machine's path must start with `$`.
    #[error("a path must start with '$'")]
    Root,
    /// A character that does not belong here.
    #[error("unexpected character '{0}'")]
    Unexpected(char),
    /// The text stops too early.
    #[error("unexpected end of path")]
    End,
    /// A bracket that holds no index, slice, name, `*` or filter.
    #[error("bracket must hold an index, a slice, a quoted name, '*' or a filter")]
    Bracket,
    /// A filter that is not an expression.
    #[error("invalid filter expression")]
    Filter,
    /// A regular expression in a filter that does not compile.
    #[error("invalid regular expression")]
    Regex,
    /// Something that Jayway knows and Step Functions refuses.
    #[error("{0} not supported")]
    Unsupported(&'static str),
    /// More than [`super::MAX_STEPS`] steps or [`super::MAX_FILTER_DEPTH`] levels.
    #[error("path is too long or too deeply nested")]
    TooLong,
}

/// Why a path gave nothing. `Display` is Jayway's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvalError {
    /// The last field of a definite path does not exist.
    #[error("No results for path: {0}")]
    NoResults(String),
    /// A field before the last one does not exist.
    #[error("Missing property in path {0}")]
    MissingProperty(String),
    /// A field was asked of something that is not an object.
    #[error("Property {property} not found in path {path}")]
    PropertyNotFound {
        /// The field, in brackets and quotes.
        property: String,
        /// Where it was looked for.
        path: String,
    },
    /// An index beyond the array.
    #[error("Index out of bounds when evaluating path {0}")]
    IndexOutOfBounds(String),
    /// An index was asked of `null`.
    #[error("The path {0} is null")]
    NullArray(String),
    /// An index was asked of something that is not an array.
    #[error("Filter: {filter} can only be applied to arrays. Current context is: {context}")]
    NotAnArray {
        /// The rest of the path from the failing step on.
        filter: String,
        /// The value found there, as Java prints it.
        context: String,
    },
    /// A filter was asked of a scalar.
    #[error("Filter: {filter} can not be applied to primitives. Current context is: {context}")]
    Primitive {
        /// The rest of the path from the failing step on.
        filter: String,
        /// The value found there, as Java prints it.
        context: String,
    },
    /// The value can not be put there: something on the way is no object, or no such array element.
    #[error("Unable to apply ReferencePath {path} to input {input}")]
    Unwritable {
        /// The reference path as written.
        path: String,
        /// The document as JSON.
        input: String,
    },
    /// The document is nested deeper than [`super::MAX_DEPTH`].
    #[error("document is nested too deeply")]
    TooDeep,
    /// More than [`super::MAX_WORK`] values were visited.
    #[error("path selects too many values")]
    TooMuchWork,
}

impl EvalError {
    /// Whether the path simply leads nowhere in this document; other errors mean that path and document do
    /// not fit together, or that a limit was reached.
    pub fn is_missing(&self) -> bool {
        matches!(
            self,
            EvalError::NoResults(_)
                | EvalError::MissingProperty(_)
                | EvalError::PropertyNotFound { .. }
                | EvalError::IndexOutOfBounds(_)
                | EvalError::NullArray(_)
        )
    }
}
