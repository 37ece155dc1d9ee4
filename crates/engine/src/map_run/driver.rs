//! One Map Run: children are started as there is room, their ends counted, and at last the parent told.

pub(super) mod child;
mod express;
mod finish;
mod progress;
mod redrive;

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use asl::event::{Failure, Payload};
use asl::map_run::MapRunSpec;
use asl::validate::MachineType;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use store::Write;
use tokio::sync::{mpsc, oneshot};

use child::{READ, find, find_all, stop_child};

use super::items::{ChildInput, Children, Source};
use super::objects::MapRunCaller;
use super::record::MapRunRecord;
use super::registry::{ChildEnd, Launch, Note, Progress, Told};
use super::results::Kept;
use super::window::{Place, Window};
use super::{ChildOf, child_name};
use crate::command::{Message, Start};
use crate::definition::Definition;
use crate::error::{EngineError, ExecutionError, StartError};
use crate::log::LogTarget;
use crate::request::{Finished, StartRequest, Started};
use crate::shard;
use crate::shared::Shared;
use crate::status::Status;

/// Children run at once when nothing says how many (AWS's quota).
const CONCURRENCY: u64 = 10_000;
/// Children that may exist before the record says so again.
const RESERVED: u64 = 1_000;
/// Starts on their way at once: enough to fill the lanes' batches, few enough to leave room for others.
const STARTING: usize = 1_024;
/// Bytes of inputs of Express children at work, before no more are started.
const HELD: usize = 64 << 20;

/// What the driver goes on with.
pub(super) struct Driver {
    pub(super) shared: Arc<Shared>,
    pub(super) lanes: Vec<mpsc::Sender<Message>>,
    /// Absent when the parent does not wait any more: then children are only stopped.
    pub(super) spec: Option<Arc<MapRunSpec>>,
    pub(super) record: MapRunRecord,
    pub(super) caller: MapRunCaller,
    pub(super) kept: Kept,
    machine_arn: Arc<str>,
    definition: Option<Arc<Definition>>,
    log: Option<LogTarget>,
    notes: mpsc::UnboundedReceiver<Note>,
    progress: Arc<Mutex<Progress>>,
    window: Window,
    /// The number of the next child.
    next: u64,
    /// Nothing is left to start.
    exhausted: bool,
    verdict: Option<Verdict>,
    under_way: FuturesUnordered<BoxFuture<'static, Done>>,
    starting: usize,
    /// Results of Express children that are not on their way to the store, and those that are.
    unstored: Vec<Write>,
    storing: Vec<Write>,
    /// Bytes of the inputs of Express children, which are needed again when their run is lost.
    held: usize,
}

/// Why no more children are started.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict {
    /// The Map Run fails.
    Failed(Failure),
    /// Nobody waits for it.
    Aborted,
}

/// Something that was under way.
enum Done {
    Started(u64, ChildInput, Result<Started, StartError>),
    Finished(u64, ChildInput, Result<Finished, StartError>),
    Checked(u64, Result<Option<Found>, EngineError>),
    Stopped(u64, Result<(), EngineError>),
    Redriven(u64, Status, Result<(), ExecutionError>),
    Updated,
    Stored(Result<(), store::CommitError>),
    /// Time for another attempt.
    Again(Again),
}

enum Again {
    Start(u64, ChildInput),
    Check(u64),
    Stop(u64),
    Redrive(u64, Status),
    Store,
}

/// A child as the store has it.
pub(super) struct Found {
    status: Status,
    pub(super) items: u64,
    /// The redrive of the Map Run that last started or redrove it.
    round: u32,
    output: Option<Payload>,
}

impl Found {
    /// Where it is, when nothing else is known of it.
    pub(super) fn place(&self, round: u32) -> Place {
        match self.status {
            Status::Running => Place::Running,
            status if status != Status::Succeeded && self.round != round => Place::Waiting(status),
            status => Place::Ended(status),
        }
    }
}

impl Driver {
    /// The driver of a Map Run that begins.
    pub(super) fn new(
        shared: Arc<Shared>,
        lanes: Vec<mpsc::Sender<Message>>,
        launch: Launch,
        told: Told,
    ) -> Self {
        let mut driver = Self::registered(shared, lanes, launch.record, told);
        driver.order(launch.spec, launch.role_arn, launch.log);
        driver
    }

    /// A driver that is told what happens, and does not yet know what it is to do.
    pub(super) fn registered(
        shared: Arc<Shared>,
        lanes: Vec<mpsc::Sender<Message>>,
        record: MapRunRecord,
        told: Told,
    ) -> Self {
        let Told { notes, progress } = told;
        Self {
            kept: Kept::default(),
            shared,
            lanes,
            spec: None,
            window: Window::new(&record),
            next: record.settled,
            machine_arn: record.machine_arn.as_str().into(),
            definition: None,
            log: None,
            caller: MapRunCaller {
                execution_arn: record.execution_arn.clone(),
                role_arn: "".into(),
            },
            record,
            notes,
            progress,
            exhausted: false,
            verdict: None,
            under_way: FuturesUnordered::new(),
            starting: 0,
            unstored: Vec::new(),
            storing: Vec::new(),
            held: 0,
        }
    }

    /// What it is to do, and as whom.
    pub(super) fn order(&mut self, spec: MapRunSpec, role_arn: Arc<str>, log: Option<LogTarget>) {
        self.log = log;
        self.kept = Kept::new(&spec, self.shared.limits.payload_bytes);
        self.spec = Some(Arc::new(spec));
        self.caller.role_arn = role_arn;
    }

    /// Nobody waits for it: what runs is stopped, nothing is started.
    pub(super) fn abort(&mut self) {
        self.verdict = Some(Verdict::Aborted);
    }

    /// Performs the Map Run to its end.
    pub(super) async fn run(mut self) {
        match self.record.is_at_work() {
            true => {
                self.perform_all().await;
                self.finish().await;
            }
            false => self.remove_results().await,
        }
        self.shared.map_runs.remove(&self.record);
    }

    async fn perform_all(&mut self) {
        self.find_children().await;
        // What failed before a crash counts before anything more is started.
        self.judge();
        let spec = self.spec.clone();
        if let Some(spec) = spec.filter(|_| self.verdict != Some(Verdict::Aborted)) {
            match self.prepare(&spec).await {
                Ok((definition, children)) => {
                    self.definition = Some(definition);
                    self.perform(children).await;
                }
                Err(failure) => self.fail(failure),
            }
        }
        self.exhausted = true;
        self.stop_children();
        while !self.is_done() {
            self.wait().await;
            self.stop_children();
        }
    }

    /// Children that an earlier process may have started.
    async fn find_children(&mut self) {
        let mut from = self.record.settled;
        while from < self.record.reserved {
            let until = self.record.reserved.min(from + READ);
            let Ok(found) = find_all(&self.shared, &self.record, from..until).await else {
                pause(&self.shared).await;
                continue;
            };
            for (index, found) in (from..until).zip(found) {
                match found {
                    None => self.window.push(Place::Missing, 0),
                    Some(found) => {
                        self.window.push(Place::Missing, found.items);
                        self.take(index, found);
                    }
                }
            }
            from = until;
            self.window.settle(&mut self.record, false);
        }
        self.next = self.record.settled;
        self.show();
    }

    async fn prepare(
        &mut self,
        spec: &Arc<MapRunSpec>,
    ) -> Result<(Arc<Definition>, Source), Failure> {
        let definition = self.shared.definitions.of_text(&spec.processor);
        let definition = definition.map_err(|error| Failure {
            error: Some("States.Runtime".into()),
            cause: Some(format!("The ItemProcessor cannot be run: {error}")),
        })?;
        if let Some(end) = self.all_exist() {
            return Ok((definition, Source::Known(end)));
        }
        let skip = self.record.settled_items;
        let children = Children::open(&self.shared, &self.caller, Arc::clone(spec), skip).await?;
        Ok((definition, Source::Items(children)))
    }

    /// Starts children until there are no more or no more may be.
    async fn perform(&mut self, mut children: Source) {
        while self.verdict.is_none() {
            match self.fill(&mut children).await {
                Ok(()) if self.exhausted => return,
                Ok(()) => self.wait().await,
                Err(failure) => self.fail(failure),
            }
        }
    }

    /// Starts as many children as there is room for.
    async fn fill(&mut self, children: &mut Source) -> Result<(), Failure> {
        while self.has_room() && self.verdict.is_none() {
            let Some(child) = children.next(self.next)? else {
                self.exhausted = true;
                self.record.children = Some(self.next);
                self.judge();
                return Ok(());
            };
            if self.next >= self.record.reserved {
                self.reserve().await;
            }
            self.begin(child);
            self.listen();
        }
        self.show();
        Ok(())
    }

    fn has_room(&self) -> bool {
        let most = match self.record.max_concurrency {
            0 => CONCURRENCY,
            most => most,
        };
        self.window.active < most && self.starting < STARTING && self.held < HELD
    }

    /// Says in the record, durably, that more children may exist.
    async fn reserve(&mut self) {
        self.record.reserved = self.next + RESERVED;
        self.store().await;
    }

    /// Stores the record as it is, and results with it, as often as it takes.
    async fn store(&mut self) {
        self.window.settle(&mut self.record, false);
        // What is on its way may fail: the record must not say that it has settled without it.
        let mut writes = self.storing.clone();
        writes.append(&mut self.unstored);
        writes.push(self.record.write());
        self.write(writes).await;
    }

    /// Commits `writes`, as often as it takes.
    async fn write(&mut self, writes: Vec<Write>) {
        loop {
            let batch = store::Batch {
                writes: writes.clone(),
            };
            match self.shared.store.submit(batch).await {
                Ok(()) => return,
                Err(_) => pause(&self.shared).await,
            }
        }
    }

    fn begin(&mut self, child: ChildInput) {
        let index = self.next;
        self.next += 1;
        match self.window.place(index) {
            Some(Place::Waiting(before)) if !self.record.express => {
                return self.redrive(index, before);
            }
            Some(Place::Missing | Place::Waiting(_)) => {
                self.window.put(index, Place::Starting, child.items)
            }
            // An earlier process started it.
            Some(_) => return,
            None => self.window.push(Place::Starting, child.items),
        }
        self.start(index, child, false);
    }

    /// Sends a start on its way. One that is repeated is `named`: the child may be there.
    fn start(&mut self, index: u64, child: ChildInput, named: bool) {
        let Some(definition) = self.definition.clone() else {
            return;
        };
        let child_of = ChildOf {
            map_run: self.record.arn.clone(),
            index,
            items: child.items,
            round: self.record.redrives,
        };
        let request = self.request(definition, &child);
        if self.record.express {
            return self.start_express(request, &child_of, child);
        }
        let (reply, answer) = oneshot::channel();
        let name = child_name(&self.record.arn, index);
        let lane = usize::from(shard::of_name(&self.record.machine_arn, &name)) % self.lanes.len();
        let start = Box::new(Start {
            request,
            name,
            named,
            once: None,
            child_of: Some(child_of),
            reply,
        });
        self.shared
            .inbox_bytes
            .fetch_add(start.bytes(), Ordering::Relaxed);
        self.starting += 1;
        let lane = self.lanes[lane].clone();
        let sent = async move {
            // A lane that is gone answers by dropping the reply.
            let _ = lane.send(Message::Start(start)).await;
            let closed = || Err(StartError::Engine(EngineError::Closed));
            Done::Started(index, child, answer.await.unwrap_or_else(|_| closed()))
        };
        self.under_way.push(sent.boxed());
    }

    fn request(&self, definition: Arc<Definition>, child: &ChildInput) -> StartRequest {
        StartRequest {
            machine_arn: Arc::clone(&self.machine_arn),
            role_arn: Arc::clone(&self.caller.role_arn),
            definition,
            name: None,
            input: child.input.clone(),
            trace_header: None,
            version_arn: None,
            alias_arn: None,
            revision_id: None,
            kind: MachineType::Standard,
            log: self.log.clone(),
        }
    }

    /// Waits until something happens, and takes all that has.
    async fn wait(&mut self) {
        self.show();
        tokio::select! {
            biased;
            // Neither loses anything when the other is ready first.
            Some(note) = self.notes.recv() => self.note(note),
            Some(done) = self.under_way.next(), if !self.under_way.is_empty() => self.done(done),
        }
        self.listen();
        self.store_results();
        self.judge();
    }

    /// Takes what has happened meanwhile, without waiting.
    fn listen(&mut self) {
        while let Ok(note) = self.notes.try_recv() {
            self.note(note);
        }
        while let Some(Some(done)) = self.under_way.next().now_or_never() {
            self.done(done);
        }
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::Ended(index, end) => self.ended(index, end),
            Note::Unsure(index) => self.again(Again::Check(index)),
            Note::Abort => self.abort(),
            Note::Update(changes, reply) => self.update(changes, reply),
        }
    }

    fn done(&mut self, done: Done) {
        match done {
            Done::Started(index, child, result) => {
                self.starting -= 1;
                self.started(index, child, result);
            }
            Done::Finished(index, child, result) => self.finished(index, child, result),
            Done::Checked(index, Ok(Some(found))) => self.take(index, found),
            // It is started again by whoever learns that its start failed.
            Done::Checked(_, Ok(None)) => {}
            Done::Checked(index, Err(_)) => self.again(Again::Check(index)),
            Done::Redriven(index, before, result) => self.redriven(index, before, result),
            Done::Stopped(_, Ok(())) => {}
            Done::Stopped(index, Err(_)) => self.again(Again::Stop(index)),
            Done::Updated => {}
            Done::Stored(Ok(())) => self.storing.clear(),
            Done::Stored(Err(_)) => self.again(Again::Store),
            Done::Again(Again::Store) => self.unstored.append(&mut self.storing),
            Done::Again(Again::Start(index, child)) => self.start(index, child, true),
            Done::Again(Again::Check(index)) => self.check(index),
            Done::Again(Again::Stop(index)) => self.stop(index),
            Done::Again(Again::Redrive(index, before)) => self.redrive(index, before),
        }
    }

    fn started(&mut self, index: u64, child: ChildInput, result: Result<Started, StartError>) {
        match result {
            Ok(_) => {
                if self.window.place(index) == Some(Place::Starting) {
                    self.window.set(index, Place::Running);
                }
            }
            // An earlier attempt succeeded, and it has ended.
            Err(StartError::AlreadyExists(_)) => self.check(index),
            Err(StartError::Engine(_)) if self.verdict.is_some() => self.check_or_forget(index),
            Err(StartError::Engine(_)) => self.again(Again::Start(index, child)),
        }
    }

    /// A child whose start failed is not wanted any more; but it may be there.
    fn check_or_forget(&mut self, index: u64) {
        self.window.set(index, Place::Missing);
        self.check(index);
    }

    fn ended(&mut self, index: u64, end: ChildEnd) {
        let known = self.window.place(index);
        let over = |place| matches!(place, Place::Ended(_) | Place::Waiting(_));
        if known.is_none_or(over) || end.round != self.record.redrives {
            return;
        }
        self.window.set(index, Place::Ended(end.status));
        if let (Status::Succeeded, Some(output)) = (end.status, end.output) {
            self.kept.keep(index, output);
        }
    }

    /// What the store says of a child.
    fn take(&mut self, index: u64, found: Found) {
        let place = self.window.place(index);
        let round = self.record.redrives;
        match found.status {
            Status::Running if place == Some(Place::Stopping) => {}
            Status::Running => self.window.put(index, Place::Running, found.items),
            status if status != Status::Succeeded && found.round != round => {
                // If it is being redriven, the answer to that is still to come.
                if place == Some(Place::Missing) {
                    let waiting = Place::Waiting(status);
                    self.window.put(index, waiting, found.items);
                }
            }
            status => {
                self.window.put(index, Place::Running, found.items);
                let end = ChildEnd {
                    status,
                    output: found.output,
                    round,
                };
                self.ended(index, end);
            }
        }
    }

    fn check(&mut self, index: u64) {
        let (shared, record) = (Arc::clone(&self.shared), self.record.clone());
        let read = async move { Done::Checked(index, find(&shared, &record, index).await) };
        self.under_way.push(read.boxed());
    }

    fn again(&mut self, what: Again) {
        let shared = Arc::clone(&self.shared);
        let wait = async move {
            pause(&shared).await;
            Done::Again(what)
        };
        self.under_way.push(wait.boxed());
    }

    fn is_done(&self) -> bool {
        self.window.is_quiet() && self.under_way.is_empty()
    }

    /// Tells what runs to stop, when nobody wants its results any more.
    fn stop_children(&mut self) {
        if self.verdict.is_some() && self.record.express {
            self.leave_children();
        } else if self.verdict.is_some() {
            for index in self.window.running() {
                self.window.set(index, Place::Stopping);
                self.stop(index);
            }
        }
    }

    fn stop(&mut self, index: u64) {
        let (shared, lanes) = (Arc::clone(&self.shared), self.lanes.clone());
        let (machine, name) = (
            Arc::clone(&self.machine_arn),
            child_name(&self.record.arn, index),
        );
        let stop =
            async move { Done::Stopped(index, stop_child(&shared, &lanes, &machine, &name).await) };
        self.under_way.push(stop.boxed());
    }
}

pub(super) async fn pause(shared: &Shared) {
    let until = shared.clock.now().after(shared.options.retry_after_failure);
    shared.clock.sleep_until(until).await;
}

pub(super) fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    // It is replaced as a whole.
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}
