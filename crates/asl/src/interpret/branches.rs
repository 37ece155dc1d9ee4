//! What Parallel and Map share: children begin as there is room, end one by one, and are joined when all are done.

use std::time::Duration;

use super::site::Outcome;
use super::{Flow, Interpreter};
use crate::error::{Fault, StateError};
use crate::event::{Details, EventType, Iteration, Payload};
use crate::program::{Kind, StateId};
use crate::run::{Branches, Frame, FrameId, Held, Phase, Source};
use crate::template::Template;

/// What a Parallel or Map state starts with.
pub(super) struct Plan {
    pub(super) length: u64,
    pub(super) limit: u64,
    pub(super) input: Option<Held>,
    pub(super) source: Option<Source>,
}

impl Interpreter<'_> {
    /// The Branches phase of frame `id`; only called while it is in that phase.
    pub(super) fn branches(&self, id: FrameId) -> Option<&Branches> {
        match &self.frame(id).phase {
            Phase::Branches(branches) => Some(branches),
            _ => None,
        }
    }

    pub(super) fn branches_mut(&mut self, id: FrameId) -> Option<&mut Branches> {
        match &mut self.frame_mut(id).phase {
            Phase::Branches(branches) => Some(branches),
            _ => None,
        }
    }

    fn is_map(&self, id: FrameId) -> bool {
        matches!(self.state(id).kind, Kind::Map(_))
    }
}

/// Puts frame `id` into the Branches phase, its `…StateStarted` event just written.
pub(super) fn open(at: &mut Interpreter<'_>, id: FrameId, plan: Plan) -> Flow {
    let frame = at.frame_mut(id);
    frame.phase = Phase::Branches(Branches {
        length: plan.length,
        begun: 0,
        limit: plan.limit.max(1),
        running: std::collections::BTreeMap::new(),
        results: std::collections::BTreeMap::new(),
        begin_after: frame.last_event,
        input: plan.input,
        source: plan.source,
    });
    match at.probe {
        None => Flow::Continue,
        Some(_) => Flow::Blocked,
    }
}

/// Begins children while there is room, and joins them when all are done.
pub(super) fn advance(at: &mut Interpreter<'_>, id: FrameId) -> Result<Flow, StateError> {
    loop {
        let Some(branches) = at.branches(id) else {
            return Ok(Flow::Blocked);
        };
        let running = branches.running.len() as u64;
        match (branches.begun < branches.length, running) {
            (true, running) if running < branches.limit => {
                if at.budget_used() || at.full {
                    return Ok(Flow::Continue);
                }
                begin_child(at, id)?;
            }
            (false, 0) => return join(at, id),
            _ => return Ok(Flow::Blocked),
        }
    }
}

fn begin_child(at: &mut Interpreter<'_>, id: FrameId) -> Result<(), StateError> {
    let Some(branches) = at.branches(id) else {
        return Ok(());
    };
    let (index, after, input) = (branches.begun, branches.begin_after, branches.input.clone());
    let child = match (&at.state(id).kind, input) {
        (Kind::Map(map), _) => {
            let input = super::map::item_input(at, id, map, index);
            let payload = input.map_err(|fault| at.fault(id, fault))?;
            Some((map.start, Held { payload, event: 0 }))
        }
        (Kind::Parallel(parallel), Some(input)) => {
            start_of(&parallel.branches, index).map(|start| (start, input))
        }
        _ => None,
    };
    let Some((start, input)) = child else {
        return Err(at.fault(
            id,
            Fault::Runtime("The stored execution does not fit its state machine.".into()),
        ));
    };
    let mut frame = Frame::new(start, input, after);
    frame.parent = Some(id);
    frame.index = index;
    let child = at.run.add(frame);
    if let Some(branches) = at.branches_mut(id) {
        branches.begun += 1;
        branches.running.insert(index, child);
    }
    if at.is_map(id) {
        let details = iteration(at, id, index);
        at.emit(child, EventType::MapIterationStarted, details);
    }
    at.run.ready.push_back(child);
    Ok(())
}

fn start_of(branches: &[StateId], index: u64) -> Option<StateId> {
    branches.get(usize::try_from(index).ok()?).copied()
}

fn iteration(at: &Interpreter<'_>, id: FrameId, index: u64) -> Option<Details> {
    let name = at.state(id).name.clone();
    Some(Details::Iteration(Iteration { name, index }))
}

/// Child `child` of frame `id` has run its last state.
pub(super) fn child_done(at: &mut Interpreter<'_>, id: FrameId, child: FrameId, output: Held) {
    let Some(frame) = at.run.remove(child) else {
        return;
    };
    let map = at.is_map(id);
    // Recorded: the next iteration points back to the last state of the one before it, the end of the Map to the
    // last `MapIterationSucceeded`.
    let mut last = frame.last_event;
    if map {
        let details = iteration(at, id, frame.index);
        last = at.note(
            frame.last_event,
            child,
            EventType::MapIterationSucceeded,
            details,
        );
    }
    let Some(branches) = at.branches_mut(id) else {
        return;
    };
    branches.running.remove(&frame.index);
    branches.results.insert(frame.index, output);
    if map {
        branches.begin_after = frame.last_event;
    }
    let done = branches.results.len() as u64 == branches.length;
    if done {
        at.frame_mut(id).last_event = last;
    }
    if done || map {
        at.run.ready.push_front(id);
    }
}

/// All children are done: their outputs become one array, in order.
fn join(at: &mut Interpreter<'_>, id: FrameId) -> Result<Flow, StateError> {
    let result = at.branches(id).map(joined).unwrap_or_default();
    joined_as(at, id, result)
}

/// Leaves the state with what its children gave together.
pub(super) fn joined_as(
    at: &mut Interpreter<'_>,
    id: FrameId,
    result: Payload,
) -> Result<Flow, StateError> {
    let previous = at.frame(id).last_event;
    let state = at.state(id);
    let (succeeded, selector) = match &state.kind {
        Kind::Map(map) => (
            EventType::MapStateSucceeded,
            map.over.result_selector.as_ref(),
        ),
        Kind::Parallel(parallel) => (
            EventType::ParallelStateSucceeded,
            parallel.result_selector.as_ref(),
        ),
        _ => return Ok(Flow::Blocked),
    };
    at.note(previous, id, succeeded, None);
    let outcome = outcome(at, id, result, selector).map_err(|fault| at.fault(id, fault))?;
    at.leave(id, outcome, state.next)
}

fn outcome(
    at: &Interpreter<'_>,
    id: FrameId,
    result: Payload,
    selector: Option<&Template>,
) -> Result<Outcome, Fault> {
    let site = at.site(id);
    let result = site.fill(selector, result.into())?;
    site.outcome(result)
}

fn joined(branches: &Branches) -> Payload {
    let size: usize = branches
        .results
        .values()
        .map(|held| held.payload.len() + 1)
        .sum();
    let mut text = String::with_capacity(size + 2);
    text.push('[');
    for held in branches.results.values() {
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(held.payload.as_str());
    }
    text.push(']');
    Payload::new(text)
}

/// Child `child` of frame `id` has failed: its siblings are aborted.
///
/// Recorded: a task that failed is aborted as well, `MapIterationFailed` follows the child's last event, and the
/// state's own failure points back to that event, not to what was written about the siblings.
pub(super) fn child_failed(at: &mut Interpreter<'_>, id: FrameId, child: FrameId) {
    let (last, index) = {
        let frame = at.frame(child);
        (frame.last_event, frame.index)
    };
    if matches!(at.state(child).kind, Kind::Task(_)) {
        at.note(last, child, EventType::TaskStateAborted, None);
    }
    if at.is_map(id) {
        let details = iteration(at, id, index);
        at.note(last, child, EventType::MapIterationFailed, details);
    }
    at.run.remove(child);
    if let Some(branches) = at.branches_mut(id) {
        branches.running.remove(&index);
    }
    abort_children(at, id);
    at.frame_mut(id).last_event = last;
}

/// Aborts whatever children of frame `id` are at work.
pub(super) fn abort_children(at: &mut Interpreter<'_>, id: FrameId) {
    let Some(branches) = at.branches_mut(id) else {
        return;
    };
    let running = std::mem::take(&mut branches.running);
    branches.begun = branches.length;
    let map = at.is_map(id);
    for (index, child) in running {
        abort_frame(at, child);
        let last = at.frame(child).last_event;
        if map {
            let details = iteration(at, id, index);
            at.note(last, child, EventType::MapIterationAborted, details);
        }
        at.run.remove(child);
    }
}

fn abort_frame(at: &mut Interpreter<'_>, id: FrameId) {
    abort_children(at, id);
    at.release(id);
    super::distributed::abort(at, id);
    let entered = !matches!(at.frame(id).phase, Phase::Enter);
    if let (true, Some(aborted)) = (entered, at.state(id).events.aborted) {
        let last = at.frame(id).last_event;
        at.note(last, id, aborted, None);
    }
}

/// The delay that jitter makes of `delay`.
pub(super) fn spread(delay: Duration, fraction: f64) -> Duration {
    delay.mul_f64(fraction.clamp(0.0, 1.0))
}
