//! Map states in distributed mode.

use std::sync::Arc;

use serde_json::Value;

use super::state::{field, optional_path, path, template};
use super::{CompileError, invalid};
use crate::ast::{self, Amount, QueryLanguage};
use crate::map_run::{ExecutionType, ReadAction};
use crate::program::{Batcher, Concurrency, Distributed, Quantity, Reader, Writer};

pub(super) fn compile(
    tree: &ast::State,
    map: &ast::Map,
    processor: &ast::ItemProcessor,
    at: &str,
    language: QueryLanguage,
) -> Result<Distributed, CompileError> {
    let execution_type = processor
        .config
        .as_ref()
        .and_then(|config| config.execution_type.as_deref());
    let selector = map.item_selector.as_ref().or(tree.parameters.as_ref());
    Ok(Distributed {
        label: map.label.clone(),
        processor: definition(processor, language),
        execution_type: match execution_type {
            Some("EXPRESS") => ExecutionType::Express,
            _ => ExecutionType::Standard,
        },
        items: optional_path(map.items_path.as_ref(), &field(at, "ItemsPath"))?,
        item_selector: template(selector, &field(at, "ItemSelector"))?.map(Arc::new),
        batcher: map
            .item_batcher
            .as_ref()
            .map(|b| batcher(b, at))
            .transpose()?,
        reader: map
            .item_reader
            .as_ref()
            .map(|r| reader(r, at))
            .transpose()?,
        writer: map
            .result_writer
            .as_ref()
            .map(|w| writer(w, at))
            .transpose()?,
        max_concurrency: concurrency(map, at)?,
        tolerated_count: quantity(
            map.tolerated_failure_count.as_ref(),
            map.tolerated_failure_count_path.as_ref(),
            &field(at, "ToleratedFailureCount"),
        )?,
        tolerated_percentage: quantity(
            map.tolerated_failure_percentage.as_ref(),
            map.tolerated_failure_percentage_path.as_ref(),
            &field(at, "ToleratedFailurePercentage"),
        )?,
        result_selector: template(tree.result_selector.as_ref(), &field(at, "ResultSelector"))?,
    })
}

/// The processor as a definition: its children are executions that know nothing of the machine around it. It is
/// compiled when a Map Run begins, so that a placeholder of a deployment tool in it does no harm before.
fn definition(processor: &ast::ItemProcessor, language: QueryLanguage) -> Arc<str> {
    let mut definition = processor.source.clone().unwrap_or_default();
    if let Some(fields) = definition.as_object_mut() {
        fields.shift_remove("ProcessorConfig");
        if language == QueryLanguage::Jsonata {
            fields.entry("QueryLanguage").or_insert("JSONata".into());
        }
    }
    definition.to_string().into()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is negative or too large becomes the nearest limit"
)]
fn concurrency(map: &ast::Map, at: &str) -> Result<Concurrency, CompileError> {
    let limit = quantity(
        map.max_concurrency.as_ref(),
        map.max_concurrency_path.as_ref(),
        &field(at, "MaxConcurrency"),
    )?;
    Ok(match limit {
        None => Concurrency::Fixed(0),
        Some(Quantity::Fixed(limit)) => Concurrency::Fixed(limit as u64),
        Some(Quantity::Path(path)) => Concurrency::Path(path),
    })
}

fn quantity(
    fixed: Option<&Amount>,
    looked_up: Option<&String>,
    at: &str,
) -> Result<Option<Quantity>, CompileError> {
    match (fixed, looked_up) {
        (Some(Amount::Number(number)), _) => {
            let number = number
                .as_f64()
                .ok_or_else(|| invalid(at, "Expected a number"))?;
            Ok(Some(Quantity::Fixed(number)))
        }
        // Validation accepts placeholders of deployment tools; one that was never filled in says nothing.
        (Some(Amount::Expression(text)), _) => Ok(text.parse().ok().map(Quantity::Fixed)),
        (None, Some(text)) => Ok(Some(Quantity::Path(path(text, &format!("{at}Path"))?))),
        (None, None) => Ok(None),
    }
}

fn batcher(tree: &ast::ItemBatcher, at: &str) -> Result<Batcher, CompileError> {
    let at = field(at, "ItemBatcher");
    Ok(Batcher {
        input: template(tree.batch_input.as_ref(), &field(&at, "BatchInput"))?,
        max_items: quantity(
            tree.max_items_per_batch.as_ref(),
            tree.max_items_per_batch_path.as_ref(),
            &field(&at, "MaxItemsPerBatch"),
        )?,
        max_bytes: quantity(
            tree.max_input_bytes_per_batch.as_ref(),
            tree.max_input_bytes_per_batch_path.as_ref(),
            &field(&at, "MaxInputBytesPerBatch"),
        )?,
    })
}

fn reader(tree: &ast::ItemReader, at: &str) -> Result<Reader, CompileError> {
    let at = field(at, "ItemReader");
    let config = tree.reader_config.as_ref();
    let max_items = config
        .and_then(|config| config.get("MaxItemsPath"))
        .and_then(Value::as_str);
    let resource = tree.resource.as_deref().unwrap_or_default();
    Ok(Reader {
        action: match resource.ends_with("s3:listObjectsV2") {
            true => ReadAction::ListObjects,
            false => ReadAction::GetObject,
        },
        parameters: template(tree.parameters.as_ref(), &field(&at, "Parameters"))?,
        config: template(config, &field(&at, "ReaderConfig"))?,
        max_items: max_items
            .map(|text| path(text, &field(&at, "ReaderConfig/MaxItemsPath")))
            .transpose()?,
    })
}

fn writer(tree: &ast::ResultWriter, at: &str) -> Result<Writer, CompileError> {
    let at = field(at, "ResultWriter");
    Ok(Writer {
        exports: tree.resource.is_some(),
        parameters: template(tree.parameters.as_ref(), &field(&at, "Parameters"))?,
        config: template(tree.writer_config.as_ref(), &field(&at, "WriterConfig"))?,
    })
}
