//! What came of a tested state, and what is shown of its way there.
//!
//! Which documents are shown for which state type is recorded: a Pass state with a `Result` shows that and what follows
//! from it, Parallel shows no input, JSONata states show only their arguments.

use serde_json::Value;

use super::Subject;
use crate::ast::{Kind, QueryLanguage};
use crate::event::{Failure, Payload};
use crate::interpret::probe::{Seen, Stage};
use crate::json;

/// How the test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The state was left as it should be.
    Succeeded,
    /// It failed, and nothing handles that.
    Failed,
    /// It failed and would be tried again.
    Retriable,
    /// It failed and was left as a `Catch` says.
    CaughtError,
}

/// What came of a state.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// How it ended.
    pub status: Status,
    /// The output, when the state was left.
    pub output: Option<Payload>,
    /// The error and its cause, when there was one.
    pub failure: Failure,
    /// The state that follows.
    pub next: Option<String>,
    /// What was seen on the way.
    pub inspection: Inspection,
}

/// What was seen on the way, named as in the API: JSON texts, absent where the state has no such thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inspection {
    /// The raw input.
    pub input: Option<Payload>,
    /// After `InputPath`.
    pub after_input_path: Option<Payload>,
    /// After `Parameters`.
    pub after_parameters: Option<Payload>,
    /// After `Arguments`.
    pub after_arguments: Option<Payload>,
    /// The raw result.
    pub result: Option<Payload>,
    /// After `ResultSelector`.
    pub after_result_selector: Option<Payload>,
    /// After `ResultPath`.
    pub after_result_path: Option<Payload>,
    /// After `ItemsPath`.
    pub after_items_path: Option<Payload>,
    /// After `ItemsPointer`.
    pub after_items_pointer: Option<Payload>,
    /// After `ItemSelector`: the inputs of all iterations.
    pub after_item_selector: Option<Payload>,
    /// After `ItemBatcher`.
    pub after_item_batcher: Option<Payload>,
    /// All variables, when there are any.
    pub variables: Option<Payload>,
    /// How an error was handled, when a `Retry` or `Catch` names it.
    pub error_details: Option<ErrorDetails>,
    /// `MaxConcurrency` of a Map state; 0 is no limit.
    pub max_concurrency: Option<u64>,
    /// `ToleratedFailureCount`, when the state has one.
    pub tolerated_failure_count: Option<u64>,
    /// `ToleratedFailurePercentage`, when the state has one.
    pub tolerated_failure_percentage: Option<f64>,
}

/// Which `Retry` and `Catch` entries name an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ErrorDetails {
    /// The place in `Catch` of the entry that handles it.
    pub catch_index: Option<usize>,
    /// The place in `Retry` of the entry that names it, even when its attempts are used up.
    pub retry_index: Option<usize>,
    /// How long the next attempt would be delayed, in whole seconds.
    pub backoff_seconds: Option<u64>,
}

pub(super) fn report(
    subject: &Subject,
    input: &Payload,
    seen: &Seen,
    result: Option<&Payload>,
    ended: Option<&Failure>,
) -> Report {
    let status = match (&seen.left, &seen.failure, ended) {
        (_, _, Some(_)) => Status::Failed,
        (Some(_), None, _) => Status::Succeeded,
        (Some(_), Some(_), _) => Status::CaughtError,
        (None, _, _) => Status::Retriable,
    };
    let left = seen.left.as_ref().filter(|_| ended.is_none());
    Report {
        status,
        output: left.map(|left| left.output.clone()),
        failure: ended.or(seen.failure.as_ref()).cloned().unwrap_or_default(),
        next: left.and_then(|left| left.next.clone()),
        inspection: inspection(subject, input, seen, result),
    }
}

fn inspection(
    subject: &Subject,
    input: &Payload,
    seen: &Seen,
    result: Option<&Payload>,
) -> Inspection {
    let shown = shown(subject);
    let stage = |stage: Stage| {
        let stage = shown.contains(&stage).then(|| seen.stages.get(&stage));
        stage.flatten().cloned()
    };
    let jsonata = subject.language == QueryLanguage::Jsonata;
    let limits = seen.map.as_ref();
    let tolerance = limits.map(|limits| limits.tolerance);
    Inspection {
        input: Some(input.clone()),
        after_input_path: stage(Stage::InputPath),
        after_parameters: stage(Stage::Parameters).filter(|_| !jsonata),
        after_arguments: stage(Stage::Parameters).filter(|_| jsonata),
        result: match &subject.state.kind {
            Kind::Task(_) => result.cloned(),
            Kind::Pass(pass) if pass.result.is_some() => stage(Stage::ResultSelector),
            _ => None,
        },
        after_result_selector: stage(Stage::ResultSelector),
        after_result_path: stage(Stage::ResultPath),
        after_items_path: stage(Stage::ItemsPath),
        after_items_pointer: stage(Stage::ItemsPointer),
        after_item_selector: stage(Stage::ItemSelector),
        after_item_batcher: stage(Stage::ItemBatcher),
        variables: variables(seen),
        error_details: error_details(seen),
        max_concurrency: limits.map(|limits| limits.max_concurrency),
        tolerated_failure_count: tolerance.and_then(|tolerance| tolerance.count),
        tolerated_failure_percentage: tolerance.and_then(|tolerance| tolerance.percentage),
    }
}

/// The stages that AWS shows for the state.
fn shown(subject: &Subject) -> &'static [Stage] {
    use Stage as S;
    match (subject.language, &subject.state.kind) {
        (QueryLanguage::Jsonata, Kind::Task(_)) => &[S::Parameters],
        (QueryLanguage::Jsonata, Kind::Map(_)) => {
            &[S::ItemsPointer, S::ItemSelector, S::ItemBatcher]
        }
        (QueryLanguage::Jsonata, _) => &[],
        (_, Kind::Pass(pass)) if pass.result.is_some() => &[S::ResultSelector, S::ResultPath],
        (_, Kind::Pass(_) | Kind::Task(_)) => &[
            S::InputPath,
            S::Parameters,
            S::ResultSelector,
            S::ResultPath,
        ],
        (_, Kind::Parallel(_)) => &[S::ResultSelector, S::ResultPath],
        (_, Kind::Map(_)) => &[
            S::InputPath,
            S::ItemsPath,
            S::ItemsPointer,
            S::ItemSelector,
            S::ItemBatcher,
            S::ResultSelector,
            S::ResultPath,
        ],
        (_, Kind::Choice(_) | Kind::Wait(_) | Kind::Succeed | Kind::Fail(_)) => &[S::InputPath],
    }
}

fn variables(seen: &Seen) -> Option<Payload> {
    let pairs = seen.variables.iter();
    let tree: serde_json::Map<String, Value> = pairs
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    (!tree.is_empty()).then(|| Payload::new(json::to_text(&Value::Object(tree))))
}

fn error_details(seen: &Seen) -> Option<ErrorDetails> {
    let handled = seen.retry_index.is_some() || seen.catch_index.is_some();
    handled.then(|| ErrorDetails {
        catch_index: seen.catch_index,
        retry_index: seen.retry_index,
        backoff_seconds: seen.backoff.map(|delay| delay.as_secs()),
    })
}
