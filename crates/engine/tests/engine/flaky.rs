//! A store that fails once and goes on, as one on another machine may: the outcome of what was in flight is unknown,
//! and the engine must find out by reading.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use asl::event::Payload;
use async_trait::async_trait;
use bytes::Bytes;
use engine::{Engine, ManualClock, SeededIds, Status};
use model::Timestamp;
use store::{
    Batch, Commit, CommitError, Direction, ExecutionId, Health, ListPage, MemoryStore, OfferKey,
    ReadError, Store, TimerKey,
};
use tokio::sync::oneshot::Sender;

use crate::support::{self, PASS, TASK, WAIT, request, settle, soon};

type Waiting = (Batch, Sender<Result<(), CommitError>>);

#[derive(Debug, Default)]
struct Flaky {
    inner: MemoryStore,
    held: Mutex<Option<Vec<Waiting>>>,
}

impl Flaky {
    /// From now on batches wait.
    fn hold(&self) {
        *self.held.lock().unwrap() = Some(Vec::new());
    }

    /// What waits fails, and has been written all the same or not. Later batches are committed again.
    fn fail(&self, written: bool) {
        for (batch, sender) in self.held.lock().unwrap().take().unwrap_or_default() {
            if written {
                drop(self.inner.submit(batch));
            }
            let gone = CommitError::Unavailable("the connection was lost".into());
            sender.send(Err(gone)).unwrap();
        }
    }
}

#[async_trait]
impl Store for Flaky {
    fn submit(&self, batch: Batch) -> Commit {
        match self.held.lock().unwrap().as_mut() {
            Some(held) => {
                let (sender, commit) = Commit::pending();
                held.push((batch, sender));
                commit
            }
            None => self.inner.submit(batch),
        }
    }

    async fn execution(&self, id: ExecutionId) -> Result<Option<Bytes>, ReadError> {
        self.inner.execution(id).await
    }

    async fn execution_by_name(
        &self,
        machine: &str,
        name: &str,
    ) -> Result<Option<ExecutionId>, ReadError> {
        self.inner.execution_by_name(machine, name).await
    }

    async fn list_executions(
        &self,
        machine: &str,
        status: Option<u8>,
        after: Option<ExecutionId>,
        limit: usize,
    ) -> Result<ListPage<ExecutionId, ExecutionId>, ReadError> {
        let inner = &self.inner;
        inner.list_executions(machine, status, after, limit).await
    }

    async fn events(
        &self,
        id: ExecutionId,
        from: u64,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(u64, Bytes)>, ReadError> {
        self.inner.events(id, from, direction, limit).await
    }

    async fn timers(
        &self,
        after: Option<TimerKey>,
        until: i64,
        limit: usize,
    ) -> Result<Vec<TimerKey>, ReadError> {
        self.inner.timers(after, until, limit).await
    }

    async fn offers(
        &self,
        after: Option<OfferKey>,
        limit: usize,
    ) -> Result<Vec<(OfferKey, Bytes)>, ReadError> {
        self.inner.offers(after, limit).await
    }

    async fn document(
        &self,
        collection: &'static str,
        key: &str,
    ) -> Result<Option<Bytes>, ReadError> {
        self.inner.document(collection, key).await
    }

    async fn documents(
        &self,
        collection: &'static str,
        prefix: &str,
    ) -> Result<Vec<(String, Bytes)>, ReadError> {
        self.inner.documents(collection, prefix).await
    }

    async fn log_events(
        &self,
        stream: u64,
        from: i64,
        until: i64,
        after: Option<(i64, u64)>,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<(i64, u64, Bytes)>, ReadError> {
        let inner = &self.inner;
        inner
            .log_events(stream, from, until, after, direction, limit)
            .await
    }

    async fn put_blob(&self, content: Bytes) -> Result<String, CommitError> {
        self.inner.put_blob(content).await
    }

    async fn blob(&self, sha256: &str) -> Result<Option<Bytes>, ReadError> {
        self.inner.blob(sha256).await
    }

    fn health(&self) -> Health {
        self.inner.health()
    }

    async fn close(&self) {
        self.inner.close().await;
    }
}

struct Scene {
    engine: Engine,
    store: Arc<Flaky>,
    clock: ManualClock,
}

impl Scene {
    async fn new() -> Self {
        let store = Arc::new(Flaky::default());
        let clock = ManualClock::new(Timestamp::from_millis(1_700_000_000_000));
        let engine = Engine::open(
            Arc::clone(&store) as Arc<dyn Store>,
            support::options(),
            Arc::new(clock.clone()),
            Arc::new(SeededIds::new(1)),
        );
        Self {
            engine: engine.await.unwrap(),
            store,
            clock,
        }
    }

    async fn start(&self, definition: &str, name: &str) -> Result<String, engine::StartError> {
        let definition = self.engine.definition(definition).unwrap();
        let started = soon(self.engine.start(request(definition, Some(name), "{}"))).await;
        started.map(|started| started.arn)
    }

    /// Makes a start whose commit fails, and lets the engine recover.
    async fn lose_start(&self, definition: &str, written: bool) {
        self.store.hold();
        let engine = self.engine.clone();
        let definition = engine.definition(definition).unwrap();
        let request = request(definition, Some("lost"), "{}");
        let start = tokio::spawn(async move { engine.start(request).await });
        settle().await;
        self.store.fail(written);
        assert!(soon(start).await.unwrap().is_err());
        settle().await;
        self.clock.advance(Duration::from_secs(1));
        settle().await;
    }

    async fn status(&self, arn: &str) -> Status {
        self.engine.describe(arn).await.unwrap().summary.status
    }
}

#[tokio::test]
async fn invariant_3_a_lost_start_can_be_made_again() {
    let scene = Scene::new().await;
    scene.lose_start(PASS, false).await;
    let arn = scene.start(PASS, "lost").await.unwrap();
    assert_eq!(scene.status(&arn).await, Status::Succeeded);
}

#[tokio::test]
async fn invariant_3_a_start_that_was_written_all_the_same_goes_on_by_itself() {
    let scene = Scene::new().await;
    scene.lose_start(WAIT, true).await;
    let arn = scene.start(WAIT, "lost").await.unwrap();
    assert_eq!(scene.engine.stats().started.get(), 1);
    scene.clock.advance(Duration::from_secs(9));
    soon(scene.engine.watch(&arn)).await.unwrap();
    assert_eq!(scene.status(&arn).await, Status::Succeeded);
}

#[tokio::test]
async fn invariant_3_a_task_that_was_written_all_the_same_is_offered() {
    let scene = Scene::new().await;
    scene.lose_start(TASK, true).await;
    let offer = soon(scene.engine.next_offer()).await.unwrap();
    soon(offer.succeeded(Payload::new("1"))).await.unwrap();
    let arn = offer.execution_arn().to_owned();
    assert_eq!(scene.status(&arn).await, Status::Succeeded);
}

#[tokio::test]
async fn invariant_3_a_result_is_applied_once_whatever_became_of_its_first_commit() {
    for written in [false, true] {
        let scene = Scene::new().await;
        let arn = scene.start(TASK, "n").await.unwrap();
        let offer = Arc::new(soon(scene.engine.next_offer()).await.unwrap());
        scene.store.hold();
        let first = Arc::clone(&offer);
        let first = tokio::spawn(async move { first.succeeded(Payload::new("1")).await });
        settle().await;
        scene.store.fail(written);
        assert!(soon(first).await.unwrap().is_err());
        let again = soon(offer.succeeded(Payload::new("1"))).await;
        assert_eq!(again.is_ok(), !written);
        assert_eq!(scene.status(&arn).await, Status::Succeeded);
        let history = scene.engine.history(&support::history_of(&arn)).await;
        assert_eq!(history.unwrap().events.len(), 7);
        drop(offer);
        assert_eq!(scene.engine.depths(), (0, 0));
    }
}

#[tokio::test]
async fn invariant_3_a_timer_whose_firing_was_lost_fires_again() {
    for written in [false, true] {
        let scene = Scene::new().await;
        let arn = scene.start(WAIT, "n").await.unwrap();
        scene.store.hold();
        scene.clock.advance(Duration::from_secs(10));
        settle().await;
        scene.store.fail(written);
        settle().await;
        scene.clock.advance(Duration::from_secs(1));
        soon(scene.engine.watch(&arn)).await.unwrap();
        let history = scene.engine.history(&support::history_of(&arn)).await;
        assert_eq!(history.unwrap().events.len(), 4);
    }
}
