//! Velocity's arithmetic (`MathUtils`): the operands choose the kind of number that is worked with.
//!
//! Whole numbers grow instead of wrapping; a double makes the result a double; a double with a `BigInteger` makes a
//! `BigDecimal`.

use std::cmp::Ordering;
use std::rc::Rc;

use num_bigint::{BigInt, Sign};

use super::decimal::Decimal;
use super::{to_big, to_decimal, to_double, to_long};
use crate::program::MathOp;
use crate::value::Value;

/// An operation that Java answers with an exception.
pub(crate) struct ArithmeticError(pub(crate) &'static str);

/// The kind of number an operation works with.
enum Base {
    Long(i64, i64),
    Float(f32, f32),
    Double(f64, f64),
    Big(BigInt, BigInt),
    Decimal(Decimal, Decimal),
}

fn is_whole(value: &Value) -> bool {
    matches!(value, Value::Int(_) | Value::Long(_) | Value::Big(_))
}

/// `None` when an operand is no number, or not finite where a `BigDecimal` is needed.
fn base(left: &Value, right: &Value) -> Option<Base> {
    let either = |test: fn(&Value) -> bool| test(left) || test(right);
    let big = either(|value| matches!(value, Value::Big(_)));
    let whole = is_whole(left) && is_whole(right);
    Some(
        if either(|value| matches!(value, Value::Decimal(_))) || (!whole && big) {
            Base::Decimal(to_decimal(left)?, to_decimal(right)?)
        } else if whole && big {
            Base::Big(to_big(left)?, to_big(right)?)
        } else if whole {
            Base::Long(to_long(left)?, to_long(right)?)
        } else if either(|value| matches!(value, Value::Double(_))) {
            Base::Double(to_double(left)?, to_double(right)?)
        } else {
            Base::Float(to_double(left)? as f32, to_double(right)? as f32)
        },
    )
}

/// Applies an operator to two numbers; null when Velocity gives none, as for a division by zero.
pub(crate) fn apply(op: MathOp, left: &Value, right: &Value) -> Result<Value, ArithmeticError> {
    if matches!(op, MathOp::Divide | MathOp::Modulo) && is_zero(right) {
        return Ok(Value::Null);
    }
    if size(left) + size(right) > MAX_BITS {
        return Err(ArithmeticError(
            "java.lang.ArithmeticException: number too large",
        ));
    }
    let not_finite = ArithmeticError("java.lang.NumberFormatException: Infinite or NaN");
    match base(left, right).ok_or(not_finite)? {
        Base::Long(a, b) => Ok(whole(
            op,
            a,
            b,
            matches!((left, right), (Value::Int(_), Value::Int(_))),
        )),
        Base::Float(a, b) => Ok(Value::Float(single(op, a, b))),
        Base::Double(a, b) => Ok(Value::Double(double(op, a, b))),
        Base::Big(a, b) => big(op, &a, &b),
        Base::Decimal(a, b) => decimal(op, &a, &b),
    }
}

/// Most bits two operands may have together: larger numbers cost more time than a template may take.
const MAX_BITS: u64 = 1 << 16;

fn size(value: &Value) -> u64 {
    match value {
        Value::Big(value) => value.bits(),
        Value::Decimal(value) => value.bits(),
        _ => 64,
    }
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Big(value) => value.sign() == Sign::NoSign,
        Value::Decimal(value) => value.is_zero(),
        other => to_double(other) == Some(0.0),
    }
}

fn single(op: MathOp, a: f32, b: f32) -> f32 {
    match op {
        MathOp::Add => a + b,
        MathOp::Subtract => a - b,
        MathOp::Multiply => a * b,
        MathOp::Divide => a / b,
        MathOp::Modulo => a % b,
    }
}

fn double(op: MathOp, a: f64, b: f64) -> f64 {
    match op {
        MathOp::Add => a + b,
        MathOp::Subtract => a - b,
        MathOp::Multiply => a * b,
        MathOp::Divide => a / b,
        MathOp::Modulo => a % b,
    }
}

/// Sums, differences and products that do not fit become `BigInteger`; the rest stays `Integer` if it can.
fn whole(op: MathOp, a: i64, b: i64, ints: bool) -> Value {
    let exact = match op {
        MathOp::Add => a.checked_add(b),
        MathOp::Subtract => a.checked_sub(b),
        MathOp::Multiply => a.checked_mul(b),
        MathOp::Divide => Some(a.wrapping_div(b)),
        MathOp::Modulo => Some(a.wrapping_rem(b)),
    };
    match exact {
        Some(value) => narrow(value, ints),
        None => {
            let (a, b) = (BigInt::from(a), BigInt::from(b));
            Value::Big(Rc::new(match op {
                MathOp::Add => a + b,
                MathOp::Subtract => a - b,
                _ => a * b,
            }))
        }
    }
}

fn narrow(value: i64, ints: bool) -> Value {
    match i32::try_from(value) {
        Ok(int) if ints => Value::Int(int),
        _ => Value::Long(value),
    }
}

fn big(op: MathOp, a: &BigInt, b: &BigInt) -> Result<Value, ArithmeticError> {
    Ok(Value::Big(Rc::new(match op {
        MathOp::Add => a + b,
        MathOp::Subtract => a - b,
        MathOp::Multiply => a * b,
        MathOp::Divide => a / b,
        MathOp::Modulo if b.sign() == Sign::Minus => {
            return Err(ArithmeticError(
                "java.lang.ArithmeticException: BigInteger: modulus not positive",
            ));
        }
        MathOp::Modulo => ((a % b) + b) % b,
    })))
}

fn decimal(op: MathOp, a: &Decimal, b: &Decimal) -> Result<Value, ArithmeticError> {
    Ok(Value::Decimal(Rc::new(match op {
        MathOp::Add => a.add(b),
        MathOp::Subtract => a.subtract(b),
        MathOp::Multiply => a.multiply(b),
        MathOp::Divide => a.divide(b),
        MathOp::Modulo => {
            return Err(ArithmeticError(
                "java.lang.ArithmeticException: Cannot calculate the modulo of BigDecimals.",
            ));
        }
    })))
}

/// Compares two numbers of any kinds; what cannot be compared counts as equal, as in Velocity.
pub(crate) fn compare(left: &Value, right: &Value) -> Ordering {
    match base(left, right) {
        Some(Base::Long(a, b)) => a.cmp(&b),
        Some(Base::Float(a, b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
        Some(Base::Double(a, b)) => a.partial_cmp(&b).unwrap_or(Ordering::Equal),
        Some(Base::Big(a, b)) => a.cmp(&b),
        Some(Base::Decimal(a, b)) => a.compare(&b),
        None => Ordering::Equal,
    }
}
