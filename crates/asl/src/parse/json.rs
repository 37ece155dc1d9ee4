//! JSON text to a tree that keeps the order of fields, noting the fields that an object repeats.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::ParseError;

/// The tree of `text` and the fields said twice; the last one counts in the tree.
pub(super) fn parse(text: &str) -> Result<(Value, Vec<ParseError>), ParseError> {
    let found = Found::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let tree = Tree(&found)
        .deserialize(&mut deserializer)
        .and_then(|tree| deserializer.end().map(|()| tree))
        .map_err(|error| syntax_error(&error))?;
    Ok((tree, found.duplicates.into_inner()))
}

fn syntax_error(error: &serde_json::Error) -> ParseError {
    let full = error.to_string();
    let message = full
        .split_once(" at line ")
        .map_or(full.as_str(), |(message, _)| message);
    ParseError::Json {
        message: message.into(),
        line: error.line(),
        column: error.column(),
    }
}

#[derive(Default)]
struct Found {
    path: RefCell<Vec<String>>,
    duplicates: RefCell<Vec<ParseError>>,
}

impl Found {
    fn note(&self, field: &str) {
        self.duplicates.borrow_mut().push(ParseError::Duplicate {
            at: super::fields::pointer(&self.path.borrow()),
            field: field.into(),
        });
    }
}

struct Tree<'a>(&'a Found);

impl<'de> DeserializeSeed<'de> for Tree<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Tree<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.into()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        loop {
            self.0.path.borrow_mut().push(array.len().to_string());
            let item = items.next_element_seed(Tree(self.0))?;
            self.0.path.borrow_mut().pop();
            match item {
                Some(item) => array.push(item),
                None => return Ok(Value::Array(array)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if object.contains_key(&name) {
                self.0.note(&name);
            }
            self.0.path.borrow_mut().push(name.clone());
            let value = fields.next_value_seed(Tree(self.0))?;
            self.0.path.borrow_mut().pop();
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}
