//! `Map.Entry`.

use super::{MethodResult, Outcome, value};
use crate::limits::Budget;
use crate::value::{Entry, Value};

pub(super) fn call(entry: &Entry, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    match (name, args) {
        ("getKey", []) => value(entry.key.value()),
        ("getValue", []) => value(entry.value()),
        ("setValue", [new]) => {
            super::map::put(&entry.map, entry.key.clone(), new, budget).map(Outcome::Value)
        }
        _ => Ok(Outcome::Missing),
    }
}
