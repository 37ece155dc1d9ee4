//! The reader: recursive descent over characters, one function for each kind of value.

use super::{Data, Field, JsonError, MAX_DEPTH, Node, Place};
use serde_json::Number;

const VALUES: &str = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/// The one value that `text` holds.
pub(super) fn document(text: &str) -> Result<Node, JsonError> {
    let mut reader = Reader {
        rest: text,
        place: Place { line: 1, column: 1 },
    };
    reader.space();
    if reader.rest.is_empty() {
        return Err(reader.error("No content to map due to end-of-input"));
    }
    let node = reader.value(0)?;
    reader.space();
    match reader.next() {
        None => Ok(node),
        Some(c) => Err(reader.unexpected(c, "expected end of content after the value")),
    }
}

struct Reader<'t> {
    rest: &'t str,
    place: Place,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = &self.rest[c.len_utf8()..];
        if c == '\n' {
            self.place = Place {
                line: self.place.line + 1,
                column: 1,
            };
        } else {
            self.place.column += c.len_utf16();
        }
        Some(c)
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            self.next();
        }
    }

    fn error(&self, message: impl Into<String>) -> JsonError {
        JsonError {
            message: message.into(),
            place: self.place,
        }
    }

    /// The character has been read; Jackson's place is behind it.
    fn unexpected(&self, c: char, expectation: &str) -> JsonError {
        self.error(format!(
            "Unexpected character ({}): {expectation}",
            described(c)
        ))
    }

    fn value(&mut self, depth: usize) -> Result<Node, JsonError> {
        if depth > MAX_DEPTH {
            let limit = format!(
                "Document nesting depth ({depth}) exceeds the maximum allowed ({MAX_DEPTH})"
            );
            return Err(self.error(limit));
        }
        let place = self.place;
        let data = match self.peek() {
            None => return Err(self.error("Unexpected end-of-input: expected a value")),
            Some('{') => self.object(depth)?,
            Some('[') => self.array(depth)?,
            Some('"') => Data::String(self.string()?),
            Some('-' | '0'..='9') => Data::Number(self.number()?),
            Some(c) if c.is_alphabetic() || c == '_' || c == '$' => self.word()?,
            Some(c) => {
                self.next();
                return Err(self.unexpected(c, &format!("expected a valid value {VALUES}")));
            }
        };
        Ok(Node { place, data })
    }

    fn word(&mut self) -> Result<Data, JsonError> {
        let rest = self.rest;
        while self
            .peek()
            .is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$')
        {
            self.next();
        }
        match &rest[..rest.len() - self.rest.len()] {
            "null" => Ok(Data::Null),
            "true" => Ok(Data::Bool(true)),
            "false" => Ok(Data::Bool(false)),
            word => {
                let word: String = word.chars().take(256).collect();
                Err(self.error(format!(
                    "Unrecognized token '{word}': was expecting {VALUES}"
                )))
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Data, JsonError> {
        let start = self.place;
        self.next();
        self.space();
        let mut items = Vec::new();
        if self.peek() == Some(']') {
            self.next();
            return Ok(Data::Array(items));
        }
        loop {
            self.space();
            self.not_at_end("Array", start)?;
            items.push(self.value(depth + 1)?);
            self.space();
            self.not_at_end("Array", start)?;
            match self.next() {
                Some(']') => return Ok(Data::Array(items)),
                Some(',') => {}
                Some(c) => {
                    return Err(self.unexpected(c, "was expecting comma to separate Array entries"));
                }
                None => {}
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Data, JsonError> {
        let start = self.place;
        self.next();
        self.space();
        let mut fields = Vec::new();
        if self.peek() == Some('}') {
            self.next();
            return Ok(Data::Object(fields));
        }
        loop {
            self.space();
            self.not_at_end("Object", start)?;
            fields.push(self.field(depth)?);
            self.space();
            self.not_at_end("Object", start)?;
            match self.next() {
                Some('}') => return Ok(Data::Object(fields)),
                Some(',') => {}
                Some(c) => {
                    return Err(
                        self.unexpected(c, "was expecting comma to separate Object entries")
                    );
                }
                None => {}
            }
        }
    }

    fn field(&mut self, depth: usize) -> Result<Field, JsonError> {
        let place = self.place;
        if let Some(c) = self.peek().filter(|c| *c != '"') {
            self.next();
            return Err(self.unexpected(c, "was expecting double-quote to start field name"));
        }
        let name = self.string()?;
        self.space();
        match self.next() {
            Some(':') => {}
            Some(c) => {
                return Err(
                    self.unexpected(c, "was expecting a colon to separate field name and value")
                );
            }
            None => return Err(self.error("Unexpected end-of-input within/between Object entries")),
        }
        self.space();
        Ok(Field {
            place,
            name,
            node: self.value(depth + 1)?,
        })
    }

    fn not_at_end(&self, kind: &str, start: Place) -> Result<(), JsonError> {
        if self.rest.is_empty() {
            let marker = format!("line: {}, column: {}", start.line, start.column);
            return Err(self.error(format!(
                "Unexpected end-of-input: expected close marker for {kind} (start marker at [Source: (String); {marker}])"
            )));
        }
        Ok(())
    }

    fn string(&mut self) -> Result<String, JsonError> {
        self.next();
        let mut text = String::new();
        loop {
            match self.next() {
                None => {
                    return Err(self.error(
                        "Unexpected end-of-input: was expecting closing quote for a string value",
                    ));
                }
                Some('"') => return Ok(text),
                Some('\\') => text.push(self.escape()?),
                Some(c) if c < ' ' => {
                    return Err(self.error(format!(
                        "Illegal unquoted character ({}): has to be escaped using backslash to be included in string value",
                        described(c)
                    )));
                }
                Some(c) => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        Ok(match self.next() {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            Some(c) => {
                return Err(self.error(format!("Unrecognized character escape {}", described(c))));
            }
            None => return Err(self.error("Unexpected end-of-input in character escape sequence")),
        })
    }

    /// `\uXXXX`; two of them for a character beyond the basic plane. A half without its other half cannot be
    /// held in a text and becomes the replacement character.
    fn unicode(&mut self) -> Result<char, JsonError> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first) || !self.rest.starts_with("\\u") {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let after_first = (self.rest, self.place);
        self.next();
        self.next();
        let second = self.hex()?;
        if !(0xdc00..0xe000).contains(&second) {
            (self.rest, self.place) = after_first;
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            let c = self.next().ok_or_else(|| {
                self.error("Unexpected end-of-input in character escape sequence")
            })?;
            let digit = c.to_digit(16).ok_or_else(|| {
                self.unexpected(c, "expected a hex-digit for character escape sequence")
            })?;
            code = code * 16 + digit;
        }
        Ok(code)
    }

    fn number(&mut self) -> Result<Number, JsonError> {
        let rest = self.rest;
        if self.peek() == Some('-') {
            self.next();
        }
        self.integer_part()?;
        let mut fraction = false;
        if self.peek() == Some('.') {
            fraction = true;
            self.next();
            self.digits("Decimal point not followed by a digit")?;
        }
        if matches!(self.peek(), Some('e' | 'E')) {
            fraction = true;
            self.next();
            if matches!(self.peek(), Some('+' | '-')) {
                self.next();
            }
            self.digits("Exponent indicator not followed by a digit")?;
        }
        self.number_end()?;
        let text = &rest[..rest.len() - self.rest.len()];
        number(text, fraction)
            .ok_or_else(|| self.error(format!("Numeric value ({text}) out of range of double")))
    }

    fn integer_part(&mut self) -> Result<(), JsonError> {
        let leading_zero = self.rest.starts_with('0');
        let before = self.rest.len();
        self.digits("expected digit (0-9) to follow minus sign, for valid numeric value")?;
        if leading_zero && before - self.rest.len() > 1 {
            return Err(self.error("Invalid numeric value: Leading zeroes not allowed"));
        }
        Ok(())
    }

    fn digits(&mut self, expectation: &str) -> Result<(), JsonError> {
        match self.peek() {
            Some('0'..='9') => {}
            Some(c) => {
                self.next();
                let message = format!(
                    "Unexpected character ({}) in numeric value: {expectation}",
                    described(c)
                );
                return Err(self.error(message));
            }
            None => return Err(self.error("Unexpected end-of-input in a Number value")),
        }
        while matches!(self.peek(), Some('0'..='9')) {
            self.next();
        }
        Ok(())
    }

    fn number_end(&mut self) -> Result<(), JsonError> {
        match self.peek() {
            None | Some(' ' | '\t' | '\r' | '\n' | ',' | ']' | '}') => Ok(()),
            Some(c) => {
                self.next();
                let expectation = "Expected space separating root-level values";
                Err(self.unexpected(c, expectation))
            }
        }
    }
}

/// An integer if it fits, else a double. `-0` is the integer 0.
fn number(text: &str, fraction: bool) -> Option<Number> {
    if !fraction {
        if let Ok(integer) = text.parse::<i64>() {
            return Some(integer.into());
        }
        if let Ok(integer) = text.parse::<u64>() {
            return Some(integer.into());
        }
    }
    Number::from_f64(text.parse().ok()?)
}

/// `'x' (code 120)`, or `(CTRL-CHAR, code 10)` for what cannot be shown.
fn described(c: char) -> String {
    let code = u32::from(c);
    if c.is_control() {
        format!("(CTRL-CHAR, code {code})")
    } else {
        format!("'{c}' (code {code})")
    }
}
