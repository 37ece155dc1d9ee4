//! `ListStateMachineVersions` and `DeleteStateMachineVersion`.

use std::sync::Arc;

use aws::Error;
use aws::states::*;

use super::describe_state_machine::find;
use super::page::page_of;
use super::qualified::{Qualifier, is_own, qualified, unqualified};
use super::versions::VersionDocument;
use crate::app::unavailable;
use crate::call::Context;

/// `ListStateMachineVersions`: the newest first.
pub(super) async fn list_state_machine_versions(
    cx: &Context<'_>,
    input: ListStateMachineVersionsInput,
) -> Result<ListStateMachineVersionsOutput, Error> {
    let arn = unqualified(cx, &input.state_machine_arn)?;
    find(cx, arn)?;
    let versions = cx.app.machines.versions_of(arn);
    let wanted = (input.next_token.as_deref(), input.max_results);
    let older = |key: &str, last: &str| number(key) < number(last);
    let page = page_of(cx, versions, &format!("{arn}:"), wanted, older)?;
    let item = |(arn, version): (Arc<str>, Arc<VersionDocument>)| StateMachineVersionListItem {
        state_machine_version_arn: arn.to_string(),
        creation_date: version.created,
    };
    Ok(ListStateMachineVersionsOutput {
        state_machine_versions: page.items.into_iter().map(item).collect(),
        next_token: page.next,
    })
}

/// The number at the end of a version's ARN; what is none comes before all.
fn number(arn: &str) -> Option<u64> {
    arn.rsplit(':')
        .next()
        .and_then(|number| number.parse().ok())
}

/// `DeleteStateMachineVersion`: one that is not there is deleted already, one that an alias names stays.
pub(super) async fn delete_state_machine_version(
    cx: &Context<'_>,
    input: DeleteStateMachineVersionInput,
) -> Result<DeleteStateMachineVersionOutput, Error> {
    let arn = &input.state_machine_version_arn;
    let machine = qualified(cx, arn, Qualifier::Version)?;
    if is_own(cx, arn) {
        let mut versions = cx.app.machines.versions.begin().await;
        check_unreferenced(cx, machine, arn)?;
        if versions.delete(arn).is_ok() {
            let committed = versions.commit().await;
            committed.map_err(|error| unavailable(&error))?;
        }
    }
    Ok(DeleteStateMachineVersionOutput::default())
}

/// Aliases begin and end to name a version only while versions do not change.
fn check_unreferenced(cx: &Context<'_>, machine: &str, version: &str) -> Result<(), Error> {
    let aliases = cx.app.machines.aliases_of(machine);
    let naming: Vec<&str> = aliases
        .iter()
        .filter(|(_, alias)| alias.names(version))
        .map(|(_, alias)| alias.name.as_str())
        .collect();
    if naming.is_empty() {
        return Ok(());
    }
    Err(cx.error(
        "ConflictException",
        format!(
            "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [{}]",
            naming.join(", ")
        ),
    ))
}
