//! Equality, as Velocity's `==` and as Java's `equals`, and Java's hash codes.

use std::rc::Rc;

use crate::limits::{Budget, LimitExceeded};
use crate::number::arithmetic;
use crate::text;
use crate::value::Value;
use crate::value::cycle;
use crate::value::display::MAX_DEPTH;
use crate::value::list::{List, ListKind};
use crate::value::map::Map;

/// Whether `==` compares two values by `equals`: one class is the other's, or a subclass of it.
pub(crate) fn same_class(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::List(a), Value::List(b)) => {
            let arrays = |kind| matches!(kind, ListKind::Plain | ListKind::Json);
            a.kind() == b.kind() || (arrays(a.kind()) && arrays(b.kind()))
        }
        _ => std::mem::discriminant(left) == std::mem::discriminant(right),
    }
}

/// Java's `left.equals(right)`.
pub(crate) fn equals(left: &Value, right: &Value, budget: &Budget) -> Result<bool, LimitExceeded> {
    nested(left, right, budget, 0)
}

fn nested(left: &Value, right: &Value, budget: &Budget, depth: u32) -> Result<bool, LimitExceeded> {
    budget.steps(1)?;
    if depth > MAX_DEPTH {
        return Err(LimitExceeded::Depth);
    }
    Ok(match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::Int(a), Value::Int(b)) => a == b,
        (Value::Long(a), Value::Long(b)) => a == b,
        (Value::Big(a), Value::Big(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits(),
        (Value::Double(a), Value::Double(b)) => a.to_bits() == b.to_bits(),
        (Value::Decimal(a), Value::Decimal(b)) => a == b,
        (Value::Char(a), Value::Char(b)) => a == b,
        (Value::Str(a), Value::Str(b)) => a == b,
        (Value::List(a), Value::List(b)) => lists(a, b, budget, depth)?,
        (Value::Map(a), Value::Map(b)) => maps(a, b, budget, depth)?,
        (Value::Entry(a), Value::Entry(b)) => {
            a.key == b.key && nested(&a.value(), &b.value(), budget, depth + 1)?
        }
        _ => cycle::same(left, right),
    })
}

fn lists(a: &List, b: &List, budget: &Budget, depth: u32) -> Result<bool, LimitExceeded> {
    if a.same(b) {
        return Ok(true);
    }
    let comparable = (a.kind().is_list() && b.kind().is_list())
        || (a.kind() == ListKind::Set && b.kind() == ListKind::Set);
    if !comparable || a.len() != b.len() {
        return Ok(false);
    }
    if a.kind() == ListKind::Set {
        return every(&a.items(), |item| contains(b, item, budget));
    }
    a.with(|a| {
        b.with(|b| {
            for (a, b) in a.iter().zip(b) {
                if !nested(a, b, budget, depth + 1)? {
                    return Ok(false);
                }
            }
            Ok(true)
        })
    })
}

fn maps(a: &Map, b: &Map, budget: &Budget, depth: u32) -> Result<bool, LimitExceeded> {
    if a.same(b) {
        return Ok(true);
    }
    if a.len() != b.len() {
        return Ok(false);
    }
    a.with(|entries| {
        for (key, value) in entries {
            match b.get(key) {
                Some(other) if nested(value, &other, budget, depth + 1)? => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    })
}

fn every(
    items: &[Value],
    mut test: impl FnMut(&Value) -> Result<bool, LimitExceeded>,
) -> Result<bool, LimitExceeded> {
    for item in items {
        if !test(item)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether a list has an item equal to `value`.
pub(crate) fn contains(list: &List, value: &Value, budget: &Budget) -> Result<bool, LimitExceeded> {
    Ok(position(list, value, budget)?.is_some())
}

/// The first place of an item equal to `value`.
pub(crate) fn position(
    list: &List,
    value: &Value,
    budget: &Budget,
) -> Result<Option<usize>, LimitExceeded> {
    list.with(|items| {
        for (index, item) in items.iter().enumerate() {
            if equals(value, item, budget)? {
                return Ok(Some(index));
            }
        }
        Ok(None)
    })
}

/// Java's `hashCode`; `None` for objects whose hash is their address.
pub(crate) fn hash_code(value: &Value, budget: &Budget) -> Result<Option<i32>, LimitExceeded> {
    hash_nested(value, budget, 0)
}

fn hash_nested(value: &Value, budget: &Budget, depth: u32) -> Result<Option<i32>, LimitExceeded> {
    budget.steps(1)?;
    if depth > MAX_DEPTH {
        return Err(LimitExceeded::Depth);
    }
    let fold = |bits: i64| (bits ^ ((bits as u64) >> 32) as i64) as i32;
    Ok(Some(match value {
        Value::Null => 0,
        Value::Bool(value) => 1237 - 6 * i32::from(*value),
        Value::Int(value) => *value,
        Value::Long(value) => fold(*value),
        Value::Double(value) => fold(value.to_bits() as i64),
        Value::Float(value) => value.to_bits() as i32,
        Value::Char(value) => i32::from(*value),
        Value::Str(value) => text::hash_code(value),
        Value::List(list) if list.kind().is_list() => return hash_list(list, budget, depth),
        Value::List(list) if list.kind() == ListKind::Set => {
            return sum(list.items(), budget, depth);
        }
        Value::Map(map) => return hash_map(map, budget, depth),
        Value::Entry(entry) => {
            let pair = (
                hash_nested(&entry.key.value(), budget, depth + 1)?,
                hash_nested(&entry.value(), budget, depth + 1)?,
            );
            return Ok(pair.0.zip(pair.1).map(|(key, value)| key ^ value));
        }
        _ => return Ok(None),
    }))
}

fn hash_list(list: &List, budget: &Budget, depth: u32) -> Result<Option<i32>, LimitExceeded> {
    let mut hash = 1_i32;
    for item in list.items() {
        let Some(item) = hash_nested(&item, budget, depth + 1)? else {
            return Ok(None);
        };
        hash = hash.wrapping_mul(31).wrapping_add(item);
    }
    Ok(Some(hash))
}

fn hash_map(map: &Map, budget: &Budget, depth: u32) -> Result<Option<i32>, LimitExceeded> {
    let entries = map.keys().into_iter().map(|key| {
        Value::Entry(Rc::new(crate::value::Entry {
            map: map.clone(),
            key,
        }))
    });
    sum(entries.collect(), budget, depth)
}

fn sum(items: Vec<Value>, budget: &Budget, depth: u32) -> Result<Option<i32>, LimitExceeded> {
    let mut hash = 0_i32;
    for item in items {
        let Some(item) = hash_nested(&item, budget, depth + 1)? else {
            return Ok(None);
        };
        hash = hash.wrapping_add(item);
    }
    Ok(Some(hash))
}

/// Two numbers by size, whatever their kinds; `None` unless both are numbers.
pub(crate) fn numbers(left: &Value, right: &Value) -> Option<std::cmp::Ordering> {
    (left.is_number() && right.is_number()).then(|| arithmetic::compare(left, right))
}
