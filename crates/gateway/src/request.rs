//! A request to a stage as the transport hands it over, and what mappings and functions see of it.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};

use crate::address::InvokeAddress;
use crate::headers;
use crate::mapping::{HeaderNames, Multi, Params};
use crate::media;
use crate::route::Match;

/// A request to an invoke address.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// Which API, stage and path.
    pub address: InvokeAddress,
    /// The HTTP method.
    pub method: Method,
    /// What follows the question mark, as it was sent.
    pub query: Option<String>,
    /// All headers. For HTTP/2, `host` is the authority.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
    /// Who calls.
    pub source_ip: IpAddr,
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub protocol: &'static str,
    /// Whoever calls is known, and IAM lets it invoke this method.
    pub permitted_by_iam: bool,
}

/// The answer for the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// The status.
    pub status: StatusCode,
    /// All headers but those of the transport (`date`, `content-length`, `connection`).
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// A routed request, taken apart.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) incoming: &'a Incoming,
    /// Path variables, percent-encoded as they came.
    pub(crate) variables: Vec<(String, String)>,
    /// What mappings and functions see: path variables and query parameters decoded, headers spelt as a function's
    /// event spells them.
    pub(crate) params: Arc<Params>,
}

impl<'a> Request<'a> {
    pub(crate) fn new(incoming: &'a Incoming, found: Match<'_>) -> Self {
        let variables = found.variables.into_iter();
        let variables: Vec<(String, String)> = variables
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let decoded = variables.iter().map(|(name, value)| {
            let value = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
            (name.clone(), vec![value.into_owned()])
        });
        let params = Params {
            path: decoded.collect(),
            querystring: parse_query(incoming.query.as_deref().unwrap_or_default()),
            header: visible_headers(&incoming.headers),
            header_names: HeaderNames::Normalised,
        };
        Self {
            incoming,
            variables,
            params: Arc::new(params),
        }
    }

    pub(crate) fn body(&self) -> &Bytes {
        &self.incoming.body
    }

    /// The content type, `application/json` when the request names none.
    pub(crate) fn content_type(&self) -> &str {
        let sent = self.incoming.headers.get(http::header::CONTENT_TYPE);
        let sent = sent.and_then(|value| value.to_str().ok());
        sent.filter(|sent| !sent.is_empty()).unwrap_or(media::JSON)
    }

    /// A path variable, as it came.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        let found = self.variables.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The last value of a query parameter.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        let found = self
            .params
            .querystring
            .iter()
            .find(|(known, _)| known == name);
        found
            .and_then(|(_, values)| values.last())
            .map(String::as_str)
    }

    /// The last value of a header, by its name in any case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.params.header(name)
    }
}

/// Reads `a=1&b=2`: percent escapes and plus signs stand for what they encode, a name without value has an empty one.
fn parse_query(query: &str) -> Multi {
    let mut parameters: Multi = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decode(name), decode(value).into_owned());
        match parameters.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => parameters.push((name.into_owned(), vec![value])),
        }
    }
    parameters
}

fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let spaced = text.replace('+', " ");
    let decoded = percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy();
    Cow::Owned(decoded.into_owned())
}

fn visible_headers(headers: &HeaderMap) -> Multi {
    let names = headers.keys().filter(|name| headers::is_visible(name));
    names
        .map(|name| {
            let values = headers.get_all(name).iter();
            let values = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
            (headers::spelling(name).to_owned(), values.collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn query_parameters_are_decoded_and_grouped() {
        let check = |query: &str, expected: &[(&str, &[&str])]| {
            let expected: Multi = expected
                .iter()
                .map(|(n, v)| ((*n).to_owned(), v.iter().map(|v| (*v).to_owned()).collect()))
                .collect();
            assert_eq!(parse_query(query), expected, "{query}");
        };
        check("", &[]);
        check("a=1&b=2&a=3", &[("a", &["1", "3"]), ("b", &["2"])]);
        check("q=a+b%20c%2B&x", &[("q", &["a b c+"]), ("x", &[""])]);
        check("a=b=c&&", &[("a", &["b=c"])]);
        check("%ff=%zz", &[("\u{fffd}", &["%zz"])]);
    }

    proptest! {
        #[test]
        fn no_query_panics(query in ".*") {
            let _ = parse_query(&query);
        }
    }
}
