//! `DescribeStateMachine` and `DescribeStateMachineForExecution`.

use std::collections::BTreeSet;
use std::sync::Arc;

use aws::Error;
use aws::states::*;
use indexmap::IndexMap;

use super::error::{engine_error, execution_error, machine_deleting, no_such_machine};
use super::machines::{MachineDocument, MachineStatus};
use super::names::check_arn;
use super::target::{Take, target};
use crate::call::Context;

/// `DescribeStateMachine`.
pub(super) async fn describe_state_machine(
    cx: &Context<'_>,
    input: DescribeStateMachineInput,
) -> Result<DescribeStateMachineOutput, Error> {
    let target = target(cx, &input.state_machine_arn, Take::Main)?;
    let machine = &*target.machine;
    let version = target.version.as_deref();
    Ok(DescribeStateMachineOutput {
        status: Some(status(machine.status)),
        description: version.and_then(|version| version.description.clone()),
        logging_configuration: Some(logging(machine)),
        revision_id: machine.revised.then(|| machine.revision_id.clone()),
        tracing_configuration: Some(tracing(machine)),
        encryption_configuration: Some(encryption(machine)),
        variable_references: variables(&machine.definition),
        ..DescribeStateMachineOutput::new(
            input.state_machine_arn,
            machine.name.clone(),
            machine.definition.clone(),
            machine.role_arn.clone(),
            machine.kind,
            version.map_or(machine.created, |version| version.created),
        )
    })
}

/// `DescribeStateMachineForExecution`: what the execution runs, whatever has become of the machine since.
pub(super) async fn describe_state_machine_for_execution(
    cx: &Context<'_>,
    input: DescribeStateMachineForExecutionInput,
) -> Result<DescribeStateMachineForExecutionOutput, Error> {
    check_arn(cx, &input.execution_arn, "execution")?;
    let described = cx.app.engine.describe(&input.execution_arn).await;
    let execution = described.map_err(|error| execution_error(cx, &error))?;
    let definition = cx
        .app
        .engine
        .definition_of(&execution)
        .await
        .map_err(|error| engine_error(&error))?;
    let arn = &execution.summary.machine_arn;
    let version = execution.summary.version_arn.as_deref();
    let version = version.and_then(|version| cx.app.machines.versions.get(version));
    let machine = match version {
        Some(version) => Some(Arc::clone(&version.machine)),
        None => cx.app.machines.machines.get(arn),
    };
    let name = arn.rsplit(':').next().unwrap_or_default();
    Ok(DescribeStateMachineForExecutionOutput {
        state_machine_arn: arn.clone(),
        name: name.to_owned(),
        definition: definition.text().to_owned(),
        role_arn: execution.role_arn,
        update_date: machine
            .as_ref()
            .map_or(execution.summary.start, |machine| machine.updated),
        logging_configuration: machine.as_deref().map(logging),
        tracing_configuration: machine.as_deref().map(tracing),
        encryption_configuration: machine.as_deref().map(encryption),
        revision_id: execution.revision_id,
        variable_references: variables(definition.text()),
        ..DescribeStateMachineForExecutionOutput::default()
    })
}

/// The machine with this ARN, if it is the caller's and not being deleted.
///
/// # Errors
/// `InvalidArn`, `StateMachineDoesNotExist`, `StateMachineDeleting`.
pub(super) fn find_active(cx: &Context<'_>, arn: &str) -> Result<Arc<MachineDocument>, Error> {
    let machine = find(cx, arn)?;
    match machine.status {
        MachineStatus::Active => Ok(machine),
        MachineStatus::Deleting => Err(machine_deleting(cx, arn)),
    }
}

/// The machine with this ARN, if it is the caller's.
///
/// # Errors
/// `InvalidArn`, `StateMachineDoesNotExist`.
pub(super) fn find(cx: &Context<'_>, arn: &str) -> Result<Arc<MachineDocument>, Error> {
    check_arn(cx, arn, "stateMachine")?;
    let own = arn.starts_with(&super::machines::prefix(cx.scope(), "stateMachine"));
    let machine = own.then(|| cx.app.machines.machines.get(arn)).flatten();
    machine.ok_or_else(|| no_such_machine(cx, arn))
}

fn status(status: MachineStatus) -> StateMachineStatus {
    match status {
        MachineStatus::Active => StateMachineStatus::Active,
        MachineStatus::Deleting => StateMachineStatus::Deleting,
    }
}

/// The variables each state refers to; absent when none does.
fn variables(definition: &str) -> Option<IndexMap<String, Vec<String>>> {
    let references = asl::references::variables(definition);
    let wire = |(state, names): (String, BTreeSet<String>)| (state, names.into_iter().collect());
    (!references.is_empty()).then(|| references.into_iter().map(wire).collect())
}

fn logging(machine: &MachineDocument) -> LoggingConfiguration {
    let given = machine.logging.clone().unwrap_or_default();
    LoggingConfiguration {
        level: given.level.or(Some(LogLevel::Off)),
        include_execution_data: given.include_execution_data.or(Some(false)),
        destinations: given.destinations,
    }
}

fn tracing(machine: &MachineDocument) -> TracingConfiguration {
    let given = machine.tracing.clone().unwrap_or_default();
    TracingConfiguration {
        enabled: given.enabled.or(Some(false)),
    }
}

fn encryption(machine: &MachineDocument) -> EncryptionConfiguration {
    machine
        .encryption
        .clone()
        .unwrap_or(EncryptionConfiguration {
            kms_key_id: None,
            kms_data_key_reuse_period_seconds: None,
            r#type: EncryptionType::AwsOwnedKey,
        })
}
