//! Whether an output is what the model says: for tests and for a server that watches itself.

use serde_json::Value;

use crate::shape::{Kind, Operation, Shape};

/// Checks `output`, a value that [`crate::encode`] would write, against the model: no member the model does not have,
/// no required member missing, every value of its shape.
///
/// # Errors
/// The path of the first thing that is wrong, and what it is.
pub fn check_output(operation: &Operation, output: &Value) -> Result<(), String> {
    match (operation.output, output) {
        (None, Value::Null) => Ok(()),
        (None, _) => Err(format!("{} gives nothing", operation.name)),
        (Some(shape), Value::Null) if shape.members().iter().all(|m| !m.required) => Ok(()),
        (Some(shape), output) => check(operation.name, shape, output),
    }
}

fn check(path: &str, shape: &Shape, value: &Value) -> Result<(), String> {
    match (&shape.kind, value) {
        (Kind::Structure { members, .. }, Value::Object(values)) => {
            if let Some(missing) = members
                .iter()
                .find(|m| m.required && !values.contains_key(m.name))
            {
                return Err(format!("{path}.{} is missing", missing.name));
            }
            values.iter().try_for_each(|(name, value)| {
                let path = format!("{path}.{name}");
                let member = shape.member(name);
                let member = member.ok_or_else(|| format!("{path} is not in the model"))?;
                check(&path, member.shape, value)
            })
        }
        (Kind::List { member, .. }, Value::Array(items)) => items
            .iter()
            .try_for_each(|item| check(&format!("{path}[]"), member, item)),
        (
            Kind::Map {
                value: of, sparse, ..
            },
            Value::Object(entries),
        ) => entries
            .iter()
            .filter(|(_, value)| !(*sparse && value.is_null()))
            .try_for_each(|(key, value)| check(&format!("{path}.{key}"), of, value)),
        (Kind::String { .. } | Kind::Blob { .. }, Value::String(_))
        | (Kind::Boolean, Value::Bool(_))
        | (Kind::Double { .. }, Value::Number(_)) => Ok(()),
        (Kind::Integer { .. } | Kind::Long { .. } | Kind::Timestamp, Value::Number(n))
            if n.is_i64() =>
        {
            Ok(())
        }
        (kind, value) => Err(format!("{path} is {value}, which is no {kind:?}")),
    }
}
