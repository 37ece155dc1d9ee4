//! JSONPath as Step Functions and API Gateway read it: Jayway's flavour.
//!
//! A path is parsed once into steps and then applied to many documents. A *definite* path names at most
//! one value and gives that value (borrowed, nothing is allocated) or an error with Jayway's text.
//! An *indefinite* path (`..`, `*`, slices, filters, several indexes) always gives an array.
//! Some of Jayway's habits kept here: a missing field is an error on a definite path and skipped on an
//! indefinite one, `['a','b']` gives an object, `[?(..)]` on an object tests that object, `null` is a value.
//!
//! References: "Using JSONPath paths" in the Step Functions developer guide, and "Paths" in the Amazon
//! States Language specification.

mod error;
mod eval;
mod filter;
mod limits;
mod location;
mod parse;
mod part;
mod step;
#[cfg(test)]
mod tests;
mod write;

pub use error::{EvalError, ParseError, ParseErrorKind};
pub use limits::{MAX_DEPTH, MAX_FILTER_DEPTH, MAX_STEPS, MAX_WORK};

use serde_json::Value;
use std::borrow::Cow;
use step::Step;

/// A parsed path. Cheap to keep, safe to share between threads.
#[derive(Debug, Clone)]
pub struct JsonPath {
    text: String,
    root: Root,
    steps: Vec<Step>,
    definite: bool,
}

/// What a path starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Root {
    /// `$`: the document itself.
    Input,
    /// `$$`: the context object of a state machine execution.
    Context,
    /// `$name`: a workflow variable, without the dollar sign.
    Variable(String),
}

/// Whose paths are read: the two services accept different sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Step Functions: knows `$$` and `$name`, refuses functions, regular expressions and references to
    /// other values in filters; a filter matches objects only.
    States,
    /// `$input.path` and `$input.json` of API Gateway: everything Jayway takes; the leading `$.` is optional.
    Gateway,
}

impl JsonPath {
    /// Parses a path of a state machine definition; same as [`JsonPath::parse_with`] and [`Dialect::States`].
    pub fn parse(text: &str) -> Result<JsonPath, ParseError> {
        Self::parse_with(text, Dialect::States)
    }

    /// Parses a path in the given dialect. Space around the path is ignored.
    pub fn parse_with(text: &str, dialect: Dialect) -> Result<JsonPath, ParseError> {
        let (root, steps) = parse::parse(text, dialect)?;
        let definite = step::all_definite(&steps);
        Ok(JsonPath {
            text: text.to_owned(),
            root,
            steps,
            definite,
        })
    }

    /// The path as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the path is applied to; the caller hands that document to [`JsonPath::select`].
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Whether the path names at most one value.
    pub fn is_definite(&self) -> bool {
        self.definite
    }

    /// Whether the path is an ASL reference path: only `.name`, `['name']` and `[n]` steps.
    pub fn is_reference(&self) -> bool {
        self.steps.iter().all(Step::is_reference)
    }

    /// Whether the path is its root alone: `$`, `$$` or `$name`.
    pub fn is_root(&self) -> bool {
        self.steps.is_empty()
    }

    /// The value at this path below `root`, or an array of values if the path is indefinite.
    pub fn select<'a>(&self, root: &'a Value) -> Result<Cow<'a, Value>, EvalError> {
        if self.definite {
            eval::definite(&self.steps, root)
        } else {
            eval::indefinite(&self.steps, root).map(Cow::Owned)
        }
    }

    /// What this path names in the text `document`, as it is written there; `None` unless the path consists of names and
    /// places alone and leads somewhere.
    pub fn part<'t>(&self, document: &'t str) -> Option<&'t str> {
        part::part(self, document)
    }

    /// Puts `value` at this reference path, creating objects that are missing on the way (ASL's `ResultPath`).
    /// On an error `root` is unchanged.
    pub fn write(&self, root: &mut Value, value: Value) -> Result<(), EvalError> {
        write::write(self, root, value)
    }
}
