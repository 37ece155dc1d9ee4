//! Typed access to the fields of an object: each is taken out, so that what remains is unknown.

use serde_json::{Map, Number, Value};

use super::{Expected, ParseError};
use crate::ast::{Amount, PathField};

/// An object whose fields are taken out one by one.
pub(super) type Object = Map<String, Value>;

/// Where the reader is, and what it found wrong.
pub(super) struct Reader {
    path: Vec<String>,
    errors: Vec<ParseError>,
}

/// `/States/A/Next`; `/` for the definition itself.
pub(super) fn pointer(path: &[String]) -> String {
    format!("/{}", path.join("/"))
}

impl Reader {
    pub(super) fn new(errors: Vec<ParseError>) -> Self {
        Self {
            path: Vec::new(),
            errors,
        }
    }

    pub(super) fn finish(self) -> Vec<ParseError> {
        self.errors
    }

    /// Reads something inside `segment`.
    pub(super) fn within<T>(
        &mut self,
        segment: impl Into<String>,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        self.path.push(segment.into());
        let read = read(self);
        self.path.pop();
        read
    }

    fn wrong_type(&mut self, expected: Expected) {
        let at = pointer(&self.path);
        self.errors.push(ParseError::WrongType { at, expected });
    }

    pub(super) fn not_allowed(
        &mut self,
        field: &'static str,
        allowed: &'static str,
        missing: bool,
    ) {
        let at = self.within(field, |reader| pointer(&reader.path));
        self.errors.push(ParseError::NotAllowed {
            at,
            field,
            allowed,
            missing,
        });
    }

    /// `value` as an object.
    pub(super) fn object(&mut self, value: Value) -> Option<Object> {
        match value {
            Value::Object(object) => Some(object),
            _ => {
                self.wrong_type(Expected::Object);
                None
            }
        }
    }

    /// What `read` makes of the field `name`, when it is there.
    pub(super) fn field<T>(
        &mut self,
        object: &mut Object,
        name: &str,
        read: impl FnOnce(&mut Self, Value) -> Option<T>,
    ) -> Option<T> {
        let value = object.shift_remove(name)?;
        self.within(name, |reader| read(reader, value))
    }

    /// The field `name` as an object read by `read`.
    pub(super) fn nested<T>(
        &mut self,
        object: &mut Object,
        name: &str,
        read: impl FnOnce(&mut Self, Object) -> T,
    ) -> Option<T> {
        self.field(object, name, |reader, value| {
            let object = reader.object(value)?;
            Some(read(reader, object))
        })
    }

    /// The field `name` as an array of objects, each read by `read`.
    pub(super) fn list<T>(
        &mut self,
        object: &mut Object,
        name: &str,
        mut read: impl FnMut(&mut Self, Object) -> T,
    ) -> Option<Vec<T>> {
        self.array(object, name, |reader, value| {
            let object = reader.object(value)?;
            Some(read(reader, object))
        })
    }

    /// The field `name` as an array of strings.
    pub(super) fn strings(&mut self, object: &mut Object, name: &str) -> Option<Vec<String>> {
        self.array(object, name, Self::text)
    }

    fn array<T>(
        &mut self,
        object: &mut Object,
        name: &str,
        mut read: impl FnMut(&mut Self, Value) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.field(object, name, |reader, value| {
            let Value::Array(items) = value else {
                reader.wrong_type(Expected::Array);
                return None;
            };
            let mut read_item = |(index, item): (usize, Value)| {
                reader.within(index.to_string(), |reader| read(reader, item))
            };
            Some(
                items
                    .into_iter()
                    .enumerate()
                    .filter_map(&mut read_item)
                    .collect(),
            )
        })
    }

    fn text(&mut self, value: Value) -> Option<String> {
        match value {
            Value::String(text) => Some(text),
            _ => {
                self.wrong_type(Expected::String);
                None
            }
        }
    }

    pub(super) fn string(&mut self, object: &mut Object, name: &str) -> Option<String> {
        self.field(object, name, Self::text)
    }

    /// The name of a state. YAML reads an unquoted `True` as a boolean, and tools that make JSON of it keep that.
    pub(super) fn state_name(&mut self, object: &mut Object, name: &str) -> Option<String> {
        self.field(object, name, |reader, value| match value {
            Value::Bool(true) => Some("True".into()),
            Value::Bool(false) => Some("False".into()),
            other => reader.text(other),
        })
    }

    pub(super) fn boolean(&mut self, object: &mut Object, name: &str) -> Option<bool> {
        self.field(object, name, |reader, value| match value {
            Value::Bool(value) => Some(value),
            _ => {
                reader.wrong_type(Expected::Boolean);
                None
            }
        })
    }

    pub(super) fn number(&mut self, object: &mut Object, name: &str) -> Option<Number> {
        self.field(object, name, |reader, value| match value {
            Value::Number(number) => Some(number),
            _ => {
                reader.wrong_type(Expected::Number);
                None
            }
        })
    }

    pub(super) fn amount(&mut self, object: &mut Object, name: &str) -> Option<Amount> {
        self.field(object, name, |reader, value| match value {
            Value::Number(number) => Some(Amount::Number(number)),
            Value::String(text) => Some(Amount::Expression(text)),
            _ => {
                reader.wrong_type(Expected::NumberOrExpression);
                None
            }
        })
    }

    pub(super) fn path(&mut self, object: &mut Object, name: &str) -> PathField {
        self.field(object, name, |reader, value| match value {
            Value::Null => Some(PathField::Null),
            Value::String(path) => Some(PathField::Path(path)),
            _ => {
                reader.wrong_type(Expected::StringOrNull);
                None
            }
        })
        .unwrap_or_default()
    }

    /// The field `name` whatever it is; a written `null` is `Some(Value::Null)`.
    pub(super) fn any(&mut self, object: &mut Object, name: &str) -> Option<Value> {
        object.shift_remove(name)
    }

    /// The field `name` as an object, unread.
    pub(super) fn object_value(&mut self, object: &mut Object, name: &str) -> Option<Value> {
        self.nested(object, name, |_, object| Value::Object(object))
    }
}

/// The names of the fields nobody took.
pub(super) fn unknown(object: Object) -> Vec<String> {
    object.into_iter().map(|(name, _)| name).collect()
}
