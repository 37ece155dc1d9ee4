//! `PublishStateMachineVersion`.

use aws::Error;
use aws::states::*;

use super::error::{machine_deleting, no_such_machine};
use super::machines::{MachineDocument, MachineStatus};
use super::qualified::{is_own, unqualified};
use super::versions::publish;
use crate::app::unavailable;
use crate::call::Context;

/// What callers name the revision of a machine that has never been changed.
const INITIAL: &str = "INITIAL";

/// Makes a version of what the machine is now. Publishing the same again gives the same version.
pub(super) async fn publish_state_machine_version(
    cx: &Context<'_>,
    input: PublishStateMachineVersionInput,
) -> Result<PublishStateMachineVersionOutput, Error> {
    let arn = unqualified(cx, &input.state_machine_arn)?;
    let mut machines = cx.app.machines.machines.begin().await;
    let mut versions = cx.app.machines.versions.begin().await;
    let machine = machines.get(arn).filter(|_| is_own(cx, arn));
    let machine = machine.ok_or_else(|| no_such_machine(cx, arn))?;
    if machine.status == MachineStatus::Deleting {
        return Err(machine_deleting(cx, arn));
    }
    check_revision(cx, &machine, input.revision_id.as_deref())?;
    let (machines_too, versions_too) = (&mut machines, &mut versions);
    let published = publish(
        cx,
        machines_too,
        versions_too,
        arn,
        &machine,
        input.description,
    )?;
    let committed = machines.commit_with(versions).await;
    committed.map_err(|error| unavailable(&error))?;
    Ok(PublishStateMachineVersionOutput {
        creation_date: published.version.created,
        state_machine_version_arn: published.arn,
    })
}

/// Refuses when the machine is no longer what the caller thinks.
fn check_revision(
    cx: &Context<'_>,
    machine: &MachineDocument,
    wanted: Option<&str>,
) -> Result<(), Error> {
    let current = match machine.revised {
        true => &machine.revision_id,
        false => INITIAL,
    };
    match wanted {
        Some(wanted) if wanted != current => Err(cx.error(
            "ConflictException",
            format!(
                "Failed to publish the State Machine version for revision {wanted}. The current State Machine revision is {current}."
            ),
        )),
        _ => Ok(()),
    }
}
