//! What the state says about its Map Run: fixed, looked up or computed.

use std::str::FromStr;
use std::sync::Arc;

use query::jsonpath::JsonPath;
use serde_json::Value;

use super::Plan;
use crate::error::Fault;
use crate::event::Payload;
use crate::interpret::site::{Site, text_in};
use crate::intrinsics::Resolve;
use crate::json::{self, Document};
use crate::jsonata::Query;
use crate::map_run::{BatchRule, ReadRequest, ReaderConfig, Results, Tolerance, WriterConfig};
use crate::program::{Batcher, Distributed, Quantity, Reader, Writer};
use crate::template::Template;

/// What the state says about its Map Run.
pub(super) struct Settings {
    pub(super) tolerance: Tolerance,
    pub(super) read: Option<ReadRequest>,
    pub(super) batch: Option<BatchRule>,
    pub(super) results: Results,
}

pub(super) fn settings(site: &Site<'_>, map: &Distributed, plan: &Plan) -> Result<Settings, Fault> {
    let input = Document::from(Arc::clone(&plan.input));
    Ok(Settings {
        tolerance: tolerance(site, &input, map)?,
        read: map
            .reader
            .as_ref()
            .map(|reader| read(site, &input, reader))
            .transpose()?,
        batch: map
            .batcher
            .as_ref()
            .map(|batcher| batch(site, &input, batcher))
            .transpose()?,
        results: map
            .writer
            .as_ref()
            .map(|writer| results(site, &input, writer))
            .transpose()?
            .unwrap_or_default(),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the numbers were checked to be whole and not negative"
)]
fn tolerance(site: &Site<'_>, input: &Document, map: &Distributed) -> Result<Tolerance, Fault> {
    let count = whole(
        site,
        input,
        map.tolerated_count.as_ref(),
        "ToleratedFailureCountPath",
    )?;
    if count.is_some_and(|count| count < 0.0) {
        return Err(Fault::Runtime(
            "ToleratedFailureCount cannot be negative.".into(),
        ));
    }
    let percentage = match &map.tolerated_percentage {
        None => None,
        Some(Quantity::Fixed(number)) => Some(*number),
        Some(Quantity::Path(path)) => {
            let field = "ToleratedFailurePercentagePath";
            Some(looked_up::<f64>(site, input, path, field, "float")?)
        }
        Some(Quantity::Query(query)) => {
            Some(computed(site, input, query, "number", Value::as_f64)?)
        }
    };
    if percentage.is_some_and(|percentage| !(0.0..=100.0).contains(&percentage)) {
        let text = "ToleratedFailurePercentage must be between 0 and 100.";
        return Err(Fault::Runtime(text.into()));
    }
    Ok(Tolerance {
        count: count.map(|count| count as u64),
        percentage,
    })
}

/// A whole number, which may be negative.
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of items are far below 2^53"
)]
fn whole(
    site: &Site<'_>,
    input: &Document,
    quantity: Option<&Quantity>,
    field: &str,
) -> Result<Option<f64>, Fault> {
    match quantity {
        None => Ok(None),
        Some(Quantity::Fixed(number)) => Ok(Some(number.trunc())),
        Some(Quantity::Path(path)) => {
            let number = looked_up::<i64>(site, input, path, field, "integer")?;
            Ok(Some(number as f64))
        }
        Some(Quantity::Query(query)) => {
            let whole = |value: &Value| value.as_f64().filter(|number| number.fract() == 0.0);
            computed(site, input, query, "integer", whole).map(Some)
        }
    }
}

/// What an expression gives. A run that is loaded again must find the same.
fn computed<T>(
    site: &Site<'_>,
    input: &Document,
    query: &Query,
    expected: &str,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Result<T, Fault> {
    let fixed = site.fixed_moment();
    let view = site.view_at(input, &fixed);
    view.states.evaluate_as(query, expected, read)
}

/// The number at `path`; a text that holds one counts (recorded).
fn looked_up<T: FromStr>(
    site: &Site<'_>,
    input: &Document,
    path: &JsonPath,
    field: &str,
    what: &str,
) -> Result<T, Fault> {
    let view = site.view(input);
    let value = view
        .path(path)
        .map_err(|lost| Fault::Runtime(lost.invalid_path()))?;
    let text = match &*value {
        Value::String(text) => text.clone(),
        other => json::to_text(other),
    };
    text.parse().map_err(|_| {
        Fault::Runtime(format!(
            "The {field} field refers to value \"{text}\" which is not a valid {what}: {}",
            path.text()
        ))
    })
}

fn read(site: &Site<'_>, input: &Document, reader: &Reader) -> Result<ReadRequest, Fault> {
    let config: ReaderConfig = configured(site, input, reader.config.as_ref(), "ReaderConfig")?;
    let max_items = match &reader.max_items {
        Some(path) => Some(looked_up(site, input, path, "MaxItemsPath", "integer")?),
        None => config.max_items.as_ref().and_then(integer),
    };
    Ok(ReadRequest {
        action: reader.action,
        parameters: filled(site, input, reader.parameters.as_ref())?,
        config,
        max_items,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what is too large is no limit"
)]
fn integer(value: &Value) -> Option<i64> {
    value.as_f64().map(|number| number as i64)
}

fn filled(site: &Site<'_>, input: &Document, template: Option<&Template>) -> Result<Value, Fault> {
    match template {
        None => Ok(Value::Object(serde_json::Map::new())),
        Some(template) => {
            let fixed = site.fixed_moment();
            site.view_at(input, &fixed).fill(template)
        }
    }
}

/// A configuration, evaluated and typed. Validation has refused what does not fit.
fn configured<T: serde::de::DeserializeOwned>(
    site: &Site<'_>,
    input: &Document,
    template: Option<&Template>,
    field: &str,
) -> Result<T, Fault> {
    let value = filled(site, input, template)?;
    serde_json::from_value(value)
        .map_err(|error| Fault::Runtime(format!("The field '{field}' cannot be read: {error}")))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only positive numbers are kept"
)]
fn batch(site: &Site<'_>, input: &Document, batcher: &Batcher) -> Result<BatchRule, Fault> {
    let positive = |number: Option<f64>| number.filter(|n| *n > 0.0).map(|n| n as u64);
    let items = whole(
        site,
        input,
        batcher.max_items.as_ref(),
        "MaxItemsPerBatchPath",
    )?;
    let bytes = whole(
        site,
        input,
        batcher.max_bytes.as_ref(),
        "MaxInputBytesPerBatchPath",
    )?;
    let given = match &batcher.input {
        None => None,
        Some(template) => {
            let given = filled(site, input, Some(template))?;
            Some(Payload::new(text_in(site.state.language, &given)))
        }
    };
    Ok(BatchRule {
        max_items: positive(items),
        max_bytes: positive(bytes),
        input: given,
    })
}

fn results(site: &Site<'_>, input: &Document, writer: &Writer) -> Result<Results, Fault> {
    let config: WriterConfig = configured(site, input, writer.config.as_ref(), "WriterConfig")?;
    let export = match writer.exports {
        false => None,
        true => Some(filled(site, input, writer.parameters.as_ref())?),
    };
    Ok(Results { export, config })
}
