//! `LinkedHashMap`.

use std::rc::Rc;

use super::{MethodError, MethodResult, Outcome, null_pointer, value};
use crate::compare;
use crate::limits::Budget;
use crate::value::iterator::Part;
use crate::value::list::{List, ListKind};
use crate::value::map::{Key, Map};
use crate::value::{Value, int};

pub(super) fn call(map: &Map, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    match look(map, name, args, budget)? {
        Outcome::Missing => change(map, name, args, budget),
        found => Ok(found),
    }
}

/// The value of a key as a template names it; null when there is none.
pub(crate) fn get(map: &Map, key: &Value) -> Value {
    match key {
        Value::Str(key) => map.get_text(key).unwrap_or_default(),
        key => map.get(&Key::of(key)).unwrap_or_default(),
    }
}

/// Sets a key; gives its value before.
pub(crate) fn put(map: &Map, key: Key, new: &Value, budget: &Budget) -> Result<Value, MethodError> {
    budget.steps(1)?;
    let target = Value::Map(map.clone());
    budget.watch(&target, new)?;
    budget.watch(&target, &key.value())?;
    Ok(map.put(key, new.clone()).unwrap_or_default())
}

fn look(map: &Map, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    match (name, args) {
        ("get", [key]) => value(get(map, key)),
        ("getOrDefault", [key, default]) => {
            value(map.get(&Key::of(key)).unwrap_or_else(|| default.clone()))
        }
        ("containsKey", [key]) => value(map.get(&Key::of(key)).is_some()),
        ("containsValue", [wanted]) => {
            for key in map.keys() {
                if compare::equals(wanted, &map.get(&key).unwrap_or_default(), budget)? {
                    return value(true);
                }
            }
            value(false)
        }
        ("size", []) => value(int(map.len())),
        ("isEmpty", []) => value(map.is_empty()),
        ("keySet", []) => view(map, Part::Keys, budget),
        ("values", []) => view(map, Part::Values, budget),
        ("entrySet", []) => view(map, Part::Entries, budget),
        ("clone", []) => {
            budget.steps(map.len() as u64)?;
            value(Value::Map(
                map.with(|entries| Map::from_entries(entries.iter().cloned())),
            ))
        }
        ("forEach" | "replaceAll", [Value::Null]) => Err(null_pointer()),
        _ => Ok(Outcome::Missing),
    }
}

/// Keys, values or entries as they are now.
fn view(map: &Map, part: Part, budget: &Budget) -> MethodResult {
    budget.steps(map.len() as u64)?;
    let items = map.with(|entries| match part {
        Part::Keys => entries.iter().map(|(key, _)| key.value()).collect(),
        Part::Values => entries.iter().map(|(_, value)| value.clone()).collect(),
        Part::Entries => Vec::new(),
    });
    let items = match part {
        Part::Entries => {
            let entry = |key| {
                Value::Entry(Rc::new(crate::value::Entry {
                    map: map.clone(),
                    key,
                }))
            };
            map.keys().into_iter().map(entry).collect()
        }
        _ => items,
    };
    let kind = if part == Part::Values {
        ListKind::Collection
    } else {
        ListKind::Set
    };
    value(Value::List(List::view(kind, items, map, part)))
}

fn change(map: &Map, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    match (name, args) {
        ("put", [key, new]) => value(put(map, Key::of(key), new, budget)?),
        ("putIfAbsent", [key, new]) => {
            let old = get(map, key);
            if old.is_null() {
                put(map, Key::of(key), new, budget)?;
            }
            value(old)
        }
        ("replace", [key, new]) => {
            if map.get(&Key::of(key)).is_none() {
                return value(Value::Null);
            }
            value(put(map, Key::of(key), new, budget)?)
        }
        ("replace", [key, old, new]) => {
            let matches = map
                .get(&Key::of(key))
                .map(|value| compare::equals(&value, old, budget))
                .transpose()?;
            if matches == Some(true) {
                put(map, Key::of(key), new, budget)?;
            }
            value(matches == Some(true))
        }
        ("remove", [key]) => {
            budget.steps(map.len() as u64)?;
            value(map.remove(&Key::of(key)).unwrap_or_default())
        }
        ("remove", [key, old]) => {
            let matches = map
                .get(&Key::of(key))
                .map(|value| compare::equals(&value, old, budget))
                .transpose()?;
            if matches == Some(true) {
                map.remove(&Key::of(key));
            }
            value(matches == Some(true))
        }
        ("putAll", [Value::Map(other)]) => {
            for key in other.keys() {
                let new = other.get(&key).unwrap_or_default();
                put(map, key, &new, budget)?;
            }
            Ok(Outcome::Void)
        }
        ("putAll", [Value::Null]) => Err(null_pointer()),
        ("clear", []) => {
            map.clear();
            Ok(Outcome::Void)
        }
        _ => Ok(Outcome::Missing),
    }
}
