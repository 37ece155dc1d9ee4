//! Tags of functions.

use aws::Error;
use aws::lambda::*;

use super::error::function_error;
use super::name::of_resource;
use super::read::find;
use crate::call::Context;

/// `TagResource`.
pub(super) async fn tag_resource(cx: &Context<'_>, input: TagResourceInput) -> Result<(), Error> {
    let name = of_resource(cx, &input.resource)?;
    let changed = cx.app.lambda.change(cx.scope(), &name, |function| {
        function.tags.extend(input.tags);
        Ok(())
    });
    changed
        .await
        .map(drop)
        .map_err(|error| function_error(cx, &error))
}

/// `UntagResource`.
pub(super) async fn untag_resource(
    cx: &Context<'_>,
    input: UntagResourceInput,
) -> Result<(), Error> {
    let name = of_resource(cx, &input.resource)?;
    let changed = cx.app.lambda.change(cx.scope(), &name, |function| {
        function.tags.retain(|key, _| !input.tag_keys.contains(key));
        Ok(())
    });
    changed
        .await
        .map(drop)
        .map_err(|error| function_error(cx, &error))
}

/// `ListTags`.
pub(super) async fn list_tags(
    cx: &Context<'_>,
    input: ListTagsInput,
) -> Result<ListTagsOutput, Error> {
    let name = of_resource(cx, &input.resource)?;
    let (_, function) = find(cx, &name, None)?;
    Ok(ListTagsOutput {
        tags: Some(function.tags.clone().into_iter().collect()),
    })
}
