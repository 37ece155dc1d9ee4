//! Why an operation on functions is refused. Texts are AWS's; `services` adds the error codes.

use store::{CommitError, ReadError};

use crate::code::CodeError;
use crate::limits::{EVENT_BYTES, PAYLOAD_BYTES};
use crate::pool::Throttle;
use crate::runtime::RuntimeError;

/// Why a function was not created, changed or found.
#[derive(Debug, thiserror::Error)]
pub enum FunctionError {
    /// There is no such function or version. AWS: `ResourceNotFoundException`.
    #[error("Function not found: {0}")]
    NotFound(String),
    /// The name is taken. AWS: `ResourceConflictException`.
    #[error("Function already exist: {0}")]
    AlreadyExists(String),
    /// The package is not in order. AWS: `InvalidParameterValueException`.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The function is no longer what the caller thinks. AWS: `PreconditionFailedException`.
    #[error(
        "The RevisionId provided does not match the latest RevisionId. Call the GetFunction/GetAlias API to retrieve the latest RevisionId"
    )]
    RevisionMismatch,
    /// The code is no longer what the caller thinks. AWS: `InvalidParameterValueException`.
    #[error(
        "CodeSHA256 ({given}) is different from current CodeSHA256 in $LATEST ({current}). Please try again with the CodeSHA256 in $LATEST."
    )]
    CodeMismatch {
        /// What the caller named.
        given: String,
        /// What there is.
        current: String,
    },
    /// The package is gone from the store.
    #[error("the package {0} is missing from the store")]
    PackageMissing(String),
    /// The store failed.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// The store failed.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Why an invocation did not happen.
#[derive(Debug, thiserror::Error)]
pub enum InvokeError {
    /// There is no such function or version. AWS: `ResourceNotFoundException`, 404.
    #[error("Function not found: {0}")]
    NotFound(String),
    /// The payload of a synchronous invocation is too large. AWS: `RequestTooLargeException`, 413.
    #[error("Request must be smaller than {PAYLOAD_BYTES} bytes for the InvokeFunction operation")]
    TooLarge,
    /// The payload of an asynchronous invocation is too large. AWS: `RequestTooLargeException`, 413.
    #[error("Request must be smaller than {EVENT_BYTES} bytes for the InvokeFunction operation")]
    EventTooLarge,
    /// The payload is not JSON. AWS: `InvalidRequestContentException`, 400.
    #[error("Could not parse request body into json: Could not parse payload into json: {0}")]
    NotJson(String),
    /// Too many at once. AWS: `TooManyRequestsException`, 429.
    #[error("Rate Exceeded.")]
    Throttled(Throttle),
    /// The runtime is not there. AWS: `InvalidRuntimeException`, 502.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// Something of ours failed. AWS: `ServiceException`, 500. The text is for the operator.
    #[error("The service encountered an internal error: {0}")]
    Service(String),
}

impl From<crate::code::UnpackError> for InvokeError {
    fn from(error: crate::code::UnpackError) -> Self {
        Self::Service(error.to_string())
    }
}
