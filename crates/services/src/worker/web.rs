//! What tasks that make HTTP requests share: queries, paths, and how an answer is shown.

use http::{HeaderMap, HeaderName, StatusCode};
use indexmap::IndexMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// All but unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// A path keeps its slashes and what is encoded already.
const IN_PATH: &AsciiSet = &RESERVED
    .remove(b'/')
    .remove(b'%')
    .remove(b'$')
    .remove(b':')
    .remove(b'@')
    .remove(b'+')
    .remove(b',')
    .remove(b'=');

/// Headers by name, in the order they came.
pub(super) type Headers = IndexMap<String, Vec<String>>;

/// An answer, in AWS's order.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Shown {
    headers: Headers,
    response_body: Box<RawValue>,
    status_code: u16,
    status_text: String,
}

impl Shown {
    /// A body that is JSON is shown as such, any other as a text.
    pub(super) fn new(headers: Headers, body: &str, status: StatusCode) -> Self {
        Self {
            headers,
            response_body: json_or_text(body),
            status_code: status.as_u16(),
            status_text: status.canonical_reason().unwrap_or_default().to_owned(),
        }
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string(self).expect("texts and raw JSON can be written")
    }
}

fn json_or_text(body: &str) -> Box<RawValue> {
    let json = serde_json::from_str::<Box<RawValue>>(body);
    json.unwrap_or_else(|_| {
        let text = Value::String(body.to_owned()).to_string();
        RawValue::from_string(text).expect("a JSON string is JSON")
    })
}

/// Headers as a task shows them: lists, under the names that API Gateway sends.
pub(super) fn listed(headers: &HeaderMap) -> Headers {
    let mut listed = Headers::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        add(&mut listed, sent_as(name.as_str()), &value);
    }
    listed
}

/// Adds a header.
pub(super) fn add(headers: &mut Headers, name: &str, value: &str) {
    let values = headers.entry(name.to_owned()).or_default();
    values.push(value.to_owned());
}

/// How API Gateway spells a header's name.
fn sent_as(name: &str) -> &str {
    match name {
        "connection" => "Connection",
        "content-length" => "Content-Length",
        "content-type" => "Content-Type",
        "date" => "Date",
        "x-amzn-requestid" => "x-amzn-RequestId",
        "x-amzn-trace-id" => "X-Amzn-Trace-Id",
        "x-amzn-errortype" => "x-amzn-ErrorType",
        other => other,
    }
}

/// Headers that a definition may not set
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html#connect-api-gateway-requestbody>).
pub(super) fn is_reserved(name: &HeaderName) -> bool {
    const NAMES: [&str; 14] = [
        "authorization",
        "connection",
        "content-md5",
        "expect",
        "host",
        "max-forwards",
        "proxy-authenticate",
        "server",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
        "www-authenticate",
    ];
    NAMES.contains(&name.as_str())
}

/// A text that may stand in a query.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// A path as it is sent.
pub(super) fn encoded_path(path: &str) -> String {
    utf8_percent_encode(path, IN_PATH).to_string()
}

/// A query; none without parameters.
pub(super) fn query(parameters: &IndexMap<String, Vec<Value>>) -> Option<String> {
    let pairs = parameters
        .iter()
        .flat_map(|(name, values)| values.iter().map(move |value| (name, value)));
    let pairs: Vec<String> = pairs
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(&plain(value))))
        .collect();
    (!pairs.is_empty()).then(|| pairs.join("&"))
}

/// A value as text: a text without its quotes.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
