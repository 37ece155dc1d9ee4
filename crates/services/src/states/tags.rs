//! Tags of state machines and activities.

use aws::Error;
use aws::states::*;
use indexmap::IndexMap;
use store::Collection;
use store::collection::{Document, UpdateError, WriteError};

use super::machines::{ActivityDocument, MachineDocument, prefix};
use super::names::check_arn;
use crate::app::unavailable;
use crate::call::Context;

/// The tags a request gives, by key.
fn given(tags: Option<Vec<Tag>>) -> IndexMap<String, String> {
    let tags = tags.unwrap_or_default().into_iter();
    tags.filter_map(|tag| Some((tag.key?, tag.value.unwrap_or_default())))
        .collect()
}

/// AWS's limit on tags of one resource.
const MOST_TAGS: usize = 50;

/// The tags of what is created.
///
/// # Errors
/// `TooManyTags`.
pub(super) fn created(
    cx: &Context<'_>,
    tags: Option<Vec<Tag>>,
) -> Result<IndexMap<String, String>, Error> {
    let tags = given(tags);
    check_count(cx, &tags)?;
    Ok(tags)
}

fn check_count(cx: &Context<'_>, tags: &IndexMap<String, String>) -> Result<(), Error> {
    if tags.len() <= MOST_TAGS || !cx.quotas() {
        return Ok(());
    }
    let message = format!("Too Many Tags: 'A resource has at most {MOST_TAGS} tags'");
    Err(cx.error("TooManyTags", message))
}

/// `TagResource`.
pub(super) async fn tag_resource(
    cx: &Context<'_>,
    input: TagResourceInput,
) -> Result<TagResourceOutput, Error> {
    let more = given(Some(input.tags));
    change(cx, &input.resource_arn, |tags| tags.extend(more)).await?;
    Ok(TagResourceOutput::default())
}

/// `UntagResource`.
pub(super) async fn untag_resource(
    cx: &Context<'_>,
    input: UntagResourceInput,
) -> Result<UntagResourceOutput, Error> {
    change(cx, &input.resource_arn, |tags| {
        tags.retain(|key, _| !input.tag_keys.contains(key))
    })
    .await?;
    Ok(UntagResourceOutput::default())
}

/// `ListTagsForResource`.
pub(super) async fn list_tags_for_resource(
    cx: &Context<'_>,
    input: ListTagsForResourceInput,
) -> Result<ListTagsForResourceOutput, Error> {
    let arn = &input.resource_arn;
    check_taggable(cx, arn)?;
    let machine = cx
        .app
        .machines
        .machines
        .get(arn)
        .map(|machine| machine.tags.clone());
    let tags = machine.or_else(|| {
        cx.app
            .machines
            .activities
            .get(arn)
            .map(|activity| activity.tags.clone())
    });
    let tags = tags
        .filter(|_| is_own(cx, arn))
        .ok_or_else(|| not_found(cx, arn))?;
    let tags = tags.into_iter().map(|(key, value)| Tag {
        key: Some(key),
        value: Some(value),
    });
    Ok(ListTagsForResourceOutput {
        tags: Some(tags.collect()),
    })
}

/// What can be tagged.
trait Tagged: Document {
    fn tags(&mut self) -> &mut IndexMap<String, String>;
}

impl Tagged for MachineDocument {
    fn tags(&mut self) -> &mut IndexMap<String, String> {
        &mut self.tags
    }
}

impl Tagged for ActivityDocument {
    fn tags(&mut self) -> &mut IndexMap<String, String> {
        &mut self.tags
    }
}

async fn change(
    cx: &Context<'_>,
    arn: &str,
    change: impl FnOnce(&mut IndexMap<String, String>),
) -> Result<(), Error> {
    check_taggable(cx, arn)?;
    let machines = &cx.app.machines;
    match (is_own(cx, arn), machines.machines.contains(arn)) {
        (true, true) => change_in(cx, &machines.machines, arn, change).await,
        (true, false) => change_in(cx, &machines.activities, arn, change).await,
        (false, _) => Err(not_found(cx, arn)),
    }
}

async fn change_in<T: Tagged>(
    cx: &Context<'_>,
    collection: &Collection<T>,
    arn: &str,
    change: impl FnOnce(&mut IndexMap<String, String>),
) -> Result<(), Error> {
    let next = |document: &T| {
        let mut next = document.clone();
        change(next.tags());
        check_count(cx, next.tags())?;
        Ok::<T, Error>(next)
    };
    collection
        .update(arn, next)
        .await
        .map(drop)
        .map_err(|error| match error {
            UpdateError::Rejected(error) => error,
            UpdateError::Write(WriteError::NotFound(_)) => not_found(cx, arn),
            UpdateError::Write(other) => unavailable(&other),
        })
}

/// Refuses what is no ARN of a state machine or an activity.
fn check_taggable(cx: &Context<'_>, arn: &str) -> Result<(), Error> {
    let kind = match arn.split(':').nth(5) {
        Some("activity") => "activity",
        _ => "stateMachine",
    };
    check_arn(cx, arn, kind)
}

fn is_own(cx: &Context<'_>, arn: &str) -> bool {
    ["stateMachine", "activity"]
        .iter()
        .any(|kind| arn.starts_with(&prefix(cx.scope(), kind)))
}

fn not_found(cx: &Context<'_>, arn: &str) -> Error {
    cx.error("ResourceNotFound", format!("Resource not found: '{arn}'"))
}
