//! Step Functions' own functions
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#jsonata-functions-provided-by-sfn>).

use std::cell::RefCell;

use jsonata_core::evaluator::EvaluatorError;
use jsonata_core::value::JValue;
use sha2::Digest;

use super::convert::convert;
use super::error::too_large;
use crate::random::SplitMix;

type Computed = Result<JValue, EvaluatorError>;

/// Most items that `$range` gives, as with `[a..b]`.
const MAX_RANGE: f64 = 873_782.0;

fn failed(text: impl Into<String>) -> EvaluatorError {
    EvaluatorError::EvaluationError(text.into())
}

/// The language's text for an argument of the wrong type, counted from 1.
fn mismatch(function: &str, argument: usize) -> EvaluatorError {
    failed(format!(
        "T0410: Argument {argument} of function \"{function}\" does not match function signature"
    ))
}

fn argument(arguments: &[JValue], index: usize) -> &JValue {
    arguments.get(index).unwrap_or(&JValue::Undefined)
}

/// A whole number; others are rounded, as AWS does with these functions.
fn integer(function: &str, arguments: &[JValue], index: usize) -> Result<f64, EvaluatorError> {
    let number = argument(arguments, index).as_f64();
    let number = number.filter(|number| number.is_finite());
    let number = number.ok_or_else(|| mismatch(function, index + 1))?;
    Ok((number + 0.5).floor())
}

fn at_most(function: &str, arguments: &[JValue], most: usize) -> Result<(), EvaluatorError> {
    if arguments.len() > most {
        return Err(mismatch(function, most + 1));
    }
    Ok(())
}

/// `$partition(array, size)`: the array cut into arrays of at most `size`. Recorded: a plain array, even of one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates: a part longer than the array is the array"
)]
pub(super) fn partition(arguments: &[JValue]) -> Computed {
    at_most("partition", arguments, 2)?;
    let items = match argument(arguments, 0) {
        JValue::Undefined => return Ok(JValue::Undefined),
        JValue::Array(items) => items,
        _ => return Err(mismatch("partition", 1)),
    };
    let size = integer("partition", arguments, 1)?;
    if size < 1.0 {
        return Err(failed("The chunk size of $partition must be positive"));
    }
    let parts = items
        .chunks(size as usize)
        .map(|part| JValue::array(part.to_vec()));
    Ok(JValue::array(parts.collect()))
}

/// `$range(first, last, step)`: numbers from the first up to the last. Recorded: a sequence, so that one is no array.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked against the largest count"
)]
pub(super) fn range(arguments: &[JValue]) -> Computed {
    at_most("range", arguments, 3)?;
    if (0..3).any(|index| argument(arguments, index).is_undefined()) {
        return Ok(JValue::Undefined);
    }
    let first = integer("range", arguments, 0)?;
    let last = integer("range", arguments, 1)?;
    let step = integer("range", arguments, 2)?;
    if step == 0.0 {
        return Err(failed("The step of $range must not be zero"));
    }
    let count = ((last - first) / step).floor() + 1.0;
    if count > MAX_RANGE {
        return Err(too_large());
    }
    let count = count.max(0.0) as u32;
    let items = (0..count).map(|index| JValue::Number(first + step * f64::from(index)));
    Ok(JValue::sequence(items.collect()))
}

/// `$hash(text, algorithm)`: lower-case hexadecimal.
pub(super) fn hash(arguments: &[JValue]) -> Computed {
    at_most("hash", arguments, 2)?;
    let text = match argument(arguments, 0) {
        JValue::Undefined => return Ok(JValue::Undefined),
        JValue::String(text) => text.as_bytes(),
        _ => return Err(mismatch("hash", 1)),
    };
    let algorithm = argument(arguments, 1).as_str();
    let algorithm = algorithm.ok_or_else(|| mismatch("hash", 2))?;
    let digest = match algorithm {
        "MD5" => hex::encode(md5::Md5::digest(text)),
        "SHA-1" => hex::encode(sha1::Sha1::digest(text)),
        "SHA-256" => hex::encode(sha2::Sha256::digest(text)),
        "SHA-384" => hex::encode(sha2::Sha384::digest(text)),
        "SHA-512" => hex::encode(sha2::Sha512::digest(text)),
        other => {
            let text = format!(
                "The hash algorithm '{other}' is none of [MD5, SHA-1, SHA-256, SHA-384, SHA-512]"
            );
            return Err(failed(text));
        }
    };
    Ok(JValue::from(digest))
}

/// The first number that `java.util.Random` gives for a seed, as its documentation defines it.
fn seeded(seed: i64) -> f64 {
    const FACTOR: u64 = 0x5_DEEC_E66D;
    const MASK: u64 = (1 << 48) - 1;
    let mut state = (seed.cast_unsigned() ^ FACTOR) & MASK;
    let mut next = |bits: u32| {
        state = state.wrapping_mul(FACTOR).wrapping_add(0xB) & MASK;
        state >> (48 - bits)
    };
    let bits = (next(26) << 27) + next(27);
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
    let number = bits as f64 / (1_u64 << 53) as f64;
    number
}

/// `$random(seed?)`: a number from 0 to 1, without 1; the same for the same seed. Observed on AWS: `$random(42)` is
/// what Java gives.
#[expect(
    clippy::cast_possible_truncation,
    reason = "as Java makes a long of a double"
)]
pub(super) fn random(arguments: &[JValue], source: &RefCell<SplitMix>) -> Computed {
    at_most("random", arguments, 1)?;
    let number = match argument(arguments, 0) {
        JValue::Undefined => source.borrow_mut().fraction(),
        JValue::Number(seed) => seeded(*seed as i64),
        _ => return Err(mismatch("random", 1)),
    };
    Ok(JValue::Number(number))
}

/// `$uuid()`: a UUID of version 4.
pub(super) fn uuid(arguments: &[JValue], source: &RefCell<SplitMix>) -> Computed {
    at_most("uuid", arguments, 0)?;
    let mut source = source.borrow_mut();
    let (high, low) = (source.next(), source.next());
    let high = (high & !0xf000) | 0x4000;
    let low = (low & !(0b11 << 62)) | (0b10 << 62);
    Ok(JValue::from(format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )))
}

/// `$parse(text)`: the JSON value that the text holds. Recorded: `-0` is 0.
pub(super) fn parse(arguments: &[JValue]) -> Computed {
    at_most("parse", arguments, 1)?;
    match argument(arguments, 0) {
        JValue::Undefined => Ok(JValue::Undefined),
        JValue::String(text) => match crate::json::value(text) {
            Some(value) => Ok(convert(&value)),
            None => {
                let error = crate::json::parse(text).err().map(|error| error.message);
                Err(failed(error.unwrap_or_default()))
            }
        },
        _ => Err(mismatch("parse", 1)),
    }
}

/// `$eval` does not exist on AWS.
pub(super) fn no_such_function(_: &[JValue]) -> Computed {
    Err(failed("T1006: Attempted to invoke a non-function"))
}
