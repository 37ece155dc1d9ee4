//! Stored history events: a format byte, then the event, with repeated payloads as references.
//!
//! A payload that an earlier event of the execution holds is stored as that event's id. References never chain: they
//! name the event that holds the text, so that reading a page costs at most one more read for each event of the page.

use std::collections::HashMap;

use asl::event::{Details, Event, Payload};
use bytes::{BufMut, Bytes, BytesMut};
use prost::Message;
use store::api::EVENTS_BYTES;
use store::{Direction, ExecutionId, Store};

use crate::error::EngineError;

const FORMAT: u8 = 1;

/// Payloads up to this length are cheaper to repeat than to look up.
const INLINE: usize = 24;

/// The payloads an execution wrote last, and the events that hold them.
#[derive(Debug, Default)]
pub(crate) struct Recent(Vec<(Payload, u64)>);

/// How many payloads are remembered. States that pass their input on repeat the last one or two.
const REMEMBERED: usize = 4;

/// Beyond so many bytes only the last one is remembered: the run holds it anyway.
const REMEMBERED_BYTES: usize = 2 << 20;

impl Recent {
    /// The event that holds `payload`, if one of the last does; else remembers that `event` does.
    fn find_or_remember(&mut self, payload: &Payload, event: u64) -> Option<u64> {
        let same = |known: &Payload| {
            known.shares_with(payload)
                || (known.len() == payload.len() && known.bytes() == payload.bytes())
        };
        if let Some((_, holder)) = self.0.iter().find(|(known, _)| same(known)) {
            return Some(*holder);
        }
        if self.0.len() == REMEMBERED {
            self.0.remove(0);
        }
        self.0.push((payload.clone(), event));
        while self.0.len() > 1 && self.bytes() > REMEMBERED_BYTES {
            self.0.remove(0);
        }
        None
    }

    /// Remembers a payload read back from the store.
    pub(crate) fn remember(&mut self, located: &Located) {
        if located.payload.len() > INLINE {
            self.find_or_remember(&located.payload, located.holder);
        }
    }

    /// Bytes of the payloads it keeps alive.
    pub(crate) fn bytes(&self) -> usize {
        self.0.iter().map(|(payload, _)| payload.len()).sum()
    }
}

/// The stored form of `events`, in one allocation.
pub(crate) fn encode(events: Vec<Event>, recent: &mut Recent) -> Vec<Bytes> {
    let events: Vec<Event> = events
        .into_iter()
        .map(|event| shorten(event, recent))
        .collect();
    let length = events.iter().map(|event| 1 + event.encoded_len()).sum();
    let mut buffer = BytesMut::with_capacity(length);
    let one = |event: &Event| {
        buffer.put_u8(FORMAT);
        event.encode_raw(&mut buffer);
        buffer.split().freeze()
    };
    events.iter().map(one).collect()
}

/// `event` with a repeated payload replaced by a reference.
fn shorten(mut event: Event, recent: &mut Recent) -> Event {
    let id = event.id;
    let payload = payload_mut(&mut event).filter(|payload| payload.len() > INLINE);
    if let Some(payload) = payload
        && let Some(holder) = recent.find_or_remember(payload, id)
    {
        *payload = Payload::reference(holder);
    }
    event
}

fn payload_mut(event: &mut Event) -> Option<&mut Payload> {
    match event.details.as_mut()? {
        Details::Started(started) => Some(&mut started.input),
        Details::Entered(entered) => Some(&mut entered.input),
        Details::Exited(exited) => Some(&mut exited.output),
        Details::Output(output) => Some(output),
        Details::WorkScheduled(scheduled) => Some(&mut scheduled.input),
        Details::TaskScheduled(scheduled) => Some(&mut scheduled.parameters),
        Details::TaskOutput(output) => Some(&mut output.output),
        Details::Failure(_)
        | Details::ActivityStarted(_)
        | Details::TaskStarted(_)
        | Details::TaskFailure(_)
        | Details::MapLength(_)
        | Details::Iteration(_)
        | Details::MapRun(_)
        | Details::Evaluation(_)
        | Details::Redriven(_) => None,
    }
}

/// An event as it was stored, payload not resolved.
fn decode(id: u64, body: &[u8]) -> Result<Event, EngineError> {
    let damaged = |why: String| EngineError::Damaged(format!("history event {id}: {why}"));
    match body.split_first() {
        Some((&FORMAT, body)) => Event::decode(body).map_err(|error| damaged(error.to_string())),
        Some((format, _)) => Err(damaged(format!("unknown format {format}"))),
        None => Err(damaged("it is empty".into())),
    }
}

/// What to read of a history.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Range {
    pub(crate) from: u64,
    pub(crate) direction: Direction,
    pub(crate) limit: usize,
    /// The range ends when its payloads reach this many bytes.
    pub(crate) bytes: usize,
    /// With payloads; else they are empty.
    pub(crate) data: bool,
}

/// How many events are read at once.
const CHUNK: usize = 128;

/// The events of a range. At least one if there is any.
pub(crate) async fn read(
    store: &dyn Store,
    execution: ExecutionId,
    range: Range,
) -> Result<Vec<Event>, EngineError> {
    let mut reader = Reader {
        store,
        execution,
        range,
        resolved: HashMap::new(),
        events: Vec::new(),
        bytes: 0,
    };
    reader.run().await?;
    Ok(reader.events)
}

/// A payload, and the event that holds it.
#[derive(Clone, Debug)]
pub(crate) struct Located {
    pub(crate) payload: Payload,
    pub(crate) holder: u64,
}

/// The payload that event `id` holds or refers to.
pub(crate) async fn payload(
    store: &dyn Store,
    execution: ExecutionId,
    id: u64,
) -> Result<Located, EngineError> {
    let nothing = Window {
        store,
        execution,
        rows: Vec::new(),
    };
    nothing.payload(id).await
}

/// The payloads that events `ids` hold or refer to, in their order. Events that lie close together cost one read, and
/// those that are `known` none.
pub(crate) async fn payloads(
    store: &dyn Store,
    execution: ExecutionId,
    ids: &[u64],
    known: &[(u64, Payload)],
) -> Result<Vec<Located>, EngineError> {
    let payload_of = |id: u64| {
        known
            .iter()
            .find(|(of, _)| *of == id)
            .map(|(_, payload)| payload)
    };
    let unknown: Vec<u64> = ids
        .iter()
        .copied()
        .filter(|id| payload_of(*id).is_none())
        .collect();
    let window = Window::read(store, execution, &unknown).await?;
    let mut payloads = Vec::with_capacity(ids.len());
    for id in ids {
        payloads.push(match payload_of(*id) {
            Some(payload) => Located {
                payload: payload.clone(),
                holder: *id,
            },
            None => window.payload(*id).await?,
        });
    }
    Ok(payloads)
}

/// A window of a history holds so many events at most: more would be read for nothing.
const WINDOW: u64 = 32;

/// Consecutive events that were read at once.
struct Window<'a> {
    store: &'a dyn Store,
    execution: ExecutionId,
    rows: Vec<(u64, Bytes)>,
}

impl<'a> Window<'a> {
    /// One that holds events `ids`, where they fit.
    async fn read(
        store: &'a dyn Store,
        execution: ExecutionId,
        ids: &[u64],
    ) -> Result<Self, EngineError> {
        let bounds = ids.iter().min().zip(ids.iter().max());
        let near = bounds.map(|(first, last)| (*first, last - first));
        let rows = match near.filter(|(_, more)| *more < WINDOW) {
            Some((first, more)) => {
                let limit = usize::try_from(more).map_or(1, |more| more + 1);
                let direction = Direction::Forward;
                store.events(execution, first, direction, limit).await?
            }
            None => Vec::new(),
        };
        Ok(Self {
            store,
            execution,
            rows,
        })
    }

    async fn payload(&self, id: u64) -> Result<Located, EngineError> {
        let stored = self.stored(id).await?;
        let Some(holder) = stored.referenced_event() else {
            return Ok(Located {
                payload: stored,
                holder: id,
            });
        };
        let payload = self.stored(holder).await?;
        match payload.referenced_event() {
            None => Ok(Located { payload, holder }),
            Some(_) => Err(without_payload(holder)),
        }
    }

    /// What stands in event `id` itself.
    async fn stored(&self, id: u64) -> Result<Payload, EngineError> {
        if let Ok(at) = self.rows.binary_search_by_key(&id, |(id, _)| *id) {
            return payload_of(id, &self.rows[at].1);
        }
        let rows = self
            .store
            .events(self.execution, id, Direction::Forward, 1)
            .await?;
        let row = rows.first().filter(|(found, _)| *found == id);
        let (_, body) = row.ok_or_else(|| without_payload(id))?;
        payload_of(id, body)
    }
}

fn payload_of(id: u64, body: &[u8]) -> Result<Payload, EngineError> {
    let mut event = decode(id, body)?;
    let payload = payload_mut(&mut event).map(std::mem::take);
    payload.ok_or_else(|| without_payload(id))
}

fn without_payload(id: u64) -> EngineError {
    EngineError::Damaged(format!("history event {id} has no payload"))
}

struct Reader<'a> {
    store: &'a dyn Store,
    execution: ExecutionId,
    range: Range,
    /// Payloads by the event that holds them: read once for all events of the page that refer to them.
    resolved: HashMap<u64, Payload>,
    events: Vec<Event>,
    bytes: usize,
}

impl Reader<'_> {
    async fn run(&mut self) -> Result<(), EngineError> {
        let mut from = self.range.from;
        while self.events.len() < self.range.limit {
            let left = (self.range.limit - self.events.len()).min(CHUNK);
            let rows = self
                .store
                .events(self.execution, from, self.range.direction, left)
                .await?;
            let last = rows.last().map(|(id, _)| *id);
            let bytes: usize = rows.iter().map(|(_, body)| body.len()).sum();
            let full = rows.len() == left || bytes >= EVENTS_BYTES;
            for (id, body) in rows {
                if !self.take(decode(id, &body)?).await? {
                    return Ok(());
                }
            }
            match (full, last.and_then(|last| self.after(last))) {
                (true, Some(next)) => from = next,
                _ => return Ok(()),
            }
        }
        Ok(())
    }

    fn after(&self, id: u64) -> Option<u64> {
        match self.range.direction {
            Direction::Forward => id.checked_add(1),
            Direction::Reverse => id.checked_sub(1).filter(|id| *id > 0),
        }
    }

    /// Adds an event. False when it does not fit any more.
    async fn take(&mut self, mut event: Event) -> Result<bool, EngineError> {
        let id = event.id;
        if let Some(payload) = payload_mut(&mut event) {
            let whole = self.whole(id, std::mem::take(payload)).await?;
            self.bytes = self.bytes.saturating_add(whole.len());
            *payload = whole;
        }
        if self.bytes > self.range.bytes && !self.events.is_empty() {
            return Ok(false);
        }
        self.events.push(event);
        Ok(true)
    }

    async fn whole(&mut self, id: u64, stored: Payload) -> Result<Payload, EngineError> {
        if !self.range.data {
            return Ok(Payload::default());
        }
        let Some(holder) = stored.referenced_event() else {
            self.resolved.insert(id, stored.clone());
            return Ok(stored);
        };
        if let Some(payload) = self.resolved.get(&holder) {
            return Ok(payload.clone());
        }
        let held = payload(self.store, self.execution, holder).await?;
        if held.holder != holder {
            return Err(without_payload(holder));
        }
        self.resolved.insert(holder, held.payload.clone());
        Ok(held.payload)
    }
}

#[cfg(test)]
mod tests;
