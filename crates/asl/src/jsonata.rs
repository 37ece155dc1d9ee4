//! JSONata in states: expressions of fields, and what they see: `$states` and the variables
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html>).

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use query::jsonata::{Bound, Evaluator, Expression, Limits, Moment, Reference};
use serde_json::Value;

use crate::context::Context;
use crate::error::Fault;
use crate::json::Document;
use crate::run::{FrameId, Run};
use crate::template::TemplateError;

/// The variable that holds input, result, error and context.
const STATES: &str = "states";

/// The expression inside of `{% … %}`; `None` for a text that is none.
pub(crate) fn expression(text: &str) -> Option<&str> {
    let inner = text.strip_prefix("{%")?.strip_suffix("%}")?;
    Some(inner.trim())
}

/// An expression and the field it stands in.
#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) expression: Expression,
    /// As errors name it: `Output/a`.
    pub(crate) field: String,
}

impl Query {
    /// Parses `text`, the part between the braces.
    pub(crate) fn parse(text: &str, field: &str) -> Result<Self, TemplateError> {
        let expression = Expression::parse(text).map_err(|error| TemplateError {
            field: field.to_owned(),
            detail: format!(" ({error})"),
        })?;
        Ok(Self {
            expression,
            field: field.to_owned(),
        })
    }

    /// The fault of this expression; `what` follows "The JSONata expression … specified for the field …".
    fn fault(&self, what: &str) -> Fault {
        Fault::Query {
            location: self.field.clone(),
            text: format!(
                "The JSONata expression '{}' specified for the field '{}' {what}",
                self.expression.text(),
                self.field
            ),
        }
    }

    /// The result is none that the field can take.
    pub(crate) fn unexpected(&self, expected: &str, value: &Value) -> Fault {
        let found = type_name(value);
        let shown = query::javascript::to_json(value);
        self.fault(&format!(
            "returned an unexpected result type. Expected '{expected}', but was '{found}' for value: {shown}"
        ))
    }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// What has been converted for expressions of one look at a state, each thing once.
#[derive(Default)]
pub(crate) struct Converted<'a> {
    /// Where what lasts is kept, and of which state it is: its frame and the event of its entry.
    kept: Option<(&'a RefCell<Recent>, FrameId, u64)>,
    /// What does not change while the state is at work.
    lasting: OnceCell<Rc<Lasting>>,
    whole_context: OnceCell<Bound>,
    light_context: OnceCell<Bound>,
    given: OnceCell<Bound>,
}

impl<'a> Converted<'a> {
    /// Nothing yet, of the state that frame `frame` entered with event `entered`.
    pub(crate) fn of(recent: &'a RefCell<Recent>, frame: FrameId, entered: u64) -> Self {
        Self {
            kept: Some((recent, frame, entered)),
            ..Self::default()
        }
    }

    fn lasting(&self) -> &Lasting {
        self.lasting.get_or_init(|| match self.kept {
            Some((recent, frame, entered)) => recent.borrow_mut().of(frame, entered),
            None => Rc::default(),
        })
    }
}

/// A state's input and the variables it sees. The items of a Map share them, for converting them costs.
#[derive(Default)]
pub(crate) struct Lasting {
    input: OnceCell<Bound>,
    variables: RefCell<BTreeMap<String, Option<Bound>>>,
}

/// What expressions of a state see.
pub(crate) struct States<'a> {
    pub(crate) converted: &'a Converted<'a>,
    /// `$states.input`: the state's raw input.
    pub(crate) input: &'a Document,
    /// `$states.result` or `$states.errorOutput`.
    pub(crate) given: Given<'a>,
    /// `$states.context`.
    pub(crate) context: &'a Context<'a>,
    /// Where the variables are.
    pub(crate) run: &'a Run,
    pub(crate) frame: FrameId,
    /// The time, and what random numbers follow from.
    pub(crate) moment: &'a dyn Source,
}

/// Where an expression's time and randomness come from.
pub(crate) trait Source {
    /// Those of one evaluation.
    fn moment(&self) -> Moment;
}

/// What a state's work gave.
#[derive(Clone, Copy)]
pub(crate) enum Given<'a> {
    Nothing,
    Result(&'a Document),
    Error(&'a Document),
}

impl States<'_> {
    /// The result of `query`.
    pub(crate) fn evaluate(&self, query: &Query) -> Result<Value, Fault> {
        let bindings = self.bindings(query.expression.references());
        let evaluator = Evaluator::new(Limits::default(), self.moment.moment(), bindings);
        evaluator
            .evaluate(&query.expression)
            .map_err(|failure| match failure {
                query::jsonata::Failure::Thrown(_) => query.fault(&failure.to_string()),
                failure => query.fault(&format!("{failure}.")),
            })
    }

    /// The result of `query`, read as what its field takes.
    pub(crate) fn evaluate_as<T>(
        &self,
        query: &Query,
        expected: &str,
        read: impl FnOnce(&Value) -> Option<T>,
    ) -> Result<T, Fault> {
        let value = self.evaluate(query)?;
        read(&value).ok_or_else(|| query.unexpected(expected, &value))
    }

    /// The variables that are named, converted as far as they are looked into.
    fn bindings(&self, references: &[Reference]) -> Vec<(String, Bound)> {
        let mut bindings = Vec::new();
        // References are in order, so those to one variable follow each other.
        for group in references.chunk_by(|a, b| a.name == b.name) {
            let name = &group[0].name;
            let value = match name.as_str() {
                STATES => Some(self.states(group)),
                name => self.variable(name),
            };
            bindings.extend(value.map(|value| (name.clone(), value)));
        }
        bindings
    }

    fn variable(&self, name: &str) -> Option<Bound> {
        let variables = &self.converted.lasting().variables;
        if let Some(known) = variables.borrow().get(name) {
            return known.clone();
        }
        let found = self.run.variable(self.frame, name).map(Bound::from);
        variables
            .borrow_mut()
            .insert(name.to_owned(), found.clone());
        found
    }

    fn states(&self, references: &[Reference]) -> Bound {
        let uses = |field: &str| {
            let first = |reference: &Reference| reference.path.first().is_none_or(|f| f == field);
            references.iter().any(first)
        };
        let mut fields = Vec::new();
        if uses("input") {
            let convert = || Bound::from(self.input.tree());
            let input = self.converted.lasting().input.get_or_init(convert);
            fields.push(("input", input.clone()));
        }
        match self.given {
            Given::Result(result) if uses("result") => {
                fields.push(("result", self.given(result)));
            }
            Given::Error(error) if uses("errorOutput") => {
                fields.push(("errorOutput", self.given(error)));
            }
            _ => {}
        }
        if uses("context") {
            fields.push(("context", self.context(references)));
        }
        Bound::object(fields)
    }

    fn given(&self, document: &Document) -> Bound {
        let convert = || Bound::from(document.tree());
        self.converted.given.get_or_init(convert).clone()
    }

    /// The execution's input, which may be large, is part of it only where somebody may look.
    fn context(&self, references: &[Reference]) -> Bound {
        let whole = references.iter().any(|reference| {
            let path: Vec<&str> = reference.path.iter().map(String::as_str).collect();
            matches!(
                path[..],
                [] | ["context"] | ["context", "Execution"] | ["context", "Execution", "Input", ..]
            )
        });
        let converted = match whole {
            true => &self.converted.whole_context,
            false => &self.converted.light_context,
        };
        let convert = || match whole {
            true => Bound::from(self.context.whole()),
            false => Bound::from(self.context.light()),
        };
        converted.get_or_init(convert).clone()
    }
}

/// What was converted for the states that were looked at last, each known by its frame and the event of its entry.
#[derive(Default)]
pub(crate) struct Recent(VecDeque<(FrameId, u64, Rc<Lasting>)>);

impl Recent {
    /// A Map and its items take turns; a few Maps may be inside of each other.
    const KEPT: usize = 4;

    /// What was converted for that state, or nothing yet.
    pub(crate) fn of(&mut self, frame: FrameId, entered: u64) -> Rc<Lasting> {
        let place = self
            .0
            .iter()
            .position(|(f, e, _)| (*f, *e) == (frame, entered));
        let known = place.and_then(|place| self.0.remove(place));
        let lasting = known.map(|(_, _, lasting)| lasting).unwrap_or_default();
        self.0.truncate(Self::KEPT - 1);
        self.0.push_front((frame, entered, Rc::clone(&lasting)));
        lasting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_stand_in_braces() {
        assert_eq!(expression("{% $a %}"), Some("$a"));
        assert_eq!(expression("{%%}"), Some(""));
        for text in ["", "{%", " {% $a %} ", "{% $a", "$a %}", "{$a}"] {
            assert_eq!(expression(text), None, "{text}");
        }
    }
}
