//! Methods that every object has.

use super::{MethodResult, Outcome, value};
use crate::compare;
use crate::limits::Budget;
use crate::value::Value;
use crate::value::display::display;

pub(super) fn call(receiver: &Value, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    match (name, args) {
        ("toString", []) => {
            let mut text = String::new();
            if display(receiver, &mut text, budget)? {
                value(text)
            } else {
                Ok(Outcome::Value(Value::Null))
            }
        }
        ("equals", [other]) => value(compare::equals(receiver, other, budget)?),
        ("hashCode", []) => match compare::hash_code(receiver, budget)? {
            Some(hash) => value(hash),
            None => Ok(Outcome::Missing),
        },
        _ => Ok(Outcome::Missing),
    }
}
