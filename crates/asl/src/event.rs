//! History events: what happened to an execution, as the Step Functions API reports it
//! (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html>) and as it is stored.
//!
//! The types derive `prost::Message`: their tags are the stored format. A tag is never reused and never changes its
//! meaning; readers skip tags they do not know.

use bytes::Bytes;
use model::Timestamp;

/// A JSON text that travels unparsed until somebody looks inside. Cloning shares the bytes.
///
/// In stored events a payload that repeats an earlier one is kept as the id of that event (`same_as`); whoever reads
/// history resolves it. In memory `text` is always present.
#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct Payload {
    /// UTF-8 JSON text.
    #[prost(bytes = "bytes", tag = "1")]
    text: Bytes,
    /// Stored form only: the id of the event that holds the text; 0 when `text` does.
    #[prost(uint64, tag = "2")]
    same_as: u64,
}

impl Payload {
    /// The payload that holds `text`.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: Bytes::from(text.into()),
            same_as: 0,
        }
    }

    /// The stored form of a payload whose text stands in event `id`.
    #[must_use]
    pub fn reference(id: u64) -> Self {
        Self {
            text: Bytes::new(),
            same_as: id,
        }
    }

    /// The event that holds the text, when this is a reference.
    #[must_use]
    pub fn referenced_event(&self) -> Option<u64> {
        (self.same_as != 0).then_some(self.same_as)
    }

    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text).unwrap_or_default()
    }

    /// The bytes of the JSON text; cloning them shares.
    #[must_use]
    pub fn bytes(&self) -> &Bytes {
        &self.text
    }

    /// The size AWS's payload limit counts: bytes of UTF-8 text.
    #[must_use]
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// True for an empty text, which is no JSON.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// True when both share the same bytes in memory, which is how repetition is found without comparing text.
    #[must_use]
    pub fn shares_with(&self, other: &Self) -> bool {
        self.text.as_ptr() == other.text.as_ptr() && self.text.len() == other.text.len()
    }
}

/// One event of an execution's history.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Event {
    /// 1 for `ExecutionStarted`, then without gaps.
    #[prost(uint64, tag = "1")]
    pub id: u64,
    /// The event before it in its own branch; 0 for the first two events of an execution.
    #[prost(uint64, tag = "2")]
    pub previous: u64,
    /// Milliseconds since the epoch.
    #[prost(int64, tag = "3")]
    pub time_millis: i64,
    /// What happened.
    #[prost(enumeration = "EventType", tag = "4")]
    pub event_type: i32,
    /// Private: the frame (branch or iteration) it happened in; 0 is the root. Folding a history needs it.
    #[prost(uint32, tag = "5")]
    pub frame: u32,
    /// The particulars; absent for the types that have none.
    #[prost(
        oneof = "Details",
        tags = "10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26"
    )]
    pub details: Option<Details>,
}

impl Event {
    /// When it happened.
    #[must_use]
    pub fn time(&self) -> Timestamp {
        Timestamp::from_millis(self.time_millis)
    }

    /// The input or output it carries: what a stored run may refer to by the event's id.
    #[must_use]
    pub fn payload(&self) -> Option<&Payload> {
        match self.details.as_ref()? {
            Details::Started(details) => Some(&details.input),
            Details::Entered(details) => Some(&details.input),
            Details::Exited(details) => Some(&details.output),
            Details::Output(output) => Some(output),
            Details::WorkScheduled(details) => Some(&details.input),
            Details::TaskScheduled(details) => Some(&details.parameters),
            Details::TaskOutput(details) => Some(&details.output),
            _ => None,
        }
    }

    /// As [`Event::payload`], to be replaced by a reference or resolved from one.
    pub fn payload_mut(&mut self) -> Option<&mut Payload> {
        match self.details.as_mut()? {
            Details::Started(details) => Some(&mut details.input),
            Details::Entered(details) => Some(&mut details.input),
            Details::Exited(details) => Some(&mut details.output),
            Details::Output(output) => Some(output),
            Details::WorkScheduled(details) => Some(&mut details.input),
            Details::TaskScheduled(details) => Some(&mut details.parameters),
            Details::TaskOutput(details) => Some(&mut details.output),
            _ => None,
        }
    }
}

/// The particulars of an event, grouped by shape: which API member carries them follows from the event's type.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Details {
    /// `executionStartedEventDetails`.
    #[prost(message, tag = "10")]
    Started(ExecutionStarted),
    /// `stateEnteredEventDetails`.
    #[prost(message, tag = "11")]
    Entered(StateEntered),
    /// `stateExitedEventDetails`.
    #[prost(message, tag = "12")]
    Exited(StateExited),
    /// Only an output: `executionSucceeded…`, `lambdaFunctionSucceeded…`, `activitySucceeded…`.
    #[prost(message, tag = "13")]
    Output(Payload),
    /// Only an error and a cause: executions, functions, activities and Map Runs that fail, time out or are aborted.
    #[prost(message, tag = "14")]
    Failure(Failure),
    /// `lambdaFunctionScheduledEventDetails` and `activityScheduledEventDetails`.
    #[prost(message, tag = "15")]
    WorkScheduled(WorkScheduled),
    /// `activityStartedEventDetails`.
    #[prost(message, tag = "16")]
    ActivityStarted(ActivityStarted),
    /// `taskScheduledEventDetails`.
    #[prost(message, tag = "17")]
    TaskScheduled(TaskScheduled),
    /// `taskStartedEventDetails`.
    #[prost(message, tag = "18")]
    TaskStarted(TaskName),
    /// `taskSubmittedEventDetails` and `taskSucceededEventDetails`.
    #[prost(message, tag = "19")]
    TaskOutput(TaskOutput),
    /// `taskFailed…`, `taskTimedOut…`, `taskStartFailed…`, `taskSubmitFailedEventDetails`.
    #[prost(message, tag = "20")]
    TaskFailure(TaskFailure),
    /// `mapStateStartedEventDetails`: the number of items.
    #[prost(uint64, tag = "21")]
    MapLength(u64),
    /// `mapIteration…EventDetails`.
    #[prost(message, tag = "22")]
    Iteration(Iteration),
    /// `mapRunStartedEventDetails`: the Map Run's ARN.
    #[prost(string, tag = "23")]
    MapRun(String),
    /// `evaluationFailedEventDetails`.
    #[prost(message, tag = "24")]
    Evaluation(EvaluationFailed),
    /// `executionRedrivenEventDetails`: the number of redrives so far.
    #[prost(uint64, tag = "25")]
    Redriven(u64),
    /// `mapRunRedrivenEventDetails`.
    #[prost(message, tag = "26")]
    MapRunRedriven(MapRunRedriven),
}

/// A Map Run goes on.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct MapRunRedriven {
    /// Its ARN.
    #[prost(string, tag = "1")]
    pub arn: String,
    /// How often it was redriven, this time included.
    #[prost(uint32, tag = "2")]
    pub redrive_count: u32,
}

/// How an execution began.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ExecutionStarted {
    /// The input, verbatim.
    #[prost(message, required, tag = "1")]
    pub input: Payload,
    /// The role the execution acts as.
    #[prost(string, tag = "2")]
    pub role_arn: String,
    /// The alias it was started through.
    #[prost(string, optional, tag = "3")]
    pub alias_arn: Option<String>,
    /// The version it was started through.
    #[prost(string, optional, tag = "4")]
    pub version_arn: Option<String>,
}

/// A state was entered.
#[derive(Clone, PartialEq, prost::Message)]
pub struct StateEntered {
    /// The state's name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Its raw input.
    #[prost(message, required, tag = "2")]
    pub input: Payload,
}

/// A state was left.
#[derive(Clone, PartialEq, prost::Message)]
pub struct StateExited {
    /// The state's name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Its output.
    #[prost(message, required, tag = "2")]
    pub output: Payload,
    /// Variables it assigned, each as JSON text, in order.
    #[prost(message, repeated, tag = "3")]
    pub assigned: Vec<Assigned>,
}

/// A variable and the value it was given.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Assigned {
    /// Its name, without `$`.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Its value as JSON text.
    #[prost(string, tag = "2")]
    pub value: String,
}

/// An error name and what explains it.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct Failure {
    /// The error name, such as `States.Timeout`.
    #[prost(string, optional, tag = "1")]
    pub error: Option<String>,
    /// What explains it.
    #[prost(string, optional, tag = "2")]
    pub cause: Option<String>,
}

/// A function (by its own ARN) or an activity was scheduled.
#[derive(Clone, PartialEq, prost::Message)]
pub struct WorkScheduled {
    /// The function's or activity's ARN.
    #[prost(string, tag = "1")]
    pub resource: String,
    /// Its input.
    #[prost(message, required, tag = "2")]
    pub input: Payload,
    /// `TimeoutSeconds`, when the definition says it.
    #[prost(int64, optional, tag = "3")]
    pub timeout_seconds: Option<i64>,
    /// `HeartbeatSeconds`, when the definition says it.
    #[prost(int64, optional, tag = "4")]
    pub heartbeat_seconds: Option<i64>,
    /// The role of `Credentials`.
    #[prost(string, optional, tag = "5")]
    pub credentials_role: Option<String>,
}

/// A worker took an activity.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ActivityStarted {
    /// The worker's name, if it gave one.
    #[prost(string, optional, tag = "1")]
    pub worker_name: Option<String>,
}

/// What a task calls: `lambda` and `invoke` of `arn:aws:states:::lambda:invoke`.
#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct TaskName {
    /// The service, such as `lambda` or `aws-sdk:dynamodb`.
    #[prost(string, tag = "1")]
    pub resource_type: String,
    /// The operation with its pattern, such as `invoke.waitForTaskToken`.
    #[prost(string, tag = "2")]
    pub resource: String,
}

/// A service integration was scheduled.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TaskScheduled {
    /// What it calls.
    #[prost(message, required, tag = "1")]
    pub task: TaskName,
    /// The region it calls in.
    #[prost(string, tag = "2")]
    pub region: String,
    /// The evaluated parameters as JSON text.
    #[prost(message, required, tag = "3")]
    pub parameters: Payload,
    /// `TimeoutSeconds`, when the definition says it.
    #[prost(int64, optional, tag = "4")]
    pub timeout_seconds: Option<i64>,
    /// `HeartbeatSeconds`, when the definition says it.
    #[prost(int64, optional, tag = "5")]
    pub heartbeat_seconds: Option<i64>,
    /// The role of `Credentials`.
    #[prost(string, optional, tag = "6")]
    pub credentials_role: Option<String>,
}

/// What an integration answered.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TaskOutput {
    /// What was called.
    #[prost(message, required, tag = "1")]
    pub task: TaskName,
    /// The answer as JSON text.
    #[prost(message, required, tag = "2")]
    pub output: Payload,
}

/// How an integration failed.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TaskFailure {
    /// What was called.
    #[prost(message, required, tag = "1")]
    pub task: TaskName,
    /// The error.
    #[prost(message, required, tag = "2")]
    pub failure: Failure,
}

/// One iteration of a Map state.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Iteration {
    /// The Map state's name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Which item, from 0.
    #[prost(uint64, tag = "2")]
    pub index: u64,
}

/// An expression could not be evaluated.
#[derive(Clone, PartialEq, prost::Message)]
pub struct EvaluationFailed {
    /// The error name, `States.QueryEvaluationError`.
    #[prost(string, tag = "1")]
    pub error: String,
    /// What explains it.
    #[prost(string, tag = "2")]
    pub cause: String,
    /// The field that holds the expression, such as `Output/result`; empty when no expression is to blame.
    #[prost(string, tag = "3")]
    pub location: String,
    /// The state.
    #[prost(string, tag = "4")]
    pub state: String,
}

macro_rules! event_types {
    ($($name:ident = $number:literal,)*) => {
        /// What happened: the API's `HistoryEventType`. Names are the API's; numbers are the stored format.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
        #[repr(i32)]
        #[expect(missing_docs, reason = "the names are the API's and say what they mean")]
        pub enum EventType {
            $($name = $number,)*
        }

        impl EventType {
            /// The API's name: `ExecutionStarted`, …
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)*
                }
            }
        }
    };
}

event_types! {
    Unspecified = 0,
    ActivityFailed = 1,
    ActivityScheduled = 2,
    ActivityScheduleFailed = 3,
    ActivityStarted = 4,
    ActivitySucceeded = 5,
    ActivityTimedOut = 6,
    ChoiceStateEntered = 7,
    ChoiceStateExited = 8,
    ExecutionAborted = 9,
    ExecutionFailed = 10,
    ExecutionStarted = 11,
    ExecutionSucceeded = 12,
    ExecutionTimedOut = 13,
    FailStateEntered = 14,
    LambdaFunctionFailed = 15,
    LambdaFunctionScheduled = 16,
    LambdaFunctionScheduleFailed = 17,
    LambdaFunctionStarted = 18,
    LambdaFunctionStartFailed = 19,
    LambdaFunctionSucceeded = 20,
    LambdaFunctionTimedOut = 21,
    MapIterationAborted = 22,
    MapIterationFailed = 23,
    MapIterationStarted = 24,
    MapIterationSucceeded = 25,
    MapStateAborted = 26,
    MapStateEntered = 27,
    MapStateExited = 28,
    MapStateFailed = 29,
    MapStateStarted = 30,
    MapStateSucceeded = 31,
    ParallelStateAborted = 32,
    ParallelStateEntered = 33,
    ParallelStateExited = 34,
    ParallelStateFailed = 35,
    ParallelStateStarted = 36,
    ParallelStateSucceeded = 37,
    PassStateEntered = 38,
    PassStateExited = 39,
    SucceedStateEntered = 40,
    SucceedStateExited = 41,
    TaskFailed = 42,
    TaskScheduled = 43,
    TaskStarted = 44,
    TaskStartFailed = 45,
    TaskStateAborted = 46,
    TaskStateEntered = 47,
    TaskStateExited = 48,
    TaskSubmitFailed = 49,
    TaskSubmitted = 50,
    TaskSucceeded = 51,
    TaskTimedOut = 52,
    WaitStateAborted = 53,
    WaitStateEntered = 54,
    WaitStateExited = 55,
    MapRunAborted = 56,
    MapRunFailed = 57,
    MapRunStarted = 58,
    MapRunSucceeded = 59,
    ExecutionRedriven = 60,
    MapRunRedriven = 61,
    EvaluationFailed = 62,
}
