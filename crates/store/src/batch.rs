//! The writes that one durable commit holds.

use bytes::Bytes;

use crate::archive::{Chunk, Day, Segments};
use crate::id::{ExecutionId, OfferKey, TimerKey};

/// A set of writes that becomes durable as a whole or not at all. Later writes to the same key win.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// In the order they apply.
    pub writes: Vec<Write>,
}

impl Batch {
    /// Adds one write.
    pub fn push(&mut self, write: Write) {
        self.writes.push(write);
    }

    /// True when there is nothing to commit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }
}

/// One write. Bodies are encoded records whose first byte is their format version.
#[derive(Clone, Debug)]
pub enum Write {
    /// Appends history events with consecutive ids `first..`.
    AppendEvents {
        /// Whose history.
        execution: ExecutionId,
        /// The id of the first of `events`; AWS event ids begin at 1.
        first: u64,
        /// Encoded events.
        events: Vec<Bytes>,
    },
    /// Replaces an execution's record.
    PutExecution {
        /// Which execution.
        execution: ExecutionId,
        /// The encoded `record::execution::ExecutionRecord`.
        record: Bytes,
    },
    /// Makes `name` of `machine` stand for `execution`, and enters the execution into the machine's list.
    /// Written once, with the execution's first events.
    Start {
        /// The state machine's ARN.
        machine: String,
        /// The execution's name, unique within the machine.
        name: String,
        /// The execution.
        execution: ExecutionId,
    },
    /// As [`Write::Start`], but the execution is listed under `list` instead of its machine: the child of a Map Run.
    StartListed {
        /// The state machine's ARN, under which it has its name.
        machine: String,
        /// The execution's name, unique within the machine.
        name: String,
        /// What it is listed under.
        list: String,
        /// The execution.
        execution: ExecutionId,
    },
    /// Moves the execution from status `from` to `to` in the machine's list by status.
    /// With `from` absent it enters the list (at start, beside `Start`).
    SetStatus {
        /// The state machine's ARN.
        machine: String,
        /// The execution.
        execution: ExecutionId,
        /// The status byte it had.
        from: Option<u8>,
        /// The status byte it has now.
        to: u8,
    },
    /// Puts chunks of an execution's events into the archive of a day that is open, and removes the events they hold
    /// from the rows that are not archived.
    Archive {
        /// Whose history.
        execution: ExecutionId,
        /// Which day. Opened before with [`Store::open_day`](crate::Store::open_day).
        day: Day,
        /// The events.
        chunks: Vec<Chunk>,
        /// Where all archived events of the execution are from now on.
        segments: Segments,
    },
    /// Removes an execution that has ended: its record, its name, its places in the lists. Its events are archived, and
    /// go with the days they are in.
    Forget {
        /// The state machine's ARN, under which it has its name.
        machine: String,
        /// What it is listed under: the machine, or the Map Run of a child.
        list: String,
        /// The execution's name, which stands for nothing from now on.
        name: String,
        /// The execution.
        execution: ExecutionId,
        /// The status byte it has in the list.
        status: u8,
    },
    /// Arms a timer.
    PutTimer(TimerKey),
    /// Disarms a timer; nothing happens when it is not there.
    DeleteTimer(TimerKey),
    /// Puts a task into the outbox: it is offered until deleted.
    PutOffer(OfferKey, Bytes),
    /// Takes a task out of the outbox.
    DeleteOffer(OfferKey),
    /// Replaces a document.
    PutDocument {
        /// The document's kind, such as `iam.role`.
        collection: &'static str,
        /// Its key within the collection; keys sort bytewise and list in that order.
        key: String,
        /// The encoded document.
        body: Bytes,
    },
    /// Removes a document; nothing happens when it is not there.
    DeleteDocument {
        /// The document's kind.
        collection: &'static str,
        /// Its key.
        key: String,
    },
    /// Appends one log event. Sorts within its stream by `time`, then `sequence`.
    AppendLog {
        /// The stream's numeric id, assigned by the logs component.
        stream: u64,
        /// The event's time in milliseconds since the epoch.
        time: i64,
        /// Unique within the stream; grows with arrival.
        sequence: u64,
        /// The encoded log event.
        body: Bytes,
    },
    /// Removes all log events of a stream whose time is before `before`.
    DeleteLogs {
        /// The stream's numeric id.
        stream: u64,
        /// Events with an earlier time go; `i64::MAX` removes all.
        before: i64,
    },
}
