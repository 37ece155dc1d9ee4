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

/// The token of the page that follows `key`.
pub(super) fn token(key: &Arc<str>) -> String {
    URL_SAFE_NO_PAD.encode(key.as_bytes())
}
