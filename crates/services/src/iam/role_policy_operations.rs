//! A role's policies: attached managed ones, and inline ones.

use ::iam::Policy;
use aws::Error;
use aws::iam::*;

use super::page::page;
use super::role_operations::{check_attachable, find, update};
use crate::call::Context;

/// IAM's default quota of managed policies per role
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>).
const MOST_ATTACHED: usize = 10;

/// `AttachRolePolicy`: attaching twice is attaching once.
pub(super) async fn attach_role_policy(
    cx: &Context<'_>,
    input: AttachRolePolicyInput,
) -> Result<(), Error> {
    check_attachable(cx, &input.policy_arn)?;
    update(cx, &input.role_name, |role| {
        let mut next = role.clone();
        if next.attached.contains(&input.policy_arn) {
            return Ok(next);
        }
        if next.attached.len() >= MOST_ATTACHED {
            let message = format!("Cannot exceed quota for PoliciesPerRole: {MOST_ATTACHED}");
            return Err(cx.error("LimitExceededException", message));
        }
        next.attached.push(input.policy_arn);
        Ok(next)
    })
    .await
}

/// `DetachRolePolicy`.
pub(super) async fn detach_role_policy(
    cx: &Context<'_>,
    input: DetachRolePolicyInput,
) -> Result<(), Error> {
    update(cx, &input.role_name, |role| {
        let mut next = role.clone();
        next.attached.retain(|arn| *arn != input.policy_arn);
        if next.attached.len() == role.attached.len() {
            let message = format!("Policy {} was not found.", input.policy_arn);
            return Err(cx.error("NoSuchEntityException", message));
        }
        Ok(next)
    })
    .await
}

/// `ListAttachedRolePolicies`.
pub(super) async fn list_attached_role_policies(
    cx: &Context<'_>,
    input: ListAttachedRolePoliciesInput,
) -> Result<ListAttachedRolePoliciesOutput, Error> {
    let role = find(cx, &input.role_name)?;
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let within = |arn: &&String| {
        arn.split_once(":policy")
            .is_some_and(|(_, path)| path.starts_with(prefix))
    };
    let attached = role
        .attached
        .iter()
        .filter(within)
        .map(|arn| AttachedPolicy {
            policy_name: arn.rsplit('/').next().map(str::to_owned),
            policy_arn: Some(arn.clone()),
        });
    let page = page(attached.collect(), input.marker.as_deref(), input.max_items)?;
    Ok(ListAttachedRolePoliciesOutput {
        attached_policies: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}

/// `PutRolePolicy`: adds an inline policy or replaces it.
pub(super) async fn put_role_policy(
    cx: &Context<'_>,
    input: PutRolePolicyInput,
) -> Result<(), Error> {
    check_identity_policy(cx, &input.policy_document)?;
    update(cx, &input.role_name, |role| {
        let mut next = role.clone();
        next.inline.insert(input.policy_name, input.policy_document);
        Ok(next)
    })
    .await
}

/// `GetRolePolicy`.
pub(super) async fn get_role_policy(
    cx: &Context<'_>,
    input: GetRolePolicyInput,
) -> Result<GetRolePolicyOutput, Error> {
    let role = find(cx, &input.role_name)?;
    let document = role.inline.get(&input.policy_name);
    let document = document.ok_or_else(|| no_such_policy(cx, &input.policy_name))?;
    Ok(GetRolePolicyOutput {
        role_name: role.name.clone(),
        policy_name: input.policy_name,
        policy_document: document.clone(),
    })
}

/// `ListRolePolicies`.
pub(super) async fn list_role_policies(
    cx: &Context<'_>,
    input: ListRolePoliciesInput,
) -> Result<ListRolePoliciesOutput, Error> {
    let role = find(cx, &input.role_name)?;
    let names = role.inline.keys().cloned().collect();
    let page = page(names, input.marker.as_deref(), input.max_items)?;
    Ok(ListRolePoliciesOutput {
        policy_names: page.items,
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}

/// `DeleteRolePolicy`.
pub(super) async fn delete_role_policy(
    cx: &Context<'_>,
    input: DeleteRolePolicyInput,
) -> Result<(), Error> {
    update(cx, &input.role_name, |role| {
        let mut next = role.clone();
        let removed = next.inline.shift_remove(&input.policy_name);
        removed
            .map(|_| next)
            .ok_or_else(|| no_such_policy(cx, &input.policy_name))
    })
    .await
}

/// Refuses a document that cannot be attached to an identity.
///
/// # Errors
/// `MalformedPolicyDocument`.
pub(super) fn check_identity_policy(cx: &Context<'_>, text: &str) -> Result<(), Error> {
    let malformed = |error: ::iam::policy::PolicyError| {
        cx.error("MalformedPolicyDocumentException", error.to_string())
    };
    Policy::parse_identity(text).map(drop).map_err(malformed)
}

fn no_such_policy(cx: &Context<'_>, name: &str) -> Error {
    cx.error(
        "NoSuchEntityException",
        format!("The role policy with name {name} cannot be found."),
    )
}
