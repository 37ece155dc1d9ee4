//! What is tested: a definition of one state, or a state of a whole definition.

use std::collections::BTreeSet;

use serde_json::Value;

use super::items::{self, Read, ReadError};

use crate::ast::{self, Graph, Machine, QueryLanguage, State};
use crate::compile::CompileError;
use crate::parse;
use crate::program::{Program, StateId};
use crate::validate::{Code, Diagnostic, MachineType, invalid_definition, validate};

/// The name that AWS gives a state tested alone (recorded).
const ALONE: &str = "StateName";

/// A state and the definition around it.
#[derive(Debug)]
pub struct Subject {
    pub(super) program: Program,
    pub(super) id: StateId,
    /// Its name; `StateName` when the definition is the state's alone.
    pub name: String,
    /// The state, as written.
    pub state: State,
    /// The language it is written in.
    pub language: QueryLanguage,
}

/// Why there is nothing to test.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubjectError {
    /// The definition is wrong; the text is AWS's of `InvalidDefinition`.
    #[error("{0}")]
    Invalid(String),
    /// The definition has no state of that name.
    #[error("State not found in definition")]
    NotFound,
}

impl Subject {
    /// The state that `definition` is, or the state called `name` anywhere in it.
    ///
    /// # Errors
    /// [`SubjectError`].
    pub fn new(definition: &str, name: Option<&str>) -> Result<Self, SubjectError> {
        match name {
            None => Self::alone(definition),
            Some(name) => {
                check(validate(definition, MachineType::Standard))?;
                Self::find(definition, name)
            }
        }
    }

    /// A state that is written alone is checked and run as the first of a state machine in which every state it names
    /// exists.
    fn alone(definition: &str) -> Result<Self, SubjectError> {
        let Some(state) = query::json::value(definition) else {
            check(validate(definition, MachineType::Standard))?;
            return Err(SubjectError::NotFound);
        };
        let stubs: String = targets(&state)
            .into_iter()
            .filter(|name| *name != ALONE)
            .map(|name| format!(r#",{}:{{"Type":"Succeed"}}"#, Value::from(name)))
            .collect();
        let machine =
            format!(r#"{{"StartAt":"{ALONE}","States":{{"{ALONE}":{definition}{stubs}}}}}"#);
        let mut found = validate(&machine, MachineType::Standard);
        found.retain(|found| found.code != Code::MissingEndState);
        check(found)?;
        Self::find(&machine, ALONE)
    }

    fn find(definition: &str, name: &str) -> Result<Self, SubjectError> {
        let invalid = |error: CompileError| {
            SubjectError::Invalid(format!("Invalid State Machine Definition: '{error}'"))
        };
        let machine =
            parse::parse(definition).map_err(|errors| invalid(CompileError::Parse(errors)))?;
        let found = search(&machine.graph, name, QueryLanguage::JsonPath);
        let found = found.ok_or(SubjectError::NotFound)?;
        let program = Program::from_tree(&found.machine()).map_err(invalid)?;
        let id = program.find(name).ok_or(SubjectError::NotFound)?;
        Ok(Self {
            id,
            name: name.to_owned(),
            language: found.state.query_language.unwrap_or(found.language),
            state: found.state.clone(),
            program,
        })
    }

    /// What a Task state calls; empty for all others.
    #[must_use]
    pub fn resource(&self) -> &str {
        match &self.state.kind {
            ast::Kind::Task(task) => task.resource.as_deref().unwrap_or_default(),
            _ => "",
        }
    }

    /// Whether somebody outside may end the task with its token.
    pub(super) fn has_token(&self) -> bool {
        let resource = self.resource();
        resource.contains(":activity:")
            || resource.ends_with(".waitForTaskToken")
            || resource.contains(".sync")
    }

    /// Whether the state has an `ItemReader`.
    #[must_use]
    pub fn reads(&self) -> bool {
        matches!(&self.state.kind, ast::Kind::Map(map) if map.item_reader.is_some())
    }

    /// What the state's `ItemReader` makes of `data`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn read(&self, data: &str) -> Result<Read, ReadError> {
        items::read(&self.state.kind, data)
    }

    /// Whether `name` is a state in a branch or iteration of the state.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        let within = |graph| search(graph, name, self.language).is_some();
        inner(&self.state).into_iter().any(within)
    }
}

fn check(found: Vec<Diagnostic>) -> Result<(), SubjectError> {
    match invalid_definition(&found) {
        Some(message) => Err(SubjectError::Invalid(message)),
        None => Ok(()),
    }
}

/// The states that a state may go to.
fn targets(state: &Value) -> BTreeSet<&str> {
    let listed = ["Choices", "Catch"]
        .into_iter()
        .filter_map(|list| state.get(list)?.as_array())
        .flatten()
        .filter_map(|item| item.get("Next"));
    let direct = ["Next", "Default"]
        .into_iter()
        .filter_map(|name| state.get(name));
    direct.chain(listed).filter_map(Value::as_str).collect()
}

/// A state and the graph it is in.
struct Found<'g> {
    state: &'g State,
    name: &'g str,
    graph: &'g Graph,
    /// The graph's language.
    language: QueryLanguage,
}

impl Found<'_> {
    /// The graph as a state machine. A distributed Map is tested as an inline one: neither begins children here.
    fn machine(&self) -> Machine {
        let mut graph = self.graph.clone();
        graph.query_language = Some(self.language);
        let states = graph.states.as_mut();
        let state = states.and_then(|states| states.get_mut(self.name));
        if let Some(ast::Kind::Map(map)) = state.map(|state| &mut state.kind) {
            let processors = map.item_processor.iter_mut().chain(&mut map.iterator);
            processors.for_each(|processor| processor.config = None);
        }
        Machine {
            graph,
            ..Machine::default()
        }
    }
}

/// The state called `name`.
fn search<'g>(graph: &'g Graph, name: &str, outer: QueryLanguage) -> Option<Found<'g>> {
    let language = graph.query_language.unwrap_or(outer);
    let states = graph.states.as_ref()?;
    if let Some((name, state)) = states.get_key_value(name) {
        return Some(Found {
            state,
            name,
            graph,
            language,
        });
    }
    let mut within = states.values().flat_map(inner);
    within.find_map(|graph| search(graph, name, language))
}

/// The graphs of a state's branches or iterations.
fn inner(state: &State) -> Vec<&Graph> {
    match &state.kind {
        ast::Kind::Parallel(parallel) => parallel.branches.iter().flatten().collect(),
        ast::Kind::Map(map) => {
            let processors = map.item_processor.iter().chain(&map.iterator);
            processors.map(|processor| &processor.graph).collect()
        }
        _ => Vec::new(),
    }
}
