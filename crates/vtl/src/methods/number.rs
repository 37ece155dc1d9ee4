//! `Integer`, `Long`, `Double` and their kin.

use std::cmp::Ordering;
use std::rc::Rc;

use num_bigint::BigInt;

use super::{MethodError, MethodResult, Outcome, value};
use crate::number::{arithmetic, to_double, to_int, to_long};
use crate::value::Value;

pub(super) fn call(number: &Value, name: &str, args: &[Value]) -> MethodResult {
    match (name, args) {
        ("intValue", []) => some(to_int(number)),
        ("longValue", []) => some(to_long(number)),
        ("doubleValue", []) => some(to_double(number)),
        ("floatValue", []) => some(to_double(number).map(|double| Value::Float(double as f32))),
        ("shortValue", []) => some(to_int(number).map(|int| i32::from(int as i16))),
        ("byteValue", []) => some(to_int(number).map(|int| i32::from(int as i8))),
        ("compareTo", [other])
            if std::mem::discriminant(number) == std::mem::discriminant(other) =>
        {
            value(sign(compare(number, other)))
        }
        _ => match number {
            Value::Int(_) => integer(name, args),
            Value::Long(_) => long(name, args),
            Value::Double(double) => floating(*double, name, args),
            Value::Big(big) => big_integer(big, name, args),
            _ => Ok(Outcome::Missing),
        },
    }
}

fn some(result: Option<impl Into<Value>>) -> MethodResult {
    Ok(result.map_or(Outcome::Missing, |result| Outcome::Value(result.into())))
}

fn sign(ordering: Ordering) -> i32 {
    ordering as i32
}

fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Double(a), Value::Double(b)) => a.total_cmp(b),
        _ => arithmetic::compare(a, b),
    }
}

fn not_a_number(text: &str) -> MethodError {
    MethodError::Exception(format!(
        "java.lang.NumberFormatException: For input string: \"{text}\""
    ))
}

/// The static methods of `Integer`.
fn integer(name: &str, args: &[Value]) -> MethodResult {
    match (name, args) {
        ("parseInt" | "valueOf", [Value::Str(text)]) => {
            value(text.parse::<i32>().map_err(|_| not_a_number(text))?)
        }
        ("parseInt" | "valueOf", [Value::Str(text), Value::Int(radix @ 2..=36)]) => {
            value(i32::from_str_radix(text, radix.cast_unsigned()).map_err(|_| not_a_number(text))?)
        }
        ("valueOf", [Value::Int(int)]) => value(*int),
        ("toString", [Value::Int(int)]) => value(int.to_string()),
        ("toString", [Value::Int(int), Value::Int(radix)]) => {
            value(radix_text(i64::from(*int), *radix))
        }
        ("toBinaryString", [Value::Int(int)]) => value(format!("{int:b}")),
        ("toHexString", [Value::Int(int)]) => value(format!("{int:x}")),
        ("toOctalString", [Value::Int(int)]) => value(format!("{int:o}")),
        ("max", [Value::Int(a), Value::Int(b)]) => value(*a.max(b)),
        ("min", [Value::Int(a), Value::Int(b)]) => value(*a.min(b)),
        ("sum", [Value::Int(a), Value::Int(b)]) => value(a.wrapping_add(*b)),
        ("compare", [Value::Int(a), Value::Int(b)]) => value(sign(a.cmp(b))),
        ("signum", [Value::Int(int)]) => value(int.signum()),
        ("bitCount", [Value::Int(int)]) => value(int.count_ones().cast_signed()),
        ("reverse", [Value::Int(int)]) => value(int.reverse_bits()),
        _ => Ok(Outcome::Missing),
    }
}

/// The static methods of `Long`; an `int` passes for a `long`.
fn long(name: &str, args: &[Value]) -> MethodResult {
    let wide = |value: &Value| {
        matches!(value, Value::Int(_) | Value::Long(_))
            .then(|| to_long(value))
            .flatten()
    };
    let wide: Option<Vec<i64>> = args.iter().map(wide).collect();
    match (name, args, wide.as_deref()) {
        ("parseLong" | "valueOf", [Value::Str(text)], _) => {
            value(text.parse::<i64>().map_err(|_| not_a_number(text))?)
        }
        ("valueOf", _, Some([long])) => value(*long),
        ("toString", _, Some([long])) => value(long.to_string()),
        ("toBinaryString", _, Some([long])) => value(format!("{long:b}")),
        ("toHexString", _, Some([long])) => value(format!("{long:x}")),
        ("toOctalString", _, Some([long])) => value(format!("{long:o}")),
        ("max", _, Some([a, b])) => value(*a.max(b)),
        ("min", _, Some([a, b])) => value(*a.min(b)),
        ("sum", _, Some([a, b])) => value(a.wrapping_add(*b)),
        ("compare", _, Some([a, b])) => value(sign(a.cmp(b))),
        ("signum", _, Some([long])) => value(i32::from(long.signum() as i8)),
        _ => Ok(Outcome::Missing),
    }
}

/// The methods of `Double`; whole numbers pass for doubles.
fn floating(double: f64, name: &str, args: &[Value]) -> MethodResult {
    let wide = |value: &Value| {
        if matches!(value, Value::Big(_) | Value::Decimal(_)) {
            None
        } else {
            to_double(value)
        }
    };
    let wide: Option<Vec<f64>> = args.iter().map(wide).collect();
    match (name, args, wide.as_deref()) {
        ("isNaN", [], _) => value(double.is_nan()),
        ("isInfinite", [], _) => value(double.is_infinite()),
        ("isNaN", _, Some([other])) => value(other.is_nan()),
        ("isInfinite", _, Some([other])) => value(other.is_infinite()),
        ("isFinite", _, Some([other])) => value(other.is_finite()),
        ("parseDouble" | "valueOf", [Value::Str(text)], _) => {
            value(text.trim().parse::<f64>().map_err(|_| not_a_number(text))?)
        }
        ("valueOf", _, Some([other])) => value(*other),
        ("toString", _, Some([other])) => {
            let mut out = String::new();
            crate::number::display_double(*other, &mut out);
            value(out)
        }
        ("max", _, Some([a, b])) => value(a.max(*b)),
        ("min", _, Some([a, b])) => value(a.min(*b)),
        ("sum", _, Some([a, b])) => value(a + b),
        ("compare", _, Some([a, b])) => value(sign(a.total_cmp(b))),
        _ => Ok(Outcome::Missing),
    }
}

fn big_integer(big: &BigInt, name: &str, args: &[Value]) -> MethodResult {
    let made = |big: BigInt| value(Value::Big(Rc::new(big)));
    match (name, args) {
        ("negate", []) => made(-big),
        ("abs", []) => made(BigInt::from(big.magnitude().clone())),
        ("signum", []) => value(sign(big.cmp(&BigInt::ZERO))),
        ("bitLength", []) => value(i32::try_from(big.bits()).unwrap_or(i32::MAX)),
        ("add", [Value::Big(other)]) => made(big + &**other),
        ("subtract", [Value::Big(other)]) => made(big - &**other),
        ("multiply", [Value::Big(other)]) => made(big * &**other),
        ("max", [Value::Big(other)]) => made(big.max(other).clone()),
        ("min", [Value::Big(other)]) => made(big.min(other).clone()),
        _ => Ok(Outcome::Missing),
    }
}

/// `Integer.toString(int, radix)`: a radix out of range means ten.
fn radix_text(number: i64, radix: i32) -> String {
    let radix = if (2..=36).contains(&radix) {
        radix.unsigned_abs()
    } else {
        10
    };
    let mut rest = number.unsigned_abs();
    let mut digits = Vec::new();
    while rest > 0 || digits.is_empty() {
        digits.push(char::from_digit((rest % u64::from(radix)) as u32, radix).unwrap_or('0'));
        rest /= u64::from(radix);
    }
    if number < 0 {
        digits.push('-');
    }
    digits.iter().rev().collect()
}
