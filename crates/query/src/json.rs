//! Reading JSON text: the tree with the place of every value, and errors in Jackson's words.
//!
//! AWS reads JSON with Jackson and hands its messages on to users, for example
//! `Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`.

mod read;
#[cfg(test)]
mod tests;

use serde_json::{Number, Value};

/// Deepest nesting that is read.
pub const MAX_DEPTH: usize = 1000;

/// How much of the source an error's location quotes, in characters.
const QUOTED: usize = 500;

/// A place in a text, as Jackson counts: both from 1, columns in UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A value and where it starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it starts.
    pub place: Place,
    /// What it is.
    pub data: Data,
}

/// A value whose parts know their places.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number.
    Number(Number),
    /// A text.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object's fields in the order written; a name may repeat.
    Object(Vec<Field>),
}

/// A field of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Where the name starts.
    pub place: Place,
    /// The name.
    pub name: String,
    /// The value.
    pub node: Node,
}

/// Why a text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct JsonError {
    /// Jackson's message without the place.
    pub message: String,
    /// Where reading stopped: after the offending character.
    pub place: Place,
}

impl JsonError {
    /// The place in Jackson's form: `[Source: (String)"..."; line: 1, column: 4]`. `source` is the text read.
    pub fn location(&self, source: &str) -> String {
        let quoted: String = source.chars().take(QUOTED).collect();
        let more = source.chars().count().saturating_sub(QUOTED);
        let cut = if more > 0 {
            format!("[truncated {more} chars]")
        } else {
            String::new()
        };
        format!(
            "[Source: (String)\"{quoted}\"{cut}; line: {}, column: {}]",
            self.place.line, self.place.column
        )
    }

    /// Message and place, as Jackson's `getMessage` gives them.
    pub fn full_message(&self, source: &str) -> String {
        format!("{}\n at {}", self.message, self.location(source))
    }
}

/// True when `text`, which is JSON, is nested deeper than [`MAX_DEPTH`].
pub fn too_deep(text: &str) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_string,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return true;
                }
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// Reads a text into a value, quickly and without places; `None` for what is no JSON or nested too deeply.
pub fn value(text: &str) -> Option<Value> {
    if too_deep(text) {
        return None;
    }
    if may_hold_negative_zero(text) {
        return parse(text).ok();
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    // serde_json's own limit is far below Jackson's; ours has just been checked.
    reader.disable_recursion_limit();
    let value = serde::Deserialize::deserialize(&mut reader).ok()?;
    reader.end().is_ok().then_some(value)
}

/// `-0` is the integer 0 for Jackson and the double -0.0 for serde_json. True for some texts without one as well.
fn may_hold_negative_zero(text: &str) -> bool {
    text.match_indices("-0").any(|(at, _)| {
        let next = text.as_bytes().get(at + 2);
        !next.is_some_and(|byte| matches!(byte, b'.' | b'e' | b'E' | b'0'..=b'9'))
    })
}

/// Reads a text into a tree with places.
pub fn read(text: &str) -> Result<Node, JsonError> {
    read::document(text)
}

/// Reads a text into a plain value; of repeated fields the last one counts.
pub fn parse(text: &str) -> Result<Value, JsonError> {
    read(text).map(Node::into_value)
}

impl Node {
    /// The value without places.
    pub fn into_value(self) -> Value {
        match self.data {
            Data::Null => Value::Null,
            Data::Bool(flag) => Value::Bool(flag),
            Data::Number(number) => Value::Number(number),
            Data::String(text) => Value::String(text),
            Data::Array(items) => Value::Array(items.into_iter().map(Node::into_value).collect()),
            Data::Object(fields) => Value::Object(
                fields
                    .into_iter()
                    .map(|field| (field.name, field.node.into_value()))
                    .collect(),
            ),
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.data {
            Data::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements, if it is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.data {
            Data::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The fields, if it is an object.
    pub fn as_object(&self) -> Option<&[Field]> {
        match &self.data {
            Data::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// The last field of that name, if it is an object that has one.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.as_object()?
            .iter()
            .rev()
            .find(|field| field.name == name)
            .map(|field| &field.node)
    }
}
