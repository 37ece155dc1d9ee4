//! Values as text: Java's `toString`.

use super::Value;
use super::list::{List, ListKind};
use super::map::Map;
use crate::json;
use crate::limits::{Budget, LimitExceeded};
use crate::number;
use crate::text;

/// Deepest value that is shown.
pub(crate) const MAX_DEPTH: u32 = 200;

/// Appends a value's text. A block is not shown here: it takes a renderer. False when it has no text.
pub(crate) fn display(
    value: &Value,
    out: &mut String,
    budget: &Budget,
) -> Result<bool, LimitExceeded> {
    nested(value, out, budget, 0)
}

fn nested(
    value: &Value,
    out: &mut String,
    budget: &Budget,
    depth: u32,
) -> Result<bool, LimitExceeded> {
    let before = out.len();
    match value {
        Value::Null | Value::Block(_) => return Ok(false),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Str(text) => out.push_str(text),
        Value::Char(unit) => text::push_unit(*unit, out),
        Value::List(list) => return show_list(list, out, budget, depth).map(|()| true),
        Value::Map(map) => return show_map(map, out, budget, depth).map(|()| true),
        Value::Entry(entry) => {
            element(&entry.key.value(), out, budget, depth)?;
            out.push('=');
            element(&entry.value(), out, budget, depth)?;
        }
        Value::Host(host) => match (host.collection(), host.display()) {
            (Some(collection), _) if depth <= MAX_DEPTH => {
                return nested(&collection, out, budget, depth + 1);
            }
            (None, Some(text)) => out.push_str(&text),
            _ => return Ok(false),
        },
        Value::Scope(scope) => return show_map(&scope.storage, out, budget, depth).map(|()| true),
        Value::Iterator(_) => out.push_str("java.util.Iterator"),
        number => number::display(number, out),
    }
    budget.bytes(out.len() - before)?;
    Ok(true)
}

/// A value within another: null is shown.
fn element(
    value: &Value,
    out: &mut String,
    budget: &Budget,
    depth: u32,
) -> Result<(), LimitExceeded> {
    if depth > MAX_DEPTH {
        return Err(LimitExceeded::Depth);
    }
    if !nested(value, out, budget, depth + 1)? {
        out.push_str("null");
    }
    Ok(())
}

/// A key or value of `map`, which may be the map itself.
fn map_element(
    map: &Map,
    value: &Value,
    out: &mut String,
    budget: &Budget,
    depth: u32,
) -> Result<(), LimitExceeded> {
    match value {
        Value::Map(inner) if inner.same(map) => {
            out.push_str("(this Map)");
            Ok(())
        }
        value => element(value, out, budget, depth),
    }
}

fn show_list(
    list: &List,
    out: &mut String,
    budget: &Budget,
    depth: u32,
) -> Result<(), LimitExceeded> {
    match list.kind() {
        ListKind::Json => json::write(&Value::List(list.clone()), json::Style::Web, out, budget),
        ListKind::Array => {
            out.push_str(list.kind().class());
            Ok(())
        }
        _ => list.with(|items| {
            budget.steps(items.len() as u64)?;
            budget.bytes(items.len() * 2 + 2)?;
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                match item {
                    Value::List(inner) if inner.same(list) => out.push_str("(this Collection)"),
                    item => element(item, out, budget, depth)?,
                }
            }
            out.push(']');
            Ok(())
        }),
    }
}

fn show_map(map: &Map, out: &mut String, budget: &Budget, depth: u32) -> Result<(), LimitExceeded> {
    map.with(|entries| {
        budget.steps(entries.len() as u64)?;
        budget.bytes(entries.len() * 3 + 2)?;
        out.push('{');
        for (index, (key, value)) in entries.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            map_element(map, &key.value(), out, budget, depth)?;
            out.push('=');
            map_element(map, value, out, budget, depth)?;
        }
        out.push('}');
        Ok(())
    })
}
