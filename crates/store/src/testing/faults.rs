//! A store for simulation: commits wait, fail, or have an unknown outcome, and the process crashes, all from a seed.
//!
//! Batches apply in order of submission, so what survives a crash is always a prefix of what was submitted and contains
//! everything that was acknowledged. Use it with a manual clock and a current-thread runtime: then a seed decides all.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::oneshot;

use crate::api::{Commit, CommitError, Direction, Health, ListPage, ReadError, Store};
use crate::archive::{Chunk, Day, Segments};
use crate::batch::Batch;
use crate::id::{ExecutionId, OfferKey, TimerKey};
use crate::memory::MemoryStore;

use super::random::Random;

/// How often a commit goes wrong, each in a thousand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chances {
    /// The sync fails: the batch is reported as unavailable, may or may not survive, and nothing is committed after it
    /// until the store is reopened.
    pub fail: u16,
    /// The batch waits, and all that follow it, until released.
    pub delay: u16,
    /// A read lets other tasks run before it answers, so that a crash or a commit can come in between.
    pub pause: u16,
}

impl Chances {
    /// Every commit succeeds at once.
    pub const NONE: Self = Self {
        fail: 0,
        delay: 0,
        pause: 0,
    };
}

/// A memory store with faults.
#[derive(Debug)]
pub struct FaultStore {
    durable: MemoryStore,
    chances: Chances,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    random: Random,
    waiting: VecDeque<(Batch, oneshot::Sender<Result<(), CommitError>>)>,
    held: bool,
    fail_next: bool,
    failure: Option<String>,
    acknowledged: u64,
}

impl FaultStore {
    /// An empty store whose faults follow from `seed`.
    #[must_use]
    pub fn new(seed: u64, chances: Chances) -> Self {
        Self::over(MemoryStore::new(), Random::new(seed), chances)
    }

    fn over(durable: MemoryStore, random: Random, chances: Chances) -> Self {
        let state = State {
            random,
            waiting: VecDeque::new(),
            held: false,
            fail_next: false,
            failure: None,
            acknowledged: 0,
        };
        Self {
            durable,
            chances,
            state: Mutex::new(state),
        }
    }

    /// From now on commits wait until released.
    pub fn hold(&self) {
        self.state().held = true;
    }

    /// The next commit to be resolved fails.
    pub fn fail_next(&self) {
        self.state().fail_next = true;
    }

    /// How many submitted batches wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.state().waiting.len()
    }

    /// How many batches were acknowledged.
    #[must_use]
    pub fn acknowledged(&self) -> u64 {
        self.state().acknowledged
    }

    /// Resolves the oldest `count` waiting batches, each with its chance to fail. Returns how many there were.
    pub fn release(&self, count: usize) -> usize {
        let mut state = self.state();
        let count = count.min(state.waiting.len());
        for _ in 0..count {
            self.resolve_first(&mut state);
        }
        count
    }

    /// Resolves every waiting batch and ends [`FaultStore::hold`].
    pub fn release_all(&self) -> usize {
        self.state().held = false;
        self.release(usize::MAX)
    }

    /// Resolves some of the waiting batches, as the seed has it. Returns how many.
    pub fn release_some(&self) -> usize {
        let count = {
            let mut state = self.state();
            let most = state.waiting.len() as u64 + 1;
            state.random.below(most)
        };
        self.release(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Every batch that waits fails, and has been written all the same or not; then the store goes on, as one on another
    /// machine may when a connection is lost. Ends [`FaultStore::hold`].
    pub fn lose_waiting(&self, written: bool) {
        let mut state = self.state();
        state.held = false;
        for (batch, sender) in std::mem::take(&mut state.waiting) {
            if written {
                drop(self.durable.submit(batch));
            }
            let lost = CommitError::Unavailable("injected: the connection was lost".into());
            // Whoever submitted it may have stopped waiting.
            let _ = sender.send(Err(lost));
        }
    }

    /// The process dies: nothing that waits is acknowledged, a prefix of it survives all the same (the seed decides how
    /// long), and this store accepts nothing more. Returns what the restarted process opens.
    #[must_use]
    pub fn crash(&self) -> Self {
        self.end(true)
    }

    /// As [`FaultStore::crash`], with every batch that waits lost.
    #[must_use]
    pub fn crash_losing_all(&self) -> Self {
        self.end(false)
    }

    fn end(&self, some_survive: bool) -> Self {
        let mut state = self.state();
        let most = state.waiting.len() as u64 + 1;
        let surviving = state.random.below(if some_survive { most } else { 1 });
        if state.failure.is_none() {
            for _ in 0..surviving {
                let Some((batch, sender)) = state.waiting.pop_front() else {
                    break;
                };
                drop(sender);
                drop(self.durable.submit(batch));
            }
        }
        state.waiting.clear();
        state.failure = Some("the process has crashed".into());
        let seed = state.random.next();
        Self::over(self.durable.reopen(), Random::new(seed), self.chances)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn pause(&self) {
        // No seed is spent where nothing pauses.
        let pauses = self.chances.pause > 0 && self.state().random.chance(self.chances.pause);
        if pauses {
            tokio::task::yield_now().await;
        }
    }

    fn accepting(&self) -> Result<(), CommitError> {
        let failure = self.state().failure.clone();
        failure.map_or(Ok(()), |failure| Err(CommitError::Unavailable(failure)))
    }

    fn resolve_first(&self, state: &mut State) {
        let Some((batch, sender)) = state.waiting.pop_front() else {
            return;
        };
        let fails = std::mem::take(&mut state.fail_next) || state.random.chance(self.chances.fail);
        let result = if let Some(failure) = &state.failure {
            Err(CommitError::Unavailable(failure.clone()))
        } else if fails {
            // Outcome unknown: it may be on the medium or not.
            if state.random.chance(500) {
                drop(self.durable.submit(batch));
            }
            let failure = "injected: the sync failed".to_owned();
            state.failure = Some(failure.clone());
            Err(CommitError::Unavailable(failure))
        } else {
            let applied = self.durable.apply(batch);
            state.acknowledged += u64::from(applied.is_ok());
            applied
        };
        // Whoever submitted it may have stopped waiting.
        let _ = sender.send(result);
    }
}

#[async_trait]
impl Store for FaultStore {
    fn submit(&self, batch: Batch) -> Commit {
        let (sender, commit) = Commit::pending();
        let mut state = self.state();
        let waits = state.held || !state.waiting.is_empty();
        let delayed = waits || state.random.chance(self.chances.delay);
        state.waiting.push_back((batch, sender));
        if !delayed || state.failure.is_some() {
            while !state.waiting.is_empty() {
                self.resolve_first(&mut state);
            }
        }
        commit
    }

    async fn execution(&self, id: ExecutionId) -> Result<Option<Bytes>, ReadError> {
        self.pause().await;
        self.durable.execution(id).await
    }

    async fn execution_by_name(
        &self,
        machine: &str,
        name: &str,
    ) -> Result<Option<ExecutionId>, ReadError> {
        self.pause().await;
        self.durable.execution_by_name(machine, name).await
    }

    async fn list_executions(
        &self,
        machine: &str,
        status: Option<u8>,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<ListPage<ExecutionId, ExecutionId>, ReadError> {
        self.pause().await;
        let durable = &self.durable;
        durable.list_executions(machine, status, after, limit).await
    }

    async fn events(
        &self,
        id: ExecutionId,
        from: u64,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(u64, Bytes)>, ReadError> {
        self.pause().await;
        self.durable.events(id, from, direction, limit).await
    }

    async fn unarchived(
        &self,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<Vec<ExecutionId>, ReadError> {
        self.pause().await;
        self.durable.unarchived(after, limit).await
    }

    async fn segments(&self, id: ExecutionId) -> Result<Segments, ReadError> {
        self.pause().await;
        self.durable.segments(id).await
    }

    async fn archive_days(&self) -> Result<Vec<Day>, ReadError> {
        self.pause().await;
        self.durable.archive_days().await
    }

    async fn archived(
        &self,
        day: Day,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<Vec<ExecutionId>, ReadError> {
        self.pause().await;
        self.durable.archived(day, after, limit).await
    }

    async fn chunk(
        &self,
        day: Day,
        id: ExecutionId,
        after: u64,
    ) -> Result<Option<Chunk>, ReadError> {
        self.pause().await;
        self.durable.chunk(day, id, after).await
    }

    async fn open_day(&self, day: Day) -> Result<(), CommitError> {
        self.accepting()?;
        self.durable.open_day(day).await
    }

    async fn drop_day(&self, day: Day) -> Result<(), CommitError> {
        self.accepting()?;
        self.durable.drop_day(day).await
    }

    async fn timers(
        &self,
        after: Option<TimerKey>,
        until: i64,
        limit: usize,
    ) -> Result<Vec<TimerKey>, ReadError> {
        self.pause().await;
        self.durable.timers(after, until, limit).await
    }

    async fn offers(
        &self,
        after: Option<OfferKey>,
        limit: usize,
    ) -> Result<Vec<(OfferKey, Bytes)>, ReadError> {
        self.pause().await;
        self.durable.offers(after, limit).await
    }

    async fn document(
        &self,
        collection: &'static str,
        key: &str,
    ) -> Result<Option<Bytes>, ReadError> {
        self.pause().await;
        self.durable.document(collection, key).await
    }

    async fn documents(
        &self,
        collection: &'static str,
        prefix: &str,
    ) -> Result<Vec<(String, Bytes)>, ReadError> {
        self.pause().await;
        self.durable.documents(collection, prefix).await
    }

    async fn log_events(
        &self,
        stream: u64,
        from: i64,
        until: i64,
        after: Option<(i64, u64)>,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(i64, u64, Bytes)>, ReadError> {
        self.pause().await;
        let durable = &self.durable;
        durable
            .log_events(stream, from, until, after, direction, limit)
            .await
    }

    async fn put_blob(&self, content: Bytes) -> Result<String, CommitError> {
        self.accepting()?;
        self.durable.put_blob(content).await
    }

    async fn blob(&self, sha256: &str) -> Result<Option<Bytes>, ReadError> {
        self.pause().await;
        self.durable.blob(sha256).await
    }

    fn health(&self) -> Health {
        Health {
            kind: "faults",
            failure: self.state().failure.clone(),
        }
    }

    async fn close(&self) {
        self.release_all();
        self.state()
            .failure
            .get_or_insert_with(|| "the store was closed".into());
    }
}

#[cfg(test)]
mod tests;
