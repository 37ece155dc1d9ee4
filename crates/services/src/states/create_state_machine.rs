//! `CreateStateMachine`.

use super::encryption::check_encryption;
use super::error::machine_deleting;
use super::logging::check_logging;
use super::machines::{FirstVersion, MachineDocument, MachineStatus};
use super::names::{check_name, machine_arn};
use super::versions::{publish, version_arn};
use crate::access::Access;
use crate::app::unavailable;
use crate::call::Context;
use asl::validate::{MachineType, invalid_definition, validate};
use aws::states::*;
use aws::{Error, Service};
use iam::Principal;
use model::Arn;

/// Creates a state machine. Creating it again exactly as it is answers as the first time did.
pub(super) async fn create_state_machine(
    cx: &Context<'_>,
    input: CreateStateMachineInput,
) -> Result<CreateStateMachineOutput, Error> {
    check_name(cx, &input.name)?;
    check_described(&input)?;
    check_encryption(cx, input.encryption_configuration.as_ref())?;
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
        tags: super::tags::created(cx, input.tags)?,
        versions: 0,
        first_version: (input.publish == Some(true)).then_some(FirstVersion {
            description: input.version_description,
        }),
        status: MachineStatus::Active,
    };
    store(cx, arn, machine).await
}

/// Stores the machine, with its first version if one is wanted.
async fn store(
    cx: &Context<'_>,
    arn: String,
    machine: MachineDocument,
) -> Result<CreateStateMachineOutput, Error> {
    let mut machines = cx.app.machines.machines.begin().await;
    let mut versions = cx.app.machines.versions.begin().await;
    if let Some(existing) = machines.get(&arn) {
        return same_again(cx, arn, &existing, &machine);
    }
    let machine = machines.put(&arn, machine);
    let version = match machine.first_version.clone() {
        Some(FirstVersion { description }) => {
            let (machines, versions) = (&mut machines, &mut versions);
            let published = publish(cx, machines, versions, &arn, &machine, description)?;
            Some(published.arn)
        }
        None => None,
    };
    let committed = machines.commit_with(versions).await;
    committed.map_err(|error| unavailable(&error))?;
    Ok(CreateStateMachineOutput {
        state_machine_arn: arn,
        creation_date: machine.created,
        state_machine_version_arn: version,
    })
}

/// AWS compares name, definition, type, logging, tracing, encryption and what was published, and looks at neither role
/// nor tags.
fn same_again(
    cx: &Context<'_>,
    arn: String,
    existing: &MachineDocument,
    wanted: &MachineDocument,
) -> Result<CreateStateMachineOutput, Error> {
    if existing.status == MachineStatus::Deleting {
        return Err(machine_deleting(cx, &arn));
    }
    let same = existing.definition == wanted.definition
        && existing.kind == wanted.kind
        && existing.logging == wanted.logging
        && existing.tracing == wanted.tracing
        && existing.encryption == wanted.encryption
        && existing.first_version == wanted.first_version;
    if !same {
        let message = format!("State Machine Already Exists: '{arn}'");
        return Err(cx.error("StateMachineAlreadyExists", message));
    }
    let first = existing.first_version.as_ref();
    Ok(CreateStateMachineOutput {
        state_machine_version_arn: first.map(|_| version_arn(&arn, 1)),
        state_machine_arn: arn,
        creation_date: existing.created,
    })
}

fn check_described(input: &CreateStateMachineInput) -> Result<(), Error> {
    if input.version_description.is_some() && input.publish != Some(true) {
        let message = "Version description can only be set when publish is true";
        return Err(Error::validation(Service::States, message));
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

/// Refuses what is no role, and a role that the caller may not pass, or that Step Functions may not assume.
///
/// # Errors
/// `InvalidArn`; `AccessDeniedException`, where IAM is enforced.
pub(super) fn check_role(cx: &Context<'_>, role: &str) -> Result<(), Error> {
    if !is_role(role) {
        return Err(cx.error("InvalidArn", format!("Invalid Role Arn: '{role}'")));
    }
    cx.authorize(Service::Iam, "PassRole", &Access::from(role))?;
    let states = Principal::Service("states.amazonaws.com".into());
    let refused = |_| {
        let message = "Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.";
        Error::new("AccessDeniedException", 400, message)
    };
    cx.app.access.may_assume(&states, role).map_err(refused)
}

fn is_role(arn: &str) -> bool {
    arn.parse::<Arn>().is_ok_and(|arn| {
        let named = arn.resource.strip_prefix("role/");
        arn.service == "iam"
            && !arn.account.is_empty()
            && named.is_some_and(|name| !name.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_role_is() {
        for role in [
            "arn:aws:iam::123456789012:role/r",
            "arn:aws:iam::123456789012:role/service-role/r",
            "arn:aws-cn:iam::123456789012:role/r",
        ] {
            assert!(is_role(role), "{role}");
        }
        for other in [
            "r",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::123456789012:user/u",
            "arn:aws:iam:::role/r",
            "arn:aws:s3:::bucket",
        ] {
            assert!(!is_role(other), "{other}");
        }
    }
}
