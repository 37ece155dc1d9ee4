//! `CreateStateMachineAlias`, `UpdateStateMachineAlias`, `DescribeStateMachineAlias`, `ListStateMachineAliases` and
//! `DeleteStateMachineAlias`.

use std::sync::Arc;

use aws::states::*;
use aws::{Error, Service};

use super::aliases::{AliasDocument, missing, routes, wire};
use super::describe_state_machine::find_active;
use super::page::page_of;
use super::qualified::{Qualifier, is_own, parse, qualified, split};
use crate::app::unavailable;
use crate::call::Context;

/// AWS's limit on aliases of one machine.
const MOST_ALIASES: usize = 100;

/// What `CreateStateMachineAlias` is authorized against: the machine whose versions are named.
pub(super) fn resource(input: &CreateStateMachineAliasInput) -> String {
    let first = input.routing_configuration.first();
    let arn = first.map_or("*", |item| item.state_machine_version_arn.as_str());
    split(arn).machine.to_owned()
}

/// `CreateStateMachineAlias`. Creating it again exactly as it is answers as the first time did.
pub(super) async fn create_state_machine_alias(
    cx: &Context<'_>,
    input: CreateStateMachineAliasInput,
) -> Result<CreateStateMachineAliasOutput, Error> {
    // No version goes away before the alias that names it is there.
    let versions = cx.app.machines.versions.begin().await;
    let mut aliases = cx.app.machines.aliases.begin().await;
    let (machine, routes) = routes(cx, input.routing_configuration)?;
    find_active(cx, &machine)?;
    let arn = format!("{machine}:{}", input.name);
    let now = cx.now();
    let alias = AliasDocument {
        name: input.name,
        description: input.description,
        routes,
        created: now,
        updated: now,
    };
    if let Some(existing) = aliases.get(&arn) {
        return same_again(cx, arn, &existing, &alias);
    }
    check_quota(cx, &machine)?;
    aliases.put(&arn, alias);
    let committed = aliases.commit().await;
    drop(versions);
    committed.map_err(|error| unavailable(&error))?;
    Ok(created(arn, now))
}

fn created(arn: String, at: model::Timestamp) -> CreateStateMachineAliasOutput {
    CreateStateMachineAliasOutput {
        state_machine_alias_arn: arn,
        creation_date: at,
    }
}

fn same_again(
    cx: &Context<'_>,
    arn: String,
    existing: &AliasDocument,
    wanted: &AliasDocument,
) -> Result<CreateStateMachineAliasOutput, Error> {
    if existing.routes == wanted.routes && existing.description == wanted.description {
        return Ok(created(arn, existing.created));
    }
    let message = "Failed to create alias because an alias with the same name and a different routing configuration already exists.";
    Err(cx.error("ConflictException", message))
}

fn check_quota(cx: &Context<'_>, machine: &str) -> Result<(), Error> {
    if cx.app.machines.aliases_of(machine).len() < MOST_ALIASES || !cx.quotas() {
        return Ok(());
    }
    Err(cx.error(
        "ServiceQuotaExceededException",
        format!("The state machine has reached the maximum of {MOST_ALIASES} aliases."),
    ))
}

/// `UpdateStateMachineAlias`: changes what is named; the rest stays.
pub(super) async fn update_state_machine_alias(
    cx: &Context<'_>,
    input: UpdateStateMachineAliasInput,
) -> Result<UpdateStateMachineAliasOutput, Error> {
    let arn = &input.state_machine_alias_arn;
    let machine = qualified(cx, arn, Qualifier::Alias)?;
    if input.description.is_none() && input.routing_configuration.is_none() {
        let message = "Either the description or the routingConfiguration must be specified";
        return Err(Error::validation(Service::States, message));
    }
    let versions = cx.app.machines.versions.begin().await;
    let mut aliases = cx.app.machines.aliases.begin().await;
    let alias = aliases.get(arn).filter(|_| is_own(cx, arn));
    let mut alias = (*alias.ok_or_else(|| missing(cx))?).clone();
    find_active(cx, machine)?;
    if let Some(given) = input.routing_configuration {
        let (of, routes) = routes(cx, given)?;
        if of != machine {
            return Err(missing(cx));
        }
        alias.routes = routes;
    }
    alias.description = input.description.or(alias.description);
    alias.updated = cx.now();
    let update_date = alias.updated;
    aliases.put(arn, alias);
    let committed = aliases.commit().await;
    drop(versions);
    committed.map_err(|error| unavailable(&error))?;
    Ok(UpdateStateMachineAliasOutput { update_date })
}

/// `DescribeStateMachineAlias`.
pub(super) async fn describe_state_machine_alias(
    cx: &Context<'_>,
    input: DescribeStateMachineAliasInput,
) -> Result<DescribeStateMachineAliasOutput, Error> {
    let arn = input.state_machine_alias_arn;
    qualified(cx, &arn, Qualifier::Alias)?;
    let alias = cx
        .app
        .machines
        .aliases
        .get(&arn)
        .filter(|_| is_own(cx, &arn));
    let alias = alias.ok_or_else(|| missing(cx))?;
    Ok(DescribeStateMachineAliasOutput {
        state_machine_alias_arn: Some(arn),
        name: Some(alias.name.clone()),
        description: alias.description.clone(),
        routing_configuration: Some(wire(&alias.routes)),
        creation_date: Some(alias.created),
        update_date: Some(alias.updated),
    })
}

/// `ListStateMachineAliases`: of a machine, or those that lead to one of its versions.
pub(super) async fn list_state_machine_aliases(
    cx: &Context<'_>,
    input: ListStateMachineAliasesInput,
) -> Result<ListStateMachineAliasesOutput, Error> {
    let arn = &input.state_machine_arn;
    let parsed = parse(cx, arn)?;
    find_active(cx, parsed.machine)?;
    let mut aliases = cx.app.machines.aliases_of(parsed.machine);
    if parsed.qualifier != Qualifier::Unqualified {
        aliases.retain(|(_, alias)| alias.names(arn));
    }
    let wanted = (input.next_token.as_deref(), input.max_results);
    let prefix = format!("{}:", parsed.machine);
    let page = page_of(cx, aliases, &prefix, wanted, |key, last| key > last)?;
    let item = |(arn, alias): (Arc<str>, Arc<AliasDocument>)| StateMachineAliasListItem {
        state_machine_alias_arn: arn.to_string(),
        creation_date: alias.created,
    };
    Ok(ListStateMachineAliasesOutput {
        state_machine_aliases: page.items.into_iter().map(item).collect(),
        next_token: page.next,
    })
}

/// `DeleteStateMachineAlias`: one that is not there is deleted already.
pub(super) async fn delete_state_machine_alias(
    cx: &Context<'_>,
    input: DeleteStateMachineAliasInput,
) -> Result<DeleteStateMachineAliasOutput, Error> {
    let arn = &input.state_machine_alias_arn;
    qualified(cx, arn, Qualifier::Alias)?;
    let mut aliases = cx.app.machines.aliases.begin().await;
    if is_own(cx, arn) && aliases.delete(arn).is_ok() {
        let committed = aliases.commit().await;
        committed.map_err(|error| unavailable(&error))?;
    }
    Ok(DeleteStateMachineAliasOutput::default())
}
