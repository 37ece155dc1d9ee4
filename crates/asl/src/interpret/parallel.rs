//! Parallel states.

use super::branches::{self, Plan};
use super::site::too_deep;
use super::{Flow, Interpreter};
use crate::error::StateError;
use crate::event::EventType;
use crate::json;
use crate::program::Parallel;
use crate::run::{FrameId, Held};

pub(super) fn begin(
    at: &mut Interpreter<'_>,
    id: FrameId,
    parallel: &Parallel,
) -> Result<Flow, StateError> {
    let input = {
        let site = at.site(id);
        site.input()
            .and_then(|input| site.parameters(parallel.parameters.as_ref(), input))
    };
    let payload = input.map_err(|fault| at.fault(id, fault))?.payload();
    if json::too_deep(payload.as_str()) {
        return Err(at.fault(id, too_deep()));
    }
    // An input that passes through is held by the event that entered the state.
    let own = &at.frame(id).input;
    let event = if own.payload.shares_with(&payload) {
        own.event
    } else {
        0
    };
    at.emit(id, EventType::ParallelStateStarted, None);
    let length = parallel.branches.len() as u64;
    Ok(branches::open(
        at,
        id,
        Plan {
            length,
            limit: length,
            input: Some(Held { payload, event }),
            source: None,
        },
    ))
}
