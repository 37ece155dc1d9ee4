//! Keys of what the engine stores.

use std::fmt;

/// An execution's key in the store: 44 bits of start time in milliseconds, then 20 bits that tell executions of one
/// millisecond apart. Ids sort by start time. The engine's id source guarantees uniqueness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExecutionId(pub u64);

impl ExecutionId {
    /// The id of the `counter`th execution (modulo 2^20) that starts at `millis`.
    #[must_use]
    pub const fn new(millis: u64, counter: u32) -> Self {
        Self((millis << 20) | (counter as u64 & 0xf_ffff))
    }

    /// The start time in milliseconds since the epoch.
    #[must_use]
    pub const fn start_millis(self) -> u64 {
        self.0 >> 20
    }
}

impl fmt::Display for ExecutionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// A stored timer. Sorts by due time, which is how timers are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimerKey {
    /// When it fires, in milliseconds since the epoch.
    pub due: i64,
    /// Whose it is.
    pub execution: ExecutionId,
    /// Which of the execution's timers; unique within the execution.
    pub timer: u64,
}

/// A task offer in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OfferKey {
    /// Whose it is.
    pub execution: ExecutionId,
    /// The id of the history event that scheduled the task.
    pub task: u64,
}
