//! `$foreach`'s methods: its getters, and those of the map it is.

use std::rc::Rc;

use super::{MethodResult, Outcome, value};
use crate::limits::Budget;
use crate::scope::LoopScope;
use crate::value::Value;
use crate::value::map::Key;

pub(super) fn call(
    scope: &Rc<LoopScope>,
    name: &str,
    args: &[Value],
    budget: &Budget,
) -> MethodResult {
    let getter = match (name, args) {
        ("hasNext", []) => Some("hasNext"),
        ("isFirst" | "getFirst", []) => Some("first"),
        ("isLast" | "getLast", []) => Some("last"),
        ("getIndex", []) => Some("index"),
        ("getCount", []) => Some("count"),
        ("getHasNext", []) => Some("hasNext"),
        ("getParent", []) => Some("parent"),
        ("getTopmost", []) => Some("topmost"),
        ("getReplaced", []) => Some("replaced"),
        _ => None,
    };
    match (getter, name, args) {
        (Some(property), ..) => value(scope.get(property)),
        (None, "put", [key, new]) => {
            budget.watch(&Value::Scope(scope.clone()), new)?;
            Ok(Outcome::Value(
                scope
                    .storage
                    .put(Key::of(key), new.clone())
                    .unwrap_or_default(),
            ))
        }
        (None, "get", [Value::Str(key)]) => value(scope.storage.get_text(key).unwrap_or_default()),
        _ => super::map::call(&scope.storage, name, args, budget),
    }
}
