//! What collections have in common, and iterators.

use std::rc::Rc;

use super::{MethodError, MethodResult, Outcome, null_pointer, value};
use crate::compare;
use crate::limits::Budget;
use crate::value::iterator::Iterator;
use crate::value::list::{List, ListKind};
use crate::value::{Value, int};

/// Methods that look at a collection.
pub(super) fn look(list: &List, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    match (name, args) {
        ("size", []) => value(int(list.len())),
        ("isEmpty", []) => value(list.is_empty()),
        ("contains", [item]) => value(compare::contains(list, item, budget)?),
        ("containsAll", [Value::List(items)]) if items.kind() != ListKind::Array => {
            for item in items.items() {
                if !compare::contains(list, &item, budget)? {
                    return value(false);
                }
            }
            value(true)
        }
        ("containsAll", [Value::Null]) => Err(null_pointer()),
        ("iterator", []) => value(Value::Iterator(Rc::new(Iterator::list(list)))),
        ("toArray", []) => {
            budget.steps(list.len() as u64)?;
            value(Value::List(List::new(ListKind::Array, list.items())))
        }
        ("forEach" | "removeIf" | "addAll" | "removeAll" | "retainAll", [Value::Null]) => {
            Err(null_pointer())
        }
        _ => Ok(Outcome::Missing),
    }
}

/// Methods of iterators.
pub(super) fn iterator(iterator: &Iterator, name: &str, args: &[Value]) -> MethodResult {
    match (name, args) {
        ("hasNext", []) => value(iterator.has_next()),
        ("next", []) if !iterator.has_next() => Err(MethodError::Exception(
            "java.util.NoSuchElementException".to_owned(),
        )),
        ("next", []) => value(iterator.next()?),
        _ => Ok(Outcome::Missing),
    }
}
