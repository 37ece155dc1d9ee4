//! Typed tree to program: names become numbers, paths and templates are parsed, defaults are filled in.
//!
//! It expects a definition that validation accepts, and still refuses whatever it cannot run, with the place.
//!
//! # Layout
//! - [`state`]: one state. [`choice`]: the rules of a Choice state. [`distributed`]: Maps in distributed mode.

mod choice;
mod distributed;
mod iteration;
mod state;

use std::time::Duration;

use crate::ast::{Graph, Machine, QueryLanguage};
use crate::parse::{self, ParseError};
use crate::program::{Program, State, StateId};

/// Why a definition does not compile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompileError {
    /// It is not a definition at all.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Parse(Vec<ParseError>),
    /// Something in it cannot be run.
    #[error("{reason} at {at}")]
    Invalid {
        /// The field, as a JSON pointer such as `/States/A/Next`.
        at: String,
        /// What is wrong with it.
        reason: String,
    },
}

fn invalid(at: &str, reason: impl Into<String>) -> CompileError {
    CompileError::Invalid {
        at: if at.is_empty() { "/".into() } else { at.into() },
        reason: reason.into(),
    }
}

impl Program {
    /// The program of the definition `text`.
    pub fn compile(text: &str) -> Result<Self, CompileError> {
        let machine = parse::parse(text).map_err(CompileError::Parse)?;
        Self::from_tree(&machine)
    }

    /// The program of a definition already parsed.
    pub fn from_tree(machine: &Machine) -> Result<Self, CompileError> {
        let mut compiler = Compiler { states: Vec::new() };
        let language = machine
            .graph
            .query_language
            .unwrap_or(QueryLanguage::JsonPath);
        let start = compiler.graph(&machine.graph, "", language)?;
        let timeout = match &machine.timeout_seconds {
            None => None,
            Some(seconds) => {
                let seconds = seconds
                    .as_u64()
                    .ok_or_else(|| invalid("/TimeoutSeconds", "Expected a positive integer"))?;
                Some(Duration::from_secs(seconds))
            }
        };
        Ok(Self {
            states: compiler.finish()?,
            start,
            timeout,
        })
    }
}

/// Builds the arena. Places are given out before states are compiled, so that states can name each other.
struct Compiler {
    states: Vec<Option<State>>,
}

impl Compiler {
    /// Compiles the states of `graph` and gives the one it begins with.
    fn graph(
        &mut self,
        graph: &Graph,
        at: &str,
        language: QueryLanguage,
    ) -> Result<StateId, CompileError> {
        let missing = |field: &str| invalid(at, format!("These fields are required: [{field}]"));
        let states = graph.states.as_ref().ok_or_else(|| missing("States"))?;
        let first = self.states.len();
        self.states.resize_with(first + states.len(), || None);
        let place = |name: &str| {
            let offset = states.get_index_of(name)?;
            u32::try_from(first + offset).ok().map(StateId)
        };
        for (offset, (name, tree)) in states.iter().enumerate() {
            let at = format!("{at}/States/{name}");
            let state = state::compile(self, tree, name, &at, language, &place)?;
            self.states[first + offset] = Some(state);
        }
        let start = graph
            .start_at
            .as_deref()
            .ok_or_else(|| missing("StartAt"))?;
        place(start).ok_or_else(|| {
            invalid(
                &format!("{at}/StartAt"),
                format!("Missing transition target: {start}"),
            )
        })
    }

    fn finish(self) -> Result<Vec<State>, CompileError> {
        let states: Option<Vec<State>> = self.states.into_iter().collect();
        states.ok_or_else(|| invalid("", "A state was not compiled"))
    }
}

#[cfg(test)]
mod tests;
