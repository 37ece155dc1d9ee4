//! The handle: open, start, stop, watch, close.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use asl::event::Failure;
use asl::validate::MachineType;
use model::Timestamp;
use store::{CommitError, ExecutionId, ReadError, Store, Write};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::archive::{Archiver, Backlog};
use crate::clock::Clock;
use crate::command::{Message, Start, StartExpress, Stop, Whom};
use crate::definition::{Definition, Definitions};
use crate::description::Description;
use crate::error::{EngineError, ExecutionError, OpenError, StartError};
use crate::express::{self, Reviver, Slot};
use crate::id::IdSource;
use crate::lane::{self, Lane};
use crate::map_run::registry::MapRuns;
use crate::map_run::supervisor::{self, Supervisor};
use crate::options::{Options, Quotas};
use crate::outbox::{self, Outbox};
use crate::request::{Finished, StartRequest, Started};
use crate::shard;
use crate::shared::Shared;
use crate::stats::Stats;
use crate::timer::{Loader, lane_of};
use crate::token::TokenKey;

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

/// The collection of keys.
const KEYS: &str = "engine.key";
const TASK_TOKEN: &str = "task-token";
const KEY_FORMAT: u8 = 1;

impl Engine {
    /// Opens the engine on a store and goes on with every execution that runs: timers that are overdue fire at once,
    /// tasks without result are offered again. Must be called within a tokio runtime, which runs the lanes.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn open(
        store: Arc<dyn Store>,
        options: Options,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Result<Self, OpenError> {
        let tokens = Arc::new(token_key(&*store, &*ids).await?);
        let used_ids = highest_ceiling(&*store).await?;
        let map_runs = supervisor::left(&*store).await?;
        let express_running = Arc::default();
        let shared = Arc::new(Shared {
            limits: options.limits(),
            stats: Stats::new(options.lanes.max(1)),
            outbox: Outbox::new(options.ready_offers, options.ready_offer_bytes),
            map_runs: MapRuns::default(),
            store,
            clock,
            ids,
            options,
            definitions: Definitions::default(),
            tokens,
            backlog: Backlog::default(),
            inbox_bytes: AtomicUsize::new(0),
            timer_window: AtomicI64::new(i64::MIN),
            rescan: Notify::new(),
            express_rescan: Notify::new(),
            express_running,
        });
        // Before anything new can start, so that nothing runs twice but what a crash interrupted.
        let express = express::stored(&shared).await?;
        Ok(Self::spawn(shared, used_ids, express, map_runs))
    }

    fn spawn(
        shared: Arc<Shared>,
        used_ids: u64,
        express: express::Rows,
        map_runs: Vec<String>,
    ) -> Self {
        let tasks = TaskTracker::new();
        let closing = CancellationToken::new();
        let mut lanes = Vec::new();
        for index in 0..shared.options.lanes.max(1) {
            let (sender, inbox) = mpsc::channel(shared.options.inbox.max(1));
            let lane = Lane::new(Arc::clone(&shared), index, inbox, used_ids);
            tasks.spawn(lane.run());
            lanes.push(sender);
        }
        let loader = Loader {
            shared: Arc::clone(&shared),
            lanes: lanes.clone(),
            closing: closing.clone(),
        };
        tasks.spawn(loader.run());
        let supervisor = Supervisor {
            shared: Arc::clone(&shared),
            lanes: lanes.clone(),
            closing: closing.clone(),
            left: map_runs,
        };
        tasks.spawn(supervisor.run());
        let reviver = Reviver {
            shared: Arc::clone(&shared),
            lanes: lanes.clone(),
            closing: closing.clone(),
        };
        tasks.spawn(reviver.run(express));
        tasks.spawn(outbox::refill_for_ever(
            Arc::clone(&shared),
            closing.clone(),
        ));
        let archiver = Archiver::new(Arc::clone(&shared), closing.clone());
        tasks.spawn(archiver.run());
        Self(Arc::new(Inner {
            shared,
            lanes,
            tasks,
            closing,
            closed: AtomicBool::new(false),
        }))
    }

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

impl Inner {
    /// The lane of an execution.
    pub(crate) fn lane(&self, execution: ExecutionId) -> usize {
        lane_of(execution, self.lanes.len())
    }

    /// Gives a lane a message, if it has room.
    pub(crate) fn try_send(&self, lane: usize, message: Message) -> Result<(), EngineError> {
        if self.closed.load(Ordering::Acquire) {
            return Err(EngineError::Closed);
        }
        self.lanes[lane]
            .try_send(message)
            .map_err(|error| match error {
                TrySendError::Full(_) => self.throttled(),
                TrySendError::Closed(_) => EngineError::Closed,
            })
    }

    /// Gives a lane a message as soon as it has room. For results, which are taken as long as the lane takes anything.
    pub(crate) async fn send(&self, lane: usize, message: Message) -> Result<(), EngineError> {
        let sent = self.lanes[lane].send(message).await;
        sent.map_err(|_| EngineError::Closed)
    }

    /// Gives the lane of a shard a start, if there is room for its input.
    fn try_start(&self, shard: u8, bytes: usize, start: Message) -> Result<(), EngineError> {
        self.reserve(bytes)?;
        let lane = usize::from(shard) % self.lanes.len();
        let sent = self.try_send(lane, start);
        sent.inspect_err(|_| self.release(bytes))
    }

    fn reserve(&self, bytes: usize) -> Result<(), EngineError> {
        let waiting = &self.shared.inbox_bytes;
        let options = &self.shared.options;
        let others = waiting.fetch_add(bytes, Ordering::Relaxed);
        // Without quotas a single input may be longer than all that may wait; alone it is taken.
        let alone = others == 0 && options.quotas == Quotas::Unlimited;
        if !alone && others + bytes > options.inbox_bytes {
            self.release(bytes);
            return Err(self.throttled());
        }
        Ok(())
    }

    fn throttled(&self) -> EngineError {
        self.shared.stats.throttled.add(1);
        EngineError::Throttled
    }

    fn release(&self, bytes: usize) {
        let waiting = &self.shared.inbox_bytes;
        waiting.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// The lane ended without an answer.
pub(crate) fn closed() -> EngineError {
    EngineError::Unavailable("the engine stopped before it answered".into())
}

/// The store's key of task tokens, made when there is none.
async fn token_key(store: &dyn Store, ids: &dyn IdSource) -> Result<TokenKey, OpenError> {
    if let Some(body) = store.document(KEYS, TASK_TOKEN).await? {
        let key = body.strip_prefix(&[KEY_FORMAT]);
        let key = key.and_then(|key| <&[u8; 32]>::try_from(key).ok());
        return key.map(TokenKey::new).ok_or(OpenError::Damaged(KEYS));
    }
    let key = ids.key();
    write_key(store, &key).await?;
    Ok(TokenKey::new(&key))
}

async fn write_key(store: &dyn Store, key: &[u8; 32]) -> Result<(), CommitError> {
    let mut body = vec![KEY_FORMAT];
    body.extend(key);
    let mut batch = store::Batch::default();
    batch.push(Write::PutDocument {
        collection: KEYS,
        key: TASK_TOKEN.into(),
        body: body.into(),
    });
    store.submit(batch).await
}

/// The highest millisecond that ids of earlier processes may have.
async fn highest_ceiling(store: &dyn Store) -> Result<u64, OpenError> {
    let stored: Result<Vec<_>, ReadError> = store.documents(lane::CEILINGS, "").await;
    let mut highest = 0;
    for (_, body) in stored? {
        let ceiling = lane::decode_ceiling(&body).ok_or(OpenError::Damaged(lane::CEILINGS))?;
        highest = highest.max(ceiling);
    }
    Ok(highest)
}
