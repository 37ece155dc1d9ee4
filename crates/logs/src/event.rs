//! Log events: as they come in, as they are stored, as they are read.

use bytes::{BufMut, Bytes, BytesMut};
use model::Timestamp;
use store::ReadError;

/// What PutLogEvents counts for an event besides its message.
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html>.
pub(crate) const OVERHEAD: usize = 26;

const FORMAT: u8 = 1;

/// An event as its writer gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEvent {
    /// When it happened.
    pub timestamp: Timestamp,
    /// What happened.
    pub message: String,
}

/// An event of one stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputEvent {
    /// When it happened.
    pub timestamp: Timestamp,
    /// What happened.
    pub message: String,
    /// When it came in.
    pub ingestion_time: Timestamp,
}

/// An event of one of several streams.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilteredEvent {
    /// Which stream.
    pub stream: String,
    /// When it happened.
    pub timestamp: Timestamp,
    /// What happened.
    pub message: String,
    /// When it came in.
    pub ingestion_time: Timestamp,
    /// 56 digits that tell it from all others.
    pub event_id: String,
}

/// An event as it is read from the store: its place in its stream and its content.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) time: i64,
    pub(crate) sequence: u64,
    pub(crate) ingested: i64,
    pub(crate) message: String,
}

impl Stored {
    /// What it counts against the size of a page.
    pub(crate) fn size(&self) -> usize {
        self.message.len() + OVERHEAD
    }

    pub(crate) fn output(self) -> OutputEvent {
        OutputEvent {
            timestamp: Timestamp::from_millis(self.time),
            message: self.message,
            ingestion_time: Timestamp::from_millis(self.ingested),
        }
    }

    pub(crate) fn filtered(self, stream: &str, stream_id: u64) -> FilteredEvent {
        FilteredEvent {
            stream: stream.into(),
            timestamp: Timestamp::from_millis(self.time),
            message: self.message,
            ingestion_time: Timestamp::from_millis(self.ingested),
            event_id: format!("{:016}{stream_id:020}{:020}", self.time, self.sequence),
        }
    }
}

/// The stored form: format byte, time of ingestion in milliseconds (big-endian), message.
pub(crate) fn encode(ingested: i64, message: &str) -> Bytes {
    let mut body = BytesMut::with_capacity(9 + message.len());
    body.put_u8(FORMAT);
    body.put_i64(ingested);
    body.put_slice(message.as_bytes());
    body.freeze()
}

pub(crate) fn decode((time, sequence, body): (i64, u64, Bytes)) -> Result<Stored, ReadError> {
    let damaged = || ReadError::Damaged(format!("a log event of {time} does not parse"));
    let (&FORMAT, rest) = body.split_first().ok_or_else(damaged)? else {
        return Err(damaged());
    };
    let (ingested, message) = rest.split_first_chunk().ok_or_else(damaged)?;
    Ok(Stored {
        time,
        sequence,
        ingested: i64::from_be_bytes(*ingested),
        message: std::str::from_utf8(message).map_err(|_| damaged())?.into(),
    })
}
