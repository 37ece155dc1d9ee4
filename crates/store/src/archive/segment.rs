//! Which days hold the archived events of an execution.

use bytes::Bytes;

use super::Day;
use crate::record::DecodeError;

const FORMAT: u8 = 1;
const LENGTH: usize = 12;

/// The events after the previous segment, up to and including `last`, lie in `day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The id of its last event.
    pub last: u64,
    /// Where they are.
    pub day: Day,
}

/// The segments of an execution, by their events. They begin with event 1 and have no gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segments(Vec<Segment>);

impl Segments {
    /// The id of the last archived event; 0 when none is.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.0.last().map_or(0, |segment| segment.last)
    }

    /// Where an event is, if it is archived.
    #[must_use]
    pub fn day_of(&self, event: u64) -> Option<Day> {
        let holds = |segment: &&Segment| event <= segment.last;
        self.0.iter().find(holds).map(|segment| segment.day)
    }

    /// The segments.
    pub fn iter(&self) -> impl Iterator<Item = &Segment> {
        self.0.iter()
    }

    /// Says that the events `first..=last` are in `day` now, wherever they were.
    pub fn place(&mut self, first: u64, last: u64, day: Day) {
        let old = std::mem::take(&mut self.0);
        let until = |end: u64| {
            let inside = old.iter().take_while(move |segment| segment.last < end);
            let cut = old.iter().find(|segment| segment.last >= end);
            let cut = cut.map(|segment| Segment {
                last: end,
                day: segment.day,
            });
            inside.copied().chain(cut.filter(|_| end > 0))
        };
        let before = until(first.saturating_sub(1));
        let after = old.iter().filter(|segment| segment.last > last);
        let placed = Segment { last, day };
        for segment in before.chain([placed]).chain(after.copied()) {
            match self.0.last_mut() {
                Some(previous) if previous.day == segment.day => previous.last = segment.last,
                _ => self.0.push(segment),
            }
        }
    }

    /// As bytes, format byte first.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        let mut bytes = vec![FORMAT];
        for segment in &self.0 {
            bytes.extend(segment.last.to_be_bytes());
            bytes.extend(segment.day.0.to_be_bytes());
        }
        bytes.into()
    }

    /// What [`Segments::encode`] wrote.
    ///
    /// # Errors
    /// When the bytes are not segments of a known format.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (&found, body) = bytes.split_first().ok_or(DecodeError::Empty)?;
        if found != FORMAT {
            return Err(DecodeError::Format {
                found,
                known: FORMAT,
            });
        }
        let (segments, rest) = body.as_chunks::<LENGTH>();
        if !rest.is_empty() {
            return Err(DecodeError::Malformed("segments are cut off".into()));
        }
        Ok(Self(segments.iter().map(segment).collect()))
    }
}

fn segment(bytes: &[u8; LENGTH]) -> Segment {
    let [a, b, c, d, e, f, g, h, day @ ..] = *bytes;
    Segment {
        last: u64::from_be_bytes([a, b, c, d, e, f, g, h]),
        day: Day(u32::from_be_bytes(day)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(segments: &Segments) -> String {
        let show = |segment: &Segment| format!("{}@{}", segment.last, segment.day.0);
        segments.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn segments_grow_join_and_move() {
        let mut segments = Segments::default();
        assert_eq!((segments.end(), segments.day_of(1)), (0, None));
        segments.place(1, 256, Day(7));
        segments.place(257, 300, Day(7));
        assert_eq!(shown(&segments), "300@7");
        // Redriven, and ended again on another day.
        segments.place(301, 340, Day(9));
        assert_eq!(shown(&segments), "300@7 340@9");
        assert_eq!(segments.day_of(300), Some(Day(7)));
        assert_eq!(segments.day_of(301), Some(Day(9)));
        assert_eq!(segments.day_of(341), None);
        // The older day is given up: its chunks move one by one.
        segments.place(1, 256, Day(9));
        assert_eq!(shown(&segments), "256@9 300@7 340@9");
        segments.place(257, 300, Day(9));
        assert_eq!(shown(&segments), "340@9");
        segments.place(10, 20, Day(3));
        assert_eq!(shown(&segments), "9@9 20@3 340@9");
    }

    #[test]
    fn they_read_back_and_others_are_refused() {
        let mut segments = Segments::default();
        assert_eq!(Segments::decode(&segments.encode()), Ok(segments.clone()));
        segments.place(1, u64::MAX, Day(u32::MAX));
        let bytes = segments.encode();
        assert_eq!(Segments::decode(&bytes), Ok(segments));
        assert_eq!(Segments::decode(b""), Err(DecodeError::Empty));
        assert!(Segments::decode(&bytes[..5]).is_err());
        assert!(Segments::decode(b"\x02").is_err());
    }
}
