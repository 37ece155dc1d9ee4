//! `String`. Positions and lengths count UTF-16 units.

use std::sync::Arc;

use super::{MethodError, MethodResult, Outcome, class_cast, null_pointer, string_static, value};
use crate::java_regex::{self, RegexError};
use crate::limits::Budget;
use crate::text;
use crate::value::list::{List, ListKind};
use crate::value::{Value, int};

pub(super) fn call(
    receiver: &Arc<str>,
    name: &str,
    args: &[Value],
    budget: &Budget,
) -> MethodResult {
    for part in [look, find, cut, make, pattern] {
        let outcome = part(receiver, name, args, budget)?;
        if !matches!(outcome, Outcome::Missing) {
            return Ok(outcome);
        }
    }
    string_static::call(receiver, name, args, budget)
}

/// Questions about the whole.
fn look(receiver: &Arc<str>, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    match (name, args) {
        ("length", []) => value(int(text::len(receiver))),
        ("isEmpty", []) => value(receiver.is_empty()),
        ("isBlank", []) => value(receiver.chars().all(is_java_whitespace)),
        ("toString" | "intern", []) => value(Value::Str(receiver.clone())),
        ("equalsIgnoreCase", [Value::Str(other)]) => value(equals_ignore_case(receiver, other)),
        ("equalsIgnoreCase", [Value::Null]) => value(false),
        ("compareTo", [Value::Str(other)]) => value(compare(receiver, other)),
        ("compareToIgnoreCase", [Value::Str(other)]) => value(compare_folded(receiver, other)),
        ("contentEquals", [Value::Str(other)]) => value(receiver == other),
        ("matches", [Value::Str(pattern)]) => value(java_regex::matches(pattern, receiver)?),
        ("toCharArray", []) => {
            budget.steps(receiver.len() as u64)?;
            let units = receiver.encode_utf16().map(Value::Char).collect();
            value(Value::List(List::new(ListKind::Array, units)))
        }
        ("compareTo" | "compareToIgnoreCase" | "contentEquals" | "matches", [Value::Null]) => {
            Err(null_pointer())
        }
        ("compareTo", [other]) => Err(class_cast(other, "java.lang.String")),
        _ => Ok(Outcome::Missing),
    }
}

/// Searches.
fn find(receiver: &Arc<str>, name: &str, args: &[Value], _: &Budget) -> MethodResult {
    match (name, args) {
        ("contains", [Value::Str(part)]) => value(receiver.contains(&**part)),
        ("startsWith", [Value::Str(part)]) => value(receiver.starts_with(&**part)),
        ("endsWith", [Value::Str(part)]) => value(receiver.ends_with(&**part)),
        ("startsWith", [Value::Str(part), Value::Int(from)]) => {
            let from = usize::try_from(*from)
                .ok()
                .filter(|from| *from <= text::len(receiver));
            value(from.is_some_and(|from| {
                receiver[text::byte_position(receiver, from)..].starts_with(&**part)
            }))
        }
        ("indexOf", [Value::Str(part)]) => value(index_of(receiver, part, 0)),
        ("indexOf", [Value::Str(part), Value::Int(from)]) => value(index_of(receiver, part, *from)),
        ("lastIndexOf", [Value::Str(part)]) => value(last_index_of(receiver, part, i32::MAX)),
        ("lastIndexOf", [Value::Str(part), Value::Int(from)]) => {
            value(last_index_of(receiver, part, *from))
        }
        ("indexOf" | "lastIndexOf", [Value::Int(code), rest @ ..]) if rest.len() < 2 => {
            let Some(character) = u32::try_from(*code).ok().and_then(char::from_u32) else {
                return value(-1);
            };
            let args: Vec<Value> = std::iter::once(Value::from(character.to_string()))
                .chain(rest.iter().cloned())
                .collect();
            find(
                receiver,
                name,
                &args,
                &Budget::new(&crate::Limits::default()),
            )
        }
        ("contains" | "startsWith" | "endsWith" | "indexOf" | "lastIndexOf", [Value::Null]) => {
            Err(null_pointer())
        }
        ("startsWith" | "indexOf" | "lastIndexOf", [Value::Null, Value::Int(_)]) => {
            Err(null_pointer())
        }
        _ => Ok(Outcome::Missing),
    }
}

/// Parts.
fn cut(receiver: &Arc<str>, name: &str, args: &[Value], _: &Budget) -> MethodResult {
    match (name, args) {
        ("substring", [Value::Int(from)]) => substring(receiver, *from, None),
        ("substring" | "subSequence", [Value::Int(from), Value::Int(to)]) => {
            substring(receiver, *from, Some(*to))
        }
        ("charAt", [Value::Int(at)]) => value(Value::Char(unit(receiver, *at)?)),
        ("codePointAt", [Value::Int(at)]) => {
            let first = unit(receiver, *at)?;
            let units: Vec<u16> = receiver
                .encode_utf16()
                .skip(at.unsigned_abs() as usize)
                .take(2)
                .collect();
            let pair = char::decode_utf16(units).next().and_then(Result::ok);
            value(
                pair.map_or_else(|| u32::from(first), u32::from)
                    .cast_signed(),
            )
        }
        ("trim", []) => value(receiver.trim_matches(|c: char| c <= ' ')),
        ("strip", []) => value(receiver.trim_matches(is_java_whitespace)),
        ("stripLeading", []) => value(receiver.trim_start_matches(is_java_whitespace)),
        ("stripTrailing", []) => value(receiver.trim_end_matches(is_java_whitespace)),
        _ => Ok(Outcome::Missing),
    }
}

/// New strings.
fn make(receiver: &Arc<str>, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    match (name, args) {
        ("toUpperCase", []) => made(receiver.to_uppercase(), budget),
        ("toLowerCase", []) => made(receiver.to_lowercase(), budget),
        ("concat", [Value::Str(other)]) => made(format!("{receiver}{other}"), budget),
        ("replace", [Value::Str(from), Value::Str(to)]) => {
            let times = if from.is_empty() {
                receiver.len() + 1
            } else {
                receiver.len() / from.len()
            };
            budget.bytes(times.saturating_mul(to.len().saturating_sub(from.len())))?;
            made(receiver.replace(&**from, to), budget)
        }
        ("replace", [Value::Char(from), Value::Char(to)]) => {
            let units: Vec<u16> = receiver
                .encode_utf16()
                .map(|unit| if unit == *from { *to } else { unit })
                .collect();
            made(text::lossy(&units), budget)
        }
        ("repeat", [Value::Int(count)]) => {
            let count = usize::try_from(*count).map_err(|_| {
                MethodError::Exception(format!(
                    "java.lang.IllegalArgumentException: count is negative: {count}"
                ))
            })?;
            budget.bytes(receiver.len().saturating_mul(count))?;
            value(receiver.repeat(count))
        }
        ("concat", [Value::Null]) => Err(null_pointer()),
        ("replace", [Value::Null, Value::Null | Value::Str(_)] | [Value::Str(_), Value::Null]) => {
            Err(null_pointer())
        }
        _ => Ok(Outcome::Missing),
    }
}

/// Regular expressions.
fn pattern(receiver: &Arc<str>, name: &str, args: &[Value], budget: &Budget) -> MethodResult {
    let grown = |bytes| {
        budget
            .bytes(bytes)
            .map_err(|error| RegexError(error.to_string()))
    };
    match (name, args) {
        ("replaceAll" | "replaceFirst", [Value::Str(pattern), Value::Str(with)]) => {
            budget.steps(1 + receiver.len() as u64 / 64)?;
            value(java_regex::replace(
                pattern,
                receiver,
                with,
                name == "replaceAll",
                grown,
            )?)
        }
        ("split", [Value::Str(pattern)]) => split(receiver, pattern, 0, budget),
        ("split", [Value::Str(pattern), Value::Int(limit)]) => {
            split(receiver, pattern, *limit, budget)
        }
        (
            "replaceAll" | "replaceFirst",
            [Value::Null, Value::Null | Value::Str(_)] | [Value::Str(_), Value::Null],
        )
        | ("split", [Value::Null] | [Value::Null, Value::Int(_)]) => Err(null_pointer()),
        _ => Ok(Outcome::Missing),
    }
}

fn split(receiver: &str, pattern: &str, limit: i32, budget: &Budget) -> MethodResult {
    let pieces = java_regex::split(pattern, receiver, limit)?;
    budget.steps(pieces.len() as u64)?;
    value(Value::List(List::new(
        ListKind::Array,
        pieces.into_iter().map(Value::from).collect(),
    )))
}

fn made(text: String, budget: &Budget) -> MethodResult {
    budget.bytes(text.len())?;
    value(text)
}

fn substring(receiver: &str, from: i32, to: Option<i32>) -> MethodResult {
    let length = text::len(receiver);
    let end = to.map_or(Some(length), |to| usize::try_from(to).ok());
    match usize::try_from(from)
        .ok()
        .zip(end)
        .filter(|(from, to)| from <= to && *to <= length)
    {
        Some((from, to)) => value(text::slice(receiver, from, to).into_owned()),
        None => {
            let end = to.map_or_else(|| length.to_string(), |to| to.to_string());
            let class = "java.lang.StringIndexOutOfBoundsException";
            Err(MethodError::Exception(format!(
                "{class}: begin {from}, end {end}, length {length}"
            )))
        }
    }
}

fn unit(receiver: &str, at: i32) -> Result<u16, MethodError> {
    let found = usize::try_from(at)
        .ok()
        .and_then(|at| text::unit(receiver, at));
    let class = "java.lang.StringIndexOutOfBoundsException";
    found.ok_or_else(|| {
        MethodError::Exception(format!(
            "{class}: index {at}, length {}",
            text::len(receiver)
        ))
    })
}

fn index_of(receiver: &str, part: &str, from: i32) -> i32 {
    let start = text::byte_position(receiver, usize::try_from(from).unwrap_or(0));
    position(receiver, receiver[start..].find(part).map(|at| start + at))
}

fn last_index_of(receiver: &str, part: &str, from: i32) -> i32 {
    let Ok(from) = usize::try_from(from) else {
        return -1;
    };
    // The last match may begin at `from`, so it may end the part's length later.
    let end = (text::byte_position(receiver, from) + part.len()).min(receiver.len());
    let end = (end..=receiver.len())
        .find(|end| receiver.is_char_boundary(*end))
        .unwrap_or(receiver.len());
    position(receiver, receiver[..end].rfind(part))
}

fn position(receiver: &str, byte: Option<usize>) -> i32 {
    byte.and_then(|byte| i32::try_from(text::unit_position(receiver, byte)).ok())
        .unwrap_or(-1)
}

/// The difference of the first units that differ, else of the lengths.
fn compare(a: &str, b: &str) -> i32 {
    let differing = a.encode_utf16().zip(b.encode_utf16()).find(|(a, b)| a != b);
    match differing {
        Some((a, b)) => i32::from(a) - i32::from(b),
        None => {
            i32::try_from(text::len(a)).unwrap_or(i32::MAX)
                - i32::try_from(text::len(b)).unwrap_or(i32::MAX)
        }
    }
}

/// As [`compare`], regardless of case. Java compares whole characters when both texts have some beyond Latin-1.
fn compare_folded(a: &str, b: &str) -> i32 {
    let (a, b) = (fold(a), fold(b));
    let latin = |text: &str| text.chars().all(|character| character <= '\u{ff}');
    if latin(&a) || latin(&b) {
        return compare(&a, &b);
    }
    match a.chars().zip(b.chars()).find(|(a, b)| a != b) {
        Some((a, b)) => u32::from(a).cast_signed() - u32::from(b).cast_signed(),
        None => compare(&a, &b),
    }
}

fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

fn equals_ignore_case(a: &str, b: &str) -> bool {
    text::len(a) == text::len(b) && fold(a) == fold(b)
}

/// `Character.isWhitespace`: Unicode's spaces but not those that do not break.
pub(super) fn is_java_whitespace(character: char) -> bool {
    matches!(character, '\u{1c}'..='\u{1f}')
        || (character.is_whitespace()
            && !matches!(character, '\u{a0}' | '\u{85}' | '\u{2007}' | '\u{202f}'))
}
