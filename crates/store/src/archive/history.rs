//! One sequence of events out of the archive and the rows that are not archived.

use std::sync::Arc;

use super::{Day, Events, Segments};
use crate::api::{Direction, EVENTS_BYTES, EventPage, ReadError};
use crate::id::ExecutionId;

/// A chunk may move to another day between two reads; then the segments are read again. It moves once in its life.
const ATTEMPTS: usize = 4;

/// What a backend keeps of histories. [`History::read`] joins it.
///
/// Rows are read before segments, and a batch that archives events changes both at once: what is not among the rows any
/// more is in the segments.
pub trait History {
    /// Rows that are not archived, as [`Store::events`](crate::Store::events) has them.
    ///
    /// # Errors
    /// Those of the medium.
    fn rows(
        &self,
        id: ExecutionId,
        from: u64,
        direction: Direction,
        limit: usize,
    ) -> Result<Events, ReadError>;

    /// Where the archived events of an execution are.
    ///
    /// # Errors
    /// Those of the medium.
    fn segments(&self, id: ExecutionId) -> Result<Segments, ReadError>;

    /// The events of the chunk of `day` that holds an event, if there is one.
    ///
    /// # Errors
    /// Those of the medium.
    fn chunk(
        &self,
        day: Day,
        id: ExecutionId,
        event: u64,
    ) -> Result<Option<Arc<Events>>, ReadError>;

    /// Events, wherever they are.
    ///
    /// # Errors
    /// Those of the medium.
    fn read(
        &self,
        id: ExecutionId,
        from: u64,
        direction: Direction,
        limit: usize,
    ) -> Result<Events, ReadError> {
        let rows = self.rows(id, from, direction, limit)?;
        if is_complete(&rows, from, direction, limit) {
            return Ok(rows);
        }
        for _ in 0..ATTEMPTS {
            let segments = self.segments(id)?;
            let page = EventPage::new(limit);
            let joined = match direction {
                Direction::Forward => forward(self, page, id, &segments, from, &rows)?,
                Direction::Reverse => reverse(self, page, id, &segments, from, &rows)?,
            };
            if let Some(events) = joined {
                return Ok(events);
            }
        }
        Err(ReadError::Damaged(format!(
            "archived events of execution {id} are missing"
        )))
    }
}

/// Nothing of what was asked for can be in the archive.
fn is_complete(rows: &Events, from: u64, direction: Direction, limit: usize) -> bool {
    match direction {
        Direction::Forward => rows.first().is_some_and(|(id, _)| *id <= from.max(1)),
        Direction::Reverse => {
            rows.len() >= limit
                || rows.last().is_some_and(|(id, _)| *id <= 1)
                || size(rows) >= EVENTS_BYTES
        }
    }
}

fn size(rows: &Events) -> usize {
    rows.iter().map(|(_, body)| body.len()).sum()
}

fn forward<H: History + ?Sized>(
    history: &H,
    mut page: EventPage,
    id: ExecutionId,
    segments: &Segments,
    from: u64,
    rows: &Events,
) -> Result<Option<Events>, ReadError> {
    let end = segments.end();
    let mut at = from.max(1);
    while at <= end && page.has_room() {
        let Some(events) = chunk(history, id, segments, at)? else {
            return Ok(None);
        };
        let wanted = events.iter().filter(|(id, _)| (at..=end).contains(id));
        page.extend(wanted.cloned());
        let last = events.last().map_or(at, |(id, _)| *id);
        let Some(next) = last.checked_add(1) else {
            break;
        };
        at = next;
    }
    page.extend(rows.iter().filter(|(id, _)| *id > end).cloned());
    Ok(Some(page.into_events()))
}

fn reverse<H: History + ?Sized>(
    history: &H,
    mut page: EventPage,
    id: ExecutionId,
    segments: &Segments,
    from: u64,
    rows: &Events,
) -> Result<Option<Events>, ReadError> {
    let end = segments.end();
    page.extend(rows.iter().filter(|(id, _)| *id > end).cloned());
    let mut at = from.min(end);
    while at > 0 && page.has_room() {
        let Some(events) = chunk(history, id, segments, at)? else {
            return Ok(None);
        };
        page.extend(events.iter().rev().filter(|(id, _)| *id <= at).cloned());
        at = events.first().map_or(0, |(id, _)| id.saturating_sub(1));
    }
    Ok(Some(page.into_events()))
}

fn chunk<H: History + ?Sized>(
    history: &H,
    id: ExecutionId,
    segments: &Segments,
    event: u64,
) -> Result<Option<Arc<Events>>, ReadError> {
    match segments.day_of(event) {
        Some(day) => history.chunk(day, id, event),
        None => Ok(None),
    }
}
