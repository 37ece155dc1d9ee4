//! A frame: which state it is in, what it waits for, what it holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use model::Timestamp;
use serde_json::Value;

use super::FrameId;
use crate::event::Payload;
use crate::program::StateId;
use crate::step::{TaskId, TimerId};

/// Variables by name.
pub(crate) type Variables = IndexMap<String, Value>;

/// A payload and the event that holds its text in the history; 0 when none does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Held {
    pub(crate) payload: Payload,
    pub(crate) event: u64,
}

/// A timer that was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timer {
    pub(crate) id: TimerId,
    pub(crate) due: Timestamp,
}

/// A place where states run one after another.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Frame {
    pub(crate) parent: Option<FrameId>,
    /// Which branch or item of the parent, from 0.
    pub(crate) index: u64,
    pub(crate) state: StateId,
    pub(crate) phase: Phase,
    /// The state's raw input.
    pub(crate) input: Held,
    /// The event that entered the state, and when.
    pub(crate) entered_event: u64,
    /// What that event points back to.
    pub(crate) entered_after: u64,
    pub(crate) entered: Timestamp,
    /// What the next event of this frame points back to.
    pub(crate) last_event: u64,
    /// How often the state was tried again, in all and by each retrier.
    pub(crate) retries: u32,
    pub(crate) attempts: Vec<u32>,
    pub(crate) variables: Variables,
}

/// What a frame is doing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Phase {
    /// About to enter its state.
    Enter,
    /// Its state was entered; its work begins, perhaps again.
    Begin,
    /// A Wait state, until the timer fires.
    Wait(Timer),
    /// Tries again when the timer fires.
    Retry(Timer),
    /// A task is at work.
    Task(TaskPhase),
    /// Branches or iterations are at work.
    Branches(Branches),
    /// A Map Run is at work.
    MapRun(MapRunPhase),
}

/// A Map Run at work.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MapRunPhase {
    pub(crate) task: TaskId,
    pub(crate) arn: String,
    /// How often it was redriven.
    pub(crate) redrives: u32,
}

/// A task at work.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TaskPhase {
    pub(crate) task: TaskId,
    pub(crate) started: bool,
    /// The job it waits for was submitted.
    pub(crate) submitted: bool,
    /// `TimeoutSeconds` and `HeartbeatSeconds` as evaluated.
    pub(crate) timeout_seconds: Option<i64>,
    pub(crate) heartbeat_seconds: Option<i64>,
    pub(crate) timeout: Option<Timer>,
    pub(crate) heartbeat: Option<Timer>,
}

/// Branches or iterations at work.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Branches {
    /// How many there are to begin, and how many have begun.
    pub(crate) length: u64,
    pub(crate) begun: u64,
    /// How many may be at work at once.
    pub(crate) limit: u64,
    /// Those at work, by index.
    pub(crate) running: BTreeMap<u64, FrameId>,
    /// What those that are done gave.
    pub(crate) results: BTreeMap<u64, Held>,
    /// What the event that begins the next iteration points back to.
    pub(crate) begin_after: u64,
    /// Parallel: the input of every branch.
    pub(crate) input: Option<Held>,
    /// Map: the items. Follows from the state's input, so it is not stored.
    pub(crate) source: Option<Source>,
}

/// The items of a Map, inside the document they were found in or on their own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Source {
    /// The effective input, which `ItemSelector` sees as `$`.
    pub(crate) input: Arc<Value>,
    /// The items, when they are not the effective input itself.
    pub(crate) items: Option<Arc<Value>>,
}

impl Branches {
    /// True when children are missing that neither run nor left a result nor are still to begin.
    pub(crate) fn is_torn(&self) -> bool {
        let known = self.running.len() as u64 + self.results.len() as u64;
        self.begun != known
    }
}

impl Source {
    pub(crate) fn items(&self) -> &[Value] {
        let items = self.items.as_deref().unwrap_or(&self.input);
        items.as_array().map_or(&[], Vec::as_slice)
    }

    pub(crate) fn item(&self, index: u64) -> Option<&Value> {
        self.items().get(usize::try_from(index).ok()?)
    }
}

impl Frame {
    /// A frame about to enter `state`, its events following `last_event`.
    pub(crate) fn new(state: StateId, input: Held, last_event: u64) -> Self {
        Self {
            parent: None,
            index: 0,
            state,
            phase: Phase::Enter,
            input,
            entered_event: 0,
            entered_after: last_event,
            entered: Timestamp::default(),
            last_event,
            retries: 0,
            attempts: Vec::new(),
            variables: Variables::new(),
        }
    }

    /// The payloads it keeps.
    pub(crate) fn held(&self) -> impl Iterator<Item = &Held> {
        let branches = match &self.phase {
            Phase::Branches(branches) => Some(branches),
            _ => None,
        };
        let kept = branches
            .into_iter()
            .flat_map(|branches| branches.input.iter().chain(branches.results.values()));
        std::iter::once(&self.input).chain(kept)
    }

    /// The payloads it keeps, to be changed.
    pub(crate) fn held_mut(&mut self) -> impl Iterator<Item = &mut Held> {
        let branches = match &mut self.phase {
            Phase::Branches(branches) => Some(branches),
            _ => None,
        };
        let kept = branches.into_iter().flat_map(|branches| {
            branches
                .input
                .iter_mut()
                .chain(branches.results.values_mut())
        });
        std::iter::once(&mut self.input).chain(kept)
    }

    /// The timers it has set.
    pub(crate) fn timers(&self) -> impl Iterator<Item = Timer> {
        let (first, second) = match &self.phase {
            Phase::Wait(timer) | Phase::Retry(timer) => (Some(*timer), None),
            Phase::Task(task) => (task.timeout, task.heartbeat),
            _ => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// The task or Map Run it waits for.
    pub(crate) fn task(&self) -> Option<TaskId> {
        match &self.phase {
            Phase::Task(task) => Some(task.task),
            Phase::MapRun(run) => Some(run.task),
            _ => None,
        }
    }
}
