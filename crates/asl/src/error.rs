//! Errors of states: what the language calls them, and which `Retry` and `Catch` entries match them
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>).

use crate::event::Failure;

/// `States.ALL`, which matches nearly everything.
pub(crate) const ALL: &str = "States.ALL";
/// `States.TaskFailed`, which matches nearly everything but a timeout.
pub(crate) const TASK_FAILED: &str = "States.TaskFailed";
/// A task or execution took too long.
pub(crate) const TIMEOUT: &str = "States.Timeout";
/// No heartbeat came in time; histories show `States.Timeout` (recorded).
pub(crate) const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";
/// The definition and the data do not fit together.
pub(crate) const RUNTIME: &str = "States.Runtime";
/// A payload is too large.
pub(crate) const DATA_LIMIT: &str = "States.DataLimitExceeded";
/// `ResultPath` cannot be applied.
pub(crate) const RESULT_PATH: &str = "States.ResultPathMatchFailure";
/// A JSONata expression cannot be evaluated, or gives what its field cannot take.
pub(crate) const QUERY: &str = "States.QueryEvaluationError";
/// An intrinsic function cannot be computed.
pub(crate) const INTRINSIC: &str = "States.IntrinsicFailure";

/// Why a state failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StateError {
    pub(crate) failure: Failure,
    pub(crate) class: Class,
    /// The field whose expression failed, such as `Output/a`; such a failure has an event of its own.
    pub(crate) evaluation: Option<String>,
}

/// How an error is handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Everything that has a name of its own.
    Ordinary,
    /// A timeout.
    Timeout,
    /// A missing heartbeat.
    Heartbeat,
    /// A state's own output is too large: only its own name catches it.
    DataLimit,
    /// `States.Runtime`: nothing retries or catches it, the execution fails at once (recorded).
    Runtime,
}

impl StateError {
    pub(crate) fn ordinary(failure: Failure) -> Self {
        Self::classed(failure, Class::Ordinary)
    }

    pub(crate) fn classed(failure: Failure, class: Class) -> Self {
        Self {
            failure,
            class,
            evaluation: None,
        }
    }

    /// The error of that name, handled as an error of that name is.
    pub(crate) fn named(failure: Failure) -> Self {
        let class = match failure.error.as_deref() {
            Some(RUNTIME) => Class::Runtime,
            Some(TIMEOUT) => Class::Timeout,
            Some(HEARTBEAT_TIMEOUT) => Class::Heartbeat,
            Some(DATA_LIMIT) => Class::DataLimit,
            _ => Class::Ordinary,
        };
        Self::classed(failure, class)
    }

    /// True when an `ErrorEquals` list names this error.
    pub(crate) fn matches(&self, names: &[String]) -> bool {
        names.iter().any(|name| self.matches_name(name))
    }

    fn matches_name(&self, name: &str) -> bool {
        match self.class {
            Class::Runtime => false,
            Class::DataLimit => name == DATA_LIMIT,
            _ if name == ALL => true,
            Class::Timeout => name == TIMEOUT,
            Class::Heartbeat => name == TIMEOUT || name == HEARTBEAT_TIMEOUT,
            Class::Ordinary => name == TASK_FAILED || self.failure.error.as_deref() == Some(name),
        }
    }
}

/// Why something about a state's data could not be computed; the state's name and entry are added where it is raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// `States.Runtime`.
    Runtime(String),
    /// `States.Runtime` whose text AWS gives without naming the state (recorded).
    Bare(String),
    /// `States.ResultPathMatchFailure`.
    ResultPath(String),
    /// `States.IntrinsicFailure`.
    Intrinsic(String),
    /// `States.QueryEvaluationError` in the field `location`, which is empty when no expression is to blame.
    Query { location: String, text: String },
}

impl Fault {
    /// The error of state `name` that was entered with event `entered`.
    pub(crate) fn of_state(self, name: &str, entered: u64) -> StateError {
        let (error, class, text, evaluation) = match self {
            Self::Bare(text) => {
                return StateError {
                    failure: failure(RUNTIME, Some(text)),
                    class: Class::Runtime,
                    evaluation: None,
                };
            }
            Self::Runtime(text) => (RUNTIME, Class::Runtime, text, None),
            Self::ResultPath(text) => (RESULT_PATH, Class::Ordinary, text, None),
            Self::Intrinsic(text) => (INTRINSIC, Class::Ordinary, text, None),
            Self::Query { location, text } => (QUERY, Class::Ordinary, text, Some(location)),
        };
        let cause = format!(
            "An error occurred while executing the state '{name}' (entered at the event id #{entered}). {text}"
        );
        StateError {
            failure: failure(error, Some(cause)),
            class,
            evaluation,
        }
    }
}

/// The failure of that name and cause.
pub(crate) fn failure(error: &str, cause: Option<String>) -> Failure {
    Failure {
        error: Some(error.into()),
        cause,
    }
}

/// AWS's text for a result beyond the payload limit; `what` is a state's name or what a task calls.
pub(crate) fn too_large(what: &str) -> Failure {
    let cause = format!(
        "The state/task '{what}' returned a result with a size exceeding the maximum number of bytes service limit."
    );
    failure(DATA_LIMIT, Some(cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(error: &StateError, name: &str) -> bool {
        error.matches(&[name.to_owned()])
    }

    #[test]
    fn wildcards_match_what_aws_says() {
        let custom = StateError::ordinary(failure("Custom", None));
        assert!(
            matches(&custom, "Custom") && matches(&custom, ALL) && matches(&custom, TASK_FAILED)
        );
        assert!(!matches(&custom, "custom") && !matches(&custom, TIMEOUT));

        let timeout = StateError::classed(failure(TIMEOUT, None), Class::Timeout);
        assert!(matches(&timeout, TIMEOUT) && matches(&timeout, ALL));
        assert!(!matches(&timeout, TASK_FAILED) && !matches(&timeout, HEARTBEAT_TIMEOUT));

        let heartbeat = StateError::classed(failure(TIMEOUT, None), Class::Heartbeat);
        assert!(matches(&heartbeat, HEARTBEAT_TIMEOUT) && matches(&heartbeat, TIMEOUT));
    }

    #[test]
    fn runtime_errors_match_nothing_and_data_limits_only_their_name() {
        let runtime = Fault::Runtime("x".into()).of_state("A", 2);
        assert!(!matches(&runtime, RUNTIME) && !matches(&runtime, ALL));
        let large = StateError::classed(too_large("A"), Class::DataLimit);
        assert!(
            matches(&large, DATA_LIMIT) && !matches(&large, ALL) && !matches(&large, TASK_FAILED)
        );
    }

    #[test]
    fn an_error_without_a_name_is_caught_by_all() {
        let nameless = StateError::ordinary(Failure::default());
        assert!(matches(&nameless, ALL) && !matches(&nameless, ""));
    }
}
