//! The starts of asynchronous Express executions, as they are stored until the execution ends: what is needed to run
//! it again after a crash, under its ARN (at least once:
//! <https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html>).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use asl::event::Payload;
use asl::validate::MachineType;
use store::record::execution::LogRecord;
use store::{ExecutionId, ReadError, Write};
use tokio::sync::mpsc::Sender;
use tokio_util::sync::CancellationToken;

use crate::command::{Message, StartExpress, Whom};
use crate::error::EngineError;
use crate::log::LogTarget;
use crate::request::StartRequest;
use crate::shared::Shared;
use crate::timer::lane_of;

/// The collection of starts: execution id in hex to [`Row`] after a format byte.
const COLLECTION: &str = "engine.express";
const FORMAT: u8 = 1;

/// One Express execution's place among those that run; dropping it gives the place back.
#[derive(Debug)]
pub(crate) struct Slot(Arc<AtomicUsize>);

impl Slot {
    /// Takes a place of `running` if fewer than `most` are taken.
    pub(crate) fn take(running: &Arc<AtomicUsize>, most: usize) -> Option<Self> {
        let slot = Self::force(running);
        (running.load(Ordering::Relaxed) <= most).then_some(slot)
    }

    /// Takes a place whatever else runs.
    pub(crate) fn force(running: &Arc<AtomicUsize>) -> Self {
        running.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(running))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A start. Tags are the stored format.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Row {
    #[prost(string, tag = "1")]
    machine_arn: String,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(string, tag = "3")]
    uuid: String,
    #[prost(string, tag = "4")]
    role_arn: String,
    /// SHA-256 of the definition in hex.
    #[prost(string, tag = "5")]
    definition: String,
    #[prost(message, required, tag = "6")]
    input: Payload,
    #[prost(string, optional, tag = "7")]
    trace_header: Option<String>,
    #[prost(string, optional, tag = "8")]
    version_arn: Option<String>,
    #[prost(string, optional, tag = "9")]
    alias_arn: Option<String>,
    #[prost(string, optional, tag = "10")]
    revision_id: Option<String>,
    #[prost(message, optional, tag = "11")]
    log: Option<LogRecord>,
}

/// The row of a start.
pub(crate) fn row(request: &StartRequest, name: &str, uuid: &str) -> Row {
    Row {
        machine_arn: (*request.machine_arn).to_owned(),
        name: name.to_owned(),
        uuid: uuid.to_owned(),
        role_arn: (*request.role_arn).to_owned(),
        definition: request.definition.sha256().to_owned(),
        input: request.input.clone(),
        trace_header: request.trace_header.clone(),
        version_arn: request.version_arn.clone(),
        alias_arn: request.alias_arn.clone(),
        revision_id: request.revision_id.clone(),
        log: request.log.as_ref().map(LogTarget::record),
    }
}

/// The write that stores a start.
pub(crate) fn put(id: ExecutionId, row: &Row) -> Write {
    Write::PutDocument {
        collection: COLLECTION,
        key: key(id),
        body: store::record::encode(FORMAT, row),
    }
}

/// The write that removes it.
pub(crate) fn delete(id: ExecutionId) -> Write {
    Write::DeleteDocument {
        collection: COLLECTION,
        key: key(id),
    }
}

fn key(id: ExecutionId) -> String {
    format!("{:016x}", id.0)
}

/// Stored starts and the executions they are of.
pub(crate) type Rows = Vec<(ExecutionId, Row)>;

/// Every start that is stored.
pub(crate) async fn stored(shared: &Shared) -> Result<Rows, ReadError> {
    let damaged = |key: &str, why: &dyn std::fmt::Display| {
        ReadError::Damaged(format!("the start of Express execution {key}: {why}"))
    };
    let rows = shared.store.documents(COLLECTION, "").await?;
    let row = |(key, body): (String, bytes::Bytes)| {
        let id = u64::from_str_radix(&key, 16).map_err(|why| damaged(&key, &why))?;
        let row = store::record::decode(FORMAT, &body).map_err(|why| damaged(&key, &why))?;
        Ok((ExecutionId(id), row))
    };
    rows.into_iter().map(row).collect()
}

/// Runs what was stored when the engine was opened, and after a failed commit what that may have dropped: executions
/// that still run take no notice of another start.
pub(crate) struct Reviver {
    pub(crate) shared: Arc<Shared>,
    pub(crate) lanes: Vec<Sender<Message>>,
    pub(crate) closing: CancellationToken,
}

impl Reviver {
    pub(crate) async fn run(self, rows: Rows) {
        let closing = self.closing.clone();
        // The rows stay in the store: stopping in the middle loses nothing.
        let _ = closing.run_until_cancelled(self.run_for_ever(rows)).await;
    }

    async fn run_for_ever(self, rows: Rows) {
        self.start(rows).await;
        loop {
            self.shared.express_rescan.notified().await;
            self.pause().await;
            match stored(&self.shared).await {
                Ok(rows) => self.start(rows).await,
                Err(error) => {
                    tracing::warn!(%error, "the starts of Express executions cannot be read");
                    self.shared.express_rescan.notify_one();
                }
            }
        }
    }

    async fn pause(&self) {
        let clock = &self.shared.clock;
        let until = clock.now().after(self.shared.options.retry_after_failure);
        clock.sleep_until(until).await;
    }

    async fn start(&self, rows: Rows) {
        for (id, row) in rows {
            match self.message(id, row).await {
                Ok(start) => {
                    let bytes = start.bytes();
                    self.shared.inbox_bytes.fetch_add(bytes, Ordering::Relaxed);
                    let lane = &self.lanes[lane_of(id, self.lanes.len())];
                    // A lane that is gone is closing: the row stays in the store.
                    let _ = lane.send(Message::Express(Box::new(start))).await;
                }
                Err(error) => {
                    tracing::error!(execution = %id, %error, "an Express execution cannot run again");
                }
            }
        }
    }

    async fn message(&self, id: ExecutionId, row: Row) -> Result<StartExpress, EngineError> {
        let shared = &self.shared;
        let definition = shared.definitions.load(&*shared.store, &row.definition);
        Ok(StartExpress {
            request: StartRequest {
                machine_arn: row.machine_arn.into(),
                role_arn: row.role_arn.into(),
                definition: definition.await?,
                name: None,
                input: row.input,
                trace_header: row.trace_header,
                version_arn: row.version_arn,
                alias_arn: row.alias_arn,
                revision_id: row.revision_id,
                kind: MachineType::Express,
                log: row.log.as_ref().and_then(LogTarget::of),
            },
            name: row.name,
            uuid: row.uuid,
            slot: Slot::force(&shared.express_running),
            whom: Whom::Nobody(id),
        })
    }
}

#[cfg(test)]
mod tests {
    use prost::Message as _;

    use super::*;

    #[test]
    fn places_are_limited_and_given_back() {
        let running = Arc::new(AtomicUsize::new(0));
        let first = Slot::take(&running, 1);
        assert!(first.is_some());
        assert!(Slot::take(&running, 1).is_none());
        drop(first);
        assert!(Slot::take(&running, 1).is_some());
        assert_eq!(running.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_row_reads_back() {
        let row = Row {
            machine_arn: "m".into(),
            input: Payload::new("{}"),
            log: Some(LogRecord::default()),
            ..Row::default()
        };
        let bytes = store::record::encode(FORMAT, &row);
        assert_eq!(Row::decode(&bytes[1..]), Ok(row.clone()));
        assert_eq!(store::record::decode(FORMAT, &bytes), Ok(row));
    }
}
