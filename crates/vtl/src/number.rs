//! Numbers as Java has them: their text, and conversions between their kinds.

pub(crate) mod arithmetic;
pub(crate) mod decimal;

use std::fmt::Write as _;

use num_bigint::BigInt;

use crate::value::Value;
use decimal::Decimal;

/// Appends a number's text (`toString`). Other values give nothing.
pub(crate) fn display(number: &Value, out: &mut String) {
    // Writing to a string does not fail.
    let _ = match number {
        Value::Int(value) => write!(out, "{value}"),
        Value::Long(value) => write!(out, "{value}"),
        Value::Big(value) => write!(out, "{value}"),
        Value::Float(value) => {
            display_float(
                &format!("{value:e}"),
                *value < 0.0 || value.is_sign_negative(),
                f64::from(*value),
                out,
            );
            Ok(())
        }
        Value::Double(value) => {
            display_double(*value, out);
            Ok(())
        }
        Value::Decimal(value) => write!(out, "{value}"),
        _ => Ok(()),
    };
}

/// Appends a double as `Double.toString` writes it: plain between 0.001 and 10^7, else with an exponent.
pub(crate) fn display_double(value: f64, out: &mut String) {
    display_float(&shortest(value), value.is_sign_negative(), value, out);
}

/// The shortest text that gives the number again; of one-digit ones the two-digit text that is nearest to it.
fn shortest(value: f64) -> String {
    let text = format!("{value:e}");
    let two = format!("{value:.1e}");
    if text.contains('.') || two.contains(".0") || two.parse() != Ok(value) {
        text
    } else {
        two
    }
}

/// `scientific` is the shortest text of the number, as Rust writes it with an exponent.
fn display_float(scientific: &str, negative: bool, value: f64, out: &mut String) {
    if value.is_nan() {
        return out.push_str("NaN");
    }
    if negative {
        out.push('-');
    }
    if value.is_infinite() {
        return out.push_str("Infinity");
    }
    let (mantissa, exponent) = scientific
        .trim_start_matches('-')
        .split_once('e')
        .unwrap_or((scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits: String = mantissa.chars().filter(|c| *c != '.').collect();
    if (-3..7).contains(&exponent) {
        plain(&digits, exponent, out);
    } else {
        let (first, rest) = digits.split_at(1);
        let rest = if rest.is_empty() { "0" } else { rest };
        let _ = write!(out, "{first}.{rest}E{exponent}");
    }
}

/// Digits with a point after the `exponent + 1`th, and at least one digit on each side.
fn plain(digits: &str, exponent: i32, out: &mut String) {
    let point = exponent + 1;
    let Ok(point) = usize::try_from(point) else {
        out.push_str("0.");
        out.extend(std::iter::repeat_n('0', point.unsigned_abs() as usize));
        return out.push_str(digits);
    };
    if point == 0 {
        out.push_str("0.");
        return out.push_str(digits);
    }
    let whole = &digits[..point.min(digits.len())];
    out.push_str(whole);
    out.extend(std::iter::repeat_n('0', point - whole.len()));
    out.push('.');
    out.push_str(if digits.len() > point {
        &digits[point..]
    } else {
        "0"
    });
}

/// A double from a literal: digits, a point and an exponent.
pub(crate) fn parse_double(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// `intValue()`
pub(crate) fn to_int(number: &Value) -> Option<i32> {
    Some(match number {
        Value::Float(value) => *value as i32,
        Value::Double(value) => *value as i32,
        other => to_long(other)? as i32,
    })
}

/// `longValue()`
pub(crate) fn to_long(number: &Value) -> Option<i64> {
    Some(match number {
        Value::Int(value) => i64::from(*value),
        Value::Long(value) => *value,
        Value::Big(value) => low_bits(value),
        Value::Float(value) => *value as i64,
        Value::Double(value) => *value as i64,
        Value::Decimal(value) => low_bits(&value.to_big()),
        _ => return None,
    })
}

/// The lowest 64 bits, as Java narrows.
fn low_bits(value: &BigInt) -> i64 {
    i64::try_from(value).unwrap_or_else(|_| {
        let (sign, digits) = value.to_u64_digits();
        let low = digits.first().copied().unwrap_or(0) as i64;
        if sign == num_bigint::Sign::Minus {
            low.wrapping_neg()
        } else {
            low
        }
    })
}

/// `doubleValue()`
pub(crate) fn to_double(number: &Value) -> Option<f64> {
    Some(match number {
        Value::Int(value) => f64::from(*value),
        Value::Long(value) => *value as f64,
        Value::Big(value) => value.to_string().parse().unwrap_or(f64::NAN),
        Value::Float(value) => f64::from(*value),
        Value::Double(value) => *value,
        Value::Decimal(value) => value.to_double(),
        _ => return None,
    })
}

/// `toBigInteger` of Velocity's arithmetic.
pub(crate) fn to_big(number: &Value) -> Option<BigInt> {
    match number {
        Value::Big(value) => Some((**value).clone()),
        other => to_long(other).map(BigInt::from),
    }
}

/// `toBigDecimal` of Velocity's arithmetic; `None` for what is not finite.
pub(crate) fn to_decimal(number: &Value) -> Option<Decimal> {
    match number {
        Value::Decimal(value) => Some((**value).clone()),
        Value::Big(value) => Some(Decimal::from_big((**value).clone())),
        other => Decimal::from_double(to_double(other)?),
    }
}
