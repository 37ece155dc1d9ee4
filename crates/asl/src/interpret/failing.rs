//! What follows when a state fails: `Retry`, then `Catch`, then the frame around it, then the execution
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html>).

use std::time::Duration;

use serde_json::json;

use super::site::{self, Outcome};
use super::{Flow, Interpreter, branches};
use crate::error::{self, Class, Fault, StateError};
use crate::event::{Details, EvaluationFailed, EventType};
use crate::json::Document;
use crate::jsonata::Given;
use crate::program::{Catcher, Kind, Retrier};
use crate::run::{FrameId, Phase};

/// The longest delay between attempts; AWS's largest `MaxDelaySeconds`.
const LONGEST_DELAY_SECONDS: f64 = 31_622_400.0;

/// A state's output is beyond the payload limit.
pub(super) fn too_large(state: &str) -> StateError {
    StateError::classed(error::too_large(state), Class::DataLimit)
}

impl Interpreter<'_> {
    /// Handles the failure of the state that frame `id` is in.
    pub(super) fn fail(&mut self, failed: FrameId, mut error: StateError) -> Flow {
        self.note_evaluation(failed, &error);
        self.keep_for_redrive(failed, &error);
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
                self.run.keep_nothing();
                return Flow::Blocked;
            }
            self.note_failed_branches(id, &error);
            let state = self.state(id);
            let catchers = &state.handlers.catch;
            if let Some(which) = catchers.iter().position(|c| error.matches(&c.errors)) {
                if let Some(probe) = self.probe {
                    probe.catcher(which);
                }
                self.run.keep_nothing();
                match self.catch(id, &catchers[which], &error) {
                    Ok(flow) if id == failed || flow == Flow::Blocked => return flow,
                    Ok(_) => {
                        self.run.ready.push_front(id);
                        return Flow::Blocked;
                    }
                    // What the catcher itself computes cannot be caught by it: the state fails with that.
                    Err(evaluation) => {
                        self.keep_for_redrive(id, &evaluation);
                        error = evaluation;
                    }
                }
            }
            let Some(parent) = self.frame(id).parent else {
                self.fail_execution(id, error.failure);
                return Flow::Blocked;
            };
            branches::child_failed(self, parent, id);
            id = parent;
        }
    }

    /// Writes that an expression failed. Recorded: where the state has written nothing but its entry, the event points
    /// back to what is before that, except in Wait states.
    fn note_evaluation(&mut self, id: FrameId, error: &StateError) {
        let Some(location) = error.evaluation.clone() else {
            return;
        };
        let state = self.state(id);
        let details = Details::Evaluation(EvaluationFailed {
            error: error.failure.error.clone().unwrap_or_default(),
            cause: error.failure.cause.clone().unwrap_or_default(),
            location,
            state: state.name.clone(),
        });
        let frame = self.frame(id);
        let just_entered = frame.last_event == frame.entered_event;
        let previous = match state.kind {
            Kind::Wait(_) => frame.last_event,
            _ if just_entered => frame.entered_after,
            _ => frame.last_event,
        };
        let event = self.note(previous, id, EventType::EvaluationFailed, Some(details));
        if !self.full {
            self.frame_mut(id).last_event = event;
        }
    }

    /// Recorded: a Map that is tried again writes no `MapStateFailed`, one that is not does, even when its items
    /// cannot be evaluated and it has not begun.
    fn note_failed_branches(&mut self, id: FrameId, error: &StateError) {
        let phase = &self.frame(id).phase;
        let begun = matches!(phase, Phase::Branches(_) | Phase::MapRun(_));
        match self.state(id).kind {
            Kind::Map(_) | Kind::Distributed(_) if begun || error.evaluation.is_some() => {
                self.emit(id, EventType::MapStateFailed, None);
            }
            Kind::Parallel(_) if begun || error.evaluation.is_some() => {
                self.emit(id, EventType::ParallelStateFailed, None);
            }
            _ => {}
        }
    }

    /// Tries again later, if a retrier says so.
    fn retry(&mut self, id: FrameId, error: &StateError) -> bool {
        let retriers = &self.state(id).handlers.retry;
        let chosen = retriers.iter().position(|r| error.matches(&r.errors));
        if let (Some(probe), Some(which)) = (self.probe, chosen) {
            // A retrier whose attempts are used up is told as well.
            probe.retrier(which);
        }
        let Some((which, attempt)) = self.next_attempt(id, error) else {
            return false;
        };
        let retrier = &retriers[which];
        let frame = self.frame_mut(id);
        frame.attempts.resize(retriers.len(), 0);
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

    /// The retrier that tries again after `error`, and how often it has done so.
    pub(super) fn next_attempt(&self, id: FrameId, error: &StateError) -> Option<(usize, u32)> {
        let retriers = &self.state(id).handlers.retry;
        let which = retriers
            .iter()
            .position(|retrier| error.matches(&retrier.errors))?;
        let attempts = &self.frame(id).attempts;
        let attempt = attempts.get(which).copied().unwrap_or(0);
        (u64::from(attempt) < retriers[which].max_attempts).then_some((which, attempt))
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
    fn catch(
        &mut self,
        id: FrameId,
        catcher: &Catcher,
        error: &StateError,
    ) -> Result<Flow, StateError> {
        let caught = self.error_outcome(id, catcher, error);
        let result = match caught {
            Ok(outcome) => self.leave(id, outcome, Some(catcher.next)),
            Err(fault) => Err(self.fault(id, fault)),
        };
        result.or_else(|error| {
            if error.evaluation.is_some() {
                self.note_evaluation(id, &error);
                return Err(error);
            }
            self.fail_execution(id, error.failure);
            Ok(Flow::Blocked)
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
        let view = site.view_given(&output, Given::Error(&output));
        let assigned = site::assign(catcher.assign.as_ref(), &view)?;
        let output = match &catcher.output {
            Some(template) => site.document(view.fill(template)?),
            None => site.place(&catcher.result_path, output)?,
        };
        Ok(Outcome { output, assigned })
    }
}
