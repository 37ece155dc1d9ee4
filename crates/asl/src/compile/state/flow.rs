//! Where data comes from and goes to, and what handles errors.

use query::jsonpath::JsonPath;
use serde_json::Number;

use super::{Places, Site, field, target};
use crate::ast::{self, PathField};
use crate::compile::{CompileError, invalid};
use crate::program::{Catcher, Handlers, Placement, Retrier, Selection};

pub(in crate::compile) fn path(text: &str, at: &str) -> Result<JsonPath, CompileError> {
    JsonPath::parse(text)
        .map_err(|error| invalid(at, format!("Value is not a valid JSONPath ({error})")))
}

pub(in crate::compile) fn optional_path(
    text: Option<&String>,
    at: &str,
) -> Result<Option<JsonPath>, CompileError> {
    text.map(|text| path(text, at)).transpose()
}

pub(super) fn selection(tree: &PathField, at: &str) -> Result<Selection, CompileError> {
    match tree {
        PathField::Absent => Ok(Selection::Whole),
        PathField::Null => Ok(Selection::Nothing),
        PathField::Path(text) if text == "$" => Ok(Selection::Whole),
        PathField::Path(text) => path(text, at).map(Selection::Path),
    }
}

pub(super) fn placement(tree: &PathField, at: &str) -> Result<Placement, CompileError> {
    match tree {
        PathField::Absent => Ok(Placement::Replace),
        PathField::Null => Ok(Placement::Discard),
        PathField::Path(text) if text == "$" => Ok(Placement::Replace),
        PathField::Path(text) => {
            let path = path(text, at)?;
            let reference = path.is_reference();
            reference
                .then_some(Placement::At(path))
                .ok_or_else(|| invalid(at, "Value is not a Reference Path"))
        }
    }
}

pub(super) fn handlers(
    tree: &ast::State,
    site: &Site<'_>,
    places: Places<'_>,
) -> Result<Handlers, CompileError> {
    let retry = tree.retry.iter().flatten().map(retrier).collect();
    let mut catch = Vec::new();
    for (index, tree) in tree.catch.iter().flatten().enumerate() {
        let at = format!("{}/Catch/{index}", site.at);
        let within = |field: &str| format!("Catch[{index}]/{field}");
        let name = tree.next.as_deref().unwrap_or_default();
        catch.push(Catcher {
            errors: tree.error_equals.clone().unwrap_or_default(),
            next: target(name, &field(&at, "Next"), places)?,
            result_path: placement(&tree.result_path, &field(&at, "ResultPath"))?,
            output: site.output(tree.output.as_ref(), &within("Output"))?,
            assign: site.assign(tree.assign.as_ref(), &within("Assign"))?,
        });
    }
    Ok(Handlers { retry, catch })
}

fn retrier(tree: &ast::Retrier) -> Retrier {
    let number = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    Retrier {
        errors: tree.error_equals.clone().unwrap_or_default(),
        interval_seconds: number(&tree.interval_seconds).unwrap_or(1.0),
        max_attempts: tree
            .max_attempts
            .as_ref()
            .and_then(Number::as_u64)
            .unwrap_or(3),
        backoff_rate: number(&tree.backoff_rate).unwrap_or(2.0),
        max_delay_seconds: number(&tree.max_delay_seconds),
        full_jitter: tree.jitter_strategy.as_deref() == Some("FULL"),
    }
}
