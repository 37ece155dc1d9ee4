//! A store that fails once and goes on, as one on another machine may: the outcome of what was in flight is unknown,
//! and the engine must find out by reading.

use std::sync::Arc;
use std::time::Duration;

use asl::event::Payload;
use engine::{Engine, ManualClock, SeededIds, Status};
use model::Timestamp;
use store::Store;
use store::testing::faults::{Chances, FaultStore};

use crate::support::{self, PASS, TASK, WAIT, request, settle, soon};

struct Scene {
    engine: Engine,
    store: Arc<FaultStore>,
    clock: ManualClock,
}

impl Scene {
    async fn new() -> Self {
        let store = Arc::new(FaultStore::new(1, Chances::NONE));
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
        self.store.lose_waiting(written);
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
        scene.store.lose_waiting(written);
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
        scene.store.lose_waiting(written);
        settle().await;
        scene.clock.advance(Duration::from_secs(1));
        soon(scene.engine.watch(&arn)).await.unwrap();
        let history = scene.engine.history(&support::history_of(&arn)).await;
        assert_eq!(history.unwrap().events.len(), 4);
    }
}
