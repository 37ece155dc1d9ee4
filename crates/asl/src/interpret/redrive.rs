//! Redrive: an execution that ended without success goes on where it stopped, with what it had achieved
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html>).
//!
//! An unsuccessful end leaves the frames in place. When a failure that nothing handles would take branches or
//! iterations apart, they are kept as they were before it. So those that had succeeded keep their results, and all
//! others begin their state again.

use super::{Flow, Interpreter, distributed};
use crate::error::{Class, StateError};
use crate::event::{Details, EventType};
use crate::program::Kind;
use crate::run::{FrameId, Phase};

impl Interpreter<'_> {
    /// Keeps the frames when nothing handles the failure of frame `failed`.
    pub(super) fn keep_for_redrive(&mut self, failed: FrameId, error: &StateError) {
        if self.run.has_kept() || self.is_handled(failed, error) {
            return;
        }
        self.run.keep();
        // "If the state failed because of a States.DataLimitExceeded error, the Parallel state is rerun, including the
        // branches that were successful", and so is the inline Map.
        let limit = error.class == Class::DataLimit;
        // "The Map Run failed because of the JSON data interpolation error": then a new one begins as well.
        let data = error.class == Class::Runtime || error.evaluation.is_some();
        if let Some(frame) = self.run.kept_mut(failed)
            && (limit || data && matches!(frame.phase, Phase::MapRun(_)))
        {
            frame.phase = Phase::Begin;
        }
    }

    /// Whether a retrier or a catcher, here or further out, handles `error`.
    fn is_handled(&self, failed: FrameId, error: &StateError) -> bool {
        if error.class == Class::Runtime {
            return false;
        }
        let mut at = Some(failed);
        while let Some(id) = at {
            let catchers = &self.state(id).handlers.catch;
            let caught = catchers.iter().any(|c| error.matches(&c.errors));
            if caught || self.next_attempt(id, error).is_some() {
                return true;
            }
            at = self.frame(id).parent;
        }
        false
    }

    /// Writes `ExecutionRedriven` and makes every frame ready that had not succeeded. Attempts and the machine's
    /// timeout count from 0 again.
    pub(super) fn begin_redrive(&mut self) {
        let last = self.run.next_event - 1;
        let count = self.info.redrive_count.unwrap_or(0);
        let details = Some(Details::Redriven(u64::from(count)));
        let event = self.note(last, FrameId::ROOT, EventType::ExecutionRedriven, details);
        self.set_deadline();
        for id in self.run.ids().collect::<Vec<_>>() {
            if self.begin_again(id, event) == Flow::Continue {
                self.run.ready.push_back(id);
            }
            if self.run.over {
                return;
            }
        }
    }

    /// Puts a frame where it begins its state again, or enters it. Frames with branches wait for them.
    fn begin_again(&mut self, id: FrameId, event: u64) -> Flow {
        let fails = matches!(self.state(id).kind, Kind::Fail(_));
        let frame = self.frame_mut(id);
        frame.last_event = event;
        frame.retries = 0;
        frame.attempts.clear();
        match &mut frame.phase {
            Phase::Enter => Flow::Continue,
            Phase::Branches(branches) if branches.is_torn() => {
                frame.phase = Phase::Begin;
                Flow::Continue
            }
            Phase::Branches(branches) => {
                branches.begin_after = event;
                let room = (branches.running.len() as u64) < branches.limit;
                let more = branches.begun < branches.length && room;
                match more || branches.running.is_empty() {
                    true => Flow::Continue,
                    false => Flow::Blocked,
                }
            }
            Phase::MapRun(_) => {
                let result = distributed::redrive(self, id);
                self.settle(id, result)
            }
            phase => {
                // "Reenters the Fail state and fails again."
                *phase = if fails { Phase::Enter } else { Phase::Begin };
                Flow::Continue
            }
        }
    }
}
