//! Published versions.

use ::lambda::Publication;
use aws::Error;
use aws::lambda::*;

use super::error::function_error;
use super::name::target;
use super::read::{MOST_ITEMS, find, without_state};
use super::wire::{Moment, configuration};
use crate::call::Context;

/// `PublishVersion`.
pub(super) async fn publish_version(
    cx: &Context<'_>,
    input: PublishVersionInput,
) -> Result<FunctionConfiguration, Error> {
    let target = target(cx, &input.function_name, None)?;
    let publication = Publication {
        description: input.description,
        code_sha256: input.code_sha256,
        revision_id: input.revision_id,
    };
    let published = cx
        .app
        .lambda
        .publish_version(cx.scope(), &target.name, publication)
        .await;
    let version = published.map_err(|error| function_error(cx, &error))?;
    let function = cx
        .app
        .lambda
        .get(&target)
        .map_err(|error| function_error(cx, &error))?;
    Ok(configuration(&function, &version, Moment::Settled, true))
}

/// `ListVersionsByFunction`: `$LATEST` first, then by number.
pub(super) async fn list_versions_by_function(
    cx: &Context<'_>,
    input: ListVersionsByFunctionInput,
) -> Result<ListVersionsByFunctionOutput, Error> {
    let (_, function) = find(cx, &input.function_name, None)?;
    let limit = input
        .max_items
        .and_then(|items| usize::try_from(items).ok())
        .unwrap_or(MOST_ITEMS)
        .min(MOST_ITEMS);
    let start: usize = input
        .marker
        .as_deref()
        .and_then(|marker| marker.parse().ok())
        .unwrap_or(0);
    let all: Vec<_> = std::iter::once(&function.latest)
        .chain(function.versions.values())
        .collect();
    let page = all.iter().skip(start).take(limit);
    let versions =
        page.map(|version| without_state(configuration(&function, version, Moment::Settled, true)));
    Ok(ListVersionsByFunctionOutput {
        versions: Some(versions.collect()),
        next_marker: (start + limit < all.len()).then(|| (start + limit).to_string()),
    })
}
