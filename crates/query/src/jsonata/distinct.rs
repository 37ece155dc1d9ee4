//! `$distinct` in time that grows with the array and not with its square.

use std::collections::HashSet;
use std::fmt::Write;

use jsonata_core::evaluator::EvaluatorError;
use jsonata_core::value::{JValue, with_stack};

use super::guard::measure;

/// The items of an array without those that equal an earlier one; other values as they are.
pub(super) fn distinct(arguments: &[JValue], limit: usize) -> Result<JValue, EvaluatorError> {
    let Some(JValue::Array(items)) = arguments.first() else {
        return Ok(arguments.first().cloned().unwrap_or(JValue::Undefined));
    };
    if items.len() <= 1 {
        return Ok(JValue::Array(items.clone()));
    }
    measure(&arguments[0], limit)?;
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for item in items {
        // Functions equal nothing.
        if key(item).is_none_or(|key| seen.insert(key)) {
            kept.push(item.clone());
        }
    }
    // The language makes a sequence of a sequence only.
    Ok(match items.sequence {
        true => JValue::sequence(kept),
        false => JValue::array(kept),
    })
}

/// A text that is the same for equal values and differs for others.
fn key(value: &JValue) -> Option<String> {
    let mut key = String::new();
    write(value, &mut key)?;
    Some(key)
}

fn write(value: &JValue, key: &mut String) -> Option<()> {
    match value {
        JValue::Null => key.push('n'),
        JValue::Bool(flag) => key.push(if *flag { 't' } else { 'f' }),
        // Adding 0 makes -0 the same as 0.
        JValue::Number(number) => write!(key, "{:x};", (number + 0.0).to_bits()).ok()?,
        JValue::String(text) => text_key(text, key)?,
        JValue::Array(items) => {
            write!(key, "a{};", items.len()).ok()?;
            with_stack(|| items.iter().try_for_each(|item| write(item, key)))?;
        }
        JValue::Object(fields) => {
            write!(key, "o{};", fields.len()).ok()?;
            let mut fields: Vec<(&String, &JValue)> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            with_stack(|| {
                fields.into_iter().try_for_each(|(name, value)| {
                    text_key(name, key)?;
                    write(value, key)
                })
            })?;
        }
        _ => return None,
    }
    Some(())
}

fn text_key(text: &str, key: &mut String) -> Option<()> {
    write!(key, "s{};{text}", text.len()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsonata::convert::{convert, result};
    use serde_json::json;

    #[test]
    fn equal_values_are_kept_once() {
        let items = json!([1, "1", 1.0, -0.0, 0, true, "true", null, [1, "a"], [1, "a"], ["1a"], {"a": 1, "b": 2},
            {"b": 2, "a": 1}, {"a": 12}, [], [[]], {}]);
        let kept = distinct(&[convert(&items)], 1 << 20).unwrap();
        let expected = json!([1, "1", 0, true, "true", null, [1, "a"], ["1a"], {"a": 1, "b": 2}, {"a": 12}, [], [[]], {}]);
        assert_eq!(result(&kept, 1 << 20), Ok(expected));
        assert_eq!(distinct(&[], 0).unwrap(), JValue::Undefined);
        assert_eq!(distinct(&[JValue::from(1)], 0).unwrap(), JValue::from(1));
    }
}
