//! `TagResource`, `UntagResource`, `GetTags`.

use aws::Error;
use aws::apigateway::{GetTagsInput, TagResourceInput, Tags, UntagResourceInput};

use super::error::{Definitions, wire};
use crate::call::Context;

pub(super) async fn tag_resource(cx: &Context<'_>, input: TagResourceInput) -> Result<(), Error> {
    let control = Definitions::of(cx).control;
    let new = input.tags;
    let tagged = control.change_tags(cx.scope(), &input.resource_arn, |tags| tags.extend(new));
    tagged.await.map_err(wire)
}

pub(super) async fn untag_resource(
    cx: &Context<'_>,
    input: UntagResourceInput,
) -> Result<(), Error> {
    let control = Definitions::of(cx).control;
    let gone = input.tag_keys;
    let untagged = control.change_tags(cx.scope(), &input.resource_arn, |tags| {
        tags.retain(|key, _| !gone.contains(key));
    });
    untagged.await.map_err(wire)
}

pub(super) async fn get_tags(cx: &Context<'_>, input: GetTagsInput) -> Result<Tags, Error> {
    let tags = Definitions::of(cx)
        .control
        .tags(cx.scope(), &input.resource_arn);
    let tags = tags.map_err(wire)?;
    Ok(Tags {
        tags: Some(tags.into_iter().collect()),
    })
}
