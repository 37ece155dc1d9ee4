//! Timers: all are stored; those due soon are in memory too, each in the lane of its execution.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use model::Timestamp;
use store::{ExecutionId, ReadError, TimerKey};
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use crate::command::Message;
use crate::shard;
use crate::shared::Shared;

/// The number of the timer that makes a restarted process go on with an execution that had more to do. The interpreter
/// counts from the other end.
pub(crate) const RESUME: u64 = u64::MAX;

/// The armed timers of one lane.
#[derive(Debug, Default)]
pub(crate) struct Timers(BTreeSet<TimerKey>);

impl Timers {
    pub(crate) fn arm(&mut self, key: TimerKey) {
        self.0.insert(key);
    }

    pub(crate) fn disarm(&mut self, key: &TimerKey) {
        self.0.remove(key);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// When the first is due.
    pub(crate) fn next_due(&self) -> Option<Timestamp> {
        self.0.first().map(|key| Timestamp::from_millis(key.due))
    }

    /// The first one after `key`, or of all.
    pub(crate) fn after(&self, key: Option<TimerKey>) -> Option<&TimerKey> {
        let start = key.map_or(Bound::Unbounded, Bound::Excluded);
        self.0.range((start, Bound::Unbounded)).next()
    }

    /// Up to `most` after `key` that are due by `until`.
    pub(crate) fn soon(&self, key: Option<TimerKey>, until: i64, most: usize) -> Vec<TimerKey> {
        let start = key.map_or(Bound::Unbounded, Bound::Excluded);
        let later = self.0.range((start, Bound::Unbounded));
        let soon = later.take_while(|key| key.due <= until);
        soon.take(most).copied().collect()
    }

    /// Takes up to `most` that are due.
    pub(crate) fn take_due(&mut self, now: Timestamp, most: usize) -> Vec<TimerKey> {
        let mut due = Vec::new();
        while due.len() < most {
            match self.0.first() {
                Some(first) if first.due <= now.millis() => due.extend(self.0.pop_first()),
                _ => break,
            }
        }
        due
    }
}

/// How many timers are read at once.
const PAGE: usize = 1024;

/// Reads stored timers before they come due and gives them to their lanes: at open, whenever half the horizon has
/// passed, and all of them again after a failed commit. A lane may get a timer twice or after it was cleared; the
/// interpreter ignores what a run does not wait for.
pub(crate) struct Loader {
    pub(crate) shared: Arc<Shared>,
    pub(crate) lanes: Vec<Sender<Message>>,
    pub(crate) closing: CancellationToken,
}

impl Loader {
    pub(crate) async fn run(self) {
        let closing = self.closing.clone();
        // Nothing here is lost by stopping in the middle: timers stay in the store.
        let _ = closing.run_until_cancelled(self.load_for_ever()).await;
    }

    async fn load_for_ever(self) {
        let mut after = None;
        loop {
            let horizon = self.shared.options.timer_horizon;
            let now = self.shared.clock.now();
            let until = now.after(horizon);
            // First the window, then the read: a timer that is stored in between is armed by its lane.
            self.shared
                .timer_window
                .store(until.millis(), Ordering::Release);
            let wait = match self.load(after, until.millis()).await {
                Ok(()) => {
                    after = Some(last_key(until));
                    horizon / 2
                }
                Err(error) => {
                    tracing::warn!(%error, "stored timers cannot be read");
                    self.shared.options.retry_after_failure
                }
            };
            tokio::select! {
                biased;
                // Dropping either loses nothing: a notification is kept until somebody waits again.
                () = self.shared.rescan.notified() => {
                    after = None;
                    let pause = self.shared.options.retry_after_failure;
                    self.shared.clock.sleep_until(now.after(pause)).await;
                }
                () = self.shared.clock.sleep_until(now.after(wait)) => {}
            }
        }
    }

    async fn load(&self, mut after: Option<TimerKey>, until: i64) -> Result<(), ReadError> {
        loop {
            let keys = self.shared.store.timers(after, until, PAGE).await?;
            let full = keys.len() == PAGE;
            after = keys.last().copied();
            self.distribute(keys).await;
            if !full {
                return Ok(());
            }
        }
    }

    async fn distribute(&self, keys: Vec<TimerKey>) {
        let mut parts = vec![Vec::new(); self.lanes.len()];
        for key in keys {
            parts[lane_of(key.execution, self.lanes.len())].push(key);
        }
        for (lane, part) in self.lanes.iter().zip(parts) {
            if !part.is_empty() {
                // A lane that is gone is closing: its timers stay in the store.
                let _ = lane.send(Message::Timers(part)).await;
            }
        }
    }
}

/// The lane, of `lanes`, that runs an execution.
pub(crate) fn lane_of(execution: ExecutionId, lanes: usize) -> usize {
    usize::from(shard::of_id(execution)) % lanes
}

/// After all that is due by `until`.
pub(crate) fn last_key(until: Timestamp) -> TimerKey {
    TimerKey {
        due: until.millis(),
        execution: ExecutionId(u64::MAX),
        timer: u64::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(due: i64, timer: u64) -> TimerKey {
        TimerKey {
            due,
            execution: ExecutionId(1),
            timer,
        }
    }

    #[test]
    fn due_timers_come_in_order_once_and_never_early() {
        let mut timers = Timers::default();
        for timer in [key(30, 1), key(10, 2), key(20, 3), key(10, 2)] {
            timers.arm(timer);
        }
        timers.disarm(&key(20, 3));
        assert_eq!(timers.next_due(), Some(Timestamp::from_millis(10)));
        assert_eq!(timers.take_due(Timestamp::from_millis(9), 9), []);
        assert_eq!(timers.take_due(Timestamp::from_millis(29), 9), [key(10, 2)]);
        assert_eq!(timers.take_due(Timestamp::from_millis(30), 9), [key(30, 1)]);
        assert_eq!(timers.next_due(), None);
    }

    #[test]
    fn no_more_are_taken_than_asked_for() {
        let mut timers = Timers::default();
        (0..5).for_each(|timer| timers.arm(key(0, timer)));
        assert_eq!(timers.take_due(Timestamp::from_millis(0), 3).len(), 3);
        assert_eq!(timers.take_due(Timestamp::from_millis(0), 3).len(), 2);
    }
}
