//! A run becomes its stored form.

use std::collections::HashMap;

use super::layout::{
    StoredBranches, StoredFrame, StoredMapRun, StoredPayload, StoredPhase, StoredTask, StoredTimer,
    StoredVariable,
};
use crate::json;
use crate::run::FrameId;
use crate::run::frame::{Branches, Frame, Held, Phase, Timer};

/// Texts up to this many bytes are kept in the compact form as well: a reference costs a read.
const SMALL: usize = 256;

/// Collects payloads, each once.
pub(super) struct Table {
    compact: bool,
    pub(super) payloads: Vec<StoredPayload>,
    places: HashMap<(usize, usize, u64), u32>,
}

impl Table {
    pub(super) fn new(compact: bool) -> Self {
        Self {
            compact,
            payloads: Vec::new(),
            places: HashMap::new(),
        }
    }

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

pub(super) fn store_timer(timer: Timer) -> StoredTimer {
    StoredTimer {
        id: timer.id.0,
        due: timer.due.millis(),
    }
}

pub(super) fn store_frame(id: FrameId, frame: &Frame, table: &mut Table) -> StoredFrame {
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
