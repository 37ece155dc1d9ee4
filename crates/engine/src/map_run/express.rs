//! Express children: nothing of them is stored but, here, what they gave, until the Map Run has ended. One that a crash
//! interrupts runs again, at least once, as Express executions do
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html>).

use asl::event::Payload;
use prost::Message;
use store::Write;

use super::record::MapRunRecord;
use super::results::{ChildResult, Given};
use crate::error::EngineError;
use crate::request::Finished;
use crate::shared::Shared;
use crate::status::Status;

/// The collection of results: the Map Run's ARN and the child's number in hex to [`StoredResult`].
const RESULTS: &str = "engine.map-run.result";
const FORMAT: u8 = 1;
/// Results removed in one batch.
const REMOVED: usize = 1_000;

/// What an Express child gave. Tags are the stored format.
#[derive(Clone, PartialEq, Message)]
pub(super) struct StoredResult {
    #[prost(uint32, tag = "1")]
    status: u32,
    #[prost(uint64, tag = "2")]
    pub(super) items: u64,
    #[prost(message, optional, tag = "3")]
    pub(super) output: Option<Payload>,
    /// The child as results show it.
    #[prost(string, tag = "4")]
    whole: String,
}

impl StoredResult {
    pub(super) fn new(finished: Finished, machine: &str, input: &Payload, items: u64) -> Self {
        let (status, output) = (finished.status as u32, finished.output.clone());
        Self {
            status,
            items,
            output,
            whole: ChildResult::of_express(finished, machine, input).text(),
        }
    }

    pub(super) fn status(&self) -> Result<Status, EngineError> {
        let unknown = || EngineError::Damaged(format!("unknown status {}", self.status));
        Status::from_byte(self.status).ok_or_else(unknown)
    }

    pub(super) fn given(self) -> Result<Given, EngineError> {
        Ok(Given {
            status: self.status()?,
            output: self.output,
            whole: self.whole,
        })
    }

    /// The write that keeps it.
    pub(super) fn write(&self, map_run: &str, index: u64) -> Write {
        Write::PutDocument {
            collection: RESULTS,
            key: key(map_run, index),
            body: store::record::encode(FORMAT, self),
        }
    }
}

/// What child `index` gave, if it has ended and that is stored.
pub(super) async fn read(
    shared: &Shared,
    record: &MapRunRecord,
    index: u64,
) -> Result<Option<StoredResult>, EngineError> {
    let body = shared
        .store
        .document(RESULTS, &key(&record.arn, index))
        .await?;
    let decode = |body: bytes::Bytes| {
        let damaged = |error| EngineError::Damaged(format!("the result of a child: {error}"));
        store::record::decode(FORMAT, &body).map_err(damaged)
    };
    body.map(decode).transpose()
}

/// The writes that remove what the children below `end` gave, a batch at a time.
pub(super) fn remove(map_run: &str, end: u64) -> impl Iterator<Item = Vec<Write>> {
    let from = (0..end).step_by(REMOVED);
    from.map(move |from| {
        let until = end.min(from + REMOVED as u64);
        let delete = |index| Write::DeleteDocument {
            collection: RESULTS,
            key: key(map_run, index),
        };
        (from..until).map(delete).collect()
    })
}

fn key(map_run: &str, index: u64) -> String {
    format!("{map_run}/{index:016x}")
}
