//! Filter expressions: `[?(@.price < 10 && @.category == 'fiction')]`.

use super::EvalError;
use super::eval;
use super::limits::Budget;
use super::step::{Filter, Step, all_definite};
use serde_json::Value;
use std::borrow::Cow;
use std::cmp::Ordering;

/// A filter as a tree.
#[derive(Debug, Clone)]
pub(super) enum Expression {
    Any(Vec<Expression>),
    All(Vec<Expression>),
    Not(Box<Expression>),
    /// A path alone: it is there and not `null`.
    Exists(Operand),
    Compare(Operand, Comparison, Operand),
    /// `=~ /.../`: the whole text must match.
    Matches(Operand, regex::Regex),
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub(super) enum Operand {
    /// `@...`: from the tested value.
    Current(Vec<Step>),
    /// `$...`: from the document.
    Document(Vec<Step>),
    Literal(Value),
}

/// A comparison operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// One test of one value.
struct Test<'t> {
    current: &'t Value,
    document: &'t Value,
    budget: &'t mut Budget,
}

impl Filter {
    /// Whether `value` passes. A path that leads nowhere makes its comparison false.
    pub(super) fn accepts(
        &self,
        value: &Value,
        document: &Value,
        budget: &mut Budget,
    ) -> Result<bool, EvalError> {
        if self.objects_only && !value.is_object() {
            return Ok(false);
        }
        Test {
            current: value,
            document,
            budget,
        }
        .holds(&self.expression)
    }
}

impl<'t> Test<'t> {
    fn holds(&mut self, expression: &Expression) -> Result<bool, EvalError> {
        self.budget.charge(1)?;
        match expression {
            Expression::Any(parts) => self.first(parts, true),
            Expression::All(parts) => Ok(!self.first(parts, false)?),
            Expression::Not(part) => Ok(!self.holds(part)?),
            Expression::Exists(operand) => Ok(self
                .value(operand)?
                .is_some_and(|value| exists(operand, &value))),
            Expression::Compare(left, comparison, right) => self.compare(left, *comparison, right),
            Expression::Matches(operand, regex) => Ok(self
                .value(operand)?
                .is_some_and(|value| value.as_str().is_some_and(|text| regex.is_match(text)))),
        }
    }

    /// Whether some part has this outcome; later parts are not looked at.
    fn first(&mut self, parts: &[Expression], outcome: bool) -> Result<bool, EvalError> {
        for part in parts {
            if self.holds(part)? == outcome {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn compare(
        &mut self,
        left: &Operand,
        comparison: Comparison,
        right: &Operand,
    ) -> Result<bool, EvalError> {
        let (Some(left), Some(right)) = (self.value(left)?, self.value(right)?) else {
            return Ok(false);
        };
        Ok(comparison.holds(&left, &right))
    }

    fn value<'v>(&mut self, operand: &'v Operand) -> Result<Option<Cow<'v, Value>>, EvalError>
    where
        't: 'v,
    {
        match operand {
            Operand::Literal(value) => Ok(Some(Cow::Borrowed(value))),
            Operand::Current(steps) => self.below(self.current, steps),
            Operand::Document(steps) => self.below(self.document, steps),
        }
    }

    fn below(
        &mut self,
        start: &'t Value,
        steps: &[Step],
    ) -> Result<Option<Cow<'t, Value>>, EvalError> {
        self.budget.charge(1)?;
        if let Some(keys) = plain(start, steps) {
            return Ok(keys.map(Cow::Borrowed));
        }
        let found = if all_definite(steps) {
            eval::definite(steps, start)
        } else {
            eval::all(steps, start, self.document, self.budget)
                .map(|found| Cow::Owned(Value::Array(found)))
        };
        match found {
            Ok(value) => Ok(Some(value)),
            Err(error @ (EvalError::TooDeep | EvalError::TooMuchWork)) => Err(error),
            Err(_) => Ok(None),
        }
    }
}

/// The usual operand, names only, without making an error text for each miss. `None` if there are other steps.
fn plain<'a>(start: &'a Value, steps: &[Step]) -> Option<Option<&'a Value>> {
    let mut current = Some(start);
    for step in steps {
        let Step::Key(name) = step else { return None };
        current = current.and_then(|value| value.as_object()?.get(name));
    }
    Some(current)
}

fn exists(operand: &Operand, value: &Value) -> bool {
    match (operand, value) {
        (_, Value::Null) => false,
        (Operand::Current(steps) | Operand::Document(steps), Value::Array(found))
            if !all_definite(steps) =>
        {
            !found.is_empty()
        }
        _ => true,
    }
}

impl Comparison {
    fn holds(self, left: &Value, right: &Value) -> bool {
        let order = order(left, right);
        match self {
            Comparison::Equal => order.map_or_else(|| left == right, Ordering::is_eq),
            Comparison::NotEqual => order.map_or_else(|| left != right, Ordering::is_ne),
            Comparison::Less => order.is_some_and(Ordering::is_lt),
            Comparison::LessOrEqual => order.is_some_and(Ordering::is_le),
            Comparison::Greater => order.is_some_and(Ordering::is_gt),
            Comparison::GreaterOrEqual => order.is_some_and(Ordering::is_ge),
        }
    }
}

/// Texts by their characters; numbers by value, and a text that holds a number counts as one beside a number.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => match (left.as_i64(), right.as_i64()) {
            (Some(left), Some(right)) => Some(left.cmp(&right)),
            _ => left.as_f64()?.partial_cmp(&right.as_f64()?),
        },
        (Value::Number(number), Value::String(text)) => {
            number.as_f64()?.partial_cmp(&text.trim().parse().ok()?)
        }
        (Value::String(text), Value::Number(number)) => text
            .trim()
            .parse()
            .ok()
            .and_then(|value: f64| value.partial_cmp(&number.as_f64()?)),
        _ => None,
    }
}
