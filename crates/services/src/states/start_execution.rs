//! `StartExecution`.

use asl::event::Payload;
use aws::Error;
use aws::states::*;
use engine::StartRequest;

use super::describe_state_machine::find_active;
use super::error::start_error;
use super::names::check_name;
use super::target::{Take, Target, target};
use crate::app::unavailable;
use crate::call::Context;

/// AWS's limit on an execution's input, in bytes of UTF-8.
const LARGEST_INPUT: usize = 262_144;

/// Starts an execution. The answer means that it is on disk and will finish; an Express execution may run twice.
pub(super) async fn start_execution(
    cx: &Context<'_>,
    input: StartExecutionInput,
) -> Result<StartExecutionOutput, Error> {
    let target = target(cx, &input.state_machine_arn, Take::Drawn(draw()))?;
    find_active(cx, &target.arn)?;
    let wanted = Wanted {
        name: input.name,
        input: input.input,
        trace_header: input.trace_header,
    };
    let request = request(cx, target, wanted)?;
    let started = cx
        .app
        .engine
        .start_once(request, cx.caller.task.clone())
        .await
        .map_err(|error| start_error(cx, &error))?;
    Ok(StartExecutionOutput {
        execution_arn: started.arn,
        start_date: started.start,
    })
}

/// A number from 0 to 99: which of an alias's versions runs.
pub(super) fn draw() -> i32 {
    let hundred = uuid::Uuid::new_v4().as_u128() % 100;
    i32::try_from(hundred).unwrap_or(0)
}

/// What a caller says about the execution to be started.
pub(super) struct Wanted {
    pub(super) name: Option<String>,
    pub(super) input: Option<String>,
    pub(super) trace_header: Option<String>,
}

/// What the engine is asked to start.
///
/// # Errors
/// `InvalidName`, `InvalidExecutionInput`.
pub(super) fn request(
    cx: &Context<'_>,
    target: Target,
    wanted: Wanted,
) -> Result<StartRequest, Error> {
    if let Some(name) = &wanted.name {
        check_name(cx, name)?;
    }
    let text = wanted.input.unwrap_or_else(|| "{}".into());
    check_input(cx, &text)?;
    let machine = &target.machine;
    let definition = cx.app.machines.compiled(&cx.app.engine, machine);
    let definition = definition.map_err(|error| unavailable(&error))?;
    let role_arn = machine.role_arn.as_str().into();
    Ok(StartRequest {
        name: wanted.name,
        trace_header: wanted.trace_header,
        version_arn: target.version_arn,
        alias_arn: target.alias_arn,
        revision_id: machine.revised.then(|| machine.revision_id.clone()),
        kind: machine.machine_type(),
        log: machine.log_target(),
        ..StartRequest::new(target.arn.into(), role_arn, definition, Payload::new(text))
    })
}

/// Refuses an input that is too large or no JSON.
///
/// # Errors
/// `InvalidExecutionInput`.
pub(super) fn check_input(cx: &Context<'_>, text: &str) -> Result<(), Error> {
    let invalid = |why: &str| {
        Err(cx.error(
            "InvalidExecutionInput",
            format!("Invalid State Machine Execution Input: '{why}'"),
        ))
    };
    if text.len() > LARGEST_INPUT && cx.app.options.quotas == engine::Quotas::Aws {
        return invalid("The input exceeds the maximum number of bytes service limit.");
    }
    if text.is_empty() {
        return invalid("Invalid execution input.");
    }
    match asl::input::defect(text) {
        Some(defect) => invalid(&defect),
        None => Ok(()),
    }
}
