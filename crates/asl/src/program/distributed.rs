//! A Map state in distributed mode, made ready to run.

use std::sync::Arc;

use query::jsonpath::JsonPath;

use super::{Iteration, Quantity};
use crate::map_run::{ExecutionType, ReadAction};
use crate::template::Template;

/// A Map whose items are processed by executions of their own
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>).
#[derive(Debug)]
pub(crate) struct Distributed {
    /// `Label`; without it one follows from the machine and the state.
    pub(crate) label: Option<String>,
    /// What its executions run, as a definition of its own.
    pub(crate) processor: Arc<str>,
    pub(crate) execution_type: ExecutionType,
    pub(crate) over: Iteration,
    pub(crate) batcher: Option<Batcher>,
    pub(crate) reader: Option<Reader>,
    pub(crate) writer: Option<Writer>,
}

/// `ItemBatcher`.
#[derive(Debug)]
pub(crate) struct Batcher {
    pub(crate) input: Option<Template>,
    pub(crate) max_items: Option<Quantity>,
    pub(crate) max_bytes: Option<Quantity>,
}

/// `ItemReader`.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) action: ReadAction,
    pub(crate) parameters: Option<Template>,
    pub(crate) config: Option<Template>,
    pub(crate) max_items: Option<JsonPath>,
}

/// `ResultWriter`.
#[derive(Debug)]
pub(crate) struct Writer {
    /// Whether it names an action that writes, and is not only about the form of the output.
    pub(crate) exports: bool,
    pub(crate) parameters: Option<Template>,
    pub(crate) config: Option<Template>,
}
