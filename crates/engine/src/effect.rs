//! What is done outside once a batch is durable (invariant 1), or answered when it is not known to be. Whatever else
//! has to follow a commit, such as the log of an execution, is one more effect here.

use std::sync::Arc;

use model::Timestamp;
use store::{ExecutionId, OfferKey, TimerKey};
use tokio::sync::oneshot;

use crate::command::{FinishReply, StartReply, StopReply, TaskReply};
use crate::definition::Definition;
use crate::error::{EngineError, ExecutionError, StartError, TaskError};
use crate::log::LogEntry;
use crate::map_run::ChildOf;
use crate::map_run::registry::{ChildEnd, Launch, Note};
use crate::outbox::Ready;
use crate::request::{Finished, Started};
use crate::shared::Shared;

#[derive(Debug)]
pub(crate) enum Effect {
    Started(StartReply, Result<Started, StartError>),
    /// A synchronous Express execution has ended, or did not begin.
    Finished(FinishReply, Result<Finished, StartError>),
    Stopped(StopReply, Result<Timestamp, ExecutionError>),
    Task(TaskReply, Result<(), TaskError>),
    /// An execution that somebody wants to watch had ended.
    Watched(oneshot::Sender<()>),
    Arm(TimerKey),
    /// Arms a timer that is not in the store.
    ArmVolatile(TimerKey),
    Disarm(TimerKey),
    Offer(Box<Ready>),
    /// Nobody waits for the task any more.
    Withdraw(OfferKey),
    /// Nobody waits for the task any more, and its job is to be stopped.
    Leave(OfferKey),
    /// The task has its result.
    Answered(OfferKey),
    Ended(ExecutionId),
    /// A child of a Map Run has ended.
    ChildEnded(Box<ChildOf>, ChildEnd),
    StartMapRun(Box<Launch>),
    /// A Map Run was redriven.
    LookAtMapRun(String),
    DefinitionStored(Arc<Definition>),
    Log(Box<LogEntry>),
}

impl Effect {
    /// The batch failed or its outcome is unknown: callers are told so, everything else waits for the re-read.
    pub(crate) fn fail(self, error: &EngineError, shared: &Shared) {
        // Whoever stopped waiting for an answer needs none.
        match self {
            Self::Started(reply, _) => drop(reply.send(Err(error.clone().into()))),
            Self::Finished(reply, _) => drop(reply.send(Err(error.clone().into()))),
            Self::Stopped(reply, _) => drop(reply.send(Err(error.clone().into()))),
            Self::Task(reply, _) => drop(reply.send(Err(error.clone().into()))),
            // It may have ended all the same: its Map Run looks.
            Self::ChildEnded(child, _) => {
                let _ = shared
                    .map_runs
                    .tell(&child.map_run, Note::Unsure(child.index));
            }
            Self::Watched(_)
            | Self::Arm(_)
            | Self::ArmVolatile(_)
            | Self::Disarm(_)
            | Self::Offer(_)
            | Self::Withdraw(_)
            | Self::Leave(_)
            | Self::Answered(_)
            | Self::Ended(_)
            | Self::StartMapRun(_)
            | Self::LookAtMapRun(_)
            | Self::DefinitionStored(_)
            | Self::Log(_) => {}
        }
    }
}
