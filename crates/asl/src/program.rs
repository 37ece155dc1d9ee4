//! A definition made ready to run: states in one flat arena, paths, functions, templates and rules compiled once.
//!
//! A program never changes, is `Send + Sync`, and is shared by `Arc` among all executions of a revision.

mod distributed;
mod iteration;

use std::time::Duration;

use model::Timestamp;
use query::jsonpath::JsonPath;

use crate::ast::QueryLanguage;
use crate::event::{EventType, Payload};
use crate::jsonata::Query;
use crate::step::TaskTarget;
use crate::template::{Expression, Template};

pub(crate) use distributed::{Batcher, Distributed, Reader, Writer};
pub(crate) use iteration::{Concurrency, Iteration, Quantity};

/// A state's place in the arena.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StateId(pub(crate) u32);

/// A state machine ready to run.
#[derive(Debug)]
pub struct Program {
    pub(crate) states: Vec<State>,
    pub(crate) start: StateId,
    pub(crate) timeout: Option<Duration>,
}

impl Program {
    pub(crate) fn state(&self, id: StateId) -> Option<&State> {
        self.states.get(id.0 as usize)
    }

    /// The state called `name`, wherever it is: names are unique in a definition.
    pub(crate) fn find(&self, name: &str) -> Option<StateId> {
        let place = self.states.iter().position(|state| state.name == name)?;
        u32::try_from(place).ok().map(StateId)
    }

    /// How many states there are, those of branches and iterations included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.states.len()
    }

    /// True when there are no states, which no definition that compiles has.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.states.is_empty()
    }
}

/// One state.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) name: String,
    pub(crate) language: QueryLanguage,
    pub(crate) events: StateEvents,
    /// Where it goes; `None` ends its frame.
    pub(crate) next: Option<StateId>,
    pub(crate) input_path: Selection,
    pub(crate) result_path: Placement,
    pub(crate) output_path: Selection,
    /// `Output` of a JSONata state.
    pub(crate) output: Option<Template>,
    pub(crate) assign: Option<Assign>,
    pub(crate) handlers: Handlers,
    pub(crate) kind: Kind,
}

/// The event types of a state type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StateEvents {
    pub(crate) entered: EventType,
    /// A Fail state is never left.
    pub(crate) exited: Option<EventType>,
    /// States that can be blocked when a sibling fails.
    pub(crate) aborted: Option<EventType>,
}

/// What `InputPath` and `OutputPath` say.
#[derive(Debug)]
pub(crate) enum Selection {
    /// `$`, the default.
    Whole,
    /// `null`: an empty object.
    Nothing,
    /// Part of it, or something else.
    Path(JsonPath),
}

/// What `ResultPath` says.
#[derive(Debug)]
pub(crate) enum Placement {
    /// `$`, the default: the result is the output.
    Replace,
    /// `null`: the input is the output.
    Discard,
    /// The result is put into the input.
    At(JsonPath),
}

/// Variables and how to compute them.
#[derive(Debug)]
pub(crate) struct Assign(pub(crate) Template);

/// `Retry` and `Catch`.
#[derive(Debug, Default)]
pub(crate) struct Handlers {
    pub(crate) retry: Vec<Retrier>,
    pub(crate) catch: Vec<Catcher>,
}

/// When and how often to try again.
#[derive(Debug, Clone)]
pub(crate) struct Retrier {
    pub(crate) errors: Vec<String>,
    pub(crate) interval_seconds: f64,
    pub(crate) max_attempts: u64,
    pub(crate) backoff_rate: f64,
    pub(crate) max_delay_seconds: Option<f64>,
    pub(crate) full_jitter: bool,
}

/// Where to go on after an error.
#[derive(Debug)]
pub(crate) struct Catcher {
    pub(crate) errors: Vec<String>,
    pub(crate) next: StateId,
    pub(crate) result_path: Placement,
    /// `Output` of a JSONata state.
    pub(crate) output: Option<Template>,
    pub(crate) assign: Option<Assign>,
}

/// What is particular to a state type.
#[derive(Debug)]
pub(crate) enum Kind {
    Pass(Pass),
    Task(Box<Task>),
    Choice(Choice),
    Wait(Wait),
    Succeed,
    Fail(Fail),
    Parallel(Parallel),
    Map(Box<Map>),
    Distributed(Box<Distributed>),
}

#[derive(Debug)]
pub(crate) struct Pass {
    pub(crate) result: Option<Payload>,
    pub(crate) parameters: Option<Template>,
}

#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) target: TaskTarget,
    pub(crate) parameters: Option<Template>,
    pub(crate) result_selector: Option<Template>,
    pub(crate) timeout: Option<Seconds>,
    pub(crate) heartbeat: Option<Seconds>,
    pub(crate) credentials: Option<Template>,
}

/// A number of seconds, written or looked up.
#[derive(Debug)]
pub(crate) enum Seconds {
    Fixed(i64),
    Path(JsonPath),
    Query(Box<Query>),
}

#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) rules: Vec<Rule>,
    pub(crate) default: Option<StateId>,
}

#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) test: Test,
    pub(crate) next: StateId,
    /// `Output` of a JSONata rule.
    pub(crate) output: Option<Template>,
    pub(crate) assign: Option<Assign>,
}

/// A boolean expression over the input.
#[derive(Debug)]
pub(crate) enum Test {
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
    Compare(JsonPath, Comparison),
    /// `Condition`, written as a boolean.
    Constant(bool),
    /// `Condition`, written as an expression.
    Condition(Box<Query>),
}

/// A comparison with its operand.
#[derive(Debug)]
pub(crate) enum Comparison {
    Text(Order, Operand<String>),
    Number(Order, Operand<serde_json::Number>),
    Time(Order, Operand<Timestamp>),
    Boolean(Operand<bool>),
    Matches(String),
    /// `IsPresent`.
    Present(bool),
    /// `IsNull` and the other questions about a value's type.
    Type(ValueType, bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Equal,
    Less,
    Greater,
    LessOrEqual,
    GreaterOrEqual,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueType {
    Null,
    Number,
    Text,
    Boolean,
    Time,
}

/// A value, or where to find it.
#[derive(Debug)]
pub(crate) enum Operand<T> {
    Value(T),
    Path(JsonPath),
}

#[derive(Debug)]
pub(crate) enum Wait {
    Seconds(i64),
    SecondsPath(JsonPath),
    Until(Timestamp),
    UntilPath(JsonPath),
    SecondsQuery(Box<Query>),
    UntilQuery(Box<Query>),
}

#[derive(Debug)]
pub(crate) struct Fail {
    pub(crate) error: Option<Words>,
    pub(crate) cause: Option<Words>,
}

/// A text, written or computed.
#[derive(Debug)]
pub(crate) enum Words {
    Fixed(String),
    Computed(Expression),
    Query(Box<Query>),
}

#[derive(Debug)]
pub(crate) struct Parallel {
    /// Where each branch begins.
    pub(crate) branches: Vec<StateId>,
    pub(crate) parameters: Option<Template>,
    pub(crate) result_selector: Option<Template>,
}

#[derive(Debug)]
pub(crate) struct Map {
    /// Where each iteration begins.
    pub(crate) start: StateId,
    pub(crate) over: Iteration,
}
