//! Reads of histories, archived or not, and of the archive.

use std::ops::{Bound, RangeInclusive};
use std::sync::Arc;

use fjall::{Guard, Keyspace, UserKey, UserValue};
use store::api::EventPage;
use store::archive::{Events, History};
use store::{Chunk, Day, Direction, ExecutionId, ReadError, Segments};

use crate::key;
use crate::keyspaces::{Keyspaces, Space};
use crate::read::{REMEDY, damaged, owned, pair, scan, unreadable};
use crate::row;

impl Keyspaces {
    pub(crate) fn unarchived(
        &self,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<Vec<ExecutionId>, ReadError> {
        executions(self.space(Space::Events), after, limit)
    }

    pub(crate) fn archived(
        &self,
        day: Day,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<Vec<ExecutionId>, ReadError> {
        match self.day(day) {
            Some(day) => executions(&day, after, limit),
            None => Ok(Vec::new()),
        }
    }

    pub(crate) fn chunk_after(
        &self,
        day: Day,
        id: ExecutionId,
        after: u64,
    ) -> Result<Option<Chunk>, ReadError> {
        let Some(keyspace) = self.day(day) else {
            return Ok(None);
        };
        let range = (
            Bound::Excluded(key::event(id, after).to_vec()),
            Bound::Included(key::event(id, u64::MAX).to_vec()),
        );
        let Some(row) = scan(&keyspace, range, false).next() else {
            return Ok(None);
        };
        let (key, body) = pair(&keyspace, row)?;
        let last = key::event_id(&key).ok_or_else(|| damaged(Space::Events))?;
        let chunk = Chunk::stored(last, owned(&body));
        chunk
            .map(Some)
            .map_err(|error| damaged_chunk(id, last, &error))
    }
}

fn damaged_chunk(id: ExecutionId, last: u64, error: &store::record::DecodeError) -> ReadError {
    ReadError::Damaged(format!(
        "the archive of execution {id} at event {last}: {error}; {REMEDY}"
    ))
}

/// The executions of keys that begin with them, by stepping from one to the next.
fn executions(
    keyspace: &Keyspace,
    after: Option<ExecutionId>,
    limit: usize,
) -> Result<Vec<ExecutionId>, ReadError> {
    let mut found = Vec::new();
    let mut after = after;
    while found.len() < limit {
        let start = match after {
            Some(after) => Bound::Excluded(key::after_events(after).to_vec()),
            None => Bound::Unbounded,
        };
        let Some(row) = scan(keyspace, (start, Bound::Unbounded), false).next() else {
            break;
        };
        let key = row.key().map_err(unreadable(keyspace))?;
        let id = key::event_execution(&key).ok_or_else(|| damaged(Space::Events))?;
        found.push(id);
        after = Some(id);
    }
    Ok(found)
}

impl Keyspaces {
    /// Where a read of events `ids` in `direction` need not go beyond. Backwards it begins there, with the row that
    /// holds the last event wanted; forwards a later row ends it.
    fn last_row(
        &self,
        id: ExecutionId,
        ids: &RangeInclusive<u64>,
        direction: Direction,
    ) -> Result<Vec<u8>, ReadError> {
        let all = key::after_events(id).to_vec();
        if direction == Direction::Forward || *ids.end() == u64::MAX {
            return Ok(all);
        }
        let from = Bound::Included(key::event(id, *ids.end()).to_vec());
        let row = self.scan(Space::Events, (from, Bound::Included(all.clone())), false);
        let key = row.map(Guard::key).next().transpose();
        let key = key.map_err(unreadable(self.space(Space::Events)))?;
        Ok(key.map_or(all, |key| key.to_vec()))
    }

    /// The rows that hold some of an execution's events `ids`.
    pub(crate) fn event_rows(
        &self,
        id: ExecutionId,
        ids: &RangeInclusive<u64>,
    ) -> impl Iterator<Item = Result<(UserKey, UserValue), ReadError>> {
        let range = (
            Bound::Included(key::event(id, *ids.start()).to_vec()),
            Bound::Included(key::after_events(id).to_vec()),
        );
        let end = *ids.end();
        let rows = self.scan(Space::Events, range, false);
        let rows = rows.map(|row| pair(self.space(Space::Events), row));
        rows.take_while(move |row| {
            // What cannot be read is told, not passed over.
            let first = row.as_ref().ok().and_then(|(key, _)| row::ids(key).ok());
            first.is_none_or(|(first, _)| first <= end)
        })
    }
}

impl History for Keyspaces {
    fn rows(
        &self,
        id: ExecutionId,
        ids: RangeInclusive<u64>,
        direction: Direction,
        limit: usize,
    ) -> Result<Events, ReadError> {
        let start = Bound::Included(key::event(id, *ids.start()).to_vec());
        let end = Bound::Included(self.last_row(id, &ids, direction)?);
        let rows = self.scan(Space::Events, (start, end), direction == Direction::Reverse);
        let mut page = EventPage::new(limit);
        for row in rows {
            if !page.has_room() {
                break;
            }
            let (key, body) = pair(self.space(Space::Events), row)?;
            if row::ids(&key)?.0 > *ids.end() {
                break;
            }
            let mut events = row::events(&key, &body, |event| ids.contains(&event))?;
            if direction == Direction::Reverse {
                events.reverse();
            }
            page.extend(events.into_iter());
        }
        Ok(page.into_events())
    }

    fn segments(&self, id: ExecutionId) -> Result<Segments, ReadError> {
        let Some(stored) = self.get(Space::Index, &key::segments(id))? else {
            return Ok(Segments::default());
        };
        let segments = Segments::decode(&stored);
        segments.map_err(|error| ReadError::Damaged(format!("segments of execution {id}: {error}")))
    }

    fn chunk(
        &self,
        day: Day,
        id: ExecutionId,
        event: u64,
    ) -> Result<Option<Arc<Events>>, ReadError> {
        if let Some(events) = self.decoded.get(id, event) {
            return Ok(Some(events));
        }
        let chunk = self.chunk_after(day, id, event.saturating_sub(1))?;
        let Some(chunk) = chunk.filter(|chunk| chunk.first <= event) else {
            return Ok(None);
        };
        let events = chunk.events();
        let events = events.map_err(|error| damaged_chunk(id, chunk.last, &error))?;
        let events = Arc::new(events);
        self.decoded.keep(id, &events);
        Ok(Some(events))
    }
}
