//! What DescribeExecution and ListExecutions answer.

use asl::event::Payload;
use model::Timestamp;
use store::record::execution::ExecutionRecord;

use crate::arn;
use crate::error::EngineError;
use crate::redrive::NotRedrivable;
use crate::status::Status;

/// One execution in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its ARN.
    pub arn: String,
    /// The machine's ARN without version or alias.
    pub machine_arn: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub status: Status,
    /// When it started.
    pub start: Timestamp,
    /// When it ended.
    pub stop: Option<Timestamp>,
    /// The version it was started through.
    pub version_arn: Option<String>,
    /// The alias it was started through.
    pub alias_arn: Option<String>,
    /// How often it was redriven.
    pub redrive_count: u32,
    /// When it was last redriven.
    pub redrive: Option<Timestamp>,
    /// The Map Run that it is a child of.
    pub map_run_arn: Option<String>,
    /// How many items of a Map it processes.
    pub items: u64,
}

/// One execution with its input and output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// What a list shows too.
    pub summary: Summary,
    /// The role it acts as.
    pub role_arn: String,
    /// SHA-256 of its definition, in hex.
    pub definition: String,
    /// Its input, verbatim.
    pub input: Payload,
    /// Its output, once it has succeeded.
    pub output: Option<Payload>,
    /// The error name, of an unsuccessful end.
    pub error: Option<String>,
    /// The cause, of an unsuccessful end.
    pub cause: Option<String>,
    /// The X-Ray trace header.
    pub trace_header: Option<String>,
    /// The machine's revision.
    pub revision_id: Option<String>,
    /// The id of its last history event.
    pub last_event: u64,
    /// Why it cannot be redriven now; absent when it can.
    pub not_redrivable: Option<NotRedrivable>,
}

impl Summary {
    pub(crate) fn of(record: &ExecutionRecord) -> Result<Self, EngineError> {
        Ok(Self {
            arn: arn::of_execution(&record.machine_arn, &record.name),
            machine_arn: record.machine_arn.clone(),
            name: record.name.clone(),
            status: status_of(record)?,
            start: Timestamp::from_millis(record.start_millis),
            stop: record.stop_millis.map(Timestamp::from_millis),
            version_arn: record.version_arn.clone(),
            alias_arn: record.alias_arn.clone(),
            redrive_count: record.redrive_count,
            redrive: record.redrive_millis.map(Timestamp::from_millis),
            map_run_arn: record.map_run_arn.clone(),
            items: record.map_run_items,
        })
    }
}

/// The status in a record.
pub(crate) fn status_of(record: &ExecutionRecord) -> Result<Status, EngineError> {
    Status::from_byte(record.status)
        .ok_or_else(|| EngineError::Damaged(format!("unknown execution status {}", record.status)))
}
