//! Activities: work that is done elsewhere, by workers that ask for it.

use std::sync::Arc;

use aws::Error;
use aws::states::*;
use store::collection::WriteError;

use super::encryption::check_encryption;
use super::error::engine_error;
use super::machines::{ActivityDocument, prefix};
use super::names::{activity_arn, check_arn, check_name};
use super::page::{after, limit, token};
use crate::app::unavailable;
use crate::call::Context;

/// `CreateActivity`: creating one that exists answers as the first time did, whatever the tags; only its encryption may
/// not be another.
pub(super) async fn create_activity(
    cx: &Context<'_>,
    input: CreateActivityInput,
) -> Result<CreateActivityOutput, Error> {
    check_name(cx, &input.name)?;
    check_encryption(cx, input.encryption_configuration.as_ref())?;
    let arn = activity_arn(cx, &input.name);
    let activity = ActivityDocument {
        name: input.name,
        created: cx.now(),
        encryption: input.encryption_configuration,
        tags: super::tags::created(cx, input.tags)?,
    };
    let wanted = activity.encryption.clone();
    let creation_date = match cx.app.machines.activities.create(&arn, activity).await {
        Ok(created) => created.created,
        Err(WriteError::AlreadyExists(_)) => {
            let existing = find(cx, &arn)?;
            if existing.encryption != wanted {
                let message = format!("Activity Already Exists: '{arn}'");
                return Err(cx.error("ActivityAlreadyExists", message));
            }
            existing.created
        }
        Err(other) => return Err(unavailable(&other)),
    };
    Ok(CreateActivityOutput {
        activity_arn: arn,
        creation_date,
    })
}

/// `DescribeActivity`.
pub(super) async fn describe_activity(
    cx: &Context<'_>,
    input: DescribeActivityInput,
) -> Result<DescribeActivityOutput, Error> {
    let activity = find(cx, &input.activity_arn)?;
    Ok(DescribeActivityOutput {
        activity_arn: input.activity_arn,
        name: activity.name.clone(),
        creation_date: activity.created,
        encryption_configuration: Some(activity.encryption.clone().unwrap_or(
            EncryptionConfiguration {
                kms_key_id: None,
                kms_data_key_reuse_period_seconds: None,
                r#type: EncryptionType::AwsOwnedKey,
            },
        )),
    })
}

/// `ListActivities`: by name.
pub(super) async fn list_activities(
    cx: &Context<'_>,
    input: ListActivitiesInput,
) -> Result<ListActivitiesOutput, Error> {
    let prefix = prefix(cx.scope(), "activity");
    let after = after(cx, input.next_token.as_deref(), &prefix)?;
    let page = cx
        .app
        .machines
        .activities
        .page(&prefix, after.as_deref(), limit(input.max_results));
    let listed = page.items.iter().map(|(arn, activity)| ActivityListItem {
        activity_arn: arn.to_string(),
        name: activity.name.clone(),
        creation_date: activity.created,
    });
    Ok(ListActivitiesOutput {
        activities: listed.collect(),
        next_token: page.next.as_ref().map(token),
    })
}

/// `DeleteActivity`: one that is not there is deleted already.
pub(super) async fn delete_activity(
    cx: &Context<'_>,
    input: DeleteActivityInput,
) -> Result<DeleteActivityOutput, Error> {
    check_arn(cx, &input.activity_arn, "activity")?;
    if find(cx, &input.activity_arn).is_ok() {
        match cx.app.machines.activities.delete(&input.activity_arn).await {
            Ok(_) | Err(WriteError::NotFound(_)) => {}
            Err(other) => return Err(unavailable(&other)),
        }
    }
    Ok(DeleteActivityOutput::default())
}

/// `GetActivityTask`: waits up to a minute for a task, then answers without one.
pub(super) async fn get_activity_task(
    cx: &Context<'_>,
    input: GetActivityTaskInput,
) -> Result<GetActivityTaskOutput, Error> {
    find(cx, &input.activity_arn)?;
    let task = cx
        .app
        .engine
        .get_activity_task(&input.activity_arn, input.worker_name)
        .await;
    let task = task.map_err(|error| engine_error(&error))?;
    Ok(task.map_or_else(GetActivityTaskOutput::default, |task| {
        GetActivityTaskOutput {
            task_token: Some(task.token),
            input: Some(task.input.as_str().to_owned()),
        }
    }))
}

/// The activity with this ARN, if it is the caller's.
///
/// # Errors
/// `InvalidArn`, `ActivityDoesNotExist`.
pub(super) fn find(cx: &Context<'_>, arn: &str) -> Result<Arc<ActivityDocument>, Error> {
    check_arn(cx, arn, "activity")?;
    let own = arn.starts_with(&prefix(cx.scope(), "activity"));
    let activity = own.then(|| cx.app.machines.activities.get(arn)).flatten();
    activity.ok_or_else(|| {
        cx.error(
            "ActivityDoesNotExist",
            format!("Activity Does Not Exist: '{arn}'"),
        )
    })
}
