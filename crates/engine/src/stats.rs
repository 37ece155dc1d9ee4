//! Counters that anybody may read: what the engine has done and what waits.

use asl::event::{Details, Event};
use model::meter::{COUNTS, Counter, Gauge, Histogram, MILLIS};

use crate::status::Status;

/// Counts since the engine was opened.
#[derive(Debug)]
pub struct Stats {
    /// Executions started.
    pub started: Counter,
    /// Executions that ended, however.
    pub ended: Counter,
    /// The same by status; [`Stats::ended_as`] finds one.
    by_status: [Counter; Status::ALL.len() + 1],
    /// History events written.
    pub events: Counter,
    /// State transitions: states entered.
    pub transitions: Counter,
    /// Commands applied.
    pub commands: Counter,
    /// Batches submitted.
    pub batches: Counter,
    /// Batches that failed or whose outcome is unknown.
    pub failed_batches: Counter,
    /// How many executions share a batch.
    pub batch_executions: Histogram,
    /// Timers fired.
    pub timers_fired: Counter,
    /// How many milliseconds after their time timers fired.
    pub timer_lateness: Histogram,
    /// Executions read from the store.
    pub loaded: Counter,
    /// Calls refused because an inbox was full.
    pub throttled: Counter,
    /// What each lane holds.
    pub lanes: Vec<LaneStats>,
    /// Executions whose history was archived.
    pub archived: Counter,
    /// Executions whose retention was over.
    pub forgotten: Counter,
}

/// What one lane holds at the end of its last round.
#[derive(Debug, Default)]
pub struct LaneStats {
    /// Timers in memory.
    pub timers: Gauge,
    /// Executions in memory, and about how many bytes they take.
    pub cached: Gauge,
    /// Bytes of them.
    pub cached_bytes: Gauge,
    /// Batches on their way to the store.
    pub in_flight: Gauge,
}

impl Stats {
    pub(crate) fn new(lanes: usize) -> Self {
        Self {
            started: Counter::default(),
            ended: Counter::default(),
            by_status: Default::default(),
            events: Counter::default(),
            transitions: Counter::default(),
            commands: Counter::default(),
            batches: Counter::default(),
            failed_batches: Counter::default(),
            batch_executions: Histogram::new(COUNTS),
            timers_fired: Counter::default(),
            timer_lateness: Histogram::new(MILLIS),
            loaded: Counter::default(),
            archived: Counter::default(),
            forgotten: Counter::default(),
            throttled: Counter::default(),
            lanes: (0..lanes).map(|_| LaneStats::default()).collect(),
        }
    }

    /// Counts what a step wrote.
    pub(crate) fn wrote(&self, events: &[Event]) {
        let entered = |event: &&Event| matches!(event.details, Some(Details::Entered(_)));
        self.events.add(events.len());
        self.transitions.add(events.iter().filter(entered).count());
    }

    /// Executions that ended with `status`.
    #[must_use]
    pub fn ended_as(&self, status: Status) -> &Counter {
        // A new status shows as the spare one until it is listed.
        let listed = Status::ALL.iter().position(|other| *other == status);
        &self.by_status[listed.unwrap_or(Status::ALL.len())]
    }
}
