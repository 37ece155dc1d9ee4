//! One state: its kind, where it goes, how data flows through it.

mod flow;
mod nested;
mod task;
mod timing;

use serde_json::Value;

use self::flow::{handlers, placement, selection};
pub(super) use self::flow::{optional_path, path};
use self::nested::{map, parallel};
use self::task::task;
use self::timing::wait;
use super::{CompileError, Compiler, choice, invalid};
use crate::ast::{self, QueryLanguage};
use crate::event::{EventType, Payload};
use crate::json;
use crate::jsonata::{self, Query};
use crate::program::{Assign, Fail, Kind, Pass, State, StateEvents, StateId, Words};
use crate::template::{Expression, Template};

/// Finds a state of the same graph by name.
pub(super) type Places<'a> = &'a dyn Fn(&str) -> Option<StateId>;

pub(super) fn compile(
    compiler: &mut Compiler,
    tree: &ast::State,
    name: &str,
    at: &str,
    outer: QueryLanguage,
    places: Places<'_>,
) -> Result<State, CompileError> {
    let site = Site {
        at,
        language: tree.query_language.unwrap_or(outer),
        outer,
    };
    Ok(State {
        name: name.to_owned(),
        language: site.language,
        events: events(&tree.kind),
        next: next(tree, at, places)?,
        input_path: selection(&tree.input_path, &field(at, "InputPath"))?,
        output_path: selection(&tree.output_path, &field(at, "OutputPath"))?,
        result_path: placement(&tree.result_path, &field(at, "ResultPath"))?,
        output: site.output(tree.output.as_ref(), "Output")?,
        assign: site.assign(tree.assign.as_ref(), "Assign")?,
        handlers: handlers(tree, &site, places)?,
        kind: kind(compiler, tree, &site, places)?,
    })
}

/// The state whose fields are compiled.
pub(super) struct Site<'a> {
    /// Its place, as a JSON pointer.
    pub(super) at: &'a str,
    language: QueryLanguage,
    /// The machine's language, which states inside of it speak unless they say otherwise.
    pub(super) outer: QueryLanguage,
}

impl Site<'_> {
    pub(super) fn is_jsonata(&self) -> bool {
        self.language == QueryLanguage::Jsonata
    }

    /// The template in field `name`, which errors of expressions name: `Output`, `Catch[0]/Output`.
    pub(super) fn template(
        &self,
        tree: Option<&Value>,
        name: &str,
    ) -> Result<Option<Template>, CompileError> {
        let compile = |value| match self.language {
            QueryLanguage::JsonPath => Template::compile(value),
            QueryLanguage::Jsonata => Template::compile_jsonata(value, name),
        };
        tree.map(compile)
            .transpose()
            .map_err(|error| invalid(&field(self.at, name), error.to_string()))
    }

    /// Variables are named by the fields; in JSONPath a name that ends in `.$` is computed.
    pub(super) fn assign(
        &self,
        tree: Option<&Value>,
        name: &str,
    ) -> Result<Option<Assign>, CompileError> {
        Ok(self.template(tree, name)?.map(Assign))
    }

    /// `Output`, which only JSONata has.
    pub(super) fn output(
        &self,
        tree: Option<&Value>,
        name: &str,
    ) -> Result<Option<Template>, CompileError> {
        self.template(tree.filter(|_| self.is_jsonata()), name)
    }

    /// `Arguments`, or what JSONPath has instead.
    fn arguments(&self, tree: &ast::State) -> Result<Option<Template>, CompileError> {
        match self.language {
            QueryLanguage::JsonPath => self.template(tree.parameters.as_ref(), "Parameters"),
            QueryLanguage::Jsonata => self.template(tree.arguments.as_ref(), "Arguments"),
        }
    }

    pub(super) fn result_selector(
        &self,
        tree: &ast::State,
    ) -> Result<Option<Template>, CompileError> {
        self.template(tree.result_selector.as_ref(), "ResultSelector")
    }

    /// The expression that `text` is, when the state is a JSONata state and the text one in braces.
    pub(super) fn query(&self, text: &str, name: &str) -> Result<Option<Box<Query>>, CompileError> {
        let text = jsonata::expression(text).filter(|_| self.is_jsonata());
        let parse = |text| Query::parse(text, name).map(Box::new);
        text.map(parse)
            .transpose()
            .map_err(|error| invalid(&field(self.at, name), error.to_string()))
    }
}

pub(super) fn field(at: &str, name: &str) -> String {
    format!("{at}/{name}")
}

fn events(kind: &ast::Kind) -> StateEvents {
    use EventType as E;
    let (entered, exited, aborted) = match kind {
        ast::Kind::Pass(_) => (E::PassStateEntered, Some(E::PassStateExited), None),
        ast::Kind::Task(_) => (
            E::TaskStateEntered,
            Some(E::TaskStateExited),
            Some(E::TaskStateAborted),
        ),
        ast::Kind::Choice(_) => (E::ChoiceStateEntered, Some(E::ChoiceStateExited), None),
        ast::Kind::Wait(_) => (
            E::WaitStateEntered,
            Some(E::WaitStateExited),
            Some(E::WaitStateAborted),
        ),
        ast::Kind::Succeed => (E::SucceedStateEntered, Some(E::SucceedStateExited), None),
        ast::Kind::Fail(_) => (E::FailStateEntered, None, None),
        ast::Kind::Parallel(_) => (
            E::ParallelStateEntered,
            Some(E::ParallelStateExited),
            Some(E::ParallelStateAborted),
        ),
        ast::Kind::Map(_) => (
            E::MapStateEntered,
            Some(E::MapStateExited),
            Some(E::MapStateAborted),
        ),
    };
    StateEvents {
        entered,
        exited,
        aborted,
    }
}

fn next(tree: &ast::State, at: &str, places: Places<'_>) -> Result<Option<StateId>, CompileError> {
    let terminal = matches!(
        tree.kind,
        ast::Kind::Choice(_) | ast::Kind::Succeed | ast::Kind::Fail(_)
    );
    match &tree.next {
        _ if terminal => Ok(None),
        Some(name) => target(name, &field(at, "Next"), places).map(Some),
        None if tree.end == Some(true) => Ok(None),
        None => Err(invalid(
            at,
            "Exactly one of these fields is required: [Next, End]",
        )),
    }
}

pub(super) fn target(name: &str, at: &str, places: Places<'_>) -> Result<StateId, CompileError> {
    places(name).ok_or_else(|| invalid(at, format!("Missing transition target: {name}")))
}

fn kind(
    compiler: &mut Compiler,
    tree: &ast::State,
    site: &Site<'_>,
    places: Places<'_>,
) -> Result<Kind, CompileError> {
    Ok(match &tree.kind {
        ast::Kind::Pass(pass) => Kind::Pass(Pass {
            result: pass
                .result
                .as_ref()
                .map(|value| Payload::new(json::to_text(value))),
            parameters: site.arguments(tree)?,
        }),
        ast::Kind::Task(kind) => Kind::Task(Box::new(task(tree, kind, site)?)),
        ast::Kind::Choice(kind) => Kind::Choice(choice::compile(kind, site, places)?),
        ast::Kind::Wait(kind) => Kind::Wait(wait(kind, site)?),
        ast::Kind::Succeed => Kind::Succeed,
        ast::Kind::Fail(kind) => Kind::Fail(Fail {
            error: words(kind.error.as_ref(), kind.error_path.as_ref(), site, "Error")?,
            cause: words(kind.cause.as_ref(), kind.cause_path.as_ref(), site, "Cause")?,
        }),
        ast::Kind::Parallel(kind) => Kind::Parallel(parallel(compiler, tree, kind, site)?),
        ast::Kind::Map(kind) => return map(compiler, tree, kind, site),
    })
}

fn words(
    fixed: Option<&String>,
    computed: Option<&String>,
    site: &Site<'_>,
    name: &str,
) -> Result<Option<Words>, CompileError> {
    match (fixed, computed) {
        (Some(text), _) => Ok(Some(match site.query(text, name)? {
            Some(query) => Words::Query(query),
            None => Words::Fixed(text.clone()),
        })),
        (None, None) => Ok(None),
        (None, Some(text)) => match Expression::parse(text) {
            Ok(expression) => Ok(Some(Words::Computed(expression))),
            Err(reason) => Err(invalid(&format!("{}/{name}Path", site.at), reason)),
        },
    }
}
