//! What follows when a state fails: `Retry`, then `Catch`, then the frame around it, then the execution
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>).

use std::time::Duration;

use serde_json::json;

use super::site::Outcome;
use super::{Flow, Interpreter, branches};
use crate::error::{self, Class, Fault, StateError};
use crate::event::EventType;
use crate::json::Document;
use crate::program::{Catcher, Kind, Retrier};
use crate::run::{FrameId, Phase};

/// The longest delay between attempts; AWS's largest `MaxDelaySeconds`.
const LONGEST_DELAY_SECONDS: f64 = 31_622_400.0;

/// A state's output is beyond the payload limit.
pub(super) fn too_large(state: &str) -> StateError {
    StateError {
        failure: error::too_large(state),
        class: Class::DataLimit,
    }
}

impl Interpreter<'_> {
    /// Handles the failure of the state that frame `id` is in.
    pub(super) fn fail(&mut self, failed: FrameId, error: StateError) -> Flow {
        let mut id = failed;
        if let Some(probe) = self.probe {
            probe.failed(&error.failure);
        }
        loop {
            if error.class == Class::Runtime {
                self.fail_execution(id, error.failure);
                return Flow::Blocked;
            }
            branches::abort_children(self, id);
            if self.retry(id, &error) {
                return Flow::Blocked;
            }
            self.note_failed_branches(id);
            let state = self.state(id);
            let catchers = &state.handlers.catch;
            if let Some(which) = catchers.iter().position(|c| error.matches(&c.errors)) {
                if let Some(probe) = self.probe {
                    probe.catcher(which);
                }
                let catcher = &catchers[which];
                let flow = self.catch(id, catcher, &error);
                if id == failed || flow == Flow::Blocked {
                    return flow;
                }
                self.run.ready.push_front(id);
                return Flow::Blocked;
            }
            let Some(parent) = self.frame(id).parent else {
                self.fail_execution(id, error.failure);
                return Flow::Blocked;
            };
            branches::child_failed(self, parent, id);
            id = parent;
        }
    }

    /// Recorded: a Map that is tried again writes no `MapStateFailed`, one that is not does.
    fn note_failed_branches(&mut self, id: FrameId) {
        if !matches!(self.frame(id).phase, Phase::Branches(_)) {
            return;
        }
        match self.state(id).kind {
            Kind::Map(_) => self.emit(id, EventType::MapStateFailed, None),
            _ => self.emit(id, EventType::ParallelStateFailed, None),
        };
    }

    /// Tries again later, if a retrier says so.
    fn retry(&mut self, id: FrameId, error: &StateError) -> bool {
        let retriers = &self.state(id).handlers.retry;
        let Some(which) = retriers
            .iter()
            .position(|retrier| error.matches(&retrier.errors))
        else {
            return false;
        };
        let retrier = &retriers[which];
        if let Some(probe) = self.probe {
            probe.retrier(which);
        }
        let frame = self.frame_mut(id);
        frame.attempts.resize(retriers.len(), 0);
        let attempt = frame.attempts[which];
        if u64::from(attempt) >= retrier.max_attempts {
            return false;
        }
        frame.attempts[which] += 1;
        frame.retries += 1;
        let delay = self.delay(retrier, attempt);
        if let Some(probe) = self.probe {
            probe.backoff(delay);
        }
        let timer = self.wake_after(id, delay);
        self.frame_mut(id).phase = Phase::Retry(timer);
        true
    }

    fn delay(&self, retrier: &Retrier, attempt: u32) -> Duration {
        let grown = retrier.interval_seconds * retrier.backoff_rate.powf(f64::from(attempt));
        let longest = retrier.max_delay_seconds.unwrap_or(LONGEST_DELAY_SECONDS);
        let seconds = grown.min(longest).clamp(0.0, LONGEST_DELAY_SECONDS);
        let delay = Duration::from_secs_f64(seconds);
        match retrier.full_jitter {
            true => branches::spread(delay, self.random.borrow_mut().fraction()),
            false => delay,
        }
    }

    /// Goes on where `catcher` says, with the error output. `OutputPath` does not apply (recorded).
    fn catch(&mut self, id: FrameId, catcher: &Catcher, error: &StateError) -> Flow {
        let caught = self.error_outcome(id, catcher, error);
        let result = match caught {
            Ok(outcome) => self.leave(id, outcome, Some(catcher.next)),
            Err(fault) => Err(self.fault(id, fault)),
        };
        result.unwrap_or_else(|error| {
            self.fail_execution(id, error.failure);
            Flow::Blocked
        })
    }

    fn error_outcome(
        &self,
        id: FrameId,
        catcher: &Catcher,
        error: &StateError,
    ) -> Result<Outcome, Fault> {
        let timeout = matches!(error.class, Class::Timeout | Class::Heartbeat);
        // Recorded: the cause of a timeout is "", that of any other failure without one is null.
        let cause = error
            .failure
            .cause
            .clone()
            .or_else(|| timeout.then(String::new));
        let output = Document::from(json!({"Error": error.failure.error, "Cause": cause}));
        let site = self.site(id);
        Ok(Outcome {
            assigned: site.assign(catcher.assign.as_ref(), &output)?,
            output: site.place(&catcher.result_path, output)?,
        })
    }
}
