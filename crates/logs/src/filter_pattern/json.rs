//! Conditions on messages that are JSON: `{ $.level = "error" && $.code >= 500 }`.

use regex::Regex;
use serde_json::Value;

use super::text;

#[derive(Clone, Debug)]
pub(super) enum Condition {
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Test(Selector, Test),
}

/// Where to look, from the root of the message.
#[derive(Clone, Debug, Default)]
pub(super) struct Selector(pub(super) Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// `.name`
    Name(String),
    /// `[0]`
    Index(usize),
    /// `.*` or `[*]`
    Any,
}

/// What must hold of a selected value.
#[derive(Clone, Debug)]
pub(super) enum Test {
    Equal(Operand),
    NotEqual(Operand),
    Less(f64),
    LessOrEqual(f64),
    Greater(f64),
    GreaterOrEqual(f64),
    Null,
    Bool(bool),
    NotExists,
}

#[derive(Clone, Debug)]
pub(super) enum Operand {
    Number(f64),
    /// May have wildcards.
    Text(String),
    Regex(Regex),
}

impl Condition {
    pub(super) fn holds(&self, document: &Value) -> bool {
        match self {
            Self::And(all) => all.iter().all(|condition| condition.holds(document)),
            Self::Or(any) => any.iter().any(|condition| condition.holds(document)),
            Self::Test(selector, test) => {
                let selected = selector.select(document);
                match test {
                    Test::NotExists => selected.is_empty(),
                    test => selected.into_iter().any(|value| test.holds(value)),
                }
            }
        }
    }
}

impl Selector {
    fn select<'a>(&self, document: &'a Value) -> Vec<&'a Value> {
        let mut selected = vec![document];
        for step in &self.0 {
            selected = selected.into_iter().flat_map(|v| step.select(v)).collect();
        }
        selected
    }
}

impl Step {
    fn select<'a>(&self, value: &'a Value) -> Vec<&'a Value> {
        match (self, value) {
            (Self::Name(name), Value::Object(members)) => members.get(name).into_iter().collect(),
            (Self::Index(index), Value::Array(items)) => items.get(*index).into_iter().collect(),
            (Self::Any, Value::Object(members)) => members.values().collect(),
            (Self::Any, Value::Array(items)) => items.iter().collect(),
            _ => Vec::new(),
        }
    }
}

impl Test {
    fn holds(&self, value: &Value) -> bool {
        let number = |holds: fn(&f64, &f64) -> bool, than: &f64| {
            value.as_f64().is_some_and(|value| holds(&value, than))
        };
        match self {
            Self::Equal(operand) => operand.equals(value),
            Self::NotEqual(operand) => !operand.equals(value),
            Self::Less(than) => number(f64::lt, than),
            Self::LessOrEqual(than) => number(f64::le, than),
            Self::Greater(than) => number(f64::gt, than),
            Self::GreaterOrEqual(than) => number(f64::ge, than),
            Self::Null => value.is_null(),
            Self::Bool(expected) => value.as_bool() == Some(*expected),
            // The condition knows whether anything was selected.
            Self::NotExists => false,
        }
    }
}

impl Operand {
    fn equals(&self, value: &Value) -> bool {
        match self {
            // Equal is equal: both were read from text the same way.
            Self::Number(number) => value.as_f64() == Some(*number),
            Self::Text(pattern) => scalar(value).is_some_and(|text| text::wildcard(pattern, &text)),
            Self::Regex(regex) => scalar(value).is_some_and(|text| regex.is_match(&text)),
        }
    }
}

/// A value that is not made of others, as text.
fn scalar(value: &Value) -> Option<std::borrow::Cow<'_, str>> {
    match value {
        Value::String(text) => Some(text.into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Bool(bool) => Some(bool.to_string().into()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
