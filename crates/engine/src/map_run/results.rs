//! The results of a Map Run as the Map state's result: the children's outputs in the order of their items.

use std::collections::BTreeMap;

use asl::event::{Failure, Payload};
use asl::map_run::{MapRunSpec, OutputType, Transformation, results_too_large};
use model::Timestamp;
use serde::Serialize;
use serde_json::Value;
use store::record::execution::ExecutionRecord;

use super::child_name;
use super::driver::{Driver, pause};
use super::express::{self, StoredResult};
use super::record::MapRunRecord;
use crate::arn;
use crate::description::status_of;
use crate::error::EngineError;
use crate::live;
use crate::request::Finished;
use crate::shared::Shared;
use crate::status::Status;
use crate::together::together;

/// Children read at once.
pub(super) const READ: u64 = 128;

/// Outputs that need not be read again, as long as they may become the result.
#[derive(Debug, Default)]
pub(super) struct Kept {
    outputs: BTreeMap<u64, Payload>,
    /// Most bytes of them; 0 when the result is not made of outputs alone.
    room: usize,
    bytes: usize,
}

impl Kept {
    pub(super) fn new(spec: &MapRunSpec, largest: usize) -> Self {
        let exported = spec.results.export.is_some();
        let whole = spec.results.config.transformation == Some(Transformation::None);
        Self {
            outputs: BTreeMap::new(),
            room: if exported || whole { 0 } else { largest },
            bytes: 0,
        }
    }

    pub(super) fn keep(&mut self, index: u64, output: Payload) {
        self.bytes = self.bytes.saturating_add(output.len());
        if self.bytes <= self.room {
            self.outputs.insert(index, output);
        } else {
            // The state fails, or reads them again.
            self.outputs.clear();
        }
    }
}

/// A child as results show it (<https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>).
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ChildResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    execution_arn: String,
    input: String,
    input_details: Included,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    output_details: Included,
    redrive_count: u32,
    redrive_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    redrive_status_reason: Option<&'static str>,
    start_date: String,
    state_machine_arn: String,
    pub(super) status: &'static str,
    stop_date: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Included {
    included: bool,
}

impl ChildResult {
    fn new(
        record: ExecutionRecord,
        input: &Payload,
        output: Option<&Payload>,
    ) -> Result<Self, EngineError> {
        let status = status_of(&record)?;
        let succeeded = status == Status::Succeeded;
        let moment = |millis| Timestamp::from_millis(millis).iso8601();
        Ok(Self {
            execution_arn: arn::of_execution(&record.machine_arn, &record.name),
            input: input.as_str().to_owned(),
            input_details: Included { included: true },
            output: output.map(|output| output.as_str().to_owned()),
            output_details: Included { included: true },
            redrive_count: record.redrive_count,
            redrive_status: if succeeded {
                "NOT_REDRIVABLE"
            } else {
                "REDRIVABLE_BY_MAP_RUN"
            },
            redrive_status_reason: succeeded
                .then_some("Execution is SUCCEEDED and cannot be redriven"),
            start_date: moment(record.start_millis),
            stop_date: record.stop_millis.map(moment),
            status: status.name(),
            state_machine_arn: record.machine_arn,
            name: record.name,
            error: record.error,
            cause: record.cause,
        })
    }

    /// An Express child.
    pub(super) fn of_express(finished: Finished, machine: &str, input: &Payload) -> Self {
        Self {
            execution_arn: finished.arn,
            input: input.as_str().to_owned(),
            input_details: Included { included: true },
            output: finished.output.map(|output| output.as_str().to_owned()),
            output_details: Included { included: true },
            redrive_count: 0,
            redrive_status: "NOT_REDRIVABLE",
            redrive_status_reason: None,
            start_date: finished.start.iso8601(),
            stop_date: Some(finished.stop.iso8601()),
            status: finished.status.name(),
            state_machine_arn: machine.to_owned(),
            name: finished.name,
            error: finished.failure.error,
            cause: finished.failure.cause,
        }
    }

    /// As JSON text.
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).expect("a plain struct with text keys")
    }
}

/// What a child gave.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) status: Status,
    pub(super) output: Option<Payload>,
    /// As results show it, a JSON text.
    pub(super) whole: String,
}

impl Given {
    /// What `transformation` makes of it, as JSON texts. What did not succeed is told whole.
    pub(super) fn texts(&self, transformation: Transformation) -> Vec<String> {
        match (&self.output, transformation) {
            (None, _) | (_, Transformation::None) => vec![self.whole.clone()],
            (Some(output), transformation) => transformed(output, transformation),
        }
    }
}

fn transformed(output: &Payload, transformation: Transformation) -> Vec<String> {
    if transformation == Transformation::Flatten
        && let Ok(Value::Array(elements)) = serde_json::from_str(output.as_str())
    {
        return elements.iter().map(asl::map_run::json_text).collect();
    }
    vec![output.as_str().to_owned()]
}

/// Child `index`, which has ended; absent when it never was.
pub(super) async fn read(
    shared: &Shared,
    record: &MapRunRecord,
    index: u64,
) -> Result<Option<Given>, EngineError> {
    if record.express {
        let stored = express::read(shared, record, index).await?;
        return stored.map(StoredResult::given).transpose();
    }
    let store = &*shared.store;
    let name = child_name(&record.arn, index);
    let Some(id) = store.execution_by_name(&record.machine_arn, &name).await? else {
        return Ok(None);
    };
    let Some(body) = store.execution(id).await? else {
        return Ok(None);
    };
    let child = live::decode(id, &body)?;
    let status = status_of(&child)?;
    let (input, output) = live::input_and_output(shared, id, &child).await?;
    let whole = ChildResult::new(child, &input, output.as_ref())?.text();
    Ok(Some(Given {
        status,
        output,
        whole,
    }))
}

impl Driver {
    /// The children from `from` on, at most a page of them, as often as it takes to read them.
    pub(super) async fn given(&mut self, from: u64) -> Vec<Given> {
        let until = self.record.settled.min(from + READ);
        loop {
            let reads = (from..until).map(|index| read(&self.shared, &self.record, index));
            let read: Result<Vec<_>, _> = together(reads).await.into_iter().collect();
            match read {
                Ok(given) => return given.into_iter().flatten().collect(),
                Err(error) => {
                    tracing::warn!(%error, map_run = self.record.arn, "results cannot be read");
                    pause(&self.shared).await;
                }
            }
        }
    }

    /// The state's result: all outputs in one document.
    pub(super) async fn output(&mut self) -> Result<Payload, Failure> {
        let config = self
            .spec
            .as_ref()
            .map(|spec| spec.results.config)
            .unwrap_or_default();
        let transformation = config.transformation.unwrap_or(Transformation::Compact);
        let mut texts = Joined::new(config.output_type);
        let mut index = 0;
        while index < self.record.settled {
            if let Some(output) = self.kept.outputs.get(&index) {
                transformed(output, transformation)
                    .iter()
                    .for_each(|text| texts.add(text));
                index += 1;
                continue;
            }
            for given in self.given(index).await {
                given
                    .texts(transformation)
                    .iter()
                    .for_each(|text| texts.add(text));
            }
            index += READ;
            if texts.len() > self.shared.limits.payload_bytes {
                break;
            }
        }
        let whole = texts.finish();
        let text = match config.output_type {
            OutputType::Json => whole,
            // Lines are no JSON: the state's result is the text.
            OutputType::Jsonl => asl::map_run::json_text(&Value::String(whole)),
        };
        match text.len() > self.shared.limits.payload_bytes {
            true => Err(results_too_large(
                self.spec.as_ref().map_or("", |spec| &spec.state),
            )),
            false => Ok(Payload::new(text)),
        }
    }
}

/// JSON texts in one: an array, or a line each.
#[derive(Debug)]
pub(super) struct Joined {
    text: String,
    form: OutputType,
    pub(super) count: u64,
}

impl Joined {
    pub(super) fn new(form: OutputType) -> Self {
        Self {
            text: String::new(),
            form,
            count: 0,
        }
    }

    pub(super) fn add(&mut self, text: &str) {
        self.text.push_str(match (self.form, self.count) {
            (OutputType::Json, 0) => "[",
            (OutputType::Json, _) => ",",
            (OutputType::Jsonl, 0) => "",
            (OutputType::Jsonl, _) => "\n",
        });
        self.text.push_str(text);
        self.count += 1;
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn finish(mut self) -> String {
        if self.form == OutputType::Json {
            self.text.push_str(if self.count == 0 { "[]" } else { "]" });
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_joined_as_an_array_or_as_lines() {
        let joined = |form, texts: &[&str]| {
            let mut joined = Joined::new(form);
            texts.iter().for_each(|text| joined.add(text));
            joined.finish()
        };
        assert_eq!(joined(OutputType::Json, &[]), "[]");
        assert_eq!(joined(OutputType::Json, &["1", "{}"]), "[1,{}]");
        assert_eq!(joined(OutputType::Jsonl, &[]), "");
        assert_eq!(joined(OutputType::Jsonl, &["1", "{}"]), "1\n{}");
    }

    #[test]
    fn only_arrays_are_flattened() {
        let flat = |text: &str| transformed(&Payload::new(text), Transformation::Flatten);
        assert_eq!(flat("[1,[2],{\"a\":1.0}]"), ["1", "[2]", "{\"a\":1.0}"]);
        assert_eq!(flat("{\"a\":[1]}"), ["{\"a\":[1]}"]);
        assert_eq!(
            transformed(&Payload::new("[1]"), Transformation::Compact),
            ["[1]"]
        );
    }
}
