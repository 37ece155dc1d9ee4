//! What Lambda answers when a function's affairs fail.

use ::lambda::{FunctionError, InvokeError, Throttle};
use aws::Error;

use crate::app::unavailable;
use crate::call::Context;

/// AWS's error for a refused operation on a function. Lambda's client errors carry `Type`.
pub(super) fn function_error(cx: &Context<'_>, error: &FunctionError) -> Error {
    let code = match error {
        FunctionError::NotFound(_) => "ResourceNotFoundException",
        FunctionError::AlreadyExists(_) => "ResourceConflictException",
        FunctionError::Code(_) | FunctionError::CodeMismatch { .. } => {
            "InvalidParameterValueException"
        }
        FunctionError::RevisionMismatch => "PreconditionFailedException",
        FunctionError::PackageMissing(_) | FunctionError::Commit(_) | FunctionError::Read(_) => {
            return unavailable(error);
        }
    };
    user_error(cx, code, error.to_string())
}

/// AWS's error for an invocation that did not happen.
pub(super) fn invoke_error(cx: &Context<'_>, error: &InvokeError) -> Error {
    let message = error.to_string();
    match error {
        InvokeError::NotFound(_) => user_error(cx, "ResourceNotFoundException", message),
        InvokeError::TooLarge | InvokeError::EventTooLarge => {
            user_error(cx, "RequestTooLargeException", message)
        }
        InvokeError::NotJson(_) => user_error(cx, "InvalidRequestContentException", message),
        InvokeError::Throttled(throttle) => {
            let reason = match throttle {
                Throttle::Reserved => "ReservedFunctionConcurrentInvocationLimitExceeded",
                _ => "ConcurrentInvocationLimitExceeded",
            };
            user_error(cx, "TooManyRequestsException", message).with("Reason", reason)
        }
        InvokeError::Runtime(_) => user_error(cx, "InvalidRuntimeException", message),
        InvokeError::Service(reason) => {
            tracing::error!(reason, "an invocation failed inside the server");
            cx.error(
                "ServiceException",
                "The service encountered an internal error.",
            )
            .with("Type", "Service")
        }
    }
}

/// An error that is the caller's.
pub(super) fn user_error(
    cx: &Context<'_>,
    code: &'static str,
    message: impl Into<String>,
) -> Error {
    cx.error(code, message).with("Type", "User")
}
