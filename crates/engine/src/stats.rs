//! Counters that anybody may read: what the engine has done and what waits.

use std::sync::atomic::{AtomicU64, Ordering};

/// Counts since the engine was opened.
#[derive(Debug, Default)]
pub struct Stats {
    /// Executions started.
    pub started: Counter,
    /// Executions that ended, however.
    pub ended: Counter,
    /// History events written.
    pub events: Counter,
    /// Commands applied.
    pub commands: Counter,
    /// Batches submitted.
    pub batches: Counter,
    /// Batches that failed or whose outcome is unknown.
    pub failed_batches: Counter,
    /// Timers fired.
    pub timers_fired: Counter,
    /// Executions read from the store.
    pub loaded: Counter,
    /// Executions whose history was archived.
    pub archived: Counter,
    /// Executions whose retention was over.
    pub forgotten: Counter,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// The count so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn add(&self, count: usize) {
        self.0.fetch_add(count as u64, Ordering::Relaxed);
    }
}
