//! Applying steps to a document.
//!
//! Definite paths are a loop over borrowed values. Indefinite paths recurse: one call per step and per level
//! of the document, bounded by [`super::MAX_STEPS`], [`super::MAX_DEPTH`] and a work budget.

mod definite;
mod search;

pub(super) use definite::definite;
pub(super) use search::{all, indefinite};

use super::EvalError;
use super::step::{Step, fragment};
use crate::java;
use serde_json::{Map, Value};

/// `[(@.length-1)]` as an index; meaningless for values that are no array, for which [`element`] fails anyway.
fn index_from_end(current: &Value, back: usize) -> i64 {
    let length = current.as_array().map_or(0, Vec::len);
    i64::try_from(length).unwrap_or(i64::MAX) - i64::try_from(back).unwrap_or(i64::MAX)
}

fn pick(fields: &Map<String, Value>, names: &[String]) -> Value {
    let found = names
        .iter()
        .filter_map(|name| Some((name.clone(), fields.get(name)?.clone())));
    Value::Object(found.collect())
}

fn not_an_array(rest: &[Step], context: &Value) -> EvalError {
    EvalError::NotAnArray {
        filter: fragment(rest),
        context: java::to_text(context),
    }
}
