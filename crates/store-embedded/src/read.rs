//! Reads. Each is a direct call on the caller's thread and sees every commit that has resolved.

use std::ops::{Bound, Range};

use bytes::Bytes;
use fjall::{Guard, Keyspace, LsmError, UserKey, UserValue};
use store::{Direction, ExecutionId, ListPage, OfferKey, ReadError, TimerKey};

use crate::key;
use crate::keyspaces::{Keyspaces, Space};

type KeyRange = (Bound<Vec<u8>>, Bound<Vec<u8>>);

impl Keyspaces {
    pub(crate) fn execution(&self, id: ExecutionId) -> Result<Option<Bytes>, ReadError> {
        self.get(Space::Executions, &key::execution(id))
    }

    pub(crate) fn execution_by_name(
        &self,
        machine: &str,
        name: &str,
    ) -> Result<Option<ExecutionId>, ReadError> {
        let value = self.get(Space::Index, &key::name(machine, name))?;
        let id = |value: Bytes| key::named_execution(&value).ok_or_else(|| damaged(Space::Index));
        value.map(id).transpose()
    }

    pub(crate) fn list_executions(
        &self,
        machine: &str,
        status: Option<u8>,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<ListPage<ExecutionId, ExecutionId>, ReadError> {
        let prefix = key::list(machine, status);
        let last = key::in_list(machine, status, ExecutionId(0));
        let start = match after {
            Some(after) => Bound::Excluded(key::in_list(machine, status, after)),
            None => Bound::Included(prefix.clone()),
        };
        let rows = self.scan(Space::Index, (start, Bound::Included(last)), false);
        let id = |row: Guard| {
            let key = row.key().map_err(unreadable(self.space(Space::Index)))?;
            key::listed_execution(&key, prefix.len()).ok_or_else(|| damaged(Space::Index))
        };
        // One more than asked for shows whether there is a next page.
        let ids: Result<Vec<_>, _> = rows.take(limit.saturating_add(1)).map(id).collect();
        Ok(ListPage::collect(ids?.into_iter(), limit, |id| *id))
    }

    pub(crate) fn timers(
        &self,
        after: Option<TimerKey>,
        until: i64,
        limit: usize,
    ) -> Result<Vec<TimerKey>, ReadError> {
        let last = key::timer(TimerKey {
            due: until,
            execution: ExecutionId(u64::MAX),
            timer: u64::MAX,
        });
        let start = match after {
            Some(after) => Bound::Excluded(key::timer(after).to_vec()),
            None => Bound::Included(vec![key::TIMERS]),
        };
        let range = (start, Bound::Included(last.to_vec()));
        let timer = |row: Guard| {
            let key = row.key().map_err(unreadable(self.space(Space::Queue)))?;
            key::timer_of(&key).ok_or_else(|| damaged(Space::Queue))
        };
        let rows = self.scan(Space::Queue, range, false);
        rows.take(limit).map(timer).collect()
    }

    pub(crate) fn offers(
        &self,
        after: Option<OfferKey>,
        limit: usize,
    ) -> Result<Vec<(OfferKey, Bytes)>, ReadError> {
        let start = match after {
            Some(after) => Bound::Excluded(key::offer(after).to_vec()),
            None => Bound::Included(vec![key::OFFERS]),
        };
        let range = (start, Bound::Excluded(vec![key::OFFERS + 1]));
        let offer = |row: Guard| {
            let (key, body) = pair(self.space(Space::Queue), row)?;
            let offer = key::offer_of(&key).ok_or_else(|| damaged(Space::Queue))?;
            Ok((offer, owned(&body)))
        };
        let rows = self.scan(Space::Queue, range, false);
        rows.take(limit).map(offer).collect()
    }

    pub(crate) fn document(&self, collection: &str, key: &str) -> Result<Option<Bytes>, ReadError> {
        self.get(Space::Index, &key::document(collection, key))
    }

    pub(crate) fn documents(
        &self,
        collection: &str,
        prefix: &str,
    ) -> Result<Vec<(String, Bytes)>, ReadError> {
        let prefix = key::document(collection, prefix);
        let rows = self.space(Space::Index).prefix(prefix);
        let document = |row: Guard| {
            let (key, body) = pair(self.space(Space::Index), row)?;
            let key = key::document_key(&key, collection);
            Ok((key.ok_or_else(|| damaged(Space::Index))?, owned(&body)))
        };
        rows.map(document).collect()
    }

    pub(crate) fn log_events(
        &self,
        stream: u64,
        times: Range<i64>,
        after: Option<(i64, u64)>,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(i64, u64, Bytes)>, ReadError> {
        if times.is_empty() {
            return Ok(Vec::new());
        }
        let mut start = Bound::Included(key::log(stream, times.start, 0).to_vec());
        let mut end = Bound::Excluded(key::log(stream, times.end, 0).to_vec());
        if let Some((time, sequence)) = after {
            let after = key::log(stream, time, sequence).to_vec();
            match (&start, &end, direction) {
                (Bound::Included(first), _, Direction::Forward) if after >= *first => {
                    start = Bound::Excluded(after);
                }
                (_, Bound::Excluded(last), Direction::Reverse) if after < *last => {
                    end = Bound::Excluded(after);
                }
                _ => {}
            }
        }
        let rows = self.scan(Space::Logs, (start, end), direction == Direction::Reverse);
        let event = |row: Guard| {
            let (key, body) = pair(self.space(Space::Logs), row)?;
            let (time, sequence) = key::log_of(&key).ok_or_else(|| damaged(Space::Logs))?;
            Ok((time, sequence, owned(&body)))
        };
        rows.take(limit).map(event).collect()
    }

    pub(crate) fn get(&self, space: Space, key: &[u8]) -> Result<Option<Bytes>, ReadError> {
        let keyspace = self.space(space);
        let value = keyspace.get(key).map_err(unreadable(keyspace))?;
        Ok(value.map(|value| owned(&value)))
    }

    pub(crate) fn scan(
        &self,
        space: Space,
        range: KeyRange,
        reverse: bool,
    ) -> Box<dyn Iterator<Item = Guard>> {
        scan(self.space(space), range, reverse)
    }
}

pub(crate) fn scan(
    keyspace: &Keyspace,
    range: KeyRange,
    reverse: bool,
) -> Box<dyn Iterator<Item = Guard>> {
    if is_empty(&range) {
        return Box::new(std::iter::empty());
    }
    let rows = keyspace.range::<Vec<u8>, _>(range);
    match reverse {
        true => Box::new(rows.rev()),
        false => Box::new(rows),
    }
}

/// True for a range that ends before it begins, which ordered maps refuse.
fn is_empty((start, end): &KeyRange) -> bool {
    match (start, end) {
        (Bound::Included(start), Bound::Included(end)) => start > end,
        (Bound::Included(start) | Bound::Excluded(start), Bound::Excluded(end))
        | (Bound::Excluded(start), Bound::Included(end)) => start >= end,
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
    }
}

pub(crate) fn pair(keyspace: &Keyspace, row: Guard) -> Result<(UserKey, UserValue), ReadError> {
    row.into_inner().map_err(unreadable(keyspace))
}

/// A copy of its own: a value as fjall returns it keeps the whole block it lies in.
pub(crate) fn owned(value: &[u8]) -> Bytes {
    Bytes::copy_from_slice(value)
}

/// What to do about damage.
pub(crate) const REMEDY: &str = "check the disk, then restore the data directory from a backup";

pub(crate) fn damaged(space: Space) -> ReadError {
    ReadError::Damaged(format!(
        "a key of {space:?} has not the expected form; {REMEDY}"
    ))
}

/// What fjall says of a keyspace's files, with where they are and what to do.
pub(crate) fn unreadable(keyspace: &Keyspace) -> impl Fn(fjall::Error) -> ReadError {
    use fjall::Error as E;
    let path = keyspace.path().to_owned();
    move |error| {
        let what = format!("{}: {error}", path.display());
        match error {
            E::Storage(LsmError::Io(_)) | E::Io(_) => {
                ReadError::Unavailable(format!("{what}; check the disk"))
            }
            E::Poisoned | E::Locked | E::KeyspaceDeleted => ReadError::Unavailable(what),
            _ => ReadError::Damaged(format!("{what}; {REMEDY}")),
        }
    }
}
