//! Executions that ended, in the order they did.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use model::Timestamp;
use store::ExecutionId;
use tokio::sync::Notify;

/// More are not remembered but looked for in the store.
const MOST: usize = 100_000;

/// What waits to be archived.
#[derive(Debug)]
pub(crate) struct Backlog {
    state: Mutex<State>,
    arrived: Notify,
}

#[derive(Debug)]
struct State {
    ended: VecDeque<(ExecutionId, Timestamp)>,
    /// Something to archive may be in the store that is not in the list.
    scan: bool,
}

impl Default for Backlog {
    /// Nothing has ended here, but an earlier process may have left something.
    fn default() -> Self {
        let state = State {
            ended: VecDeque::new(),
            scan: true,
        };
        Self {
            state: Mutex::new(state),
            arrived: Notify::new(),
        }
    }
}

impl Backlog {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An execution has ended, durably.
    pub(crate) fn ended(&self, id: ExecutionId, when: Timestamp) {
        let mut state = self.state();
        let first = state.ended.is_empty();
        if state.ended.len() < MOST {
            state.ended.push_back((id, when));
        } else {
            state.scan = true;
        }
        drop(state);
        if first {
            self.arrived.notify_one();
        }
    }

    /// Resolves when the first execution has come.
    pub(crate) async fn arrived(&self) {
        self.arrived.notified().await;
    }

    /// Takes up to `most` that ended at or before `until`.
    pub(crate) fn take(&self, until: Timestamp, most: usize) -> Vec<ExecutionId> {
        let mut state = self.state();
        let due = |(_, ended): &&(ExecutionId, Timestamp)| *ended <= until;
        let count = state.ended.iter().take(most).take_while(due).count();
        state.ended.drain(..count).map(|(id, _)| id).collect()
    }

    /// When the one that waits longest ended.
    pub(crate) fn first(&self) -> Option<Timestamp> {
        self.state().ended.front().map(|(_, ended)| *ended)
    }

    pub(crate) fn len(&self) -> usize {
        self.state().ended.len()
    }

    /// The store is to be looked through.
    pub(crate) fn scan(&self) {
        self.state().scan = true;
    }

    pub(crate) fn must_scan(&self) -> bool {
        self.state().scan
    }

    /// The store has been looked through.
    pub(crate) fn scanned(&self) {
        self.state().scan = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ended_is_taken_in_order_when_it_is_due() {
        let backlog = Backlog::default();
        let at = Timestamp::from_millis;
        assert!(backlog.must_scan());
        backlog.scanned();
        for id in 1..=4_u32 {
            backlog.ended(ExecutionId(u64::from(id)), at(i64::from(id) * 10));
        }
        assert_eq!(backlog.first(), Some(at(10)));
        assert_eq!(backlog.take(at(9), 9), []);
        assert_eq!(backlog.take(at(30), 2), [1, 2].map(ExecutionId));
        assert_eq!(backlog.take(at(30), 2), [3].map(ExecutionId));
        assert_eq!((backlog.len(), backlog.must_scan()), (1, false));
    }

    #[test]
    fn what_does_not_fit_is_looked_for() {
        let backlog = Backlog::default();
        backlog.scanned();
        for id in 0..MOST as u64 {
            backlog.ended(ExecutionId(id), Timestamp::from_millis(0));
        }
        assert!(!backlog.must_scan());
        backlog.ended(ExecutionId(0), Timestamp::from_millis(0));
        assert!(backlog.must_scan() && backlog.len() == MOST);
    }
}
