//! Events come in: from the server's own writers, and through PutLogEvents.

use model::{Scope, Timestamp};
use store::{Batch, Commit, Write};

use crate::error::LogsError;
use crate::event::{self, LogEvent, OVERHEAD};
use crate::group;
use crate::logs::Logs;
use crate::state::{GroupDocument, State, Stream, StreamDocument};
use crate::stream;

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;

/// Limits of PutLogEvents.
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html>.
pub mod limits {
    /// Events in one call.
    pub const EVENTS: usize = 10_000;
    /// Bytes of one call: messages and 26 for each.
    pub const BYTES: usize = 1_048_576;
}

/// Which events of a PutLogEvents were not taken, as indexes into its list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rejected {
    /// This one and all later ones are more than two hours ahead.
    pub too_new_start: Option<usize>,
    /// All before this one are older than 14 days.
    pub too_old_end: Option<usize>,
    /// All before this one are older than the group keeps events.
    pub expired_end: Option<usize>,
}

impl Logs {
    /// Writes events of the server's own making (functions, state machines). Group and stream are created on demand.
    /// Does not wait: await the commit to know that they are durable. Needs a tokio runtime around it.
    ///
    /// # Errors
    /// [`LogsError::InvalidParameter`] when a name is not allowed.
    pub fn put(
        &self,
        scope: &Scope,
        group: &str,
        stream: &str,
        events: Vec<LogEvent>,
    ) -> Result<Commit, LogsError> {
        group::check_name(group)?;
        stream::check_name(stream)?;
        let now = self.now().millis();
        let key = GroupDocument::key(scope, group);
        let ((), commit) = self.change(|state, batch| {
            if !state.groups.contains_key(&key) {
                let document = GroupDocument::new(now, Default::default());
                group::insert(state, batch, key.clone(), document);
            }
            ensure_stream(state, scope, group, stream, now)?;
            append(state, batch, &key, stream, events, now)
        })?;
        Ok(self.wake_when_durable(key, commit))
    }

    /// PutLogEvents: into a stream that exists, within AWS's limits.
    ///
    /// # Errors
    /// [`LogsError::GroupNotFound`], [`LogsError::StreamNotFound`], [`LogsError::InvalidParameter`] when the batch is too
    /// large, out of order, or spans more than a day.
    pub async fn put_log_events(
        &self,
        scope: &Scope,
        group: &str,
        stream: &str,
        events: Vec<LogEvent>,
    ) -> Result<Rejected, LogsError> {
        check_batch(&events)?;
        let now = self.now();
        let key = GroupDocument::key(scope, group);
        let (rejected, commit) = self.change(|state, batch| {
            let found = state.group(scope, group)?;
            found.stream(stream)?;
            let kept_from = found.expired_before(now.millis());
            let rejected = Rejected::of(&events, now, kept_from);
            let taken = rejected.taken(events);
            check_span(&taken)?;
            append(state, batch, &key, stream, taken, now.millis())?;
            Ok(rejected)
        })?;
        self.wake_when_durable(key, commit).await?;
        Ok(rejected)
    }
}

impl Rejected {
    /// `events` are in chronological order.
    fn of(events: &[LogEvent], now: Timestamp, kept_from: i64) -> Self {
        let now = now.millis();
        let before = |limit: i64| events.partition_point(|e| e.timestamp.millis() < limit);
        let some = |end: usize| (end > 0).then_some(end);
        let too_new = before(now.saturating_add(2 * HOUR + 1));
        Self {
            too_new_start: (too_new < events.len()).then_some(too_new),
            too_old_end: some(before(now.saturating_sub(14 * DAY))),
            expired_end: some(before(kept_from)),
        }
    }

    fn taken(self, mut events: Vec<LogEvent>) -> Vec<LogEvent> {
        events.truncate(self.too_new_start.unwrap_or(events.len()));
        let start = self.too_old_end.max(self.expired_end).unwrap_or(0);
        events.split_off(start.min(events.len()))
    }
}

fn check_batch(events: &[LogEvent]) -> Result<(), LogsError> {
    if events.is_empty() || events.len() > limits::EVENTS {
        return Err(LogsError::invalid(format!(
            "1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length \
             between 1 and {}",
            limits::EVENTS
        )));
    }
    let bytes: usize = events.iter().map(|e| e.message.len() + OVERHEAD).sum();
    if bytes > limits::BYTES {
        let most = limits::BYTES;
        return Err(LogsError::invalid(format!(
            "Upload too large: {bytes} bytes exceeds limit of {most}"
        )));
    }
    if !events.is_sorted_by_key(|event| event.timestamp) {
        return Err(LogsError::invalid(
            "Log events in a single PutLogEvents request must be in chronological order.",
        ));
    }
    Ok(())
}

fn check_span(events: &[LogEvent]) -> Result<(), LogsError> {
    let time = |event: Option<&LogEvent>| event.map_or(0, |event| event.timestamp.millis());
    if time(events.last()) - time(events.first()) > DAY {
        return Err(LogsError::invalid(
            "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
        ));
    }
    Ok(())
}

fn ensure_stream(
    state: &mut State,
    scope: &Scope,
    group: &str,
    stream: &str,
    now: i64,
) -> Result<(), LogsError> {
    if state.group(scope, group)?.streams.contains_key(stream) {
        return Ok(());
    }
    // Its document is written with its first events.
    let document = StreamDocument::new(state.next_stream(), now);
    let streams = &mut state.group_mut(scope, group)?.streams;
    streams.insert(stream.into(), Stream { document });
    Ok(())
}

fn append(
    state: &mut State,
    batch: &mut Batch,
    group_key: &str,
    name: &str,
    events: Vec<LogEvent>,
    now: i64,
) -> Result<(), LogsError> {
    let group = state.groups.get_mut(group_key);
    let group = group.ok_or(LogsError::GroupNotFound)?;
    let stream = group.streams.get_mut(name);
    let document = &mut stream.ok_or(LogsError::StreamNotFound)?.document;
    // Events of one time sort by it, also when the clock was set back.
    let now = document.times.map_or(now, |times| times.ingested.max(now));
    for LogEvent { timestamp, message } in events {
        // There is no time before the epoch in CloudWatch Logs.
        let time = timestamp.millis().max(0);
        batch.push(Write::AppendLog {
            stream: document.id,
            time,
            sequence: document.add(time, message.len(), now),
            body: event::encode(now, &message),
        });
    }
    document.put(group_key, name, batch);
    Ok(())
}
