//! Expressions: their values, and their truth.

use std::cmp::Ordering;
use std::rc::Rc;

use super::{Rendered, Renderer, failed};
use crate::compare;
use crate::number::{self, arithmetic};
use crate::program::{Comparison, Expr, MathOp, Operand, Place};
use crate::value::Value;
use crate::value::list::{List, ListKind};
use crate::value::map::{Key, Map};

impl Renderer<'_> {
    /// An expression's value; null when it has none.
    pub(super) fn value(&mut self, expr: &Expr) -> Rendered<Value> {
        Ok(match expr {
            Expr::Null => Value::Null,
            Expr::Bool(value) => Value::Bool(*value),
            Expr::Int(value) => Value::Int(*value),
            Expr::Long(value) => Value::Long(*value),
            Expr::Big(value) => Value::Big(Rc::new(value.clone())),
            Expr::Double(value) => Value::Double(*value),
            Expr::Str(text) => Value::Str(text.clone()),
            Expr::Reference(reference) if reference.computable => return self.resolve(reference),
            Expr::Reference(_) => Value::Null,
            Expr::Not(_) | Expr::And(_) | Expr::Or(_) | Expr::Compare(..) => {
                Value::Bool(self.truth(expr)?)
            }
            Expr::Math(..) => return self.math(expr),
            Expr::Interpolated { .. } | Expr::Range(_) | Expr::Array(_) | Expr::Map(_) => {
                return self.composite(expr);
            }
        })
    }

    /// Values that are made of others.
    fn composite(&mut self, expr: &Expr) -> Rendered<Value> {
        self.budget.steps(1)?;
        match expr {
            Expr::Interpolated { body, drop_last } => {
                let mut text = self.capture(|renderer| renderer.block(body))?;
                if *drop_last {
                    text.pop();
                }
                Ok(Value::from(text))
            }
            Expr::Range(ends) => self.range(&ends.0, &ends.1),
            Expr::Array(items) => {
                self.budget.steps(items.len() as u64)?;
                Ok(Value::List(List::new(ListKind::Plain, self.values(items)?)))
            }
            Expr::Map(entries) => self.deeper(|renderer| {
                let map = Map::new();
                for (key, value) in entries {
                    renderer.budget.steps(1)?;
                    let key = Key::of(&renderer.value(key)?);
                    map.put(key, renderer.value(value)?);
                }
                Ok(Value::Map(map))
            }),
            other => self.value(other),
        }
    }

    fn range(&mut self, first: &Expr, last: &Expr) -> Rendered<Value> {
        let (first, last) = (self.value(first)?, self.value(last)?);
        let (Some(first), Some(last)) = (number::to_int(&first), number::to_int(&last)) else {
            return Ok(Value::Null);
        };
        self.budget.steps(u64::from(first.abs_diff(last)) + 1)?;
        let items = if first < last {
            (first..=last).map(Value::Int).collect()
        } else {
            (last..=first).rev().map(Value::Int).collect()
        };
        Ok(Value::List(List::new(ListKind::Plain, items)))
    }

    /// Whether a condition holds. A literal, or arithmetic, by itself never does.
    pub(super) fn truth(&mut self, expr: &Expr) -> Rendered<bool> {
        self.budget.steps(1)?;
        match expr {
            Expr::Bool(value) => Ok(*value),
            Expr::Not(inner) => self.deeper(|renderer| Ok(!renderer.truth(inner)?)),
            Expr::And(pair) => {
                self.deeper(|renderer| Ok(renderer.truth(&pair.0)? && renderer.truth(&pair.1)?))
            }
            Expr::Or(pair) => {
                self.deeper(|renderer| Ok(renderer.truth(&pair.0)? || renderer.truth(&pair.1)?))
            }
            Expr::Compare(comparison, pair) => {
                self.deeper(|renderer| renderer.comparison(*comparison, &pair.0, &pair.1))
            }
            Expr::Reference(reference) => {
                let value = self.resolve(reference)?;
                match value {
                    Value::Null => Ok(false),
                    Value::Bool(value) => Ok(value),
                    Value::Block(_) => Ok(self.text(&value)?.is_some()),
                    _ => Ok(true),
                }
            }
            _ => Ok(false),
        }
    }

    fn comparison(&mut self, comparison: Comparison, left: &Expr, right: &Expr) -> Rendered<bool> {
        let (left, right) = (self.value(left)?, self.value(right)?);
        match comparison {
            Comparison::Equal => self.equal(&left, &right),
            Comparison::NotEqual => Ok(!self.equal(&left, &right)?),
            // What is not two numbers is neither less nor greater.
            _ => {
                Ok(compare::numbers(&left, &right)
                    .is_some_and(|ordering| holds(comparison, ordering)))
            }
        }
    }

    /// `==`: numbers by size, values of one class by `equals`, all else by text.
    fn equal(&mut self, left: &Value, right: &Value) -> Rendered<bool> {
        if let Some(ordering) = compare::numbers(left, right) {
            return Ok(ordering == Ordering::Equal);
        }
        if !left.is_null() && !right.is_null() && compare::same_class(left, right) {
            return Ok(compare::equals(left, right, &self.budget)?);
        }
        Ok(self.text(left)? == self.text(right)?)
    }

    /// Arithmetic. Left operands that are arithmetic again are walked, not recursed into: sums can be long.
    fn math(&mut self, expr: &Expr) -> Rendered<Value> {
        self.deeper(|renderer| {
            let (mut first, mut chain) = (expr, Vec::new());
            while let Expr::Math(op, operands, place) = first {
                chain.push((*op, &**operands, *place));
                first = &operands.0.expr;
            }
            let mut value = renderer.value(first)?;
            for (op, operands, place) in chain.into_iter().rev() {
                let right = renderer.value(&operands.1.expr)?;
                value = renderer.calculate(op, &value, &right, operands, place)?;
            }
            Ok(value)
        })
    }

    /// One operation. A sum with a string joins texts; what cannot be calculated is null.
    fn calculate(
        &mut self,
        op: MathOp,
        left: &Value,
        right: &Value,
        operands: &(Operand, Operand),
        place: Place,
    ) -> Rendered<Value> {
        self.budget.steps(1)?;
        if op == MathOp::Add && (matches!(left, Value::Str(_)) || matches!(right, Value::Str(_))) {
            return self.join(left, right, operands);
        }
        if !left.is_number() || !right.is_number() {
            return Ok(Value::Null);
        }
        let result = arithmetic::apply(op, left, right).map_err(|error| failed(place, error.0))?;
        if let Value::Big(big) = &result {
            self.budget.steps(1 + big.bits() / 64)?;
        }
        Ok(result)
    }

    /// A side without a value gives its source text.
    fn join(
        &mut self,
        left: &Value,
        right: &Value,
        operands: &(Operand, Operand),
    ) -> Rendered<Value> {
        let mut joined = self
            .text(left)?
            .unwrap_or_else(|| operands.0.literal.to_string());
        let right = self
            .text(right)?
            .unwrap_or_else(|| operands.1.literal.to_string());
        self.budget.bytes(joined.len() + right.len())?;
        joined.push_str(&right);
        Ok(Value::from(joined))
    }
}

fn holds(comparison: Comparison, ordering: Ordering) -> bool {
    match comparison {
        Comparison::Less => ordering == Ordering::Less,
        Comparison::LessEqual => ordering != Ordering::Greater,
        Comparison::Greater => ordering == Ordering::Greater,
        Comparison::GreaterEqual => ordering != Ordering::Less,
        Comparison::Equal | Comparison::NotEqual => false,
    }
}
