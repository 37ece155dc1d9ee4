//! CloudWatch Logs' operations, and the adapter through which functions write their logs.

mod events;
mod groups;
mod sink;
mod streams;
mod tags;

use ::logs::LogsError;
use aws::Error;
use aws::logs::*;

pub(crate) use sink::FunctionLogs;

use crate::app::unavailable;
use crate::call::Context;
use crate::operations::operations;

operations! {
    CreateLogGroupInput => groups::create_log_group, on |cx, input| group_arn(cx, &input.log_group_name);
    DescribeLogGroupsInput => groups::describe_log_groups, on |cx, _input| group_arn(cx, "");
    DeleteLogGroupInput => groups::delete_log_group, on |cx, input| group_arn(cx, &input.log_group_name);
    PutRetentionPolicyInput => groups::put_retention_policy, on |cx, input| group_arn(cx, &input.log_group_name);
    DeleteRetentionPolicyInput => groups::delete_retention_policy, on |cx, input| group_arn(cx, &input.log_group_name);
    CreateLogStreamInput => streams::create_log_stream, on |cx, input| group_arn(cx, &input.log_group_name);
    DescribeLogStreamsInput => streams::describe_log_streams, on |cx, input| named_group(cx, input.log_group_name.as_deref(), input.log_group_identifier.as_deref());
    DeleteLogStreamInput => streams::delete_log_stream, on |cx, input| group_arn(cx, &input.log_group_name);
    PutLogEventsInput => events::put_log_events, on |cx, input| group_arn(cx, &input.log_group_name);
    GetLogEventsInput => events::get_log_events, on |cx, input| named_group(cx, input.log_group_name.as_deref(), input.log_group_identifier.as_deref());
    FilterLogEventsInput => events::filter_log_events, on |cx, input| named_group(cx, input.log_group_name.as_deref(), input.log_group_identifier.as_deref());
    TagResourceInput => tags::tag_resource, on |_cx, input| input.resource_arn.clone();
    UntagResourceInput => tags::untag_resource, on |_cx, input| input.resource_arn.clone();
    ListTagsForResourceInput => tags::list_tags_for_resource, on |_cx, input| input.resource_arn.clone();
    TagLogGroupInput => tags::tag_log_group, on |cx, input| group_arn(cx, &input.log_group_name);
    UntagLogGroupInput => tags::untag_log_group, on |cx, input| group_arn(cx, &input.log_group_name);
    ListTagsLogGroupInput => tags::list_tags_log_group, on |cx, input| group_arn(cx, &input.log_group_name);
}

/// The ARN that access to a group is decided by.
fn group_arn(cx: &Context<'_>, name: &str) -> String {
    let scope = cx.scope();
    format!(
        "arn:aws:logs:{}:{}:log-group:{name}",
        scope.region, scope.account
    )
}

/// As [`group_arn`], of the group that a name or an identifier stands for.
fn named_group(cx: &Context<'_>, name: Option<&str>, identifier: Option<&str>) -> String {
    group_arn(cx, name.or(identifier).map(of_arn).unwrap_or_default())
}

/// The name of the group that a request gives by name or by identifier, which is a name or an ARN.
///
/// # Errors
/// `InvalidParameterException` when it gives neither or both.
fn group_name<'i>(
    cx: &Context<'_>,
    name: Option<&'i str>,
    identifier: Option<&'i str>,
) -> Result<&'i str, Error> {
    match (name, identifier) {
        (Some(name), None) => Ok(name),
        (None, Some(identifier)) => Ok(of_arn(identifier)),
        (None, None) => Err(cx.error(
            "InvalidParameterException",
            "Must specify either logGroupName or logGroupIdentifier.",
        )),
        (Some(_), Some(_)) => {
            let message = "LogGroup name and LogGroup ARN are mutually exclusive parameters.";
            Err(cx.error("InvalidParameterException", message))
        }
    }
}

/// The group's name in `arn:aws:logs:REGION:ACCOUNT:log-group:NAME[:*]`; any other text is a name.
fn of_arn(text: &str) -> &str {
    let name = text
        .split_once(":log-group:")
        .map_or(text, |(_, name)| name);
    name.strip_suffix(":*").unwrap_or(name)
}

fn logs_error(cx: &Context<'_>, error: &LogsError) -> Error {
    match error {
        LogsError::Commit(_) | LogsError::Read(_) => unavailable(error),
        _ => cx.error(error.code(), error.to_string()),
    }
}

/// A count that validation has found to be positive.
fn count(limit: Option<i32>) -> Option<usize> {
    limit.and_then(|limit| usize::try_from(limit).ok())
}
