//! One Map Run: children are started as there is room, their ends counted, and at last the parent told.

pub(super) mod child;
mod done;
mod express;
mod finish;
mod found;
mod progress;
mod redrive;
mod start;
mod stop;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use asl::event::Failure;
use asl::map_run::MapRunSpec;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use store::Write;
use tokio::sync::mpsc;

use self::done::Done;
use super::items::{Children, Source};
use super::objects::MapRunCaller;
use super::record::MapRunRecord;
use super::registry::{Launch, Note, Progress, Told};
use super::results::Kept;
use super::window::Window;
use crate::command::Message;
use crate::definition::Definition;
use crate::log::LogTarget;
use crate::shared::Shared;

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

    fn is_done(&self) -> bool {
        self.window.is_quiet() && self.under_way.is_empty()
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
