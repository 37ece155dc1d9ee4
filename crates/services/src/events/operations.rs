//! `CreateConnection`, `UpdateConnection`, `DescribeConnection`, `DeleteConnection`, `ListConnections`
//! (<https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateConnection.html>).

use std::sync::Arc;

use aws::Error;
use aws::events::*;
use store::collection::{UpdateError, WriteError};

use super::connection::{ConnectionDocument, key};
use super::wire;
use crate::app::unavailable;
use crate::call::Context;

/// What a call about the connection called `name` is authorized against.
pub(super) fn resource(cx: &Context<'_>, name: &str) -> String {
    let scope = cx.scope();
    match cx.app.connections.get(scope, name) {
        Some(connection) => connection.arn(scope),
        None => format!(
            "arn:aws:events:{}:{}:connection/{name}",
            scope.region, scope.account
        ),
    }
}

/// `CreateConnection`.
pub(super) async fn create_connection(
    cx: &Context<'_>,
    input: CreateConnectionInput,
) -> Result<CreateConnectionOutput, Error> {
    let now = cx.now();
    let authorization = wire::authorization(cx, &input)?;
    let document = ConnectionDocument {
        id: uuid::Uuid::new_v4().to_string(),
        description: input.description,
        authorization,
        invocation: wire::parameters(input.auth_parameters.invocation_http_parameters),
        kms_key: input.kms_key_identifier,
        created: now,
        updated: now,
        name: input.name,
    };
    let key = key(cx.scope(), &document.name);
    let created = cx.app.connections.documents.create(&key, document).await;
    let created = created.map_err(|error| match error {
        WriteError::AlreadyExists(_) => {
            let name = key.rsplit('/').next().unwrap_or_default();
            let message = format!("Connection {name} already exists.");
            cx.error("ResourceAlreadyExistsException", message)
        }
        other => unavailable(&other),
    })?;
    Ok(CreateConnectionOutput {
        connection_arn: Some(created.arn(cx.scope())),
        connection_state: Some(ConnectionState::Authorized),
        creation_time: Some(created.created),
        last_modified_time: Some(created.updated),
    })
}

/// `UpdateConnection`: what is not given stays.
pub(super) async fn update_connection(
    cx: &Context<'_>,
    input: UpdateConnectionInput,
) -> Result<UpdateConnectionOutput, Error> {
    let now = cx.now();
    let key = key(cx.scope(), &input.name);
    let name = input.name.clone();
    let change = |old: &ConnectionDocument| {
        let mut next = wire::update(cx, old.clone(), input)?;
        next.updated = now;
        Ok(next)
    };
    let updated = cx.app.connections.documents.update(&key, change).await;
    let updated = updated.map_err(|error| match error {
        UpdateError::Rejected(error) => error,
        UpdateError::Write(WriteError::NotFound(_)) => missing(cx, "update", &name),
        UpdateError::Write(other) => unavailable(&other),
    })?;
    let arn = updated.arn(cx.scope());
    cx.app.connections.keep_token(&arn, None);
    Ok(UpdateConnectionOutput {
        connection_arn: Some(arn),
        connection_state: Some(ConnectionState::Authorized),
        creation_time: Some(updated.created),
        last_modified_time: Some(updated.updated),
        last_authorized_time: Some(updated.updated),
    })
}

/// `DescribeConnection`: everything but secrets.
pub(super) async fn describe_connection(
    cx: &Context<'_>,
    input: DescribeConnectionInput,
) -> Result<DescribeConnectionOutput, Error> {
    let found = find(cx, "describe", &input.name)?;
    Ok(DescribeConnectionOutput {
        connection_arn: Some(found.arn(cx.scope())),
        name: Some(found.name.clone()),
        description: found.description.clone(),
        invocation_connectivity_parameters: None,
        connection_state: Some(ConnectionState::Authorized),
        state_reason: None,
        authorization_type: Some(wire::kind(&found.authorization)),
        secret_arn: Some(found.secret_arn(cx.scope())),
        kms_key_identifier: found.kms_key.clone(),
        auth_parameters: Some(wire::shown(&found)),
        creation_time: Some(found.created),
        last_modified_time: Some(found.updated),
        last_authorized_time: Some(found.updated),
    })
}

/// `DeleteConnection`.
pub(super) async fn delete_connection(
    cx: &Context<'_>,
    input: DeleteConnectionInput,
) -> Result<DeleteConnectionOutput, Error> {
    let key = key(cx.scope(), &input.name);
    let deleted = cx.app.connections.documents.delete(&key).await;
    let deleted = deleted.map_err(|error| match error {
        WriteError::NotFound(_) => missing(cx, "delete", &input.name),
        other => unavailable(&other),
    })?;
    let arn = deleted.arn(cx.scope());
    cx.app.connections.keep_token(&arn, None);
    Ok(DeleteConnectionOutput {
        connection_arn: Some(arn),
        connection_state: Some(ConnectionState::Deleting),
        creation_time: Some(deleted.created),
        last_modified_time: Some(deleted.updated),
        last_authorized_time: Some(deleted.updated),
    })
}

/// The most connections of one answer.
const MOST: usize = 100;

/// `ListConnections`: by name.
pub(super) async fn list_connections(
    cx: &Context<'_>,
    input: ListConnectionsInput,
) -> Result<ListConnectionsOutput, Error> {
    let prefix = key(cx.scope(), input.name_prefix.as_deref().unwrap_or_default());
    let all = key(cx.scope(), "");
    let after = input.next_token.map(|name| format!("{all}{name}"));
    let limit = input.limit.and_then(|limit| usize::try_from(limit).ok());
    let documents = &cx.app.connections.documents;
    let page = documents.page(&prefix, after.as_deref(), limit.unwrap_or(MOST));
    let wanted = input
        .connection_state
        .is_none_or(|state| state == ConnectionState::Authorized);
    let listed = page.items.iter().filter(|_| wanted);
    let listed = listed.map(|(_, found)| Connection {
        connection_arn: Some(found.arn(cx.scope())),
        name: Some(found.name.clone()),
        connection_state: Some(ConnectionState::Authorized),
        state_reason: None,
        authorization_type: Some(wire::kind(&found.authorization)),
        creation_time: Some(found.created),
        last_modified_time: Some(found.updated),
        last_authorized_time: Some(found.updated),
    });
    Ok(ListConnectionsOutput {
        connections: Some(listed.collect()),
        next_token: page.next.map(|key| key[all.len()..].to_owned()),
    })
}

fn find(cx: &Context<'_>, verb: &str, name: &str) -> Result<Arc<ConnectionDocument>, Error> {
    let found = cx.app.connections.get(cx.scope(), name);
    found.ok_or_else(|| missing(cx, verb, name))
}

fn missing(cx: &Context<'_>, verb: &str, name: &str) -> Error {
    let message =
        format!("Failed to {verb} the connection(s). Connection '{name}' does not exist.");
    cx.error("ResourceNotFoundException", message)
}
