//! Map states: what they run, and the fields of distributed mode.

use super::schema::{
    FieldRule, ITEM_BATCHER, ITEM_READER, PROCESSOR, PROCESSOR_CONFIG, READER_CONFIG,
    RESULT_WRITER, WRITER_CONFIG,
};
use super::state::State;
use super::{Code, Validator, below};
use query::json::Node;

/// Longest label.
const MAX_LABEL: usize = 40;

impl Validator {
    pub(super) fn map(&mut self, state: State<'_>) {
        for name in ["ItemProcessor", "Iterator"] {
            if let Some(processor) = state.node.get(name) {
                self.processor(processor, &state.at(name), state);
            }
        }
        self.reader(state);
        self.batcher(state);
        self.writer(state);
        if let Some(label) = state.node.get("Label") {
            self.label(label, &state.at("Label"));
        }
    }

    fn part<'n>(
        &mut self,
        state: State<'n>,
        name: &str,
        rules: &[FieldRule],
        required: &[&str],
    ) -> Option<&'n Node> {
        let node = state.node.get(name)?;
        self.object(node, &state.at(name), rules, required, state.language)
            .then_some(node)
    }

    fn processor(&mut self, node: &Node, location: &str, state: State<'_>) {
        let outside = self.express;
        if let Some(config) = node.get("ProcessorConfig") {
            self.config(config, &below(location, "ProcessorConfig"), state);
            let children = config.get("ExecutionType").and_then(Node::as_str);
            self.express = outside || children == Some("EXPRESS");
        }
        self.graph(node, location, PROCESSOR);
        self.express = outside;
    }

    fn config(&mut self, node: &Node, location: &str, state: State<'_>) {
        if !self.object(node, location, PROCESSOR_CONFIG, &[], state.language) {
            return;
        }
        let distributed = node.get("Mode").and_then(Node::as_str) == Some("DISTRIBUTED");
        if distributed {
            self.require(node, location, &["ExecutionType"]);
        }
        if distributed && self.express {
            let message = "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines";
            self.invalid(message, &below(location, "Mode"), node);
        }
        if let Some(execution_type) = node.get("ExecutionType").filter(|_| !distributed) {
            self.invalid(
                "Field 'ExecutionType' is not supported",
                location,
                execution_type,
            );
        }
    }

    fn reader(&mut self, state: State<'_>) {
        let Some(reader) = self.part(state, "ItemReader", ITEM_READER, &["Resource"]) else {
            return;
        };
        let location = state.at("ItemReader");
        self.storage(reader, &location, &["s3:getObject", "s3:listObjectsV2"]);
        let Some(config) = reader.get("ReaderConfig") else {
            return;
        };
        let location = below(&location, "ReaderConfig");
        if self.object(config, &location, READER_CONFIG, &[], state.language) {
            self.at_most_one(config, &location, &["MaxItems", "MaxItemsPath"]);
            self.headers(config, &location);
        }
    }

    /// CSV needs to say where its headers are, and to give those that are not in the file.
    fn headers(&mut self, config: &Node, location: &str) {
        let header_location = config.get("CSVHeaderLocation");
        match config.get("InputType").and_then(Node::as_str) {
            Some("CSV") if header_location.is_none() => {
                self.invalid(
                    "The field 'CSVHeaderLocation' is required but was missing",
                    location,
                    config,
                );
            }
            Some("JSON" | "JSONL" | "PARQUET") => {
                if let Some(node) = header_location {
                    self.invalid("Field 'CSVHeaderLocation' is not supported", location, node);
                }
            }
            _ => {}
        }
        if header_location.and_then(Node::as_str) == Some("GIVEN") {
            self.require(config, location, &["CSVHeaders"]);
        }
        if let Some(headers) = config.get("CSVHeaders") {
            self.elements(headers, &below(location, "CSVHeaders"));
        }
    }

    fn batcher(&mut self, state: State<'_>) {
        let Some(batcher) = self.part(state, "ItemBatcher", ITEM_BATCHER, &[]) else {
            return;
        };
        let location = state.at("ItemBatcher");
        self.at_most_one(
            batcher,
            &location,
            &["MaxItemsPerBatch", "MaxItemsPerBatchPath"],
        );
        self.at_most_one(
            batcher,
            &location,
            &["MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"],
        );
    }

    fn writer(&mut self, state: State<'_>) {
        let Some(writer) = self.part(state, "ResultWriter", RESULT_WRITER, &[]) else {
            return;
        };
        let location = state.at("ResultWriter");
        self.storage(writer, &location, &["s3:putObject"]);
        if let Some(config) = writer.get("WriterConfig") {
            self.object(
                config,
                &below(&location, "WriterConfig"),
                WRITER_CONFIG,
                &[],
                state.language,
            );
        }
    }

    /// The few actions that read items or write results. A placeholder is somebody else's business.
    fn storage(&mut self, node: &Node, location: &str, actions: &[&str]) {
        let Some(resource) = node.get("Resource") else {
            return;
        };
        let text = resource.as_str().unwrap_or_default();
        let action = text.split(':').skip(5).collect::<Vec<_>>().join(":");
        let known = text.starts_with("arn:") && actions.contains(&action.as_str());
        if !known && !text.contains("${") {
            let message = "The field 'Resource' does not match any of the allowed values";
            self.invalid(message, &below(location, "Resource"), resource);
        }
    }

    /// Labels become part of Map Run ARNs.
    fn label(&mut self, node: &Node, location: &str) {
        let Some(label) = node.as_str() else {
            return self.invalid("Expected value of type String", location, node);
        };
        let forbidden =
            |c: char| c.is_whitespace() || c.is_control() || "?*<>{}[]:;,\\|^~$#%&`\"/".contains(c);
        if label.chars().count() > MAX_LABEL {
            let message = format!(
                "Label name '{label}' exceeds the {MAX_LABEL}-character limit allowed by the service"
            );
            self.error(Code::InvalidLabelName, message, location, node);
        } else if label.is_empty() || label.contains(forbidden) {
            let message = format!("Label name '{label}' contains invalid characters");
            self.error(Code::InvalidLabelName, message, location, node);
        }
    }
}
