//! Methods of Java's classes that templates call. What is not here does not exist for a template; reflection
//! (`getClass`, `class`) is left out on purpose.

mod arity;
mod boolean;
mod character;
mod collection;
mod entry;
mod list;
mod map;
mod number;
mod object;
mod scope;
mod string;
mod string_static;

use thiserror::Error;

use crate::host::HostCall;
use crate::java_regex::RegexError;
use crate::limits::{Budget, LimitExceeded};
use crate::value::Value;
use crate::value::iterator::ConcurrentModification;

/// How a call ended.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// There is no such method for these arguments.
    Missing,
    /// A method that returns nothing; as a reference it prints nothing.
    Void,
    Value(Value),
}

/// Why a call failed.
#[derive(Debug, Error)]
pub(crate) enum MethodError {
    /// What Java throws, with its class.
    #[error("{0}")]
    Exception(String),
    #[error("{0}")]
    Limit(#[from] LimitExceeded),
}

impl From<RegexError> for MethodError {
    fn from(error: RegexError) -> Self {
        MethodError::Exception(error.0)
    }
}

impl From<ConcurrentModification> for MethodError {
    fn from(_: ConcurrentModification) -> Self {
        MethodError::Exception("java.util.ConcurrentModificationException".to_owned())
    }
}

pub(crate) type MethodResult = Result<Outcome, MethodError>;

/// A value as the outcome.
fn value(value: impl Into<Value>) -> MethodResult {
    Ok(Outcome::Value(value.into()))
}

/// What Java throws when it is handed null.
fn null_pointer() -> MethodError {
    MethodError::Exception("java.lang.NullPointerException".to_owned())
}

/// What Java throws when it compares a value with one of another class.
fn class_cast(other: &Value, class: &str) -> MethodError {
    match other {
        Value::Null => null_pointer(),
        other => {
            let message = format!("class {} cannot be cast to class {class}", other.class());
            MethodError::Exception(format!("java.lang.ClassCastException: {message}"))
        }
    }
}

/// What Java throws for a bad index of a list or array.
fn out_of_bounds(index: i32, length: usize) -> MethodError {
    MethodError::Exception(format!(
        "java.lang.IndexOutOfBoundsException: Index {index} out of bounds for length {length}"
    ))
}

/// Calls a method of a value.
pub(crate) fn call(receiver: &Value, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    let outcome = match receiver {
        Value::Str(text) => string::call(text, name, args, budget)?,
        Value::List(list) => list::call(list, name, args, budget)?,
        Value::Map(map) => map::call(map, name, args, budget)?,
        Value::Entry(entry) => entry::call(entry, name, args, budget)?,
        Value::Iterator(iterator) => collection::iterator(iterator, name, args)?,
        Value::Bool(flag) => boolean::call(*flag, name, args)?,
        Value::Char(unit) => character::call(*unit, name, args)?,
        Value::Scope(scope) => scope::call(scope, name, args, budget)?,
        Value::Host(host) => match host.call(name, args, budget) {
            HostCall::NoSuchMethod => match host.collection() {
                Some(collection) => call(&collection, name, args, budget)?,
                None => Outcome::Missing,
            },
            HostCall::Value(result) => Outcome::Value(result),
            HostCall::Failed(message) => return Err(MethodError::Exception(message)),
        },
        Value::Null | Value::Block(_) => Outcome::Missing,
        number => number::call(number, name, args)?,
    };
    match outcome {
        Outcome::Missing => of_any_object(receiver, name, args, budget),
        found => Ok(found),
    }
}

/// What is left when a class has no method of its own: those of every object, and Java's exceptions.
fn of_any_object(receiver: &Value, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    let comparable = receiver.is_number() || matches!(receiver, Value::Bool(_) | Value::Char(_));
    match (object::call(receiver, name, args, budget)?, args) {
        (Outcome::Missing, [other]) if name == "compareTo" && comparable => {
            Err(class_cast(other, receiver.class()))
        }
        (Outcome::Missing, [_, ..]) if arity::takes_nothing(receiver, name) => {
            let message = "java.lang.IllegalArgumentException: wrong number of arguments";
            Err(MethodError::Exception(message.to_owned()))
        }
        (outcome, _) => Ok(outcome),
    }
}
