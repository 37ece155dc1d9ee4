//! What is particular to Map states: their processor and the fields of distributed mode.

use serde_json::Value;

use super::{Amount, Graph};

/// Runs the same states for every item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// `ItemsPath`: which array of the input.
    pub items_path: Option<String>,
    /// `Items` (JSONata): the array, or an expression that gives it.
    pub items: Option<Value>,
    /// `ItemSelector`: a payload template for each item.
    pub item_selector: Option<Value>,
    /// `MaxConcurrency`.
    pub max_concurrency: Option<Amount>,
    /// `MaxConcurrencyPath`.
    pub max_concurrency_path: Option<String>,
    /// `ItemProcessor`.
    pub item_processor: Option<ItemProcessor>,
    /// `Iterator`, the old name of `ItemProcessor`.
    pub iterator: Option<ItemProcessor>,
    /// `ItemReader`: where a distributed Map reads its items.
    pub item_reader: Option<ItemReader>,
    /// `ItemBatcher`: how a distributed Map groups them.
    pub item_batcher: Option<ItemBatcher>,
    /// `ResultWriter`: where a distributed Map writes its results.
    pub result_writer: Option<ResultWriter>,
    /// `ToleratedFailureCount`.
    pub tolerated_failure_count: Option<Amount>,
    /// `ToleratedFailureCountPath`.
    pub tolerated_failure_count_path: Option<String>,
    /// `ToleratedFailurePercentage`.
    pub tolerated_failure_percentage: Option<Amount>,
    /// `ToleratedFailurePercentagePath`.
    pub tolerated_failure_percentage_path: Option<String>,
    /// `Label`: part of a Map Run's name.
    pub label: Option<String>,
}

/// The states that run for each item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemProcessor {
    /// `ProcessorConfig`.
    pub config: Option<ProcessorConfig>,
    /// The states.
    pub graph: Graph,
    /// As it was written, in distributed mode: the definition of its executions is made of it.
    pub source: Option<Value>,
}

/// How a Map runs its items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProcessorConfig {
    /// `Mode`: `INLINE` or `DISTRIBUTED`.
    pub mode: Option<String>,
    /// `ExecutionType` of a distributed Map's children: `STANDARD` or `EXPRESS`.
    pub execution_type: Option<String>,
    /// Fields no configuration has.
    pub unknown: Vec<String>,
}

/// Where a distributed Map reads its items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemReader {
    /// `Resource`: the API action that reads.
    pub resource: Option<String>,
    /// `Parameters`, a payload template.
    pub parameters: Option<Value>,
    /// `Arguments` (JSONata).
    pub arguments: Option<Value>,
    /// `ReaderConfig`: `InputType`, `CSVHeaderLocation`, `MaxItems`, …
    pub reader_config: Option<Value>,
    /// Fields no reader has.
    pub unknown: Vec<String>,
}

/// How a distributed Map groups items.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemBatcher {
    /// `BatchInput`, a payload template.
    pub batch_input: Option<Value>,
    /// `MaxItemsPerBatch`.
    pub max_items_per_batch: Option<Amount>,
    /// `MaxItemsPerBatchPath`.
    pub max_items_per_batch_path: Option<String>,
    /// `MaxInputBytesPerBatch`.
    pub max_input_bytes_per_batch: Option<Amount>,
    /// `MaxInputBytesPerBatchPath`.
    pub max_input_bytes_per_batch_path: Option<String>,
    /// Fields no batcher has.
    pub unknown: Vec<String>,
}

/// Where a distributed Map writes its results.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResultWriter {
    /// `Resource`: the API action that writes.
    pub resource: Option<String>,
    /// `Parameters`, a payload template.
    pub parameters: Option<Value>,
    /// `Arguments` (JSONata).
    pub arguments: Option<Value>,
    /// `WriterConfig`.
    pub writer_config: Option<Value>,
    /// Fields no writer has.
    pub unknown: Vec<String>,
}
