//! Which fields each object of a definition has, in which language, and what their values must be.
//!
//! The specification's table of state types ("States" in the Amazon States Language), the developer guide's pages
//! on each state, and the ranges that AWS enforces.

use crate::ast::QueryLanguage;

/// What a field's value must be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// A text that is read as it is.
    Text,
    /// The name of a state.
    StateName,
    /// A text; in JSONata it may be an expression.
    TextOrExpression,
    Boolean,
    /// An integer in a range; in JSONata it may be an expression.
    Integer(i64, i64),
    /// A number in a range; in JSONata it may be an expression.
    Number(f64, f64),
    /// One of some texts.
    OneOf(&'static [&'static str]),
    /// A path.
    Path,
    /// A path or `null`.
    PathOrNull,
    /// A reference path into the input or a variable.
    ReferencePath,
    /// A reference path into the input or `null`.
    ReferencePathOrNull,
    /// A reference path into the input, a variable or the context object.
    ItemsPath,
    /// A path or an intrinsic function.
    PathOrCall,
    /// An RFC 3339 timestamp; in JSONata it may be an expression.
    Timestamp,
    /// A payload template; in JSONata any JSON with expressions.
    Template,
    /// The same, which must be an object (or in JSONata an expression).
    ObjectTemplate,
    /// Any JSON, taken as it is.
    Literal,
    /// Names of variables and their values.
    Assign,
    /// Checked by code of its own.
    Own,
}

/// One field of an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct FieldRule {
    pub(super) name: &'static str,
    /// The only language that has it.
    pub(super) only: Option<QueryLanguage>,
    pub(super) rule: Rule,
}

const fn both(name: &'static str, rule: Rule) -> FieldRule {
    FieldRule {
        name,
        only: None,
        rule,
    }
}

const fn path(name: &'static str, rule: Rule) -> FieldRule {
    FieldRule {
        name,
        only: Some(QueryLanguage::JsonPath),
        rule,
    }
}

const fn jsonata(name: &'static str, rule: Rule) -> FieldRule {
    FieldRule {
        name,
        only: Some(QueryLanguage::Jsonata),
        rule,
    }
}

/// Longest time in seconds that a field may name.
const MAX_SECONDS: i64 = 99_999_999;
/// `MaxDelaySeconds`: a year of 366 days.
const MAX_DELAY: i64 = 31_622_400;
/// Most items of a distributed Map.
const MAX_ITEMS: i64 = 100_000_000;

/// The state machine itself.
pub(super) const MACHINE: &[FieldRule] = &[
    both("Comment", Rule::Text),
    both("QueryLanguage", Rule::OneOf(LANGUAGES)),
    both("StartAt", Rule::StateName),
    both("States", Rule::Own),
    both("TimeoutSeconds", Rule::Integer(0, MAX_SECONDS)),
    both("Version", Rule::OneOf(&["1.0"])),
];

/// A branch of a Parallel state.
pub(super) const BRANCH: &[FieldRule] = &[
    both("Comment", Rule::Text),
    both("StartAt", Rule::StateName),
    both("States", Rule::Own),
];

/// What a Map state runs.
pub(super) const PROCESSOR: &[FieldRule] = &[
    both("Comment", Rule::Text),
    both("StartAt", Rule::StateName),
    both("States", Rule::Own),
    both("ProcessorConfig", Rule::Own),
];

pub(super) const LANGUAGES: &[&str] = &["JSONPath", "JSONata"];

/// The state types in AWS's order.
pub(super) const TYPES: &[&str] = &[
    "Task", "Wait", "Pass", "Succeed", "Fail", "Choice", "Parallel", "Map",
];

const COMMON: [FieldRule; 3] = [
    both("Type", Rule::Own),
    both("Comment", Rule::Text),
    both("QueryLanguage", Rule::OneOf(LANGUAGES)),
];
const FLOW: [FieldRule; 2] = [both("Next", Rule::StateName), both("End", Rule::Boolean)];
const IN_OUT: [FieldRule; 3] = [
    path("InputPath", Rule::PathOrNull),
    path("OutputPath", Rule::PathOrNull),
    jsonata("Output", Rule::Template),
];
const ERRORS: [FieldRule; 2] = [both("Retry", Rule::Own), both("Catch", Rule::Own)];

const PASS: &[FieldRule] = &[
    path("Result", Rule::Literal),
    path("ResultPath", Rule::ReferencePathOrNull),
    path("Parameters", Rule::Template),
    both("Assign", Rule::Assign),
];

const TASK: &[FieldRule] = &[
    both("Resource", Rule::Own),
    path("Parameters", Rule::Template),
    jsonata("Arguments", Rule::Template),
    path("ResultSelector", Rule::ObjectTemplate),
    path("ResultPath", Rule::ReferencePathOrNull),
    both("Assign", Rule::Assign),
    both("Credentials", Rule::Own),
    both("TimeoutSeconds", Rule::Integer(1, MAX_SECONDS)),
    path("TimeoutSecondsPath", Rule::Path),
    both("HeartbeatSeconds", Rule::Integer(1, MAX_SECONDS)),
    path("HeartbeatSecondsPath", Rule::Path),
];

const WAIT: &[FieldRule] = &[
    both("Seconds", Rule::Integer(0, MAX_SECONDS)),
    path("SecondsPath", Rule::Path),
    both("Timestamp", Rule::Timestamp),
    path("TimestampPath", Rule::Path),
    both("Assign", Rule::Assign),
];

const PARALLEL: &[FieldRule] = &[
    both("Branches", Rule::Own),
    path("Parameters", Rule::Template),
    jsonata("Arguments", Rule::Template),
    path("ResultSelector", Rule::ObjectTemplate),
    path("ResultPath", Rule::ReferencePathOrNull),
    both("Assign", Rule::Assign),
];

const MAP: &[FieldRule] = &[
    both("ItemProcessor", Rule::Own),
    both("Iterator", Rule::Own),
    path("ItemsPath", Rule::ItemsPath),
    jsonata("Items", Rule::Template),
    both("ItemSelector", Rule::Template),
    both("ItemReader", Rule::Own),
    both("ItemBatcher", Rule::Own),
    both("ResultWriter", Rule::Own),
    path("Parameters", Rule::Template),
    path("ResultSelector", Rule::ObjectTemplate),
    path("ResultPath", Rule::ReferencePathOrNull),
    both("Assign", Rule::Assign),
    both("MaxConcurrency", Rule::Integer(0, i64::MAX)),
    path("MaxConcurrencyPath", Rule::ReferencePath),
    both("ToleratedFailureCount", Rule::Integer(0, i64::MAX)),
    path("ToleratedFailureCountPath", Rule::ReferencePath),
    both("ToleratedFailurePercentage", Rule::Number(0.0, 100.0)),
    path("ToleratedFailurePercentagePath", Rule::ReferencePath),
    both("Label", Rule::Own),
];

const CHOICE: &[FieldRule] = &[
    both("Choices", Rule::Own),
    both("Default", Rule::StateName),
    both("Assign", Rule::Assign),
];

const FAIL: &[FieldRule] = &[
    both("Error", Rule::TextOrExpression),
    path("ErrorPath", Rule::PathOrCall),
    both("Cause", Rule::TextOrExpression),
    path("CausePath", Rule::PathOrCall),
];

/// The fields of a state of this type; `None` if there is no such type.
pub(super) fn state(type_name: &str) -> Option<Vec<FieldRule>> {
    let parts: &[&[FieldRule]] = match type_name {
        "Pass" => &[PASS, &IN_OUT, &FLOW],
        "Task" => &[TASK, &IN_OUT, &ERRORS, &FLOW],
        "Wait" => &[WAIT, &IN_OUT, &FLOW],
        "Parallel" => &[PARALLEL, &IN_OUT, &ERRORS, &FLOW],
        "Map" => &[MAP, &IN_OUT, &ERRORS, &FLOW],
        "Choice" => &[CHOICE, &IN_OUT],
        "Succeed" => &[&IN_OUT],
        "Fail" => &[FAIL],
        _ => return None,
    };
    Some(
        COMMON
            .iter()
            .chain(parts.iter().copied().flatten())
            .copied()
            .collect(),
    )
}

/// Fields that exclude each other: at most one.
pub(super) fn exclusive(type_name: &str) -> &'static [&'static [&'static str]] {
    match type_name {
        "Task" => &[
            &["TimeoutSeconds", "TimeoutSecondsPath"],
            &["HeartbeatSeconds", "HeartbeatSecondsPath"],
        ],
        "Wait" => &[&["SecondsPath", "Seconds", "TimestampPath", "Timestamp"]],
        "Fail" => &[&["Error", "ErrorPath"], &["Cause", "CausePath"]],
        "Map" => &[
            &["ItemProcessor", "Iterator"],
            &["Parameters", "ItemSelector"],
            &["Items", "ItemsPath"],
            &["MaxConcurrency", "MaxConcurrencyPath"],
            &["ToleratedFailureCount", "ToleratedFailureCountPath"],
            &[
                "ToleratedFailurePercentage",
                "ToleratedFailurePercentagePath",
            ],
        ],
        _ => &[],
    }
}

/// Fields of which there must be one.
pub(super) fn needed(type_name: &str) -> &'static [&'static [&'static str]] {
    match type_name {
        "Map" => &[&["ItemProcessor", "Iterator"]],
        "Wait" => &[&["SecondsPath", "Seconds", "TimestampPath", "Timestamp"]],
        _ => &[],
    }
}

/// Fields that must be there.
pub(super) fn required(type_name: &str) -> &'static [&'static str] {
    match type_name {
        "Task" => &["Resource"],
        "Parallel" => &["Branches"],
        "Choice" => &["Choices"],
        _ => &[],
    }
}

/// One entry of `Retry`.
pub(super) const RETRIER: &[FieldRule] = &[
    both("Comment", Rule::Text),
    both("ErrorEquals", Rule::Own),
    both("IntervalSeconds", Rule::Integer(0, MAX_SECONDS)),
    both("MaxAttempts", Rule::Integer(0, MAX_SECONDS)),
    both("BackoffRate", Rule::Number(1.0, f64::MAX)),
    both("MaxDelaySeconds", Rule::Integer(1, MAX_DELAY)),
    both("JitterStrategy", Rule::OneOf(&["NONE", "FULL"])),
];

/// One entry of `Catch`.
pub(super) const CATCHER: &[FieldRule] = &[
    both("Comment", Rule::Text),
    both("ErrorEquals", Rule::Own),
    both("Next", Rule::StateName),
    path("ResultPath", Rule::ReferencePathOrNull),
    jsonata("Output", Rule::Template),
    both("Assign", Rule::Assign),
];

/// How a Map runs its items.
pub(super) const PROCESSOR_CONFIG: &[FieldRule] = &[
    both("Mode", Rule::OneOf(&["INLINE", "DISTRIBUTED"])),
    both("ExecutionType", Rule::OneOf(&["STANDARD", "EXPRESS"])),
];

/// Where a distributed Map reads its items.
pub(super) const ITEM_READER: &[FieldRule] = &[
    both("Resource", Rule::Own),
    path("Parameters", Rule::Template),
    jsonata("Arguments", Rule::Template),
    both("ReaderConfig", Rule::Own),
];

/// How they are written there.
pub(super) const READER_CONFIG: &[FieldRule] = &[
    both(
        "InputType",
        Rule::OneOf(&["CSV", "JSON", "JSONL", "PARQUET", "MANIFEST"]),
    ),
    both("Transformation", Rule::OneOf(&["NONE", "LOAD_AND_FLATTEN"])),
    both(
        "ManifestType",
        Rule::OneOf(&["S3_INVENTORY", "ATHENA_DATA"]),
    ),
    both("CSVHeaderLocation", Rule::OneOf(&["FIRST_ROW", "GIVEN"])),
    both("CSVHeaders", Rule::Own),
    both(
        "CSVDelimiter",
        Rule::OneOf(&["COMMA", "PIPE", "SEMICOLON", "SPACE", "TAB"]),
    ),
    both("ItemsPointer", Rule::TextOrExpression),
    both("MaxItems", Rule::Integer(0, MAX_ITEMS)),
    path("MaxItemsPath", Rule::ReferencePath),
];

/// How a distributed Map groups its items.
pub(super) const ITEM_BATCHER: &[FieldRule] = &[
    both("BatchInput", Rule::Template),
    both("MaxItemsPerBatch", Rule::Integer(0, i64::MAX)),
    path("MaxItemsPerBatchPath", Rule::ReferencePath),
    both("MaxInputBytesPerBatch", Rule::Integer(0, i64::MAX)),
    path("MaxInputBytesPerBatchPath", Rule::ReferencePath),
];

/// Where a distributed Map writes its results.
pub(super) const RESULT_WRITER: &[FieldRule] = &[
    both("Resource", Rule::Own),
    path("Parameters", Rule::Template),
    jsonata("Arguments", Rule::Template),
    both("WriterConfig", Rule::Own),
];

/// How they are written there.
pub(super) const WRITER_CONFIG: &[FieldRule] = &[
    both("OutputType", Rule::OneOf(&["JSON", "JSONL"])),
    both(
        "Transformation",
        Rule::OneOf(&["NONE", "COMPACT", "FLATTEN"]),
    ),
];
