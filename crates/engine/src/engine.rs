//! The handle: start, stop, watch, close.

mod inbox;
mod open;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use asl::event::Failure;
use asl::validate::MachineType;
use model::Timestamp;
use store::ExecutionId;
use tokio::sync::{mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::command::{Message, Start, StartExpress, Stop, Whom};
use crate::definition::Definition;
use crate::description::Description;
use crate::error::{EngineError, ExecutionError, StartError};
use crate::express::Slot;
use crate::request::{Finished, StartRequest, Started};
use crate::shard;
use crate::shared::Shared;
use crate::stats::Stats;

/// Runs executions. Cheap to clone; all clones are one engine. Dropping the last one stops it where it is, which loses
/// nothing that was acknowledged; [`Engine::close`] lets it finish what it has accepted.
#[derive(Clone, Debug)]
pub struct Engine(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) shared: Arc<Shared>,
    lanes: Vec<mpsc::Sender<Message>>,
    tasks: TaskTracker,
    closing: CancellationToken,
    closed: AtomicBool,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.closing.cancel();
    }
}

impl Engine {
    /// Compiles a definition, or finds it compiled. Keep it beside the machine: starting with it costs no hashing.
    ///
    /// # Errors
    /// When the text is not a definition.
    pub fn definition(&self, text: &str) -> Result<Arc<Definition>, asl::compile::CompileError> {
        self.0.shared.definitions.of_text(text)
    }

    /// The definition an execution runs, by the SHA-256 in its [`Description`].
    ///
    /// # Errors
    /// When it is not stored.
    pub async fn definition_of(
        &self,
        execution: &Description,
    ) -> Result<Arc<Definition>, EngineError> {
        let shared = &self.0.shared;
        let sha256 = &execution.definition;
        shared.definitions.load(&*shared.store, sha256).await
    }

    /// Starts an execution. A Standard one is durable when this returns. With a name that a running execution of the
    /// machine has, and the same input, the answer is that execution's. Of an Express one the start is durable: after a
    /// crash it runs again from the start, at least once; names may repeat.
    ///
    /// # Errors
    /// [`StartError::AlreadyExists`] when the name is taken otherwise. After [`EngineError::Unavailable`] the execution
    /// may have started.
    pub async fn start(&self, request: StartRequest) -> Result<Started, StartError> {
        self.start_once(request, None).await
    }

    /// As [`Engine::start`], for a caller that may have to do it again: the same start of the same `once` answers with
    /// what it has started, even when that has ended. Without a name, `once` is the name. An Express execution may
    /// start again.
    ///
    /// # Errors
    /// As [`Engine::start`].
    pub async fn start_once(
        &self,
        mut request: StartRequest,
        once: Option<String>,
    ) -> Result<Started, StartError> {
        if request.kind == MachineType::Express {
            let (reply, answer) = oneshot::channel();
            self.start_express(request, Whom::Starter(reply))?;
            return answer.await.unwrap_or_else(|_| Err(closed().into()));
        }
        let chosen = request.name.take().or_else(|| once.clone());
        let named = chosen.is_some();
        let name = chosen.unwrap_or_else(|| self.0.shared.ids.uuid().to_string());
        let shard = shard::of_name(&request.machine_arn, &name);
        let (reply, answer) = oneshot::channel();
        let start = Box::new(Start {
            request,
            name,
            named,
            child_of: None,
            once,
            reply,
        });
        let bytes = start.bytes();
        self.0.try_start(shard, bytes, Message::Start(start))?;
        let started = answer.await.unwrap_or_else(|_| Err(closed().into()));
        if let Ok(started) = &started {
            tracing::Span::current().record("execution_arn", started.arn.as_str());
        }
        started
    }

    /// Runs an Express execution and answers when it has ended. Nothing is stored: what a crash interrupts is gone, and
    /// its caller gets no answer. Dropping the future lets it run on.
    ///
    /// # Errors
    /// When it could not start, or the engine closed first.
    pub async fn start_sync(&self, mut request: StartRequest) -> Result<Finished, StartError> {
        request.kind = MachineType::Express;
        let (reply, answer) = oneshot::channel();
        self.start_express(request, Whom::Waiter(reply))?;
        answer.await.unwrap_or_else(|_| Err(closed().into()))
    }

    fn start_express(&self, mut request: StartRequest, whom: Whom) -> Result<(), EngineError> {
        let shared = &self.0.shared;
        let slot = Slot::take(&shared.express_running, shared.options.express_running);
        let slot = slot.ok_or(EngineError::Throttled)?;
        let chosen = request.name.take();
        let name = chosen.unwrap_or_else(|| shared.ids.uuid().to_string());
        let uuid = shared.ids.uuid().to_string();
        let shard = shard::of_name(&request.machine_arn, &uuid);
        let start = Box::new(StartExpress {
            request,
            name,
            uuid,
            slot,
            whom,
        });
        let bytes = start.bytes();
        self.0.try_start(shard, bytes, Message::Express(start))
    }

    /// Stops an execution and returns when it stopped. One that has ended stays as it is.
    ///
    /// # Errors
    /// When there is no such execution.
    pub async fn stop(
        &self,
        arn: &str,
        error: Option<String>,
        cause: Option<String>,
    ) -> Result<Timestamp, ExecutionError> {
        let execution = self.id_of(arn).await?;
        let (reply, answer) = oneshot::channel();
        let stop = Message::Stop(Stop {
            execution,
            failure: Failure { error, cause },
            reply,
        });
        self.0.try_send(self.0.lane(execution), stop)?;
        answer.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// Waits until an execution has ended, and describes it. Cheap: nothing is polled. Dropping the future is safe.
    ///
    /// # Errors
    /// When there is no such execution, or the engine closes first.
    pub async fn watch(&self, arn: &str) -> Result<Description, ExecutionError> {
        let execution = self.id_of(arn).await?;
        let (reply, ended) = oneshot::channel();
        let watch = Message::Watch(execution, reply);
        if self.is_closed() {
            return Err(EngineError::Closed.into());
        }
        // Whoever waits for an end can wait for room as well.
        self.0.send(self.0.lane(execution), watch).await?;
        ended.await.map_err(|_| closed())?;
        self.describe(arn).await
    }

    /// What the engine has done so far.
    #[must_use]
    pub fn stats(&self) -> &Stats {
        &self.0.shared.stats
    }

    /// How many commands wait in the lanes' inboxes, and how many task offers are in memory.
    #[must_use]
    pub fn depths(&self) -> (usize, usize) {
        let commands = self.inbox_depths().iter().sum();
        (commands, self.0.shared.outbox.len())
    }

    /// How many commands wait in each lane's inbox.
    #[must_use]
    pub fn inbox_depths(&self) -> Vec<usize> {
        let waiting = |lane: &mpsc::Sender<Message>| lane.max_capacity() - lane.capacity();
        self.0.lanes.iter().map(waiting).collect()
    }

    /// True once [`Engine::close`] has been called.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.closed.load(Ordering::Acquire)
    }

    /// Accepts nothing more, finishes and answers what was accepted, and ends. Running executions stay where they are
    /// and go on after the next open. The store is left open.
    pub async fn close(&self) {
        self.0.closed.store(true, Ordering::Release);
        self.0.closing.cancel();
        self.0.shared.outbox.close();
        for lane in &self.0.lanes {
            // A lane that is gone has closed already.
            drop(lane.send(Message::Close).await);
        }
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// The execution that an ARN names.
    pub(crate) async fn id_of(&self, arn: &str) -> Result<ExecutionId, ExecutionError> {
        tracing::Span::current().record("execution_arn", arn);
        let (machine, name) = crate::arn::parse_execution(arn)
            .ok_or_else(|| ExecutionError::InvalidArn(arn.to_owned()))?;
        let found = self
            .0
            .shared
            .store
            .execution_by_name(&machine, name)
            .await?;
        found.ok_or_else(|| ExecutionError::DoesNotExist(arn.to_owned()))
    }
}

/// The lane ended without an answer.
pub(crate) fn closed() -> EngineError {
    EngineError::Unavailable("the engine stopped before it answered".into())
}
