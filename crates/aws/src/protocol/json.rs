//! JSON bodies, for awsJson and restJson alike.

use std::io::Write;

use serde_json::{Map, Number, Value};

use super::text;
use crate::error::Error;
use crate::shape::{Kind, Location, Member, Shape};

/// The members of `shape` that travel in the body, from the body's JSON. The JSON is taken apart, not copied.
pub(super) fn structure(shape: &Shape, value: Value) -> Result<Map<String, Value>, Error> {
    let Value::Object(wire) = value else {
        return Err(misplaced(&value));
    };
    let mut members = Map::with_capacity(wire.len());
    for (name, value) in wire {
        let Some(member) = in_body(shape, &name) else {
            continue;
        };
        if value.is_null() {
            continue;
        }
        let key = match member.name == name {
            true => name,
            false => member.name.to_string(),
        };
        members.insert(key, from_wire(member.shape, value)?);
    }
    Ok(members)
}

fn in_body(shape: &Shape, wire: &str) -> Option<&'static Member> {
    let mut members = shape.members().iter();
    members.find(|member| member.wire == wire && member.location == Location::Body)
}

fn from_wire(shape: &Shape, value: Value) -> Result<Value, Error> {
    match (&shape.kind, value) {
        (_, Value::Null) => Ok(Value::Null),
        (Kind::Structure { .. }, value) => structure(shape, value).map(Value::Object),
        (Kind::List { member, .. }, Value::Array(items)) => list(member, items),
        (Kind::List { .. }, value) => Err(not_a_collection(&value)),
        (Kind::Map { value: of, .. }, Value::Object(entries)) => map(of, entries),
        (Kind::Map { .. }, value) => Err(not_a_collection(&value)),
        (_, value @ (Value::Array(_) | Value::Object(_))) => Err(misplaced(&value)),
        (_, value) => scalar(shape, value),
    }
}

fn list(member: &Shape, items: Vec<Value>) -> Result<Value, Error> {
    let items = items.into_iter().map(|item| from_wire(member, item));
    items.collect::<Result<_, _>>().map(Value::Array)
}

fn map(of: &Shape, entries: Map<String, Value>) -> Result<Value, Error> {
    let entries = entries.into_iter();
    let entries = entries.map(|(key, value)| Ok((key, from_wire(of, value)?)));
    entries.collect::<Result<_, Error>>().map(Value::Object)
}

fn scalar(shape: &Shape, value: Value) -> Result<Value, Error> {
    match (&shape.kind, value) {
        (Kind::String { .. } | Kind::Blob { .. }, value @ Value::String(_)) => Ok(value),
        (Kind::String { .. }, value) => Err(unconvertible(&value, "String")),
        (Kind::Blob { .. }, value) => Err(unconvertible(&value, "ByteBuffer")),
        (Kind::Boolean, value @ Value::Bool(_)) => Ok(value),
        (Kind::Boolean, value) => Err(unconvertible(&value, "Boolean")),
        (Kind::Integer { .. }, value) => {
            let number = whole(&value).filter(|n| i32::try_from(*n).is_ok());
            number
                .map(Value::from)
                .ok_or_else(|| unconvertible(&value, "Integer"))
        }
        (Kind::Long { .. }, value) => whole(&value)
            .map(Value::from)
            .ok_or_else(|| unconvertible(&value, "Long")),
        (Kind::Double { .. }, value @ Value::Number(_)) => Ok(value),
        (Kind::Double { .. }, value) => Err(unconvertible(&value, "Double")),
        (_, value) => timestamp(&value),
    }
}

/// A whole number; AWS cuts a fraction off.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the range is checked on the line before"
)]
fn whole(value: &Value) -> Option<i64> {
    let number = value.as_number()?;
    number.as_i64().or_else(|| {
        let number = number.as_f64()?.trunc();
        (number.abs() < 9e18).then_some(number as i64)
    })
}

fn timestamp(value: &Value) -> Result<Value, Error> {
    let moment = match value {
        Value::Number(seconds) => seconds.as_f64().and_then(text::from_seconds),
        Value::String(text) => text::moment(text),
        _ => None,
    };
    let moment = moment.ok_or_else(|| unconvertible(value, "Timestamp"))?;
    Ok(moment.millis().into())
}

/// AWS's text for a scalar of the wrong type. Recorded for a boolean and a number where a text belongs.
fn unconvertible(value: &Value, wanted: &str) -> Error {
    let given = java_class(value);
    Error::serialization(format!("class {given} can not be converted to an {wanted}"))
}

fn not_a_collection(value: &Value) -> Error {
    match value {
        Value::Array(_) | Value::Object(_) => misplaced(value),
        _ => Error::serialization(format!(
            "Unrecognized collection type class {}",
            java_class(value)
        )),
    }
}

fn misplaced(value: &Value) -> Error {
    Error::serialization(match value {
        Value::Array(_) => "Start of list found where not expected",
        Value::Object(_) => "Start of structure or map found where not expected.",
        _ => "Unexpected value found where a structure was expected",
    })
}

fn java_class(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "java.lang.Boolean",
        Value::Number(_) => "com.amazon.coral.value.json.numbers.TruncatingBigNumber",
        _ => "java.lang.String",
    }
}

/// How a service writes the moments of its JSON answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seconds {
    /// With milliseconds as fraction.
    Fractional,
    /// Cut to seconds: API Gateway.
    Whole,
}

/// The JSON object of `value`'s members that travel in the body, appended to `out`.
pub(super) fn write(shape: &Shape, value: &Value, seconds: Seconds, out: &mut Vec<u8>) {
    match (&shape.kind, value) {
        (Kind::Structure { members, .. }, Value::Object(values)) => {
            write_members(members, values, seconds, out);
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            sequence(out, b"[]", items.iter(), |item, out| {
                write(member, item, seconds, out)
            });
        }
        (Kind::Map { value: of, .. }, Value::Object(entries)) => {
            sequence(out, b"{}", entries.iter(), |(key, value), out| {
                write_key(key, out);
                write(of, value, seconds, out);
            });
        }
        (Kind::Timestamp, Value::Number(millis)) => write_timestamp(millis, seconds, out),
        (_, value) => write_plain(value, out),
    }
}

fn write_members(
    members: &[Member],
    values: &Map<String, Value>,
    seconds: Seconds,
    out: &mut Vec<u8>,
) {
    let present = members
        .iter()
        .filter(|member| member.location == Location::Body);
    let present = present.filter_map(|member| {
        let value = values.get(member.name)?;
        (!value.is_null()).then_some((member, value))
    });
    sequence(out, b"{}", present, |(member, value), out| {
        write_key(member.wire, out);
        write(member.shape, value, seconds, out);
    });
}

fn sequence<T>(
    out: &mut Vec<u8>,
    brackets: &[u8; 2],
    items: impl Iterator<Item = T>,
    each: impl Fn(T, &mut Vec<u8>),
) {
    out.push(brackets[0]);
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        each(item, out);
    }
    out.push(brackets[1]);
}

/// `text` as a JSON string.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a text has a JSON form and a Vec takes it");
}

/// `name` and the colon after it.
pub(super) fn write_key(name: &str, out: &mut Vec<u8>) {
    write_text(name, out);
    out.push(b':');
}

fn write_plain(value: &Value, out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("a value has a JSON form and a Vec takes it");
}

fn write_timestamp(millis: &Number, form: Seconds, out: &mut Vec<u8>) {
    let millis = millis.as_i64().unwrap_or(0);
    let (seconds, fraction) = (millis.div_euclid(1000), millis.rem_euclid(1000));
    // Before the epoch the two parts have different signs; a float says it best.
    let written = match (form, fraction) {
        (Seconds::Whole, _) | (_, 0) => write!(out, "{seconds}"),
        _ if seconds < 0 => write!(
            out,
            "{}",
            model::Timestamp::from_millis(millis).epoch_seconds()
        ),
        _ => write!(out, "{seconds}.{fraction:03}"),
    };
    written.expect("a Vec takes it");
}
