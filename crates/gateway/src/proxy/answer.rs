//! What a function of a Lambda proxy integration must answer.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>, "Output
//! format". Anything else is a malformed answer, for which the client gets 502.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use crate::fault::Fault;
use crate::headers;
use crate::media;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Answer {
    status_code: Option<Scalar>,
    headers: Option<IndexMap<String, Option<Scalar>>>,
    multi_value_headers: Option<IndexMap<String, Option<Vec<Scalar>>>>,
    body: Option<Scalar>,
    is_base64_encoded: Option<bool>,
}

/// A string, or what AWS turns into one.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Text(String),
    Flag(bool),
    Number(serde_json::Number),
}

impl Scalar {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// Reads an answer. `accepts_binary` says whether the client accepts one of the API's binary media types.
pub(crate) fn read(
    payload: &[u8],
    accepts_binary: bool,
) -> Result<(StatusCode, HeaderMap, Bytes), Fault> {
    let malformed = |why: String| {
        Fault::BadProxyAnswer(format!(
            "Execution failed due to configuration error: Malformed Lambda proxy response: {why}"
        ))
    };
    // An untyped first look: a struct would also be read from an array.
    let value: Value = serde_json::from_slice(payload).map_err(|e| malformed(e.to_string()))?;
    if !value.is_object() {
        return Err(malformed("it is not an object".into()));
    }
    let answer: Answer = serde_json::from_value(value).map_err(|e| malformed(e.to_string()))?;
    let status = status(answer.status_code).ok_or_else(|| malformed("statusCode".into()))?;
    let mut map = HeaderMap::new();
    let multi = answer.multi_value_headers.unwrap_or_default();
    for (name, values) in &multi {
        for value in values.iter().flatten() {
            append(&mut map, name, value);
        }
    }
    for (name, value) in answer.headers.unwrap_or_default() {
        let text = value.map(Scalar::into_text).unwrap_or_default();
        append(&mut map, &name, &Scalar::Text(text));
    }
    if !map.contains_key(http::header::CONTENT_TYPE) {
        map.insert(
            http::header::CONTENT_TYPE,
            HeaderValue::from_static(media::JSON),
        );
    }
    let body = answer.body.map(Scalar::into_text).unwrap_or_default();
    let encoded = answer.is_base64_encoded.unwrap_or(false) && accepts_binary;
    let body = match encoded {
        true => STANDARD
            .decode(body.trim())
            .map_err(|e| malformed(e.to_string()))?
            .into(),
        false => Bytes::from(body),
    };
    Ok((status, map, body))
}

fn status(code: Option<Scalar>) -> Option<StatusCode> {
    match code {
        None => Some(StatusCode::OK),
        Some(code) => {
            let code = code.into_text();
            StatusCode::from_u16(code.trim().parse().ok()?).ok()
        }
    }
}

/// Adds a header under the name the client sees; the same value is not added twice.
fn append(map: &mut HeaderMap, name: &str, value: &Scalar) {
    let text = match value {
        Scalar::Text(text) => text.clone(),
        Scalar::Flag(flag) => flag.to_string(),
        Scalar::Number(number) => number.to_string(),
    };
    let value = HeaderValue::from_bytes(text.as_bytes());
    if let (Some(name), Ok(value)) = (headers::on_the_way_out(name), value)
        && !map.get_all(&name).iter().any(|known| *known == value)
    {
        map.append(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(payload: &str) -> (u16, Vec<(String, String)>, String) {
        let (status, headers, body) = read(payload.as_bytes(), false).unwrap();
        let headers = headers
            .iter()
            .map(|(n, v)| (n.to_string(), v.to_str().unwrap().to_owned()));
        (
            status.as_u16(),
            headers.collect(),
            String::from_utf8(body.to_vec()).unwrap(),
        )
    }

    fn pairs(headers: &[(&str, &str)]) -> Vec<(String, String)> {
        headers
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn what_was_recorded_as_valid() {
        let json = ("content-type", "application/json");
        let check = |payload: &str, status: u16, headers: &[(&str, &str)], body: &str| {
            assert_eq!(
                ok(payload),
                (status, pairs(headers), body.to_owned()),
                "{payload}"
            );
        };
        check(r#"{"statusCode":200}"#, 200, &[json], "");
        check(
            r#"{"statusCode":200,"headers":{"test-header":"value","header-bool":true}}"#,
            200,
            &[("test-header", "value"), ("header-bool", "true"), json],
            "",
        );
        check(r#"{"statusCode":200,"headers":null}"#, 200, &[json], "");
        check(r#"{"statusCode":"201"}"#, 201, &[json], "");
        check(
            r#"{"headers":{"test-header":"value"}}"#,
            200,
            &[("test-header", "value"), json],
            "",
        );
        check(
            r#"{"statusCode":200,"body":"dGVzdC1kYXRh","isBase64Encoded":true}"#,
            200,
            &[json],
            "dGVzdC1kYXRh",
        );
        check(
            r#"{"statusCode":200,"multiValueHeaders":{"tesT-Multi":["value-multi"]},"headers":{"test-multi":"value-solo"}}"#,
            200,
            &[
                ("test-multi", "value-multi"),
                ("test-multi", "value-solo"),
                json,
            ],
            "",
        );
    }

    #[test]
    fn what_was_recorded_as_malformed() {
        for payload in [
            r#"{"statusCode":200,"wrongValue":"value"}"#,
            r#"{"statusCode":200,"multiValueHeaders":{"test-multi-invalid":"value1"}}"#,
            r#"{"statusCode":"test"}"#,
            r#""justAString""#,
            "null",
            "",
            "[200]",
            r#"{"statusCode":200,"body":{"a":1}}"#,
            r#"{"statusCode":99999}"#,
        ] {
            assert!(
                matches!(
                    read(payload.as_bytes(), false),
                    Err(Fault::BadProxyAnswer(_))
                ),
                "{payload}"
            );
        }
    }

    #[test]
    fn bytes_come_out_for_clients_that_accept_them() {
        let payload = br#"{"body":"dGVzdC1kYXRh","isBase64Encoded":true}"#;
        let (_, _, body) = read(payload, true).unwrap();
        assert_eq!(body, "test-data");
        assert!(read(br#"{"body":"***","isBase64Encoded":true}"#, true).is_err());
    }
}
