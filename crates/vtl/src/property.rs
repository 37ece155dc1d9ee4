//! Properties: `$value.name`, and setting them.

use crate::limits::Budget;
use crate::methods::{self, MethodError, Outcome};
use crate::value::Value;
use crate::value::list::ListKind;

/// `$value.name`; null when there is no such property. Java looks for a getter first; `class`, the getter that every
/// object has, is refused.
pub(crate) fn get(value: &Value, name: &str) -> Value {
    if matches!(name, "class" | "Class") {
        return Value::Null;
    }
    match (value, name) {
        (Value::Map(map), _) => map.get_text(name).unwrap_or_default(),
        (Value::Host(host), _) => host.get(name).unwrap_or_default(),
        (Value::Scope(scope), _) => scope.get(name),
        (Value::Entry(entry), "key" | "Key") => entry.key.value(),
        (Value::Entry(entry), "value" | "Value") => entry.value(),
        (Value::Str(text), "empty" | "Empty") => Value::Bool(text.is_empty()),
        (Value::Str(text), "blank" | "Blank") => Value::Bool(text.trim().is_empty()),
        (Value::List(list), "empty" | "Empty") if list.kind() != ListKind::Array => {
            Value::Bool(list.is_empty())
        }
        (Value::Double(double), "NaN" | "naN") if name == "NaN" => Value::Bool(double.is_nan()),
        (Value::Double(double), "infinite" | "Infinite") => Value::Bool(double.is_infinite()),
        _ => Value::Null,
    }
}

/// `#set($value.name = new)`; nothing happens when there is no such property.
pub(crate) fn set(
    value: &Value,
    name: &str,
    new: &Value,
    budget: &Budget,
) -> Result<(), MethodError> {
    match value {
        Value::Map(_) | Value::Scope(_) => {
            methods::call(value, "put", &[Value::from(name), new.clone()], budget)?;
        }
        Value::Entry(_) if matches!(name, "value" | "Value") => {
            methods::call(value, "setValue", std::slice::from_ref(new), budget)?;
        }
        Value::Host(host) => {
            host.set(name, new.clone());
        }
        _ => {}
    }
    Ok(())
}

/// `$value[index]`; null when the value has no `get` for such an index.
pub(crate) fn index(value: &Value, index: &Value, budget: &Budget) -> Result<Value, MethodError> {
    let index = from_end(value, index)?;
    Ok(match methods::call(value, "get", &[index], budget)? {
        Outcome::Value(found) => found,
        Outcome::Missing | Outcome::Void => Value::Null,
    })
}

/// `#set($value[index] = new)`
pub(crate) fn set_index(
    value: &Value,
    index: &Value,
    new: &Value,
    budget: &Budget,
) -> Result<(), MethodError> {
    let args = [from_end(value, index)?, new.clone()];
    if matches!(
        methods::call(value, "set", &args, budget)?,
        Outcome::Missing
    ) {
        methods::call(value, "put", &args, budget)?;
    }
    Ok(())
}

/// A negative index counts from the end, of whatever has a size.
fn from_end(value: &Value, index: &Value) -> Result<Value, MethodError> {
    let Value::Int(negative @ ..0) = index else {
        return Ok(index.clone());
    };
    let size = match value {
        Value::List(list) => list.len(),
        Value::Map(map) => map.len(),
        Value::Scope(scope) => scope.storage.len(),
        Value::Host(host) if host.collection().is_some() => {
            return from_end(&host.collection().unwrap_or_default(), index);
        }
        other => {
            let message = format!(
                "A 'size()' method required for negative value {negative} does not exist for class '{}'",
                other.class()
            );
            return Err(MethodError::Exception(message));
        }
    };
    Ok(Value::Int(
        i32::try_from(size).unwrap_or(i32::MAX) + negative,
    ))
}
