//! Pages of executions and of history.

use asl::event::Event;

use crate::description::Summary;
use crate::status::Status;

/// An opaque `nextToken`: valid only for the query that gave it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageToken(pub String);

/// What to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// The machine's ARN without version or alias.
    pub machine_arn: String,
    /// Only executions of this status.
    pub status: Option<Status>,
    /// Most executions of the page.
    pub limit: usize,
    /// Where to go on.
    pub token: Option<PageToken>,
}

/// Executions, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedPage {
    /// The executions.
    pub executions: Vec<Summary>,
    /// Asks for the next page, if there is one.
    pub next: Option<PageToken>,
}

/// Which part of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryQuery {
    /// The execution.
    pub arn: String,
    /// Newest event first.
    pub reverse: bool,
    /// Most events of the page. Fewer come when their payloads are large.
    pub limit: usize,
    /// With inputs and outputs; without them payloads are empty.
    pub include_data: bool,
    /// Where to go on.
    pub token: Option<PageToken>,
}

/// Events of a history.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryPage {
    /// The events, payloads resolved.
    pub events: Vec<Event>,
    /// Asks for the next page, if there is one.
    pub next: Option<PageToken>,
}
