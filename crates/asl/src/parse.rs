//! Definition text to typed tree, with the place of every error.
//!
//! Three things are refused here: text that is not JSON, an object that says a field twice, and a field of the wrong
//! type. Everything else (missing, unknown or contradicting fields) is validation's business.
//!
//! # Layout
//! - [`fields`]: typed access to the fields of an object.
//! - [`json`]: JSON text to a tree, noting repeated fields.
//! - [`state`]: states, retriers, catchers. [`choice`]: Choice rules. [`map`]: Map's own fields.

mod choice;
mod fields;
mod json;
mod map;
mod state;

use crate::ast::Machine;
use fields::{Object, Reader};

/// Why a text is no definition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Not JSON at all.
    #[error("{message} at [Source: line: {line}, column: {column}]")]
    Json {
        /// What is wrong.
        message: String,
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// An object says a field twice.
    #[error("Duplicate field '{field}' at {at}")]
    Duplicate {
        /// The object, as a JSON pointer such as `/States/A`; `/` is the definition itself.
        at: String,
        /// The field.
        field: String,
    },
    /// A field has the wrong type.
    #[error("Expected value of type {expected} at {at}")]
    WrongType {
        /// The field, as a JSON pointer.
        at: String,
        /// What it should be.
        expected: Expected,
    },
    /// A field whose values are listed has another, or is missing where it must be known to go on (`Type`).
    #[error("The field '{field}' should have one of these values: [{allowed}] at {at}")]
    NotAllowed {
        /// The field, as a JSON pointer.
        at: String,
        /// Its name.
        field: &'static str,
        /// What it may be, joined by `, `.
        allowed: &'static str,
        /// True when the field is missing.
        missing: bool,
    },
}

/// What the type of a field should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string.
    String,
    /// A string or `null`.
    StringOrNull,
    /// A number.
    Number,
    /// A number or a JSONata expression.
    NumberOrExpression,
    /// `true` or `false`.
    Boolean,
}

impl std::fmt::Display for Expected {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Object => "Object",
            Self::Array => "Array",
            Self::String => "String",
            Self::StringOrNull => "String or Null",
            Self::Number => "Number",
            Self::NumberOrExpression => "Number or JSONata expression",
            Self::Boolean => "Boolean",
        })
    }
}

/// The tree of `text`, or everything that keeps it from being one (never an empty list).
pub fn parse(text: &str) -> Result<Machine, Vec<ParseError>> {
    let (tree, duplicates) = json::parse(text).map_err(|error| vec![error])?;
    let mut reader = Reader::new(duplicates);
    let machine = reader
        .object(tree)
        .map(|object| machine(&mut reader, object));
    match (machine, reader.finish()) {
        (Some(machine), errors) if errors.is_empty() => Ok(machine),
        (_, errors) => Err(errors),
    }
}

fn machine(reader: &mut Reader, mut object: Object) -> Machine {
    Machine {
        version: reader.string(&mut object, "Version"),
        timeout_seconds: reader.number(&mut object, "TimeoutSeconds"),
        graph: state::graph(reader, object),
    }
}

#[cfg(test)]
mod tests;
