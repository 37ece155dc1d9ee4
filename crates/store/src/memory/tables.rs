//! The ordered maps of the memory store: how each write applies, how each read finds.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::{Bound, Range};

use bytes::Bytes;

use crate::api::{Direction, ListPage};
use crate::archive::{Chunk, Day, Segments};
use crate::batch::{Batch, Write};
use crate::id::{ExecutionId, OfferKey, TimerKey};

#[derive(Debug, Default)]
pub(super) struct Tables {
    executions: HashMap<ExecutionId, Bytes>,
    names: HashMap<(String, String), ExecutionId>,
    /// By machine; `None` holds all its executions, `Some` those of one status.
    lists: HashMap<(String, Option<u8>), BTreeSet<ExecutionId>>,
    events: BTreeMap<(ExecutionId, u64), Bytes>,
    segments: HashMap<ExecutionId, Segments>,
    /// Chunks by their last events.
    days: BTreeMap<Day, Chunks>,
    timers: BTreeSet<TimerKey>,
    offers: BTreeMap<OfferKey, Bytes>,
    documents: HashMap<&'static str, BTreeMap<String, Bytes>>,
    logs: BTreeMap<LogKey, Bytes>,
    blobs: HashMap<String, Bytes>,
}

mod archive;

type Chunks = BTreeMap<(ExecutionId, u64), Chunk>;

/// Stream, time, sequence.
type LogKey = (u64, i64, u64);

impl Tables {
    /// All of the batch or, when it cannot be applied, nothing.
    pub(super) fn apply(&mut self, batch: Batch) -> Result<(), String> {
        for write in &batch.writes {
            if let Write::Archive { day, .. } = write
                && !self.days.contains_key(day)
            {
                return Err(format!("the archive of day {} is not open", day.0));
            }
        }
        for write in batch.writes {
            self.write(write);
        }
        Ok(())
    }

    fn write(&mut self, write: Write) {
        match write {
            Write::AppendEvents {
                execution,
                first,
                events,
            } => {
                let keys = (first..).map(|event| (execution, event));
                self.events.extend(keys.zip(events));
            }
            Write::PutExecution { execution, record } => {
                self.executions.insert(execution, record);
            }
            Write::Start {
                machine,
                name,
                execution,
            } => {
                self.list(&machine, None).insert(execution);
                self.names.insert((machine, name), execution);
            }
            Write::StartListed {
                machine,
                name,
                list,
                execution,
            } => {
                self.list(&list, None).insert(execution);
                self.names.insert((machine, name), execution);
            }
            Write::SetStatus {
                machine,
                execution,
                from,
                to,
            } => {
                if let Some(from) = from {
                    self.list(&machine, Some(from)).remove(&execution);
                }
                self.list(&machine, Some(to)).insert(execution);
            }
            Write::Archive {
                execution,
                day,
                chunks,
                segments,
            } => self.archive(execution, day, chunks, segments),
            Write::Forget {
                machine,
                list,
                name,
                execution,
                status,
            } => {
                self.list(&list, None).remove(&execution);
                self.list(&list, Some(status)).remove(&execution);
                self.forget(machine, name, execution);
            }
            Write::PutTimer(key) => {
                self.timers.insert(key);
            }
            Write::DeleteTimer(key) => {
                self.timers.remove(&key);
            }
            Write::PutOffer(key, body) => {
                self.offers.insert(key, body);
            }
            Write::DeleteOffer(key) => {
                self.offers.remove(&key);
            }
            Write::PutDocument {
                collection,
                key,
                body,
            } => {
                self.documents
                    .entry(collection)
                    .or_default()
                    .insert(key, body);
            }
            Write::DeleteDocument { collection, key } => {
                self.documents.entry(collection).or_default().remove(&key);
            }
            Write::AppendLog {
                stream,
                time,
                sequence,
                body,
            } => {
                self.logs.insert((stream, time, sequence), body);
            }
            Write::DeleteLogs { stream, before } => self.delete_logs(stream, before),
        }
    }

    fn delete_logs(&mut self, stream: u64, before: i64) {
        let range = log_range(stream, &(i64::MIN..before));
        let gone: Vec<LogKey> = self.logs.range(range).map(|(key, _)| *key).collect();
        for key in gone {
            self.logs.remove(&key);
        }
    }

    fn list(&mut self, machine: &str, status: Option<u8>) -> &mut BTreeSet<ExecutionId> {
        self.lists.entry((machine.into(), status)).or_default()
    }

    pub(super) fn execution(&self, id: ExecutionId) -> Option<Bytes> {
        self.executions.get(&id).cloned()
    }

    pub(super) fn execution_by_name(&self, machine: &str, name: &str) -> Option<ExecutionId> {
        self.names.get(&(machine.into(), name.into())).copied()
    }

    pub(super) fn list_executions(
        &self,
        machine: &str,
        status: Option<u8>,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> ListPage<ExecutionId, ExecutionId> {
        let empty = BTreeSet::new();
        let list = self.lists.get(&(machine.into(), status)).unwrap_or(&empty);
        let end = after.map_or(Bound::Unbounded, Bound::Excluded);
        let ids = list.range((Bound::Unbounded, end)).rev();
        ListPage::collect(ids.copied(), limit, |id| *id)
    }

    pub(super) fn timers(
        &self,
        after: Option<TimerKey>,
        until: i64,
        limit: usize,
    ) -> Vec<TimerKey> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let due = self.timers.range((start, Bound::Unbounded));
        due.take_while(|key| key.due <= until)
            .take(limit)
            .copied()
            .collect()
    }

    pub(super) fn offers(&self, after: Option<OfferKey>, limit: usize) -> Vec<(OfferKey, Bytes)> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self.offers.range((start, Bound::Unbounded)).take(limit);
        rows.map(|(key, body)| (*key, body.clone())).collect()
    }

    pub(super) fn document(&self, collection: &'static str, key: &str) -> Option<Bytes> {
        self.documents.get(collection)?.get(key).cloned()
    }

    pub(super) fn documents(&self, collection: &'static str, prefix: &str) -> Vec<(String, Bytes)> {
        let Some(documents) = self.documents.get(collection) else {
            return Vec::new();
        };
        let from = documents.range::<str, _>((Bound::Included(prefix), Bound::Unbounded));
        from.take_while(|(key, _)| key.starts_with(prefix))
            .map(|(key, body)| (key.clone(), body.clone()))
            .collect()
    }

    pub(super) fn log_events(
        &self,
        stream: u64,
        times: Range<i64>,
        after: Option<(i64, u64)>,
        direction: Direction,
        limit: usize,
    ) -> Vec<(i64, u64, Bytes)> {
        if times.is_empty() {
            return Vec::new();
        }
        let after = after.map(|(time, sequence)| (stream, time, sequence));
        let row = |((_, time, sequence), body): (&LogKey, &Bytes)| (*time, *sequence, body.clone());
        let rows = self.logs.range(log_range(stream, &times));
        match direction {
            Direction::Forward => rows
                .filter(|(key, _)| after.is_none_or(|after| **key > after))
                .take(limit)
                .map(row)
                .collect(),
            Direction::Reverse => rows
                .rev()
                .filter(|(key, _)| after.is_none_or(|after| **key < after))
                .take(limit)
                .map(row)
                .collect(),
        }
    }

    pub(super) fn put_blob(&mut self, sha256: String, content: Bytes) {
        self.blobs.insert(sha256, content);
    }

    pub(super) fn blob(&self, sha256: &str) -> Option<Bytes> {
        self.blobs.get(sha256).cloned()
    }
}

fn log_range(stream: u64, times: &Range<i64>) -> Range<LogKey> {
    (stream, times.start, 0)..(stream, times.end, 0)
}
