//! What the state says about its Map Run: fixed, looked up or computed.

use std::sync::Arc;

use serde_json::Value;

use super::Plan;
use crate::error::Fault;
use crate::event::Payload;
use crate::interpret::iteration::{looked_up, tolerance, whole};
use crate::interpret::site::{Site, text_in};
use crate::json::Document;
use crate::map_run::{BatchRule, ReadRequest, ReaderConfig, Results, Tolerance, WriterConfig};
use crate::program::{Batcher, Distributed, Reader, Writer};
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
        tolerance: tolerance(site, &input, &map.over)?,
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
