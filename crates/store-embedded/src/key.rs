//! How keys lie on disk. Numbers are big-endian, so that bytes sort as the numbers do; signed ones have their sign bit
//! flipped; machines carry their length, so that no machine's keys begin with another's.
//!
//! ```text
//! events      execution event             -> event
//!             execution last first        -> events
//! executions  execution
//! index       'n' machine name            -> execution
//!             'l' machine !execution                     (all, newest first)
//!             's' machine status !execution              (by status, newest first)
//!             'd' collection 0 key        -> document
//!             'a' execution               -> segments of its archived events
//! queue       't' due execution timer
//!             'o' execution task          -> task
//!             0                                          (deleted when memory is given back, never put)
//! logs        stream time sequence        -> log event
//! archive-N   execution last-event        -> chunk            (a keyspace for each day)
//! ```

use store::{ExecutionId, OfferKey, TimerKey};

/// A key of the queue that is never put: a commit that changes nothing deletes it.
pub(crate) const MARK: [u8; 1] = [0];

pub(crate) fn event(execution: ExecutionId, event: u64) -> [u8; 16] {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&execution.0.to_be_bytes());
    key[8..].copy_from_slice(&event.to_be_bytes());
    key
}

/// Events `first..=last` in one row.
pub(crate) fn events(execution: ExecutionId, first: u64, last: u64) -> [u8; 24] {
    let mut key = [0; 24];
    key[..16].copy_from_slice(&event(execution, last));
    key[16..].copy_from_slice(&first.to_be_bytes());
    key
}

/// After every row of an execution.
pub(crate) fn after_events(execution: ExecutionId) -> [u8; 25] {
    let mut key = [0xff; 25];
    key[..8].copy_from_slice(&execution.0.to_be_bytes());
    key
}

/// True for a key made by [`events`].
pub(crate) fn holds_several(key: &[u8]) -> bool {
    key.len() == 24
}

/// The ids of the first and the last event of a row.
pub(crate) fn event_ids(key: &[u8]) -> Option<(u64, u64)> {
    let last = number(key, 8)?;
    match key.len() {
        16 => Some((last, last)),
        _ if holds_several(key) => Some((number(key, 16)?, last)),
        _ => None,
    }
}

/// The execution of a key of the events or of an archived day.
pub(crate) fn event_execution(key: &[u8]) -> Option<ExecutionId> {
    number(key, 0).map(ExecutionId)
}

pub(crate) fn segments(execution: ExecutionId) -> [u8; 9] {
    let mut key = [b'a'; 9];
    key[1..].copy_from_slice(&execution.0.to_be_bytes());
    key
}

/// The last event's id of an archived chunk's key.
pub(crate) fn event_id(key: &[u8]) -> Option<u64> {
    number(key, 8)
}

pub(crate) fn execution(execution: ExecutionId) -> [u8; 8] {
    execution.0.to_be_bytes()
}

pub(crate) fn name(machine: &str, name: &str) -> Vec<u8> {
    let mut key = machine_prefix(b'n', machine, name.len());
    key.extend_from_slice(name.as_bytes());
    key
}

/// What all executions of a machine's list (by status, or all) begin with.
pub(crate) fn list(machine: &str, status: Option<u8>) -> Vec<u8> {
    let tag = if status.is_some() { b's' } else { b'l' };
    let mut key = machine_prefix(tag, machine, 9);
    key.extend(status);
    key
}

pub(crate) fn in_list(machine: &str, status: Option<u8>, execution: ExecutionId) -> Vec<u8> {
    let mut key = list(machine, status);
    key.extend_from_slice(&(!execution.0).to_be_bytes());
    key
}

/// The execution of a key in a list whose keys begin with `prefix` bytes.
pub(crate) fn listed_execution(key: &[u8], prefix: usize) -> Option<ExecutionId> {
    number(key, prefix).map(|id| ExecutionId(!id))
}

/// The execution that a name's value holds.
pub(crate) fn named_execution(value: &[u8]) -> Option<ExecutionId> {
    number(value, 0).map(ExecutionId)
}

pub(crate) const TIMERS: u8 = b't';

pub(crate) fn timer(timer: TimerKey) -> [u8; 25] {
    let mut key = [TIMERS; 25];
    key[1..9].copy_from_slice(&signed(timer.due));
    key[9..17].copy_from_slice(&timer.execution.0.to_be_bytes());
    key[17..].copy_from_slice(&timer.timer.to_be_bytes());
    key
}

pub(crate) fn timer_of(key: &[u8]) -> Option<TimerKey> {
    Some(TimerKey {
        due: unsigned(number(key, 1)?),
        execution: ExecutionId(number(key, 9)?),
        timer: number(key, 17)?,
    })
}

pub(crate) const OFFERS: u8 = b'o';

pub(crate) fn offer(offer: OfferKey) -> [u8; 17] {
    let mut key = [OFFERS; 17];
    key[1..9].copy_from_slice(&offer.execution.0.to_be_bytes());
    key[9..].copy_from_slice(&offer.task.to_be_bytes());
    key
}

pub(crate) fn offer_of(key: &[u8]) -> Option<OfferKey> {
    Some(OfferKey {
        execution: ExecutionId(number(key, 1)?),
        task: number(key, 9)?,
    })
}

pub(crate) fn document(collection: &str, key: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(collection.len() + 2 + key.len());
    bytes.push(b'd');
    bytes.extend_from_slice(collection.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(key.as_bytes());
    bytes
}

/// The document's key in its collection.
pub(crate) fn document_key(key: &[u8], collection: &str) -> Option<String> {
    let key = key.get(collection.len() + 2..)?;
    String::from_utf8(key.to_vec()).ok()
}

pub(crate) fn log(stream: u64, time: i64, sequence: u64) -> [u8; 24] {
    let mut key = [0; 24];
    key[..8].copy_from_slice(&stream.to_be_bytes());
    key[8..16].copy_from_slice(&signed(time));
    key[16..].copy_from_slice(&sequence.to_be_bytes());
    key
}

/// Time and sequence of a key of the logs.
pub(crate) fn log_of(key: &[u8]) -> Option<(i64, u64)> {
    Some((unsigned(number(key, 8)?), number(key, 16)?))
}

fn machine_prefix(tag: u8, machine: &str, more: usize) -> Vec<u8> {
    let length = u32::try_from(machine.len()).unwrap_or(u32::MAX);
    let mut key = Vec::with_capacity(5 + machine.len() + more);
    key.push(tag);
    key.extend_from_slice(&length.to_be_bytes());
    key.extend_from_slice(machine.as_bytes());
    key
}

fn signed(number: i64) -> [u8; 8] {
    (number.cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

fn unsigned(stored: u64) -> i64 {
    (stored ^ (1 << 63)).cast_signed()
}

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    bytes.try_into().ok().map(u64::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_machine_is_no_prefix_of_another() {
        let longer = in_list("m1", None, ExecutionId(1));
        assert!(!longer.starts_with(&list("m", None)));
        assert_ne!(name("m", "1x"), name("m1", "x"));
        assert_ne!(document("a", "b"), document("ab", ""));
    }

    #[test]
    fn newer_executions_sort_first() {
        assert!(in_list("m", Some(1), ExecutionId(2)) < in_list("m", Some(1), ExecutionId(1)));
        let key = in_list("m", Some(1), ExecutionId(7));
        let prefix = list("m", Some(1)).len();
        assert_eq!(listed_execution(&key, prefix), Some(ExecutionId(7)));
    }

    proptest! {
        #[test]
        fn keys_sort_as_what_they_hold(a: (i64, u64, u64), b: (i64, u64, u64)) {
            let [x, y] = [a, b].map(|(due, execution, timer)| TimerKey {
                due,
                execution: ExecutionId(execution),
                timer,
            });
            prop_assert_eq!(timer(x).cmp(&timer(y)), x.cmp(&y));
            prop_assert_eq!(timer_of(&timer(x)), Some(x));
            let log_order = log(1, a.0, a.1).cmp(&log(1, b.0, b.1));
            prop_assert_eq!(log_order, (a.0, a.1).cmp(&(b.0, b.1)));
            prop_assert_eq!(log_of(&log(1, a.0, a.1)), Some((a.0, a.1)));
        }

        #[test]
        fn no_key_panics(key in proptest::collection::vec(any::<u8>(), 0..40), at in 0_usize..50) {
            let _ = (event_id(&key), event_ids(&key), timer_of(&key), offer_of(&key), log_of(&key));
            let _ = (listed_execution(&key, at), named_execution(&key), document_key(&key, "c"));
        }
    }
}
