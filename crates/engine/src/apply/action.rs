//! What a step asks to be done outside: tasks, timers, Map Runs.

use asl::event::{Details, Event, Payload};
use asl::map_run::MapRunSpec;
use asl::step::{Action, TaskId, TaskOffer};
use model::Timestamp;
use store::{ExecutionId, OfferKey, TimerKey, Write};

use super::Apply;
use crate::arn;
use crate::effect::Effect;
use crate::live::Live;
use crate::log::LogTarget;
use crate::map_run::record::MapRunRecord;
use crate::map_run::registry::Launch;
use crate::outbox::{self, Ready};

impl Apply<'_> {
    pub(super) fn action(
        &mut self,
        id: ExecutionId,
        live: &Live,
        action: Action,
        events: &[Event],
    ) {
        match action {
            Action::Offer(offer) => self.offer(id, live, offer, events),
            Action::StartMapRun(spec) => self.start_map_run(id, live, *spec),
            Action::Withdraw(task) => self.withdraw(id, task),
            Action::Leave(task) => self.leave(id, task),
            Action::SetTimer { timer, due } => {
                let key = timer_key(id, timer.0, due);
                self.pending.writes.push(Write::PutTimer(key));
                self.pending.effects.push(Effect::Arm(key));
            }
            Action::ClearTimer { timer, due } => {
                let key = timer_key(id, timer.0, due);
                self.pending.writes.push(Write::DeleteTimer(key));
                self.pending.effects.push(Effect::Disarm(key));
            }
        }
    }

    fn offer(&mut self, id: ExecutionId, live: &Live, offer: TaskOffer, events: &[Event]) {
        let key = outbox::key(id, offer.task);
        let body = outbox::encode(&offer, holds(events, offer.task, &offer.input));
        self.pending.bytes += body.len();
        self.pending.writes.push(Write::PutOffer(key, body));
        let execution_arn = arn::of_execution(&live.record.machine_arn, &live.record.name);
        let ready = ready(key, execution_arn, live, offer, true);
        self.pending.effects.push(Effect::Offer(Box::new(ready)));
    }

    fn start_map_run(&mut self, id: ExecutionId, live: &Live, spec: MapRunSpec) {
        let execution_arn = arn::of_execution(&live.record.machine_arn, &live.record.name);
        let record = MapRunRecord::new(&spec, id, execution_arn, self.now);
        if record.redrives > 0 {
            // It may be at work still, stopping its children: whoever sees to it goes on when that is over.
            self.pending.writes.push(record.redrive());
            return self.pending.effects.push(Effect::LookAtMapRun(record.arn));
        }
        self.pending.writes.writes.extend(record.begin());
        let launch = Box::new(Launch {
            spec,
            record,
            role_arn: live.record.role_arn.as_str().into(),
            log: live.record.log.as_ref().and_then(LogTarget::of),
        });
        self.pending.effects.push(Effect::StartMapRun(launch));
    }

    /// Takes a task out of the outbox.
    pub(crate) fn withdraw(&mut self, id: ExecutionId, task: TaskId) {
        let key = outbox::key(id, task);
        self.pending.writes.push(Write::DeleteOffer(key));
        self.pending.effects.push(Effect::Withdraw(key));
    }

    /// Notes that the job of a task is to be stopped: its offer stays until a worker has seen to that.
    fn leave(&mut self, id: ExecutionId, task: TaskId) {
        let key = outbox::key(id, task);
        self.pending.writes.push(outbox::leave(key));
        self.pending.effects.push(Effect::Leave(key));
    }

    /// Takes a task that has its result out of the outbox.
    pub(crate) fn answered(&mut self, id: ExecutionId, task: TaskId) {
        let key = outbox::key(id, task);
        self.pending.writes.push(Write::DeleteOffer(key));
        self.pending.effects.push(Effect::Answered(key));
    }
}

pub(super) fn ready(
    key: OfferKey,
    execution_arn: String,
    live: &Live,
    offer: TaskOffer,
    stored: bool,
) -> Ready {
    Ready {
        key,
        execution_arn,
        machine_arn: live.record.machine_arn.clone(),
        role_arn: live.record.role_arn.clone(),
        offer,
        stored,
    }
}

pub(super) fn timer_key(execution: ExecutionId, timer: u64, due: Timestamp) -> TimerKey {
    TimerKey {
        due: due.millis(),
        execution,
        timer,
    }
}

/// Whether the event that scheduled `task` holds `input`, so that the outbox need not.
fn holds(events: &[Event], task: TaskId, input: &Payload) -> bool {
    let event = events.iter().find(|event| event.id == task.0);
    let held = match event.and_then(|event| event.details.as_ref()) {
        Some(Details::TaskScheduled(scheduled)) => &scheduled.parameters,
        Some(Details::WorkScheduled(scheduled)) => &scheduled.input,
        _ => return false,
    };
    held.shares_with(input) || held == input
}
