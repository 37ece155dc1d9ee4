//! Express executions: the same steps, with nothing stored but the start of an asynchronous one, which is removed when
//! it ends. So its tasks and timers live and die with the process, and after a crash it runs again from the start.

use asl::event::{Event, Failure};
use asl::step::{Action, Outcome, Step, TaskOffer};
use asl::validate::MachineType;
use model::Timestamp;
use store::ExecutionId;

use super::Apply;
use super::action::{ready, timer_key};
use crate::command::{StartExpress, Whom};
use crate::effect::Effect;
use crate::express;
use crate::interpreter;
use crate::live::{self, Express, Live, Open};
use crate::outbox::{self, Ready};
use crate::request::{Finished, Started};
use crate::status::Status;
use crate::timer::RESUME;

impl Apply<'_> {
    /// Starts an Express execution under its id, and sees to the answer.
    pub(crate) fn start_express(&mut self, id: ExecutionId, start: StartExpress) -> Live {
        let StartExpress {
            request,
            name,
            uuid,
            slot,
            whom,
        } = start;
        let row = express::row(&request, &name, &uuid);
        let (reply, waiter, again) = match whom {
            Whom::Starter(reply) => (Some(reply), None, false),
            Whom::Waiter(waiter) => (None, Some(waiter), false),
            Whom::Nobody(_) => (None, None, true),
        };
        let record = live::first_record(&request, &name, self.now);
        let mut info = live::info(&record, request.input.clone());
        info.arn = crate::arn::of_express(&request.machine_arn, &name, &uuid);
        if waiter.is_some() {
            info.redrive_count = None;
        }
        let started = Started {
            arn: info.arn.clone(),
            start: self.now,
            existing: false,
        };
        let token = self.shared.tokens.maker(id);
        let kind = MachineType::Express;
        let env = live::env(self.shared, kind, &token, self.now, self.seed);
        let (run, step) = interpreter::start(request.definition.program(), &info, &env);
        self.shared.stats.started.add(1);
        // What is over already needs no second run: it is not stored.
        let first = reply.is_some() && step.outcome.is_none();
        let mut live = Live::new(
            record,
            run.map(|run| Open {
                run,
                info,
                definition: std::sync::Arc::clone(&request.definition),
                token,
            }),
        );
        live.express = Some(Box::new(Express {
            stored: first || again,
            after: if first { self.pending.number } else { 0 },
            waiter,
            data_bytes: request.definition.text().len(),
            _slot: slot,
        }));
        if first {
            self.store_definition(&request.definition);
            self.pending.writes.push(express::put(id, &row));
            self.pending.bytes += request.input.len();
            self.pending.touch(id, &mut live);
        }
        self.absorb_express(id, &mut live, step);
        if let Some(reply) = reply {
            self.effect(&live, Effect::Started(reply, Ok(started)));
        }
        live
    }

    pub(super) fn absorb_express(&mut self, id: ExecutionId, live: &mut Live, step: Step) {
        self.hold(id, live);
        self.log(live, &step.events);
        for action in step.actions {
            self.act(id, live, action);
        }
        self.count(live, &step.events);
        if let Some(outcome) = step.outcome {
            self.finish(id, live, outcome, &step.events);
        }
        live.resume = step.more.then(|| timer_key(id, RESUME, self.now));
    }

    /// While the start is on its way to the store, what follows is held back with the batch that is being collected.
    fn hold(&mut self, id: ExecutionId, live: &mut Live) {
        let (number, resolved) = (self.pending.number, self.resolved);
        let express = live.express.as_mut();
        if let Some(express) = express.filter(|express| express.after > resolved) {
            express.after = number;
            self.pending.touch(id, live);
        }
    }

    fn act(&mut self, id: ExecutionId, live: &Live, action: Action) {
        let effect = match action {
            // Validation refuses distributed Maps in Express machines; one that got in waits until its time is up.
            Action::StartMapRun(_) => return,
            Action::Offer(offer) => Effect::Offer(Box::new(volatile(id, live, offer))),
            Action::Withdraw(task) | Action::Leave(task) => Effect::Withdraw(outbox::key(id, task)),
            Action::SetTimer { timer, due } => Effect::ArmVolatile(timer_key(id, timer.0, due)),
            Action::ClearTimer { timer, due } => Effect::Disarm(timer_key(id, timer.0, due)),
        };
        self.effect(live, effect);
    }

    fn count(&mut self, live: &mut Live, events: &[Event]) {
        self.shared.stats.wrote(events);
        live.record.last_event += events.len() as u64;
        let payloads = events.iter().filter_map(Event::payload);
        let bytes: usize = payloads.map(asl::event::Payload::len).sum();
        if let Some(express) = &mut live.express {
            express.data_bytes += bytes;
        }
    }

    fn finish(&mut self, id: ExecutionId, live: &mut Live, outcome: Outcome, events: &[Event]) {
        let arn = live.open.take().map(|open| open.info.arn);
        self.record_end(&mut live.record, outcome.clone(), events);
        self.shared.stats.ended.add(1);
        let Some(express) = &mut live.express else {
            return;
        };
        if std::mem::take(&mut express.stored) {
            self.pending.writes.push(express::delete(id));
        }
        let (waiter, data_bytes) = (express.waiter.take(), express.data_bytes);
        if let Some(waiter) = waiter {
            let finished = finished(live, arn.unwrap_or_default(), outcome, data_bytes);
            self.effect(live, Effect::Finished(waiter, Ok(finished)));
        }
    }
}

fn volatile(id: ExecutionId, live: &Live, offer: TaskOffer) -> Ready {
    let key = outbox::key(id, offer.task);
    let arn = live.open.as_ref().map(|open| open.info.arn.clone());
    ready(key, arn.unwrap_or_default(), live, offer, false)
}

fn finished(live: &Live, arn: String, outcome: Outcome, data_bytes: usize) -> Finished {
    let status = Status::of(&outcome);
    let (output, failure) = match outcome {
        Outcome::Succeeded(output) => (Some(output), Failure::default()),
        Outcome::Failed(failure) | Outcome::TimedOut(failure) | Outcome::Aborted(failure) => {
            (None, failure)
        }
    };
    let start = Timestamp::from_millis(live.record.start_millis);
    Finished {
        arn,
        name: live.record.name.clone(),
        start,
        stop: live
            .record
            .stop_millis
            .map_or(start, Timestamp::from_millis),
        status,
        output,
        failure,
        data_bytes,
    }
}
