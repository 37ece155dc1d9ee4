//! The archive: events of finished executions in compressed chunks, by the day on which the execution ended.
//!
//! An execution's events are one sequence, of which a prefix may be archived: first [`Segment`]s, each in one day, then
//! the rows that are not archived. [`History`] joins them, so that readers see no difference. An execution has more
//! than one segment when it was redriven after its events had been archived.

mod chunk;
mod history;
mod segment;

pub use chunk::{CHUNK_BYTES, CHUNK_EVENTS, Chunk, Chunker, Events};
pub use history::History;
pub use segment::{Segment, Segments};

/// A day of the archive: days since 1970-01-01 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(pub u32);

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

impl Day {
    /// The day of a moment in milliseconds since the epoch. What lies before the epoch is of the first day.
    #[must_use]
    pub fn of_millis(millis: i64) -> Self {
        Self(u32::try_from(millis / DAY_MILLIS).unwrap_or(0))
    }

    /// The day `days` before this one.
    #[must_use]
    pub fn before(self, days: u32) -> Self {
        Self(self.0.saturating_sub(days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_24_hours_of_utc() {
        assert_eq!(Day::of_millis(0), Day(0));
        assert_eq!(Day::of_millis(86_399_999), Day(0));
        assert_eq!(Day::of_millis(86_400_000), Day(1));
        assert_eq!(Day::of_millis(-1), Day(0));
        assert_eq!(Day::of_millis(i64::MAX), Day(0));
        assert_eq!(Day(100).before(90), Day(10));
        assert_eq!(Day(10).before(90), Day(0));
    }
}
