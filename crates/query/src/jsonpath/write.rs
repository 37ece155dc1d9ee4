//! Putting a value into a document: `ResultPath` and the error output of `Catch`.
//!
//! ASL specification, "ResultPath": fields that do not exist are created with the objects around them; what can
//! not hold the value (a scalar on the way, an array element that is not there) is
//! `States.ResultPathMatchFailure`.

use super::step::Step;
use super::{EvalError, JsonPath};
use serde_json::{Map, Value};

/// Writes, or leaves `root` as it is and fails.
pub(super) fn write(path: &JsonPath, root: &mut Value, value: Value) -> Result<(), EvalError> {
    if !path.is_reference() || !writable(&path.steps, root) {
        return Err(EvalError::Unwritable {
            path: path.text.clone(),
            input: root.to_string(),
        });
    }
    match target(&path.steps, root) {
        Some(place) => *place = value,
        None => {
            return Err(EvalError::Unwritable {
                path: path.text.clone(),
                input: root.to_string(),
            });
        }
    }
    Ok(())
}

/// Whether every step leads somewhere or can be created.
fn writable(steps: &[Step], root: &Value) -> bool {
    let mut current = root;
    for (index, step) in steps.iter().enumerate() {
        let next = match (step, current) {
            (Step::Key(name), Value::Object(fields)) => match fields.get(name) {
                Some(next) => next,
                None => {
                    return steps[index + 1..]
                        .iter()
                        .all(|step| matches!(step, Step::Key(_)));
                }
            },
            (Step::Index(at), Value::Array(items)) => {
                match usize::try_from(*at).ok().and_then(|at| items.get(at)) {
                    Some(next) => next,
                    None => return false,
                }
            }
            _ => return false,
        };
        current = next;
    }
    true
}

/// The place to write to; missing objects are made. `None` can not be after [`writable`] said yes.
fn target<'a>(steps: &[Step], root: &'a mut Value) -> Option<&'a mut Value> {
    let mut current = root;
    for step in steps {
        current = match step {
            Step::Key(name) => {
                if current.is_null() {
                    *current = Value::Object(Map::new());
                }
                current
                    .as_object_mut()?
                    .entry(name.as_str())
                    .or_insert(Value::Null)
            }
            Step::Index(at) => current
                .as_array_mut()?
                .get_mut(usize::try_from(*at).ok()?)?,
            _ => return None,
        };
    }
    Some(current)
}
