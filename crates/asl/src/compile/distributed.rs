//! Map states in distributed mode.

use std::sync::Arc;

use serde_json::Value;

use super::iteration::quantity;
use super::state::{Site, field, path};
use super::{CompileError, iteration};
use crate::ast::{self, QueryLanguage};
use crate::map_run::{ExecutionType, ReadAction};
use crate::program::{Batcher, Distributed, Reader, Writer};

pub(super) fn compile(
    tree: &ast::State,
    map: &ast::Map,
    processor: &ast::ItemProcessor,
    site: &Site<'_>,
) -> Result<Distributed, CompileError> {
    let config = processor.config.as_ref();
    let execution_type = config.and_then(|config| config.execution_type.as_deref());
    let (batcher, reader, writer) = (&map.item_batcher, &map.item_reader, &map.result_writer);
    Ok(Distributed {
        label: map.label.clone(),
        processor: definition(processor, site.outer),
        execution_type: match execution_type {
            Some("EXPRESS") => ExecutionType::Express,
            _ => ExecutionType::Standard,
        },
        over: iteration::compile(tree, map, site)?,
        batcher: batcher
            .as_ref()
            .map(|b| self::batcher(b, site))
            .transpose()?,
        reader: reader.as_ref().map(|r| self::reader(r, site)).transpose()?,
        writer: writer.as_ref().map(|w| self::writer(w, site)).transpose()?,
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

fn batcher(tree: &ast::ItemBatcher, site: &Site<'_>) -> Result<Batcher, CompileError> {
    Ok(Batcher {
        input: site.template(tree.batch_input.as_ref(), "ItemBatcher/BatchInput")?,
        max_items: quantity(
            tree.max_items_per_batch.as_ref(),
            tree.max_items_per_batch_path.as_ref(),
            site,
            "ItemBatcher/MaxItemsPerBatch",
        )?,
        max_bytes: quantity(
            tree.max_input_bytes_per_batch.as_ref(),
            tree.max_input_bytes_per_batch_path.as_ref(),
            site,
            "ItemBatcher/MaxInputBytesPerBatch",
        )?,
    })
}

fn reader(tree: &ast::ItemReader, site: &Site<'_>) -> Result<Reader, CompileError> {
    let config = tree.reader_config.as_ref();
    let max_items = config.and_then(|config| config.get("MaxItemsPath"));
    let max_items = max_items.and_then(Value::as_str);
    let resource = tree.resource.as_deref().unwrap_or_default();
    let at = field(site.at, "ItemReader/ReaderConfig/MaxItemsPath");
    let arguments = tree.arguments.as_ref();
    Ok(Reader {
        action: match resource.ends_with("s3:listObjectsV2") {
            true => ReadAction::ListObjects,
            false => ReadAction::GetObject,
        },
        parameters: match site.is_jsonata() {
            true => site.template(arguments, "ItemReader/Arguments")?,
            false => site.template(tree.parameters.as_ref(), "ItemReader/Parameters")?,
        },
        config: site.template(config, "ItemReader/ReaderConfig")?,
        max_items: max_items.map(|text| path(text, &at)).transpose()?,
    })
}

fn writer(tree: &ast::ResultWriter, site: &Site<'_>) -> Result<Writer, CompileError> {
    Ok(Writer {
        exports: tree.resource.is_some(),
        parameters: match site.is_jsonata() {
            true => site.template(tree.arguments.as_ref(), "ResultWriter/Arguments")?,
            false => site.template(tree.parameters.as_ref(), "ResultWriter/Parameters")?,
        },
        config: site.template(tree.writer_config.as_ref(), "ResultWriter/WriterConfig")?,
    })
}
