//! What all lanes of one engine share.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize};

use asl::step::Limits;
use store::Store;
use tokio::sync::Notify;

use crate::archive::Backlog;
use crate::clock::Clock;
use crate::definition::Definitions;
use crate::id::IdSource;
use crate::map_run::registry::MapRuns;
use crate::options::Options;
use crate::outbox::Outbox;
use crate::stats::Stats;
use crate::token::TokenKey;

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<dyn IdSource>,
    pub(crate) options: Options,
    pub(crate) limits: Limits,
    pub(crate) definitions: Definitions,
    pub(crate) outbox: Outbox,
    pub(crate) map_runs: MapRuns,
    pub(crate) tokens: Arc<TokenKey>,
    pub(crate) stats: Stats,
    /// Executions that ended and are not archived.
    pub(crate) backlog: Backlog,
    /// Bytes of input that wait in inboxes.
    pub(crate) inbox_bytes: AtomicUsize,
    /// Timers due at or before this moment are armed in memory.
    pub(crate) timer_window: AtomicI64,
    /// A commit failed: stored timers must be read again.
    pub(crate) rescan: Notify,
    /// A commit failed: Express executions that it dropped must be started again.
    pub(crate) express_rescan: Notify,
    /// How many Express executions run.
    pub(crate) express_running: Arc<AtomicUsize>,
}
