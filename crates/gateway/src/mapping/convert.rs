//! Between values of templates and JSON documents.

use std::rc::Rc;

use serde_json::{Map as JsonMap, Number, Value as Json};
use vtl::{Key, List, ListKind, Map, Value};

/// Deepest value that is converted; templates cannot show deeper ones either.
const MAX_DEPTH: u32 = 200;

/// A JSON document as a template sees it.
pub(super) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::String(text) => Value::from(text.as_str()),
        Json::Number(number) => number_value(number),
        Json::Array(items) => {
            Value::List(List::new(ListKind::Json, items.iter().map(value).collect()))
        }
        Json::Object(entries) => Value::Map(map(entries)),
    }
}

/// A JSON object as a map.
pub(super) fn map(entries: &JsonMap<String, Json>) -> Map {
    Map::from_entries(
        entries
            .iter()
            .map(|(key, item)| (Key::from(key.as_str()), value(item))),
    )
}

fn number_value(number: &Number) -> Value {
    match (number.as_i64(), number.as_u64()) {
        (Some(long), _) => i32::try_from(long).map_or(Value::Long(long), Value::Int),
        (None, Some(big)) => Value::Big(Rc::new(big.into())),
        (None, None) => Value::Double(number.as_f64().unwrap_or(f64::NAN)),
    }
}

/// A template's value as a JSON document. `None` when it nests too deeply. Numbers that JSON values cannot hold
/// exactly become doubles.
pub(super) fn json(value: &Value) -> Option<Json> {
    nested(value, 0)
}

fn nested(value: &Value, depth: u32) -> Option<Json> {
    if depth > MAX_DEPTH {
        return None;
    }
    Some(match value {
        Value::Bool(flag) => Json::Bool(*flag),
        Value::Int(int) => Json::from(*int),
        Value::Long(long) => Json::from(*long),
        Value::Big(big) => match u64::try_from(&**big) {
            Ok(big) => Json::from(big),
            Err(_) => double(big.to_string().parse().unwrap_or(f64::NAN)),
        },
        Value::Float(float) => double(f64::from(*float)),
        Value::Double(float) => double(*float),
        Value::Decimal(decimal) => double(decimal.to_double()),
        Value::Str(text) => Json::from(&**text),
        Value::Char(unit) => Json::from(String::from_utf16_lossy(&[*unit])),
        Value::List(list) => {
            let items: Option<Vec<Json>> =
                list.with(|items| items.iter().map(|item| nested(item, depth + 1)).collect());
            Json::Array(items?)
        }
        Value::Map(map) => Json::Object(object(map, depth)?),
        _ => Json::Null,
    })
}

fn double(value: f64) -> Json {
    Number::from_f64(value).map_or(Json::Null, Json::Number)
}

fn object(map: &Map, depth: u32) -> Option<JsonMap<String, Json>> {
    map.with(|entries| {
        entries
            .iter()
            .map(|(key, value)| Some((key_text(key), nested(value, depth + 1)?)))
            .collect()
    })
}

/// A map as a JSON object.
pub(super) fn json_object(map: &Map) -> Option<JsonMap<String, Json>> {
    object(map, 0)
}

fn key_text(key: &Key) -> String {
    match key {
        Key::Str(text) => text.to_string(),
        other => json(&other.value())
            .as_ref()
            .and_then(text)
            .unwrap_or_default(),
    }
}

/// A scalar's text without quotes, anything else as JSON; `None` for null.
pub(super) fn text(json: &Json) -> Option<String> {
    match json {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
