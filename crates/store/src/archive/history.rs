//! One sequence of events out of the archive and the rows that are not archived.

use std::ops::RangeInclusive;
use std::sync::Arc;

use super::{Day, Events, Segments};
use crate::api::{Direction, EventPage, ReadError};
use crate::id::ExecutionId;

/// A chunk may move to another day between two reads; then the segments are read again. It moves once in its life.
const ATTEMPTS: usize = 4;

/// What a backend keeps of histories. [`History::read`] joins it.
///
/// Segments are read first, so that the rows that were archived are not looked for: what a backend has deleted may take
/// it long to step over. A batch that archives events in between leaves a hole, and then the segments are read again.
pub trait History {
    /// Rows `low..=high` that are not archived, as [`Store::events`](crate::Store::events) has them.
    ///
    /// # Errors
    /// Those of the medium.
    fn rows(
        &self,
        id: ExecutionId,
        ids: RangeInclusive<u64>,
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
        let mut segments = self.segments(id)?;
        for _ in 0..ATTEMPTS {
            let page = EventPage::new(limit);
            let joined = match direction {
                Direction::Forward => forward(self, page, id, &segments, from)?,
                Direction::Reverse => reverse(self, page, id, &segments, from)?,
            };
            match joined {
                Joined::Whole(events) => return Ok(events),
                Joined::Hole(events) => {
                    let again = self.segments(id)?;
                    match events {
                        // There is nothing where the hole is.
                        Some(events) if again == segments => return Ok(events),
                        _ => segments = again,
                    }
                }
            }
        }
        Err(ReadError::Damaged(format!(
            "archived events of execution {id} are missing"
        )))
    }
}

/// What reading both places gave.
enum Joined {
    Whole(Events),
    /// Rows do not begin where the archive ends, or a chunk is not where it should be.
    Hole(Option<Events>),
}

fn forward<H: History + ?Sized>(
    history: &H,
    mut page: EventPage,
    id: ExecutionId,
    segments: &Segments,
    from: u64,
) -> Result<Joined, ReadError> {
    let end = segments.end();
    let mut at = from.max(1);
    while at <= end && page.has_room() {
        let Some(events) = chunk(history, id, segments, at)? else {
            return Ok(Joined::Hole(None));
        };
        let wanted = events.iter().filter(|(id, _)| (at..=end).contains(id));
        page.extend(wanted.cloned());
        let last = events.last().map_or(at, |(id, _)| *id);
        let Some(next) = last.checked_add(1) else {
            break;
        };
        at = next;
    }
    let low = match end {
        0 => from,
        _ => from.max(end.saturating_add(1)),
    };
    if !page.has_room() || end == u64::MAX {
        return Ok(Joined::Whole(page.into_events()));
    }
    let rows = history.rows(id, low..=u64::MAX, Direction::Forward, page.room())?;
    let begins = rows.first().is_some_and(|(id, _)| *id <= low.max(1));
    page.extend(rows.into_iter());
    Ok(joined(begins, page))
}

fn reverse<H: History + ?Sized>(
    history: &H,
    mut page: EventPage,
    id: ExecutionId,
    segments: &Segments,
    from: u64,
) -> Result<Joined, ReadError> {
    let end = segments.end();
    let mut begins = true;
    if from > end || end == 0 {
        let low = if end == 0 { 0 } else { end + 1 };
        let rows = history.rows(id, low..=from, Direction::Reverse, page.room())?;
        let lowest = rows.last().map(|(id, _)| *id);
        page.extend(rows.into_iter());
        begins = !page.has_room() || lowest.is_some_and(|lowest| lowest <= low.max(1));
    }
    let mut at = from.min(end);
    while at > 0 && page.has_room() {
        let Some(events) = chunk(history, id, segments, at)? else {
            return Ok(Joined::Hole(None));
        };
        page.extend(events.iter().rev().filter(|(id, _)| *id <= at).cloned());
        at = events.first().map_or(0, |(id, _)| id.saturating_sub(1));
    }
    Ok(joined(begins, page))
}

fn joined(begins: bool, page: EventPage) -> Joined {
    match begins {
        true => Joined::Whole(page.into_events()),
        false => Joined::Hole(Some(page.into_events())),
    }
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
