//! The end of a Map Run, as the state that waited for it sees it.

use crate::ast::QueryLanguage;
use crate::error::{Class, DATA_LIMIT, RUNTIME, StateError};
use crate::event::{Details, EventType, Failure, Payload};
use crate::interpret::{Flow, Interpreter};
use crate::map_run::MapRunResult;
use crate::program::{Distributed, Kind};
use crate::run::{FrameId, Phase, Waker};
use crate::step::TaskId;

/// A Map Run has ended.
pub(in crate::interpret) fn ended(at: &mut Interpreter<'_>, task: TaskId, result: MapRunResult) {
    let Some(id) = at.run.woken_by(Waker::Task(task)) else {
        return;
    };
    let Kind::Distributed(map) = &at.state(id).kind else {
        return;
    };
    at.run.forget(Waker::Task(task));
    let result = match result {
        MapRunResult::Succeeded(output) => succeeded(at, id, map, output),
        MapRunResult::Failed(failure) => Err(failed(at, id, failure)),
    };
    if at.settle(id, result) == Flow::Continue {
        at.run.ready.push_back(id);
    }
}

/// What leaves the state points back to the start of the Map Run. In every recording of a Map in JSONPath that is the
/// first state, and in no other, it points to the Map Run's end (`docs/CONFORMANCE.md`).
fn succeeded(
    at: &mut Interpreter<'_>,
    id: FrameId,
    map: &Distributed,
    output: Payload,
) -> Result<Flow, StateError> {
    let started = at.frame(id).last_event;
    let run = at.note(started, id, EventType::MapRunSucceeded, None);
    at.note(run, id, EventType::MapStateSucceeded, None);
    let first = at.frame(id).entered_after == 0;
    if first && at.state(id).language == QueryLanguage::JsonPath && !at.full {
        at.frame_mut(id).last_event = run;
    }
    let outcome = {
        let site = at.site(id);
        site.fill(map.over.result_selector.as_ref(), output.into())
            .and_then(|result| site.outcome(result))
    };
    let outcome = outcome.map_err(|fault| at.fault(id, fault))?;
    let next = at.state(id).next;
    at.leave(id, outcome, next)
}

fn failed(at: &mut Interpreter<'_>, id: FrameId, failure: Failure) -> StateError {
    let class = match failure.error.as_deref() {
        Some(RUNTIME) => Class::Runtime,
        Some(DATA_LIMIT) => Class::DataLimit,
        _ => Class::Ordinary,
    };
    at.emit(
        id,
        EventType::MapRunFailed,
        Some(Details::Failure(failure.clone())),
    );
    StateError::classed(failure, class)
}

/// The Map state is aborted while its Map Run is at work.
pub(in crate::interpret) fn abort(at: &mut Interpreter<'_>, id: FrameId) {
    if matches!(at.frame(id).phase, Phase::MapRun(_)) {
        let last = at.frame(id).last_event;
        at.note(last, id, EventType::MapRunAborted, None);
    }
}
