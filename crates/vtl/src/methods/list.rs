//! `ArrayList`, `JSONArray`, sets, views and arrays.

use super::{MethodError, MethodResult, Outcome, collection, null_pointer, out_of_bounds, value};
use crate::limits::Budget;
use crate::value::list::{List, ListKind};
use crate::value::{Value, int};
use crate::{compare, json};

pub(super) fn call(list: &List, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    let found = collection::look(list, name, args, budget)?;
    if !matches!(found, Outcome::Missing) {
        return Ok(found);
    }
    match list.kind() {
        ListKind::Set | ListKind::Collection => unordered(list, name, args, budget),
        ListKind::Array => array(list, name, args, budget),
        _ => match ordered(list, name, args, budget)? {
            Outcome::Missing => change(list, name, args, budget),
            found => Ok(found),
        },
    }
}

/// Sets and values of a map: elements can be taken away.
fn unordered(list: &List, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    match (name, args) {
        ("remove", [item]) => {
            remove_viewed(list, item, budget)?;
            value(remove_item(list, item, budget)?)
        }
        ("clear", []) => {
            if let Some((map, _)) = list.viewed() {
                map.clear();
            }
            list.change(Vec::clear);
            Ok(Outcome::Void)
        }
        ("removeAll" | "retainAll", [Value::List(items)]) => {
            filter(list, items, name == "retainAll", budget)
        }
        ("add", [_]) => Err(unsupported()),
        _ => Ok(Outcome::Missing),
    }
}

/// Takes an element of a view out of the map behind it.
fn remove_viewed(list: &List, item: &Value, budget: &Budget) -> Result<(), MethodError> {
    let Some((map, part)) = list.viewed() else {
        return Ok(());
    };
    for place in 0..map.len() {
        if compare::equals(item, &part.of(map, place), budget)? {
            if let Some((key, _)) = map.at(place) {
                map.remove(&key);
            }
            break;
        }
    }
    Ok(())
}

/// Arrays have the methods of a fixed list.
fn array(list: &List, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    match (name, args) {
        ("set", [Value::Int(index), item]) => set(list, *index, item, budget),
        ("add" | "remove", [_]) | ("add", [Value::Int(_), _]) | ("clear", []) => Err(unsupported()),
        _ => ordered(list, name, args, budget),
    }
}

fn unsupported() -> MethodError {
    MethodError::Exception("java.lang.UnsupportedOperationException".to_owned())
}

/// Methods that go by position.
fn ordered(list: &List, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    match (name, args) {
        ("get", [Value::Int(index)]) => value(get(list, *index)?),
        ("indexOf", [item]) => {
            value(compare::position(list, item, budget)?.map_or(Value::Int(-1), int))
        }
        ("lastIndexOf", [item]) => last_index_of(list, item, budget),
        ("subList", [Value::Int(from), Value::Int(to)]) => sub_list(list, *from, *to, budget),
        ("toJSONString", []) if list.kind() == ListKind::Json => {
            let mut text = String::new();
            json::write(
                &Value::List(list.clone()),
                json::Style::Web,
                &mut text,
                budget,
            )?;
            value(text)
        }
        ("clone", []) if list.kind() != ListKind::SubList => {
            budget.steps(list.len() as u64)?;
            value(Value::List(List::new(list.kind(), list.items())))
        }
        _ => Ok(Outcome::Missing),
    }
}

/// The item at an index.
pub(crate) fn get(list: &List, index: i32) -> Result<Value, MethodError> {
    let found = usize::try_from(index).ok().and_then(|at| list.get(at));
    found.ok_or_else(|| out_of_bounds(index, list.len()))
}

/// Replaces the item at an index; gives the one before.
pub(crate) fn set(list: &List, index: i32, item: &Value, budget: &Budget) -> MethodResult {
    budget.watch(&Value::List(list.clone()), item)?;
    let old = usize::try_from(index)
        .ok()
        .and_then(|at| list.set(at, item.clone()));
    Ok(Outcome::Value(
        old.ok_or_else(|| out_of_bounds(index, list.len()))?,
    ))
}

fn last_index_of(list: &List, item: &Value, budget: &Budget) -> MethodResult {
    for (index, candidate) in list.items().iter().enumerate().rev() {
        if compare::equals(item, candidate, budget)? {
            return value(int(index));
        }
    }
    value(-1)
}

fn sub_list(list: &List, from: i32, to: i32, budget: &Budget) -> MethodResult {
    let items = list.items();
    budget.steps(items.len() as u64)?;
    let range = usize::try_from(from).ok().zip(usize::try_from(to).ok());
    let part = range.and_then(|(from, to)| items.get(from..to));
    let message = format!(
        "java.lang.IndexOutOfBoundsException: fromIndex: {from}, toIndex: {to}, size: {}",
        items.len()
    );
    let part = part.ok_or(MethodError::Exception(message))?;
    value(Value::List(List::new(ListKind::SubList, part.to_vec())))
}

/// Methods that change a list.
fn change(list: &List, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    budget.steps(1)?;
    match (name, args) {
        ("add", [item]) => {
            budget.watch(&Value::List(list.clone()), item)?;
            list.change(|items| items.push(item.clone()));
            value(true)
        }
        ("add", [Value::Int(index), item]) => {
            insert(list, *index, std::slice::from_ref(item), budget).map(|()| Outcome::Void)
        }
        ("set", [Value::Int(index), item]) => set(list, *index, item, budget),
        ("remove", [Value::Int(index)]) => {
            let old = get(list, *index)?;
            budget.steps(list.len() as u64)?;
            list.change(|items| items.remove(index.unsigned_abs() as usize));
            value(old)
        }
        ("remove", [item]) => value(remove_item(list, item, budget)?),
        ("clear", []) => {
            list.change(Vec::clear);
            Ok(Outcome::Void)
        }
        ("addAll", [Value::List(items)]) if items.kind() != ListKind::Array => {
            let items = items.items();
            insert(
                list,
                i32::try_from(list.len()).unwrap_or(i32::MAX),
                &items,
                budget,
            )?;
            value(!items.is_empty())
        }
        ("addAll", [Value::Int(index), Value::List(items)]) if items.kind() != ListKind::Array => {
            let items = items.items();
            insert(list, *index, &items, budget)?;
            value(!items.is_empty())
        }
        ("removeAll" | "retainAll", [Value::List(items)]) => {
            filter(list, items, name == "retainAll", budget)
        }
        ("ensureCapacity", [Value::Int(_)]) | ("trimToSize", []) => Ok(Outcome::Void),
        ("replaceAll", [Value::Null]) => Err(null_pointer()),
        _ => Ok(Outcome::Missing),
    }
}

fn insert(list: &List, index: i32, new: &[Value], budget: &Budget) -> Result<(), MethodError> {
    for item in new {
        budget.watch(&Value::List(list.clone()), item)?;
    }
    budget.steps((list.len() + new.len()) as u64)?;
    let length = list.len();
    let at = usize::try_from(index)
        .ok()
        .filter(|at| *at <= length)
        .ok_or_else(|| {
            MethodError::Exception(format!(
                "java.lang.IndexOutOfBoundsException: Index: {index}, Size: {length}"
            ))
        })?;
    list.change(|items| items.splice(at..at, new.iter().cloned()).for_each(drop));
    Ok(())
}

fn remove_item(list: &List, item: &Value, budget: &Budget) -> Result<bool, MethodError> {
    let Some(at) = compare::position(list, item, budget)? else {
        return Ok(false);
    };
    budget.steps(list.len() as u64)?;
    list.change(|items| items.remove(at));
    Ok(true)
}

/// Keeps the items that are in `others`, or those that are not.
fn filter(list: &List, others: &List, keep: bool, budget: &Budget) -> MethodResult {
    let mut kept = Vec::new();
    for item in list.items() {
        if compare::contains(others, &item, budget)? == keep {
            kept.push(item);
        }
    }
    let changed = kept.len() != list.len();
    if changed {
        list.change(|items| *items = kept);
    }
    value(changed)
}
