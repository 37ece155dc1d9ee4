//! JSON out, in one line.

use crate::limits::{Budget, LimitExceeded};
use crate::number;
use crate::value::Value;
use crate::value::display::{MAX_DEPTH, display};
use crate::value::list::{List, ListKind};
use crate::value::map::Map;

/// How strings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As it is.
    Plain,
    /// Slashes are escaped too, so that the text can stand in a script.
    Web,
}

/// Appends a value as JSON.
///
/// # Errors
/// When the budget is used up, or the value nests too deeply.
pub fn write(
    value: &Value,
    style: Style,
    out: &mut String,
    budget: &Budget,
) -> Result<(), LimitExceeded> {
    nested(value, style, out, budget, 0)
}

fn nested(
    value: &Value,
    style: Style,
    out: &mut String,
    budget: &Budget,
    depth: u32,
) -> Result<(), LimitExceeded> {
    if depth > MAX_DEPTH {
        return Err(LimitExceeded::Depth);
    }
    let before = out.len();
    match value {
        Value::Null => out.push_str("null"),
        Value::Str(text) => quote(text, style, out),
        Value::List(list) if list.kind() != ListKind::Array => {
            return write_list(list, style, out, budget, depth);
        }
        Value::Map(map) => return write_map(map, style, out, budget, depth),
        Value::Double(value) if value.is_infinite() => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        value if value.is_number() => number::display(value, out),
        Value::Host(host) if host.collection().is_some() => {
            let collection = host.collection().unwrap_or_default();
            return nested(&collection, style, out, budget, depth + 1);
        }
        other => {
            let mut text = String::new();
            display(other, &mut text, budget)?;
            quote(&text, style, out);
        }
    }
    budget.bytes(out.len() - before)
}

fn write_list(
    list: &List,
    style: Style,
    out: &mut String,
    budget: &Budget,
    depth: u32,
) -> Result<(), LimitExceeded> {
    list.with(|items| {
        budget.steps(items.len() as u64)?;
        budget.bytes(items.len() + 2)?;
        out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            nested(item, style, out, budget, depth + 1)?;
        }
        out.push(']');
        Ok(())
    })
}

fn write_map(
    map: &Map,
    style: Style,
    out: &mut String,
    budget: &Budget,
    depth: u32,
) -> Result<(), LimitExceeded> {
    map.with(|entries| {
        budget.steps(entries.len() as u64)?;
        out.push('{');
        for (index, (key, value)) in entries.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            let before = out.len();
            match key {
                crate::Key::Str(key) => quote(key, style, out),
                key => {
                    let mut text = String::new();
                    if !display(&key.value(), &mut text, budget)? {
                        text.push_str("null");
                    }
                    quote(&text, style, out);
                }
            }
            out.push(':');
            budget.bytes(out.len() - before + 2)?;
            nested(value, style, out, budget, depth + 1)?;
        }
        out.push('}');
        Ok(())
    })
}

fn quote(text: &str, style: Style, out: &mut String) {
    out.reserve(text.len() + 2);
    out.push('"');
    escape(text, style, out);
    out.push('"');
}

/// Appends the inside of a JSON string. Control characters and general punctuation become `\uXXXX`.
pub fn escape(text: &str, style: Style, out: &mut String) {
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !needs_look(byte) {
            continue;
        }
        // A leading byte of these characters, or one that stands alone: always the start of a character.
        let Some(character) = text[at..].chars().next() else {
            continue;
        };
        let Some(escaped) = escaped(character, style) else {
            continue;
        };
        out.push_str(&text[copied..at]);
        escaped.push(out);
        copied = at + character.len_utf8();
    }
    out.push_str(&text[copied..]);
}

/// Bytes that may begin a character that is escaped: all of them plain ASCII, or leading bytes of UTF-8.
fn needs_look(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'/' | b'\\' | 0x7f | 0xc2 | 0xe2)
}

enum Escaped {
    Short(&'static str),
    Unicode(u32),
}

impl Escaped {
    fn push(self, out: &mut String) {
        match self {
            Escaped::Short(text) => out.push_str(text),
            Escaped::Unicode(code) => {
                out.push_str("\\u");
                for shift in [12, 8, 4, 0] {
                    out.push(
                        char::from_digit((code >> shift) & 15, 16)
                            .unwrap_or('0')
                            .to_ascii_uppercase(),
                    );
                }
            }
        }
    }
}

fn escaped(character: char, style: Style) -> Option<Escaped> {
    Some(match character {
        '"' => Escaped::Short("\\\""),
        '\\' => Escaped::Short("\\\\"),
        '/' if style == Style::Web => Escaped::Short("\\/"),
        '\u{8}' => Escaped::Short("\\b"),
        '\t' => Escaped::Short("\\t"),
        '\n' => Escaped::Short("\\n"),
        '\u{c}' => Escaped::Short("\\f"),
        '\r' => Escaped::Short("\\r"),
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2000}'..='\u{20ff}' => {
            Escaped::Unicode(u32::from(character))
        }
        _ => return None,
    })
}
