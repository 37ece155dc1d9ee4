//! A row of the events: one event, or several that were appended together.
//!
//! An event of its own lies under `execution event`, as every event did once. Several lie under
//! `execution last first`, each as `length:u32le bytes`. The last one's id comes first, so that the first row at or after
//! an event's key is the one that holds it. The events that one commit appends are written, compacted and deleted as
//! one row: a row each costs several times the processor time of interpreting the state they tell of.

use std::ops::RangeInclusive;

use bytes::Bytes;
use store::archive::Events;
use store::{ExecutionId, ReadError};

use crate::key;
use crate::keyspaces::Space;
use crate::read::{REMEDY, damaged, owned};

/// A row takes no further event beyond so many.
const ROW_EVENTS: usize = 128;
/// Nor one that would make it longer than this. A read of a single event reads its row.
const ROW_BYTES: usize = 16 << 10;
const LENGTH: usize = 4;

/// A row to be written.
pub(crate) struct Row {
    pub(crate) key: Vec<u8>,
    pub(crate) value: Bytes,
}

/// The rows of `events`, whose ids begin at `first`.
pub(crate) fn rows(execution: ExecutionId, first: u64, events: Vec<Bytes>) -> Vec<Row> {
    let mut rows = Vec::with_capacity(1 + events.len() / ROW_EVENTS);
    let mut open: Vec<Bytes> = Vec::new();
    let (mut bytes, mut next) = (0, first);
    for event in events {
        let more = event.len() + LENGTH;
        if !open.is_empty() && (open.len() == ROW_EVENTS || bytes + more > ROW_BYTES) {
            rows.push(row(execution, next, std::mem::take(&mut open), bytes));
            bytes = 0;
        }
        bytes += more;
        next += 1;
        open.push(event);
    }
    if !open.is_empty() {
        rows.push(row(execution, next, open, bytes));
    }
    rows
}

/// One row of the events before `next`, which take `bytes` with their lengths.
fn row(execution: ExecutionId, next: u64, mut events: Vec<Bytes>, bytes: usize) -> Row {
    let last = next - 1;
    if events.len() == 1 {
        return Row {
            key: key::event(execution, last).to_vec(),
            value: events.remove(0),
        };
    }
    let mut value = Vec::with_capacity(bytes);
    for event in &events {
        // An event's length is that of a batch at most, which is far below 4 GiB.
        let length = u32::try_from(event.len()).unwrap_or(u32::MAX);
        value.extend_from_slice(&length.to_le_bytes());
        value.extend_from_slice(event);
    }
    Row {
        key: key::events(execution, next - events.len() as u64, last).to_vec(),
        value: value.into(),
    }
}

/// The ids of a stored row's events.
pub(crate) fn ids(key: &[u8]) -> Result<(u64, u64), ReadError> {
    let ids = key::event_ids(key).filter(|(first, last)| first <= last);
    ids.ok_or_else(|| damaged(Space::Events))
}

/// The events of a stored row for which `wanted` holds, in order, each with bytes of its own.
pub(crate) fn events(
    key: &[u8],
    value: &[u8],
    wanted: impl Fn(u64) -> bool,
) -> Result<Events, ReadError> {
    let (first, last) = ids(key)?;
    if !key::holds_several(key) {
        let event = wanted(last).then(|| (last, owned(value)));
        return Ok(event.into_iter().collect());
    }
    let mut events = Events::new();
    let mut rest = value;
    for id in first..=last {
        let Some(event) = take(&mut rest) else {
            return Err(malformed(key));
        };
        if wanted(id) {
            events.push((id, owned(event)));
        }
    }
    match rest.is_empty() {
        true => Ok(events),
        false => Err(malformed(key)),
    }
}

/// The rows that remain of a stored one without the events `gone`: of those before them, and of those after them.
pub(crate) fn without(
    key: &[u8],
    value: &[u8],
    execution: ExecutionId,
    gone: &RangeInclusive<u64>,
) -> Result<Vec<Row>, ReadError> {
    let before = events(key, value, |event| event < *gone.start())?;
    let after = events(key, value, |event| event > *gone.end())?;
    let rows_of = |events: Events| {
        let first = events.first().map_or(0, |(id, _)| *id);
        let bodies = events.into_iter().map(|(_, body)| body).collect();
        rows(execution, first, bodies)
    };
    Ok([before, after].into_iter().flat_map(rows_of).collect())
}

/// The next event of a row's value.
fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, more) = rest.split_first_chunk::<LENGTH>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (event, more) = more.split_at_checked(length)?;
    *rest = more;
    Some(event)
}

fn malformed(key: &[u8]) -> ReadError {
    let execution = key::event_execution(key).map_or(0, |execution| execution.0);
    ReadError::Damaged(format!(
        "a row of events of execution {execution} is not as long as its events; {REMEDY}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ID: ExecutionId = ExecutionId(7);

    fn of(lengths: &[usize]) -> Vec<Bytes> {
        let event = |(at, length): (usize, &usize)| Bytes::from(vec![at as u8; *length]);
        lengths.iter().enumerate().map(event).collect()
    }

    fn bounds(lengths: &[usize]) -> Vec<(u64, u64)> {
        let rows = rows(ID, 1, of(lengths));
        rows.iter().map(|row| ids(&row.key).unwrap()).collect()
    }

    #[test]
    fn a_row_ends_at_128_events_or_16_kib() {
        assert_eq!(bounds(&[]), Vec::new());
        assert_eq!(bounds(&[1; 128]), [(1, 128)]);
        assert_eq!(bounds(&[1; 129]), [(1, 128), (129, 129)]);
        let half = ROW_BYTES / 2 - LENGTH;
        assert_eq!(bounds(&[half, half]), [(1, 2)]);
        assert_eq!(bounds(&[half, half + 1]), [(1, 1), (2, 2)]);
        assert_eq!(bounds(&[1, 3 * ROW_BYTES, 1]), [(1, 1), (2, 2), (3, 3)]);
    }

    #[test]
    fn an_event_alone_is_stored_as_it_is() {
        let [row] = rows(ID, 5, of(&[3])).try_into().ok().unwrap();
        assert_eq!(row.key, key::event(ID, 5));
        assert_eq!(&*row.value, [0; 3]);
    }

    #[test]
    fn the_row_of_an_event_is_the_first_at_or_after_its_key() {
        let [row] = rows(ID, 5, of(&[3, 3])).try_into().ok().unwrap();
        assert!(key::event(ID, 5).as_slice() < row.key.as_slice());
        assert!(key::event(ID, 6).as_slice() < row.key.as_slice());
        assert!(key::event(ID, 7).as_slice() > row.key.as_slice());
    }

    #[test]
    fn what_is_not_archived_keeps_a_row() {
        let [row] = rows(ID, 5, of(&[3; 6])).try_into().ok().unwrap();
        let left = |gone| {
            let rows = without(&row.key, &row.value, ID, &gone).unwrap();
            let of_row = |row: &Row| events(&row.key, &row.value, |_| true).unwrap();
            rows.iter()
                .flat_map(of_row)
                .map(|(id, _)| id)
                .collect::<Vec<_>>()
        };
        assert_eq!(left(5..=10), Vec::<u64>::new());
        assert_eq!(left(1..=7), [8, 9, 10]);
        assert_eq!(left(7..=12), [5, 6]);
        assert_eq!(left(6..=9), [5, 10]);
    }

    #[test]
    fn damaged_rows_are_refused() {
        let [row] = rows(ID, 5, of(&[3, 4])).try_into().ok().unwrap();
        let read = |key: &[u8], value: &[u8]| events(key, value, |_| true);
        assert!(read(&row.key, &row.value).is_ok());
        assert!(read(&row.key, &row.value[..12]).is_err());
        assert!(read(&row.key, &[&row.value[..], b"x"].concat()).is_err());
        assert!(read(&row.key[..20], &row.value).is_err());
        assert!(read(&key::events(ID, 6, 5), &row.value).is_err());
        assert!(read(&key::events(ID, 4, 6), &row.value).is_err());
    }

    proptest! {
        #[test]
        fn events_read_back(first in 1_u64..9, lengths in proptest::collection::vec(0_usize..2000, 0..300)) {
            let appended = of(&lengths);
            let mut read = Vec::new();
            for row in rows(ID, first, appended.clone()) {
                read.extend(events(&row.key, &row.value, |_| true).unwrap());
            }
            let numbered: Events = (first..).zip(appended).collect();
            prop_assert_eq!(read, numbered);
        }

        #[test]
        fn no_bytes_panic(key in proptest::collection::vec(any::<u8>(), 0..30), value in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = events(&key, &value, |_| true);
            let _ = events(&key::events(ID, 1, 3), &value, |_| true);
        }
    }
}
