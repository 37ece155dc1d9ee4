//! Conditions on messages that are JSON: `{ $.level = "error" && $.code >= 500 }`.

use serde_json::Value;

use super::comparison::Comparison;

/// A test of what is selected.
#[derive(Clone, Debug)]
pub(super) struct SelectorTest(pub(super) Selector, pub(super) Test);

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
    Compare(Comparison),
    Null,
    Bool(bool),
    NotExists,
}

impl SelectorTest {
    pub(super) fn holds(&self, document: &Value) -> bool {
        let selected = self.0.select(document);
        match &self.1 {
            Test::NotExists => selected.is_empty(),
            test => selected.into_iter().any(|value| test.holds(value)),
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
        match self {
            Self::Compare(comparison) => comparison.holds(value.as_f64(), scalar(value).as_deref()),
            Self::Null => value.is_null(),
            Self::Bool(expected) => value.as_bool() == Some(*expected),
            // The selector knows whether anything was selected.
            Self::NotExists => false,
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
