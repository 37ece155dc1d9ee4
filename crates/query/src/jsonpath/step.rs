//! The steps of a parsed path, and their normalised text for error messages.

use super::filter::Expression;
use std::fmt::{self, Display, Formatter};

/// One step from a value to values below it.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// `.name` or `['name']`
    Key(String),
    /// `['a','b']`
    Keys(Vec<String>),
    /// `[0]`; a negative index never matches, as in the Jayway version AWS runs.
    Index(i64),
    /// `[0,2]`
    Indexes(Vec<i64>),
    /// `[1:4]`, `[-2:]`, `[:2]`, `[1:9:2]`
    Slice(Slice),
    /// `[(@.length-1)]`
    FromEnd(usize),
    /// `.*` or `[*]`
    Wild,
    /// `..`: every container from here down, each tried with the next step.
    Descend,
    /// `[?(...)]`
    Filter(Filter),
}

/// Bounds of a slice as written; at least one of the two is there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slice {
    pub(super) from: Option<i64>,
    pub(super) to: Option<i64>,
    pub(super) step: usize,
}

/// A filter and what it may match.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    pub(super) expression: Expression,
    /// Step Functions: "The @ operator does not match scalar values. It only matches objects."
    pub(super) objects_only: bool,
}

impl Step {
    /// Whether the step leads to one value at most.
    pub(super) fn is_definite(&self) -> bool {
        matches!(self, Step::Key(_) | Step::Index(_) | Step::FromEnd(_))
    }

    /// Whether the step may stand in a reference path (ASL specification, "Reference Paths").
    pub(super) fn is_reference(&self) -> bool {
        match self {
            Step::Key(_) => true,
            Step::Index(index) => *index >= 0,
            _ => false,
        }
    }
}

/// Whether a path of these steps names one value. Several names are merged into one object if they come last.
pub(super) fn all_definite(steps: &[Step]) -> bool {
    match steps.split_last() {
        None => true,
        Some((last, before)) => {
            (last.is_definite() || matches!(last, Step::Keys(_)))
                && before.iter().all(Step::is_definite)
        }
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Step::Key(name) => write!(f, "['{name}']"),
            Step::Keys(names) => write!(f, "['{}']", names.join("','")),
            Step::Index(index) => write!(f, "[{index}]"),
            Step::Indexes(indexes) => {
                let indexes: Vec<String> = indexes.iter().map(i64::to_string).collect();
                write!(f, "[{}]", indexes.join(","))
            }
            Step::Slice(slice) => write!(f, "{slice}"),
            Step::FromEnd(back) => write!(f, "[(@.length-{back})]"),
            Step::Wild => f.write_str("[*]"),
            Step::Descend => f.write_str(".."),
            Step::Filter(_) => f.write_str("[?]"),
        }
    }
}

impl Display for Slice {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let bound = |bound: Option<i64>| bound.map(|index| index.to_string()).unwrap_or_default();
        write!(f, "[{}:{}]", bound(self.from), bound(self.to))
    }
}

/// The steps in a row, as Jayway prints the rest of a path.
pub(super) fn fragment(steps: &[Step]) -> String {
    steps.iter().map(Step::to_string).collect()
}
