//! A Map Run as it is stored: a document of constant size, whatever the number of items.

use asl::map_run::{ExecutionType, MapRunSpec, Tolerance};
use asl::step::TaskId;
use bytes::Bytes;
use model::Timestamp;
use prost::Message;
use store::{ExecutionId, OfferKey, Write};

use crate::error::EngineError;
use crate::outbox;
use crate::status::Status;

/// The collection of Map Runs, by ARN.
pub(crate) const RUNS: &str = "engine.map-run";
/// Those that have not ended: what a restarted process goes on with.
pub(crate) const OPEN: &str = "engine.map-run.open";
/// The Map Runs of an execution: its id and the event that started the run, to the ARN.
pub(crate) const OF_EXECUTION: &str = "engine.map-run.of-execution";

/// Those that were redriven and have not begun to go on: by ARN, the record as it would be if they began now.
pub(crate) const REDRIVEN: &str = "engine.map-run.redriven";

const FORMAT: u8 = 1;

/// The stored form of a Map Run.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct MapRunRecord {
    #[prost(string, tag = "1")]
    pub(crate) arn: String,
    /// Its execution, and the event of it that started the run.
    #[prost(uint64, tag = "2")]
    pub(crate) execution: u64,
    #[prost(uint64, tag = "3")]
    pub(crate) task: u64,
    #[prost(string, tag = "4")]
    pub(crate) execution_arn: String,
    /// What the children are executions of.
    #[prost(string, tag = "5")]
    pub(crate) machine_arn: String,
    /// As of an execution.
    #[prost(uint32, tag = "6")]
    pub(crate) status: u32,
    #[prost(int64, tag = "7")]
    pub(crate) start_millis: i64,
    #[prost(int64, optional, tag = "8")]
    pub(crate) stop_millis: Option<i64>,
    #[prost(uint64, tag = "9")]
    pub(crate) max_concurrency: u64,
    #[prost(uint64, optional, tag = "10")]
    pub(crate) tolerated_count: Option<u64>,
    #[prost(double, optional, tag = "11")]
    pub(crate) tolerated_percentage: Option<f64>,
    /// No child of this number or a higher one exists.
    #[prost(uint64, tag = "12")]
    pub(crate) reserved: u64,
    /// All children below this number have ended and are counted.
    #[prost(uint64, tag = "13")]
    pub(crate) settled: u64,
    /// How many items they had.
    #[prost(uint64, tag = "14")]
    pub(crate) settled_items: u64,
    #[prost(message, required, tag = "15")]
    pub(crate) executions: Tally,
    #[prost(message, required, tag = "16")]
    pub(crate) items: Tally,
    /// The children are Express executions.
    #[prost(bool, tag = "17")]
    pub(crate) express: bool,
    /// How often it was redriven, and when last.
    #[prost(uint32, tag = "18")]
    pub(crate) redrives: u32,
    #[prost(int64, optional, tag = "19")]
    pub(crate) redrive_millis: Option<i64>,
    /// How many children there are, once the last one has begun.
    #[prost(uint64, optional, tag = "20")]
    pub(crate) children: Option<u64>,
}

/// Children, or items, by what became of them.
#[derive(Clone, Copy, PartialEq, Eq, Message)]
pub(crate) struct Tally {
    /// All there are, as far as known.
    #[prost(uint64, tag = "1")]
    pub(crate) total: u64,
    #[prost(uint64, tag = "2")]
    pub(crate) succeeded: u64,
    #[prost(uint64, tag = "3")]
    pub(crate) failed: u64,
    #[prost(uint64, tag = "4")]
    pub(crate) timed_out: u64,
    #[prost(uint64, tag = "5")]
    pub(crate) aborted: u64,
    /// Whose results are in the Map's result.
    #[prost(uint64, tag = "6")]
    pub(crate) results_written: u64,
    /// Of those that did not succeed: which cannot be redriven.
    #[prost(uint64, tag = "7")]
    pub(crate) not_redrivable: u64,
}

impl Tally {
    /// Counts `count` that ended with `status`.
    pub(crate) fn add(&mut self, status: Status, count: u64) {
        match status {
            Status::Running => {}
            Status::Succeeded => self.succeeded += count,
            Status::Failed => self.failed += count,
            Status::TimedOut => self.timed_out += count,
            Status::Aborted => self.aborted += count,
        }
    }

    /// Those that did not succeed.
    pub(crate) fn unsuccessful(&self) -> u64 {
        self.failed + self.timed_out + self.aborted
    }

    /// All that ended.
    pub(crate) fn ended(&self) -> u64 {
        self.succeeded + self.unsuccessful()
    }
}

impl MapRunRecord {
    /// The record of a Map Run that begins.
    pub(crate) fn new(
        spec: &MapRunSpec,
        execution: ExecutionId,
        execution_arn: String,
        now: Timestamp,
    ) -> Self {
        let total = match &spec.items {
            asl::map_run::Items::Array(items) => items.as_array().map_or(0, Vec::len) as u64,
            asl::map_run::Items::Read(_) => 0,
        };
        Self {
            arn: spec.arn.clone(),
            execution: execution.0,
            task: spec.task.0,
            execution_arn,
            machine_arn: spec.machine_arn.clone(),
            status: Status::Running as u32,
            start_millis: now.millis(),
            max_concurrency: spec.max_concurrency,
            tolerated_count: spec.tolerance.count,
            tolerated_percentage: spec.tolerance.percentage,
            express: spec.execution_type == ExecutionType::Express,
            redrives: spec.redrives,
            redrive_millis: (spec.redrives > 0).then_some(now.millis()),
            items: Tally {
                total,
                ..Tally::default()
            },
            ..Self::default()
        }
    }

    /// This Map Run, which has ended, as it goes on after `redriven`: every child is looked at again.
    pub(crate) fn again(self, redriven: Self) -> Self {
        Self {
            task: redriven.task,
            redrives: redriven.redrives,
            redrive_millis: redriven.redrive_millis,
            status: Status::Running as u32,
            stop_millis: None,
            settled: 0,
            settled_items: 0,
            executions: Tally::default(),
            items: Tally {
                total: self.items.total,
                ..Tally::default()
            },
            ..self
        }
    }

    /// What the keys of an execution's Map Runs begin with, in [`OF_EXECUTION`].
    pub(crate) fn list_prefix(execution: ExecutionId) -> String {
        format!("{:016x}", execution.0)
    }

    /// Children below this number may have left a result.
    pub(crate) fn results_below(&self) -> u64 {
        if self.express { self.reserved } else { 0 }
    }

    /// True until its end is stored.
    pub(crate) fn is_at_work(&self) -> bool {
        self.status == Status::Running as u32
    }

    pub(crate) fn execution_id(&self) -> ExecutionId {
        ExecutionId(self.execution)
    }

    /// The key of the offer that its state would have, were it a task.
    pub(crate) fn offer_key(&self) -> OfferKey {
        outbox::key(self.execution_id(), TaskId(self.task))
    }

    pub(crate) fn tolerance(&self) -> Tolerance {
        Tolerance {
            count: self.tolerated_count,
            percentage: self.tolerated_percentage,
        }
    }

    /// The write that stores it as it is now.
    pub(crate) fn write(&self) -> Write {
        Write::PutDocument {
            collection: RUNS,
            key: self.arn.clone(),
            body: store::record::encode(FORMAT, self),
        }
    }

    /// The writes of its beginning.
    pub(crate) fn begin(&self) -> [Write; 3] {
        let arn = Bytes::copy_from_slice(self.arn.as_bytes());
        [
            self.write(),
            Write::PutDocument {
                collection: OPEN,
                key: self.arn.clone(),
                body: Bytes::new(),
            },
            Write::PutDocument {
                collection: OF_EXECUTION,
                key: format!(
                    "{}{:016x}",
                    Self::list_prefix(self.execution_id()),
                    self.task
                ),
                body: arn,
            },
        ]
    }

    /// The write that redrives it.
    pub(crate) fn redrive(&self) -> Write {
        Write::PutDocument {
            collection: REDRIVEN,
            key: self.arn.clone(),
            body: store::record::encode(FORMAT, self),
        }
    }

    /// The writes with which it goes on.
    pub(crate) fn go_on(&self) -> Vec<Write> {
        let mut writes = self.begin().to_vec();
        // It is listed where it began.
        writes.truncate(if self.children_may_exist() { 2 } else { 3 });
        writes.push(Write::DeleteDocument {
            collection: REDRIVEN,
            key: self.arn.clone(),
        });
        writes
    }

    fn children_may_exist(&self) -> bool {
        self.reserved > 0
    }

    /// The writes of its end. One whose Express children have left results that nobody needs any more is open until
    /// they are removed.
    pub(crate) fn end(&self) -> Vec<Write> {
        match self.leaves_results() {
            true => vec![self.write()],
            false => vec![self.write(), self.close()],
        }
    }

    /// What Express children gave is needed until they have all succeeded: a redrive goes on with it.
    pub(crate) fn leaves_results(&self) -> bool {
        self.express && self.status == Status::Succeeded as u32
    }

    /// Nothing is left to do.
    pub(crate) fn close(&self) -> Write {
        Write::DeleteDocument {
            collection: OPEN,
            key: self.arn.clone(),
        }
    }

    /// What [`MapRunRecord::write`] wrote.
    pub(crate) fn decode(body: &[u8]) -> Result<Self, EngineError> {
        store::record::decode(FORMAT, body)
            .map_err(|error| EngineError::Damaged(format!("a Map Run: {error}")))
    }
}
