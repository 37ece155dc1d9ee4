//! What waits for the committing thread.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use store::CommitError;
use tokio::sync::oneshot;

use super::encode::Encoded;

/// A batch and who waits for it.
pub(super) struct Job {
    pub(super) batch: Encoded,
    pub(super) reply: oneshot::Sender<Result<(), CommitError>>,
    pub(super) submitted: Instant,
}

/// What the committing thread has to do next.
pub(super) enum Next {
    /// To commit these.
    Jobs(Vec<Job>),
    /// Nothing has come for as long as it was ready to wait.
    Quiet,
    /// To end: the queue is closed and empty.
    Closed,
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

    /// Waits for jobs, no longer than `patience` if there is one, and takes all of them.
    pub(super) fn take(&self, patience: Option<Duration>) -> Next {
        let until = patience.map(|patience| Instant::now() + patience);
        let mut state = self.state();
        loop {
            if !state.jobs.is_empty() {
                state.sleeping = false;
                return Next::Jobs(std::mem::take(&mut state.jobs));
            }
            if state.closed {
                return Next::Closed;
            }
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                state.sleeping = false;
                return Next::Quiet;
            }
            state.sleeping = true;
            state = self.wait(state, left);
        }
    }

    fn wait<'a>(
        &self,
        state: MutexGuard<'a, State>,
        most: Option<Duration>,
    ) -> MutexGuard<'a, State> {
        let Some(most) = most else {
            let woken = self.filled.wait(state);
            return woken.unwrap_or_else(PoisonError::into_inner);
        };
        let woken = self.filled.wait_timeout(state, most);
        woken.unwrap_or_else(PoisonError::into_inner).0
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
