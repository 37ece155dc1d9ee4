//! `UpdateStateMachine`. Executions that run go on with what they started with.

use aws::states::*;
use aws::{Error, Service};

use super::create_state_machine::{check_definition, check_role};
use super::describe_state_machine::find;
use super::encryption::check_encryption;
use super::error::{machine_deleting, no_such_machine};
use super::logging::check_logging;
use super::machines::{MachineDocument, MachineStatus};
use super::qualified::{is_own, unqualified};
use super::versions::publish;
use crate::app::unavailable;
use crate::call::Context;

/// Changes what is named; the rest stays.
pub(super) async fn update_state_machine(
    cx: &Context<'_>,
    input: UpdateStateMachineInput,
) -> Result<UpdateStateMachineOutput, Error> {
    let arn = unqualified(cx, &input.state_machine_arn)?.to_owned();
    check_named(cx, &input)?;
    check_encryption(cx, input.encryption_configuration.as_ref())?;
    let machine = find(cx, &arn)?;
    if let Some(definition) = &input.definition {
        check_definition(cx, definition, &machine.kind)?;
    }
    if let Some(role) = &input.role_arn {
        check_role(cx, role)?;
    }
    let role = input.role_arn.as_deref().unwrap_or(&machine.role_arn);
    check_logging(cx, input.logging_configuration.as_ref(), role)?;
    let mut machines = cx.app.machines.machines.begin().await;
    let mut versions = cx.app.machines.versions.begin().await;
    let machine = machines.get(&arn).filter(|_| is_own(cx, &arn));
    let machine = machine.ok_or_else(|| no_such_machine(cx, &arn))?;
    if machine.status == MachineStatus::Deleting {
        return Err(machine_deleting(cx, &arn));
    }
    let now = cx.now();
    let (wanted, description) = (input.publish, input.version_description.clone());
    let machine = machines.put(&arn, changed(&machine, input, now));
    let version = if wanted == Some(true) {
        let (machines, versions) = (&mut machines, &mut versions);
        let published = publish(cx, machines, versions, &arn, &machine, description)?;
        Some(published.arn)
    } else {
        None
    };
    let committed = machines.commit_with(versions).await;
    committed.map_err(|error| unavailable(&error))?;
    Ok(UpdateStateMachineOutput {
        update_date: now,
        revision_id: machine.revised.then(|| machine.revision_id.clone()),
        state_machine_version_arn: version,
    })
}

fn check_named(cx: &Context<'_>, input: &UpdateStateMachineInput) -> Result<(), Error> {
    if input.version_description.is_some() && input.publish != Some(true) {
        return Err(Error::validation(
            Service::States,
            "Version description can only be set when publish is true",
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

/// What the machine becomes. It is another revision only if something is another.
fn changed(
    machine: &MachineDocument,
    input: UpdateStateMachineInput,
    now: model::Timestamp,
) -> MachineDocument {
    let next = MachineDocument {
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
        ..machine.clone()
    };
    if next == *machine {
        return MachineDocument {
            updated: now,
            ..next
        };
    }
    MachineDocument {
        updated: now,
        revision_id: uuid::Uuid::new_v4().to_string(),
        revised: true,
        ..next
    }
}
