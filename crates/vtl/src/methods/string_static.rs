//! Static methods of `String`, which Velocity lets templates call on any string.

use std::sync::Arc;

use super::{MethodResult, Outcome, value};
use crate::java_format;
use crate::limits::Budget;
use crate::value::Value;
use crate::value::display::display;
use crate::value::list::ListKind;

pub(super) fn call(
    receiver: &Arc<str>,
    name: &str,
    args: &[Value],
    budget: &Budget,
) -> MethodResult {
    match (name, args) {
        ("valueOf" | "copyValueOf", [Value::List(list)]) if list.kind() == ListKind::Array => {
            let units: Option<Vec<u16>> = list.with(|items| {
                items
                    .iter()
                    .map(|item| {
                        if let Value::Char(unit) = item {
                            Some(*unit)
                        } else {
                            None
                        }
                    })
                    .collect()
            });
            match units {
                Some(units) => value(crate::text::lossy(&units)),
                None => value_of(&args[0], budget),
            }
        }
        ("valueOf", [other]) => value_of(other, budget),
        ("format", [Value::Str(format), rest @ ..]) => {
            value(java_format::format(format, &spread(rest), budget)?)
        }
        ("formatted", rest) => value(java_format::format(receiver, &spread(rest), budget)?),
        ("join", [Value::Str(delimiter), Value::List(list)]) => {
            join(delimiter, &list.items(), budget)
        }
        ("join", [Value::Str(delimiter), rest @ ..])
            if rest.iter().all(|item| matches!(item, Value::Str(_))) =>
        {
            join(delimiter, rest, budget)
        }
        _ => Ok(Outcome::Missing),
    }
}

/// An array in place of the arguments.
fn spread(args: &[Value]) -> Vec<Value> {
    match args {
        [Value::List(list)] if list.kind() == ListKind::Array => list.items(),
        _ => args.to_vec(),
    }
}

fn value_of(other: &Value, budget: &Budget) -> MethodResult {
    let mut text = String::new();
    if !display(other, &mut text, budget)? {
        text.push_str("null");
    }
    value(text)
}

fn join(delimiter: &str, items: &[Value], budget: &Budget) -> MethodResult {
    let mut text = String::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            budget.bytes(delimiter.len())?;
            text.push_str(delimiter);
        }
        if !display(item, &mut text, budget)? {
            text.push_str("null");
        }
    }
    value(text)
}
