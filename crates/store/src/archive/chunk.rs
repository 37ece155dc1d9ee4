//! A chunk: consecutive events of one execution, compressed together.
//!
//! ```text
//! format:u8 first:u64be zstd(event*)      event: length:u32le bytes
//! ```
//! The events of a history resemble each other, which is why they are compressed together: 48 events with payloads of
//! 330 bytes take a fifth of their size, one by one four fifths.

use bytes::{BufMut, Bytes, BytesMut};

use crate::record::DecodeError;

/// A chunk is closed when it holds this many events.
pub const CHUNK_EVENTS: usize = 256;
/// A chunk is closed when its events have this many bytes. A single event may be longer.
pub const CHUNK_BYTES: usize = 256 << 10;

const FORMAT: u8 = 1;
const HEADER: usize = 9;
/// Higher levels take several times the time and gain little on chunks of this size.
const LEVEL: i32 = 1;

/// Events by their ids, in order.
pub type Events = Vec<(u64, Bytes)>;

/// Consecutive events as they are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// The id of the first event.
    pub first: u64,
    /// The id of the last event.
    pub last: u64,
    /// The stored bytes.
    pub body: Bytes,
}

impl Chunk {
    /// A stored chunk whose last event is `last`.
    ///
    /// # Errors
    /// When the format is unknown here.
    pub fn stored(last: u64, body: Bytes) -> Result<Self, DecodeError> {
        let &found = body.first().ok_or(DecodeError::Empty)?;
        if found != FORMAT {
            return Err(DecodeError::Format {
                found,
                known: FORMAT,
            });
        }
        let first = body.get(1..HEADER).and_then(|first| first.try_into().ok());
        let first = first.map(u64::from_be_bytes);
        let first = first.filter(|first| *first <= last);
        let first = first.ok_or_else(|| malformed("its ids are wrong"))?;
        Ok(Self { first, last, body })
    }

    /// The events.
    ///
    /// # Errors
    /// When the bytes are not those of so many events.
    pub fn events(&self) -> Result<Events, DecodeError> {
        let frame = self.body.get(HEADER..).unwrap_or_default();
        let raw = zstd::stream::decode_all(frame).map_err(|error| malformed(&error.to_string()))?;
        let mut raw = Bytes::from(raw);
        let mut events = Vec::new();
        for id in self.first..=self.last {
            let length = raw.get(..4).and_then(|length| length.try_into().ok());
            let length = length.map_or(usize::MAX, |length| u32::from_le_bytes(length) as usize);
            if length > raw.len().saturating_sub(4) {
                return Err(malformed("an event is missing"));
            }
            drop(raw.split_to(4));
            // A copy of its own: a part would keep the whole chunk in memory.
            events.push((id, Bytes::copy_from_slice(&raw.split_to(length))));
        }
        if !raw.is_empty() {
            return Err(malformed("it holds more than its events"));
        }
        Ok(events)
    }
}

fn malformed(why: &str) -> DecodeError {
    DecodeError::Malformed(format!("an archived chunk: {why}"))
}

/// Collects consecutive events into chunks.
#[derive(Debug, Default)]
pub struct Chunker {
    first: u64,
    count: usize,
    raw: Vec<u8>,
}

impl Chunker {
    /// Adds the event that follows the last one added, and returns the chunk that is full before it, if one is.
    pub fn push(&mut self, id: u64, event: &[u8]) -> Option<Chunk> {
        let full = self.count == CHUNK_EVENTS || self.raw.len() + event.len() > CHUNK_BYTES;
        let chunk = if full { self.take() } else { None };
        if self.count == 0 {
            self.first = id;
        }
        self.count += 1;
        // An event's length is that of a batch at most, which is far below 4 GiB.
        let length = u32::try_from(event.len()).unwrap_or(u32::MAX);
        self.raw.extend_from_slice(&length.to_le_bytes());
        self.raw.extend_from_slice(event);
        chunk
    }

    /// The chunk of what was added since the last one; `None` when that is nothing.
    pub fn take(&mut self) -> Option<Chunk> {
        let count = std::mem::take(&mut self.count) as u64;
        let raw = std::mem::take(&mut self.raw);
        let last = self.first + count.checked_sub(1)?;
        Some(Chunk {
            first: self.first,
            last,
            body: compress(self.first, &raw),
        })
    }
}

fn compress(first: u64, raw: &[u8]) -> Bytes {
    let frame = zstd::bulk::compress(raw, LEVEL)
        .expect("compressing into a buffer of sufficient size does not fail");
    let mut body = BytesMut::with_capacity(HEADER + frame.len());
    body.put_u8(FORMAT);
    body.put_u64(first);
    body.put_slice(&frame);
    body.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chunks(events: &Events) -> Vec<Chunk> {
        let mut chunker = Chunker::default();
        let mut chunks: Vec<Chunk> = events
            .iter()
            .filter_map(|(id, event)| chunker.push(*id, event))
            .collect();
        chunks.extend(chunker.take());
        assert_eq!(chunker.take(), None);
        chunks
    }

    fn numbered(first: u64, lengths: &[usize]) -> Events {
        let event = |length: &usize| Bytes::from(vec![b'x'; *length]);
        (first..).zip(lengths.iter().map(event)).collect()
    }

    #[test]
    fn a_chunk_ends_at_256_events_or_256_kib() {
        let bounds = |lengths: &[usize]| {
            let chunks = chunks(&numbered(1, lengths));
            chunks.iter().map(|c| (c.first, c.last)).collect::<Vec<_>>()
        };
        assert_eq!(bounds(&[1; 256]), [(1, 256)]);
        assert_eq!(bounds(&[1; 257]), [(1, 256), (257, 257)]);
        let half = CHUNK_BYTES / 2 - 4;
        assert_eq!(bounds(&[half, half]), [(1, 2)]);
        assert_eq!(bounds(&[half, half + 5]), [(1, 1), (2, 2)]);
        assert_eq!(bounds(&[5, 3 * CHUNK_BYTES, 5]), [(1, 1), (2, 2), (3, 3)]);
    }

    #[test]
    fn damaged_chunks_are_refused() {
        let chunk = chunks(&numbered(3, &[10, 20])).remove(0);
        let body = |edit: &dyn Fn(&mut Vec<u8>)| {
            let mut body = chunk.body.to_vec();
            edit(&mut body);
            Chunk::stored(4, body.into()).and_then(|chunk| chunk.events())
        };
        assert!(body(&|_| {}).is_ok());
        assert!(matches!(
            body(&|b| b[0] = 9),
            Err(DecodeError::Format { .. })
        ));
        assert_eq!(body(&|b| b.clear()), Err(DecodeError::Empty));
        assert!(body(&|b| b.truncate(5)).is_err());
        assert!(body(&|b| b.truncate(20)).is_err());
        assert!(body(&|b| b[8] = 5).is_err());
        assert!(body(&|b| b[8] = 2).is_err());
        assert!(body(&|b| b[8] = 4).is_err());
    }

    proptest! {
        #[test]
        fn events_read_back(first in 1_u64..9, lengths in proptest::collection::vec(0_usize..2000, 0..600)) {
            let events = numbered(first, &lengths);
            let mut read = Vec::new();
            for chunk in chunks(&events) {
                let stored = Chunk::stored(chunk.last, chunk.body.clone()).unwrap();
                prop_assert_eq!(&stored, &chunk);
                read.extend(stored.events().unwrap());
            }
            prop_assert_eq!(read, events);
        }

        #[test]
        fn no_bytes_panic(last: u64, bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let mut bytes = bytes;
            if let Some(format) = bytes.first_mut() { *format = FORMAT; }
            let _ = Chunk::stored(last, bytes.into()).map(|chunk| chunk.events());
        }
    }
}
