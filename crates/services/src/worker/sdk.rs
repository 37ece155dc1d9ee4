//! What AWS's Java SDKs make of names and values: Step Functions calls services through them, so this is what
//! parameters and results of tasks look like. The optimized integrations use the first SDK, `aws-sdk` the second
//! (recorded; <https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html>).
//!
//! - [`v1`]: metadata and errors of the optimized integrations.
//! - [`v2`]: errors of `aws-sdk`.
//! - [`names`]: the names of Java's classes.

pub(super) mod names;
pub(super) mod v1;
pub(super) mod v2;

use aws::shape::{Kind, Shape};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use model::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use self::names::capitalized;

/// A generation of the SDK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sdk {
    /// Moments are milliseconds.
    V1,
    /// Moments are ISO 8601.
    V2,
}

/// JSON as a text member takes it: a text is taken to be JSON already (recorded).
pub(super) fn text(json: &RawValue) -> String {
    serde_json::from_str::<String>(json.get()).unwrap_or_else(|_| json.get().to_owned())
}

/// The value of `shape` that parameters with capitalized names describe. Nulls are left out. Where a text is needed,
/// other JSON is written out (recorded).
///
/// # Errors
/// What AWS says of a field that the operation does not have, or that is of another kind.
pub(super) fn input(shape: &Shape, parameters: Value) -> Result<Value, String> {
    let invalid = |value: &Value| format!("The value {value} is not what {} takes", shape.name);
    Ok(match (&shape.kind, parameters) {
        (Kind::Structure { .. }, Value::Object(fields)) => Value::Object(structure(shape, fields)?),
        (Kind::List { member, .. }, Value::Array(items)) => {
            let items = items.into_iter().map(|item| input(member, item));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        (Kind::Map { value: of, .. }, Value::Object(entries)) => {
            let entries = entries
                .into_iter()
                .map(|(key, value)| Ok((key, input(of, value)?)));
            Value::Object(entries.collect::<Result<_, String>>()?)
        }
        (Kind::String { .. }, value) => Value::String(written(value)),
        (Kind::Blob { .. }, value) => Value::String(STANDARD.encode(written(value))),
        (Kind::Timestamp, value) => {
            let millis = moment(&value).ok_or_else(|| invalid(&value))?;
            Value::from(millis)
        }
        (Kind::Boolean, Value::Bool(value)) => Value::Bool(value),
        (Kind::Integer { .. } | Kind::Long { .. } | Kind::Double { .. }, Value::Number(number)) => {
            Value::Number(number)
        }
        (_, other) => return Err(invalid(&other)),
    })
}

fn structure(shape: &Shape, fields: Map<String, Value>) -> Result<Map<String, Value>, String> {
    let mut members = Map::new();
    for (name, value) in fields {
        let mut known = shape.members().iter();
        let Some(member) = known.find(|member| capitalized(member.name) == name) else {
            return Err(format!(
                "The field '{name}' is not supported by Step Functions"
            ));
        };
        if !value.is_null() {
            members.insert(member.name.to_owned(), input(member.shape, value)?);
        }
    }
    Ok(members)
}

fn written(value: Value) -> String {
    match value {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

fn moment(value: &Value) -> Option<i64> {
    match value {
        Value::String(text) => Some(Timestamp::parse_rfc3339(text)?.millis()),
        // Java reads a number as seconds.
        Value::Number(seconds) => Some((seconds.as_f64()? * 1000.0).round() as i64),
        _ => None,
    }
}

/// What the SDK shows of a value of `shape`: capitalized names, no nulls, bytes as the text they hold.
pub(super) fn output(shape: &Shape, value: Value, sdk: Sdk) -> Value {
    match (&shape.kind, value) {
        (Kind::Structure { .. }, Value::Object(members)) => {
            let shown = members.into_iter().filter(|(_, value)| !value.is_null());
            let shown = shown.map(|(name, value)| {
                let shape = shape.member(&name).map(|member| member.shape);
                let value = match shape {
                    Some(shape) => output(shape, value, sdk),
                    None => value,
                };
                (capitalized(&name), value)
            });
            Value::Object(shown.collect())
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            let items = items.into_iter().map(|item| output(member, item, sdk));
            Value::Array(items.collect())
        }
        (Kind::Map { value: of, .. }, Value::Object(entries)) => {
            let entries = entries
                .into_iter()
                .map(|(key, value)| (key, output(of, value, sdk)));
            Value::Object(entries.collect())
        }
        (Kind::Timestamp, Value::Number(millis)) if sdk == Sdk::V2 => {
            let millis = millis.as_i64().unwrap_or_default();
            Value::String(instant(Timestamp::from_millis(millis)))
        }
        (Kind::Blob { .. }, Value::String(base64)) => Value::String(bytes(base64)),
        (_, value) => value,
    }
}

/// A moment as Java's `Instant` prints it: without a fraction when there is none.
pub(super) fn instant(moment: Timestamp) -> String {
    match moment.millis() % 1000 {
        0 => moment.iso8601_seconds(),
        _ => moment.iso8601(),
    }
}

/// Bytes are shown as the text they hold; those that hold none stay in base64.
fn bytes(base64: String) -> String {
    let decoded = STANDARD.decode(&base64).ok();
    let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    text.unwrap_or(base64)
}
