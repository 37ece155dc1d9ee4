//! Writing history: ids without gaps, each event pointing back to the one before it in its own frame.

use super::Interpreter;
use crate::event::{Details, Event, EventType};
use crate::run::FrameId;

impl Interpreter<'_> {
    /// Writes an event of frame `id` that the frame's next event points back to.
    pub(super) fn emit(
        &mut self,
        id: FrameId,
        event_type: EventType,
        details: Option<Details>,
    ) -> u64 {
        let previous = self.frame(id).last_event;
        let event = self.note(previous, id, event_type, details);
        if !self.full {
            self.frame_mut(id).last_event = event;
        }
        event
    }

    /// Writes an event that nothing in its frame points back to: what AWS does with `MapIterationSucceeded`,
    /// `MapIterationFailed`, `MapStateSucceeded`, `ParallelStateSucceeded` and everything that is aborted.
    pub(super) fn note(
        &mut self,
        previous: u64,
        frame: FrameId,
        event_type: EventType,
        details: Option<Details>,
    ) -> u64 {
        let id = self.run.next_event;
        let last = matches!(
            event_type,
            EventType::ExecutionSucceeded
                | EventType::ExecutionFailed
                | EventType::ExecutionAborted
                | EventType::ExecutionTimedOut
        );
        if !last && id >= self.env.limits.history_events {
            self.full = true;
            return id;
        }
        self.run.next_event += 1;
        self.step.events.push(Event {
            id,
            previous,
            time_millis: self.env.now.millis(),
            event_type: event_type.into(),
            frame: frame.0,
            details,
        });
        id
    }
}
