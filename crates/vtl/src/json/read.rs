//! JSON in, as json-smart's permissive mode takes it: strings may lack quotes or use single ones, commas may be
//! missing or too many, and what follows a complete object or array is ignored. A text that is no JSON at all is a
//! string.

use std::rc::Rc;
use std::sync::Arc;

use thiserror::Error;

use crate::number::decimal::Decimal;
use crate::text;
use crate::value::Value;
use crate::value::list::{List, ListKind};
use crate::value::map::{Key, Map};

/// Deepest nesting of arrays and objects.
const MAX_DEPTH: u32 = 190;

/// Longest text of a decimal that is kept as a double; json-smart keeps longer ones exactly.
const MAX_DOUBLE_TEXT: usize = 18;

/// How many keys are kept for reuse.
const KEYS: usize = 32;

/// A text that even the lenient reader cannot take.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message} at position {position}.")]
pub struct JsonError {
    /// Byte offset.
    pub position: usize,
    /// What was found there.
    pub message: String,
}

/// Reads a JSON text. An empty one is the empty string.
///
/// # Errors
/// When an array, object or string does not end, or a character cannot stand where it does.
pub fn parse(source: &str) -> Result<Value, JsonError> {
    let mut reader = Reader {
        keys: [const { None }; KEYS],
        source,
        bytes: source.as_bytes(),
        at: 0,
        depth: 0,
    };
    reader.blanks();
    reader.value(Within::Text)
}

/// What a value stands in; it decides where an unquoted string ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Within {
    Text,
    Array,
    Object,
}

impl Within {
    fn ends(self, byte: u8) -> bool {
        match self {
            Within::Text => false,
            Within::Array => matches!(byte, b',' | b']'),
            Within::Object => matches!(byte, b',' | b'}'),
        }
    }
}

struct Reader<'s> {
    source: &'s str,
    bytes: &'s [u8],
    at: usize,
    depth: u32,
    /// Keys read lately: objects in an array have the same ones.
    keys: [Option<Arc<str>>; KEYS],
}

impl<'s> Reader<'s> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn blanks(&mut self) {
        while self
            .peek()
            .is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
        {
            self.at += 1;
        }
    }

    fn unexpected(&self) -> JsonError {
        let message = match self
            .source
            .get(self.at..)
            .and_then(|rest| rest.chars().next())
        {
            Some(character) => format!("Unexpected character ({character})"),
            None => "Unexpected End Of File".to_owned(),
        };
        JsonError {
            position: self.at,
            message,
        }
    }

    fn value(&mut self, within: Within) -> Result<Value, JsonError> {
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(quote @ (b'"' | b'\'')) => self.quoted(quote).map(Value::Str),
            Some(b':' | b'}' | b']') => Err(self.unexpected()),
            _ => Ok(self.plain(within)),
        }
    }

    fn nested(
        &mut self,
        read: fn(&mut Self) -> Result<Value, JsonError>,
    ) -> Result<Value, JsonError> {
        if self.depth == MAX_DEPTH {
            return Err(JsonError {
                position: self.at,
                message: "Malicious payload, having non natural depths".to_owned(),
            });
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn array(&mut self) -> Result<Value, JsonError> {
        let mut items = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None => return Err(self.unexpected()),
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::List(List::new(ListKind::Json, items)));
                }
                Some(_) => items.push(self.value(Within::Array)?),
            }
        }
    }

    fn object(&mut self) -> Result<Value, JsonError> {
        let map = Map::new();
        loop {
            self.blanks();
            match self.peek() {
                None => return Err(self.unexpected()),
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::Map(map));
                }
                Some(_) => {
                    let key = self.key()?;
                    self.blanks();
                    let value = self.value(Within::Object)?;
                    map.put(Key::Str(key), value);
                    self.after_value()?;
                }
            }
        }
    }

    fn after_value(&mut self) -> Result<(), JsonError> {
        self.blanks();
        if matches!(self.peek(), Some(b',' | b'}')) {
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    fn key(&mut self) -> Result<Arc<str>, JsonError> {
        let key = match self.peek() {
            Some(b'"') => self.known_key()?,
            Some(b'\'') => self.quoted(b'\'')?,
            Some(b':' | b'[' | b']' | b'{') => return Err(self.unexpected()),
            _ => {
                let start = self.at;
                self.at += self.bytes[start..]
                    .iter()
                    .position(|byte| *byte == b':')
                    .unwrap_or(self.bytes.len() - start);
                Arc::from(self.source[start..self.at].trim())
            }
        };
        self.blanks();
        if self.peek() != Some(b':') {
            return Err(self.unexpected());
        }
        self.at += 1;
        Ok(key)
    }

    /// A quoted key; one that was read lately is shared.
    fn known_key(&mut self) -> Result<Arc<str>, JsonError> {
        let start = self.at + 1;
        let length = self.bytes[start..]
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\\'));
        let Some(length) = length.filter(|length| self.bytes[start + length] == b'"') else {
            return self.quoted(b'"');
        };
        let text = &self.source[start..start + length];
        let last = text.as_bytes().last().copied().unwrap_or(0);
        let slot = &mut self.keys[(length * 7 + usize::from(last)) % KEYS];
        self.at = start + length + 1;
        match slot {
            Some(known) if **known == *text => Ok(known.clone()),
            _ => Ok(slot.insert(Arc::from(text)).clone()),
        }
    }

    fn quoted(&mut self, quote: u8) -> Result<Arc<str>, JsonError> {
        let start = self.at + 1;
        let length = self.bytes[start..]
            .iter()
            .position(|byte| *byte == quote || *byte == b'\\');
        let Some(length) = length else {
            self.at = self.bytes.len();
            return Err(self.unexpected());
        };
        self.at = start + length;
        if self.bytes[self.at] == quote {
            self.at += 1;
            return Ok(Arc::from(&self.source[start..start + length]));
        }
        self.escaped(start, quote)
    }

    /// A string with escapes; `start` is its first byte.
    fn escaped(&mut self, start: usize, quote: u8) -> Result<Arc<str>, JsonError> {
        let mut units: Vec<u16> = Vec::new();
        let mut text = String::from(&self.source[start..self.at]);
        loop {
            let run = self.at;
            let length = self.bytes[run..]
                .iter()
                .position(|byte| *byte == quote || *byte == b'\\');
            self.at = run + length.unwrap_or(self.bytes.len() - run);
            flush(
                &mut units,
                &mut text,
                self.at > run || self.peek() == Some(quote),
            );
            text.push_str(&self.source[run..self.at]);
            match self.peek() {
                None => return Err(self.unexpected()),
                Some(byte) if byte == quote => {
                    self.at += 1;
                    return Ok(Arc::from(text));
                }
                Some(_) => self.escape(&mut units, &mut text)?,
            }
        }
    }

    /// One escape. Units of `\u` are collected, so that pairs come together.
    fn escape(&mut self, units: &mut Vec<u16>, text: &mut String) -> Result<(), JsonError> {
        self.at += 1;
        let Some(byte) = self.peek() else {
            return Err(self.unexpected());
        };
        if byte == b'u' {
            let digits = self
                .source
                .get(self.at + 1..self.at + 5)
                .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()));
            let unit = digits.and_then(|digits| u16::from_str_radix(digits, 16).ok());
            let message = "Unexpected unicode escape sequence".to_owned();
            units.push(unit.ok_or(JsonError {
                position: self.at,
                message,
            })?);
            self.at += 5;
            return Ok(());
        }
        flush(units, text, true);
        let character = match byte {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'"' | b'\'' | b'\\' | b'/' => char::from(byte),
            _ => {
                // An escape that does not exist is dropped whole.
                self.at += self.source[self.at..]
                    .chars()
                    .next()
                    .map_or(1, char::len_utf8);
                return Ok(());
            }
        };
        text.push(character);
        self.at += 1;
        Ok(())
    }

    /// A number, a literal name, or a string without quotes.
    fn plain(&mut self, within: Within) -> Value {
        let start = self.at;
        let length = self.bytes[start..]
            .iter()
            .position(|byte| within.ends(*byte));
        self.at = start + length.unwrap_or(self.bytes.len() - start);
        let word = self.source[start..self.at].trim_matches(|c: char| c <= ' ');
        match word {
            "null" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            "NaN" => Value::Float(f32::NAN),
            _ => number(word).unwrap_or_else(|| Value::from(word)),
        }
    }
}

fn flush(units: &mut Vec<u16>, text: &mut String, now: bool) {
    if now && !units.is_empty() {
        text.push_str(&text::lossy(units));
        units.clear();
    }
}

/// A number in JSON's form; leading zeros and a point without digits after it are let pass.
fn number(word: &str) -> Option<Value> {
    let digits = word.strip_prefix('-').unwrap_or(word);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(whole(word));
    }
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            exponent.strip_prefix(['+', '-']).unwrap_or(exponent),
        ),
        None => (digits, "0"),
    };
    let (integer, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if exponent.is_empty() || !all_digits(integer) || !all_digits(fraction) || !all_digits(exponent)
    {
        return None;
    }
    if word.len() > MAX_DOUBLE_TEXT
        && let Ok(decimal) = word.parse::<Decimal>()
    {
        return Some(Value::Decimal(Rc::new(decimal)));
    }
    word.parse().ok().map(Value::Double)
}

fn whole(word: &str) -> Value {
    if let Ok(int) = word.parse() {
        return Value::Int(int);
    }
    if let Ok(long) = word.parse() {
        return Value::Long(long);
    }
    word.parse()
        .map_or_else(|_| Value::from(word), |big| Value::Big(Rc::new(big)))
}
