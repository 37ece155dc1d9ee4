//! JSON in texts, and merging objects.

use serde_json::Value;

/// The value in a text; a blank text gives `null` (recorded).
pub(super) fn from_string(text: &Value) -> Result<Value, String> {
    let text = text.as_str().unwrap_or_default();
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    query::json::parse(text).map_err(|error| error.to_string())
}

/// Both objects' fields, the second's where both have one, in the order of a Java `HashMap` (recorded). Only the
/// shallow merge exists.
pub(super) fn merge(first: &Value, second: &Value, deep: &Value) -> Result<Value, String> {
    if deep != &Value::Bool(false) {
        return Err(
            "only the shallow merging mode is supported: the third argument must be false"
                .to_owned(),
        );
    }
    let fields = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let mut merged = fields(first);
    merged.extend(fields(second));
    let mut merged: Vec<(String, Value)> = merged.into_iter().collect();
    query::java::hash_map_order(&mut merged, |(name, _)| name);
    Ok(Value::Object(merged.into_iter().collect()))
}
