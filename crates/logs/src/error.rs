//! AWS's errors of CloudWatch Logs.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html> and the errors of each
//! operation there.

use store::{CommitError, ReadError};

/// Why an operation did not succeed. Displays AWS's message; [`LogsError::code`] is AWS's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogsError {
    /// There is no such group.
    #[error("The specified log group does not exist.")]
    GroupNotFound,
    /// There is no such stream.
    #[error("The specified log stream does not exist.")]
    StreamNotFound,
    /// The group is there already.
    #[error("The specified log group already exists")]
    GroupExists,
    /// The stream is there already.
    #[error("The specified log stream already exists")]
    StreamExists,
    /// A parameter has a value that is not allowed.
    #[error("{0}")]
    InvalidParameter(String),
    /// More than 50 tags.
    #[error("The number of tags exceeds the limit of 50.")]
    TooManyTags,
    /// The write is not known to be durable.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

impl LogsError {
    /// The error's name on the wire.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::GroupNotFound | Self::StreamNotFound => "ResourceNotFoundException",
            Self::GroupExists | Self::StreamExists => "ResourceAlreadyExistsException",
            Self::InvalidParameter(_) => "InvalidParameterException",
            Self::TooManyTags => "TooManyTagsException",
            Self::Commit(_) | Self::Read(_) => "ServiceUnavailableException",
        }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::InvalidParameter(message.into())
    }

    pub(crate) fn invalid_token() -> Self {
        Self::invalid("The specified nextToken is invalid.")
    }
}
