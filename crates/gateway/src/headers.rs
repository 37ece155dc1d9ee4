//! Headers that API Gateway drops, renames or refuses to map. From recordings, which agree with
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html>.

use http::HeaderName;

/// Headers of a request that neither mappings nor functions see.
const HIDDEN: &[&str] = &[
    "connection",
    "content-length",
    "content-md5",
    "expect",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "www-authenticate",
];

/// Headers of an answer that reach the client as `x-amzn-remapped-{name}`.
const REMAPPED: &[&str] = &[
    "authorization",
    "connection",
    "content-length",
    "content-md5",
    "date",
    "expect",
    "host",
    "max-forwards",
    "proxy-authenticate",
    "server",
    "trailer",
    "upgrade",
    "user-agent",
    "www-authenticate",
];

/// Integration request headers whose mapping makes every call of an AWS integration fail.
const UNMAPPABLE: &[&str] = &[
    "authorization",
    "connection",
    "content-length",
    "expect",
    "proxy-authenticate",
    "te",
    "transfer-encoding",
];

/// The spelling of well-known headers in a function's event. Clients of HTTP/2 send all names in lower case; the
/// front of API Gateway spells the well-known ones again, and leaves others as they came.
const SPELLINGS: &[&str] = &[
    "Accept",
    "Accept-Charset",
    "Accept-Encoding",
    "Accept-Language",
    "Age",
    "Authorization",
    "Cache-Control",
    "Content-Encoding",
    "Content-Type",
    "Cookie",
    "Date",
    "Host",
    "If-Match",
    "If-Modified-Since",
    "If-None-Match",
    "Origin",
    "Pragma",
    "Range",
    "Referer",
    "User-Agent",
    "Via",
    "Warn",
    "X-Amzn-Trace-Id",
    "X-Forwarded-For",
    "X-Forwarded-Port",
    "X-Forwarded-Proto",
];

/// Whether mappings and functions see a request's header.
pub(crate) fn is_visible(name: &HeaderName) -> bool {
    !HIDDEN.contains(&name.as_str())
}

/// The name in a function's event.
pub(crate) fn spelling(name: &HeaderName) -> &str {
    let known = SPELLINGS
        .iter()
        .find(|known| known.eq_ignore_ascii_case(name.as_str()));
    known.copied().unwrap_or_else(|| name.as_str())
}

/// Whether an integration request may carry a mapped header.
pub(crate) fn is_mappable(name: &str) -> bool {
    !UNMAPPABLE
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

/// What an answer's header is called when it reaches the client; none when it does not.
pub(crate) fn on_the_way_out(name: &str) -> Option<HeaderName> {
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "transfer-encoding" => None,
        name if REMAPPED.contains(&name) => format!("x-amzn-remapped-{name}").parse().ok(),
        name => name.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_recordings() {
        let out = |name: &str| on_the_way_out(name).map(|name| name.to_string());
        assert_eq!(out("Server").as_deref(), Some("x-amzn-remapped-server"));
        assert_eq!(
            out("Content-MD5").as_deref(),
            Some("x-amzn-remapped-content-md5")
        );
        assert_eq!(out("TE").as_deref(), Some("te"));
        assert_eq!(out("Content-Type").as_deref(), Some("content-type"));
        assert_eq!(out("Transfer-Encoding"), None);
        assert_eq!(out("not a name"), None);
        assert!(is_visible(&http::header::AUTHORIZATION));
        assert!(!is_visible(&http::header::TE));
        assert_eq!(spelling(&http::header::USER_AGENT), "User-Agent");
        assert_eq!(spelling(&HeaderName::from_static("foobar")), "foobar");
        assert!(!is_mappable("Content-Length"));
        assert!(is_mappable("Accept"));
    }
}
