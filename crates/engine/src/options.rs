//! What can be set, with its defaults.

use std::sync::Arc;
use std::time::Duration;

use asl::step::{Activities, Limits};

use crate::log::ExecutionLog;

/// AWS's quotas on executions, or none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotas {
    /// 256 KiB payloads and 25,000 events, as AWS has them
    /// (<https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>).
    #[default]
    Aws,
    /// No limit but the machine's.
    Unlimited,
}

/// How the engine runs. `Options::default()` is what the server uses.
#[derive(Clone, Debug)]
pub struct Options {
    /// AWS's quotas, or none.
    pub quotas: Quotas,
    /// How many lanes run the shards; each is one task. More than there are cores gains nothing.
    pub lanes: usize,
    /// Most commands that wait for one lane; beyond it [`EngineError::Throttled`](crate::EngineError::Throttled).
    pub inbox: usize,
    /// Most bytes of input that wait for all lanes together; beyond it the same.
    pub inbox_bytes: usize,
    /// Most batches of one lane on their way to the store.
    pub batches_in_flight: usize,
    /// A batch is closed when it holds this many bytes of events and records.
    pub batch_bytes: usize,
    /// Bytes of blocked executions kept in memory, all lanes together.
    pub cache_bytes: usize,
    /// Bytes of executions in memory because their timers are due in a moment, all lanes together.
    pub ahead_bytes: usize,
    /// Timers due within this time are in memory, later ones only in the store.
    pub timer_horizon: Duration,
    /// Most events of one step of one execution, before others get their turn.
    pub step_events: usize,
    /// Most task offers in memory for the worker, and for each activity; the others wait in the store.
    pub ready_offers: usize,
    /// Most bytes of their inputs.
    pub ready_offer_bytes: usize,
    /// A page of history ends when its payloads hold this many bytes.
    pub history_page_bytes: usize,
    /// How long after its end an execution's history moves to the archive.
    pub archive_after: Duration,
    /// Executions are forgotten when the day on which they ended lies this many days back (AWS: 90).
    pub retention_days: u32,
    /// How long GetActivityTask waits for a task (AWS: 60 s).
    pub activity_poll: Duration,
    /// How long a lane waits after a failed commit before it goes on by itself.
    pub retry_after_failure: Duration,
    /// Most Express executions that run at once; beyond it [`EngineError::Throttled`](crate::EngineError::Throttled).
    /// They live in memory.
    pub express_running: usize,
    /// Takes the events of executions that are logged.
    pub log: Option<Arc<dyn ExecutionLog>>,
    /// Knows which activities exist: a task of one that does not fails its execution. `None` takes them all to exist.
    pub activities: Option<Arc<dyn Activities>>,
}

impl Default for Options {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            quotas: Quotas::Aws,
            lanes: cores.min(8),
            inbox: 8192,
            inbox_bytes: 64 << 20,
            batches_in_flight: 16,
            batch_bytes: 4 << 20,
            cache_bytes: 16 << 20,
            ahead_bytes: 64 << 20,
            timer_horizon: Duration::from_secs(600),
            step_events: 2_500,
            ready_offers: 4096,
            ready_offer_bytes: 32 << 20,
            history_page_bytes: 8 << 20,
            archive_after: Duration::from_secs(10),
            retention_days: 90,
            activity_poll: Duration::from_secs(60),
            retry_after_failure: Duration::from_secs(1),
            express_running: 100_000,
            log: None,
            activities: None,
        }
    }
}

impl Options {
    /// The interpreter's limits.
    pub(crate) fn limits(&self) -> Limits {
        let (payload_bytes, history_events) = match self.quotas {
            Quotas::Aws => (262_144, 25_000),
            Quotas::Unlimited => (usize::MAX, u64::MAX),
        };
        Limits {
            payload_bytes,
            history_events,
            step_events: self.step_events,
        }
    }
}
