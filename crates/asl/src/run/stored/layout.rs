//! The messages. Their tags are the stored format.

use std::collections::BTreeMap;

use prost::Message;

#[derive(Clone, PartialEq, Message)]
pub(super) struct StoredRun {
    #[prost(uint64, tag = "1")]
    pub(super) next_event: u64,
    #[prost(uint64, tag = "2")]
    pub(super) next_timer: u64,
    #[prost(message, repeated, tag = "3")]
    pub(super) frames: Vec<StoredFrame>,
    #[prost(uint32, repeated, tag = "4")]
    pub(super) ready: Vec<u32>,
    #[prost(message, optional, tag = "5")]
    pub(super) deadline: Option<StoredTimer>,
    #[prost(bool, tag = "6")]
    pub(super) over: bool,
    #[prost(message, repeated, tag = "7")]
    pub(super) payloads: Vec<StoredPayload>,
    #[prost(uint32, repeated, tag = "8")]
    pub(super) free: Vec<u32>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StoredPayload {
    #[prost(bytes = "bytes", optional, tag = "1")]
    pub(super) text: Option<bytes::Bytes>,
    #[prost(uint64, tag = "2")]
    pub(super) event: u64,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(super) struct StoredTimer {
    #[prost(uint64, tag = "1")]
    pub(super) id: u64,
    #[prost(int64, tag = "2")]
    pub(super) due: i64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StoredFrame {
    #[prost(uint32, tag = "1")]
    pub(super) id: u32,
    #[prost(uint32, optional, tag = "2")]
    pub(super) parent: Option<u32>,
    #[prost(uint64, tag = "3")]
    pub(super) index: u64,
    #[prost(uint32, tag = "4")]
    pub(super) state: u32,
    #[prost(uint32, tag = "5")]
    pub(super) input: u32,
    #[prost(uint64, tag = "6")]
    pub(super) entered_event: u64,
    #[prost(int64, tag = "7")]
    pub(super) entered: i64,
    #[prost(uint64, tag = "8")]
    pub(super) last_event: u64,
    #[prost(uint32, tag = "9")]
    pub(super) retries: u32,
    #[prost(uint32, repeated, tag = "10")]
    pub(super) attempts: Vec<u32>,
    #[prost(message, repeated, tag = "11")]
    pub(super) variables: Vec<StoredVariable>,
    #[prost(oneof = "StoredPhase", tags = "12, 13, 14, 15, 16, 30")]
    pub(super) phase: Option<StoredPhase>,
    /// Runs stored before this field was there read 0.
    #[prost(uint64, tag = "20")]
    pub(super) entered_after: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StoredVariable {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(string, tag = "2")]
    pub(super) value: String,
}

/// No phase at all is [`Phase::Enter`].
#[derive(Clone, PartialEq, prost::Oneof)]
pub(super) enum StoredPhase {
    #[prost(bool, tag = "12")]
    Begin(bool),
    #[prost(message, tag = "13")]
    Wait(StoredTimer),
    #[prost(message, tag = "14")]
    Retry(StoredTimer),
    #[prost(message, tag = "15")]
    Task(StoredTask),
    #[prost(message, tag = "16")]
    Branches(StoredBranches),
    #[prost(message, tag = "30")]
    MapRun(StoredMapRun),
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StoredMapRun {
    #[prost(uint64, tag = "1")]
    pub(super) task: u64,
    #[prost(string, tag = "2")]
    pub(super) arn: String,
    #[prost(uint32, tag = "3")]
    pub(super) redrives: u32,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StoredTask {
    #[prost(uint64, tag = "1")]
    pub(super) task: u64,
    #[prost(bool, tag = "2")]
    pub(super) started: bool,
    #[prost(int64, optional, tag = "3")]
    pub(super) timeout_seconds: Option<i64>,
    #[prost(int64, optional, tag = "4")]
    pub(super) heartbeat_seconds: Option<i64>,
    #[prost(message, optional, tag = "5")]
    pub(super) timeout: Option<StoredTimer>,
    #[prost(message, optional, tag = "6")]
    pub(super) heartbeat: Option<StoredTimer>,
    #[prost(bool, tag = "7")]
    pub(super) submitted: bool,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct StoredBranches {
    #[prost(uint64, tag = "1")]
    pub(super) length: u64,
    #[prost(uint64, tag = "2")]
    pub(super) begun: u64,
    #[prost(uint64, tag = "3")]
    pub(super) limit: u64,
    #[prost(btree_map = "uint64, uint32", tag = "4")]
    pub(super) running: BTreeMap<u64, u32>,
    /// Indices of those that are done, and beside them the payloads they gave.
    #[prost(uint64, repeated, tag = "5")]
    pub(super) done: Vec<u64>,
    #[prost(uint32, repeated, tag = "6")]
    pub(super) results: Vec<u32>,
    #[prost(uint64, tag = "7")]
    pub(super) begin_after: u64,
    #[prost(uint32, optional, tag = "8")]
    pub(super) input: Option<u32>,
}
