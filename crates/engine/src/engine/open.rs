//! Opening: what the store remembers of earlier processes, and the tasks that run from then on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize};

use store::{CommitError, ReadError, Store, Write};
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Engine, Inner};
use crate::archive::{Archiver, Backlog};
use crate::clock::Clock;
use crate::definition::Definitions;
use crate::error::OpenError;
use crate::express::{self, Reviver};
use crate::id::IdSource;
use crate::lane::{self, Lane};
use crate::map_run::registry::MapRuns;
use crate::map_run::supervisor::{self, Supervisor};
use crate::options::Options;
use crate::outbox::{self, Outbox};
use crate::shared::Shared;
use crate::stats::Stats;
use crate::timer::Loader;
use crate::token::TokenKey;

/// The collection of keys.
const KEYS: &str = "engine.key";
const TASK_TOKEN: &str = "task-token";
const KEY_FORMAT: u8 = 1;

impl Engine {
    /// Opens the engine on a store and goes on with every execution that runs: timers that are overdue fire at once,
    /// tasks without result are offered again. Must be called within a tokio runtime, which runs the lanes.
    ///
    /// # Errors
    /// When the store cannot be read or written.
    pub async fn open(
        store: Arc<dyn Store>,
        options: Options,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn IdSource>,
    ) -> Result<Self, OpenError> {
        let tokens = Arc::new(token_key(&*store, &*ids).await?);
        let used_ids = highest_ceiling(&*store).await?;
        let map_runs = supervisor::left(&*store).await?;
        let express_running = Arc::default();
        let shared = Arc::new(Shared {
            limits: options.limits(),
            stats: Stats::new(options.lanes.max(1)),
            outbox: Outbox::new(options.ready_offers, options.ready_offer_bytes),
            map_runs: MapRuns::default(),
            store,
            clock,
            ids,
            options,
            definitions: Definitions::default(),
            tokens,
            backlog: Backlog::default(),
            inbox_bytes: AtomicUsize::new(0),
            timer_window: AtomicI64::new(i64::MIN),
            rescan: Notify::new(),
            express_rescan: Notify::new(),
            express_running,
        });
        // Before anything new can start, so that nothing runs twice but what a crash interrupted.
        let express = express::stored(&shared).await?;
        Ok(Self::spawn(shared, used_ids, express, map_runs))
    }

    fn spawn(
        shared: Arc<Shared>,
        used_ids: u64,
        express: express::Rows,
        map_runs: Vec<String>,
    ) -> Self {
        let tasks = TaskTracker::new();
        let closing = CancellationToken::new();
        let mut lanes = Vec::new();
        for index in 0..shared.options.lanes.max(1) {
            let (sender, inbox) = mpsc::channel(shared.options.inbox.max(1));
            let lane = Lane::new(Arc::clone(&shared), index, inbox, used_ids);
            tasks.spawn(lane.run());
            lanes.push(sender);
        }
        let loader = Loader {
            shared: Arc::clone(&shared),
            lanes: lanes.clone(),
            closing: closing.clone(),
        };
        tasks.spawn(loader.run());
        let supervisor = Supervisor {
            shared: Arc::clone(&shared),
            lanes: lanes.clone(),
            closing: closing.clone(),
            left: map_runs,
        };
        tasks.spawn(supervisor.run());
        let reviver = Reviver {
            shared: Arc::clone(&shared),
            lanes: lanes.clone(),
            closing: closing.clone(),
        };
        tasks.spawn(reviver.run(express));
        tasks.spawn(outbox::refill_for_ever(
            Arc::clone(&shared),
            closing.clone(),
        ));
        let archiver = Archiver::new(Arc::clone(&shared), closing.clone());
        tasks.spawn(archiver.run());
        Self(Arc::new(Inner {
            shared,
            lanes,
            tasks,
            closing,
            closed: AtomicBool::new(false),
        }))
    }
}

/// The store's key of task tokens, made when there is none.
async fn token_key(store: &dyn Store, ids: &dyn IdSource) -> Result<TokenKey, OpenError> {
    if let Some(body) = store.document(KEYS, TASK_TOKEN).await? {
        let key = body.strip_prefix(&[KEY_FORMAT]);
        let key = key.and_then(|key| <&[u8; 32]>::try_from(key).ok());
        return key.map(TokenKey::new).ok_or(OpenError::Damaged(KEYS));
    }
    let key = ids.key();
    write_key(store, &key).await?;
    Ok(TokenKey::new(&key))
}

async fn write_key(store: &dyn Store, key: &[u8; 32]) -> Result<(), CommitError> {
    let mut body = vec![KEY_FORMAT];
    body.extend(key);
    let mut batch = store::Batch::default();
    batch.push(Write::PutDocument {
        collection: KEYS,
        key: TASK_TOKEN.into(),
        body: body.into(),
    });
    store.submit(batch).await
}

/// The highest millisecond that ids of earlier processes may have.
async fn highest_ceiling(store: &dyn Store) -> Result<u64, OpenError> {
    let stored: Result<Vec<_>, ReadError> = store.documents(lane::CEILINGS, "").await;
    let mut highest = 0;
    for (_, body) in stored? {
        let ceiling = lane::decode_ceiling(&body).ok_or(OpenError::Damaged(lane::CEILINGS))?;
        highest = highest.max(ceiling);
    }
    Ok(highest)
}
