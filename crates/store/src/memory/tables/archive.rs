//! Histories: events that are not archived, and the archive.

use std::ops::{Bound, RangeInclusive};
use std::sync::Arc;

use super::Tables;
use crate::api::{Direction, EventPage, ReadError};
use crate::archive::{Chunk, Day, Events, History, Segments};
use crate::id::ExecutionId;

impl Tables {
    pub(super) fn archive(
        &mut self,
        execution: ExecutionId,
        day: Day,
        chunks: Vec<Chunk>,
        segments: Segments,
    ) {
        for chunk in chunks {
            for event in chunk.first..=chunk.last {
                self.events.remove(&(execution, event));
            }
            let archive = self.days.entry(day).or_default();
            archive.insert((execution, chunk.last), chunk);
        }
        self.segments.insert(execution, segments);
    }

    pub(super) fn forget(&mut self, machine: String, name: String, execution: ExecutionId) {
        self.executions.remove(&execution);
        self.segments.remove(&execution);
        self.names.remove(&(machine, name));
    }

    pub(in crate::memory) fn unarchived(
        &self,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Vec<ExecutionId> {
        let mut found = Vec::new();
        let mut start = after.map_or(Bound::Unbounded, |id| Bound::Excluded((id, u64::MAX)));
        while found.len() < limit {
            let mut rows = self.events.range((start, Bound::Unbounded));
            let Some(((id, _), _)) = rows.next() else {
                break;
            };
            found.push(*id);
            start = Bound::Excluded((*id, u64::MAX));
        }
        found
    }

    pub(in crate::memory) fn archive_days(&self) -> Vec<Day> {
        self.days.keys().copied().collect()
    }

    pub(in crate::memory) fn archived(
        &self,
        day: Day,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Vec<ExecutionId> {
        let Some(chunks) = self.days.get(&day) else {
            return Vec::new();
        };
        let mut ids: Vec<_> = chunks.keys().map(|(id, _)| *id).collect();
        ids.dedup();
        ids.retain(|id| after.is_none_or(|after| *id > after));
        ids.truncate(limit);
        ids
    }

    pub(in crate::memory) fn chunk_after(
        &self,
        day: Day,
        id: ExecutionId,
        after: u64,
    ) -> Option<Chunk> {
        let start = (
            Bound::Excluded((id, after)),
            Bound::Included((id, u64::MAX)),
        );
        let mut chunks = self.days.get(&day)?.range(start);
        chunks.next().map(|(_, chunk)| chunk.clone())
    }

    pub(in crate::memory) fn open_day(&mut self, day: Day) {
        self.days.entry(day).or_default();
    }

    pub(in crate::memory) fn drop_day(&mut self, day: Day) {
        self.days.remove(&day);
    }
}

impl History for Tables {
    fn rows(
        &self,
        id: ExecutionId,
        ids: RangeInclusive<u64>,
        direction: Direction,
        limit: usize,
    ) -> Result<Events, ReadError> {
        let mut page = EventPage::new(limit);
        if ids.is_empty() {
            return Ok(page.into_events());
        }
        let rows = self.events.range((id, *ids.start())..=(id, *ids.end()));
        let rows = rows.map(|((_, event), body)| (*event, body.clone()));
        match direction {
            Direction::Forward => page.extend(rows),
            Direction::Reverse => page.extend(rows.rev()),
        }
        Ok(page.into_events())
    }

    fn segments(&self, id: ExecutionId) -> Result<Segments, ReadError> {
        Ok(self.segments.get(&id).cloned().unwrap_or_default())
    }

    fn chunk(
        &self,
        day: Day,
        id: ExecutionId,
        event: u64,
    ) -> Result<Option<Arc<Events>>, ReadError> {
        let chunk = self.chunk_after(day, id, event.saturating_sub(1));
        let chunk = chunk.filter(|chunk| chunk.first <= event);
        let events = chunk.map(|chunk| chunk.events().map(Arc::new)).transpose();
        events.map_err(|error| ReadError::Damaged(error.to_string()))
    }
}
