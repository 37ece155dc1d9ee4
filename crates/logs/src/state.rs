//! What is known of groups and streams, in memory and as documents.

use std::collections::{BTreeMap, HashMap};

use model::Scope;
use serde::{Deserialize, Serialize};
use store::{Batch, Write};
use tokio::sync::watch;

use crate::error::LogsError;
use crate::event::OVERHEAD;

#[derive(Default)]
pub(crate) struct State {
    /// By [`GroupDocument::key`].
    pub(crate) groups: BTreeMap<String, Group>,
    /// The largest id a stream was given.
    pub(crate) last_stream: u64,
    /// Who waits for events of a group, there or not yet.
    pub(crate) tails: HashMap<String, watch::Sender<u64>>,
}

pub(crate) struct Group {
    pub(crate) document: GroupDocument,
    pub(crate) streams: BTreeMap<String, Stream>,
}

pub(crate) struct Stream {
    pub(crate) document: StreamDocument,
}

/// A group as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct GroupDocument {
    pub(crate) created: i64,
    #[serde(default)]
    pub(crate) retention_days: Option<u32>,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
}

/// A stream as it is stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StreamDocument {
    /// The number its events are stored under; never used twice while events of it are stored.
    pub(crate) id: u64,
    pub(crate) created: i64,
    /// The largest sequence number of its events; they begin at 1.
    pub(crate) sequence: u64,
    /// What its events count.
    pub(crate) bytes: u64,
    /// Time of the first and last event, and when the last one came in.
    #[serde(default)]
    pub(crate) times: Option<Times>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Times {
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) ingested: i64,
}

impl State {
    pub(crate) fn group(&self, scope: &Scope, name: &str) -> Result<&Group, LogsError> {
        let group = self.groups.get(&GroupDocument::key(scope, name));
        group.ok_or(LogsError::GroupNotFound)
    }

    pub(crate) fn group_mut(&mut self, scope: &Scope, name: &str) -> Result<&mut Group, LogsError> {
        let group = self.groups.get_mut(&GroupDocument::key(scope, name));
        group.ok_or(LogsError::GroupNotFound)
    }

    pub(crate) fn next_stream(&mut self) -> u64 {
        self.last_stream += 1;
        self.last_stream
    }
}

impl Group {
    pub(crate) fn new(document: GroupDocument) -> Self {
        Self {
            document,
            streams: BTreeMap::new(),
        }
    }

    pub(crate) fn stream(&self, name: &str) -> Result<&Stream, LogsError> {
        self.streams.get(name).ok_or(LogsError::StreamNotFound)
    }

    /// The earliest time an event may have to be read still.
    pub(crate) fn expired_before(&self, now: i64) -> i64 {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        let kept = |days: u32| now.saturating_sub(i64::from(days) * DAY).max(0);
        self.document.retention_days.map_or(0, kept)
    }
}

impl GroupDocument {
    pub(crate) const COLLECTION: &'static str = "logs.group";

    pub(crate) fn new(created: i64, tags: BTreeMap<String, String>) -> Self {
        Self {
            created,
            retention_days: None,
            tags,
        }
    }

    /// Neither accounts nor regions have slashes.
    pub(crate) fn key(scope: &Scope, name: &str) -> String {
        format!("{}{name}", Self::prefix(scope))
    }

    /// What all keys of a scope begin with.
    pub(crate) fn prefix(scope: &Scope) -> String {
        format!("{}/{}/", scope.account, scope.region)
    }

    pub(crate) fn put(&self, key: &str, batch: &mut Batch) {
        batch.push(Write::PutDocument {
            collection: Self::COLLECTION,
            key: key.into(),
            body: store::collection::encode(self),
        });
    }
}

impl StreamDocument {
    pub(crate) const COLLECTION: &'static str = "logs.stream";

    pub(crate) fn new(id: u64, created: i64) -> Self {
        Self {
            id,
            created,
            sequence: 0,
            bytes: 0,
            times: None,
        }
    }

    /// Neither groups nor streams have colons.
    pub(crate) fn key(group_key: &str, name: &str) -> String {
        format!("{group_key}:{name}")
    }

    /// The group's key and the stream's name.
    pub(crate) fn split_key(key: &str) -> (&str, &str) {
        key.split_once(':').unwrap_or((key, ""))
    }

    /// Takes an event of `size` message bytes into account, and returns its sequence number.
    pub(crate) fn add(&mut self, time: i64, size: usize, ingested: i64) -> u64 {
        self.sequence += 1;
        self.bytes += (size + OVERHEAD) as u64;
        let before = self.times.unwrap_or(Times {
            first: time,
            last: time,
            ingested,
        });
        self.times = Some(Times {
            first: before.first.min(time),
            last: before.last.max(time),
            ingested,
        });
        self.sequence
    }

    pub(crate) fn put(&self, group_key: &str, name: &str, batch: &mut Batch) {
        batch.push(Write::PutDocument {
            collection: Self::COLLECTION,
            key: Self::key(group_key, name),
            body: store::collection::encode(self),
        });
    }
}
