//! Pass states.

use super::{Flow, Interpreter};
use crate::error::StateError;
use crate::program::Pass;
use crate::run::FrameId;

pub(super) fn run(at: &mut Interpreter<'_>, id: FrameId, pass: &Pass) -> Result<Flow, StateError> {
    let site = at.site(id);
    let outcome = site.input().and_then(|input| {
        let result = match &pass.result {
            Some(result) => result.clone().into(),
            None => site.parameters(pass.parameters.as_ref(), input)?,
        };
        site.outcome(result)
    });
    let next = site.state.next;
    drop(site);
    let outcome = outcome.map_err(|fault| at.fault(id, fault))?;
    at.leave(id, outcome, next)
}
