//! The sentences: what a constraint says and how a value is quoted.

use std::fmt::Write;

use serde_json::Value;

use crate::shape::{Kind, Pattern, Shape};

/// Calls `say` with each constraint that `value` itself violates, without looking into it.
pub(super) fn violated(shape: &Shape, value: &Value, say: &mut dyn FnMut(String)) {
    match (&shape.kind, value) {
        (
            Kind::String {
                min,
                max,
                pattern,
                values,
            },
            Value::String(text),
        ) => {
            if let Some(pattern) = pattern.filter(|pattern| !pattern.matches(text)) {
                say(matching(pattern));
            }
            if !values.is_empty() && !values.contains(&text.as_str()) {
                say(one_of(values));
            }
            length(*min, *max, || characters(text, *max), say);
        }
        (Kind::Blob { min, max }, Value::String(text)) => {
            length(*min, *max, || decoded_size(text), say)
        }
        (Kind::List { min, max, .. }, Value::Array(items)) => {
            length(*min, *max, || items.len() as u64, say)
        }
        (Kind::Map { min, max, .. }, Value::Object(entries)) => {
            length(*min, *max, || entries.len() as u64, say);
        }
        (Kind::Integer { min, max } | Kind::Long { min, max }, Value::Number(number)) => {
            let number = number.as_i64().unwrap_or_default();
            if let Some(max) = max.filter(|max| number > *max) {
                say(at_most(&max));
            }
            if let Some(min) = min.filter(|min| number < *min) {
                say(at_least(&min));
            }
        }
        (Kind::Double { min, max }, Value::Number(number)) => {
            let number = number.as_f64().unwrap_or_default();
            if let Some(max) = max.filter(|max| number > *max) {
                say(at_most(&format_args!("{max:?}")));
            }
            if let Some(min) = min.filter(|min| number < *min) {
                say(at_least(&format_args!("{min:?}")));
            }
        }
        _ => {}
    }
}

fn length(min: Option<u64>, max: Option<u64>, of: impl Fn() -> u64, say: &mut dyn FnMut(String)) {
    if let Some(max) = max.filter(|max| of() > *max) {
        say(no_longer(max));
    }
    if let Some(min) = min.filter(|min| of() < *min) {
        say(no_shorter(min));
    }
}

/// Characters of `text`; the count of bytes does where it already decides, for long texts are the common ones.
fn characters(text: &str, max: Option<u64>) -> u64 {
    let bytes = text.len() as u64;
    match max {
        Some(max) if bytes <= max && bytes > 64 => bytes,
        _ => text.chars().count() as u64,
    }
}

fn decoded_size(base64: &str) -> u64 {
    let padding = base64.bytes().rev().take_while(|b| *b == b'=').count();
    (base64.len() / 4 * 3).saturating_sub(padding) as u64
}

/// Every constraint of a scalar shape, as AWS lists them for items, keys and values.
pub(super) fn all(shape: &Shape, not_null: bool) -> String {
    let mut out: Vec<String> = Vec::new();
    match &shape.kind {
        Kind::String {
            min,
            max,
            pattern,
            values,
        } => {
            out.extend(max.map(no_longer));
            out.extend(min.map(no_shorter));
            out.extend(pattern.map(matching));
            out.extend((!values.is_empty()).then(|| one_of(values)));
        }
        Kind::Blob { min, max } => {
            out.extend(max.map(no_longer));
            out.extend(min.map(no_shorter));
        }
        Kind::Integer { min, max } | Kind::Long { min, max } => {
            out.extend(max.map(|max| at_most(&max)));
            out.extend(min.map(|min| at_least(&min)));
        }
        Kind::Double { min, max } => {
            out.extend(max.map(|max| at_most(&format_args!("{max:?}"))));
            out.extend(min.map(|min| at_least(&format_args!("{min:?}"))));
        }
        _ => {}
    }
    if not_null {
        out.push("Member must not be null".to_string());
    }
    out.join(", ")
}

fn matching(pattern: &Pattern) -> String {
    format!(
        "Member must satisfy regular expression pattern: {}",
        pattern.text()
    )
}

fn one_of(values: &[&str]) -> String {
    format!(
        "Member must satisfy enum value set: [{}]",
        values.join(", ")
    )
}

fn no_longer(max: u64) -> String {
    format!("Member must have length less than or equal to {max}")
}

fn no_shorter(min: u64) -> String {
    format!("Member must have length greater than or equal to {min}")
}

fn at_most(max: &dyn std::fmt::Display) -> String {
    format!("Member must have value less than or equal to {max}")
}

fn at_least(min: &dyn std::fmt::Display) -> String {
    format!("Member must have value greater than or equal to {min}")
}

/// The value with the space before it; nothing when it is sensitive.
pub(super) fn quoted(shape: &Shape, value: &Value) -> String {
    match value {
        _ if shape.sensitive => String::new(),
        Value::Null => " null".to_string(),
        value => {
            let mut out = String::from(" '");
            java(shape, value, &mut out);
            out.push('\'');
            out
        }
    }
}

/// A value as AWS's Java classes print it: maps as `{key=value}`, structures as `Name(member=value)` with every member.
fn java(shape: &Shape, value: &Value, out: &mut String) {
    match (&shape.kind, value) {
        (_, Value::Null) => *out += "null",
        (_, Value::String(text)) => *out += text,
        (Kind::List { member, .. }, Value::Array(items)) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                *out += if at > 0 { ", " } else { "" };
                java(member, item, out);
            }
            out.push(']');
        }
        (Kind::Structure { members, .. }, Value::Object(entries)) => {
            *out += shape.name;
            out.push('(');
            for (at, member) in members.iter().enumerate() {
                *out += if at > 0 { ", " } else { "" };
                *out += member.name;
                out.push('=');
                match entries.get(member.name) {
                    Some(_) if member.shape.sensitive => *out += "***Sensitive Data Redacted***",
                    given => java(member.shape, given.unwrap_or(&Value::Null), out),
                }
            }
            out.push(')');
        }
        (Kind::Map { value: of, .. }, Value::Object(entries)) => {
            out.push('{');
            for (at, (key, item)) in entries.iter().enumerate() {
                *out += if at > 0 { ", " } else { "" };
                *out += key;
                out.push('=');
                java(of, item, out);
            }
            out.push('}');
        }
        (_, Value::Number(number)) if number.is_f64() => {
            write!(out, "{:?}", number.as_f64().unwrap_or_default()).expect("a String takes it");
        }
        (_, other) => write!(out, "{other}").expect("a String takes it"),
    }
}

/// `FunctionName` as `functionName`.
pub(super) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
