//! Results of tasks and Map Runs, for executions in the store and in memory.

use asl::step::{Command, TaskId};
use model::Timestamp;
use store::ExecutionId;

use crate::command::{MapRunEnd, TaskResult};
use crate::effect::Effect;
use crate::error::TaskError;
use crate::lane::Lane;
use crate::lane::load::Loaded;
use crate::outbox;
use crate::status::Status;

/// Where an execution lives.
#[derive(Clone, Copy)]
enum Home {
    /// In the store: what it does outside follows a commit.
    Store,
    /// In memory: an Express execution. Prompt once its start is durable.
    Memory { prompt: bool },
}

impl Lane {
    pub(super) fn task(&mut self, result: TaskResult, loaded: &Loaded, now: Timestamp) {
        let TaskResult {
            execution,
            task,
            command,
            closes_offer,
            reply,
        } = result;
        let waits = self.waits_for(execution, task, loaded);
        let home = self.home(execution);
        match &waits {
            Ok(()) => {
                self.command(execution, command, now);
                if closes_offer {
                    self.close_offer(execution, task, home, now);
                }
            }
            Err(TaskError::Gone) => self.drop_stale_offer(execution, task, now),
            Err(TaskError::Engine(_)) => {}
        }
        self.effect(home, Effect::Task(reply, waits));
    }

    /// The task needs no worker any more.
    fn close_offer(&mut self, execution: ExecutionId, task: TaskId, home: Home, now: Timestamp) {
        match home {
            Home::Store => self.apply(now, |apply, _| apply.answered(execution, task)),
            Home::Memory { .. } => {
                self.effect(home, Effect::Answered(outbox::key(execution, task)));
            }
        }
    }

    fn home(&mut self, id: ExecutionId) -> Home {
        let resolved = self.resolved;
        let live = self.cache.get_mut(id);
        match live.filter(|live| live.express.is_some()) {
            Some(live) => Home::Memory {
                prompt: live.is_prompt(resolved),
            },
            None => Home::Store,
        }
    }

    fn effect(&mut self, home: Home, effect: Effect) {
        match home {
            Home::Memory { prompt: true } => self.pending.prompt.push(effect),
            _ => self.pending.effects.push(effect),
        }
    }

    /// The Map Run's record and its execution's step are one batch. Nobody may wait any more: then it was aborted.
    pub(super) fn map_run_ended(&mut self, end: MapRunEnd, loaded: &Loaded, now: Timestamp) {
        let MapRunEnd {
            mut record,
            result,
            reply,
        } = end;
        let (execution, task) = (record.execution_id(), TaskId(record.task));
        let waits = self.waits_for(execution, task, loaded);
        match (waits, result) {
            (Err(TaskError::Engine(error)), _) => {
                let failed = Err(TaskError::Engine(error));
                return self.pending.effects.push(Effect::Task(reply, failed));
            }
            (Ok(()), Some(result)) => {
                self.command(execution, Command::MapRunEnded { task, result }, now);
            }
            (Ok(()), None) | (Err(TaskError::Gone), _) => {
                record.status = Status::Aborted as u32;
            }
        }
        self.pending.writes.writes.extend(record.end());
        self.pending.effects.push(Effect::Task(reply, Ok(())));
    }

    fn waits_for(
        &mut self,
        id: ExecutionId,
        task: TaskId,
        loaded: &Loaded,
    ) -> Result<(), TaskError> {
        if let Some(error) = loaded.failure(id) {
            return Err(error.into());
        }
        let open = self.cache.get_mut(id).and_then(|live| live.open.as_ref());
        let waits = open.is_some_and(|open| open.run.waits_for(task));
        waits.then_some(()).ok_or(TaskError::Gone)
    }

    /// A worker has an offer that nobody waits for: its row was read just before it was deleted.
    fn drop_stale_offer(&mut self, execution: ExecutionId, task: TaskId, now: Timestamp) {
        let key = outbox::key(execution, task);
        if self.shared.outbox.is_known(&key) {
            self.apply(now, |apply, _| apply.withdraw(execution, task));
        }
    }
}
