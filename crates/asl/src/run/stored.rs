//! The bytes of a run: a version byte, then a compact `prost` message. Tags are the stored format.
//!
//! Payloads stand once each in a table, however many frames share them. The compact form leaves out the texts that an
//! event of the history holds anyway and names the event instead; [`Run::missing`] and [`Run::supply`] complete it.

use std::collections::{BTreeMap, HashMap};

use model::Timestamp;
use prost::Message;

use super::frame::{Branches, Frame, Held, MapRunPhase, Phase, TaskPhase, Timer, Variables};
use super::{FrameId, Run, Waker};
use crate::event::Payload;
use crate::json;
use crate::program::StateId;
use crate::step::{TaskId, TimerId};

/// The first byte. Readers refuse others.
const VERSION: u8 = 1;

/// Texts up to this many bytes are kept in the compact form as well: a reference costs a read.
const SMALL: usize = 256;

/// Why bytes are no run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// There are none.
    #[error("a stored run is empty")]
    Empty,
    /// A format of another release.
    #[error("a stored run has format {0}, this release reads format {VERSION}")]
    Version(u8),
    /// Damaged.
    #[error("a stored run cannot be read: {0}")]
    Damaged(String),
}

#[derive(Clone, PartialEq, Message)]
struct StoredRun {
    #[prost(uint64, tag = "1")]
    next_event: u64,
    #[prost(uint64, tag = "2")]
    next_timer: u64,
    #[prost(message, repeated, tag = "3")]
    frames: Vec<StoredFrame>,
    #[prost(uint32, repeated, tag = "4")]
    ready: Vec<u32>,
    #[prost(message, optional, tag = "5")]
    deadline: Option<StoredTimer>,
    #[prost(bool, tag = "6")]
    over: bool,
    #[prost(message, repeated, tag = "7")]
    payloads: Vec<StoredPayload>,
    #[prost(uint32, repeated, tag = "8")]
    free: Vec<u32>,
}

#[derive(Clone, PartialEq, Message)]
struct StoredPayload {
    #[prost(bytes = "bytes", optional, tag = "1")]
    text: Option<bytes::Bytes>,
    #[prost(uint64, tag = "2")]
    event: u64,
}

#[derive(Clone, Copy, PartialEq, Message)]
struct StoredTimer {
    #[prost(uint64, tag = "1")]
    id: u64,
    #[prost(int64, tag = "2")]
    due: i64,
}

#[derive(Clone, PartialEq, Message)]
struct StoredFrame {
    #[prost(uint32, tag = "1")]
    id: u32,
    #[prost(uint32, optional, tag = "2")]
    parent: Option<u32>,
    #[prost(uint64, tag = "3")]
    index: u64,
    #[prost(uint32, tag = "4")]
    state: u32,
    #[prost(uint32, tag = "5")]
    input: u32,
    #[prost(uint64, tag = "6")]
    entered_event: u64,
    #[prost(int64, tag = "7")]
    entered: i64,
    #[prost(uint64, tag = "8")]
    last_event: u64,
    #[prost(uint32, tag = "9")]
    retries: u32,
    #[prost(uint32, repeated, tag = "10")]
    attempts: Vec<u32>,
    #[prost(message, repeated, tag = "11")]
    variables: Vec<StoredVariable>,
    #[prost(oneof = "StoredPhase", tags = "12, 13, 14, 15, 16, 30")]
    phase: Option<StoredPhase>,
    /// Runs stored before this field was there read 0.
    #[prost(uint64, tag = "20")]
    entered_after: u64,
}

#[derive(Clone, PartialEq, Message)]
struct StoredVariable {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    value: String,
}

/// No phase at all is [`Phase::Enter`].
#[derive(Clone, PartialEq, prost::Oneof)]
enum StoredPhase {
    #[prost(bool, tag = "12")]
    Begin(bool),
    #[prost(message, tag = "13")]
    Wait(StoredTimer),
    #[prost(message, tag = "14")]
    Retry(StoredTimer),
    #[prost(message, tag = "15")]
    Task(StoredTask),
    #[prost(message, tag = "16")]
    Branches(StoredBranches),
    #[prost(message, tag = "30")]
    MapRun(StoredMapRun),
}

#[derive(Clone, PartialEq, Message)]
struct StoredMapRun {
    #[prost(uint64, tag = "1")]
    task: u64,
    #[prost(string, tag = "2")]
    arn: String,
    #[prost(uint32, tag = "3")]
    redrives: u32,
}

#[derive(Clone, PartialEq, Message)]
struct StoredTask {
    #[prost(uint64, tag = "1")]
    task: u64,
    #[prost(bool, tag = "2")]
    started: bool,
    #[prost(int64, optional, tag = "3")]
    timeout_seconds: Option<i64>,
    #[prost(int64, optional, tag = "4")]
    heartbeat_seconds: Option<i64>,
    #[prost(message, optional, tag = "5")]
    timeout: Option<StoredTimer>,
    #[prost(message, optional, tag = "6")]
    heartbeat: Option<StoredTimer>,
    #[prost(bool, tag = "7")]
    submitted: bool,
}

#[derive(Clone, PartialEq, Message)]
struct StoredBranches {
    #[prost(uint64, tag = "1")]
    length: u64,
    #[prost(uint64, tag = "2")]
    begun: u64,
    #[prost(uint64, tag = "3")]
    limit: u64,
    #[prost(btree_map = "uint64, uint32", tag = "4")]
    running: BTreeMap<u64, u32>,
    /// Indices of those that are done, and beside them the payloads they gave.
    #[prost(uint64, repeated, tag = "5")]
    done: Vec<u64>,
    #[prost(uint32, repeated, tag = "6")]
    results: Vec<u32>,
    #[prost(uint64, tag = "7")]
    begin_after: u64,
    #[prost(uint32, optional, tag = "8")]
    input: Option<u32>,
}

/// Collects payloads, each once.
struct Table {
    compact: bool,
    payloads: Vec<StoredPayload>,
    places: HashMap<(usize, usize, u64), u32>,
}

impl Table {
    fn put(&mut self, held: &Held) -> u32 {
        let event = held.payload.referenced_event().unwrap_or(held.event);
        let bytes = held.payload.bytes();
        let key = match bytes.is_empty() {
            true => (0, 0, event),
            false => (bytes.as_ptr() as usize, bytes.len(), 0),
        };
        let by_reference = bytes.is_empty() || (self.compact && event != 0 && bytes.len() > SMALL);
        let payloads = &mut self.payloads;
        *self.places.entry(key).or_insert_with(|| {
            let text = (!by_reference).then(|| bytes.clone());
            payloads.push(StoredPayload { text, event });
            u32::try_from(payloads.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

impl Run {
    /// The run as bytes, complete in itself.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.write(false)
    }

    /// The run as bytes, without the larger texts that an event of the history holds.
    #[must_use]
    pub fn encode_compact(&self) -> Vec<u8> {
        self.write(true)
    }

    fn write(&self, compact: bool) -> Vec<u8> {
        let mut table = Table {
            compact,
            payloads: Vec::new(),
            places: HashMap::new(),
        };
        let frames = self.ids().filter_map(|id| Some((id, self.frame(id)?)));
        let frames = frames
            .map(|(id, frame)| store_frame(id, frame, &mut table))
            .collect();
        let stored = StoredRun {
            next_event: self.next_event,
            next_timer: self.next_timer,
            frames,
            ready: self.ready.iter().map(|id| id.0).collect(),
            deadline: self.deadline.map(store_timer),
            over: self.over,
            payloads: table.payloads,
            free: self.free.iter().map(|id| id.0).collect(),
        };
        let mut bytes = Vec::with_capacity(1 + stored.encoded_len());
        bytes.push(VERSION);
        stored
            .encode(&mut bytes)
            .expect("memory holds what it must");
        bytes
    }

    /// The run that `bytes` hold.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (version, body) = bytes.split_first().ok_or(DecodeError::Empty)?;
        if *version != VERSION {
            return Err(DecodeError::Version(*version));
        }
        let stored = StoredRun::decode(body).map_err(|e| DecodeError::Damaged(e.to_string()))?;
        load(stored)
    }
}

fn store_timer(timer: Timer) -> StoredTimer {
    StoredTimer {
        id: timer.id.0,
        due: timer.due.millis(),
    }
}

fn load_timer(timer: StoredTimer) -> Timer {
    Timer {
        id: TimerId(timer.id),
        due: Timestamp::from_millis(timer.due),
    }
}

fn store_frame(id: FrameId, frame: &Frame, table: &mut Table) -> StoredFrame {
    let variable = |(name, value): (&String, &serde_json::Value)| StoredVariable {
        name: name.clone(),
        value: json::to_text(value),
    };
    StoredFrame {
        id: id.0,
        parent: frame.parent.map(|parent| parent.0),
        index: frame.index,
        state: frame.state.0,
        input: table.put(&frame.input),
        entered_event: frame.entered_event,
        entered: frame.entered.millis(),
        last_event: frame.last_event,
        retries: frame.retries,
        attempts: frame.attempts.clone(),
        variables: frame.variables.iter().map(variable).collect(),
        phase: store_phase(&frame.phase, table),
        entered_after: frame.entered_after,
    }
}

fn store_phase(phase: &Phase, table: &mut Table) -> Option<StoredPhase> {
    Some(match phase {
        Phase::Enter => return None,
        Phase::Begin => StoredPhase::Begin(true),
        Phase::Wait(timer) => StoredPhase::Wait(store_timer(*timer)),
        Phase::Retry(timer) => StoredPhase::Retry(store_timer(*timer)),
        Phase::Task(task) => StoredPhase::Task(StoredTask {
            task: task.task.0,
            started: task.started,
            submitted: task.submitted,
            timeout_seconds: task.timeout_seconds,
            heartbeat_seconds: task.heartbeat_seconds,
            timeout: task.timeout.map(store_timer),
            heartbeat: task.heartbeat.map(store_timer),
        }),
        Phase::Branches(branches) => StoredPhase::Branches(store_branches(branches, table)),
        Phase::MapRun(run) => StoredPhase::MapRun(StoredMapRun {
            task: run.task.0,
            arn: run.arn.clone(),
            redrives: run.redrives,
        }),
    })
}

fn store_branches(branches: &Branches, table: &mut Table) -> StoredBranches {
    StoredBranches {
        length: branches.length,
        begun: branches.begun,
        limit: branches.limit,
        running: branches
            .running
            .iter()
            .map(|(index, id)| (*index, id.0))
            .collect(),
        done: branches.results.keys().copied().collect(),
        results: branches
            .results
            .values()
            .map(|held| table.put(held))
            .collect(),
        begin_after: branches.begin_after,
        input: branches.input.as_ref().map(|held| table.put(held)),
    }
}

fn damaged(what: &str) -> DecodeError {
    DecodeError::Damaged(what.to_owned())
}

fn load(stored: StoredRun) -> Result<Run, DecodeError> {
    let payloads: Vec<Held> = stored
        .payloads
        .into_iter()
        .map(load_payload)
        .collect::<Result<_, _>>()?;
    let size = stored.frames.len() + stored.free.len();
    let mut run = Run {
        next_event: stored.next_event,
        next_timer: stored.next_timer,
        frames: vec![None; size],
        free: stored.free.into_iter().map(FrameId).collect(),
        ready: stored.ready.into_iter().map(FrameId).collect(),
        deadline: stored.deadline.map(load_timer),
        over: stored.over,
        cold: true,
        wakers: BTreeMap::new(),
        kept: None,
    };
    for frame in stored.frames {
        let id = FrameId(frame.id);
        let frame = load_frame(frame, &payloads)?;
        let wakers = frame
            .timers()
            .map(|timer| Waker::Timer(timer.id))
            .chain(frame.task().map(Waker::Task));
        run.wakers.extend(wakers.map(|waker| (waker, id)));
        let place = run.frames.get_mut(id.0 as usize);
        *place.ok_or_else(|| damaged("a frame's number"))? = Some(frame);
    }
    let free = run
        .free
        .iter()
        .all(|id| run.frames.get(id.0 as usize).is_some_and(Option::is_none));
    free.then_some(run)
        .ok_or_else(|| damaged("the free frames"))
}

fn load_payload(stored: StoredPayload) -> Result<Held, DecodeError> {
    let payload = match stored.text {
        None => Payload::reference(stored.event),
        Some(text) => {
            let text = std::str::from_utf8(&text).map_err(|_| damaged("a payload"))?;
            Payload::new(text)
        }
    };
    Ok(Held {
        payload,
        event: stored.event,
    })
}

fn load_frame(stored: StoredFrame, payloads: &[Held]) -> Result<Frame, DecodeError> {
    let held = |place: u32| {
        payloads
            .get(place as usize)
            .cloned()
            .ok_or_else(|| damaged("a payload's place"))
    };
    Ok(Frame {
        parent: stored.parent.map(FrameId),
        index: stored.index,
        state: StateId(stored.state),
        phase: load_phase(stored.phase, &held)?,
        input: held(stored.input)?,
        entered_event: stored.entered_event,
        entered: Timestamp::from_millis(stored.entered),
        last_event: stored.last_event,
        retries: stored.retries,
        attempts: stored.attempts,
        variables: load_variables(stored.variables)?,
        entered_after: stored.entered_after,
    })
}

fn load_variables(stored: Vec<StoredVariable>) -> Result<Variables, DecodeError> {
    let load = |variable: StoredVariable| {
        let value = query::json::value(&variable.value).ok_or_else(|| damaged("a variable"))?;
        Ok((variable.name, value))
    };
    stored.into_iter().map(load).collect()
}

fn load_phase(
    stored: Option<StoredPhase>,
    held: &impl Fn(u32) -> Result<Held, DecodeError>,
) -> Result<Phase, DecodeError> {
    Ok(match stored {
        None => Phase::Enter,
        Some(StoredPhase::Begin(_)) => Phase::Begin,
        Some(StoredPhase::Wait(timer)) => Phase::Wait(load_timer(timer)),
        Some(StoredPhase::Retry(timer)) => Phase::Retry(load_timer(timer)),
        Some(StoredPhase::Task(task)) => Phase::Task(TaskPhase {
            task: TaskId(task.task),
            started: task.started,
            submitted: task.submitted,
            timeout_seconds: task.timeout_seconds,
            heartbeat_seconds: task.heartbeat_seconds,
            timeout: task.timeout.map(load_timer),
            heartbeat: task.heartbeat.map(load_timer),
        }),
        Some(StoredPhase::Branches(branches)) => Phase::Branches(load_branches(branches, held)?),
        Some(StoredPhase::MapRun(run)) => Phase::MapRun(MapRunPhase {
            task: TaskId(run.task),
            arn: run.arn,
            redrives: run.redrives,
        }),
    })
}

fn load_branches(
    stored: StoredBranches,
    held: &impl Fn(u32) -> Result<Held, DecodeError>,
) -> Result<Branches, DecodeError> {
    let results = stored.done.into_iter().zip(stored.results);
    let results = results.map(|(index, place)| Ok((index, held(place)?)));
    Ok(Branches {
        length: stored.length,
        begun: stored.begun,
        limit: stored.limit,
        running: stored
            .running
            .into_iter()
            .map(|(index, id)| (index, FrameId(id)))
            .collect(),
        results: results.collect::<Result<_, DecodeError>>()?,
        begin_after: stored.begin_after,
        input: stored.input.map(held).transpose()?,
        source: None,
    })
}
