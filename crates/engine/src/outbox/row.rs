//! The stored form of an offer: a format byte, then protobuf. Its input is a reference to the event that scheduled the
//! task, where that event holds it.

use asl::event::{Payload, TaskName};
use asl::step::{Pattern, TaskId, TaskOffer, TaskTarget};
use bytes::{BufMut, Bytes, BytesMut};
use prost::Message;
use store::{OfferKey, Store};

use super::Ready;
use crate::arn;
use crate::error::EngineError;
use crate::journal;
use crate::live;

const FORMAT: u8 = 1;

#[derive(Clone, PartialEq, Message)]
struct Row {
    #[prost(enumeration = "Kind", tag = "1")]
    kind: i32,
    /// The function's or activity's ARN.
    #[prost(string, tag = "2")]
    resource_arn: String,
    #[prost(message, optional, tag = "3")]
    integration: Option<TaskName>,
    #[prost(message, required, tag = "4")]
    input: Payload,
    #[prost(string, optional, tag = "5")]
    credentials_role: Option<String>,
    #[prost(int64, optional, tag = "6")]
    timeout_seconds: Option<i64>,
    #[prost(int64, optional, tag = "7")]
    heartbeat_seconds: Option<i64>,
}

/// What is called, and when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
enum Kind {
    Unknown = 0,
    Function = 1,
    Activity = 2,
    RequestResponse = 3,
    Sync = 4,
    WaitForTaskToken = 5,
}

/// The row of `offer`. With `referable`, the scheduling event holds the same input.
pub(crate) fn encode(offer: &TaskOffer, referable: bool) -> Bytes {
    let input = if referable {
        Payload::reference(offer.task.0)
    } else {
        offer.input.clone()
    };
    let (kind, resource_arn, integration) = match &offer.target {
        TaskTarget::Function(arn) => (Kind::Function, arn.clone(), None),
        TaskTarget::Activity(arn) => (Kind::Activity, arn.clone(), None),
        TaskTarget::Integration { name, pattern } => {
            (kind_of(*pattern), String::new(), Some(name.clone()))
        }
    };
    let row = Row {
        kind: kind as i32,
        resource_arn,
        integration,
        input,
        credentials_role: offer.credentials_role.clone(),
        timeout_seconds: offer.timeout_seconds,
        heartbeat_seconds: offer.heartbeat_seconds,
    };
    let mut body = BytesMut::with_capacity(1 + row.encoded_len());
    body.put_u8(FORMAT);
    row.encode_raw(&mut body);
    body.freeze()
}

fn kind_of(pattern: Pattern) -> Kind {
    match pattern {
        Pattern::RequestResponse => Kind::RequestResponse,
        Pattern::Sync => Kind::Sync,
        Pattern::WaitForTaskToken => Kind::WaitForTaskToken,
    }
}

/// A stored offer whose payload has not been read.
pub(super) struct Parsed {
    row: Row,
    pub(super) target: TaskTarget,
}

/// Reads a row's bytes.
pub(super) fn parse(key: OfferKey, body: &[u8]) -> Result<Parsed, EngineError> {
    let row = match body.split_first() {
        Some((&FORMAT, body)) => {
            Row::decode(body).map_err(|error| damaged(key, &error.to_string()))
        }
        _ => Err(damaged(key, "unknown format")),
    }?;
    let target = target(key, &row)?;
    Ok(Parsed { row, target })
}

/// The offer of a stored row; `None` when its execution is gone.
pub(super) async fn ready(
    store: &dyn Store,
    key: OfferKey,
    parsed: Parsed,
) -> Result<Option<Ready>, EngineError> {
    let Some(record) = store.execution(key.execution).await? else {
        return Ok(None);
    };
    let record = live::decode(key.execution, &record)?;
    let Parsed { row, target } = parsed;
    let input = match row.input.referenced_event() {
        Some(event) => journal::payload(store, key.execution, event).await?.payload,
        None => row.input,
    };
    Ok(Some(Ready {
        key,
        execution_arn: arn::of_execution(&record.machine_arn, &record.name),
        machine_arn: record.machine_arn,
        role_arn: record.role_arn,
        stored: true,
        offer: TaskOffer {
            task: TaskId(key.task),
            target,
            input,
            credentials_role: row.credentials_role,
            timeout_seconds: row.timeout_seconds,
            heartbeat_seconds: row.heartbeat_seconds,
        },
    }))
}

fn target(key: OfferKey, row: &Row) -> Result<TaskTarget, EngineError> {
    let arn = || row.resource_arn.clone();
    let integration = |pattern| {
        let name = row.integration.clone();
        let name = name.ok_or_else(|| damaged(key, "it names no integration"))?;
        Ok(TaskTarget::Integration { name, pattern })
    };
    match row.kind() {
        Kind::Function => Ok(TaskTarget::Function(arn())),
        Kind::Activity => Ok(TaskTarget::Activity(arn())),
        Kind::RequestResponse => integration(Pattern::RequestResponse),
        Kind::Sync => integration(Pattern::Sync),
        Kind::WaitForTaskToken => integration(Pattern::WaitForTaskToken),
        Kind::Unknown => Err(damaged(key, "unknown kind of task")),
    }
}

fn damaged(key: OfferKey, why: &str) -> EngineError {
    EngineError::Damaged(format!("task {} of {}: {why}", key.task, key.execution))
}
