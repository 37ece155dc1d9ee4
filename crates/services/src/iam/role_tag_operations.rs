//! Tags of roles.

use aws::Error;
use aws::iam::*;

use super::page::page;
use super::role_operations::{find, update};
use crate::call::Context;

/// `TagRole`: adds tags, and replaces the values of those there are.
pub(super) async fn tag_role(cx: &Context<'_>, input: TagRoleInput) -> Result<(), Error> {
    update(cx, &input.role_name, |role| {
        let mut next = role.clone();
        next.tags
            .extend(input.tags.into_iter().map(|tag| (tag.key, tag.value)));
        Ok(next)
    })
    .await
}

/// `UntagRole`.
pub(super) async fn untag_role(cx: &Context<'_>, input: UntagRoleInput) -> Result<(), Error> {
    update(cx, &input.role_name, |role| {
        let mut next = role.clone();
        next.tags.retain(|key, _| !input.tag_keys.contains(key));
        Ok(next)
    })
    .await
}

/// `ListRoleTags`.
pub(super) async fn list_role_tags(
    cx: &Context<'_>,
    input: ListRoleTagsInput,
) -> Result<ListRoleTagsOutput, Error> {
    let role = find(cx, &input.role_name)?;
    let tags = role.tags.iter().map(|(key, value)| Tag {
        key: key.clone(),
        value: value.clone(),
    });
    let page = page(tags.collect(), input.marker.as_deref(), input.max_items)?;
    Ok(ListRoleTagsOutput {
        tags: page.items,
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}
