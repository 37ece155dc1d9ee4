//! What a lane is told.

use asl::event::Failure;
use asl::map_run::MapRunResult;
use asl::step::{Command, TaskId};
use model::Timestamp;
use store::{ExecutionId, TimerKey};
use tokio::sync::oneshot;

use crate::error::{ExecutionError, StartError, TaskError};
use crate::express::Slot;
use crate::map_run::ChildOf;
use crate::map_run::record::MapRunRecord;
use crate::request::{Finished, StartRequest, Started};

/// One message to a lane. Replies are sent when what they say is durable.
#[derive(Debug)]
pub(crate) enum Message {
    Start(Box<Start>),
    Express(Box<StartExpress>),
    Stop(Stop),
    Redrive(Redrive),
    Task(TaskResult),
    /// A Map Run has ended.
    MapRun(Box<MapRunEnd>),
    Watch(ExecutionId, oneshot::Sender<()>),
    /// Stored timers that come due soon.
    Timers(Vec<TimerKey>),
    /// Finish what is waiting and end.
    Close,
}

#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) request: StartRequest,
    pub(crate) name: String,
    /// The caller chose the name: somebody else may have it.
    pub(crate) named: bool,
    /// It is a child of a Map Run.
    pub(crate) child_of: Option<ChildOf>,
    /// Doing the same start again finds what it started, whatever became of it.
    pub(crate) once: Option<String>,
    pub(crate) reply: StartReply,
}

/// The start of an Express execution.
#[derive(Debug)]
pub(crate) struct StartExpress {
    pub(crate) request: StartRequest,
    pub(crate) name: String,
    /// Tells it from others of that name.
    pub(crate) uuid: String,
    pub(crate) slot: Slot,
    pub(crate) whom: Whom,
}

/// Whom the start of an Express execution is answered.
#[derive(Debug)]
pub(crate) enum Whom {
    /// StartExecution: once the start is durable.
    Starter(StartReply),
    /// StartSyncExecution: once it has ended.
    Waiter(FinishReply),
    /// Nobody: its start was acknowledged before a crash, and it runs again.
    Nobody(ExecutionId),
}

#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) execution: ExecutionId,
    pub(crate) failure: Failure,
    pub(crate) reply: StopReply,
}

/// RedriveExecution.
#[derive(Debug)]
pub(crate) struct Redrive {
    pub(crate) execution: ExecutionId,
    pub(crate) by: RedrivenBy,
    pub(crate) reply: StopReply,
}

/// Who redrives an execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RedrivenBy {
    /// A caller. Asking again with the same token redrives once.
    Caller(Option<String>),
    /// Its Map Run, in this redrive of its own: once in each.
    MapRun(u32),
}

/// Something a worker says about a task.
#[derive(Debug)]
pub(crate) struct TaskResult {
    pub(crate) execution: ExecutionId,
    pub(crate) task: TaskId,
    pub(crate) command: Command,
    /// The task needs no worker any more.
    pub(crate) closes_offer: bool,
    pub(crate) reply: TaskReply,
}

/// The end of a Map Run, for its execution.
#[derive(Debug)]
pub(crate) struct MapRunEnd {
    pub(crate) record: MapRunRecord,
    /// Absent when nobody waits for it.
    pub(crate) result: Option<MapRunResult>,
    pub(crate) reply: TaskReply,
}

pub(crate) type StartReply = oneshot::Sender<Result<Started, StartError>>;
pub(crate) type FinishReply = oneshot::Sender<Result<Finished, StartError>>;
pub(crate) type StopReply = oneshot::Sender<Result<Timestamp, ExecutionError>>;
pub(crate) type TaskReply = oneshot::Sender<Result<(), TaskError>>;

impl Message {
    /// The execution it is for, if it is loaded by id.
    pub(crate) fn execution(&self) -> Option<ExecutionId> {
        match self {
            Self::Start(_) | Self::Express(_) | Self::Timers(_) | Self::Close => None,
            Self::Stop(stop) => Some(stop.execution),
            Self::Redrive(redrive) => Some(redrive.execution),
            Self::Task(result) => Some(result.execution),
            Self::MapRun(end) => Some(end.record.execution_id()),
            Self::Watch(execution, _) => Some(*execution),
        }
    }
}

impl Message {
    /// The execution it redrives.
    pub(crate) fn redriven(&self) -> Option<ExecutionId> {
        match self {
            Self::Redrive(redrive) => Some(redrive.execution),
            _ => None,
        }
    }
}

impl Start {
    /// What it counts in [`Options::inbox_bytes`](crate::Options::inbox_bytes).
    pub(crate) fn bytes(&self) -> usize {
        bytes_of(&self.request)
    }
}

impl StartExpress {
    /// As [`Start::bytes`].
    pub(crate) fn bytes(&self) -> usize {
        bytes_of(&self.request)
    }
}

fn bytes_of(request: &StartRequest) -> usize {
    1024 + request.input.len()
}
