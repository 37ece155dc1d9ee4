//! Several streams as one, in order of time. A stream is opened when its first event is due, and holds few events at a
//! time, so that a group of many streams costs little memory.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};
use std::fmt;
use std::sync::Arc;

use store::{Direction, Store};

use crate::error::LogsError;
use crate::event::{self, Stored};

/// How many events of a stream are read at once.
const CHUNK: usize = 64;

/// A stream and the times to read of it.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) name: Arc<str>,
    pub(super) id: u64,
    pub(super) start: i64,
    pub(super) end: i64,
}

/// Where an event comes in the merged order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) time: i64,
    pub(super) ingested: i64,
    pub(super) stream: u64,
    pub(super) sequence: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            time,
            ingested,
            stream,
            sequence,
        } = self;
        write!(f, "{time:x}-{ingested:x}-{stream:x}-{sequence:x}")
    }
}

impl Place {
    pub(super) fn parse(token: &str) -> Result<Self, LogsError> {
        let mut parts = token.split('-').map(|part| u64::from_str_radix(part, 16));
        let mut next = || parts.next()?.ok();
        let signed = |number: u64| i64::try_from(number).ok();
        let mut read = || {
            Some(Self {
                time: signed(next()?)?,
                ingested: signed(next()?)?,
                stream: next()?,
                sequence: next()?,
            })
        };
        let place = read();
        place
            .filter(|_| parts.next().is_none())
            .ok_or_else(LogsError::invalid_token)
    }
}

pub(super) struct Merge<'a> {
    store: &'a dyn Store,
    /// The stream whose next event is earliest comes first.
    streams: BinaryHeap<Reverse<Reader>>,
    after: Option<Place>,
}

/// A stream and what has been read of it.
struct Reader {
    /// Of the first buffered event; while nothing is buffered, no later than the next one.
    place: Place,
    source: Source,
    buffer: VecDeque<Stored>,
    /// The last event read into the buffer.
    read: Option<(i64, u64)>,
}

impl<'a> Merge<'a> {
    pub(super) fn new(store: &'a dyn Store, sources: Vec<Source>, after: Option<Place>) -> Self {
        let from = after.map_or(0, |after| after.time);
        let streams = sources.into_iter().map(|source| {
            let start = source.start.max(from);
            Reverse(Reader::new(Source { start, ..source }))
        });
        Self {
            store,
            streams: streams.collect(),
            after,
        }
    }

    /// The next event with its stream's name and its place.
    pub(super) async fn next(&mut self) -> Result<Option<(Arc<str>, Place, Stored)>, LogsError> {
        while let Some(Reverse(mut reader)) = self.streams.pop() {
            let Some(event) = reader.buffer.pop_front() else {
                if reader.fill(self.store).await? {
                    self.streams.push(Reverse(reader));
                }
                continue;
            };
            let place = reader.place;
            let name = Arc::clone(&reader.source.name);
            reader.advance();
            self.streams.push(Reverse(reader));
            if self.after.is_none_or(|after| place > after) {
                return Ok(Some((name, place, event)));
            }
        }
        Ok(None)
    }
}

impl Reader {
    fn new(source: Source) -> Self {
        let place = Place {
            time: source.start,
            ingested: i64::MIN,
            stream: source.id,
            sequence: 0,
        };
        Self {
            place,
            source,
            buffer: VecDeque::new(),
            read: None,
        }
    }

    /// Reads on; false when there is nothing more.
    async fn fill(&mut self, store: &dyn Store) -> Result<bool, LogsError> {
        let Source { id, start, end, .. } = self.source;
        let rows = store.log_events(id, start, end, self.read, Direction::Forward, CHUNK);
        for row in rows.await? {
            self.read = Some((row.0, row.1));
            self.buffer.push_back(event::decode(row)?);
        }
        self.advance();
        Ok(!self.buffer.is_empty())
    }

    /// Sets the place to that of the next event. An empty buffer keeps it: what is read next comes later.
    fn advance(&mut self) {
        if let Some(event) = self.buffer.front() {
            self.place = Place {
                time: event.time,
                ingested: event.ingested,
                stream: self.source.id,
                sequence: event.sequence,
            };
        }
    }
}

impl PartialEq for Reader {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl Eq for Reader {}

impl PartialOrd for Reader {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Reader {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place.cmp(&other.place)
    }
}
