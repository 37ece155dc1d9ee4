//! The functions on arrays. Numbers that are no integers are rounded, as the developer guide says.

use super::number::{integer, shown};
use serde_json::Value;

/// Most elements of `States.ArrayRange` and `States.ArrayUnique`'s kin in the developer guide.
pub(super) const MAX_RANGE: i64 = 1000;

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Chunks of `size`; the last may be shorter.
pub(super) fn partition(array: &Value, size: &Value) -> Result<Value, String> {
    let chunk = integer(size)?;
    match usize::try_from(chunk) {
        Ok(chunk) if chunk > 0 => Ok(items(array)
            .chunks(chunk)
            .map(|chunk| Value::Array(chunk.to_vec()))
            .collect()),
        _ => Err(format!(
            "the chunk size must be a positive integer, but was: {}",
            shown(size)
        )),
    }
}

pub(super) fn contains(array: &Value, item: &Value) -> Result<Value, String> {
    Ok(items(array).contains(item).into())
}

/// From `first` to `last`, which is included if the steps hit it.
pub(super) fn range(first: &Value, last: &Value, step: &Value) -> Result<Value, String> {
    let (first, last, step) = (integer(first)?, integer(last)?, integer(step)?);
    if step == 0 {
        return Err("the increment must not be zero".to_owned());
    }
    let count = if (step > 0) == (last >= first) || first == last {
        (last - first) / step + 1
    } else {
        0
    };
    if count > MAX_RANGE {
        return Err(format!(
            "the range must not have more than {MAX_RANGE} elements, but would have {count}"
        ));
    }
    Ok((0..count)
        .map(|index| Value::from(first + index * step))
        .collect())
}

pub(super) fn get_item(array: &Value, index: &Value) -> Result<Value, String> {
    let at = integer(index)?;
    let found = usize::try_from(at).ok().and_then(|at| items(array).get(at));
    found.cloned().ok_or_else(|| {
        format!(
            "index {at} is out of bounds for an array of length {}",
            items(array).len()
        )
    })
}

pub(super) fn length(array: &Value) -> Result<Value, String> {
    Ok(items(array).len().into())
}

/// Each element once, where it stands first.
pub(super) fn unique(array: &Value) -> Result<Value, String> {
    let mut seen = std::collections::HashSet::new();
    Ok(items(array)
        .iter()
        .filter(|item| seen.insert(canonical(item)))
        .cloned()
        .collect())
}

/// A text that two values share if and only if they are equal: fields sorted by name.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            let parts: Vec<String> = fields
                .into_iter()
                .map(|(name, item)| format!("{name:?}:{}", canonical(item)))
                .collect();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(items) => {
            let parts: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", parts.join(","))
        }
        other => other.to_string(),
    }
}
