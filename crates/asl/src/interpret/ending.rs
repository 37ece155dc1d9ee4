//! How executions end.

use super::Interpreter;
use crate::error::{RUNTIME, TIMEOUT, failure};
use crate::event::{Details, EventType, Failure, Payload};
use crate::program::Kind;
use crate::run::{Frame, FrameId, Phase};
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
        let begun = |action: &Action| {
            matches!(
                action,
                Action::Offer(_) | Action::SetTimer { .. } | Action::StartMapRun(_)
            )
        };
        self.step.actions.retain(|action| !begun(action));
        let ids: Vec<FrameId> = self.run.ids().collect();
        for id in ids {
            self.release(id);
        }
        if let Some(deadline) = self.run.deadline.take() {
            self.clear_timer(deadline);
        }
        match outcome {
            Outcome::Succeeded(_) => self.run.end(),
            Outcome::Failed(_) | Outcome::TimedOut(_) | Outcome::Aborted(_) => self.run.halt(),
        }
        self.step.outcome = Some(outcome);
    }

    /// Completes a run that was decoded; ends it when it does not belong to this program.
    pub(super) fn warm(&mut self) {
        if !std::mem::take(&mut self.run.cold) {
            return;
        }
        let Some(frames) = self.tree() else {
            return self.lose();
        };
        for id in frames {
            if let Kind::Map(map) = &self.state(id).kind {
                super::map::restore(self, id, map);
            }
        }
    }

    /// The frames, outer ones first, when they are a tree under the root, each in a state of this program, with
    /// nothing missing.
    fn tree(&self) -> Option<Vec<FrameId>> {
        let count = self.run.ids().count();
        let mut tree = Vec::new();
        let mut open = vec![(FrameId::ROOT, None)];
        while let Some((id, parent)) = open.pop() {
            let frame = self.run.frame(id)?;
            if tree.len() == count || frame.parent != parent || !self.fits(frame) {
                return None;
            }
            tree.push(id);
            if let Phase::Branches(branches) = &frame.phase {
                open.extend(branches.running.values().map(|child| (*child, Some(id))));
            }
        }
        (tree.len() == count && self.run.missing().is_empty()).then_some(tree)
    }

    fn fits(&self, frame: &Frame) -> bool {
        let Some(state) = self.program.state(frame.state) else {
            return false;
        };
        match &frame.phase {
            Phase::Branches(_) => matches!(state.kind, Kind::Parallel(_) | Kind::Map(_)),
            Phase::Task(_) => matches!(state.kind, Kind::Task(_)),
            Phase::MapRun(_) => matches!(state.kind, Kind::Distributed(_)),
            Phase::Wait(_) => matches!(state.kind, Kind::Wait(_)),
            Phase::Enter | Phase::Begin | Phase::Retry(_) => true,
        }
    }

    /// A stored run that no longer fits: better an end that says so than an execution that never ends.
    fn lose(&mut self) {
        let cause = "The stored execution does not fit its state machine.".to_owned();
        let failure = failure(RUNTIME, Some(cause));
        let details = Some(Details::Failure(failure.clone()));
        self.note(0, FrameId::ROOT, EventType::ExecutionFailed, details);
        self.end(Outcome::Failed(failure));
        // There is nothing a redrive could go on from.
        self.run.end();
    }
}
