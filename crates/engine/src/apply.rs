//! What a command does to an execution, collected in one batch: writes, and the effects to come after the commit.
//!
//! An Express execution goes the same way without writes: see [`express`].

mod express;

use std::sync::Arc;

use asl::event::{Details, Event, EventType, Payload};
use asl::map_run::MapRunSpec;
use asl::step::{Action, Command, Outcome, Step, TaskId, TaskOffer};
use asl::validate::MachineType;
use model::Timestamp;
use store::record::execution::ExecutionRecord;
use store::{Batch, ExecutionId, OfferKey, TimerKey, Write};

use crate::command::{RedrivenBy, Start};
use crate::definition::Definition;
use crate::effect::Effect;
use crate::interpreter;
use crate::journal;
use crate::live::{self, Live, Open};
use crate::log::{LogEntry, LogTarget};
use crate::map_run::ChildOf;
use crate::map_run::record::MapRunRecord;
use crate::map_run::registry::{ChildEnd, Launch};
use crate::outbox::{self, Ready};
use crate::shared::Shared;
use crate::status::Status;
use crate::timer::RESUME;

/// A batch that is being collected.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    /// Its number in the lane.
    pub(crate) number: u64,
    pub(crate) writes: Batch,
    pub(crate) effects: Vec<Effect>,
    /// What rests on no commit: done as soon as the round is over.
    pub(crate) prompt: Vec<Effect>,
    /// Executions whose record it will hold.
    pub(crate) touched: Vec<ExecutionId>,
    /// Names it gives away.
    pub(crate) names: Vec<(Arc<str>, String)>,
    /// About how long the writes are.
    pub(crate) bytes: usize,
}

impl Pending {
    pub(crate) fn new(number: u64) -> Self {
        Self {
            number,
            ..Self::default()
        }
    }

    /// Marks an execution whose record must be written.
    fn touch(&mut self, id: ExecutionId, live: &mut Live) {
        if live.batch != self.number {
            live.batch = self.number;
            self.touched.push(id);
        }
    }
}

/// What applying needs beside the execution.
pub(crate) struct Apply<'a> {
    pub(crate) shared: &'a Shared,
    pub(crate) pending: &'a mut Pending,
    pub(crate) now: Timestamp,
    pub(crate) seed: u64,
    /// The last batch of the lane whose outcome is known.
    pub(crate) resolved: u64,
}

impl Apply<'_> {
    /// Starts an execution under its new id.
    pub(crate) fn start(&mut self, id: ExecutionId, start: &Start) -> Live {
        let definition = &start.request.definition;
        self.store_definition(definition);
        let record = ExecutionRecord {
            started_for: start.once.clone(),
            map_run_arn: start.child_of.as_ref().map(|child| child.map_run.clone()),
            map_run_index: start.child_of.as_ref().map_or(0, |child| child.index),
            map_run_items: start.child_of.as_ref().map_or(0, |child| child.items),
            map_run_round: start.child_of.as_ref().map_or(0, |child| child.round),
            ..live::first_record(&start.request, &start.name, self.now)
        };
        let info = live::info(&record, start.request.input.clone());
        let token = self.shared.tokens.maker(id);
        let kind = MachineType::Standard;
        let env = live::env(self.shared, kind, &token, self.now, self.seed);
        let (run, step) = interpreter::start(definition.program(), &info, &env);
        let (machine, name) = (record.machine_arn.clone(), record.name.clone());
        self.pending.writes.push(match &record.map_run_arn {
            None => Write::Start {
                machine,
                name,
                execution: id,
            },
            Some(map_run) => Write::StartListed {
                machine,
                name,
                list: map_run.clone(),
                execution: id,
            },
        });
        let open = run.map(|run| Open {
            run,
            info,
            definition: Arc::clone(definition),
            token,
        });
        let mut live = Live::new(record, open);
        self.shared.stats.started.add(1);
        self.absorb(id, &mut live, step);
        live
    }

    fn store_definition(&mut self, definition: &Arc<Definition>) {
        let Some(write) = definition.write() else {
            return;
        };
        let same = |effect: &Effect| match effect {
            Effect::DefinitionStored(other) => Arc::ptr_eq(other, definition),
            _ => false,
        };
        if !self.pending.effects.iter().any(same) {
            self.pending.writes.push(write);
            let stored = Effect::DefinitionStored(Arc::clone(definition));
            self.pending.effects.push(stored);
        }
    }

    /// Applies a command to an execution; nothing happens when it has ended.
    pub(crate) fn command(&mut self, id: ExecutionId, live: &mut Live, command: Command) {
        let kind = live.kind();
        let Some(open) = live.open.as_mut() else {
            return;
        };
        let env = live::env(self.shared, kind, &open.token, self.now, self.seed);
        let last = live.record.last_event;
        let program = open.definition.program();
        let step = interpreter::apply(program, &mut open.run, &open.info, command, last, &env);
        self.shared.stats.commands.add(1);
        self.absorb(id, live, step);
    }

    /// Lets an execution that ended without success go on; nothing happens without what it had left.
    pub(crate) fn redrive(&mut self, id: ExecutionId, live: &mut Live, by: RedrivenBy) {
        let Some(mut open) = live.halted.take().map(|open| *open) else {
            return;
        };
        let last = live.record.last_event;
        reopen(&mut live.record, self.now, by);
        open.info = live::info(&live.record, open.info.input);
        let kind = MachineType::Standard;
        let env = live::env(self.shared, kind, &open.token, self.now, self.seed);
        let program = open.definition.program();
        let step = interpreter::redrive(program, &mut open.run, &open.info, last, &env);
        live.open = Some(open);
        self.absorb(id, live, step);
    }

    /// Turns what a step did into writes and effects.
    fn absorb(&mut self, id: ExecutionId, live: &mut Live, step: Step) {
        if live.express.is_some() {
            return self.absorb_express(id, live, step);
        }
        self.pending.touch(id, live);
        self.log(live, &step.events);
        for action in step.actions {
            self.action(id, live, action, &step.events);
        }
        if let Some(outcome) = step.outcome {
            self.end(id, live, outcome, &step.events);
        }
        self.append(id, live, step.events);
        self.go_on(id, live, step.more);
    }

    /// Logs what the execution's level covers, after the commit.
    fn log(&mut self, live: &Live, events: &[Event]) {
        let Some((target, open)) = live.log.as_ref().zip(live.open.as_ref()) else {
            return;
        };
        let events = target.covered(events);
        if events.is_empty() {
            return;
        }
        let entry = LogEntry {
            target: target.clone(),
            execution_arn: open.info.arn.clone(),
            machine_arn: live.record.machine_arn.clone(),
            redrive_count: live.record.redrive_count,
            events,
        };
        self.effect(live, Effect::Log(Box::new(entry)));
    }

    /// What is done outside: after the commit, or at once where nothing is stored.
    fn effect(&mut self, live: &Live, effect: Effect) {
        match live.is_prompt(self.resolved) {
            true => self.pending.prompt.push(effect),
            false => self.pending.effects.push(effect),
        }
    }

    fn append(&mut self, id: ExecutionId, live: &mut Live, events: Vec<Event>) {
        let Some((first, last)) = events.first().zip(events.last()) else {
            return;
        };
        let (first, last) = (first.id, last.id);
        debug_assert_eq!(first, live.record.last_event + 1, "event ids have no gaps");
        live.record.last_event = last;
        let events = journal::encode(events, &mut live.recent);
        self.pending.bytes += events.iter().map(bytes::Bytes::len).sum::<usize>();
        self.shared.stats.events.add(events.len());
        self.pending.writes.push(Write::AppendEvents {
            execution: id,
            first,
            events,
        });
    }

    fn action(&mut self, id: ExecutionId, live: &Live, action: Action, events: &[Event]) {
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
        let key = OfferKey {
            execution: id,
            task: offer.task.0,
        };
        let body = outbox::encode(&offer, holds(events, offer.task, &offer.input));
        self.pending.bytes += body.len();
        self.pending.writes.push(Write::PutOffer(key, body));
        let execution_arn = crate::arn::of_execution(&live.record.machine_arn, &live.record.name);
        let ready = ready(key, execution_arn, live, offer, true);
        self.pending.effects.push(Effect::Offer(Box::new(ready)));
    }

    fn start_map_run(&mut self, id: ExecutionId, live: &Live, spec: MapRunSpec) {
        let execution_arn = crate::arn::of_execution(&live.record.machine_arn, &live.record.name);
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
        let key = OfferKey {
            execution: id,
            task: task.0,
        };
        self.pending.writes.push(Write::DeleteOffer(key));
        self.pending.effects.push(Effect::Withdraw(key));
    }

    /// Notes that the job of a task is to be stopped: its offer stays until a worker has seen to that.
    fn leave(&mut self, id: ExecutionId, task: TaskId) {
        let key = OfferKey {
            execution: id,
            task: task.0,
        };
        self.pending.writes.push(outbox::leave(key));
        self.pending.effects.push(Effect::Leave(key));
    }

    /// Takes a task that has its result out of the outbox.
    pub(crate) fn answered(&mut self, id: ExecutionId, task: TaskId) {
        let key = OfferKey {
            execution: id,
            task: task.0,
        };
        self.pending.writes.push(Write::DeleteOffer(key));
        self.pending.effects.push(Effect::Answered(key));
    }

    fn end(&mut self, id: ExecutionId, live: &mut Live, outcome: Outcome, events: &[Event]) {
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

    fn record_end(&self, record: &mut ExecutionRecord, outcome: Outcome, events: &[Event]) {
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

    /// Stores, or removes, the note that the execution has more to do at once.
    fn go_on(&mut self, id: ExecutionId, live: &mut Live, more: bool) {
        match (more, live.resume) {
            (true, None) => {
                let key = timer_key(id, RESUME, self.now);
                self.pending.writes.push(Write::PutTimer(key));
                live.resume = Some(key);
            }
            (false, Some(key)) => {
                self.pending.writes.push(Write::DeleteTimer(key));
                live.resume = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
}

/// The record of an execution that goes on.
fn reopen(record: &mut ExecutionRecord, now: Timestamp, by: RedrivenBy) {
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

fn ready(
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

fn timer_key(execution: ExecutionId, timer: u64, due: Timestamp) -> TimerKey {
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

/// Adds the record of a touched execution as it is now, and its place in the machine's lists.
pub(crate) fn write_record(pending: &mut Pending, id: ExecutionId, live: &mut Live) {
    if live.express.is_some() {
        return;
    }
    if let Some(open) = &live.open {
        live.record.run = open.run.encode_compact().into();
    }
    live.run_bytes = live.record.run.len();
    let record = live.record.encode();
    if live.open.is_some() {
        live.record.run = bytes::Bytes::new();
    }
    pending.bytes += record.len();
    pending.writes.push(Write::PutExecution {
        execution: id,
        record,
    });
    let status = live.status();
    if live.listed != Some(status) {
        pending.writes.push(Write::SetStatus {
            machine: live.record.list().to_owned(),
            execution: id,
            from: live.listed.map(|status| status as u8),
            to: status as u8,
        });
        live.listed = Some(status);
    }
}
