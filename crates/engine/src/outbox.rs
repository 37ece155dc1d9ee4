//! Task offers: every one is a row of the store until its task has a result; a bounded part of them is in memory, ready
//! to be taken. What does not fit, and everything at open, is read from the store when there is room.

mod row;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use asl::step::{TaskId, TaskOffer, TaskTarget};
use store::{ExecutionId, OfferKey, ReadError, Store, Write};
use tokio::sync::{Notify, oneshot};
use tokio_util::sync::CancellationToken;

use crate::error::EngineError;
use crate::shared::Shared;

pub(crate) use self::row::encode;

/// The key of a task's offer.
pub(crate) fn key(execution: ExecutionId, task: TaskId) -> OfferKey {
    OfferKey {
        execution,
        task: task.0,
    }
}

/// Tasks whose job is to be stopped, by [`left_key`]; their offers stay until that is done.
const LEFT: &str = "engine.task.left";

fn left_key(key: &OfferKey) -> String {
    format!("{:016x}{:016x}", key.execution.0, key.task)
}

/// The write that notes that the job of a task is to be stopped.
pub(crate) fn leave(key: OfferKey) -> Write {
    Write::PutDocument {
        collection: LEFT,
        key: left_key(&key),
        body: bytes::Bytes::new(),
    }
}

/// The writes that follow when it is.
pub(crate) fn settled(key: OfferKey) -> Vec<Write> {
    let note = Write::DeleteDocument {
        collection: LEFT,
        key: left_key(&key),
    };
    vec![Write::DeleteOffer(key), note]
}

/// Whether the job of a task is to be stopped.
pub(crate) async fn is_left(store: &dyn Store, key: &OfferKey) -> Result<bool, ReadError> {
    let note = store.document(LEFT, &left_key(key)).await?;
    Ok(note.is_some())
}

/// Who takes an offer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Channel {
    /// The task worker: functions and service integrations.
    Worker,
    /// The pollers of an activity, by its ARN.
    Activity(String),
}

impl Channel {
    fn of(target: &TaskTarget) -> Self {
        match target {
            TaskTarget::Activity(arn) => Self::Activity(arn.clone()),
            TaskTarget::Function(_) | TaskTarget::Integration { .. } => Self::Worker,
        }
    }
}

/// An offer with all that its taker needs.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) key: OfferKey,
    pub(crate) execution_arn: String,
    pub(crate) machine_arn: String,
    pub(crate) role_arn: String,
    pub(crate) offer: TaskOffer,
    /// Its row is in the store. That of an Express execution is nowhere but here.
    pub(crate) stored: bool,
}

/// Where an offer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Queued,
    Taken,
}

/// The offers in memory.
#[derive(Debug)]
pub(crate) struct Outbox {
    state: Mutex<State>,
    most: usize,
    most_bytes: usize,
    refill: Notify,
}

#[derive(Debug, Default)]
struct State {
    queues: HashMap<Channel, Queue>,
    places: HashMap<OfferKey, Place>,
    /// Whoever has a task and wants to know when nobody waits for it any more.
    watchers: HashMap<OfferKey, oneshot::Sender<()>>,
    closed: bool,
}

#[derive(Debug, Default)]
struct Queue {
    offers: VecDeque<Ready>,
    bytes: usize,
    /// Offers of this channel are in the store only.
    overflow: bool,
    arrived: Arc<Notify>,
}

impl Outbox {
    pub(crate) fn new(most: usize, most_bytes: usize) -> Self {
        let refill = Notify::new();
        refill.notify_one();
        Self {
            state: Mutex::default(),
            most,
            most_bytes,
            refill,
        }
    }

    /// Adds an offer whose row is durable, unless it is known already. One that has no row always has room: how many
    /// Express executions run is limited where they start.
    pub(crate) fn offer(&self, ready: Ready) {
        let mut state = self.state();
        if state.places.contains_key(&ready.key) {
            return;
        }
        let key = ready.key;
        let channel = Channel::of(&ready.offer.target);
        let queue = state.queues.entry(channel).or_default();
        if ready.stored && !self.fits(queue) {
            return;
        }
        queue.bytes += ready.offer.input.len();
        queue.offers.push_back(ready);
        queue.arrived.notify_one();
        state.places.insert(key, Place::Queued);
    }

    /// The next offer of `channel`; `None` when the engine closes. Dropping the future loses nothing.
    pub(crate) async fn take(&self, channel: &Channel) -> Option<Ready> {
        let arrived = Arc::clone(
            &self
                .state()
                .queues
                .entry(channel.clone())
                .or_default()
                .arrived,
        );
        loop {
            let notified = arrived.notified();
            match self.try_take(channel) {
                Taken::Offer(ready) => return Some(*ready),
                Taken::Closed => return None,
                Taken::Nothing => notified.await,
            }
        }
    }

    fn try_take(&self, channel: &Channel) -> Taken {
        let mut state = self.state();
        let state = &mut *state;
        if state.closed {
            return Taken::Closed;
        }
        let queue = state.queues.entry(channel.clone()).or_default();
        let mut taken = Taken::Nothing;
        while let Some(ready) = queue.offers.pop_front() {
            queue.bytes -= ready.offer.input.len();
            // An offer that was withdrawn while it waited has no place any more.
            if let Some(place) = state.places.get_mut(&ready.key) {
                *place = Place::Taken;
                taken = Taken::Offer(Box::new(ready));
                break;
            }
        }
        if queue.overflow && queue.offers.len() <= self.most / 2 {
            self.refill.notify_one();
        }
        if !queue.offers.is_empty() {
            // One notification may stand for several offers.
            queue.arrived.notify_one();
        }
        taken
    }

    /// Somebody took an offer and could not finish: the next one gets it, unless it was withdrawn meanwhile.
    pub(crate) fn put_back(&self, ready: Ready) {
        let mut state = self.state();
        let state = &mut *state;
        let Some(place) = state.places.get_mut(&ready.key) else {
            return;
        };
        if *place == Place::Taken {
            *place = Place::Queued;
            let channel = Channel::of(&ready.offer.target);
            let queue = state.queues.entry(channel).or_default();
            queue.bytes += ready.offer.input.len();
            queue.offers.push_front(ready);
            queue.arrived.notify_one();
        }
    }

    /// The offer's row is gone.
    pub(crate) fn forget(&self, key: &OfferKey) {
        let mut state = self.state();
        state.places.remove(key);
        state.watchers.remove(key);
    }

    /// The offer's row is gone, because nobody waits for its task: whoever has it is told.
    pub(crate) fn withdraw(&self, key: &OfferKey) {
        let mut state = self.state();
        state.places.remove(key);
        if let Some(watcher) = state.watchers.remove(key) {
            // Nobody listens when the task is about to be reported.
            let _ = watcher.send(());
        }
    }

    /// As [`Outbox::withdraw`], but the row stays until the task's job is stopped: when nobody has it, somebody gets it.
    pub(crate) fn leave(&self, key: &OfferKey) {
        let mut state = self.state();
        state.places.remove(key);
        let watcher = state.watchers.remove(key);
        if watcher.is_none_or(|watcher| watcher.send(()).is_err()) {
            self.refill.notify_one();
        }
    }

    /// Resolves when the offer is withdrawn; fails when it leaves otherwise. `None` when it is gone already.
    pub(crate) fn watch(&self, key: OfferKey) -> Option<oneshot::Receiver<()>> {
        let mut state = self.state();
        state.places.contains_key(&key).then(|| {
            let (watcher, withdrawn) = oneshot::channel();
            state.watchers.insert(key, watcher);
            withdrawn
        })
    }

    /// A commit failed: rows may be there that nobody knows of.
    pub(crate) fn read_again(&self) {
        self.refill.notify_one();
    }

    /// Offers in memory: those that wait and those that are taken.
    pub(crate) fn len(&self) -> usize {
        self.state().places.len()
    }

    /// Nobody gets an offer any more.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        for queue in state.queues.values() {
            queue.arrived.notify_waiters();
            queue.arrived.notify_one();
        }
    }

    fn has_room(&self, channel: &Channel) -> bool {
        let mut state = self.state();
        self.fits(state.queues.entry(channel.clone()).or_default())
    }

    /// Whether one more fits; if not, remembers that one stayed outside.
    fn fits(&self, queue: &mut Queue) -> bool {
        let fits = queue.offers.len() < self.most && queue.bytes < self.most_bytes;
        queue.overflow |= !fits;
        fits
    }

    fn begin_scan(&self) {
        for queue in self.state().queues.values_mut() {
            queue.overflow = false;
        }
    }

    /// Where an offer in memory is: with a taker, or behind how many others it waits.
    pub(crate) fn place_of(&self, key: &OfferKey) -> crate::explain::Place {
        use crate::explain::Place as At;
        let state = self.state();
        match state.places.get(key) {
            None => At::Elsewhere,
            Some(Place::Taken) => At::Taken,
            Some(Place::Queued) => {
                let queues = state.queues.values();
                let before = queues.filter_map(|queue| {
                    let mut offers = queue.offers.iter();
                    offers.position(|ready| ready.key == *key)
                });
                At::Queued {
                    before: before.min().unwrap_or(0),
                }
            }
        }
    }

    /// Whether its row is in memory, waiting or taken.
    pub(crate) fn is_known(&self, key: &OfferKey) -> bool {
        self.state().places.contains_key(key)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Every change under the lock is complete before anything can panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

enum Taken {
    Offer(Box<Ready>),
    Nothing,
    Closed,
}

const PAGE: usize = 256;

/// Reads rows of the store into memory whenever there is room.
pub(crate) async fn refill_for_ever(shared: Arc<Shared>, closing: CancellationToken) {
    let refill = async {
        loop {
            shared.outbox.refill.notified().await;
            if let Err(error) = refill(&shared).await {
                tracing::warn!(%error, "stored task offers cannot be read");
                let pause = shared.options.retry_after_failure;
                let until = shared.clock.now().after(pause);
                shared.clock.sleep_until(until).await;
                shared.outbox.refill.notify_one();
            }
        }
    };
    // Rows stay in the store: stopping in the middle loses nothing.
    let _ = closing.run_until_cancelled(refill).await;
}

async fn refill(shared: &Shared) -> Result<(), ReadError> {
    let store: &dyn Store = &*shared.store;
    shared.outbox.begin_scan();
    let mut after = None;
    loop {
        let rows = store.offers(after, PAGE).await?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        after = Some(*last);
        for (key, body) in rows {
            if shared.outbox.is_known(&key) {
                continue;
            }
            match refill_one(shared, key, &body).await {
                Ok(()) => {}
                Err(EngineError::Unavailable(why)) => return Err(ReadError::Unavailable(why)),
                Err(error) => {
                    tracing::error!(execution = %key.execution, %error, "a task offer cannot be read");
                }
            }
        }
    }
}

async fn refill_one(shared: &Shared, key: OfferKey, body: &[u8]) -> Result<(), EngineError> {
    let row = row::parse(key, body)?;
    if !shared.outbox.has_room(&Channel::of(&row.target)) {
        return Ok(());
    }
    // Without a record it was withdrawn after the page was read.
    if let Some(ready) = row::ready(&*shared.store, key, row).await? {
        shared.outbox.offer(ready);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
