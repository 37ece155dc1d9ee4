//! `GetFunction`, `GetFunctionConfiguration`, `ListFunctions`.

use std::sync::Arc;

use ::lambda::{Function, Target};
use aws::Error;
use aws::lambda::*;

use super::error::function_error;
use super::name::target;
use super::wire::{Moment, configuration};
use crate::call::Context;

/// Lambda lists at most this many at once.
pub(super) const MOST_ITEMS: usize = 50;

/// `GetFunction`.
pub(super) async fn get_function(
    cx: &Context<'_>,
    input: GetFunctionInput,
) -> Result<GetFunctionOutput, Error> {
    let (target, function) = find(cx, &input.function_name, input.qualifier.as_deref())?;
    let described = describe(&target, &function);
    let version = function
        .version(target.version.unwrap_or_default())
        .unwrap_or(&function.latest);
    let tags = function.tags.clone();
    Ok(GetFunctionOutput {
        configuration: Some(described),
        code: Some(FunctionCodeLocation {
            repository_type: Some("S3".into()),
            location: Some(cx.app.code_location(&version.code.sha256, cx.now())),
            ..FunctionCodeLocation::default()
        }),
        tags: (!tags.is_empty()).then(|| tags.into_iter().collect()),
        concurrency: function.reserved_concurrency.map(|reserved| Concurrency {
            reserved_concurrent_executions: i32::try_from(reserved).ok(),
        }),
        ..GetFunctionOutput::default()
    })
}

/// `GetFunctionConfiguration`.
pub(super) async fn get_function_configuration(
    cx: &Context<'_>,
    input: GetFunctionConfigurationInput,
) -> Result<FunctionConfiguration, Error> {
    let (target, function) = find(cx, &input.function_name, input.qualifier.as_deref())?;
    Ok(describe(&target, &function))
}

/// `ListFunctions`: `$LATEST` of each, or with `FunctionVersion=ALL` every version.
pub(super) async fn list_functions(
    cx: &Context<'_>,
    input: ListFunctionsInput,
) -> Result<ListFunctionsOutput, Error> {
    let limit = input
        .max_items
        .and_then(|items| usize::try_from(items).ok())
        .unwrap_or(MOST_ITEMS)
        .min(MOST_ITEMS);
    let page = cx
        .app
        .lambda
        .list(cx.scope(), input.marker.as_deref(), limit + 1);
    let more = page.len() > limit;
    let page = &page[..page.len().min(limit)];
    let all = input.function_version == Some(FunctionVersion::All);
    let functions = page.iter().flat_map(|function| {
        let published = function.versions.values().filter(move |_| all);
        std::iter::once(&function.latest)
            .chain(published)
            .map(move |version| {
                let listed = configuration(function, version, Moment::Settled, all);
                without_state(listed)
            })
    });
    Ok(ListFunctionsOutput {
        functions: Some(functions.collect()),
        next_marker: more
            .then(|| page.last().map(|function| function.name.clone()))
            .flatten(),
    })
}

/// Lists leave the state out.
pub(super) fn without_state(listed: FunctionConfiguration) -> FunctionConfiguration {
    FunctionConfiguration {
        state: None,
        last_update_status: None,
        ..listed
    }
}

/// The function, if the version that the caller names exists.
///
/// # Errors
/// `ResourceNotFoundException`.
pub(super) fn find(
    cx: &Context<'_>,
    name: &str,
    qualifier: Option<&str>,
) -> Result<(Target, Arc<Function>), Error> {
    let target = target(cx, name, qualifier)?;
    let function = cx
        .app
        .lambda
        .get(&target)
        .map_err(|error| function_error(cx, &error))?;
    Ok((target, function))
}

fn describe(target: &Target, function: &Function) -> FunctionConfiguration {
    let version = function
        .version(target.version.unwrap_or_default())
        .unwrap_or(&function.latest);
    configuration(function, version, Moment::Settled, target.version.is_some())
}
