//! Finds collections that contain themselves: nothing frees them but to empty them.

use std::collections::HashSet;
use std::rc::Rc;

use super::Value;
use crate::limits::{Budget, LimitExceeded};

/// Whether `target` can be reached from `value`, itself included.
pub(crate) fn reaches(
    value: &Value,
    target: &Value,
    budget: &Budget,
) -> Result<bool, LimitExceeded> {
    if !super::is_container(value) {
        return Ok(false);
    }
    let mut pending = vec![value.clone()];
    let mut seen = HashSet::new();
    while let Some(value) = pending.pop() {
        if same(&value, target) {
            return Ok(true);
        }
        if super::is_container(&value) && seen.insert(address(&value)) {
            let before = pending.len();
            children(&value, &mut pending);
            budget.steps(1 + (pending.len() - before) as u64)?;
        }
    }
    Ok(false)
}

/// Appends what a value holds.
fn children(value: &Value, out: &mut Vec<Value>) {
    match value {
        Value::List(list) => {
            list.with(|items| {
                out.extend(
                    items
                        .iter()
                        .filter(|item| super::is_container(item))
                        .cloned(),
                )
            });
            out.extend(list.viewed().map(|(map, _)| Value::Map(map.clone())));
        }
        Value::Map(map) => map.with(|entries| {
            let all = entries
                .iter()
                .flat_map(|(key, value)| [key.value(), value.clone()]);
            out.extend(all.filter(super::is_container));
        }),
        Value::Entry(entry) => out.push(Value::Map(entry.map.clone())),
        Value::Iterator(iterator) => out.push(iterator.source()),
        Value::Scope(scope) => {
            out.push(Value::Map(scope.storage.clone()));
            out.push(scope.replaced.clone());
            out.extend(scope.parent.clone().map(Value::Scope));
        }
        _ => {}
    }
}

/// The same object.
pub(crate) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::List(a), Value::List(b)) => a.same(b),
        (Value::Map(a), Value::Map(b)) => a.same(b),
        (Value::Entry(a), Value::Entry(b)) => Rc::ptr_eq(a, b),
        (Value::Iterator(a), Value::Iterator(b)) => Rc::ptr_eq(a, b),
        (Value::Scope(a), Value::Scope(b)) => Rc::ptr_eq(a, b),
        (Value::Host(a), Value::Host(b)) => Rc::ptr_eq(a, b),
        (Value::Block(a), Value::Block(b)) => Rc::ptr_eq(a, b),
        _ => false,
    }
}

fn address(value: &Value) -> usize {
    match value {
        Value::List(list) => list.address(),
        Value::Map(map) => map.address(),
        Value::Entry(entry) => Rc::as_ptr(entry) as usize,
        Value::Iterator(iterator) => Rc::as_ptr(iterator) as usize,
        Value::Scope(scope) => Rc::as_ptr(scope) as usize,
        _ => 0,
    }
}
