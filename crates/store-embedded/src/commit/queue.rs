//! What waits for the committing thread.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use store::CommitError;
use tokio::sync::oneshot;

use super::encode::Encoded;

/// A batch and who waits for it.
pub(super) struct Job {
    pub(super) batch: Encoded,
    pub(super) reply: oneshot::Sender<Result<(), CommitError>>,
    pub(super) submitted: Instant,
}

#[derive(Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    filled: Condvar,
}

#[derive(Default)]
struct State {
    jobs: Vec<Job>,
    closed: bool,
    /// True while the thread sleeps, so that nobody pays for waking a thread that is awake.
    sleeping: bool,
}

impl Queue {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push(&self, job: Job) {
        let mut state = self.state();
        if state.closed {
            let closed = CommitError::Unavailable("the store was closed".into());
            // Nobody waits when the commit was dropped.
            let _ = job.reply.send(Err(closed));
            return;
        }
        state.jobs.push(job);
        let wake = std::mem::take(&mut state.sleeping);
        drop(state);
        if wake {
            self.filled.notify_one();
        }
    }

    /// How many jobs wait.
    pub(super) fn len(&self) -> usize {
        self.state().jobs.len()
    }

    /// Waits for jobs and takes all of them; `None` once closed and empty.
    pub(super) fn take(&self) -> Option<Vec<Job>> {
        let mut state = self.state();
        loop {
            if !state.jobs.is_empty() {
                return Some(std::mem::take(&mut state.jobs));
            }
            if state.closed {
                return None;
            }
            state.sleeping = true;
            let woken = self.filled.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Refuses what comes from now on.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.filled.notify_one();
    }

    /// As [`Queue::close`], and drops what waits: its commits resolve to an error.
    pub(super) fn abandon(&self) {
        let mut state = self.state();
        state.closed = true;
        state.jobs.clear();
    }
}
