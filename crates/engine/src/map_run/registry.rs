//! The drivers at work: who is told of a child's end, and what is known of a Map Run right now.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use asl::event::Payload;
use asl::map_run::MapRunSpec;
use store::OfferKey;
use tokio::sync::{Notify, mpsc, oneshot};

use super::objects::MapRunObjects;
use super::record::MapRunRecord;
use super::window::Window;
use crate::error::EngineError;
use crate::log::LogTarget;
use crate::status::Status;

/// Something a driver is told.
#[derive(Debug)]
pub(crate) enum Note {
    /// A child has ended, durably.
    Ended(u64, ChildEnd),
    /// A child may have ended: the commit that says so failed.
    Unsure(u64),
    /// Nobody waits for the Map Run any more.
    Abort,
    /// Somebody changed what it may do.
    Update(Changes, oneshot::Sender<Result<(), EngineError>>),
}

/// How a child ended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ChildEnd {
    pub(crate) status: Status,
    pub(crate) output: Option<Payload>,
    /// As in [`ChildOf`](super::ChildOf): an end of before a redrive is none.
    pub(crate) round: u32,
}

/// What `UpdateMapRun` changes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Changes {
    /// Most children at once; 0 is AWS's own limit.
    pub max_concurrency: Option<u64>,
    /// How many items may fail.
    pub tolerated_count: Option<u64>,
    /// How many of a hundred may.
    pub tolerated_percentage: Option<f64>,
}

/// A Map Run whose beginning is durable.
#[derive(Debug)]
pub(crate) struct Launch {
    pub(crate) spec: MapRunSpec,
    pub(crate) record: MapRunRecord,
    pub(crate) role_arn: Arc<str>,
    /// Where the execution is logged, and its children with it.
    pub(crate) log: Option<LogTarget>,
}

/// What the supervisor is asked.
#[derive(Debug)]
pub(crate) enum Asked {
    /// To perform a Map Run that begins.
    Launched(Box<Launched>),
    /// To see whether something of a Map Run is left to do.
    Look(String),
}

/// A Map Run that begins, and all that its driver needs. What happens to it is told from now on.
#[derive(Debug)]
pub(crate) struct Launched {
    pub(crate) launch: Launch,
    pub(crate) told: Told,
    pub(crate) claim: Claim,
}

/// What a driver is told, and where it says how far it is.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) notes: mpsc::UnboundedReceiver<Note>,
    pub(crate) progress: Arc<Mutex<Progress>>,
}

/// Whoever has it is the only one that performs the Map Run. Dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Claim {
    arn: String,
    claims: Arc<Mutex<HashSet<String>>>,
}

impl Drop for Claim {
    fn drop(&mut self) {
        claims(&self.claims).remove(&self.arn);
    }
}

fn claims(claims: &Mutex<HashSet<String>>) -> MutexGuard<'_, HashSet<String>> {
    claims.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A Map Run's record as it is now, and how many children run.
#[derive(Debug)]
pub(crate) struct Progress {
    pub(crate) record: MapRunRecord,
    pub(crate) running: u64,
    pub(crate) running_items: u64,
    /// Those that wait to be redriven.
    pub(crate) waiting: u64,
    pub(crate) waiting_items: u64,
    /// The children that there are have been looked at.
    pub(crate) seen: bool,
}

impl Progress {
    /// As the record has it.
    pub(crate) fn of(record: MapRunRecord) -> Self {
        Self {
            record,
            running: 0,
            running_items: 0,
            waiting: 0,
            waiting_items: 0,
            seen: false,
        }
    }

    /// As the record and the children have it.
    pub(super) fn see(&mut self, record: &MapRunRecord, window: &Window) {
        self.record.clone_from(record);
        self.record.executions = window.executions;
        self.record.items = window.items;
        self.record.items.total = window.total_items(record);
        self.record.executions.total = window.executions.ended() + window.active + window.waiting;
        (self.running, self.running_items) = (window.active, window.active_items);
        (self.waiting, self.waiting_items) = (window.waiting, window.waiting_items);
        self.seen = true;
    }
}

#[derive(Clone, Debug)]
struct Entry {
    notes: mpsc::UnboundedSender<Note>,
    progress: Arc<Mutex<Progress>>,
}

#[derive(Debug, Default)]
struct State {
    drivers: HashMap<String, Entry>,
    of_task: HashMap<OfferKey, String>,
}

/// All Map Runs at work in this process.
#[derive(Debug)]
pub(crate) struct MapRuns {
    state: Mutex<State>,
    claims: Arc<Mutex<HashSet<String>>>,
    asks: mpsc::UnboundedSender<Asked>,
    asked: Mutex<Option<mpsc::UnboundedReceiver<Asked>>>,
    /// A commit failed: what it may have begun or ended is looked for in the store.
    pub(crate) rescan: Notify,
    objects: OnceLock<Arc<dyn MapRunObjects>>,
    served: Notify,
}

impl Default for MapRuns {
    fn default() -> Self {
        let (asks, asked) = mpsc::unbounded_channel();
        Self {
            state: Mutex::default(),
            claims: Arc::default(),
            asks,
            asked: Mutex::new(Some(asked)),
            rescan: Notify::new(),
            objects: OnceLock::new(),
            served: Notify::new(),
        }
    }
}

impl MapRuns {
    /// Has a Map Run performed. From now on it is told what happens: its execution may end before its driver begins.
    pub(crate) fn launch(&self, launch: Launch) {
        // Somebody has found it in the store already.
        let Some(claim) = self.claim(&launch.record.arn) else {
            return;
        };
        let told = self.add(&launch.record);
        let launched = Box::new(Launched {
            launch,
            told,
            claim,
        });
        // Nobody takes it when the engine closes; the restarted process finds it in the store.
        let _ = self.asks.send(Asked::Launched(launched));
    }

    /// Has somebody see whether something of a Map Run is left to do.
    pub(crate) fn look(&self, map_run: String) {
        // As above.
        let _ = self.asks.send(Asked::Look(map_run));
    }

    /// What is asked, for the one who does it.
    pub(crate) fn asked(&self) -> Option<mpsc::UnboundedReceiver<Asked>> {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.take()
    }

    /// The right to perform a Map Run; `None` when somebody has it.
    pub(crate) fn claim(&self, map_run: &str) -> Option<Claim> {
        let new = claims(&self.claims).insert(map_run.to_owned());
        new.then(|| Claim {
            arn: map_run.to_owned(),
            claims: Arc::clone(&self.claims),
        })
    }

    /// Adds a driver.
    pub(crate) fn add(&self, record: &MapRunRecord) -> Told {
        let (sender, notes) = mpsc::unbounded_channel();
        let progress = Arc::new(Mutex::new(Progress::of(record.clone())));
        let mut state = self.state();
        state.of_task.insert(record.offer_key(), record.arn.clone());
        let entry = Entry {
            notes: sender,
            progress: Arc::clone(&progress),
        };
        state.drivers.insert(record.arn.clone(), entry);
        Told { notes, progress }
    }

    /// The driver has finished.
    pub(crate) fn remove(&self, record: &MapRunRecord) {
        let mut state = self.state();
        state.of_task.remove(&record.offer_key());
        state.drivers.remove(&record.arn);
    }

    /// Tells the driver of `map_run`, if there is one.
    pub(crate) fn tell(&self, map_run: &str, note: Note) -> Result<(), Note> {
        let notes = self
            .state()
            .drivers
            .get(map_run)
            .map(|entry| entry.notes.clone());
        match notes {
            Some(notes) => notes.send(note).map_err(|refused| refused.0),
            None => Err(note),
        }
    }

    /// Nobody waits for what the execution waited for, which may be a Map Run.
    pub(crate) fn withdraw(&self, key: &OfferKey) {
        let mut state = self.state();
        if let Some(arn) = state.of_task.remove(key)
            && let Some(entry) = state.drivers.get(&arn)
        {
            // A driver that has finished needs no telling.
            let _ = entry.notes.send(Note::Abort);
        }
    }

    /// How far a Map Run is, while it is at work.
    pub(crate) fn progress(&self, map_run: &str) -> Option<Arc<Mutex<Progress>>> {
        let state = self.state();
        state
            .drivers
            .get(map_run)
            .map(|entry| Arc::clone(&entry.progress))
    }

    /// Says where items are read and results written.
    pub(crate) fn serve(&self, objects: Arc<dyn MapRunObjects>) {
        // The first one stays: there is one object store in a process.
        let _ = self.objects.set(objects);
        self.served.notify_waiters();
    }

    /// Where items are read and results written, as soon as it is known.
    pub(crate) async fn objects(&self) -> Arc<dyn MapRunObjects> {
        loop {
            let served = self.served.notified();
            if let Some(objects) = self.objects.get() {
                return Arc::clone(objects);
            }
            served.await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change under the lock is complete before anything can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
