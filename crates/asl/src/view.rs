//! What paths and functions of a state can see: the document `$`, the context object `$$`, the variables `$name`.

use std::borrow::Cow;
use std::cell::RefCell;

use query::jsonpath::{EvalError, JsonPath, Root};
use serde_json::{Map, Value};

use crate::context::Context;
use crate::error::Fault;
use crate::intrinsics::{IntrinsicError, Random, Resolve};
use crate::json::Document;
use crate::jsonata::States;
use crate::random::SplitMix;
use crate::run::{FrameId, Run};
use crate::template::{Computed, Expression, Fields, Template};

/// One state's view of its data.
pub(crate) struct View<'a> {
    /// `$`.
    pub(crate) document: &'a Document,
    /// `$$`.
    pub(crate) context: &'a Context<'a>,
    /// Where the variables are: those of `frame` and of the frames around it.
    pub(crate) run: &'a Run,
    pub(crate) frame: FrameId,
    pub(crate) random: &'a RefCell<SplitMix>,
    /// What expressions see.
    pub(crate) states: States<'a>,
}

/// A path that led nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lost {
    /// The path as written.
    pub(crate) path: String,
    pub(crate) reason: Reason,
}

/// Why a path led nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Evaluating it failed.
    Path(EvalError),
    /// There is no such variable.
    Variable,
}

impl Lost {
    /// AWS's text for `InputPath`, `OutputPath` and the paths of numbers.
    pub(crate) fn invalid_path(&self) -> String {
        match &self.reason {
            Reason::Path(error) => format!("Invalid path '{}' : {error}", self.path),
            Reason::Variable => format!("Invalid path '{0}' : No results for path: {0}", self.path),
        }
    }
}

impl Resolve for View<'_> {
    type Error = Lost;

    fn path(&self, path: &JsonPath) -> Result<Cow<'_, Value>, Lost> {
        let lost = |reason| Lost {
            path: path.text().to_owned(),
            reason,
        };
        let root = match path.root() {
            Root::Input => self.document.tree(),
            Root::Context => match self.light_context(path) {
                Some(found) => return Ok(found),
                None => self.context.whole(),
            },
            Root::Variable(name) => {
                let found = self.run.variable(self.frame, name);
                found.ok_or_else(|| lost(Reason::Variable))?
            }
        };
        match path.select(root) {
            // Recorded: a path that may give many values gives none of them where its beginning is missing.
            Err(error) if !path.is_definite() && error.is_missing() => {
                Ok(Cow::Owned(Value::Array(Vec::new())))
            }
            selected => selected.map_err(|error| lost(Reason::Path(error))),
        }
    }
}

impl Random for SplitMix {
    fn next_u64(&mut self) -> u64 {
        self.next()
    }
}

impl View<'_> {
    /// What `path` finds in the context object when it neither is nor holds the execution's input. Without this a
    /// Map over many items would parse its whole input for each.
    fn light_context(&self, path: &JsonPath) -> Option<Cow<'_, Value>> {
        if path.text().contains("Input") {
            return None;
        }
        let found = path.select(self.context.light());
        let holds_input =
            |value: &Value| value.get("Execution").is_some() || value.get("StartTime").is_some();
        found
            .ok()
            .filter(|found| path.is_definite() && !holds_input(found))
    }

    /// The value of `expression`, which stands in the field `field`.
    pub(crate) fn evaluate(&self, expression: &Expression, field: &str) -> Result<Value, Fault> {
        match expression {
            Expression::Path(path) => match self.path(path) {
                Ok(value) => Ok(value.into_owned()),
                // Observed on AWS: an index beyond the array is null here, unlike a missing field.
                Err(Lost {
                    reason: Reason::Path(EvalError::IndexOutOfBounds(_)),
                    ..
                }) => Ok(Value::Null),
                Err(lost) => Err(self.not_found(&lost.path, field)),
            },
            Expression::Function(function) => function
                .evaluate(self, &mut *self.random.borrow_mut())
                .map_err(|error| match error {
                    IntrinsicError::Path(lost) => self.not_found(&lost.path, field),
                    IntrinsicError::Failed(failure) => Fault::Intrinsic(failure.to_string()),
                }),
        }
    }

    /// AWS's text for a computed field whose path leads nowhere.
    pub(crate) fn not_found(&self, path: &str, field: &str) -> Fault {
        let payload = self.document.payload();
        let input = payload.as_str();
        Fault::Runtime(format!(
            "The JSONPath '{path}' specified for the field '{field}' could not be found in the input '{input}'"
        ))
    }

    /// The value of `template`.
    pub(crate) fn fill(&self, template: &Template) -> Result<Value, Fault> {
        match template {
            Template::Constant(value) => Ok(value.clone()),
            Template::Object(fields) => self.fill_object(fields),
            Template::Query(query) => self.states.evaluate(query),
            Template::Array(items) => {
                let items: Result<_, _> = items.iter().map(|item| self.fill(item)).collect();
                Ok(Value::Array(items?))
            }
        }
    }

    fn fill_object(&self, fields: &Fields) -> Result<Value, Fault> {
        let mut object = Map::with_capacity(fields.plain.len() + fields.computed.len());
        for (name, template) in &fields.plain {
            object.insert(name.clone(), self.fill(template)?);
        }
        for Computed {
            name,
            field,
            expression,
        } in &fields.computed
        {
            object.insert(name.clone(), self.evaluate(expression, field)?);
        }
        Ok(Value::Object(object))
    }
}
