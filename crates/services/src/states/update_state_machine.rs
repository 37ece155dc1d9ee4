//! `UpdateStateMachine`. Executions that run go on with what they started with.

use aws::states::*;
use aws::{Error, Service};
use store::collection::{UpdateError, WriteError};

use super::create_state_machine::{check_definition, check_role};
use super::describe_state_machine::find;
use super::error::no_such_machine;
use super::logging::check_logging;
use super::machines::MachineDocument;
use super::names::check_arn;
use crate::app::unavailable;
use crate::call::Context;

/// Changes what is named; the rest stays.
pub(super) async fn update_state_machine(
    cx: &Context<'_>,
    input: UpdateStateMachineInput,
) -> Result<UpdateStateMachineOutput, Error> {
    check_arn(cx, &input.state_machine_arn, "stateMachine")?;
    check_named(cx, &input)?;
    let machine = find(cx, &input.state_machine_arn)?;
    if let Some(definition) = &input.definition {
        check_definition(cx, definition, &machine.kind)?;
    }
    if let Some(role) = &input.role_arn {
        check_role(cx, role)?;
    }
    let role = input.role_arn.as_deref().unwrap_or(&machine.role_arn);
    check_logging(cx, input.logging_configuration.as_ref(), role)?;
    let arn = input.state_machine_arn.clone();
    let now = cx.now();
    let next = |machine: &MachineDocument| Ok::<_, Error>(changed(machine, input, now));
    let updated = cx.app.machines.machines.update(&arn, next).await;
    let machine = updated.map_err(|error| match error {
        UpdateError::Rejected(error) => error,
        UpdateError::Write(WriteError::NotFound(_)) => no_such_machine(cx, &arn),
        UpdateError::Write(other) => unavailable(&other),
    })?;
    Ok(UpdateStateMachineOutput {
        update_date: now,
        revision_id: Some(machine.revision_id.clone()),
        state_machine_version_arn: None,
    })
}

fn check_named(cx: &Context<'_>, input: &UpdateStateMachineInput) -> Result<(), Error> {
    if input.version_description.is_some() && input.publish != Some(true) {
        return Err(Error::validation(
            Service::States,
            "Version description can only be set when publish is true",
        ));
    }
    if input.publish == Some(true) {
        return Err(Error::not_implemented(
            cx.service,
            "UpdateStateMachine with publish",
        ));
    }
    let named = input.definition.is_some()
        || input.role_arn.is_some()
        || input.logging_configuration.is_some()
        || input.tracing_configuration.is_some()
        || input.encryption_configuration.is_some();
    let missing = "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified";
    named
        .then_some(())
        .ok_or_else(|| cx.error("MissingRequiredParameter", missing))
}

fn changed(
    machine: &MachineDocument,
    input: UpdateStateMachineInput,
    now: model::Timestamp,
) -> MachineDocument {
    MachineDocument {
        role_arn: input.role_arn.unwrap_or_else(|| machine.role_arn.clone()),
        definition: input
            .definition
            .unwrap_or_else(|| machine.definition.clone()),
        logging: input
            .logging_configuration
            .or_else(|| machine.logging.clone()),
        tracing: input
            .tracing_configuration
            .or_else(|| machine.tracing.clone()),
        encryption: input
            .encryption_configuration
            .or_else(|| machine.encryption.clone()),
        updated: now,
        revision_id: uuid::Uuid::new_v4().to_string(),
        revised: true,
        ..machine.clone()
    }
}
