//! Definite paths: a loop that borrows.

use super::super::EvalError;
use super::super::step::{Step, fragment};
use super::{index_from_end, not_an_array, pick};
use serde_json::Value;
use std::borrow::Cow;

/// The one value a definite path names.
pub(in crate::jsonpath) fn definite<'a>(
    steps: &[Step],
    root: &'a Value,
) -> Result<Cow<'a, Value>, EvalError> {
    let mut current = root;
    for (index, step) in steps.iter().enumerate() {
        let (before, rest) = (&steps[..index], &steps[index..]);
        current = match step {
            Step::Key(name) => field(current, name, before, rest)?,
            Step::Index(at) => element(current, *at, before, rest)?,
            Step::FromEnd(back) => element(current, index_from_end(current, *back), before, rest)?,
            Step::Keys(names) => return merged(current, names, before, step).map(Cow::Owned),
            _ => unreachable_step(step)?,
        };
    }
    Ok(Cow::Borrowed(current))
}

/// The other steps make a path indefinite, so that none of them comes here; an error is better than a panic.
fn unreachable_step<'a>(step: &Step) -> Result<&'a Value, EvalError> {
    Err(EvalError::NoResults(format!("${step}")))
}

fn field<'a>(
    current: &'a Value,
    name: &str,
    before: &[Step],
    rest: &[Step],
) -> Result<&'a Value, EvalError> {
    let Value::Object(fields) = current else {
        return Err(EvalError::PropertyNotFound {
            property: rest[0].to_string(),
            path: path_text(before),
        });
    };
    fields.get(name).ok_or_else(|| {
        let path = path_text(before) + &rest[0].to_string();
        if rest.len() == 1 {
            EvalError::NoResults(path)
        } else {
            EvalError::MissingProperty(path)
        }
    })
}

fn element<'a>(
    current: &'a Value,
    at: i64,
    before: &[Step],
    rest: &[Step],
) -> Result<&'a Value, EvalError> {
    let items = match current {
        Value::Array(items) => items,
        Value::Null => return Err(EvalError::NullArray(path_text(before))),
        other => return Err(not_an_array(rest, other)),
    };
    usize::try_from(at)
        .ok()
        .and_then(|at| items.get(at))
        .ok_or_else(|| EvalError::IndexOutOfBounds(format!("{}[{at}]", path_text(before))))
}

fn merged(
    current: &Value,
    names: &[String],
    before: &[Step],
    step: &Step,
) -> Result<Value, EvalError> {
    match current {
        Value::Object(fields) => Ok(pick(fields, names)),
        _ => Err(EvalError::PropertyNotFound {
            property: step.to_string(),
            path: path_text(before),
        }),
    }
}

fn path_text(before: &[Step]) -> String {
    format!("${}", fragment(before))
}
