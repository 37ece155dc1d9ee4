//! One process of the simulation: the engine, its runtime, and everything that dies with them.

use std::sync::Arc;
use std::time::Duration;

use engine::{
    ActivityTask, Engine, EngineError, ExecutionError, ExecutionLog, Finished, ManualClock, Offer,
    Options, SeededIds, StartError, Started, TaskError, TaskRef, TokenError,
};
use model::Timestamp;
use store::Store;
use store::testing::faults::{Chances, FaultStore};
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

pub(crate) const CHANCES: Chances = Chances {
    fail: 4,
    delay: 250,
    pause: 200,
};

/// A request whose answer is not known yet.
pub(crate) enum Call {
    Start {
        key: Option<(usize, String)>,
        input: String,
        handle: JoinHandle<Result<Started, StartError>>,
    },
    Report {
        task: TaskRef,
        output: Option<String>,
        offer: Arc<Offer>,
        handle: JoinHandle<Result<(), TaskError>>,
    },
    Token {
        task: TaskRef,
        output: String,
        handle: JoinHandle<Result<(), TokenError>>,
    },
    Stop(JoinHandle<Result<Timestamp, ExecutionError>>),
    Redrive(String, JoinHandle<Result<Timestamp, ExecutionError>>),
    Express(JoinHandle<Result<Started, StartError>>),
    Sync(JoinHandle<Result<Finished, StartError>>),
    Poll(JoinHandle<Result<Option<ActivityTask>, EngineError>>),
}

/// One process: what dies in a crash.
pub(crate) struct Life {
    pub(crate) calls: Vec<Call>,
    pub(crate) offers: Vec<Arc<Offer>>,
    pub(crate) engine: Engine,
    pub(crate) store: Arc<FaultStore>,
    // Last, so that everything above is dropped within it.
    pub(crate) runtime: Runtime,
}

impl Life {
    pub(crate) fn open(
        store: FaultStore,
        clock: &ManualClock,
        seed: u64,
        log: &Arc<dyn ExecutionLog>,
    ) -> Self {
        let runtime = Builder::new_current_thread().build().unwrap();
        let store = Arc::new(store);
        let options = Options {
            lanes: 2,
            step_events: 30,
            timer_horizon: Duration::from_secs(20),
            ready_offers: 2,
            cache_bytes: 8000,
            ahead_bytes: 8000,
            log: Some(Arc::clone(log)),
            archive_after: Duration::from_secs(3),
            ..Options::default()
        };
        let opened = Engine::open(
            Arc::clone(&store) as Arc<dyn Store>,
            options,
            Arc::new(clock.clone()),
            Arc::new(SeededIds::new(seed)),
        );
        let engine = runtime.block_on(async {
            let opening = tokio::spawn(opened);
            while !opening.is_finished() {
                store.release_all();
                tokio::task::yield_now().await;
            }
            opening.await.unwrap()
        });
        let mut life = Self {
            calls: Vec::new(),
            offers: Vec::new(),
            engine: match engine {
                Ok(engine) => engine,
                // The very first commit failed: so does the start of the server, and it is started again.
                Err(_) => return Self::open(store.crash(), clock, seed + 1, log),
            },
            store,
            runtime,
        };
        life.turn(50);
        life
    }

    /// Lets tasks run for a number of turns.
    pub(crate) fn turn(&mut self, turns: usize) {
        self.runtime.block_on(async {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
        });
    }
}

impl Call {
    pub(crate) fn is_done(&self) -> bool {
        match self {
            Self::Start { handle, .. } => handle.is_finished(),
            Self::Report { handle, .. } => handle.is_finished(),
            Self::Token { handle, .. } => handle.is_finished(),
            Self::Stop(handle) | Self::Redrive(_, handle) => handle.is_finished(),
            Self::Express(handle) => handle.is_finished(),
            Self::Sync(handle) => handle.is_finished(),
            Self::Poll(handle) => handle.is_finished(),
        }
    }
}
