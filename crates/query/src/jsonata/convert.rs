//! Values in and out of the evaluator.

use indexmap::IndexMap;
use jsonata_core::value::JValue;
use serde_json::{Map, Number, Value};

use super::error::{Failure, MEMORY};
use crate::javascript;

/// A value converted for the evaluator. Converting costs, so it is done once and shared; cloning is cheap.
///
/// It stays on its thread.
#[derive(Clone, Debug)]
pub struct Bound(pub(super) JValue);

impl Bound {
    /// The object with these fields, which are not converted again.
    pub fn object<'n>(fields: impl IntoIterator<Item = (&'n str, Self)>) -> Self {
        let fields = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.0));
        Self(JValue::object(fields.collect::<IndexMap<_, _>>()))
    }
}

impl From<&Value> for Bound {
    fn from(value: &Value) -> Self {
        Self(convert(value))
    }
}

pub(super) fn convert(value: &Value) -> JValue {
    match value {
        Value::Null => JValue::Null,
        Value::Bool(flag) => JValue::Bool(*flag),
        Value::Number(number) => JValue::Number(number.as_f64().unwrap_or(f64::NAN)),
        Value::String(text) => JValue::string(text.as_str()),
        Value::Array(items) => JValue::array(items.iter().map(convert).collect()),
        Value::Object(fields) => JValue::object(
            fields
                .iter()
                .map(|(name, value)| (name.clone(), convert(value)))
                .collect(),
        ),
    }
}

/// What one value takes in memory, about.
const VALUE: usize = 48;

/// The result as JSON. `bytes` bounds what it takes: a result may hold the same part many times.
pub(super) fn result(value: &JValue, bytes: usize) -> Result<Value, Failure> {
    match value {
        JValue::Undefined => Err(Failure::Undefined),
        value => Exit { left: bytes }.value(value, 0),
    }
}

/// Deepest nesting of a result: what the JSON reader accepts.
const MAX_DEPTH: usize = crate::json::MAX_DEPTH;

struct Exit {
    left: usize,
}

impl Exit {
    fn value(&mut self, value: &JValue, depth: usize) -> Result<Value, Failure> {
        self.take(VALUE)?;
        if depth > MAX_DEPTH {
            let text = format!("The result is nested deeper than {MAX_DEPTH} levels.");
            return Err(Failure::Thrown(text));
        }
        Ok(match value {
            JValue::Null | JValue::Undefined => Value::Null,
            JValue::Bool(flag) => Value::Bool(*flag),
            JValue::Number(value) => number(*value),
            JValue::String(text) => {
                self.take(text.len())?;
                Value::String(text.to_string())
            }
            JValue::Array(items) => {
                let items = items.iter().map(|item| self.value(item, depth + 1));
                Value::Array(items.collect::<Result<_, _>>()?)
            }
            JValue::Object(fields) => {
                let mut object = Map::with_capacity(fields.len());
                for (name, value) in fields.iter() {
                    self.take(name.len())?;
                    object.insert(name.clone(), self.value(value, depth + 1)?);
                }
                Value::Object(object)
            }
            _ => return Err(Failure::Unsupported),
        })
    }

    fn take(&mut self, bytes: usize) -> Result<(), Failure> {
        let left = self.left.checked_sub(bytes);
        self.left = left.ok_or_else(|| Failure::Thrown(MEMORY.to_owned()))?;
        Ok(())
    }
}

/// The number as JavaScript would print it. Observed on AWS: `1/0` is the text `Infinity`.
fn number(value: f64) -> Value {
    if value.fract() == 0.0 {
        let text = javascript::number_text(value);
        if let Ok(integer) = text.parse::<i64>() {
            return integer.into();
        }
        if let Ok(integer) = text.parse::<u64>() {
            return integer.into();
        }
    }
    match Number::from_f64(value) {
        Some(number) => Value::Number(number),
        None => crate::java::double_text(value).into(),
    }
}
