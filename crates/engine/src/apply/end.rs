//! The end of an execution, and its going on after one.

use asl::event::{Event, EventType};
use asl::step::Outcome;
use model::Timestamp;
use store::ExecutionId;
use store::record::execution::ExecutionRecord;

use super::Apply;
use crate::command::RedrivenBy;
use crate::effect::Effect;
use crate::live::{self, Live};
use crate::map_run::ChildOf;
use crate::map_run::registry::ChildEnd;
use crate::status::Status;

impl Apply<'_> {
    pub(super) fn end(
        &mut self,
        id: ExecutionId,
        live: &mut Live,
        outcome: Outcome,
        events: &[Event],
    ) {
        let output = match &outcome {
            Outcome::Succeeded(output) => Some(output.clone()),
            _ => None,
        };
        self.record_end(&mut live.record, outcome, events);
        if let Some(open) = live.open.take().filter(|open| open.run.can_redrive()) {
            live.record.run = open.run.encode_compact().into();
            live.halted = Some(Box::new(open));
        }
        self.shared.stats.ended.add(1);
        self.shared.stats.ended_as(live.status()).add(1);
        self.pending.effects.push(Effect::Ended(id));
        if let Some(map_run) = live.record.map_run_arn.clone() {
            let child = Box::new(ChildOf {
                map_run,
                index: live.record.map_run_index,
                items: live.record.map_run_items,
                round: live.record.map_run_round,
            });
            let end = ChildEnd {
                status: live.status(),
                output,
                round: child.round,
            };
            self.pending.effects.push(Effect::ChildEnded(child, end));
        }
    }

    pub(super) fn record_end(
        &self,
        record: &mut ExecutionRecord,
        outcome: Outcome,
        events: &[Event],
    ) {
        record.status = Status::of(&outcome) as u32;
        record.stop_millis = Some(self.now.millis());
        match outcome {
            Outcome::Succeeded(output) => {
                record.short_output = live::short(&output);
                let succeeded = EventType::ExecutionSucceeded as i32;
                let event = events.iter().find(|event| event.event_type == succeeded);
                record.output_event = event.map(|event| event.id);
            }
            Outcome::Failed(failure) | Outcome::TimedOut(failure) | Outcome::Aborted(failure) => {
                record.error = failure.error;
                record.cause = failure.cause;
            }
        }
    }
}

/// The record of an execution that goes on.
pub(super) fn reopen(record: &mut ExecutionRecord, now: Timestamp, by: RedrivenBy) {
    record.status = Status::Running as u32;
    record.stop_millis = None;
    record.error = None;
    record.cause = None;
    record.run = bytes::Bytes::new();
    record.redrive_count += 1;
    record.redrive_millis = Some(now.millis());
    match by {
        RedrivenBy::Caller(token) => record.redrive_token = token,
        RedrivenBy::MapRun(round) => record.map_run_round = round,
    }
}
