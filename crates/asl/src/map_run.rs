//! A Map Run as the interpreter orders it: which items, what each child execution gets, how many may fail, where the
//! results go. Whoever performs it starts the children and reports its end with
//! [`Command::MapRunEnded`](crate::step::Command::MapRunEnded).
//!
//! Source: <https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>.

mod config;
pub mod dataset;
mod selector;

use std::sync::Arc;

use serde_json::Value;

pub use config::{
    CsvDelimiter, CsvHeaderLocation, InputType, ManifestType, OutputType, ReaderConfig,
    ReaderTransformation, Transformation, WriterConfig,
};
pub use selector::ItemSelector;
pub(crate) use selector::{ITEM_KEY, ITEM_VALUE, Parts as SelectorParts};

use crate::ast::QueryLanguage;
use crate::event::{Failure, Payload};
use crate::step::TaskId;

/// What a child execution is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExecutionType {
    /// Durable, with a history.
    #[default]
    Standard,
    /// `EXPRESS`.
    Express,
}

/// A Map Run to be performed.
#[derive(Clone, Debug)]
pub struct MapRunSpec {
    /// What its execution waits for: the id of the `MapRunStarted` event.
    pub task: TaskId,
    /// `arn:aws:states:{region}:{account}:mapRun:{machine}/{label}:{uuid}`.
    pub arn: String,
    /// `arn:aws:states:{region}:{account}:stateMachine:{machine}/{label}`: what the children are executions of.
    pub machine_arn: String,
    /// The Map state's name.
    pub state: String,
    /// Its language.
    pub language: QueryLanguage,
    /// The definition that the children run.
    pub processor: Arc<str>,
    /// What the children are.
    pub execution_type: ExecutionType,
    /// Most children at once; 0 is AWS's own limit.
    pub max_concurrency: u64,
    /// How many may fail.
    pub tolerance: Tolerance,
    /// The items, or where they are.
    pub items: Items,
    /// What becomes of each item; without it the item itself is used.
    pub selector: Option<ItemSelector>,
    /// How items are grouped.
    pub batch: Option<BatchRule>,
    /// What becomes of the results.
    pub results: Results,
    /// How often it was redriven, this time included: its children that had not succeeded run again.
    pub redrives: u32,
}

impl MapRunSpec {
    /// What item `index` is in the input of its child, as JSON text.
    ///
    /// # Errors
    /// The failure of the Map state, when `ItemSelector` cannot be evaluated.
    pub fn item_text(&self, index: u64, item: &Value) -> Result<String, Failure> {
        match &self.selector {
            None => Ok(self.text(item)),
            Some(selector) => Ok(self.text(&selector.select(index, item)?)),
        }
    }
}

impl MapRunSpec {
    /// `value` as JSON text, as a state of this language writes it.
    #[must_use]
    pub fn text(&self, value: &Value) -> String {
        crate::interpret::text_in(self.language, value)
    }
}

impl PartialEq for MapRunSpec {
    fn eq(&self, other: &Self) -> bool {
        (self.task, &self.arn) == (other.task, &other.arn)
    }
}

/// How many items may fail before the Map Run does. Without either number none may.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tolerance {
    /// `ToleratedFailureCount`.
    pub count: Option<u64>,
    /// `ToleratedFailurePercentage`, from 0 to 100.
    pub percentage: Option<f64>,
}

impl Tolerance {
    /// True when `failed` of `total` items are too many. Exceeding either number is enough.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of items are far below 2^53"
    )]
    pub fn exceeded(&self, failed: u64, total: u64) -> bool {
        let by_share = |percentage: f64| failed as f64 * 100.0 > percentage * total as f64;
        match (self.count, self.percentage) {
            (None, None) => failed > 0,
            (Some(count), None) => failed > count,
            (None, Some(percentage)) => by_share(percentage),
            (Some(count), Some(percentage)) => failed > count || by_share(percentage),
        }
    }
}

/// The items of a Map Run.
#[derive(Clone, Debug)]
pub enum Items {
    /// An array of the state's input.
    Array(Arc<Value>),
    /// To be read with the execution's role.
    Read(Box<ReadRequest>),
}

/// `ItemReader`, evaluated.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadRequest {
    /// What is called.
    pub action: ReadAction,
    /// Its parameters: `Bucket`, `Key`, `Prefix`, …
    pub parameters: Value,
    /// How items are found in what was read.
    pub config: ReaderConfig,
    /// Most items; 0 or nothing is all of them. What is negative fails the Map Run.
    pub max_items: Option<i64>,
}

/// The calls that read items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadAction {
    /// `arn:aws:states:::s3:getObject`: the items are in an object.
    GetObject,
    /// `arn:aws:states:::s3:listObjectsV2`: the items are the objects of a bucket.
    ListObjects,
}

/// `ItemBatcher`, evaluated (<https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html>).
#[derive(Clone, Debug, PartialEq)]
pub struct BatchRule {
    /// `MaxItemsPerBatch`.
    pub max_items: Option<u64>,
    /// `MaxInputBytesPerBatch`.
    pub max_bytes: Option<u64>,
    /// `BatchInput` as JSON text, which every batch gets.
    pub input: Option<Payload>,
}

impl BatchRule {
    /// The child input that holds `items`, each a JSON text.
    #[must_use]
    pub fn input_of(&self, items: &[String]) -> Payload {
        let length: usize = items.iter().map(|item| item.len() + 1).sum();
        let mut text = String::with_capacity(length + self.overhead() + 2);
        text.push('{');
        if let Some(input) = &self.input {
            text.push_str("\"BatchInput\":");
            text.push_str(input.as_str());
            text.push(',');
        }
        text.push_str("\"Items\":[");
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            text.push_str(item);
        }
        text.push_str("]}");
        Payload::new(text)
    }

    /// Bytes of a child input beside its items.
    #[must_use]
    pub fn overhead(&self) -> usize {
        let input = self.input.as_ref();
        r#"{"Items":[]}"#.len() + input.map_or(0, |input| r#""BatchInput":,"#.len() + input.len())
    }
}

/// `ResultWriter`, evaluated (<https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// Where they are written; without it they are the state's result.
    pub export: Option<Value>,
    /// Their form.
    pub config: WriterConfig,
}

/// How a Map Run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum MapRunResult {
    /// With the state's result.
    Succeeded(Payload),
    /// With an error.
    Failed(Failure),
}

/// Too many items failed.
pub const THRESHOLD: &str = "States.ExceedToleratedFailureThreshold";
/// The items could not be read.
pub const READER_FAILED: &str = "States.ItemReaderFailed";
/// The results could not be written.
pub const WRITER_FAILED: &str = "States.ResultWriterFailed";

/// The failure of a Map Run whose items fail too often (recorded).
#[must_use]
pub fn threshold_exceeded() -> Failure {
    Failure {
        error: Some(THRESHOLD.into()),
        cause: Some("The specified tolerated failure threshold was exceeded".into()),
    }
}

/// The failure of a Map Run whose results are more than a state may give.
#[must_use]
pub fn results_too_large(state: &str) -> Failure {
    crate::error::too_large(state)
}

/// `value` as the language writes it: compact, numbers as Java prints them.
#[must_use]
pub fn json_text(value: &Value) -> String {
    crate::json::to_text(value)
}

/// A UUID that follows from `parts`: the same parts give the same one.
#[must_use]
pub fn derived_uuid(parts: &[&str]) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    // Version 4 and variant 1, as every UUID of Step Functions has them (RFC 9562 section 5.4).
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = hex::encode(bytes);
    [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ]
    .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_number_is_a_limit_and_neither_permits_nothing() {
        let tolerance = |count, percentage| Tolerance { count, percentage };
        assert!(tolerance(None, None).exceeded(1, 10) && !tolerance(None, None).exceeded(0, 10));
        assert!(tolerance(Some(2), None).exceeded(3, 10));
        assert!(!tolerance(Some(2), None).exceeded(2, 2));
        assert!(tolerance(None, Some(10.0)).exceeded(2, 10));
        assert!(!tolerance(None, Some(10.0)).exceeded(1, 10));
        assert!(tolerance(Some(5), Some(10.0)).exceeded(2, 10));
        assert!(tolerance(Some(0), Some(100.0)).exceeded(1, 10));
        assert!(!tolerance(None, Some(100.0)).exceeded(10, 10));
    }

    #[test]
    fn a_batch_holds_its_items_and_its_own_input() {
        let items = ["1".to_owned(), "{\"a\":2}".to_owned()];
        let plain = BatchRule {
            max_items: None,
            max_bytes: None,
            input: None,
        };
        assert_eq!(plain.input_of(&items).as_str(), r#"{"Items":[1,{"a":2}]}"#);
        assert_eq!(plain.input_of(&[]).len(), plain.overhead());
        let given = BatchRule {
            input: Some(Payload::new("{\"b\":1}")),
            ..plain
        };
        let expected = r#"{"BatchInput":{"b":1},"Items":[1,{"a":2}]}"#;
        assert_eq!(given.input_of(&items).as_str(), expected);
        assert_eq!(given.input_of(&[]).len(), given.overhead());
    }

    #[test]
    fn a_derived_uuid_follows_from_its_parts() {
        let uuid = derived_uuid(&["a", "b"]);
        assert_eq!(uuid, derived_uuid(&["a", "b"]));
        assert_ne!(uuid, derived_uuid(&["ab", ""]));
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4");
    }
}
