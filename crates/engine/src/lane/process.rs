//! One round: what each message and each due timer does.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use asl::step::{Command, TaskId, TimerId};
use model::Timestamp;
use store::{ExecutionId, OfferKey, TimerKey, Write};
use tokio::sync::oneshot;

use super::load::{Loaded, name_of};
use super::{DUE, Lane, RESUMED};
use crate::apply::Apply;
use crate::arn;
use crate::command::{
    MapRunEnd, Message, Redrive, RedrivenBy, Start, StartExpress, StartReply, Stop, TaskResult,
    Whom,
};
use crate::effect::Effect;
use crate::error::{EngineError, ExecutionError, StartError, TaskError};
use crate::live::{Live, Open};
use crate::redrive::{NotRedrivable, repeated};
use crate::request::Started;
use crate::shard;
use crate::status::Status;
use crate::timer::RESUME;

/// Where an execution lives.
#[derive(Clone, Copy)]
enum Home {
    /// In the store: what it does outside follows a commit.
    Store,
    /// In memory: an Express execution. Prompt once its start is durable.
    Memory { prompt: bool },
}

impl Lane {
    /// Applies `messages`, the timers that are due, and executions with more to do; submits what came of it.
    pub(super) async fn round(&mut self, messages: &mut Vec<Message>) {
        let before = self.shared.clock.now();
        let paused = self.closing || before < self.hold;
        let due = match paused {
            true => Vec::new(),
            false => self.timers.take_due(before, DUE),
        };
        let loaded = self.load(messages, &due).await;
        // Reading took time; but no event may seem older than the timer that caused it.
        let now = self.shared.clock.now().max(before);
        for message in messages.drain(..) {
            self.message(message, &loaded, now);
            self.submit_if_large();
        }
        for key in due {
            self.fire(key, &loaded, now);
            self.submit_if_large();
        }
        if !paused {
            self.resume(now);
        }
        self.submit();
        self.unload(&loaded);
        if !paused {
            self.preload(now).await;
        }
        self.cache.evict(self.resolved);
        self.show();
    }

    /// Tells the meters what the lane holds.
    fn show(&self) {
        let Some(stats) = self.shared.stats.lanes.get(self.index) else {
            return;
        };
        stats.timers.set(self.timers.len());
        stats.cached.set(self.cache.len());
        stats.cached_bytes.set(self.cache.bytes());
        stats.in_flight.set(self.in_flight.len());
    }

    fn submit_if_large(&mut self) {
        if self.pending.bytes >= self.shared.options.batch_bytes {
            self.submit();
        }
    }

    fn message(&mut self, message: Message, loaded: &Loaded, now: Timestamp) {
        match message {
            Message::Start(start) => self.start(*start, loaded, now),
            Message::Express(start) => self.start_express(*start, now),
            Message::Stop(stop) => self.stop(stop, loaded, now),
            Message::Redrive(redrive) => self.redrive(redrive, loaded, now),
            Message::Task(result) => self.task(result, loaded, now),
            Message::MapRun(end) => self.map_run_ended(*end, loaded, now),
            Message::Watch(id, reply) => self.watch(id, reply, loaded),
            Message::Timers(keys) => keys.into_iter().for_each(|key| self.timers.arm(key)),
            Message::Close => {
                self.closing = true;
                self.inbox.close();
            }
        }
    }

    /// Applies with a fresh seed.
    fn apply<T>(&mut self, now: Timestamp, change: impl FnOnce(&mut Apply<'_>) -> T) -> T {
        change(&mut Apply {
            shared: &self.shared,
            pending: &mut self.pending,
            now,
            seed: self.seeds.next(),
            resolved: self.resolved,
        })
    }

    fn command(&mut self, id: ExecutionId, command: Command, now: Timestamp) {
        let seed = self.seeds.next();
        let Some(live) = self.cache.get_mut(id) else {
            return;
        };
        let mut apply = Apply {
            shared: &self.shared,
            pending: &mut self.pending,
            now,
            seed,
            resolved: self.resolved,
        };
        apply.command(id, live, command);
        self.queue(id);
        self.drop_if_over(id);
    }

    /// Nothing of an Express execution that has ended is kept.
    fn drop_if_over(&mut self, id: ExecutionId) {
        let live = self.cache.get_mut(id);
        if live.is_some_and(|live| live.express.is_some() && live.open.is_none()) {
            self.cache.remove(id);
        }
    }

    fn start_express(&mut self, start: StartExpress, now: Timestamp) {
        let bytes = start.bytes();
        self.shared.inbox_bytes.fetch_sub(bytes, Ordering::Relaxed);
        let id = match &start.whom {
            Whom::Nobody(id) if self.cache.contains(*id) => return,
            Whom::Nobody(id) => *id,
            Whom::Starter(_) | Whom::Waiter(_) => {
                let shard = shard::of_name(&start.request.machine_arn, &start.uuid);
                self.ids.next(shard, now)
            }
        };
        let acknowledged = matches!(start.whom, Whom::Starter(_));
        let live = self.apply(now, |apply| apply.start_express(id, start));
        if acknowledged && live.express.as_ref().is_some_and(|express| express.stored) {
            self.reserve(id);
        }
        self.cache.insert(id, Box::new(live));
        self.queue(id);
        self.drop_if_over(id);
    }

    fn start(&mut self, start: Start, loaded: &Loaded, now: Timestamp) {
        let bytes = start.bytes();
        self.shared.inbox_bytes.fetch_sub(bytes, Ordering::Relaxed);
        let holder = match start.named {
            true => self.holder(&start, loaded),
            false => Ok(None),
        };
        match holder {
            Ok(None) => self.start_new(start, now),
            Ok(Some(id)) => {
                let result = self.start_again(id, &start, loaded);
                self.answer_start(start.reply, result);
            }
            Err(error) => self.answer_start(start.reply, Err(error.into())),
        }
    }

    fn answer_start(&mut self, reply: StartReply, result: Result<Started, StartError>) {
        self.pending.effects.push(Effect::Started(reply, result));
    }

    fn holder(&self, start: &Start, loaded: &Loaded) -> Result<Option<ExecutionId>, EngineError> {
        let name = name_of(start);
        match self.starting.get(&name) {
            Some(id) => Ok(Some(*id)),
            None => loaded.holder(&name),
        }
    }

    fn start_new(&mut self, start: Start, now: Timestamp) {
        let name = name_of(&start);
        let id = self.ids.next(shard::of_name(&name.0, &name.1), now);
        self.reserve(id);
        let live = self.apply(now, |apply| apply.start(id, &start));
        self.cache.insert(id, Box::new(live));
        self.queue(id);
        let started = Started {
            arn: arn::of_execution(&name.0, &name.1),
            start: now,
            existing: false,
        };
        if start.named {
            self.starting.insert(name.clone(), id);
            self.pending.names.push(name);
        }
        self.answer_start(start.reply, Ok(started));
    }

    /// StartExecution with a name that is taken: the same answer while it runs with the same input, else refused
    /// (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html>).
    fn start_again(
        &mut self,
        id: ExecutionId,
        again: &Start,
        loaded: &Loaded,
    ) -> Result<Started, StartError> {
        if let Some(error) = loaded.failure(id) {
            return Err(error.into());
        }
        let live = self.cache.get_mut(id).ok_or_else(|| {
            EngineError::Damaged(format!("execution {id} has a name and no record"))
        })?;
        let arn = arn::of_execution(&live.record.machine_arn, &live.record.name);
        let same_input = |open: &Open| open.info.input == again.request.input;
        let done = again.once.is_some() && again.once == live.record.started_for;
        match done || live.open.as_ref().is_some_and(same_input) {
            true => Ok(Started {
                arn,
                start: Timestamp::from_millis(live.record.start_millis),
                existing: true,
            }),
            false => Err(StartError::AlreadyExists(arn)),
        }
    }

    fn stop(&mut self, stop: Stop, loaded: &Loaded, now: Timestamp) {
        let id = stop.execution;
        let result = self.stop_now(
            id,
            Command::Stop {
                failure: stop.failure,
            },
            loaded,
            now,
        );
        self.pending
            .effects
            .push(Effect::Stopped(stop.reply, result));
    }

    /// Stopping what has ended changes nothing and answers when it ended.
    fn stop_now(
        &mut self,
        id: ExecutionId,
        command: Command,
        loaded: &Loaded,
        now: Timestamp,
    ) -> Result<Timestamp, ExecutionError> {
        self.running(id, loaded)?;
        self.command(id, command, now);
        let live = self.running(id, loaded)?;
        Ok(live.record.stop_millis.map_or(now, Timestamp::from_millis))
    }

    fn redrive(&mut self, redrive: Redrive, loaded: &Loaded, now: Timestamp) {
        let Redrive {
            execution,
            by,
            reply,
        } = redrive;
        let result = self.redrive_now(execution, by, loaded, now);
        self.pending.effects.push(Effect::Stopped(reply, result));
    }

    fn redrive_now(
        &mut self,
        id: ExecutionId,
        by: RedrivenBy,
        loaded: &Loaded,
        now: Timestamp,
    ) -> Result<Timestamp, ExecutionError> {
        let shared = Arc::clone(&self.shared);
        let live = self.running(id, loaded)?;
        if let Some(then) = repeated(&live.record, &by, now) {
            return Ok(then);
        }
        if let Some(why) = NotRedrivable::by(&live.record, &by, now, &shared.options) {
            return Err(ExecutionError::NotRedrivable(why));
        }
        let seed = self.seeds.next();
        let live = self.cache.get_mut(id);
        let Some(live) = live.filter(|live| live.halted.is_some()) else {
            return Err(ExecutionError::NotRedrivable(NotRedrivable::TooEarly));
        };
        let mut apply = Apply {
            shared: &self.shared,
            pending: &mut self.pending,
            now,
            seed,
            resolved: self.resolved,
        };
        apply.redrive(id, live, by);
        self.queue(id);
        Ok(now)
    }

    fn running(&mut self, id: ExecutionId, loaded: &Loaded) -> Result<&mut Live, ExecutionError> {
        if let Some(error) = loaded.failure(id) {
            return Err(error.into());
        }
        let live = self.cache.get_mut(id);
        live.ok_or_else(|| ExecutionError::DoesNotExist(id.to_string()))
    }

    fn task(&mut self, result: TaskResult, loaded: &Loaded, now: Timestamp) {
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
            Home::Store => self.apply(now, |apply| apply.answered(execution, task)),
            Home::Memory { .. } => {
                let key = OfferKey {
                    execution,
                    task: task.0,
                };
                self.effect(home, Effect::Answered(key));
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
    fn map_run_ended(&mut self, end: MapRunEnd, loaded: &Loaded, now: Timestamp) {
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
        let key = OfferKey {
            execution,
            task: task.0,
        };
        if self.shared.outbox.is_known(&key) {
            self.apply(now, |apply| apply.withdraw(execution, task));
        }
    }

    fn watch(&mut self, id: ExecutionId, reply: oneshot::Sender<()>, loaded: &Loaded) {
        match self.running(id, loaded).map(|live| live.status()) {
            Ok(Status::Running) => {
                let watchers = self.watchers.entry(id).or_default();
                watchers.retain(|watcher| !watcher.is_closed());
                watchers.push(reply);
            }
            Ok(_) => self.pending.effects.push(Effect::Watched(reply)),
            // Dropping the reply says that there is nothing to wait for.
            Err(_) => {}
        }
    }

    pub(super) fn arm(&mut self, key: TimerKey) {
        if key.due <= self.shared.timer_window.load(Ordering::Acquire) {
            self.timers.arm(key);
        }
    }

    fn fire(&mut self, key: TimerKey, loaded: &Loaded, now: Timestamp) {
        let id = key.execution;
        if loaded.failure(id).is_some() {
            self.timers.arm(key);
            self.hold = now.after(self.shared.options.retry_after_failure);
            return;
        }
        let live = self.cache.get_mut(id).filter(|live| live.open.is_some());
        let Some(live) = live else {
            // It ended, or never was.
            self.pending.writes.push(Write::DeleteTimer(key));
            return;
        };
        self.shared.stats.timers_fired.add(1);
        let late = now.millis().saturating_sub(key.due);
        self.shared.stats.timer_lateness.record(late.unsigned_abs());
        if key.timer != RESUME {
            if live.express.is_none() {
                self.pending.writes.push(Write::DeleteTimer(key));
            }
            let timer = TimerId(key.timer);
            self.command(id, Command::TimerFired { timer }, now);
        } else if live.resume.is_none() {
            live.resume = Some(key);
            self.command(id, Command::Resume, now);
        }
    }

    /// Gives an execution that has more to do its next turn.
    fn queue(&mut self, id: ExecutionId) {
        let live = self.cache.get_mut(id);
        if let Some(live) = live.filter(|live| live.resume.is_some() && !live.queued) {
            live.queued = true;
            self.ready.push_back(id);
        }
    }

    fn resume(&mut self, now: Timestamp) {
        for _ in 0..self.ready.len().min(RESUMED) {
            let Some(id) = self.ready.pop_front() else {
                return;
            };
            let Some(live) = self.cache.get_mut(id) else {
                continue;
            };
            live.queued = false;
            if live.resume.is_some() {
                self.command(id, Command::Resume, now);
                self.submit_if_large();
            }
        }
    }
}
