//! `Boolean`.

use super::{MethodResult, Outcome, value};
use crate::value::Value;

pub(super) fn call(flag: bool, name: &str, args: &[Value]) -> MethodResult {
    match (name, args) {
        ("booleanValue", []) => value(flag),
        ("compareTo", [Value::Bool(other)]) => value(i32::from(flag) - i32::from(*other)),
        ("parseBoolean" | "valueOf", [Value::Str(text)]) => {
            value(text.eq_ignore_ascii_case("true"))
        }
        ("parseBoolean" | "valueOf", [Value::Null]) => value(false),
        ("valueOf", [Value::Bool(other)]) => value(*other),
        ("toString", [Value::Bool(other)]) => value(if *other { "true" } else { "false" }),
        ("logicalAnd", [Value::Bool(a), Value::Bool(b)]) => value(*a && *b),
        ("logicalOr", [Value::Bool(a), Value::Bool(b)]) => value(*a || *b),
        ("logicalXor", [Value::Bool(a), Value::Bool(b)]) => value(a != b),
        ("compare", [Value::Bool(a), Value::Bool(b)]) => value(i32::from(*a) - i32::from(*b)),
        _ => Ok(Outcome::Missing),
    }
}
