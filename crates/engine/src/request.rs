//! What StartExecution and StartSyncExecution ask and get.

use std::sync::Arc;

use asl::event::{Failure, Payload};
use asl::validate::MachineType;
use model::Timestamp;

use crate::definition::Definition;
use crate::log::LogTarget;
use crate::status::Status;

/// An execution to be started. Whether the machine exists, the name is well-formed and the input is JSON is checked by
/// whoever builds it.
#[derive(Clone, Debug)]
pub struct StartRequest {
    /// The state machine's ARN without version or alias; its scope is the execution's.
    pub machine_arn: Arc<str>,
    /// The role it acts as.
    pub role_arn: Arc<str>,
    /// What it runs, whatever becomes of the machine.
    pub definition: Arc<Definition>,
    /// Its name; a UUID when absent.
    pub name: Option<String>,
    /// Its input, kept verbatim.
    pub input: Payload,
    /// The X-Ray trace header.
    pub trace_header: Option<String>,
    /// The version it is started through.
    pub version_arn: Option<String>,
    /// The alias it is started through.
    pub alias_arn: Option<String>,
    /// The machine's revision.
    pub revision_id: Option<String>,
    /// Standard executions are durable; Express ones live in memory.
    pub kind: MachineType,
    /// Where its events are logged, if anywhere.
    pub log: Option<LogTarget>,
}

impl StartRequest {
    /// A request for a Standard execution with what every start has.
    #[must_use]
    pub fn new(
        machine_arn: Arc<str>,
        role_arn: Arc<str>,
        definition: Arc<Definition>,
        input: Payload,
    ) -> Self {
        Self {
            machine_arn,
            role_arn,
            definition,
            name: None,
            input,
            trace_header: None,
            version_arn: None,
            alias_arn: None,
            revision_id: None,
            kind: MachineType::Standard,
            log: None,
        }
    }
}

/// An execution that has started, durably.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Started {
    /// Its ARN.
    pub arn: String,
    /// When it started.
    pub start: Timestamp,
    /// It was running already, with the same name and input.
    pub existing: bool,
}

/// A synchronous Express execution that has ended. Nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// When it started.
    pub start: Timestamp,
    /// When it ended.
    pub stop: Timestamp,
    /// How it ended; never [`Status::Running`].
    pub status: Status,
    /// Its output, if it succeeded.
    pub output: Option<Payload>,
    /// The error and cause of an unsuccessful end.
    pub failure: Failure,
    /// Bytes of its definition and of the inputs and outputs its events carried: what AWS bills memory by.
    pub data_bytes: usize,
}
