//! Checks before builtins that can make much of little in one call, which nothing interrupts.

use jsonata_core::evaluator::EvaluatorError;
use jsonata_core::functions::string::{RegexMatches, build_regex};
use jsonata_core::value::JValue;

use super::error::too_large;
use super::{distinct, rewrite};

/// What one text in an array takes: the value and its allocation.
const TEXT: usize = 72;
/// What one match takes: an object of four fields.
const MATCH: usize = 512;
/// How often a value is looked at before its size counts as too large to find out.
const MOST_PARTS: usize = 2_000_000;

type Checked = Result<JValue, EvaluatorError>;

/// A function that rewriting brings in: it gets the arguments and the most bytes that may come of them.
pub(super) type Check = fn(&[JValue], usize) -> Checked;

/// The function that rewriting calls `name`.
pub(super) fn find(name: &str) -> Option<Check> {
    Some(match name {
        rewrite::BOUNDED => bounded,
        rewrite::DISTINCT => distinct::distinct,
        _ => match name.strip_prefix(rewrite::CHECK)? {
            "pad" => pad,
            "join" => join,
            "replace" => replace,
            "split" => split,
            "match" => found,
            "string" => string,
            "fromMillis" => from_millis,
            _ => return None,
        },
    })
}

fn within(bytes: Option<usize>, limit: usize) -> Checked {
    match bytes {
        Some(bytes) if bytes <= limit => Ok(JValue::Undefined),
        _ => Err(too_large()),
    }
}

fn text(value: Option<&JValue>) -> Option<&str> {
    value.and_then(JValue::as_str)
}

/// `$pad(text, width, filling)`
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, and only large numbers matter"
)]
fn pad(arguments: &[JValue], limit: usize) -> Checked {
    let width = arguments.get(1).and_then(JValue::as_f64).unwrap_or(0.0);
    within((width.abs() as usize).checked_mul(4), limit)
}

/// `$join(texts, separator)`
fn join(arguments: &[JValue], limit: usize) -> Checked {
    let (Some(items), Some(separator)) = (
        arguments.first().and_then(JValue::as_array),
        text(arguments.get(1)),
    ) else {
        return Ok(JValue::Undefined);
    };
    let texts: usize = items.iter().filter_map(JValue::as_str).map(str::len).sum();
    let separators = separator.len().checked_mul(items.len());
    within(separators.and_then(|bytes| bytes.checked_add(texts)), limit)
}

/// `$replace(text, pattern, replacement, limit)`
fn replace(arguments: &[JValue], limit: usize) -> Checked {
    let (Some(subject), Some(replacement)) = (text(arguments.first()), text(arguments.get(2)))
    else {
        return Ok(JValue::Undefined);
    };
    let bound = |count: usize| count.checked_mul(replacement.len().max(1));
    // A replacement may name groups, and each may be as long as the text.
    let groups = replacement
        .matches('$')
        .count()
        .saturating_mul(subject.len());
    let most = bound(subject.len() + 1)
        .and_then(|bytes| bytes.checked_add(subject.len()))
        .filter(|_| groups == 0);
    if most.is_some_and(|most| most <= limit) {
        return Ok(JValue::Undefined);
    }
    let count = matches(subject, arguments.get(1));
    let bytes = bound(count)
        .and_then(|bytes| bytes.checked_add(subject.len()))
        .and_then(|bytes| {
            bytes.checked_add(groups.min(subject.len().saturating_mul(replacement.len())))
        });
    within(bytes, limit)
}

/// `$split(text, separator, limit)`
fn split(arguments: &[JValue], limit: usize) -> Checked {
    let Some(subject) = text(arguments.first()) else {
        return Ok(JValue::Undefined);
    };
    if within((subject.len() + 1).checked_mul(TEXT), limit).is_ok() {
        return Ok(JValue::Undefined);
    }
    let pieces = matches(subject, arguments.get(1)) + 1;
    let bytes = pieces.checked_mul(TEXT);
    within(
        bytes.and_then(|bytes| bytes.checked_add(subject.len())),
        limit,
    )
}

/// `$match(text, pattern, limit)`
fn found(arguments: &[JValue], limit: usize) -> Checked {
    let Some(subject) = text(arguments.first()) else {
        return Ok(JValue::Undefined);
    };
    if within((subject.len() + 1).checked_mul(MATCH), limit).is_ok() {
        return Ok(JValue::Undefined);
    }
    within(matches(subject, arguments.get(1)).checked_mul(MATCH), limit)
}

/// How often `pattern`, a text or a regular expression, is found in `subject`; the empty text between all characters.
fn matches(subject: &str, pattern: Option<&JValue>) -> usize {
    match pattern {
        Some(JValue::String(pattern)) => subject.matches(&**pattern).count(),
        Some(JValue::Regex { pattern, flags }) => {
            let Ok(regex) = build_regex(pattern, flags) else {
                return 0;
            };
            let mut found = RegexMatches::new(&regex, subject);
            let mut count = 0;
            while let Ok(Some(_)) = found.next_match() {
                count += 1;
            }
            count
        }
        _ => 0,
    }
}

/// `$string(value, prettify)`: the text of a value that holds the same part many times may be large.
fn string(arguments: &[JValue], limit: usize) -> Checked {
    match arguments.first() {
        Some(value) => measure(value, limit).map(|_| JValue::Undefined),
        None => Ok(JValue::Undefined),
    }
}

/// How many digits or letters a picture of a date asks for at most: the sum of its numbers.
pub(super) fn digits(picture: &str) -> usize {
    let numbers = picture.split(|c: char| !c.is_ascii_digit());
    let number = |digits: &str| match digits {
        "" => 0,
        digits => digits.parse().unwrap_or(usize::MAX),
    };
    numbers.map(number).fold(0, usize::saturating_add)
}

/// Most digits that a picture of a date may ask for.
pub(super) const MOST_DIGITS: usize = 1_000_000;

/// `$fromMillis(time, picture, zone)`: a picture may ask for any number of digits.
fn from_millis(arguments: &[JValue], limit: usize) -> Checked {
    let picture = text(arguments.get(1)).unwrap_or_default();
    within(Some(digits(picture)), limit.min(MOST_DIGITS))
}

/// The argument, when its size is within bounds.
fn bounded(arguments: &[JValue], limit: usize) -> Checked {
    let value = arguments.first().cloned().unwrap_or(JValue::Undefined);
    measure(&value, limit)?;
    Ok(value)
}

/// Walks through `value` until it is done or too much: a part that occurs often counts as often.
pub(super) fn measure(value: &JValue, limit: usize) -> Result<(), EvaluatorError> {
    let mut measure = Measure {
        bytes: limit,
        parts: MOST_PARTS,
    };
    measure.value(value)
}

struct Measure {
    bytes: usize,
    parts: usize,
}

impl Measure {
    fn value(&mut self, value: &JValue) -> Result<(), EvaluatorError> {
        self.take(1, 16)?;
        match value {
            JValue::String(text) => self.take(0, text.len()),
            JValue::Array(items) => jsonata_core::value::with_stack(|| {
                items.iter().try_for_each(|item| self.value(item))
            }),
            JValue::Object(fields) => jsonata_core::value::with_stack(|| {
                fields.iter().try_for_each(|(name, value)| {
                    self.take(0, name.len())?;
                    self.value(value)
                })
            }),
            _ => Ok(()),
        }
    }

    fn take(&mut self, parts: usize, bytes: usize) -> Result<(), EvaluatorError> {
        self.parts = self.parts.checked_sub(parts).ok_or_else(too_large)?;
        self.bytes = self.bytes.checked_sub(bytes).ok_or_else(too_large)?;
        Ok(())
    }
}
