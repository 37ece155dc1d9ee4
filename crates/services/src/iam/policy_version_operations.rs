//! Versions of managed policies.

use ::iam::managed;
use aws::Error;
use aws::iam::*;
use model::Timestamp;
use store::collection::{UpdateError, WriteError};

use super::page::page;
use super::policies::{PolicyDocument, PolicyVersionDocument};
use super::policy_operations::find;
use super::role_policy_operations::check_identity_policy;
use crate::app::unavailable;
use crate::call::Context;

/// IAM keeps this many versions of a policy.
const MOST_VERSIONS: usize = 5;

/// `CreatePolicyVersion`.
pub(super) async fn create_policy_version(
    cx: &Context<'_>,
    input: CreatePolicyVersionInput,
) -> Result<CreatePolicyVersionOutput, Error> {
    check_identity_policy(cx, &input.policy_document)?;
    find(cx, &input.policy_arn)?;
    let as_default = input.set_as_default.unwrap_or(false);
    let next =
        |policy: &PolicyDocument| with_version(cx, policy, input.policy_document, as_default);
    let updated = cx
        .app
        .directory
        .policies
        .update(&input.policy_arn, next)
        .await;
    let policy = updated.map_err(|error| match error {
        UpdateError::Rejected(error) => error,
        UpdateError::Write(WriteError::NotFound(arn)) => cx.error(
            "NoSuchEntityException",
            format!("Policy {arn} was not found."),
        ),
        UpdateError::Write(other) => unavailable(&other),
    })?;
    cx.app.directory.changed();
    let newest = policy.versions.last().map(|version| PolicyVersion {
        document: None,
        ..wire(&policy, version)
    });
    Ok(CreatePolicyVersionOutput {
        policy_version: newest,
    })
}

/// `GetPolicyVersion`.
pub(super) async fn get_policy_version(
    cx: &Context<'_>,
    input: GetPolicyVersionInput,
) -> Result<GetPolicyVersionOutput, Error> {
    let missing = || {
        let message = format!(
            "Policy {} version {} does not exist or is not attachable.",
            input.policy_arn, input.version_id
        );
        cx.error("NoSuchEntityException", message)
    };
    let version = match managed::by_arn(&input.policy_arn) {
        Some(policy) if policy.version == input.version_id => wire_managed(policy),
        Some(_) => return Err(missing()),
        None => {
            let policy = find(cx, &input.policy_arn)?;
            wire(
                &policy,
                policy.version(&input.version_id).ok_or_else(missing)?,
            )
        }
    };
    Ok(GetPolicyVersionOutput {
        policy_version: Some(version),
    })
}

/// `ListPolicyVersions`: newest first, without documents.
pub(super) async fn list_policy_versions(
    cx: &Context<'_>,
    input: ListPolicyVersionsInput,
) -> Result<ListPolicyVersionsOutput, Error> {
    let versions = match managed::by_arn(&input.policy_arn) {
        Some(policy) => vec![wire_managed(policy)],
        None => {
            let policy = find(cx, &input.policy_arn)?;
            policy
                .versions
                .iter()
                .rev()
                .map(|version| wire(&policy, version))
                .collect()
        }
    };
    let versions = versions.into_iter().map(|version| PolicyVersion {
        document: None,
        ..version
    });
    let page = page(versions.collect(), input.marker.as_deref(), input.max_items)?;
    Ok(ListPolicyVersionsOutput {
        versions: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}

fn with_version(
    cx: &Context<'_>,
    policy: &PolicyDocument,
    document: String,
    as_default: bool,
) -> Result<PolicyDocument, Error> {
    if policy.versions.len() >= MOST_VERSIONS {
        let message = "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.";
        return Err(cx.error("LimitExceededException", message));
    }
    let mut next = policy.clone();
    next.last_version += 1;
    let id = format!("v{}", next.last_version);
    if as_default {
        next.default_version.clone_from(&id);
    }
    next.updated = cx.now();
    next.versions.push(PolicyVersionDocument {
        id,
        document,
        created: cx.now(),
    });
    Ok(next)
}

fn wire(policy: &PolicyDocument, version: &PolicyVersionDocument) -> PolicyVersion {
    PolicyVersion {
        document: Some(version.document.clone()),
        version_id: Some(version.id.clone()),
        is_default_version: Some(version.id == policy.default_version),
        create_date: Some(version.created),
    }
}

fn wire_managed(policy: &managed::ManagedPolicy) -> PolicyVersion {
    PolicyVersion {
        document: Some(policy.document.to_string()),
        version_id: Some(policy.version.clone()),
        is_default_version: Some(true),
        create_date: Timestamp::parse_rfc3339(&policy.updated),
    }
}
