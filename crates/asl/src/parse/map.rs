//! The fields of a Map state.

use serde_json::Value;

use super::fields::{Object, Reader, unknown};
use super::state::graph;
use crate::ast::{ItemBatcher, ItemProcessor, ItemReader, Map, ProcessorConfig, ResultWriter};

pub(super) fn map(reader: &mut Reader, object: &mut Object) -> Map {
    Map {
        items_path: reader.string(object, "ItemsPath"),
        items: reader.any(object, "Items"),
        item_selector: reader.any(object, "ItemSelector"),
        max_concurrency: reader.amount(object, "MaxConcurrency"),
        max_concurrency_path: reader.string(object, "MaxConcurrencyPath"),
        item_processor: reader.nested(object, "ItemProcessor", processor),
        iterator: reader.nested(object, "Iterator", processor),
        item_reader: reader.nested(object, "ItemReader", item_reader),
        item_batcher: reader.nested(object, "ItemBatcher", item_batcher),
        result_writer: reader.nested(object, "ResultWriter", result_writer),
        tolerated_failure_count: reader.amount(object, "ToleratedFailureCount"),
        tolerated_failure_count_path: reader.string(object, "ToleratedFailureCountPath"),
        tolerated_failure_percentage: reader.amount(object, "ToleratedFailurePercentage"),
        tolerated_failure_percentage_path: reader.string(object, "ToleratedFailurePercentagePath"),
        label: reader.string(object, "Label"),
    }
}

fn processor(reader: &mut Reader, mut object: Object) -> ItemProcessor {
    let mode = object
        .get("ProcessorConfig")
        .and_then(|config| config.get("Mode"));
    let distributed = mode.is_some_and(|mode| mode == "DISTRIBUTED");
    ItemProcessor {
        source: distributed.then(|| Value::Object(object.clone())),
        config: reader.nested(&mut object, "ProcessorConfig", config),
        graph: graph(reader, object),
    }
}

fn config(reader: &mut Reader, mut object: Object) -> ProcessorConfig {
    ProcessorConfig {
        mode: reader.string(&mut object, "Mode"),
        execution_type: reader.string(&mut object, "ExecutionType"),
        unknown: unknown(object),
    }
}

fn item_reader(reader: &mut Reader, mut object: Object) -> ItemReader {
    let o = &mut object;
    ItemReader {
        resource: reader.string(o, "Resource"),
        parameters: reader.any(o, "Parameters"),
        arguments: reader.any(o, "Arguments"),
        reader_config: reader.object_value(o, "ReaderConfig"),
        unknown: unknown(object),
    }
}

fn item_batcher(reader: &mut Reader, mut object: Object) -> ItemBatcher {
    let o = &mut object;
    ItemBatcher {
        batch_input: reader.any(o, "BatchInput"),
        max_items_per_batch: reader.amount(o, "MaxItemsPerBatch"),
        max_items_per_batch_path: reader.string(o, "MaxItemsPerBatchPath"),
        max_input_bytes_per_batch: reader.amount(o, "MaxInputBytesPerBatch"),
        max_input_bytes_per_batch_path: reader.string(o, "MaxInputBytesPerBatchPath"),
        unknown: unknown(object),
    }
}

fn result_writer(reader: &mut Reader, mut object: Object) -> ResultWriter {
    let o = &mut object;
    ResultWriter {
        resource: reader.string(o, "Resource"),
        parameters: reader.any(o, "Parameters"),
        arguments: reader.any(o, "Arguments"),
        writer_config: reader.object_value(o, "WriterConfig"),
        unknown: unknown(object),
    }
}
