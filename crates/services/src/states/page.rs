//! Pages of lists that are kept in memory: `maxResults` and `nextToken`.

use std::sync::Arc;

use aws::Error;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::call::Context;

/// AWS's page size when `maxResults` is 0 or absent.
const DEFAULT_RESULTS: usize = 100;

/// How many results a page may hold.
pub(super) fn limit(max_results: Option<i32>) -> usize {
    let wanted = max_results.and_then(|results| usize::try_from(results).ok());
    wanted
        .filter(|wanted| *wanted > 0)
        .unwrap_or(DEFAULT_RESULTS)
}

/// The key after which the page begins.
///
/// # Errors
/// `InvalidToken` for a token that no page gave.
pub(super) fn after(
    cx: &Context<'_>,
    token: Option<&str>,
    prefix: &str,
) -> Result<Option<String>, Error> {
    let Some(token) = token else { return Ok(None) };
    let key = URL_SAFE_NO_PAD
        .decode(token)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let key = key.filter(|key| key.starts_with(prefix));
    key.map(Some)
        .ok_or_else(|| cx.error("InvalidToken", "Invalid Token: 'Invalid token'"))
}

/// A page of what is listed in an order of its own.
pub(super) struct Page<T> {
    /// The items.
    pub(super) items: Vec<T>,
    /// The `nextToken`, when there is more.
    pub(super) next: Option<String>,
}

/// The page of `items`, each with its key, that the token asks for. `is_after` says whether a key comes after the one
/// that ended the page before, which may be gone by now.
///
/// # Errors
/// `InvalidToken` for a token that no page gave.
pub(super) fn page_of<T>(
    cx: &Context<'_>,
    items: Vec<(Arc<str>, T)>,
    prefix: &str,
    (next_token, max_results): (Option<&str>, Option<i32>),
    is_after: impl Fn(&str, &str) -> bool,
) -> Result<Page<(Arc<str>, T)>, Error> {
    let limit = limit(max_results);
    let last = after(cx, next_token, prefix)?;
    let follows = |key: &str| last.as_deref().is_none_or(|last| is_after(key, last));
    let mut items: Vec<_> = items.into_iter().filter(|(key, _)| follows(key)).collect();
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|(key, _)| token(key));
    Ok(Page { items, next })
}

/// The token of the page that follows `key`.
pub(super) fn token(key: &Arc<str>) -> String {
    URL_SAFE_NO_PAD.encode(key.as_bytes())
}
