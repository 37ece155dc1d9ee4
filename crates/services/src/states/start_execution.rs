//! `StartExecution`.

use asl::event::Payload;
use aws::Error;
use aws::states::*;
use engine::StartRequest;

use super::describe_state_machine::find;
use super::error::start_error;
use super::names::check_name;
use crate::app::unavailable;
use crate::call::Context;

/// AWS's limit on an execution's input, in bytes of UTF-8.
const LARGEST_INPUT: usize = 262_144;

/// Starts an execution. The answer means that it is on disk and will finish.
pub(super) async fn start_execution(
    cx: &Context<'_>,
    input: StartExecutionInput,
) -> Result<StartExecutionOutput, Error> {
    let machine = find(cx, &input.state_machine_arn)?;
    if let Some(name) = &input.name {
        check_name(cx, name)?;
    }
    let text = input.input.unwrap_or_else(|| "{}".into());
    check_input(cx, &text)?;
    let definition = cx.app.machines.compiled(&cx.app.engine, &machine);
    let request = StartRequest {
        machine_arn: input.state_machine_arn.into(),
        role_arn: machine.role_arn.as_str().into(),
        definition: definition.map_err(|error| unavailable(&error))?,
        name: input.name,
        input: Payload::new(text),
        trace_header: input.trace_header,
        version_arn: None,
        alias_arn: None,
        revision_id: machine.revised.then(|| machine.revision_id.clone()),
    };
    let started = cx
        .app
        .engine
        .start(request)
        .await
        .map_err(|error| start_error(cx, &error))?;
    Ok(StartExecutionOutput {
        execution_arn: started.arn,
        start_date: started.start,
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
