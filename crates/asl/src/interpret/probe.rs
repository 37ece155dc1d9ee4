//! Watching one state at work, for `TestState`: the documents between its filters, how its error was handled, where
//! it went. Executions have no probe.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use query::jsonpath::{JsonPath, Root};
use serde_json::Value;

use crate::event::{Failure, Payload};
use crate::json::{self, Document};
use crate::map_run::Tolerance;
use crate::run::frame::Variables;

/// A document on its way through a state, by the filter it comes out of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    InputPath,
    /// Or `Arguments`.
    Parameters,
    ItemsPath,
    ItemsPointer,
    ItemSelector,
    ItemBatcher,
    /// What `ResultPath` gets: the effective result.
    ResultSelector,
    ResultPath,
}

/// What is given to a tested state besides its input, and what was seen of it.
#[derive(Debug)]
pub(crate) struct Probe {
    /// The context object.
    pub(crate) context: Value,
    /// The same as the tester wrote it, if they did.
    pub(crate) context_text: Option<String>,
    /// The items that the `ItemReader` of a Map state reads.
    pub(crate) items: Option<Arc<Value>>,
    seen: RefCell<Seen>,
}

/// What was seen so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) stages: BTreeMap<Stage, Payload>,
    /// The error that was handled, whatever became of it.
    pub(crate) failure: Option<Failure>,
    pub(crate) retry_index: Option<usize>,
    pub(crate) backoff: Option<Duration>,
    pub(crate) catch_index: Option<usize>,
    pub(crate) left: Option<Left>,
    pub(crate) map: Option<MapLimits>,
    pub(crate) variables: Variables,
}

/// How the state was left.
#[derive(Clone, Debug)]
pub(crate) struct Left {
    pub(crate) output: Payload,
    pub(crate) next: Option<String>,
}

/// What a Map state's limits came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MapLimits {
    /// How many iterations there would be.
    pub(crate) items: u64,
    /// As written or computed; 0 is no limit.
    pub(crate) max_concurrency: u64,
    pub(crate) tolerance: Tolerance,
}

impl Probe {
    pub(crate) fn new(context: Value, variables: Variables) -> Self {
        let seen = Seen {
            variables,
            ..Seen::default()
        };
        Self {
            context,
            context_text: None,
            items: None,
            seen: RefCell::new(seen),
        }
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.borrow().clone()
    }

    pub(crate) fn stage(&self, stage: Stage, document: &Document) {
        let payload = document.payload();
        self.seen.borrow_mut().stages.insert(stage, payload);
    }

    /// What the `ItemReader` reads.
    pub(crate) fn read(&mut self, items: Vec<Value>, pointed: Option<Value>) {
        self.items = Some(Arc::new(Value::Array(items)));
        if let Some(pointed) = pointed {
            self.stage(Stage::ItemsPointer, &pointed.into());
        }
    }

    /// Items as they are written where `path` finds them: that keeps their spelling (recorded).
    pub(crate) fn items(&self, path: Option<&JsonPath>, input: &Document, items: &Value) {
        let input = input.payload();
        let written = match path.map(|path| (path, path.root())) {
            None => Some(input.as_str()),
            Some((path, Root::Input)) => path.part(input.as_str()),
            Some((path, Root::Context)) => {
                let context = self.context_text.as_deref();
                context.and_then(|context| path.part(context))
            }
            Some((_, Root::Variable(_))) => None,
        };
        let text = written.map_or_else(|| json::to_text(items), str::to_owned);
        let mut seen = self.seen.borrow_mut();
        seen.stages.insert(Stage::ItemsPath, Payload::new(text));
    }

    pub(crate) fn failed(&self, failure: &Failure) {
        self.seen.borrow_mut().failure = Some(failure.clone());
    }

    pub(crate) fn retrier(&self, index: usize) {
        self.seen.borrow_mut().retry_index = Some(index);
    }

    pub(crate) fn backoff(&self, delay: Duration) {
        self.seen.borrow_mut().backoff = Some(delay);
    }

    pub(crate) fn catcher(&self, index: usize) {
        self.seen.borrow_mut().catch_index = Some(index);
    }

    pub(crate) fn map(&self, limits: MapLimits) {
        self.seen.borrow_mut().map = Some(limits);
    }

    pub(crate) fn left(&self, output: Payload, next: Option<&str>, variables: &Variables) {
        let mut seen = self.seen.borrow_mut();
        seen.left = Some(Left {
            output,
            next: next.map(str::to_owned),
        });
        seen.variables = variables.clone();
    }
}
