//! What Step Functions answers when the engine refuses.

use aws::Error;
use engine::{EngineError, ExecutionError, StartError, TokenError};

use crate::app::unavailable;
use crate::call::Context;

/// AWS's error for a start that was refused.
pub(super) fn start_error(cx: &Context<'_>, error: &StartError) -> Error {
    match error {
        StartError::AlreadyExists(_) => cx.error("ExecutionAlreadyExists", error.to_string()),
        StartError::Engine(error) => engine_error(error),
    }
}

/// AWS's error for a request about an execution.
pub(super) fn execution_error(cx: &Context<'_>, error: &ExecutionError) -> Error {
    let code = match error {
        ExecutionError::InvalidArn(_) => "InvalidArn",
        ExecutionError::DoesNotExist(_) => "ExecutionDoesNotExist",
        ExecutionError::InvalidToken => "InvalidToken",
        ExecutionError::NotRedrivable(_) => "ExecutionNotRedrivable",
        ExecutionError::Engine(error) => return engine_error(error),
    };
    cx.error(code, error.to_string())
}

/// AWS's error for a request with a task token.
pub(super) fn token_error(cx: &Context<'_>, error: &TokenError) -> Error {
    let code = match error {
        TokenError::Invalid => "InvalidToken",
        TokenError::DoesNotExist => "TaskDoesNotExist",
        TokenError::TimedOut => "TaskTimedOut",
        TokenError::Engine(error) => return engine_error(error),
    };
    cx.error(code, error.to_string())
}

/// AWS's error for what is the server's fault.
pub(super) fn engine_error(error: &EngineError) -> Error {
    match error {
        EngineError::Throttled => Error::new("ThrottlingException", 400, "Rate exceeded"),
        EngineError::Unavailable(_) | EngineError::Closed | EngineError::Damaged(_) => {
            unavailable(error)
        }
    }
}

/// `StateMachineDeleting`.
pub(super) fn machine_deleting(cx: &Context<'_>, arn: &str) -> Error {
    let message = format!("State Machine Deleting: '{arn}'");
    cx.error("StateMachineDeleting", message)
}

/// `StateMachineDoesNotExist`.
pub(super) fn no_such_machine(cx: &Context<'_>, arn: &str) -> Error {
    cx.error(
        "StateMachineDoesNotExist",
        format!("State Machine Does Not Exist: '{arn}'"),
    )
}

/// `StateMachineTypeNotSupported`.
pub(super) fn type_not_supported(cx: &Context<'_>) -> Error {
    cx.error(
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
    )
}
