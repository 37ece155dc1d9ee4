//! What a command does to an execution, collected in one batch: writes, and the effects to come after the commit.
//!
//! An Express execution goes the same way without writes: see [`express`].

mod action;
mod end;
mod express;
mod pending;

use std::sync::Arc;

use asl::event::Event;
use asl::step::{Command, Step};
use asl::validate::MachineType;
use model::Timestamp;
use store::record::execution::ExecutionRecord;
use store::{ExecutionId, Write};

use self::action::timer_key;
use self::end::reopen;
pub(crate) use self::pending::{Pending, write_record};
use crate::command::{RedrivenBy, Start};
use crate::definition::Definition;
use crate::effect::Effect;
use crate::interpreter;
use crate::journal;
use crate::live::{self, Live, Open};
use crate::log::LogEntry;
use crate::shared::Shared;
use crate::timer::RESUME;

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
        self.shared.stats.wrote(&events);
        let events = journal::encode(events, &mut live.recent);
        self.pending.bytes += events.iter().map(bytes::Bytes::len).sum::<usize>();
        self.pending.writes.push(Write::AppendEvents {
            execution: id,
            first,
            events,
        });
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
