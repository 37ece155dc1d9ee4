//! Managed policies: create, get, list, delete. AWS's own are listed beside the customer's.

use std::sync::Arc;

use ::iam::managed::{self, ManagedPolicy};
use aws::Error;
use aws::iam::*;
use model::Timestamp;
use store::collection::WriteError;

use super::page::page;
use super::policies::{PolicyDocument, PolicyVersionDocument};
use super::role_policy_operations::check_identity_policy;
use crate::app::unavailable;
use crate::call::Context;

/// `CreatePolicy`.
pub(super) async fn create_policy(
    cx: &Context<'_>,
    input: CreatePolicyInput,
) -> Result<CreatePolicyOutput, Error> {
    check_identity_policy(cx, &input.policy_document)?;
    let arn = policy_arn(cx, input.path.as_deref(), &input.policy_name);
    let now = cx.now();
    let first = PolicyVersionDocument {
        id: "v1".into(),
        document: input.policy_document,
        created: now,
    };
    let policy = PolicyDocument {
        id: cx.app.unique_id("ANPA"),
        path: input.path.unwrap_or_else(|| "/".into()),
        name: input.policy_name.clone(),
        description: input.description,
        created: now,
        updated: now,
        tags: input
            .tags
            .unwrap_or_default()
            .into_iter()
            .map(|tag| (tag.key, tag.value))
            .collect(),
        default_version: first.id.clone(),
        versions: vec![first],
        last_version: 1,
    };
    let mut change = cx.app.directory.policies.begin().await;
    let exists = || {
        let message = format!(
            "A policy called {} already exists. Duplicate names are not allowed.",
            input.policy_name
        );
        cx.error("EntityAlreadyExistsException", message)
    };
    // Names are unique in the account, whatever their paths.
    if customer_policies(cx).any(|(_, known)| known.name == input.policy_name) {
        return Err(exists());
    }
    let policy = change
        .create(&arn, policy)
        .map_err(|_: WriteError| exists())?;
    change.commit().await.map_err(|error| unavailable(&error))?;
    cx.app.directory.changed();
    Ok(CreatePolicyOutput {
        policy: Some(wire(cx, &arn, &policy)),
    })
}

/// `GetPolicy`.
pub(super) async fn get_policy(
    cx: &Context<'_>,
    input: GetPolicyInput,
) -> Result<GetPolicyOutput, Error> {
    let policy = match managed::by_arn(&input.policy_arn) {
        Some(policy) => wire_managed(cx, policy),
        None => wire(cx, &input.policy_arn, &*find(cx, &input.policy_arn)?),
    };
    Ok(GetPolicyOutput {
        policy: Some(policy),
    })
}

/// `ListPolicies`.
pub(super) async fn list_policies(
    cx: &Context<'_>,
    input: ListPoliciesInput,
) -> Result<ListPoliciesOutput, Error> {
    let scope = input.scope.unwrap_or(PolicyScopeType::All);
    let mut policies = Vec::new();
    if scope != PolicyScopeType::Local {
        policies.extend(managed::all().iter().map(|policy| wire_managed(cx, policy)));
    }
    if scope != PolicyScopeType::Aws {
        policies.extend(customer_policies(cx).map(|(arn, policy)| wire(cx, &arn, &policy)));
    }
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let only_attached = input.only_attached.unwrap_or(false);
    policies.retain(|policy| {
        let within = policy
            .path
            .as_deref()
            .is_some_and(|path| path.starts_with(prefix));
        within && (!only_attached || policy.attachment_count != Some(0))
    });
    let page = page(policies, input.marker.as_deref(), input.max_items)?;
    Ok(ListPoliciesOutput {
        policies: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}

/// `DeletePolicy`: only of a policy that is attached to nothing and has one version.
pub(super) async fn delete_policy(cx: &Context<'_>, input: DeletePolicyInput) -> Result<(), Error> {
    let mut change = cx.app.directory.policies.begin().await;
    let policy = find(cx, &input.policy_arn)?;
    let conflict = |message| Err(cx.error("DeleteConflictException", message));
    if attachments(cx, &input.policy_arn) > 0 {
        return conflict("Cannot delete a policy attached to entities.");
    }
    if policy.versions.len() > 1 {
        return conflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
    }
    change
        .delete(&input.policy_arn)
        .map_err(|error| unavailable(&error))?;
    change.commit().await.map_err(|error| unavailable(&error))?;
    cx.app.directory.changed();
    Ok(())
}

/// The ARN of a customer-managed policy.
pub(super) fn policy_arn(cx: &Context<'_>, path: Option<&str>, name: &str) -> String {
    format!(
        "arn:aws:iam::{}:policy{}{name}",
        cx.scope().account,
        path.unwrap_or("/")
    )
}

/// The customer-managed policy with this ARN, of the caller's account.
///
/// # Errors
/// `NoSuchEntity`.
pub(super) fn find(cx: &Context<'_>, arn: &str) -> Result<Arc<PolicyDocument>, Error> {
    let own = arn.starts_with(&prefix(cx));
    let policy = own.then(|| cx.app.directory.policies.get(arn)).flatten();
    policy.ok_or_else(|| {
        cx.error(
            "NoSuchEntityException",
            format!("Policy {arn} was not found."),
        )
    })
}

fn customer_policies(cx: &Context<'_>) -> impl Iterator<Item = (Arc<str>, Arc<PolicyDocument>)> {
    cx.app.directory.policies.list(&prefix(cx)).into_iter()
}

fn prefix(cx: &Context<'_>) -> String {
    format!("arn:aws:iam::{}:policy/", cx.scope().account)
}

fn attachments(cx: &Context<'_>, arn: &str) -> usize {
    let roles = cx
        .app
        .directory
        .roles
        .list(&super::directory::role_key(cx.scope().account.as_str(), ""));
    roles
        .iter()
        .filter(|(_, role)| role.attached.iter().any(|attached| attached == arn))
        .count()
}

fn wire(cx: &Context<'_>, arn: &str, policy: &PolicyDocument) -> Policy {
    let tags = policy.tags.iter().map(|(key, value)| Tag {
        key: key.clone(),
        value: value.clone(),
    });
    Policy {
        arn: Some(arn.to_owned()),
        policy_name: Some(policy.name.clone()),
        policy_id: Some(policy.id.clone()),
        path: Some(policy.path.clone()),
        default_version_id: Some(policy.default_version.clone()),
        attachment_count: i32::try_from(attachments(cx, arn)).ok(),
        permissions_boundary_usage_count: Some(0),
        is_attachable: Some(true),
        description: policy.description.clone(),
        create_date: Some(policy.created),
        update_date: Some(policy.updated),
        tags: Some(tags.collect()),
    }
}

fn wire_managed(cx: &Context<'_>, policy: &ManagedPolicy) -> Policy {
    let arn = policy.arn();
    Policy {
        attachment_count: i32::try_from(attachments(cx, &arn)).ok(),
        arn: Some(arn),
        policy_name: Some(policy.name.clone()),
        policy_id: Some(policy.id()),
        path: Some(policy.path.clone()),
        default_version_id: Some(policy.version.clone()),
        permissions_boundary_usage_count: Some(0),
        is_attachable: Some(true),
        description: None,
        create_date: Timestamp::parse_rfc3339(&policy.created),
        update_date: Timestamp::parse_rfc3339(&policy.updated),
        tags: Some(Vec::new()),
    }
}
