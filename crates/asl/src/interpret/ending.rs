//! How executions end.

use super::Interpreter;
use crate::error::{RUNTIME, TIMEOUT, failure};
use crate::event::{Details, EventType, Failure, Payload};
use crate::program::Kind;
use crate::run::{FrameId, Phase};
use crate::step::{Action, Outcome};

impl Interpreter<'_> {
    pub(super) fn succeed_execution(&mut self, output: Payload) {
        let details = Some(Details::Output(output.clone()));
        self.emit(FrameId::ROOT, EventType::ExecutionSucceeded, details);
        self.end(Outcome::Succeeded(output));
    }

    /// Fails the execution where frame `id` is.
    pub(super) fn fail_execution(&mut self, id: FrameId, failure: Failure) {
        let details = Some(Details::Failure(failure.clone()));
        self.emit(id, EventType::ExecutionFailed, details);
        self.end(Outcome::Failed(failure));
    }

    /// The event points back to nothing, like the one of a timeout.
    pub(super) fn abort_execution(&mut self, failure: Failure) {
        let details = Some(Details::Failure(failure.clone()));
        self.note(0, FrameId::ROOT, EventType::ExecutionAborted, details);
        self.end(Outcome::Aborted(failure));
    }

    /// Observed on AWS: one event that points back to nothing and carries `States.Timeout`; no event for the states
    /// that were at work; `DescribeExecution` shows neither error nor cause, so the outcome has none.
    pub(super) fn time_out_execution(&mut self) {
        let details = Some(Details::Failure(failure(TIMEOUT, None)));
        self.note(0, FrameId::ROOT, EventType::ExecutionTimedOut, details);
        self.end(Outcome::TimedOut(Failure::default()));
    }

    /// The history is full: its last event says so.
    pub(super) fn overflow(&mut self) {
        let limit = self.env.limits.history_events;
        let cause =
            format!("The execution reached the maximum number of history events ({limit}).");
        self.fail_execution(FrameId::ROOT, failure(RUNTIME, Some(cause)));
    }

    fn end(&mut self, outcome: Outcome) {
        let begun = |action: &Action| matches!(action, Action::Offer(_) | Action::SetTimer { .. });
        self.step.actions.retain(|action| !begun(action));
        let ids: Vec<FrameId> = self.run.ids().collect();
        for id in ids {
            self.release(id);
        }
        if let Some(deadline) = self.run.deadline.take() {
            self.clear_timer(deadline);
        }
        self.run.ready.clear();
        self.run.over = true;
        self.step.outcome = Some(outcome);
    }

    /// Completes a run that was decoded; ends it when it does not belong to this program.
    pub(super) fn warm(&mut self) {
        if !std::mem::take(&mut self.run.cold) {
            return;
        }
        let ids: Vec<FrameId> = self.run.ids().collect();
        if ids.first() != Some(&FrameId::ROOT) || !ids.iter().all(|id| self.fits(*id)) {
            return self.lose();
        }
        for id in ids {
            if let Kind::Map(map) = &self.state(id).kind {
                super::map::restore(self, id, map);
            }
        }
    }

    fn fits(&self, id: FrameId) -> bool {
        let frame = self.frame(id);
        let Some(state) = self.program.state(frame.state) else {
            return false;
        };
        let parent = frame.parent.is_none_or(|parent| {
            parent != id
                && self
                    .run
                    .frame(parent)
                    .is_some_and(|parent| matches!(parent.phase, Phase::Branches(_)))
        });
        let kind = match (&frame.phase, &state.kind) {
            (Phase::Branches(branches), Kind::Parallel(_) | Kind::Map(_)) => {
                branches.running.values().all(|child| {
                    self.run
                        .frame(*child)
                        .is_some_and(|child| child.parent == Some(id))
                })
            }
            (Phase::Task(_), Kind::Task(_)) | (Phase::Wait(_), Kind::Wait(_)) => true,
            (Phase::Enter | Phase::Begin | Phase::Retry(_), _) => true,
            _ => false,
        };
        parent && kind
    }

    /// A stored run that no longer fits: better an end that says so than an execution that never ends.
    fn lose(&mut self) {
        let cause = "The stored execution does not fit its state machine.".to_owned();
        let failure = failure(RUNTIME, Some(cause));
        let details = Some(Details::Failure(failure.clone()));
        self.note(0, FrameId::ROOT, EventType::ExecutionFailed, details);
        self.end(Outcome::Failed(failure));
    }
}
