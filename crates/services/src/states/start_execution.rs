//! `StartExecution`.

use asl::event::Payload;
use aws::Error;
use aws::states::*;
use engine::StartRequest;

use super::describe_state_machine::find;
use super::error::start_error;
use super::machines::MachineDocument;
use super::names::check_name;
use crate::app::unavailable;
use crate::call::Context;

/// AWS's limit on an execution's input, in bytes of UTF-8.
const LARGEST_INPUT: usize = 262_144;

/// Starts an execution. The answer means that it is on disk and will finish; an Express execution may run twice.
pub(super) async fn start_execution(
    cx: &Context<'_>,
    input: StartExecutionInput,
) -> Result<StartExecutionOutput, Error> {
    let machine = find(cx, &input.state_machine_arn)?;
    let request = request(
        cx,
        &machine,
        Wanted {
            machine_arn: input.state_machine_arn,
            name: input.name,
            input: input.input,
            trace_header: input.trace_header,
        },
    )?;
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

/// What a caller says about the execution to be started.
pub(super) struct Wanted {
    pub(super) machine_arn: String,
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
    machine: &MachineDocument,
    wanted: Wanted,
) -> Result<StartRequest, Error> {
    if let Some(name) = &wanted.name {
        check_name(cx, name)?;
    }
    let text = wanted.input.unwrap_or_else(|| "{}".into());
    check_input(cx, &text)?;
    let definition = cx.app.machines.compiled(&cx.app.engine, machine);
    let definition = definition.map_err(|error| unavailable(&error))?;
    let role_arn = machine.role_arn.as_str().into();
    let machine_arn = wanted.machine_arn.into();
    Ok(StartRequest {
        name: wanted.name,
        trace_header: wanted.trace_header,
        revision_id: machine.revised.then(|| machine.revision_id.clone()),
        kind: machine.machine_type(),
        log: machine.log_target(),
        ..StartRequest::new(machine_arn, role_arn, definition, Payload::new(text))
    })
}

fn check_input(cx: &Context<'_>, text: &str) -> Result<(), Error> {
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
