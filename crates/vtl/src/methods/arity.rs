//! Methods without parameters. Velocity 1.7 takes such a method for any arguments when no other fits, and Java then
//! throws; elsewhere a call that fits no method is merely unresolved.

use crate::value::Value;
use crate::value::list::ListKind;

const OBJECT: &[&str] = &["toString", "hashCode", "getClass", "notify", "notifyAll"];

const STRING: &[&str] = &[
    "length",
    "isEmpty",
    "isBlank",
    "toUpperCase",
    "toLowerCase",
    "trim",
    "strip",
    "stripLeading",
    "stripTrailing",
    "stripIndent",
    "translateEscapes",
    "intern",
    "toCharArray",
    "getBytes",
    "lines",
    "chars",
    "codePoints",
];

const COLLECTION: &[&str] = &[
    "size",
    "isEmpty",
    "clear",
    "iterator",
    "stream",
    "parallelStream",
    "spliterator",
];
const LIST: &[&str] = &["listIterator", "clone", "trimToSize", "toJSONString"];
const MAP: &[&str] = &[
    "size", "isEmpty", "clear", "keySet", "values", "entrySet", "clone",
];
const NUMBER: &[&str] = &[
    "intValue",
    "longValue",
    "doubleValue",
    "floatValue",
    "shortValue",
    "byteValue",
];
const SCOPE: &[&str] = &[
    "hasNext",
    "isFirst",
    "isLast",
    "getFirst",
    "getLast",
    "getIndex",
    "getCount",
    "getHasNext",
    "getParent",
    "getTopmost",
    "getReplaced",
    "getInfo",
];

/// Whether a value has a method of this name that takes nothing.
pub(super) fn takes_nothing(receiver: &Value, name: &str) -> bool {
    let lists: &[&[&str]] = match receiver {
        Value::Null | Value::Host(_) | Value::Block(_) => return false,
        Value::Str(_) => &[STRING],
        Value::List(list) => match list.kind() {
            ListKind::Plain | ListKind::Json => &[COLLECTION, LIST],
            _ => &[COLLECTION],
        },
        Value::Map(_) => &[MAP],
        Value::Scope(_) => &[SCOPE, MAP],
        Value::Entry(_) => &[&["getKey", "getValue"]],
        Value::Iterator(_) => &[&["hasNext", "next", "remove"]],
        Value::Bool(_) => &[&["booleanValue"]],
        Value::Char(_) => &[&["charValue"]],
        _ => &[NUMBER],
    };
    OBJECT.contains(&name) || lists.iter().any(|list| list.contains(&name))
}
