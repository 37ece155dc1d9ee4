//! Everything that is wrong with a definition, in the words AWS uses.
//!
//! `CreateStateMachine` refuses a definition with errors and lists them ([`invalid_definition`]);
//! `ValidateStateMachineDefinition` answers the list itself, with warnings. Two rounds: the shape of every object
//! against the tables of [`schema`], then, if that found nothing, the graph of states.
//!
//! Codes: "ValidateStateMachineDefinitionDiagnostic" in the Step Functions API reference. Rules: the Amazon States
//! Language specification and the developer guide's pages on each state. Texts: recordings of AWS where there is
//! one.
//!
//! # Layout
//! - [`schema`]: which fields each object has. [`object`]: checking an object against such a table.
//! - [`value`]: numbers, paths, timestamps. [`template`]: payload templates and JSONata in them.
//! - [`state`], [`choice`], [`map`], [`errors`], [`resource`]: what tables cannot say.
//! - [`graph`]: targets, reachability, ends, names. [`warning`]: what is legal but looks like a mistake.
//! - [`jsonata`]: the grammar of JSONata, checked without evaluating.

mod choice;
mod errors;
mod graph;
mod jsonata;
mod map;
mod object;
mod resource;
mod schema;
mod state;
mod template;
#[cfg(test)]
mod tests;
mod value;
mod warning;

use crate::ast::QueryLanguage;
use query::json::{self, Node, Place};
use std::fmt;

/// Most findings that are listed; nobody reads more. An error is never left out for warnings alone.
pub const MAX_FOUND: usize = 1000;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// The definition cannot be used.
    Error,
    /// It can, but probably does not do what was meant.
    Warning,
}

/// The type of the state machine that the definition is for; Express allows less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineType {
    /// `STANDARD`
    Standard,
    /// `EXPRESS`
    Express,
}

macro_rules! codes {
    ($($name:ident $text:literal $doc:literal;)*) => {
        /// What kind of finding it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $doc] $name,)*
        }

        impl fmt::Display for Code {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $(Code::$name => $text,)*
                })
            }
        }
    };
}

codes! {
    InvalidJsonDescription "INVALID_JSON_DESCRIPTION" "Not JSON.";
    MissingDescription "MISSING_DESCRIPTION" "No text at all.";
    SchemaValidationFailed "SCHEMA_VALIDATION_FAILED" "A field is missing, unknown, or has a wrong value.";
    MissingTransitionTarget "MISSING_TRANSITION_TARGET" "A state is named that does not exist, or one is named by nobody.";
    MissingEndState "MISSING_END_STATE" "No state ends the workflow.";
    DuplicateStateName "DUPLICATE_STATE_NAME" "Two states of one state machine have the same name.";
    InvalidStateName "INVALID_STATE_NAME" "A state's name is too long.";
    DuplicateLabelName "DUPLICATE_LABEL_NAME" "Two Map states have the same label.";
    InvalidLabelName "INVALID_LABEL_NAME" "A label is too long or has characters that are not allowed.";
    InvalidVariableName "INVALID_VARIABLE_NAME" "`Assign` to something that cannot be a variable's name.";
    ReservedVariableName "RESERVED_VARIABLE_NAME" "`Assign` to `states`.";
    InvalidJsonataExpression "INVALID_JSONATA_EXPRESSION" "A JSONata expression does not parse.";
    UnsupportedJsonataExpression "UNSUPPORTED_JSONATA_EXPRESSION" "A JSONata expression reads what a state does not have.";
    NoDollar "NO_DOLLAR" "A value looks like a path, but its field's name does not end in `.$`.";
    NoPath "NO_PATH" "A value looks like a path, but its field's name does not end in `Path`.";
    PassResultIsStatic "PASS_RESULT_IS_STATIC" "`Result` of a Pass state holds something that looks like a path.";
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: Code,
    /// How serious.
    pub severity: Severity,
    /// AWS's sentence.
    pub message: String,
    /// Where, as AWS writes it: `/States/A/Choices[0]/Next`; `/` is the whole definition. For text that is no JSON
    /// Jackson's `[Source: ...]`. `None` when it is nowhere in particular.
    pub location: Option<String>,
    /// Line and column in the text, from 1.
    pub span: Option<(usize, usize)>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = self.location.as_deref().unwrap_or("null");
        write!(f, "{}: {} at {location}", self.code, self.message)
    }
}

/// All findings about `definition`, errors and warnings, in the order of the text.
pub fn validate(definition: &str, machine_type: MachineType) -> Vec<Diagnostic> {
    if definition.trim().is_empty() {
        let message = "Received a null or empty workflow input.".to_owned();
        return vec![finding(Code::MissingDescription, message, None, None)];
    }
    let root = match read(definition) {
        Ok(root) => root,
        Err(error) => {
            let location = Some(error.location(definition));
            let message = error.full_message(definition);
            let place = Some(error.place);
            return vec![finding(
                Code::InvalidJsonDescription,
                message,
                location,
                place,
            )];
        }
    };
    let mut validator = Validator::new(machine_type, language_of(&root));
    validator.machine(&root);
    if validator.found_no_error() {
        validator.graphs(&root);
    }
    validator.found
}

/// The tree of a text in which no object says a field twice: which one was meant? Repeated states have a code of
/// their own.
fn read(definition: &str) -> Result<Node, json::JsonError> {
    let root = json::read(definition)?;
    match repeated_field(&root) {
        None => Ok(root),
        Some(field) => Err(json::JsonError {
            message: format!("Duplicate field '{}'", field.name),
            place: field.place,
        }),
    }
}

fn repeated_field(node: &Node) -> Option<&json::Field> {
    match &node.data {
        json::Data::Array(items) => items.iter().find_map(repeated_field),
        json::Data::Object(fields) => {
            let mut seen = std::collections::HashSet::new();
            fields.iter().find_map(|field| {
                let is_state = field.node.get("Type").is_some();
                let repeated = !seen.insert(&field.name) && !is_state;
                if repeated {
                    Some(field)
                } else {
                    repeated_field(&field.node)
                }
            })
        }
        _ => None,
    }
}

/// The text of `InvalidDefinition` for these findings; `None` if none is an error.
pub fn invalid_definition(found: &[Diagnostic]) -> Option<String> {
    let errors: Vec<String> = found
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .map(Diagnostic::to_string)
        .collect();
    (!errors.is_empty())
        .then(|| format!("Invalid State Machine Definition: '{}'", errors.join(", ")))
}

/// The machine's language; an unknown one is reported elsewhere and taken for the default.
fn language_of(root: &Node) -> QueryLanguage {
    match root.get("QueryLanguage").and_then(Node::as_str) {
        Some("JSONata") => QueryLanguage::Jsonata,
        _ => QueryLanguage::JsonPath,
    }
}

fn finding(
    code: Code,
    message: String,
    location: Option<String>,
    place: Option<Place>,
) -> Diagnostic {
    let span = place.map(|place| (place.line, place.column));
    Diagnostic {
        code,
        severity: Severity::Error,
        message,
        location,
        span,
    }
}

/// `name` below `location`.
fn below(location: &str, name: &str) -> String {
    format!("{}/{name}", location.trim_end_matches('/'))
}

/// A validation under way.
struct Validator {
    found: Vec<Diagnostic>,
    machine_language: QueryLanguage,
    /// Whether what is being checked runs in an Express workflow: the machine, or a distributed Map's children.
    express: bool,
    /// How many graphs are around what is being checked: 1 for the machine's own states.
    nesting: usize,
    /// Whether expressions may read `$states.result` and `$states.errorOutput` where we are.
    has_result: bool,
    has_error: bool,
}

impl Validator {
    fn new(machine_type: MachineType, machine_language: QueryLanguage) -> Validator {
        Validator {
            found: Vec::new(),
            machine_language,
            express: machine_type == MachineType::Express,
            nesting: 0,
            has_result: false,
            has_error: false,
        }
    }

    fn found_no_error(&self) -> bool {
        self.found
            .iter()
            .all(|found| found.severity == Severity::Warning)
    }

    /// Notes an error of the given code about `node`.
    fn error(&mut self, code: Code, message: impl Into<String>, location: &str, node: &Node) {
        let location = Some(location.to_owned());
        self.note(finding(code, message.into(), location, Some(node.place)));
    }

    /// Notes a violation of the schema about `node`.
    fn invalid(&mut self, message: impl Into<String>, location: &str, node: &Node) {
        self.error(Code::SchemaValidationFailed, message, location, node);
    }

    fn warn(&mut self, code: Code, message: &str, location: &str, node: &Node) {
        let location = Some(location.to_owned());
        let found = finding(code, message.to_owned(), location, Some(node.place));
        self.note(Diagnostic {
            severity: Severity::Warning,
            ..found
        });
    }

    fn note(&mut self, found: Diagnostic) {
        let first_error = || found.severity == Severity::Error && self.found_no_error();
        if self.found.len() < MAX_FOUND || first_error() {
            self.found.push(found);
        }
    }
}
