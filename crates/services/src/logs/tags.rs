//! Tags of log groups, by their ARN and (as it once was) by their name.

use aws::Error;
use aws::logs::*;

use super::{logs_error, of_arn};
use crate::call::Context;

/// `TagResource`.
pub(super) async fn tag_resource(cx: &Context<'_>, input: TagResourceInput) -> Result<(), Error> {
    tag(cx, of_arn(&input.resource_arn), input.tags).await
}

/// `TagLogGroup`.
pub(super) async fn tag_log_group(cx: &Context<'_>, input: TagLogGroupInput) -> Result<(), Error> {
    tag(cx, &input.log_group_name, input.tags).await
}

/// `UntagResource`.
pub(super) async fn untag_resource(
    cx: &Context<'_>,
    input: UntagResourceInput,
) -> Result<(), Error> {
    untag(cx, of_arn(&input.resource_arn), &input.tag_keys).await
}

/// `UntagLogGroup`.
pub(super) async fn untag_log_group(
    cx: &Context<'_>,
    input: UntagLogGroupInput,
) -> Result<(), Error> {
    untag(cx, &input.log_group_name, &input.tags).await
}

/// `ListTagsForResource`.
pub(super) async fn list_tags_for_resource(
    cx: &Context<'_>,
    input: ListTagsForResourceInput,
) -> Result<ListTagsForResourceOutput, Error> {
    Ok(ListTagsForResourceOutput {
        tags: Some(tags(cx, of_arn(&input.resource_arn))?),
    })
}

/// `ListTagsLogGroup`.
pub(super) async fn list_tags_log_group(
    cx: &Context<'_>,
    input: ListTagsLogGroupInput,
) -> Result<ListTagsLogGroupOutput, Error> {
    Ok(ListTagsLogGroupOutput {
        tags: Some(tags(cx, &input.log_group_name)?),
    })
}

async fn tag(
    cx: &Context<'_>,
    group: &str,
    tags: indexmap::IndexMap<String, String>,
) -> Result<(), Error> {
    let tagged = cx
        .app
        .logs
        .tag_log_group(cx.scope(), group, tags.into_iter().collect())
        .await;
    tagged.map_err(|error| logs_error(cx, &error))
}

async fn untag(cx: &Context<'_>, group: &str, keys: &[String]) -> Result<(), Error> {
    let untagged = cx.app.logs.untag_log_group(cx.scope(), group, keys).await;
    untagged.map_err(|error| logs_error(cx, &error))
}

fn tags(cx: &Context<'_>, group: &str) -> Result<indexmap::IndexMap<String, String>, Error> {
    let found = cx
        .app
        .logs
        .describe_log_group(cx.scope(), group)
        .map_err(|error| logs_error(cx, &error))?;
    Ok(found.tags.into_iter().collect())
}
