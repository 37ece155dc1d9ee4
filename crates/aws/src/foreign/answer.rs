//! What a service answers: its result with capitalized names, or its error.

use http::HeaderMap;
use serde_json::{Map, Value};

use super::table::{Kind, Operation, Place, Protocol, Table};
use super::value::{Moments, capitalized, read_moment, shown_bytes};
use super::xml::{self, Element};
use super::{json, table};

/// An error of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignError {
    /// The code, such as `ResourceNotFoundException` or `NoSuchKey`.
    pub code: String,
    /// The model's name for it, if it has one.
    pub shape: Option<&'static str>,
    /// The message.
    pub message: String,
}

/// Reads an answer.
///
/// # Errors
/// The service's error, for a status from 300 on.
pub fn answer(
    table: &Table,
    operation: &Operation,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
    moments: Moments,
) -> Result<Value, ForeignError> {
    if status >= 300 {
        return Err(error(table, status, headers, body));
    }
    let members = table.members(operation.output);
    let mut shown = head(members, status, headers, moments);
    if let Some(payload) = members.iter().find(|m| m.place == Place::Payload) {
        let value = payload_value(table, payload, body, moments);
        shown.insert(capitalized(payload.name), value);
        return Ok(Value::Object(shown));
    }
    let read = match table.protocol {
        Protocol::Json | Protocol::RestJson => {
            let fields = serde_json::from_slice::<Map<String, Value>>(body).unwrap_or_default();
            json::read_members(table, members, fields, moments)
        }
        Protocol::Query | Protocol::RestXml => {
            let root = xml::parse(&String::from_utf8_lossy(body)).unwrap_or_default();
            let within = operation.wrapper.and_then(|wrapper| root.child(wrapper));
            xml::read_members(table, members, within.unwrap_or(&root), moments)
        }
    };
    shown.extend(read);
    Ok(Value::Object(shown))
}

/// The members that travel in status and headers.
fn head(
    members: &[table::Member],
    status: u16,
    headers: &HeaderMap,
    moments: Moments,
) -> Map<String, Value> {
    let mut shown = Map::new();
    for member in members {
        let value = match member.place {
            Place::Status => Some(status.into()),
            Place::Header => headers
                .get(member.wire)
                .and_then(|value| value.to_str().ok())
                .map(|text| from_header(member.kind, text, moments)),
            Place::Headers => Some(Value::Object(prefixed(member.wire, headers))),
            Place::Body | Place::Payload | Place::Uri | Place::Query => None,
        };
        if let Some(value) = value {
            shown.insert(capitalized(member.name), value);
        }
    }
    shown
}

fn from_header(kind: Kind, text: &str, moments: Moments) -> Value {
    let as_text = || Value::String(text.to_owned());
    match kind {
        Kind::Integer | Kind::Double => serde_json::from_str(text).unwrap_or_else(|_| as_text()),
        Kind::Boolean => text.parse::<bool>().map_or_else(|_| as_text(), Value::Bool),
        Kind::Moment(_) => read_moment(text).map_or_else(as_text, |m| moments.show(m)),
        _ => as_text(),
    }
}

fn prefixed(prefix: &str, headers: &HeaderMap) -> Map<String, Value> {
    let prefix = prefix.to_lowercase();
    let named = headers.iter().filter_map(|(name, value)| {
        let name = name.as_str().strip_prefix(&prefix)?;
        Some((name.to_owned(), value.to_str().ok()?.into()))
    });
    named.collect()
}

/// The whole body: a document, or bytes as the text they hold.
fn payload_value(table: &Table, payload: &table::Member, body: &[u8], moments: Moments) -> Value {
    match (payload.kind, table.protocol) {
        (Kind::Shape(_), Protocol::RestXml) => {
            let root = xml::parse(&String::from_utf8_lossy(body)).unwrap_or_default();
            xml::read(table, payload.kind, &root, moments)
        }
        (Kind::Shape(_) | Kind::Document, _) => {
            let value = serde_json::from_slice(body).unwrap_or(Value::Null);
            json::read(table, payload.kind, value, moments)
        }
        _ => shown_bytes(body),
    }
}

fn error(table: &Table, status: u16, headers: &HeaderMap, body: &[u8]) -> ForeignError {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let (code, message) = match table.protocol {
        Protocol::Json | Protocol::RestJson => json_error(body),
        Protocol::Query | Protocol::RestXml => xml_error(body),
    };
    // Services of the query protocol that have turned to JSON send the old code in a header.
    let code = header("x-amzn-query-error")
        .and_then(|text| text.split(';').next())
        .map(str::to_owned)
        .or(code)
        .or_else(|| header("x-amzn-errortype").map(str::to_owned));
    let code = code.as_deref().map_or("", plain_code);
    let reason = http::StatusCode::from_u16(status).ok();
    let reason = reason.and_then(|status| status.canonical_reason());
    let code = match code {
        "" => reason.unwrap_or("UnknownError").replace(' ', ""),
        code => code.to_owned(),
    };
    ForeignError {
        shape: table.error(&code),
        message: message.unwrap_or_default(),
        code,
    }
}

/// A code without its namespace and what follows a colon.
fn plain_code(code: &str) -> &str {
    let code = code.rsplit('#').next().unwrap_or(code);
    code.split(':').next().unwrap_or(code)
}

fn json_error(body: &[u8]) -> (Option<String>, Option<String>) {
    #[derive(serde::Deserialize)]
    struct Body {
        #[serde(rename = "__type", alias = "code")]
        code: Option<String>,
        #[serde(alias = "Message", alias = "errorMessage")]
        message: Option<String>,
    }
    match serde_json::from_slice::<Body>(body) {
        Ok(body) => (body.code, body.message),
        Err(_) => (None, None),
    }
}

/// `<ErrorResponse><Error>…` of the query protocol, `<Error>…` of S3.
fn xml_error(body: &[u8]) -> (Option<String>, Option<String>) {
    let root = xml::parse(&String::from_utf8_lossy(body)).unwrap_or_default();
    let within: &Element = root.child("Error").unwrap_or(&root);
    let text = |name: &str| within.child_text(name).map(str::to_owned);
    (text("Code"), text("Message"))
}
