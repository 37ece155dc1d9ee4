//! What a Map state says of its items, in either mode.

use std::sync::Arc;

use query::jsonpath::JsonPath;

use crate::jsonata::Query;
use crate::template::Template;

/// The items, what is made of each, how many at once, and how many may fail.
#[derive(Debug)]
pub(crate) struct Iteration {
    pub(crate) items: Option<JsonPath>,
    /// `Items` of a JSONata state.
    pub(crate) items_template: Option<Template>,
    /// `ItemSelector`, or `Parameters` of old.
    pub(crate) item_selector: Option<Arc<Template>>,
    pub(crate) max_concurrency: Concurrency,
    /// An inline Map has it only where `TestState` runs a distributed one that way.
    pub(crate) tolerated_count: Option<Quantity>,
    pub(crate) tolerated_percentage: Option<Quantity>,
    pub(crate) result_selector: Option<Template>,
}

/// A number, written, looked up or computed.
#[derive(Debug)]
pub(crate) enum Quantity {
    Fixed(f64),
    Path(JsonPath),
    Query(Box<Query>),
}

/// `MaxConcurrency`.
#[derive(Debug)]
pub(crate) enum Concurrency {
    /// 0 is AWS's own limit.
    Fixed(u64),
    Path(JsonPath),
    Query(Box<Query>),
}
