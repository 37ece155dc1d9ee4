//! Group commit: one thread takes all that waits, writes it as one batch, syncs once, then resolves the commits.
//!
//! There is never more than one batch that is not synced: the journal check relies on it. After a failure nothing is
//! acknowledged again (invariant 10).

mod encode;
mod queue;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use fjall::PersistMode;
use model::meter::{COUNTS, Histogram, NANOS, SIZES};
use store::{Batch, Commit, CommitError, StoreStats};
use tokio::sync::watch;

use self::encode::{Encoded, Op};
use self::queue::{Job, Next, Queue};
use crate::directory::OpenError;
use crate::key;
use crate::keyspaces::{Keyspaces, Space};

/// A group grows no further than this, but for a single batch that is larger: what a crash can tear stays small, and so
/// does the time everybody in the group waits for.
const GROUP_BYTES: usize = 8 << 20;

/// After so long without a commit, what is in memory is written out.
const QUIET: Duration = Duration::from_millis(500);

/// After so long more without one, all of it is on the disk, but for what takes a merge.
const REST: Duration = Duration::from_secs(1);
/// After so long more, what was done with it after its commit is over too, and threads that helped have ended.
const LONG_REST: Duration = Duration::from_secs(15);

/// Called in the committing thread.
type Hook = Box<dyn Fn() + Send + Sync>;

/// What has been committed since the store was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Batches acknowledged.
    pub commits: u64,
    /// Groups written, each with one sync.
    pub groups: u64,
    /// Bytes of keys and values written.
    pub bytes: u64,
    /// Time spent writing and syncing groups.
    pub commit_time: Duration,
}

/// The handle to the committing thread. Clones are the same one.
#[derive(Clone)]
pub(crate) struct Committer {
    shared: Arc<Shared>,
    thread: Arc<Mutex<Option<JoinHandle<()>>>>,
}

struct Shared {
    queue: Queue,
    failure: watch::Sender<Option<String>>,
    commits: AtomicU64,
    groups: AtomicU64,
    bytes: AtomicU64,
    commit_nanos: AtomicU64,
    meters: Meters,
    rest: OnceLock<Hook>,
}

/// Distributions, of times in nanoseconds.
struct Meters {
    commit: Histogram,
    sync: Histogram,
    batches: Histogram,
    bytes: Histogram,
}

impl Meters {
    fn new() -> Self {
        Self {
            commit: Histogram::new(NANOS),
            sync: Histogram::new(NANOS),
            batches: Histogram::new(COUNTS),
            bytes: Histogram::new(SIZES),
        }
    }
}

impl Committer {
    /// Starts the thread.
    pub(crate) fn start(keyspaces: Arc<Keyspaces>) -> Result<Self, OpenError> {
        let shared = Arc::new(Shared {
            queue: Queue::default(),
            failure: watch::Sender::new(None),
            commits: AtomicU64::new(0),
            groups: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            commit_nanos: AtomicU64::new(0),
            meters: Meters::new(),
            rest: OnceLock::new(),
        });
        let worker = Worker {
            shared: Arc::clone(&shared),
            keyspaces,
        };
        let thread = std::thread::Builder::new()
            .name("store:commit".into())
            .spawn(move || worker.run())
            .map_err(OpenError::Thread)?;
        Ok(Self {
            shared,
            thread: Arc::new(Mutex::new(Some(thread))),
        })
    }

    /// Queues a batch for `keyspaces`.
    pub(crate) fn submit(&self, batch: Batch, keyspaces: &Keyspaces) -> Commit {
        let (reply, commit) = Commit::pending();
        match Encoded::new(batch, keyspaces) {
            Ok(batch) => self.shared.queue.push(Job {
                batch,
                reply,
                submitted: Instant::now(),
            }),
            // Nobody waits when the commit was dropped.
            Err(reason) => drop(reply.send(Err(CommitError::Unavailable(reason)))),
        }
        commit
    }

    /// Why nothing is acknowledged any more.
    pub(crate) fn failure(&self) -> Option<String> {
        let failure = self.shared.failure.borrow();
        failure.clone()
    }

    /// Waits for a failure.
    pub(crate) async fn failed(&self) -> String {
        let mut failure = self.shared.failure.subscribe();
        let seen = failure.wait_for(Option::is_some).await;
        let reason = seen.ok().and_then(|reason| reason.clone());
        reason.unwrap_or_else(|| "the store was closed".into())
    }

    pub(crate) fn counters(&self) -> Counters {
        let shared = &self.shared;
        Counters {
            commits: shared.commits.load(Ordering::Relaxed),
            groups: shared.groups.load(Ordering::Relaxed),
            bytes: shared.bytes.load(Ordering::Relaxed),
            commit_time: Duration::from_nanos(shared.commit_nanos.load(Ordering::Relaxed)),
        }
    }

    /// The counts and distributions, without sizes.
    pub(crate) fn stats(&self) -> StoreStats {
        let shared = &self.shared;
        StoreStats {
            commits: shared.commits.load(Ordering::Relaxed),
            bytes_written: shared.bytes.load(Ordering::Relaxed),
            commit_nanos: shared.meters.commit.read(),
            sync_nanos: shared.meters.sync.read(),
            group_batches: shared.meters.batches.read(),
            group_bytes: shared.meters.bytes.read(),
            queued: shared.queue.len(),
            ..StoreStats::default()
        }
    }

    /// See [`crate::EmbeddedStore::on_rest`].
    pub(crate) fn on_rest(&self, rest: Hook) {
        let _ = self.shared.rest.set(rest);
    }

    /// Commits what was submitted, refuses what comes later, and ends the thread.
    pub(crate) fn close(&self) {
        self.shared.queue.close();
        let thread = self.thread.lock();
        let thread = thread.unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the committing thread panicked");
        }
    }
}

/// How idle the thread is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Idle {
    /// Something was committed a moment ago.
    Not,
    /// What is in memory is being written out.
    Settled,
    /// That is done.
    Resting,
    /// For long.
    Asleep,
}

impl Idle {
    /// How long to wait for a job before there is something else to do.
    fn patience(self) -> Option<Duration> {
        match self {
            Self::Not => Some(QUIET),
            Self::Settled => Some(REST),
            Self::Resting => Some(LONG_REST),
            Self::Asleep => None,
        }
    }
}

struct Worker {
    shared: Arc<Shared>,
    keyspaces: Arc<Keyspaces>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        // A panic must not leave submitters waiting for ever.
        if std::thread::panicking() {
            self.fail("the committing thread panicked".into());
            self.shared.queue.abandon();
        }
    }
}

impl Worker {
    fn run(self) {
        let mut idle = Idle::Not;
        loop {
            match self.shared.queue.take(idle.patience()) {
                Next::Jobs(jobs) => {
                    self.commit_all(jobs);
                    idle = Idle::Not;
                }
                Next::Quiet => idle = self.while_idle(idle),
                Next::Closed => return,
            }
        }
    }

    fn while_idle(&self, idle: Idle) -> Idle {
        if idle == Idle::Not {
            self.must_rotate(self.keyspaces.settle());
            return Idle::Settled;
        }
        if self.keyspaces.holds_flushed() {
            self.let_go();
        }
        if let Some(rest) = self.shared.rest.get() {
            rest();
        }
        match idle {
            Idle::Settled => Idle::Resting,
            _ => Idle::Asleep,
        }
    }

    /// Gives the memory of what has been written out back: see [`Keyspaces::let_go`].
    fn let_go(&self) {
        let mark = Op::Delete(Space::Queue, key::MARK.into());
        if self.write(vec![vec![mark]]).is_ok() {
            self.must_rotate(self.keyspaces.let_go(Space::Queue));
        }
    }

    fn commit_all(&self, jobs: Vec<Job>) {
        let mut jobs = jobs.into_iter().peekable();
        while let Some(first) = jobs.next() {
            let mut bytes = first.batch.bytes;
            let mut group = vec![first];
            while let Some(job) = jobs.next_if(|job| job.batch.joins(bytes, GROUP_BYTES)) {
                bytes += job.batch.bytes;
                group.push(job);
            }
            self.commit(group, bytes);
            self.must_rotate(self.keyspaces.rotate());
        }
    }

    /// Were memtables not written out, memory would grow for ever: nothing is accepted any more.
    fn must_rotate(&self, rotated: fjall::Result<()>) {
        if let Err(error) = rotated {
            let failure = format!("memtables cannot be written out: {error}");
            tracing::error!("{failure}");
            self.fail(failure);
        }
    }

    fn commit(&self, group: Vec<Job>, bytes: usize) {
        let count = group.len() as u64;
        let meters = &self.shared.meters;
        meters.batches.record(count);
        meters.bytes.record(bytes as u64);
        let mut replies = Vec::with_capacity(group.len());
        let mut ops = Vec::with_capacity(group.len());
        for job in group {
            ops.push(job.batch.ops);
            replies.push((job.reply, job.submitted));
        }
        let result = self.write(ops);
        if result.is_ok() {
            self.shared.commits.fetch_add(count, Ordering::Relaxed);
            self.shared.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        }
        for (reply, submitted) in replies {
            meters.commit.record(nanos(submitted.elapsed()));
            // Whoever submitted it may have stopped waiting.
            let _ = reply.send(result.clone());
        }
    }

    fn write(&self, group: Vec<Vec<Op>>) -> Result<(), CommitError> {
        if let Some(failure) = &*self.shared.failure.borrow() {
            return Err(CommitError::Unavailable(failure.clone()));
        }
        self.write_and_sync(group).map_err(|error| {
            let failure = format!("a commit failed: {error}");
            tracing::error!("{failure}");
            self.fail(failure.clone());
            CommitError::Unavailable(failure)
        })
    }

    fn write_and_sync(&self, group: Vec<Vec<Op>>) -> fjall::Result<()> {
        let items = group.iter().map(Vec::len).sum();
        let batch = fjall::OwnedWriteBatch::with_capacity(self.keyspaces.database(), items);
        let mut batch = batch.durability(Some(PersistMode::SyncData));
        for op in group.into_iter().flatten() {
            match op {
                Op::Put(space, key, value) => {
                    batch.insert(self.keyspaces.space(space), key, &*value);
                }
                Op::Archive(day, key, value) => {
                    // Whoever drops a day awaits its writes first. Were it not so, the events would be lost: fail.
                    let day = self.keyspaces.day(day);
                    let day = day.ok_or(fjall::Error::KeyspaceDeleted)?;
                    batch.insert(&day, key, &*value);
                }
                Op::Delete(space, key) => batch.remove(self.keyspaces.space(space), key),
                Op::DeleteLogs { stream, before } => {
                    for key in self.keyspaces.log_keys(stream, before) {
                        batch.remove(self.keyspaces.space(Space::Logs), key?);
                    }
                }
            }
        }
        if batch.is_empty() {
            return Ok(());
        }
        let start = Instant::now();
        batch.commit()?;
        let nanos = nanos(start.elapsed());
        self.shared.meters.sync.record(nanos);
        self.shared.commit_nanos.fetch_add(nanos, Ordering::Relaxed);
        self.shared.groups.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    fn fail(&self, failure: String) {
        self.shared.failure.send_if_modified(|current| {
            let first = current.is_none();
            current.get_or_insert(failure);
            first
        });
    }
}

fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
