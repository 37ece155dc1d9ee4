//! fjall's keyspaces, their settings, and the database they belong to.
//!
//! Sizes follow measurements: events take most bytes, so they get the largest memtable and blocks; everything is
//! compressed; all journals together stay small, because a start reads them once.

use std::path::Path;

use fjall::config::{BlockSizePolicy, CompressionPolicy, FilterPolicy};
use fjall::{CompressionType, Database, Keyspace, KeyspaceCreateOptions, PersistMode, UserKey};

use crate::key;

const CACHE_BYTES: u64 = 16 << 20;
const JOURNAL_BYTES: u64 = 128 << 20;
const OPEN_FILES: usize = 200;
const WORKERS: usize = 2;

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
            .max_memtable_size(self.memtable_bytes());
        match self {
            // Read by range only: a filter for single keys would never be asked.
            Self::Events | Self::Logs => settings
                .data_block_size_policy(BlockSizePolicy::all(16 << 10))
                .filter_policy(FilterPolicy::disabled()),
            _ => settings,
        }
    }

    const fn memtable_bytes(self) -> u64 {
        match self {
            Self::Events => 8 << 20,
            Self::Executions | Self::Logs => 4 << 20,
            Self::Index | Self::Queue => 2 << 20,
        }
    }
}

/// An open database.
pub(crate) struct Keyspaces {
    spaces: [Keyspace; Space::ALL.len()],
    database: Database,
}

impl Keyspaces {
    /// Opens the database in `dir`, creating what is missing. Only [`crate::directory`] calls it.
    pub(crate) fn open(dir: &Path) -> fjall::Result<Self> {
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
        Ok(Self { spaces, database })
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
        let journal = self.database.journal_disk_space();
        let journal = journal.ok().map(|bytes| ("journal", bytes));
        spaces.into_iter().chain(journal).collect()
    }

    /// Bytes in memtables.
    pub(crate) fn write_buffer(&self) -> u64 {
        self.database.write_buffer_size()
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
