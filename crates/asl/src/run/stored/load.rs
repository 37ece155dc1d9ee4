//! The stored form becomes a run.

use std::collections::BTreeMap;

use model::Timestamp;

use super::DecodeError;
use super::layout::{
    StoredBranches, StoredFrame, StoredPayload, StoredPhase, StoredRun, StoredTimer, StoredVariable,
};
use crate::event::Payload;
use crate::program::StateId;
use crate::run::frame::{Branches, Frame, Held, MapRunPhase, Phase, TaskPhase, Timer, Variables};
use crate::run::{FrameId, Run, Waker};
use crate::step::{TaskId, TimerId};

pub(super) fn load(stored: StoredRun) -> Result<Run, DecodeError> {
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

fn load_timer(timer: StoredTimer) -> Timer {
    Timer {
        id: TimerId(timer.id),
        due: Timestamp::from_millis(timer.due),
    }
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

fn damaged(what: &str) -> DecodeError {
    DecodeError::Damaged(what.to_owned())
}
