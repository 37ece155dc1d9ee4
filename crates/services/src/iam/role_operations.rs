//! Roles: create, get, list, update, delete.

use ::iam::Policy;
use aws::Error;
use aws::iam::*;
use indexmap::IndexMap;
use store::collection::{UpdateError, WriteError};

use super::directory::role_key;
use super::page::page;
use super::roles::RoleDocument;
use crate::app::unavailable;
use crate::call::Context;

const DEFAULT_SESSION_SECONDS: i32 = 3600;

/// `CreateRole`.
pub(super) async fn create_role(
    cx: &Context<'_>,
    input: CreateRoleInput,
) -> Result<CreateRoleOutput, Error> {
    check_trust(cx, &input.assume_role_policy_document)?;
    if let Some(boundary) = &input.permissions_boundary {
        check_attachable(cx, boundary)?;
    }
    let key = role_key(cx.scope().account.as_str(), &input.role_name);
    let role = RoleDocument {
        id: cx.app.unique_id("AROA"),
        path: input.path.unwrap_or_else(|| "/".into()),
        name: input.role_name.clone(),
        trust_policy: input.assume_role_policy_document,
        created: cx.now(),
        description: input.description,
        max_session_seconds: input
            .max_session_duration
            .unwrap_or(DEFAULT_SESSION_SECONDS),
        boundary: input.permissions_boundary,
        tags: input
            .tags
            .unwrap_or_default()
            .into_iter()
            .map(|tag| (tag.key, tag.value))
            .collect(),
        attached: Vec::new(),
        inline: IndexMap::new(),
    };
    let role = cx
        .app
        .directory
        .roles
        .create(&key, role)
        .await
        .map_err(|error| match error {
            WriteError::AlreadyExists(_) => {
                let message = format!("Role with name {} already exists.", input.role_name);
                cx.error("EntityAlreadyExistsException", message)
            }
            other => unavailable(&other),
        })?;
    cx.app.directory.changed();
    Ok(CreateRoleOutput {
        role: wire(cx, &role),
    })
}

/// `GetRole`.
pub(super) async fn get_role(
    cx: &Context<'_>,
    input: GetRoleInput,
) -> Result<GetRoleOutput, Error> {
    let role = find(cx, &input.role_name)?;
    Ok(GetRoleOutput {
        role: wire(cx, &role),
    })
}

/// `ListRoles`: without tags, as AWS leaves them out of the list.
pub(super) async fn list_roles(
    cx: &Context<'_>,
    input: ListRolesInput,
) -> Result<ListRolesOutput, Error> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let roles = cx
        .app
        .directory
        .roles
        .list(&role_key(cx.scope().account.as_str(), ""));
    let roles = roles
        .iter()
        .map(|(_, role)| role)
        .filter(|role| role.path.starts_with(prefix));
    let roles = roles
        .map(|role| Role {
            tags: None,
            ..wire(cx, role)
        })
        .collect();
    let page = page(roles, input.marker.as_deref(), input.max_items)?;
    Ok(ListRolesOutput {
        roles: page.items,
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}

/// `UpdateRole`: description and longest session.
pub(super) async fn update_role(
    cx: &Context<'_>,
    input: UpdateRoleInput,
) -> Result<UpdateRoleOutput, Error> {
    update(cx, &input.role_name, |role| {
        let mut next = role.clone();
        next.description = input.description.or(next.description);
        next.max_session_seconds = input
            .max_session_duration
            .unwrap_or(next.max_session_seconds);
        Ok(next)
    })
    .await?;
    Ok(UpdateRoleOutput::default())
}

/// `UpdateAssumeRolePolicy`.
pub(super) async fn update_assume_role_policy(
    cx: &Context<'_>,
    input: UpdateAssumeRolePolicyInput,
) -> Result<(), Error> {
    check_trust(cx, &input.policy_document)?;
    update(cx, &input.role_name, |role| {
        Ok(RoleDocument {
            trust_policy: input.policy_document,
            ..role.clone()
        })
    })
    .await
}

/// `DeleteRole`: only of a role without policies.
pub(super) async fn delete_role(cx: &Context<'_>, input: DeleteRoleInput) -> Result<(), Error> {
    let key = role_key(cx.scope().account.as_str(), &input.role_name);
    let mut change = cx.app.directory.roles.begin().await;
    let role = find(cx, &input.role_name)?;
    let conflict = |message| Err(cx.error("DeleteConflictException", message));
    if !role.attached.is_empty() {
        return conflict("Cannot delete entity, must detach all policies first.");
    }
    if !role.inline.is_empty() {
        return conflict("Cannot delete entity, must delete policies first.");
    }
    change.delete(&key).map_err(|error| unavailable(&error))?;
    change.commit().await.map_err(|error| unavailable(&error))?;
    cx.app.directory.changed();
    Ok(())
}

/// `ListInstanceProfilesForRole`: there are no instances here, and so no profiles.
pub(super) async fn list_instance_profiles_for_role(
    cx: &Context<'_>,
    input: ListInstanceProfilesForRoleInput,
) -> Result<ListInstanceProfilesForRoleOutput, Error> {
    find(cx, &input.role_name)?;
    Ok(ListInstanceProfilesForRoleOutput {
        instance_profiles: Vec::new(),
        is_truncated: Some(false),
        marker: None,
    })
}

/// The role called `name`.
///
/// # Errors
/// `NoSuchEntity`.
pub(super) fn find(cx: &Context<'_>, name: &str) -> Result<std::sync::Arc<RoleDocument>, Error> {
    let key = role_key(cx.scope().account.as_str(), name);
    cx.app
        .directory
        .roles
        .get(&key)
        .ok_or_else(|| no_such_role(cx, name))
}

/// Replaces the role called `name` by what `next` makes of it.
///
/// # Errors
/// `NoSuchEntity`, and what `next` gives.
pub(super) async fn update(
    cx: &Context<'_>,
    name: &str,
    next: impl FnOnce(&RoleDocument) -> Result<RoleDocument, Error>,
) -> Result<(), Error> {
    let key = role_key(cx.scope().account.as_str(), name);
    let updated = cx.app.directory.roles.update(&key, next).await;
    updated.map_err(|error| match error {
        UpdateError::Rejected(error) => error,
        UpdateError::Write(WriteError::NotFound(_)) => no_such_role(cx, name),
        UpdateError::Write(other) => unavailable(&other),
    })?;
    cx.app.directory.changed();
    Ok(())
}

/// Refuses an ARN that is no managed policy's.
///
/// # Errors
/// `NoSuchEntity`.
pub(super) fn check_attachable(cx: &Context<'_>, arn: &str) -> Result<(), Error> {
    let message = || format!("Policy {arn} does not exist or is not attachable.");
    let known = cx.app.directory.policy_text(arn).is_some();
    known
        .then_some(())
        .ok_or_else(|| cx.error("NoSuchEntityException", message()))
}

fn no_such_role(cx: &Context<'_>, name: &str) -> Error {
    cx.error(
        "NoSuchEntityException",
        format!("The role with name {name} cannot be found."),
    )
}

fn check_trust(cx: &Context<'_>, text: &str) -> Result<(), Error> {
    let malformed = |error: ::iam::policy::PolicyError| {
        cx.error("MalformedPolicyDocumentException", error.to_string())
    };
    Policy::parse_trust(text).map(drop).map_err(malformed)
}

fn wire(cx: &Context<'_>, role: &RoleDocument) -> Role {
    let tags = role.tags.iter().map(|(key, value)| Tag {
        key: key.clone(),
        value: value.clone(),
    });
    Role {
        arn: role.arn(cx.scope().account.as_str()),
        path: role.path.clone(),
        role_name: role.name.clone(),
        role_id: role.id.clone(),
        create_date: role.created,
        assume_role_policy_document: Some(role.trust_policy.clone()),
        description: role.description.clone(),
        max_session_duration: Some(role.max_session_seconds),
        permissions_boundary: role
            .boundary
            .clone()
            .map(|arn| AttachedPermissionsBoundary {
                permissions_boundary_type: Some(
                    PermissionsBoundaryAttachmentType::PermissionsBoundaryPolicy,
                ),
                permissions_boundary_arn: Some(arn),
            }),
        tags: (!role.tags.is_empty()).then(|| tags.collect()),
        role_last_used: Some(RoleLastUsed::default()),
        ..Role::default()
    }
}
