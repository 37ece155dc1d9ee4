//! Log groups.

use ::logs::{GroupFilter, LogGroup as Group};
use aws::Error;
use aws::logs::*;

use super::{count, logs_error};
use crate::call::Context;

/// `CreateLogGroup`.
pub(super) async fn create_log_group(
    cx: &Context<'_>,
    input: CreateLogGroupInput,
) -> Result<(), Error> {
    let tags = input.tags.unwrap_or_default().into_iter().collect();
    let created = cx
        .app
        .logs
        .create_log_group(cx.scope(), &input.log_group_name, tags)
        .await;
    created.map_err(|error| logs_error(cx, &error))
}

/// `DescribeLogGroups`.
pub(super) async fn describe_log_groups(
    cx: &Context<'_>,
    input: DescribeLogGroupsInput,
) -> Result<DescribeLogGroupsOutput, Error> {
    let filter = match (input.log_group_name_prefix, input.log_group_name_pattern) {
        (Some(_), Some(_)) => {
            let message =
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.";
            return Err(cx.error("InvalidParameterException", message));
        }
        (Some(prefix), None) => GroupFilter::Prefix(prefix),
        (None, Some(pattern)) => GroupFilter::Pattern(pattern),
        (None, None) => GroupFilter::All,
    };
    let page = cx.app.logs.describe_log_groups(
        cx.scope(),
        &filter,
        input.next_token.as_deref(),
        count(input.limit),
    );
    let page = page.map_err(|error| logs_error(cx, &error))?;
    Ok(DescribeLogGroupsOutput {
        log_groups: Some(page.items.into_iter().map(wire).collect()),
        next_token: page.next,
    })
}

/// `DeleteLogGroup`.
pub(super) async fn delete_log_group(
    cx: &Context<'_>,
    input: DeleteLogGroupInput,
) -> Result<(), Error> {
    let deleted = cx
        .app
        .logs
        .delete_log_group(cx.scope(), &input.log_group_name)
        .await;
    deleted.map_err(|error| logs_error(cx, &error))
}

/// `PutRetentionPolicy`.
pub(super) async fn put_retention_policy(
    cx: &Context<'_>,
    input: PutRetentionPolicyInput,
) -> Result<(), Error> {
    let days = u32::try_from(input.retention_in_days).ok();
    let set = cx
        .app
        .logs
        .set_retention(cx.scope(), &input.log_group_name, days)
        .await;
    set.map_err(|error| logs_error(cx, &error))
}

/// `DeleteRetentionPolicy`.
pub(super) async fn delete_retention_policy(
    cx: &Context<'_>,
    input: DeleteRetentionPolicyInput,
) -> Result<(), Error> {
    let set = cx
        .app
        .logs
        .set_retention(cx.scope(), &input.log_group_name, None)
        .await;
    set.map_err(|error| logs_error(cx, &error))
}

fn wire(group: Group) -> LogGroup {
    LogGroup {
        arn: Some(format!("{}:*", group.arn)),
        log_group_arn: Some(group.arn.to_string()),
        log_group_name: Some(group.name),
        creation_time: Some(group.created.millis()),
        retention_in_days: group
            .retention_days
            .and_then(|days| i32::try_from(days).ok()),
        metric_filter_count: Some(0),
        stored_bytes: i64::try_from(group.stored_bytes).ok(),
        log_group_class: Some(LogGroupClass::Standard),
        deletion_protection_enabled: Some(false),
        ..LogGroup::default()
    }
}
