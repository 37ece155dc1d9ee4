//! What a store tells `/metrics`.

use model::meter::Distribution;

/// Counts since the store was opened, and sizes now. A backend leaves empty what it does not know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoreStats {
    /// Batches acknowledged.
    pub commits: u64,
    /// Bytes of keys and values written.
    pub bytes_written: u64,
    /// Nanoseconds from the submission of a batch to its acknowledgement.
    pub commit_nanos: Distribution,
    /// Nanoseconds to write and sync one group.
    pub sync_nanos: Distribution,
    /// Batches that share one sync.
    pub group_batches: Distribution,
    /// Bytes that share one sync.
    pub group_bytes: Distribution,
    /// Batches that wait for the next group.
    pub queued: usize,
    /// Bytes on the medium by part, such as `events` and `journal`.
    pub parts: Vec<(&'static str, u64)>,
    /// Bytes in memory of what is written to sorted files later, or has been and was not let go.
    pub write_buffer: u64,
}
