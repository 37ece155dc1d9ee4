//! fjall's keyspaces, their settings, and the database they belong to.
//!
//! Sizes follow measurements: events take most bytes, so they get the largest memtable and blocks; everything is
//! compressed; all journals together stay small, because a start reads them once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use fjall::compaction::Leveled;
use fjall::config::{BlockSizePolicy, CompressionPolicy, FilterPolicy, PartitioningPolicy};
use fjall::{
    AbstractTree, CompressionType, Database, Keyspace, KeyspaceCreateOptions, PersistMode, UserKey,
};

use store::{Batch, Day, Write};

use crate::chunks::Decoded;
use crate::files::sync_dir;
use crate::inspect;
use crate::key;

const CACHE_BYTES: u64 = 6 << 20;
const JOURNAL_BYTES: u64 = 128 << 20;
const OPEN_FILES: usize = 200;
/// Flushes and compactions take turns. With more threads fjall 3.1's first one passes a compaction on to itself for as
/// long as the others are busy, which takes a core.
const WORKERS: usize = 1;

/// How many tables of level 0 are merged at once: fewer merges, each of more. fjall slows writes from 20 on.
const LEVEL_0_TABLES: u8 = 12;
/// What one merge reads and writes stays small, because flushes wait for it, and so does level 1 (so much for each
/// table of level 0), all of which is merged with level 0.
const TABLE_BYTES: u64 = 16 << 20;

/// How much of what was committed is kept in memory before it is written to tables. Fixed when a store is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sizes {
    /// What a server needs.
    #[default]
    Server,
    /// So little that a short test writes tables and merges them.
    Small,
}

const SMALL_MEMTABLE_BYTES: u64 = 64 << 10;
/// The smallest memtable that is written out for want of other work.
const SETTLE_BYTES: u64 = 512 << 10;

/// A memtable is rotated by [`Keyspaces::rotate`], long before fjall would.
///
/// fjall asks its threads to: once for every batch that is written while the memtable is full, by way of a queue with
/// room for a thousand, into which the threads put messages themselves. A thread busy with a long compaction finds it
/// full afterwards, waits for room in what only it empties, and nothing is written out any more
/// (<https://github.com/fjall-rs/fjall/issues/260> describes the same queue).
const NEVER: u64 = 1 << 40;

impl Sizes {
    const fn memtable(self, server: u64) -> u64 {
        match self {
            Self::Server => server,
            Self::Small => SMALL_MEMTABLE_BYTES,
        }
    }
}

/// A keyspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    Events,
    Executions,
    Index,
    Queue,
    Logs,
}

impl Space {
    /// In the order of their discriminants.
    const ALL: [Self; 5] = [
        Self::Events,
        Self::Executions,
        Self::Index,
        Self::Queue,
        Self::Logs,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Executions => "executions",
            Self::Index => "index",
            Self::Queue => "queue",
            Self::Logs => "logs",
        }
    }

    fn settings(self) -> KeyspaceCreateOptions {
        let settings = KeyspaceCreateOptions::default()
            .data_block_compression_policy(CompressionPolicy::all(CompressionType::Lz4))
            .max_memtable_size(NEVER)
            .compaction_strategy(Arc::new(compaction()));
        match self {
            // Read by range only: a filter for single keys would never be asked.
            Self::Events | Self::Logs => settings
                .data_block_size_policy(BlockSizePolicy::all(16 << 10))
                .filter_policy(FilterPolicy::disabled()),
            // Below level 0 the filter and the index of a table are megabytes. A lookup needs a few KiB of them.
            _ => settings
                .filter_block_partitioning_policy(PartitioningPolicy::new([false, true]))
                .index_block_partitioning_policy(PartitioningPolicy::new([false, true])),
        }
    }

    const fn memtable_bytes(self) -> u64 {
        match self {
            Self::Events => 5 << 20,
            Self::Executions => 3 << 20,
            Self::Index | Self::Logs => 2 << 20,
            Self::Queue => 1 << 20,
        }
    }
}

fn compaction() -> Leveled {
    Leveled::default()
        .with_l0_threshold(LEVEL_0_TABLES)
        .with_table_target_size(TABLE_BYTES)
}

/// The keyspace of an archived day. Days are written once and read seldom: small memtable, and no compression, because
/// chunks are compressed.
fn day_settings() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .data_block_compression_policy(CompressionPolicy::all(CompressionType::None))
        .data_block_size_policy(BlockSizePolicy::all(16 << 10))
        .filter_policy(FilterPolicy::disabled())
        .max_memtable_size(NEVER)
}

const DAY_PREFIX: &str = "archive-";
const DAY_MEMTABLE_BYTES: u64 = 8 << 20;

fn day_name(day: Day) -> String {
    format!("{DAY_PREFIX}{}", day.0)
}

fn day_of_name(name: &str) -> Option<Day> {
    name.strip_prefix(DAY_PREFIX)?.parse().ok().map(Day)
}

/// Begins to write out a memtable of at least so many bytes, and says whether it did. fjall holds writes back while four
/// of them wait for that.
fn rotate_from(keyspace: &Keyspace, bytes: u64) -> fjall::Result<bool> {
    let full = keyspace.tree.active_memtable().size() >= bytes;
    Ok(full && keyspace.rotate_memtable()?)
}

/// An open database.
pub(crate) struct Keyspaces {
    spaces: [Keyspace; Space::ALL.len()],
    /// A keyspace for each day of the archive, so that a day goes in one piece.
    days: RwLock<BTreeMap<Day, Keyspace>>,
    /// Held while a day is opened or dropped: one at a time.
    changing: Mutex<()>,
    pub(crate) decoded: Decoded,
    /// Something was written out since [`Keyspaces::let_go`].
    holds: AtomicBool,
    dir: PathBuf,
    sizes: Sizes,
    database: Database,
}

impl Keyspaces {
    /// Opens the database in `dir`, creating what is missing. Only [`crate::directory`] calls it.
    pub(crate) fn open(dir: &Path, sizes: Sizes) -> fjall::Result<Self> {
        let database = Database::builder(dir)
            .cache_size(CACHE_BYTES)
            .max_journaling_size(JOURNAL_BYTES)
            .max_cached_files(Some(OPEN_FILES))
            .worker_threads(WORKERS)
            .manual_journal_persist(true)
            .open()?;
        let open = |space: Space| database.keyspace(space.name(), || space.settings());
        let [events, executions, index, queue, logs] = Space::ALL.map(open);
        let spaces = [events?, executions?, index?, queue?, logs?];
        let names = database.list_keyspace_names();
        let days = names.iter().filter_map(|name| day_of_name(name));
        let days = days.map(|day| Ok((day, database.keyspace(&day_name(day), day_settings)?)));
        Ok(Self {
            spaces,
            days: RwLock::new(days.collect::<fjall::Result<_>>()?),
            changing: Mutex::new(()),
            decoded: Decoded::default(),
            holds: AtomicBool::new(false),
            dir: dir.into(),
            sizes,
            database,
        })
    }

    /// The keyspace of a day that is open.
    pub(crate) fn day(&self, day: Day) -> Option<Keyspace> {
        let days = self.days.read().unwrap_or_else(PoisonError::into_inner);
        days.get(&day).cloned()
    }

    /// The first day that a batch archives into and that is not open.
    pub(crate) fn not_open(&self, batch: &Batch) -> Option<Day> {
        batch.writes.iter().find_map(|write| match write {
            Write::Archive { day, .. } if self.day(*day).is_none() => Some(*day),
            _ => None,
        })
    }

    pub(crate) fn days(&self) -> Vec<Day> {
        let days = self.days.read().unwrap_or_else(PoisonError::into_inner);
        days.keys().copied().collect()
    }

    /// Creates the keyspace of a day, durably: fjall syncs its files, but not the directory they are in, and a commit
    /// into a keyspace whose directory a power loss takes away would be lost with it.
    pub(crate) fn open_day(&self, day: Day) -> Result<(), String> {
        let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.day(day).is_some() {
            return Ok(());
        }
        let opened = self.database.keyspace(&day_name(day), day_settings);
        let opened = opened.map_err(|error| error.to_string())?;
        let keyspaces = self.dir.join(crate::directory::KEYSPACES);
        sync_dir(&keyspaces).map_err(|error| format!("{}: {error}", keyspaces.display()))?;
        let mut days = self.days.write().unwrap_or_else(PoisonError::into_inner);
        days.insert(day, opened);
        Ok(())
    }

    /// Deletes the keyspace of a day. Its files go when the last reader has left.
    pub(crate) fn drop_day(&self, day: Day) -> Result<(), String> {
        let _turn = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut days = self.days.write().unwrap_or_else(PoisonError::into_inner);
        let dropped = days.remove(&day);
        drop(days);
        let Some(dropped) = dropped else {
            return Ok(());
        };
        let deleted = self.database.delete_keyspace(dropped);
        deleted.map_err(|error| error.to_string())
    }

    /// Begins to write out the memtables that have their size. Nothing else does: call it after each batch.
    ///
    /// # Errors
    /// When fjall accepts no writes any more.
    pub(crate) fn rotate(&self) -> fjall::Result<()> {
        self.rotate_from(|server| self.sizes.memtable(server))
    }

    /// Begins to write out what is in memory, if it is worth a table: nobody writes now, and the memory is better used
    /// by others.
    ///
    /// # Errors
    /// As [`Keyspaces::rotate`].
    pub(crate) fn settle(&self) -> fjall::Result<()> {
        self.rotate_from(|_| SETTLE_BYTES)
    }

    /// True when memtables may be in memory that have been written out.
    pub(crate) fn holds_flushed(&self) -> bool {
        self.holds.load(Ordering::Relaxed)
    }

    /// Lets go of memtables that have been written out. fjall keeps them, for readers of an earlier state, until some
    /// memtable is rotated after a later commit: call it when one has been made in `space`, and flushes have had time.
    ///
    /// # Errors
    /// As [`Keyspaces::rotate`].
    pub(crate) fn let_go(&self, space: Space) -> fjall::Result<()> {
        self.space(space).rotate_memtable()?;
        self.holds.store(false, Ordering::Relaxed);
        Ok(())
    }

    /// `bytes` says from how many on a memtable is written out, given what a server keeps.
    fn rotate_from(&self, bytes: impl Fn(u64) -> u64) -> fjall::Result<()> {
        let days = self.days.read().unwrap_or_else(PoisonError::into_inner);
        let spaces = Space::ALL.map(|space| (self.space(space), space.memtable_bytes()));
        let days = days.values().map(|day| (day, DAY_MEMTABLE_BYTES));
        for (keyspace, of_server) in spaces.into_iter().chain(days) {
            if rotate_from(keyspace, bytes(of_server))? {
                self.holds.store(true, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    pub(crate) fn space(&self, space: Space) -> &Keyspace {
        &self.spaces[space as usize]
    }

    pub(crate) fn database(&self) -> Database {
        self.database.clone()
    }

    /// Why fjall accepts no writes, if so: a flush in the background may have failed.
    pub(crate) fn failure(&self) -> Option<String> {
        let probe = self.database.persist(PersistMode::Buffer);
        probe.err().map(|error| error.to_string())
    }

    /// Bytes on the disk by part. A part whose files cannot be looked at is left out.
    pub(crate) fn sizes(&self) -> Vec<(&'static str, u64)> {
        let spaces = Space::ALL.map(|space| (space.name(), self.space(space).disk_space()));
        let journal = ("journal", inspect::journal_bytes(&self.dir));
        spaces.into_iter().chain([journal]).collect()
    }

    /// Bytes in memtables, those included that are written out and have not been let go.
    pub(crate) fn write_buffer(&self) -> u64 {
        let days = self.days.read().unwrap_or_else(PoisonError::into_inner);
        let keyspaces = self.spaces.iter().chain(days.values());
        keyspaces
            .map(|keyspace| keyspace.tree.version_memtable_size_sum())
            .sum()
    }

    /// The keys of a stream's committed log events before a time.
    pub(crate) fn log_keys(
        &self,
        stream: u64,
        before: i64,
    ) -> impl Iterator<Item = fjall::Result<UserKey>> {
        let range = key::log(stream, i64::MIN, 0)..key::log(stream, before, 0);
        let rows = (before > i64::MIN).then(|| self.space(Space::Logs).range(range));
        rows.into_iter().flatten().map(fjall::Guard::key)
    }
}
