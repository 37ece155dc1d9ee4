//! `CreateStateMachine`.

use asl::validate::{MachineType, invalid_definition, validate};
use aws::states::*;
use aws::{Error, Service};
use iam::Principal;
use store::collection::WriteError;

use super::logging::check_logging;
use super::machines::MachineDocument;
use super::names::{check_name, machine_arn};
use crate::access::Access;
use crate::app::unavailable;
use crate::call::Context;

/// Creates a state machine. Creating it again exactly as it is answers as the first time did.
pub(super) async fn create_state_machine(
    cx: &Context<'_>,
    input: CreateStateMachineInput,
) -> Result<CreateStateMachineOutput, Error> {
    check_name(cx, &input.name)?;
    check_kept(cx, &input)?;
    let kind = input.r#type.unwrap_or(StateMachineType::Standard);
    check_definition(cx, &input.definition, &kind)?;
    check_role(cx, &input.role_arn)?;
    check_logging(cx, input.logging_configuration.as_ref(), &input.role_arn)?;
    let arn = machine_arn(cx, &input.name);
    let now = cx.now();
    let machine = MachineDocument {
        name: input.name,
        role_arn: input.role_arn,
        definition: input.definition,
        created: now,
        updated: now,
        revision_id: uuid::Uuid::new_v4().to_string(),
        revised: false,
        kind,
        logging: input.logging_configuration,
        tracing: input.tracing_configuration,
        encryption: input.encryption_configuration,
        tags: super::tags::given(input.tags),
    };
    let created = match cx.app.machines.machines.create(&arn, machine.clone()).await {
        Ok(created) => created.created,
        Err(WriteError::AlreadyExists(_)) => same_again(cx, &arn, &machine)?,
        Err(other) => return Err(unavailable(&other)),
    };
    Ok(CreateStateMachineOutput {
        state_machine_arn: arn,
        creation_date: created,
        state_machine_version_arn: None,
    })
}

/// AWS compares name, definition, type, logging and tracing, and looks at neither role nor tags.
fn same_again(
    cx: &Context<'_>,
    arn: &str,
    wanted: &MachineDocument,
) -> Result<model::Timestamp, Error> {
    let existing = cx.app.machines.machines.get(arn);
    let same = existing.filter(|existing| {
        existing.definition == wanted.definition
            && existing.kind == wanted.kind
            && existing.logging == wanted.logging
            && existing.tracing == wanted.tracing
    });
    let exists = || {
        cx.error(
            "StateMachineAlreadyExists",
            format!("State Machine Already Exists: '{arn}'"),
        )
    };
    same.map(|existing| existing.created).ok_or_else(exists)
}

/// Versions are not built.
fn check_kept(cx: &Context<'_>, input: &CreateStateMachineInput) -> Result<(), Error> {
    if input.version_description.is_some() && input.publish != Some(true) {
        let message = "Version description can only be set when publish is true";
        return Err(Error::validation(Service::States, message));
    }
    if input.publish == Some(true) {
        return Err(Error::not_implemented(
            cx.service,
            "CreateStateMachine with publish",
        ));
    }
    Ok(())
}

/// Refuses a definition that AWS refuses for a machine of this type.
///
/// # Errors
/// `InvalidDefinition` with AWS's diagnostics.
pub(super) fn check_definition(
    cx: &Context<'_>,
    definition: &str,
    kind: &StateMachineType,
) -> Result<(), Error> {
    let kind = match kind {
        StateMachineType::Standard => MachineType::Standard,
        StateMachineType::Express => MachineType::Express,
    };
    if let Some(message) = invalid_definition(&validate(definition, kind)) {
        return Err(cx.error("InvalidDefinition", message));
    }
    let compiled = cx.app.engine.definition(definition);
    let invalid = |error: asl::compile::CompileError| {
        cx.error(
            "InvalidDefinition",
            format!("Invalid State Machine Definition: '{error}'"),
        )
    };
    compiled.map(drop).map_err(invalid)
}

/// Refuses a role that the caller may not pass, or that Step Functions may not assume.
///
/// # Errors
/// `AccessDeniedException`, where IAM is enforced.
pub(super) fn check_role(cx: &Context<'_>, role: &str) -> Result<(), Error> {
    cx.authorize(Service::Iam, "PassRole", &Access::from(role))?;
    let states = Principal::Service("states.amazonaws.com".into());
    let refused = |_| {
        let message = "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.";
        Error::new("AccessDeniedException", 400, message)
    };
    cx.app.access.may_assume(&states, role).map_err(refused)
}
