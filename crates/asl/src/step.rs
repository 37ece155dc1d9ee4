//! One step of the interpreter: what goes in (a command, the time, the limits) and what comes out (events, actions,
//! perhaps an outcome).
//!
//! The engine applies a command to a run, commits events and run, and only then performs the actions.

use std::sync::Arc;

use model::Timestamp;

use crate::event::{Event, Failure, Payload, TaskName};
use crate::map_run::{MapRunResult, MapRunSpec};

/// The task of a frame, named by the id of the event that scheduled it. A retry is a new task.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(pub u64);

/// A timer of an execution; a number is never used twice within one execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimerId(pub u64);

/// What does not change while an execution lives; the context object (`$$`) shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecutionInfo {
    /// `$$.Execution.Id`.
    pub arn: String,
    /// `$$.Execution.Name`.
    pub name: String,
    /// `$$.Execution.RoleArn`.
    pub role_arn: String,
    /// `$$.Execution.StartTime`.
    pub start: Timestamp,
    /// `$$.Execution.Input`, verbatim.
    pub input: Payload,
    /// `$$.StateMachine.Id`.
    pub machine_arn: String,
    /// `$$.StateMachine.Name`.
    pub machine_name: String,
    /// The region its tasks call in.
    pub region: String,
    /// The alias it was started through.
    pub alias_arn: Option<String>,
    /// The version it was started through.
    pub version_arn: Option<String>,
    /// `$$.Execution.RedriveCount`; recorded: synchronous Express executions have none.
    pub redrive_count: Option<u32>,
    /// `$$.Execution.RedriveTime`, once redriven.
    pub redrive_time: Option<Timestamp>,
}

impl ExecutionInfo {
    /// True for an Express execution: its ARN says so.
    #[must_use]
    pub fn is_express(&self) -> bool {
        self.arn.split(':').nth(5) == Some("express")
    }
}

/// What a step may know of the world, and how much it may do.
#[derive(Clone, Debug)]
pub struct Env {
    /// The time of every event of this step.
    pub now: Timestamp,
    /// Seeds `States.UUID`, `States.MathRandom` and jitter.
    pub seed: u64,
    /// What AWS limits.
    pub limits: Limits,
    /// A key for the task tokens of this execution: `$$.Task.Token` is made from it and the task's id.
    pub token: TokenMaker,
    /// Which activities there are; `None` when all that are named are there.
    pub activities: Option<Arc<dyn Activities>>,
}

/// Knows activities.
pub trait Activities: Send + Sync + std::fmt::Debug {
    /// Whether the activity with this ARN exists.
    fn exists(&self, arn: &str) -> bool;
}

/// Makes the task token of a task of this execution: deterministic, opaque and unforgeable.
#[derive(Clone)]
pub struct TokenMaker(pub Arc<dyn Fn(TaskId) -> String + Send + Sync>);

impl std::fmt::Debug for TokenMaker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenMaker")
    }
}

/// AWS's limits, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest payload in bytes of UTF-8 (AWS: 262,144); beyond it `States.DataLimitExceeded`.
    pub payload_bytes: usize,
    /// Most events of one history (AWS: 25,000).
    pub history_events: u64,
    /// Most events of one step, before it yields with [`Step::more`].
    pub step_events: usize,
}

/// Something that happened to an execution.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Goes on after [`Step::more`].
    Resume,
    /// A worker has begun a task.
    TaskStarted {
        /// Which task.
        task: TaskId,
        /// The activity worker's name.
        worker: Option<String>,
    },
    /// The called service answered, but the task waits for a callback or a job's end.
    TaskSubmitted {
        /// Which task.
        task: TaskId,
        /// What the service answered.
        output: Payload,
    },
    /// A task has its result.
    TaskSucceeded {
        /// Which task.
        task: TaskId,
        /// The result.
        output: Payload,
    },
    /// A task failed.
    TaskFailed {
        /// Which task.
        task: TaskId,
        /// How.
        failure: Failure,
        /// Where it stopped.
        at: TaskStage,
    },
    /// A task is still at work.
    Heartbeat {
        /// Which task.
        task: TaskId,
    },
    /// A Map Run has ended.
    MapRunEnded {
        /// Which one: the task of its [`MapRunSpec`].
        task: TaskId,
        /// How.
        result: MapRunResult,
    },
    /// A timer is due.
    TimerFired {
        /// Which timer.
        timer: TimerId,
    },
    /// Somebody stopped the execution.
    Stop {
        /// The error and cause the caller gave.
        failure: Failure,
    },
}

/// How far a task had come when it failed: which event says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskStage {
    /// It could not be scheduled: `LambdaFunctionScheduleFailed`, `ActivityScheduleFailed`.
    Schedule,
    /// It could not be started: `TaskStartFailed`, `LambdaFunctionStartFailed`.
    Start,
    /// The call that submits it failed: `TaskSubmitFailed`.
    Submit,
    /// It ran and failed: `TaskFailed`, `LambdaFunctionFailed`, `ActivityFailed`.
    Run,
}

/// What one step did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// New history events, ids without gaps.
    pub events: Vec<Event>,
    /// What must be done after the commit, in order.
    pub actions: Vec<Action>,
    /// How the execution ended, if it did.
    pub outcome: Option<Outcome>,
    /// The step used up its budget: apply [`Command::Resume`] next.
    pub more: bool,
}

/// Something to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Offer a task to workers.
    Offer(TaskOffer),
    /// Perform a Map Run.
    StartMapRun(Box<MapRunSpec>),
    /// Nobody waits for this task or Map Run any more.
    Withdraw(TaskId),
    /// Nobody waits any more for this task, which has started a job: the job is to be stopped.
    Leave(TaskId),
    /// Fire `timer` at `due` or soon after, never before.
    SetTimer {
        /// Which timer.
        timer: TimerId,
        /// When.
        due: Timestamp,
    },
    /// The timer is no longer needed.
    ClearTimer {
        /// Which timer.
        timer: TimerId,
        /// When it would have fired.
        due: Timestamp,
    },
}

/// A task for a worker.
#[derive(Clone, Debug, PartialEq)]
pub struct TaskOffer {
    /// Which task.
    pub task: TaskId,
    /// What to call.
    pub target: TaskTarget,
    /// The evaluated parameters or input as JSON text.
    pub input: Payload,
    /// The role of `Credentials`, instead of the execution's own.
    pub credentials_role: Option<String>,
    /// `TimeoutSeconds`, for workers that pass it on.
    pub timeout_seconds: Option<i64>,
    /// `HeartbeatSeconds`.
    pub heartbeat_seconds: Option<i64>,
}

/// What a task calls.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TaskTarget {
    /// A Lambda function by its own ARN.
    Function(String),
    /// An activity by its ARN: workers poll for it.
    Activity(String),
    /// A service integration `arn:aws:states:::…`.
    Integration {
        /// Service and operation with pattern, as the events write them.
        name: TaskName,
        /// When the task ends.
        pattern: Pattern,
    },
}

/// When a service integration's task ends
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html>).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// With the service's answer.
    RequestResponse,
    /// When the job it started ends: `.sync`, `.sync:2`.
    Sync,
    /// When somebody returns the task token: `.waitForTaskToken`.
    WaitForTaskToken,
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// With this output.
    Succeeded(Payload),
    /// With an error.
    Failed(Failure),
    /// `TimeoutSeconds` of the state machine passed.
    TimedOut(Failure),
    /// Somebody stopped it.
    Aborted(Failure),
}
