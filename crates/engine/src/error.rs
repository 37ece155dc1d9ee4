//! What can fail, one enum for each kind of request.

use store::{CommitError, ReadError};

use crate::redrive::NotRedrivable;

/// The engine could not do its work, whatever was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// Too much is waiting already; nothing was done. AWS: `ThrottlingException`.
    #[error("too many requests are waiting; try again later")]
    Throttled,
    /// The store failed: whether it was done is unknown. Asking again with the same name is safe.
    #[error("{0}")]
    Unavailable(String),
    /// The engine is shutting down; nothing was done.
    #[error("the server is shutting down; try again later")]
    Closed,
    /// Stored data cannot be read.
    #[error("{0}")]
    Damaged(String),
}

impl From<ReadError> for EngineError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Unavailable(_) => Self::Unavailable(error.to_string()),
            ReadError::Damaged(_) => Self::Damaged(error.to_string()),
        }
    }
}

impl From<CommitError> for EngineError {
    fn from(error: CommitError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

/// Why the engine did not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The store cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store cannot be written.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// A document of the engine is not what it wrote.
    #[error("the engine's document {0:?} is damaged; restore the data directory from a copy")]
    Damaged(&'static str),
}

/// Why an execution was not started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StartError {
    /// The name is taken by an execution that has ended or has another input. AWS: `ExecutionAlreadyExists`.
    #[error("Execution Already Exists: '{0}'")]
    AlreadyExists(String),
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Why an execution was not described, listed, read or stopped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExecutionError {
    /// The text is not an execution's ARN. AWS: `InvalidArn`.
    #[error("Invalid Arn: 'Invalid ARN: {0}'")]
    InvalidArn(String),
    /// There is no such execution. AWS: `ExecutionDoesNotExist`.
    #[error("Execution Does Not Exist: '{0}'")]
    DoesNotExist(String),
    /// It cannot be redriven. AWS: `ExecutionNotRedrivable`.
    #[error("Execution Not Redrivable: '{0}'")]
    NotRedrivable(NotRedrivable),
    /// The page token is not one that this query gave out. AWS: `InvalidToken`.
    #[error("Invalid Token: 'Invalid token'")]
    InvalidToken,
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<ReadError> for ExecutionError {
    fn from(error: ReadError) -> Self {
        Self::Engine(error.into())
    }
}

/// Why a Map Run was not described or changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MapRunError {
    /// There is no such Map Run. AWS: `ResourceNotFound`.
    #[error("Resource not found: '{0}'")]
    DoesNotExist(String),
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Why a task's result was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaskError {
    /// Nobody waits for it: it has a result, timed out, or its execution ended. Forget it.
    #[error("the task is not waited for any more")]
    Gone,
    /// The engine failed; try again.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

/// Why a result by task token was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is not a token of this server. AWS: `InvalidToken`.
    #[error("Invalid Token: 'Invalid token'")]
    Invalid,
    /// Its execution does not exist any more. AWS: `TaskDoesNotExist`.
    #[error("Task Does Not Exist: 'Task does not exist'")]
    DoesNotExist,
    /// Its task has a result, timed out, or its execution ended. AWS: `TaskTimedOut`.
    #[error("Task Timed Out: 'Provided task does not exist anymore'")]
    TimedOut,
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}
