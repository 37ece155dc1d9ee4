//! An execution as it is kept: what DescribeExecution answers, and the state from which it runs on.

use bytes::Bytes;
use prost::Message;

use super::DecodeError;

const FORMAT: u8 = 1;

/// An execution's record, replaced by every batch that changes it. Payloads are in the history; only short ones are here
/// too.
#[derive(Clone, PartialEq, Message)]
pub struct ExecutionRecord {
    /// The state machine's ARN, without version or alias.
    #[prost(string, tag = "1")]
    pub machine_arn: String,
    /// The engine's byte for STANDARD or EXPRESS.
    #[prost(uint32, tag = "2")]
    pub machine_type: u32,
    /// The execution's name.
    #[prost(string, tag = "3")]
    pub name: String,
    /// The role it acts as.
    #[prost(string, tag = "4")]
    pub role_arn: String,
    /// SHA-256 of the definition's text in lower-case hex: the definition it runs, whatever the machine is now.
    #[prost(string, tag = "5")]
    pub definition: String,
    /// The engine's byte for the status, the same as in [`Write::SetStatus`](crate::Write::SetStatus).
    #[prost(uint32, tag = "6")]
    pub status: u32,
    /// When it started, in milliseconds since the epoch.
    #[prost(int64, tag = "7")]
    pub start_millis: i64,
    /// When it ended, in milliseconds since the epoch.
    #[prost(int64, optional, tag = "8")]
    pub stop_millis: Option<i64>,
    /// The id of the last history event.
    #[prost(uint64, tag = "9")]
    pub last_event: u64,
    /// The engine's encoding of the live state; once it has ended, what a redrive needs, else empty.
    #[prost(bytes = "bytes", tag = "10")]
    pub run: Bytes,
    /// The error name, of an unsuccessful end.
    #[prost(string, optional, tag = "11")]
    pub error: Option<String>,
    /// The cause, of an unsuccessful end.
    #[prost(string, optional, tag = "12")]
    pub cause: Option<String>,
    /// The X-Ray trace header the caller passed.
    #[prost(string, optional, tag = "13")]
    pub trace_header: Option<String>,
    /// Length of the input in bytes.
    #[prost(uint64, tag = "14")]
    pub input_bytes_len: u64,
    /// How often it was redriven.
    #[prost(uint32, tag = "15")]
    pub redrive_count: u32,
    /// When it was last redriven, in milliseconds since the epoch.
    #[prost(int64, optional, tag = "16")]
    pub redrive_millis: Option<i64>,
    /// The ARN of the version it was started by.
    #[prost(string, optional, tag = "17")]
    pub version_arn: Option<String>,
    /// The ARN of the alias it was started by.
    #[prost(string, optional, tag = "18")]
    pub alias_arn: Option<String>,
    /// The revision id of the machine it runs.
    #[prost(string, optional, tag = "19")]
    pub revision_id: Option<String>,
    /// The id of the history event that holds the input.
    #[prost(uint64, optional, tag = "20")]
    pub input_event: Option<u64>,
    /// The id of the history event that holds the output.
    #[prost(uint64, optional, tag = "21")]
    pub output_event: Option<u64>,
    /// The input, when it is so short that reading its event would cost more.
    #[prost(string, optional, tag = "22")]
    pub short_input: Option<String>,
    /// The output, likewise.
    #[prost(string, optional, tag = "23")]
    pub short_output: Option<String>,
    /// Where its events are logged; absent when they are not.
    #[prost(message, optional, tag = "30")]
    pub log: Option<LogRecord>,
    /// The client token of the last redrive that had one.
    #[prost(string, optional, tag = "31")]
    pub redrive_token: Option<String>,
    /// What the start was made for, when it is to happen once: a task of another execution.
    #[prost(string, optional, tag = "40")]
    pub started_for: Option<String>,
    /// The Map Run that it is a child of.
    #[prost(string, optional, tag = "50")]
    pub map_run_arn: Option<String>,
    /// Its number in the Map Run, from 0.
    #[prost(uint64, tag = "51")]
    pub map_run_index: u64,
    /// How many items of the Map it processes.
    #[prost(uint64, tag = "52")]
    pub map_run_items: u64,
}

/// Where an execution is logged, and how much.
#[derive(Clone, PartialEq, Message)]
pub struct LogRecord {
    /// The log group's ARN.
    #[prost(string, tag = "1")]
    pub group_arn: String,
    /// The engine's number of the level.
    #[prost(uint32, tag = "2")]
    pub level: u32,
    /// With inputs and outputs.
    #[prost(bool, tag = "3")]
    pub include_data: bool,
}

impl ExecutionRecord {
    /// What it is listed under: the machine, or the Map Run that it is a child of.
    #[must_use]
    pub fn list(&self) -> &str {
        self.map_run_arn.as_deref().unwrap_or(&self.machine_arn)
    }

    /// As bytes, format byte first.
    #[must_use]
    pub fn encode(&self) -> Bytes {
        super::encode(FORMAT, self)
    }

    /// What [`ExecutionRecord::encode`] wrote.
    ///
    /// # Errors
    /// When the bytes are not a record of a known format.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        super::decode(FORMAT, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn record() -> ExecutionRecord {
        ExecutionRecord {
            machine_arn: "arn:aws:states:us-east-1:000000000000:stateMachine:M".into(),
            name: "n".into(),
            stop_millis: Some(-1),
            last_event: 7,
            run: Bytes::from_static(b"\0\x01"),
            error: Some(String::new()),
            ..ExecutionRecord::default()
        }
    }

    #[test]
    fn a_record_reads_back_and_begins_with_its_format() {
        let bytes = record().encode();
        assert_eq!(bytes[0], 1);
        assert_eq!(ExecutionRecord::decode(&bytes), Ok(record()));
    }

    #[test]
    fn a_field_of_a_newer_version_is_skipped() {
        let mut bytes = record().encode().to_vec();
        // Field 1000, varint 5.
        prost::encoding::uint32::encode(1000, &5, &mut bytes);
        assert_eq!(ExecutionRecord::decode(&bytes), Ok(record()));
    }

    #[test]
    fn another_format_or_none_is_refused() {
        assert_eq!(ExecutionRecord::decode(b""), Err(DecodeError::Empty));
        let format = DecodeError::Format { found: 2, known: 1 };
        assert_eq!(ExecutionRecord::decode(b"\x02"), Err(format));
        let torn = ExecutionRecord::decode(b"\x01\x0a\x05ab");
        assert!(matches!(torn, Err(DecodeError::Malformed(_))));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = ExecutionRecord::decode(&bytes);
        }
    }
}
