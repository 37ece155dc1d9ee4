//! Numbers: rounding, sums, random numbers.

use super::Random;
use serde_json::Value;

/// The multiplier, increment and modulus of `java.util.Random`'s generator, as its documentation gives them.
const JAVA_MULTIPLIER: u64 = 0x5_deec_e66d;
const JAVA_INCREMENT: u64 = 0xb;
const JAVA_MASK: u64 = (1 << 48) - 1;

/// A value for an error text.
pub(super) fn shown(value: &Value) -> String {
    query::java::to_json(value)
}

/// The nearest integer (halves towards positive infinity: recorded, -1.5 is -1), within Java's `int`.
pub(super) fn integer(value: &Value) -> Result<i64, String> {
    let rounded = match value.as_i64() {
        Some(integer) => Some(integer),
        None => value
            .as_f64()
            .map(|number| (number + 0.5).floor())
            .filter(|number| number.abs() < 1e15)
            .map(whole),
    };
    rounded
        .filter(|integer| i32::try_from(*integer).is_ok())
        .ok_or_else(|| {
            format!(
                "the number must be between {} and {}, but was: {}",
                i32::MIN,
                i32::MAX,
                shown(value)
            )
        })
}

/// A whole double as an integer; the caller has bounded it.
#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
fn whole(number: f64) -> i64 {
    number as i64
}

/// The sum of both, each rounded first.
pub(super) fn add(first: &Value, second: &Value) -> Result<Value, String> {
    Ok(Value::from(integer(first)? + integer(second)?))
}

/// A number from `start` on and before `end`; the same one for the same seed.
pub(super) fn random(
    start: &Value,
    end: &Value,
    seed: Option<&Value>,
    source: &mut dyn Random,
) -> Result<Value, String> {
    let (first, end) = (integer(start)?, integer(end)?);
    let Ok(width) = u64::try_from(end - first) else {
        return Err(format!(
            "the start number {first} must not be greater than the end number {end}"
        ));
    };
    if width == 0 {
        return Err("the start number must be less than the end number".to_owned());
    }
    let bits = match seed {
        Some(seed) => seeded(integer(seed)?),
        None => source.next_u64(),
    };
    let offset = (u128::from(bits) * u128::from(width)) >> 64;
    Ok(Value::from(
        first + i64::try_from(offset).unwrap_or_default(),
    ))
}

/// 64 bits that depend on the seed alone, from the generator that Java programs use.
fn seeded(seed: i64) -> u64 {
    let next = |state: u64| {
        state
            .wrapping_mul(JAVA_MULTIPLIER)
            .wrapping_add(JAVA_INCREMENT)
            & JAVA_MASK
    };
    let first = next((seed.cast_unsigned() ^ JAVA_MULTIPLIER) & JAVA_MASK);
    let second = next(first);
    ((first >> 16) << 32) | (second >> 16)
}
