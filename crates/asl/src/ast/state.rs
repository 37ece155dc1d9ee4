//! The eight state types, what they have in common, and what they do about errors.

use serde_json::Value;

use super::{Amount, ChoiceRule, Graph, Map, PathField, QueryLanguage};

/// A state: the fields that several types share, and those of its own type.
///
/// Whether its type allows a shared field that is present is validation's business.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    /// `Comment`.
    pub comment: Option<String>,
    /// `QueryLanguage`, where it differs from the machine's.
    pub query_language: Option<QueryLanguage>,
    /// `Next`.
    pub next: Option<String>,
    /// `End`.
    pub end: Option<bool>,
    /// `InputPath`.
    pub input_path: PathField,
    /// `Parameters`, a payload template.
    pub parameters: Option<Value>,
    /// `ResultSelector`, a payload template.
    pub result_selector: Option<Value>,
    /// `ResultPath`.
    pub result_path: PathField,
    /// `OutputPath`.
    pub output_path: PathField,
    /// `Arguments` (JSONata).
    pub arguments: Option<Value>,
    /// `Output` (JSONata).
    pub output: Option<Value>,
    /// `Assign`: variables and how to compute them.
    pub assign: Option<Value>,
    /// `Retry`.
    pub retry: Option<Vec<Retrier>>,
    /// `Catch`.
    pub catch: Option<Vec<Catcher>>,
    /// `Type` and the fields of that type.
    pub kind: Kind,
    /// Fields no state of this type has.
    pub unknown: Vec<String>,
}

/// A state's type with the fields that are its own.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `Task`.
    Task(Task),
    /// `Pass`.
    Pass(Pass),
    /// `Choice`.
    Choice(Choice),
    /// `Wait`.
    Wait(Wait),
    /// `Succeed`.
    Succeed,
    /// `Fail`.
    Fail(Fail),
    /// `Parallel`.
    Parallel(Parallel),
    /// `Map`.
    Map(Box<Map>),
}

impl Kind {
    /// The value of `Type`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Task(_) => "Task",
            Self::Pass(_) => "Pass",
            Self::Choice(_) => "Choice",
            Self::Wait(_) => "Wait",
            Self::Succeed => "Succeed",
            Self::Fail(_) => "Fail",
            Self::Parallel(_) => "Parallel",
            Self::Map(_) => "Map",
        }
    }
}

/// A unit of work done elsewhere.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Task {
    /// `Resource`: what does it.
    pub resource: Option<String>,
    /// `TimeoutSeconds`.
    pub timeout_seconds: Option<Amount>,
    /// `TimeoutSecondsPath`.
    pub timeout_seconds_path: Option<String>,
    /// `HeartbeatSeconds`.
    pub heartbeat_seconds: Option<Amount>,
    /// `HeartbeatSecondsPath`.
    pub heartbeat_seconds_path: Option<String>,
    /// `Credentials`: an object with `RoleArn` or `RoleArn.$`.
    pub credentials: Option<Value>,
}

/// Passes its input on, or a fixed result.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pass {
    /// `Result`; a written `null` is `Some(Value::Null)`.
    pub result: Option<Value>,
}

/// Branches on its input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// `Choices`, tried in order.
    pub choices: Option<Vec<ChoiceRule>>,
    /// `Default`.
    pub default: Option<String>,
}

/// Waits for a time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wait {
    /// `Seconds`.
    pub seconds: Option<Amount>,
    /// `SecondsPath`.
    pub seconds_path: Option<String>,
    /// `Timestamp`.
    pub timestamp: Option<String>,
    /// `TimestampPath`.
    pub timestamp_path: Option<String>,
}

/// Ends the execution with an error.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fail {
    /// `Error`.
    pub error: Option<String>,
    /// `ErrorPath`: a reference path or an intrinsic function.
    pub error_path: Option<String>,
    /// `Cause`.
    pub cause: Option<String>,
    /// `CausePath`: a reference path or an intrinsic function.
    pub cause_path: Option<String>,
}

/// Runs branches side by side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parallel {
    /// `Branches`.
    pub branches: Option<Vec<Graph>>,
}

/// When and how often to try again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Retrier {
    /// `Comment`.
    pub comment: Option<String>,
    /// `ErrorEquals`.
    pub error_equals: Option<Vec<String>>,
    /// `IntervalSeconds`, 1 by default.
    pub interval_seconds: Option<serde_json::Number>,
    /// `MaxAttempts`, 3 by default.
    pub max_attempts: Option<serde_json::Number>,
    /// `BackoffRate`, 2.0 by default.
    pub backoff_rate: Option<serde_json::Number>,
    /// `MaxDelaySeconds`.
    pub max_delay_seconds: Option<serde_json::Number>,
    /// `JitterStrategy`: `FULL` or `NONE`.
    pub jitter_strategy: Option<String>,
    /// Fields no retrier has.
    pub unknown: Vec<String>,
}

/// Where to go on after an error.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catcher {
    /// `Comment`.
    pub comment: Option<String>,
    /// `ErrorEquals`.
    pub error_equals: Option<Vec<String>>,
    /// `Next`.
    pub next: Option<String>,
    /// `ResultPath`: where the error output goes.
    pub result_path: PathField,
    /// `Assign`.
    pub assign: Option<Value>,
    /// `Output` (JSONata).
    pub output: Option<Value>,
    /// Fields no catcher has.
    pub unknown: Vec<String>,
}
