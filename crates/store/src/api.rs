//! The [`Store`] trait: submit a batch, read what has been committed.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use async_trait::async_trait;
use bytes::Bytes;
use tokio::sync::oneshot;

use crate::archive::{Chunk, Day, Segments};
use crate::batch::Batch;
use crate::id::{ExecutionId, OfferKey, TimerKey};
use crate::stats::StoreStats;

/// Which way a listing runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the smallest key on.
    Forward,
    /// From the largest key back.
    Reverse,
}

/// One page of a listing, and where the next one begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPage<T, C> {
    /// The items, in order.
    pub items: Vec<T>,
    /// Pass it as `after` for the next page; absent on the last page.
    pub next: Option<C>,
}

impl<T, C> ListPage<T, C> {
    /// The first `limit` of `items`, with the cursor of the last one when there are more.
    pub fn collect(
        mut items: impl Iterator<Item = T>,
        limit: usize,
        cursor: impl Fn(&T) -> C,
    ) -> Self {
        let page: Vec<T> = items.by_ref().take(limit).collect();
        let more = items.next().is_some();
        let next = page.last().filter(|_| more).map(cursor);
        Self { items: page, next }
    }
}

/// A page of events ends when they have this many bytes, so that large payloads do not fill the memory.
pub const EVENTS_BYTES: usize = 4 << 20;

/// A page of events: as many as asked for and fit in [`EVENTS_BYTES`], one at least. For backends.
#[derive(Debug)]
pub struct EventPage {
    events: Vec<(u64, Bytes)>,
    limit: usize,
    bytes: usize,
}

impl EventPage {
    /// An empty page of at most `limit` events.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            events: Vec::new(),
            limit,
            bytes: 0,
        }
    }

    /// True while another event may be added.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.events.len() < self.limit && self.bytes < EVENTS_BYTES
    }

    /// How many events may be added.
    #[must_use]
    pub fn room(&self) -> usize {
        self.limit.saturating_sub(self.events.len())
    }

    /// Adds an event.
    pub fn push(&mut self, id: u64, body: Bytes) {
        self.bytes += body.len();
        self.events.push((id, body));
    }

    /// Adds events while there is room. No more of them are asked for than are added.
    pub fn extend(&mut self, mut events: impl Iterator<Item = (u64, Bytes)>) {
        while self.has_room() {
            let Some((id, body)) = events.next() else {
                return;
            };
            self.push(id, body);
        }
    }

    /// What was added.
    #[must_use]
    pub fn into_events(self) -> Vec<(u64, Bytes)> {
        self.events
    }
}

/// Why a batch is not known to be durable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// The outcome is unknown: the batch may or may not survive. Whoever submitted it must re-read before going on.
    /// After a failed sync every later batch gets this too, until the store is reopened (invariant 10).
    #[error("the store cannot commit: {0}; restart the server when the cause is removed")]
    Unavailable(String),
    /// Another owner has taken over; nothing of the batch was written.
    #[error("another node owns this shard now")]
    Fenced,
}

/// Why a read failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The medium failed.
    #[error("the store cannot be read: {0}")]
    Unavailable(String),
    /// Stored bytes are not what was written.
    #[error("stored data is damaged: {0}")]
    Damaged(String),
}

/// Resolves when the batch is durable, or its outcome is known not to be. Dropping it changes nothing: the batch is
/// submitted all the same.
#[derive(Debug)]
pub struct Commit(oneshot::Receiver<Result<(), CommitError>>);

impl Commit {
    /// A commit and the sender that resolves it. For backends.
    #[must_use]
    pub fn pending() -> (oneshot::Sender<Result<(), CommitError>>, Self) {
        let (sender, receiver) = oneshot::channel();
        (sender, Self(receiver))
    }
}

impl Future for Commit {
    type Output = Result<(), CommitError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let gone = || Err(CommitError::Unavailable("the store was closed".into()));
        Pin::new(&mut self.0)
            .poll(cx)
            .map(|sent| sent.unwrap_or_else(|_| gone()))
    }
}

/// What is kept. One process owns an embedded store; reads may run on any thread and see every resolved commit.
#[async_trait]
pub trait Store: Send + Sync + std::fmt::Debug + 'static {
    /// Queues a batch for the next group commit. Batches become durable in the order they are submitted, so that a
    /// later batch never survives without an earlier one. Returns at once.
    fn submit(&self, batch: Batch) -> Commit;

    /// An execution's record.
    async fn execution(&self, id: ExecutionId) -> Result<Option<Bytes>, ReadError>;

    /// The execution that `name` of `machine` stands for.
    async fn execution_by_name(
        &self,
        machine: &str,
        name: &str,
    ) -> Result<Option<ExecutionId>, ReadError>;

    /// Up to `limit` executions of `machine`, newest first, of one status or of all, that come after `after`.
    async fn list_executions(
        &self,
        machine: &str,
        status: Option<u8>,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<ListPage<ExecutionId, ExecutionId>, ReadError>;

    /// Up to `limit` history events from event id `from` on (inclusive), in `direction`, with their ids; archived or not.
    /// Fewer come when they are large ([`EVENTS_BYTES`]); none means that none is left.
    async fn events(
        &self,
        id: ExecutionId,
        from: u64,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(u64, Bytes)>, ReadError>;

    /// Up to `limit` executions, by id, that come after `after` and have events that are not archived.
    async fn unarchived(
        &self,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<Vec<ExecutionId>, ReadError>;

    /// Where the archived events of an execution are.
    async fn segments(&self, id: ExecutionId) -> Result<Segments, ReadError>;

    /// The days of the archive, oldest first.
    async fn archive_days(&self) -> Result<Vec<Day>, ReadError>;

    /// Up to `limit` executions, by id, that come after `after` and have events in the archive of `day`.
    async fn archived(
        &self,
        day: Day,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<Vec<ExecutionId>, ReadError>;

    /// The first chunk of an execution in the archive of `day` that ends after event `after`, as it is stored.
    async fn chunk(
        &self,
        day: Day,
        id: ExecutionId,
        after: u64,
    ) -> Result<Option<Chunk>, ReadError>;

    /// Makes the archive of `day` ready for [`Write::Archive`](crate::Write::Archive). Idempotent.
    async fn open_day(&self, day: Day) -> Result<(), CommitError>;

    /// Removes the archive of `day` with all its chunks. Idempotent. Chunks that are still wanted must be in another
    /// day before.
    async fn drop_day(&self, day: Day) -> Result<(), CommitError>;

    /// Up to `limit` timers in order of due time that come after `after` and are due at or before `until`.
    async fn timers(
        &self,
        after: Option<TimerKey>,
        until: i64,
        limit: usize,
    ) -> Result<Vec<TimerKey>, ReadError>;

    /// Up to `limit` outbox rows that come after `after`.
    async fn offers(
        &self,
        after: Option<OfferKey>,
        limit: usize,
    ) -> Result<Vec<(OfferKey, Bytes)>, ReadError>;

    /// One document.
    async fn document(
        &self,
        collection: &'static str,
        key: &str,
    ) -> Result<Option<Bytes>, ReadError>;

    /// All documents of a collection whose key begins with `prefix`, by key.
    async fn documents(
        &self,
        collection: &'static str,
        prefix: &str,
    ) -> Result<Vec<(String, Bytes)>, ReadError>;

    /// Up to `limit` log events of a stream with `from <= time < until` that come after (before, in reverse) `after`,
    /// each as time, sequence and body.
    async fn log_events(
        &self,
        stream: u64,
        from: i64,
        until: i64,
        after: Option<(i64, u64)>,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(i64, u64, Bytes)>, ReadError>;

    /// Stores immutable bytes durably under their SHA-256 and returns its lower-case hex. Idempotent.
    async fn put_blob(&self, content: Bytes) -> Result<String, CommitError>;

    /// The bytes stored under a SHA-256, checked against it.
    async fn blob(&self, sha256: &str) -> Result<Option<Bytes>, ReadError>;

    /// What the store is and how it feels, for the health page and `doctor`.
    fn health(&self) -> Health;

    /// What the store has done since it was opened and how much it holds, for `/metrics`. May look at files.
    fn stats(&self) -> StoreStats {
        StoreStats::default()
    }

    /// Finishes what was submitted and closes. Later submits resolve to [`CommitError::Unavailable`].
    async fn close(&self);
}

/// The state of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// `memory`, `embedded`, …
    pub kind: &'static str,
    /// Absent while the store accepts commits, else why it does not.
    pub failure: Option<String>,
}
