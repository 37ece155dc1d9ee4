//! [`EmbeddedStore`]: the [`Store`] trait over committer, reads and blobs.

use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use bytes::Bytes;
use store::archive::History;
use store::{
    Batch, Chunk, Commit, CommitError, Day, Direction, ExecutionId, Health, ListPage, OfferKey,
    ReadError, Segments, Store, StoreStats, TimerKey,
};

use crate::blobs::Blobs;
use crate::commit::{Committer, Counters};
use crate::directory::{self, OpenError};
use crate::keyspaces::{Keyspaces, Sizes};

/// The store of one server, in one directory. Reads run on the caller's thread; commits on one of their own.
pub struct EmbeddedStore {
    committer: Committer,
    blobs: Arc<Blobs>,
    /// Absent once closed.
    open: Arc<RwLock<Option<Open>>>,
}

/// What closing gives back.
struct Open {
    keyspaces: Arc<Keyspaces>,
    /// Held, not used: the lock on the directory.
    _lock: File,
}

impl fmt::Debug for EmbeddedStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedStore")
            .field("counters", &self.counters())
            .finish_non_exhaustive()
    }
}

impl EmbeddedStore {
    /// Opens the store in `dir`, creating both when they are missing. Blocks on the disk.
    ///
    /// # Errors
    /// When another server uses `dir`, the disk fails, or stored data is damaged; the message says what to do.
    pub fn open(dir: &Path) -> Result<Self, OpenError> {
        Self::open_sized(dir, Sizes::Server)
    }

    /// As [`EmbeddedStore::open`], with the sizes of a store that is made.
    ///
    /// # Errors
    /// The same.
    pub fn open_sized(dir: &Path, sizes: Sizes) -> Result<Self, OpenError> {
        let lock = directory::lock(dir)?;
        let keyspaces = Arc::new(directory::open_database(dir, sizes)?);
        let blobs = Arc::new(Blobs::open(dir)?);
        let committer = Committer::start(Arc::clone(&keyspaces))?;
        let open = Open {
            keyspaces,
            _lock: lock,
        };
        Ok(Self {
            committer,
            blobs,
            open: Arc::new(RwLock::new(Some(open))),
        })
    }

    /// Has `rest` called whenever nothing was committed for some seconds and what was in memory has been written out,
    /// and once more after a while, by the thread that commits. The first call of this counts.
    pub fn on_rest(&self, rest: impl Fn() + Send + Sync + 'static) {
        self.committer.on_rest(Box::new(rest));
    }

    /// What has been committed since the store was opened.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.committer.counters()
    }

    /// Resolves with the reason when a commit has failed. Nothing is acknowledged from then on: end the process, so that
    /// the next one finds out what is on the disk.
    pub async fn failed(&self) -> String {
        self.committer.failed().await
    }

    fn keyspaces(&self) -> Result<Arc<Keyspaces>, ReadError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let closed = || ReadError::Unavailable("the store was closed".into());
        open.as_ref()
            .map(|open| Arc::clone(&open.keyspaces))
            .ok_or_else(closed)
    }

    /// Changes the days of the archive on a thread that may block.
    async fn change_days(
        &self,
        change: impl FnOnce(&Keyspaces) -> Result<(), String> + Send + 'static,
    ) -> Result<(), CommitError> {
        if let Some(failure) = self.failure() {
            return Err(CommitError::Unavailable(failure));
        }
        let keyspaces = self.keyspaces();
        let keyspaces = keyspaces.map_err(|error| CommitError::Unavailable(error.to_string()))?;
        let changed = tokio::task::spawn_blocking(move || change(&keyspaces)).await;
        let changed = changed.unwrap_or_else(|_| Err("the server is stopping".into()));
        changed.map_err(CommitError::Unavailable)
    }

    /// Why nothing can be committed, if so. A background flush may have failed since the last commit.
    fn failure(&self) -> Option<String> {
        let failure = self.committer.failure();
        failure.or_else(|| match self.keyspaces() {
            Ok(keyspaces) => keyspaces.failure(),
            Err(closed) => Some(closed.to_string()),
        })
    }
}

fn stopping_read() -> ReadError {
    ReadError::Unavailable("the server is stopping".into())
}

/// Ends the committer, then gives the database and the lock back.
fn close(committer: &Committer, open: &RwLock<Option<Open>>) {
    committer.close();
    let open = open.write().unwrap_or_else(PoisonError::into_inner).take();
    drop(open);
}

impl Drop for EmbeddedStore {
    fn drop(&mut self) {
        close(&self.committer, &self.open);
    }
}

#[async_trait]
impl Store for EmbeddedStore {
    fn submit(&self, batch: Batch) -> Commit {
        let refused = match self.keyspaces() {
            Ok(keyspaces) => match keyspaces.not_open(&batch) {
                None => return self.committer.submit(batch, &keyspaces),
                Some(day) => format!("the archive of day {} is not open", day.0),
            },
            Err(closed) => closed.to_string(),
        };
        let (sender, commit) = Commit::pending();
        // The commit is alive: it is returned.
        drop(sender.send(Err(CommitError::Unavailable(refused))));
        commit
    }

    async fn execution(&self, id: ExecutionId) -> Result<Option<Bytes>, ReadError> {
        self.keyspaces()?.execution(id)
    }

    async fn execution_by_name(
        &self,
        machine: &str,
        name: &str,
    ) -> Result<Option<ExecutionId>, ReadError> {
        self.keyspaces()?.execution_by_name(machine, name)
    }

    async fn list_executions(
        &self,
        machine: &str,
        status: Option<u8>,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<ListPage<ExecutionId, ExecutionId>, ReadError> {
        let keyspaces = self.keyspaces()?;
        keyspaces.list_executions(machine, status, after, limit)
    }

    async fn events(
        &self,
        id: ExecutionId,
        from: u64,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(u64, Bytes)>, ReadError> {
        self.keyspaces()?.read(id, from, direction, limit)
    }

    async fn unarchived(
        &self,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<Vec<ExecutionId>, ReadError> {
        // It may step over much that was deleted.
        let keyspaces = self.keyspaces()?;
        let read = tokio::task::spawn_blocking(move || keyspaces.unarchived(after, limit));
        read.await.unwrap_or_else(|_| Err(stopping_read()))
    }

    async fn segments(&self, id: ExecutionId) -> Result<Segments, ReadError> {
        self.keyspaces()?.segments(id)
    }

    async fn archive_days(&self) -> Result<Vec<Day>, ReadError> {
        Ok(self.keyspaces()?.days())
    }

    async fn archived(
        &self,
        day: Day,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<Vec<ExecutionId>, ReadError> {
        self.keyspaces()?.archived(day, after, limit)
    }

    async fn chunk(
        &self,
        day: Day,
        id: ExecutionId,
        after: u64,
    ) -> Result<Option<Chunk>, ReadError> {
        self.keyspaces()?.chunk_after(day, id, after)
    }

    async fn open_day(&self, day: Day) -> Result<(), CommitError> {
        self.change_days(move |keyspaces| keyspaces.open_day(day))
            .await
    }

    async fn drop_day(&self, day: Day) -> Result<(), CommitError> {
        self.change_days(move |keyspaces| keyspaces.drop_day(day))
            .await
    }

    async fn timers(
        &self,
        after: Option<TimerKey>,
        until: i64,
        limit: usize,
    ) -> Result<Vec<TimerKey>, ReadError> {
        self.keyspaces()?.timers(after, until, limit)
    }

    async fn offers(
        &self,
        after: Option<OfferKey>,
        limit: usize,
    ) -> Result<Vec<(OfferKey, Bytes)>, ReadError> {
        self.keyspaces()?.offers(after, limit)
    }

    async fn document(
        &self,
        collection: &'static str,
        key: &str,
    ) -> Result<Option<Bytes>, ReadError> {
        self.keyspaces()?.document(collection, key)
    }

    async fn documents(
        &self,
        collection: &'static str,
        prefix: &str,
    ) -> Result<Vec<(String, Bytes)>, ReadError> {
        self.keyspaces()?.documents(collection, prefix)
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
        let keyspaces = self.keyspaces()?;
        keyspaces.log_events(stream, from..until, after, direction, limit)
    }

    async fn put_blob(&self, content: Bytes) -> Result<String, CommitError> {
        if let Some(failure) = self.failure() {
            return Err(CommitError::Unavailable(failure));
        }
        let blobs = Arc::clone(&self.blobs);
        let put = tokio::task::spawn_blocking(move || blobs.put(&content));
        let stopped = |_| Err(CommitError::Unavailable("the server is stopping".into()));
        put.await.unwrap_or_else(stopped)
    }

    async fn blob(&self, sha256: &str) -> Result<Option<Bytes>, ReadError> {
        let blobs = Arc::clone(&self.blobs);
        let name = sha256.to_owned();
        let get = tokio::task::spawn_blocking(move || blobs.get(&name));
        get.await.unwrap_or_else(|_| Err(stopping_read()))
    }

    fn health(&self) -> Health {
        Health {
            kind: "embedded",
            failure: self.failure(),
        }
    }

    fn stats(&self) -> StoreStats {
        let mut stats = self.committer.stats();
        if let Ok(keyspaces) = self.keyspaces() {
            stats.parts = keyspaces.sizes();
            stats.write_buffer = keyspaces.write_buffer();
        }
        stats
    }

    async fn close(&self) {
        let committer = self.committer.clone();
        let open = Arc::clone(&self.open);
        let closed = tokio::task::spawn_blocking(move || close(&committer, &open));
        if closed.await.is_err() {
            tracing::error!("the store did not close; the journal holds what was acknowledged");
        }
    }
}
