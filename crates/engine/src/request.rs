//! What StartExecution asks and gets.

use std::sync::Arc;

use asl::event::Payload;
use model::Timestamp;

use crate::definition::Definition;

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
