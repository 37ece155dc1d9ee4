//! One round: what each message and each due timer does.

mod control;
mod due;
mod start;
mod task;

use asl::step::Command;
use model::Timestamp;
use store::ExecutionId;

use super::cache::Cache;
use super::load::Loaded;
use super::{DUE, Lane};
use crate::apply::Apply;
use crate::command::Message;

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

    /// Applies a change, perhaps to an execution of the cache, with a fresh seed.
    fn apply<T>(
        &mut self,
        now: Timestamp,
        change: impl FnOnce(&mut Apply<'_>, &mut Cache) -> T,
    ) -> T {
        let mut apply = Apply {
            shared: &self.shared,
            pending: &mut self.pending,
            now,
            seed: self.seeds.next(),
            resolved: self.resolved,
        };
        change(&mut apply, &mut self.cache)
    }

    fn command(&mut self, id: ExecutionId, command: Command, now: Timestamp) {
        self.apply(now, |apply, cache| {
            if let Some(live) = cache.get_mut(id) {
                apply.command(id, live, command);
            }
        });
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
}
