//! The store in memory: for tests and simulation. Commits resolve at once; nothing outlives the process.

mod tables;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;

use crate::api::{Commit, CommitError, Direction, Health, ListPage, ReadError, Store};
use crate::archive::{Chunk, Day, History, Segments};
use crate::batch::Batch;
use crate::blob;
use crate::id::{ExecutionId, OfferKey, TimerKey};

use self::tables::Tables;

/// A [`Store`] of ordered maps behind a lock.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tables: Arc<Mutex<Tables>>,
    closed: AtomicBool,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Another open store over the same content: what a restart finds. The first one keeps its own closed state.
    #[must_use]
    pub fn reopen(&self) -> Self {
        Self {
            tables: Arc::clone(&self.tables),
            closed: AtomicBool::new(false),
        }
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        // A panic while the lock is held cannot leave a batch half applied that anybody was told about.
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn writable(&self) -> Result<(), CommitError> {
        if self.closed.load(Ordering::Acquire) {
            return Err(CommitError::Unavailable("the store was closed".into()));
        }
        Ok(())
    }

    /// Commits a batch at once.
    pub(crate) fn apply(&self, batch: Batch) -> Result<(), CommitError> {
        self.writable()?;
        self.tables().apply(batch).map_err(CommitError::Unavailable)
    }
}

#[async_trait]
impl Store for MemoryStore {
    fn submit(&self, batch: Batch) -> Commit {
        let (sender, commit) = Commit::pending();
        // The caller may have dropped the commit; the batch is applied all the same.
        let _ = sender.send(self.apply(batch));
        commit
    }

    async fn execution(&self, id: ExecutionId) -> Result<Option<Bytes>, ReadError> {
        Ok(self.tables().execution(id))
    }

    async fn execution_by_name(
        &self,
        machine: &str,
        name: &str,
    ) -> Result<Option<ExecutionId>, ReadError> {
        Ok(self.tables().execution_by_name(machine, name))
    }

    async fn list_executions(
        &self,
        machine: &str,
        status: Option<u8>,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<ListPage<ExecutionId, ExecutionId>, ReadError> {
        Ok(self.tables().list_executions(machine, status, after, limit))
    }

    async fn events(
        &self,
        id: ExecutionId,
        from: u64,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(u64, Bytes)>, ReadError> {
        self.tables().read(id, from, direction, limit)
    }

    async fn unarchived(
        &self,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<Vec<ExecutionId>, ReadError> {
        Ok(self.tables().unarchived(after, limit))
    }

    async fn segments(&self, id: ExecutionId) -> Result<Segments, ReadError> {
        self.tables().segments(id)
    }

    async fn archive_days(&self) -> Result<Vec<Day>, ReadError> {
        Ok(self.tables().archive_days())
    }

    async fn archived(
        &self,
        day: Day,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<Vec<ExecutionId>, ReadError> {
        Ok(self.tables().archived(day, after, limit))
    }

    async fn chunk(
        &self,
        day: Day,
        id: ExecutionId,
        after: u64,
    ) -> Result<Option<Chunk>, ReadError> {
        Ok(self.tables().chunk_after(day, id, after))
    }

    async fn open_day(&self, day: Day) -> Result<(), CommitError> {
        self.writable()?;
        self.tables().open_day(day);
        Ok(())
    }

    async fn drop_day(&self, day: Day) -> Result<(), CommitError> {
        self.writable()?;
        self.tables().drop_day(day);
        Ok(())
    }

    async fn timers(
        &self,
        after: Option<TimerKey>,
        until: i64,
        limit: usize,
    ) -> Result<Vec<TimerKey>, ReadError> {
        Ok(self.tables().timers(after, until, limit))
    }

    async fn offers(
        &self,
        after: Option<OfferKey>,
        limit: usize,
    ) -> Result<Vec<(OfferKey, Bytes)>, ReadError> {
        Ok(self.tables().offers(after, limit))
    }

    async fn document(
        &self,
        collection: &'static str,
        key: &str,
    ) -> Result<Option<Bytes>, ReadError> {
        Ok(self.tables().document(collection, key))
    }

    async fn documents(
        &self,
        collection: &'static str,
        prefix: &str,
    ) -> Result<Vec<(String, Bytes)>, ReadError> {
        Ok(self.tables().documents(collection, prefix))
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
        let tables = self.tables();
        Ok(tables.log_events(stream, from..until, after, direction, limit))
    }

    async fn put_blob(&self, content: Bytes) -> Result<String, CommitError> {
        self.writable()?;
        let sha256 = blob::sha256_hex(&content);
        self.tables().put_blob(sha256.clone(), content);
        Ok(sha256)
    }

    async fn blob(&self, sha256: &str) -> Result<Option<Bytes>, ReadError> {
        Ok(self.tables().blob(sha256))
    }

    fn health(&self) -> Health {
        Health {
            kind: "memory",
            failure: self.writable().err().map(|error| error.to_string()),
        }
    }

    async fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::suite::{self, Backend};

    struct Memory;

    #[async_trait]
    impl Backend for Memory {
        type Store = MemoryStore;

        async fn create(&mut self) -> Arc<MemoryStore> {
            Arc::new(MemoryStore::new())
        }

        async fn reopen(&mut self, store: Arc<MemoryStore>) -> Arc<MemoryStore> {
            store.close().await;
            Arc::new(store.reopen())
        }
    }

    #[tokio::test]
    async fn conforms() {
        suite::run(&mut Memory).await;
    }
}
