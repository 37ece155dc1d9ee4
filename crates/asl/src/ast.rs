//! The typed tree of a definition: every state type and field of the Amazon States Language, as written.
//!
//! Nothing is defaulted and nothing required here: what is absent stays `None`, what is unknown is listed, so that
//! validation can say everything that is wrong. Source: <https://states-language.net/spec.html> and
//! <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-amazon-states-language.html>.
//!
//! # Layout
//! - [`state`]: the eight state types, `Retry` and `Catch`.
//! - [`choice`]: the rules of a Choice state.
//! - [`map`]: what is particular to Map states.

pub mod choice;
pub mod map;
pub mod state;

use indexmap::IndexMap;

pub use choice::{ChoiceRule, Comparison, Operand, Operator, Test};
pub use map::{ItemBatcher, ItemProcessor, ItemReader, Map, ProcessorConfig, ResultWriter};
pub use state::{Catcher, Choice, Fail, Kind, Parallel, Pass, Retrier, State, Task, Wait};

/// The language that a state's paths or expressions are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QueryLanguage {
    /// `JSONPath`, the default.
    JsonPath,
    /// `JSONata`.
    Jsonata,
}

/// A path that may be absent, `null`, or a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PathField {
    /// Not written.
    #[default]
    Absent,
    /// Written as `null`.
    Null,
    /// Written as a string.
    Path(String),
}

/// A number, or in JSONata a string that holds an expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    /// A number of any kind; whether it may be negative or a fraction is validation's business.
    Number(serde_json::Number),
    /// `{% … %}`.
    Expression(String),
}

impl Amount {
    /// The number, when it is an integer.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.as_i64(),
            Self::Expression(_) => None,
        }
    }
}

/// A state machine.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Machine {
    /// `Version`.
    pub version: Option<String>,
    /// `TimeoutSeconds`: the longest the execution may take.
    pub timeout_seconds: Option<serde_json::Number>,
    /// Its states.
    pub graph: Graph,
}

/// States and where they begin: a machine, a Parallel branch, or what a Map runs for each item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// `Comment`.
    pub comment: Option<String>,
    /// `QueryLanguage`, which only a machine may say.
    pub query_language: Option<QueryLanguage>,
    /// `StartAt`.
    pub start_at: Option<String>,
    /// `States` by name, in the order written.
    pub states: Option<IndexMap<String, State>>,
    /// Fields no graph has.
    pub unknown: Vec<String>,
}
