//! Batches on their way to the store, and what happens when their outcome is known.

use std::collections::VecDeque;
use std::sync::Arc;

use futures_util::FutureExt;
use store::{Commit, CommitError, ExecutionId, Write};

use super::Lane;
use crate::apply::{self, Pending};
use crate::effect::Effect;
use crate::error::EngineError;
use crate::map_run::registry::Note;

/// The collection of id ceilings: lane to the highest millisecond it may have used in ids.
pub(crate) const CEILINGS: &str = "engine.id-ceiling";

/// A submitted batch and what waits for it.
#[derive(Debug)]
pub(super) struct InFlight {
    number: u64,
    commit: Commit,
    effects: Vec<Effect>,
    touched: Vec<ExecutionId>,
    names: Vec<(Arc<str>, String)>,
}

/// The outcome of the oldest batch.
pub(super) async fn first(in_flight: &mut VecDeque<InFlight>) -> Result<(), CommitError> {
    match in_flight.front_mut() {
        Some(first) => (&mut first.commit).await,
        None => std::future::pending().await,
    }
}

impl Lane {
    /// Submits what is pending and begins the next batch.
    pub(super) fn submit(&mut self) {
        for effect in std::mem::take(&mut self.pending.prompt) {
            self.perform(effect);
        }
        for id in std::mem::take(&mut self.pending.touched) {
            if let Some(live) = self.cache.get_mut(id) {
                apply::write_record(&mut self.pending, id, live);
                self.pending.touched.push(id);
                self.cache.touch(id);
            }
        }
        let next = Pending::new(self.pending.number + 1);
        if self.pending.writes.is_empty() {
            return self.submit_effects();
        }
        let pending = std::mem::replace(&mut self.pending, next);
        self.shared.stats.batches.add(1);
        let executions = pending.touched.len() as u64;
        self.shared.stats.batch_executions.record(executions);
        let commit = self.shared.store.submit(pending.writes);
        self.in_flight.push_back(InFlight {
            number: pending.number,
            commit,
            effects: pending.effects,
            touched: pending.touched,
            names: pending.names,
        });
    }

    /// Effects without writes may rest on batches in flight: they wait for the last of them.
    fn submit_effects(&mut self) {
        let effects = std::mem::take(&mut self.pending.effects);
        match self.in_flight.back_mut() {
            Some(last) => last.effects.extend(effects),
            None => effects.into_iter().for_each(|effect| self.perform(effect)),
        }
    }

    /// The oldest batch has an outcome; perhaps others too.
    pub(super) async fn committed(&mut self, first: Result<(), CommitError>) {
        let mut outcome = Some(first);
        while let Some(result) = outcome {
            let Some(batch) = self.in_flight.pop_front() else {
                return;
            };
            match result {
                Ok(()) => self.acknowledge(batch),
                Err(error) => return self.abandon(batch, error).await,
            }
            let next = self.in_flight.front_mut();
            outcome = next.and_then(|next| (&mut next.commit).now_or_never());
        }
    }

    fn acknowledge(&mut self, batch: InFlight) {
        self.resolved = batch.number;
        for name in &batch.names {
            self.starting.remove(name);
        }
        for effect in batch.effects {
            self.perform(effect);
        }
        for id in batch.touched {
            self.forget(id);
        }
    }

    /// An execution that ended, or that waits for nothing but time, is not kept once the store has it: the first is not
    /// needed again, the second is read when its timer is due.
    pub(super) fn forget(&mut self, id: ExecutionId) {
        let resolved = self.resolved;
        let live = self.cache.get_mut(id);
        if live.is_some_and(|live| live.batch <= resolved && live.is_dormant()) {
            self.cache.remove(id);
        }
    }

    fn perform(&mut self, effect: Effect) {
        // Whoever stopped waiting for an answer needs none.
        match effect {
            Effect::Started(reply, result) => drop(reply.send(result)),
            Effect::Finished(reply, result) => drop(reply.send(result)),
            Effect::Stopped(reply, result) => drop(reply.send(result)),
            Effect::Task(reply, result) => drop(reply.send(result)),
            Effect::Watched(reply) => reply.send(()).unwrap_or(()),
            Effect::Arm(key) => self.arm(key),
            Effect::ArmVolatile(key) => self.timers.arm(key),
            Effect::Disarm(key) => self.timers.disarm(&key),
            Effect::Offer(ready) => self.shared.outbox.offer(*ready),
            Effect::Withdraw(key) => {
                self.shared.outbox.withdraw(&key);
                self.shared.map_runs.withdraw(&key);
            }
            Effect::Leave(key) => self.shared.outbox.leave(&key),
            Effect::Answered(key) => self.shared.outbox.forget(&key),
            Effect::Ended(id) => {
                self.shared.backlog.ended(id, self.shared.clock.now());
                self.notify_watchers(id);
            }
            Effect::ChildEnded(child, end) => {
                // Without a driver the Map Run has ended, or looks for its children when it has one.
                let _ = self
                    .shared
                    .map_runs
                    .tell(&child.map_run, Note::Ended(child.index, end));
            }
            Effect::StartMapRun(launch) => self.shared.map_runs.launch(*launch),
            Effect::LookAtMapRun(map_run) => self.shared.map_runs.look(map_run),
            Effect::DefinitionStored(definition) => definition.mark_stored(),
            Effect::Log(entry) => {
                if let Some(log) = &self.shared.options.log {
                    log.log(*entry);
                }
            }
        }
    }

    fn notify_watchers(&mut self, id: ExecutionId) {
        if self.watchers.is_empty() {
            return;
        }
        for watcher in self.watchers.remove(&id).unwrap_or_default() {
            let _ = watcher.send(());
        }
    }

    /// A batch failed or its outcome is unknown. Everything computed on top of it is dropped with it (invariant 3): the
    /// store is asked again before any of these executions goes on.
    async fn abandon(&mut self, first: InFlight, error: CommitError) {
        tracing::error!(%error, lane = self.index, "a commit failed");
        let error = EngineError::from(error);
        let mut lost = vec![first];
        while let Some(mut batch) = self.in_flight.pop_front() {
            // Whatever it says: its caller may ask again, and the store knows.
            drop((&mut batch.commit).await);
            lost.push(batch);
        }
        self.shared.stats.failed_batches.add(lost.len());
        for batch in lost {
            self.resolved = batch.number;
            for id in batch.touched {
                self.cache.remove(id);
            }
            for effect in batch.effects {
                effect.fail(&error, &self.shared);
            }
        }
        self.starting.clear();
        self.ready.retain(|id| self.cache.contains(*id));
        self.ids.forget_ceiling();
        let pause = self.shared.options.retry_after_failure;
        self.hold = self.shared.clock.now().after(pause);
        self.shared.rescan.notify_one();
        self.shared.express_rescan.notify_one();
        self.shared.map_runs.rescan.notify_one();
        self.shared.outbox.read_again();
    }

    /// The write that reserves ids before `id` is used, if needed.
    pub(super) fn reserve(&mut self, id: ExecutionId) {
        if let Some(ceiling) = self.ids.raise(id) {
            self.pending.writes.push(Write::PutDocument {
                collection: CEILINGS,
                key: format!("{:03}", self.index),
                body: encode_ceiling(ceiling),
            });
        }
    }
}

const FORMAT: u8 = 1;

fn encode_ceiling(millis: u64) -> bytes::Bytes {
    let mut body = vec![FORMAT];
    body.extend(millis.to_be_bytes());
    body.into()
}

/// The ceiling in a stored document.
pub(crate) fn decode_ceiling(body: &[u8]) -> Option<u64> {
    let (&format, millis) = body.split_first()?;
    let millis = millis.try_into().ok()?;
    (format == FORMAT).then(|| u64::from_be_bytes(millis))
}
