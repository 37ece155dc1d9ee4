//! A lane: the one owner of its shards' executions (invariant 5). It drains its inbox and the timers that are due, applies
//! them, submits one batch, and goes on with the next while that one syncs.

mod cache;
mod commit;
mod load;
mod preload;
mod process;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use model::Timestamp;
use store::{ExecutionId, TimerKey};
use tokio::sync::{mpsc, oneshot};

use crate::apply::Pending;
use crate::clock::Sleep;
use crate::command::Message;
use crate::id::{ExecutionIds, SplitMix};
use crate::shared::Shared;
use crate::timer::Timers;

use self::cache::Cache;
use self::commit::InFlight;
pub(crate) use self::commit::{CEILINGS, decode_ceiling};

/// Most messages of one round.
const MESSAGES: usize = 512;
/// Most timers of one round.
const DUE: usize = 1024;
/// Most executions of one round that go on with what they have to do.
const RESUMED: usize = 16;

pub(crate) struct Lane {
    shared: Arc<Shared>,
    index: usize,
    inbox: mpsc::Receiver<Message>,
    cache: Cache,
    /// Names given away by batches in flight: the store does not know them yet.
    starting: HashMap<(Arc<str>, String), ExecutionId>,
    timers: Timers,
    /// The last timer whose execution was read ahead.
    preloaded: Option<TimerKey>,
    /// Executions that have more to do at once.
    ready: VecDeque<ExecutionId>,
    watchers: HashMap<ExecutionId, Vec<oneshot::Sender<()>>>,
    pending: Pending,
    in_flight: VecDeque<InFlight>,
    /// The last batch whose outcome is known.
    resolved: u64,
    ids: ExecutionIds,
    seeds: SplitMix,
    /// After a failure, timers and resumed executions wait until then.
    hold: Timestamp,
    alarm: Option<(Timestamp, Sleep)>,
    /// The inbox is closed and empty.
    drained: bool,
    closing: bool,
}

/// Why a lane woke up.
enum Wake {
    Committed(Result<(), store::CommitError>),
    Messages(usize),
    Due,
    Ended,
}

impl Lane {
    pub(crate) fn new(
        shared: Arc<Shared>,
        index: usize,
        inbox: mpsc::Receiver<Message>,
        used_ids: u64,
    ) -> Self {
        let lanes = shared.options.lanes.max(1);
        let options = &shared.options;
        let cache = Cache::new(options.cache_bytes / lanes, options.ahead_bytes / lanes);
        let seeds = SplitMix(shared.ids.seed());
        Self {
            shared,
            index,
            inbox,
            cache,
            starting: HashMap::new(),
            timers: Timers::default(),
            preloaded: None,
            ready: VecDeque::new(),
            watchers: HashMap::new(),
            pending: Pending::new(1),
            in_flight: VecDeque::new(),
            resolved: 0,
            ids: ExecutionIds::new(used_ids),
            seeds,
            hold: Timestamp::from_millis(i64::MIN),
            alarm: None,
            drained: false,
            closing: false,
        }
    }

    /// Runs until the engine closes and everything that was accepted has been answered.
    pub(crate) async fn run(mut self) {
        let mut messages = Vec::with_capacity(MESSAGES);
        loop {
            match self.wake(&mut messages).await {
                Wake::Committed(result) => self.committed(result).await,
                Wake::Messages(0) => {
                    self.drained = true;
                    self.closing = true;
                }
                Wake::Messages(_) => self.round(&mut messages).await,
                Wake::Due => {
                    // A future that has resolved must not be polled again.
                    self.alarm = None;
                    self.round(&mut messages).await;
                }
                Wake::Ended => return,
            }
            // There may always be work: give other tasks of this thread their turn.
            tokio::task::yield_now().await;
        }
    }

    async fn wake(&mut self, messages: &mut Vec<Message>) -> Wake {
        if self.drained && self.in_flight.is_empty() {
            return Wake::Ended;
        }
        let room = self.in_flight.len() < self.shared.options.batches_in_flight;
        let own_work = room && !self.closing;
        let resume = own_work && !self.ready.is_empty() && self.shared.clock.now() >= self.hold;
        if own_work {
            self.set_alarm();
        }
        let alarm = self.alarm.as_mut().filter(|_| own_work);
        tokio::select! {
            biased;
            // A commit that is not polled to its end stays at the front of the queue.
            result = commit::first(&mut self.in_flight), if !self.in_flight.is_empty() => Wake::Committed(result),
            // Dropped before it is ready it has taken nothing.
            count = self.inbox.recv_many(messages, MESSAGES), if room && !self.drained => Wake::Messages(count),
            () = std::future::ready(()), if resume => Wake::Due,
            // The alarm is kept and polled again.
            () = ring(alarm) => Wake::Due,
        }
    }

    /// Sets the alarm for the first timer, for what is read ahead of it, or for the end of a pause.
    fn set_alarm(&mut self) {
        let paused = !self.ready.is_empty();
        let first = self.timers.next_due().into_iter();
        let first = first.chain(self.preload_at()).min();
        let first = first.or_else(|| paused.then_some(self.hold));
        let due = first.map(|due| due.max(self.hold));
        if self.alarm.as_ref().map(|(due, _)| *due) != due {
            self.alarm = due.map(|due| (due, self.shared.clock.sleep_until(due)));
        }
    }
}

/// Resolves when the alarm rings; never without one.
async fn ring(alarm: Option<&mut (Timestamp, Sleep)>) {
    match alarm {
        Some((_, sleep)) => sleep.await,
        None => std::future::pending().await,
    }
}
