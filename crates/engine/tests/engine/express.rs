//! Express executions: in memory, run again after a crash, answered directly when synchronous.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use asl::event::{EventType, Failure, Payload};
use asl::step::TaskStage;
use engine::{
    EngineError, ExecutionLog, LogEntry, LogLevel, LogTarget, MachineType, Offer, Options,
    StartError, StartRequest, Status, TaskError,
};
use store::Store;

use crate::support::*;

const FAIL: &str =
    r#"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"because"}}}"#;
const PARALLEL: &str = r#"{"StartAt":"X","States":{"X":{"Type":"Parallel","Branches":[
    {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}},
    {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}}],"Next":"M"},
    "M":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"P","States":{
    "P":{"Type":"Pass","End":true}}},"End":true}}}"#;
const CONTEXT: &str = r#"{"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{
    "execution.$":"$$.Execution"},"End":true}}}"#;

fn express(request: StartRequest) -> StartRequest {
    StartRequest {
        kind: MachineType::Express,
        ..request
    }
}

async fn rows(world: &World) -> usize {
    world
        .store
        .documents("engine.express", "")
        .await
        .unwrap()
        .len()
}

async fn offer(world: &World) -> Offer {
    soon(world.engine.next_offer()).await.unwrap()
}

#[tokio::test]
async fn a_synchronous_execution_answers_its_output_and_stores_nothing() {
    let world = World::new().await;
    let request = world.named(PASS, "mine", r#"{"a": 1}"#);
    let before = world.engine.stats().batches.get();
    let finished = soon(world.engine.start_sync(request)).await.unwrap();
    assert_eq!(finished.status, Status::Succeeded);
    assert_eq!(finished.output, Some(Payload::new(r#"{"a": 1}"#)));
    assert_eq!(finished.name, "mine");
    let prefix = "arn:aws:states:us-east-1:123456789012:express:M:mine:";
    assert!(finished.arn.starts_with(prefix), "{}", finished.arn);
    assert_eq!(world.engine.stats().batches.get(), before);
    assert!(world.engine.describe(&finished.arn).await.is_err());
}

#[tokio::test]
async fn a_failed_synchronous_execution_answers_its_error() {
    let world = World::new().await;
    let finished = soon(world.engine.start_sync(world.request(FAIL))).await;
    let finished = finished.unwrap();
    assert_eq!(finished.status, Status::Failed);
    let failure = Failure {
        error: Some("E".into()),
        cause: Some("because".into()),
    };
    assert_eq!((finished.output, finished.failure), (None, failure));
}

#[tokio::test]
async fn names_may_repeat() {
    let world = World::new().await;
    let start = || world.engine.start(express(world.named(WAIT, "n", "{}")));
    let (first, second) = (soon(start()).await.unwrap(), soon(start()).await.unwrap());
    assert_ne!(first.arn, second.arn);
    assert!(!second.existing);
}

#[tokio::test]
async fn tasks_timers_branches_and_iterations_work_in_memory() {
    let world = World::new().await;
    let engine = world.engine.clone();
    let request = world.request(PARALLEL);
    let running = tokio::spawn(async move { engine.start_sync(request).await });
    let offer = offer(&world).await;
    assert!(offer.execution_arn().contains(":express:M:"));
    offer.started().await.unwrap();
    offer.succeeded(Payload::new("[1]")).await.unwrap();
    assert_eq!(
        offer.succeeded(Payload::new("2")).await,
        Err(TaskError::Gone)
    );
    settle().await;
    world.advance(10);
    let finished = soon(running).await.unwrap().unwrap();
    assert_eq!(finished.output, Some(Payload::new("[[1],{}]")));
    assert_eq!(finished.stop.since(finished.start), Duration::from_secs(10));
    let offers = world.store.offers(None, 10).await.unwrap();
    let timers = world.store.timers(None, i64::MAX, 10).await.unwrap();
    assert!(offers.is_empty() && timers.is_empty());
}

#[tokio::test]
async fn after_five_minutes_it_times_out() {
    let world = World::new().await;
    let engine = world.engine.clone();
    let request = world.request(TASK);
    let running = tokio::spawn(async move { engine.start_sync(request).await });
    let offer = offer(&world).await;
    world.clock.advance(Duration::from_millis(299_999));
    settle().await;
    assert!(!running.is_finished());
    world.clock.advance(Duration::from_millis(1));
    let finished = soon(running).await.unwrap().unwrap();
    assert_eq!(finished.status, Status::TimedOut);
    assert_eq!(offer.started().await, Err(TaskError::Gone));
}

#[tokio::test]
async fn an_asynchronous_execution_runs_again_after_a_crash_and_leaves_nothing() {
    let world = World::new().await;
    let request = express(world.named(TASK, "n", r#"{"x":1}"#));
    let started = soon(world.engine.start(request)).await.unwrap();
    let first = offer(&world).await;
    first.started().await.unwrap();
    assert_eq!(rows(&world).await, 1);
    drop(first);
    let world = world.restart().await;
    let again = offer(&world).await;
    assert_eq!(again.execution_arn(), started.arn);
    assert_eq!(again.input(), &Payload::new(r#"{"x":1}"#));
    again.succeeded(Payload::new("{}")).await.unwrap();
    settle().await;
    assert_eq!(rows(&world).await, 0);
    let world = world.restart().await;
    settle().await;
    assert_eq!(world.engine.depths(), (0, 0));
}

#[tokio::test]
async fn what_ends_at_once_is_never_stored() {
    let world = World::new().await;
    let before = world.engine.stats().batches.get();
    let request = express(world.request(PASS));
    soon(world.engine.start(request)).await.unwrap();
    assert_eq!(world.engine.stats().batches.get(), before);
    assert_eq!(world.engine.stats().ended.get(), 1);
}

#[tokio::test]
async fn the_start_is_acknowledged_and_its_task_offered_only_when_it_is_durable() {
    let world = World::new().await;
    world.store.hold();
    let engine = world.engine.clone();
    let request = express(world.request(TASK));
    let starting = tokio::spawn(async move { engine.start(request).await });
    settle().await;
    assert!(!starting.is_finished());
    assert_eq!(world.engine.depths().1, 0);
    world.store.release_all();
    soon(starting).await.unwrap().unwrap();
    let offer = offer(&world).await;
    offer
        .failed(Failure::default(), TaskStage::Run)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_start_whose_commit_failed_is_not_acknowledged() {
    let world = World::new().await;
    world.store.fail_next();
    let request = express(world.request(TASK));
    let started = soon(world.engine.start(request)).await;
    assert!(matches!(
        started,
        Err(StartError::Engine(EngineError::Unavailable(_)))
    ));
}

#[tokio::test]
async fn no_more_run_at_once_than_allowed() {
    let world = World::with(Options {
        express_running: 2,
        ..options()
    })
    .await;
    for _ in 0..2 {
        let request = express(world.request(WAIT));
        soon(world.engine.start(request)).await.unwrap();
    }
    let refused = soon(world.engine.start_sync(world.request(PASS))).await;
    let throttled = StartError::Engine(EngineError::Throttled);
    assert_eq!(refused, Err(throttled));
    settle().await;
    world.advance(10);
    settle().await;
    let finished = soon(world.engine.start_sync(world.request(PASS))).await;
    assert!(finished.is_ok());
}

#[tokio::test]
async fn a_long_loop_yields_and_has_no_history_limit() {
    let world = World::with(Options {
        step_events: 100,
        ..options()
    })
    .await;
    let engine = world.engine.clone();
    let request = world.request(LOOP);
    let running = tokio::spawn(async move { engine.start_sync(request).await });
    let events = || world.engine.stats().events.get();
    soon(async {
        while events() < 26_000 {
            tokio::task::yield_now().await;
        }
    })
    .await;
    world.advance(300);
    let finished = soon(running).await.unwrap().unwrap();
    assert_eq!(finished.status, Status::TimedOut);
}

#[tokio::test]
async fn the_context_object_has_no_redrives() {
    let world = World::new().await;
    let finished = soon(world.engine.start_sync(world.request(CONTEXT))).await;
    let output = finished.unwrap().output.unwrap();
    assert!(output.as_str().contains(":express:M:"));
    assert!(!output.as_str().contains("Redrive"));
}

/// Keeps what it gets.
#[derive(Debug, Default)]
struct Kept(Mutex<Vec<LogEntry>>);

impl ExecutionLog for Kept {
    fn log(&self, entry: LogEntry) {
        self.0.lock().unwrap().push(entry);
    }
}

impl Kept {
    fn types(&self) -> Vec<&'static str> {
        let entries = self.0.lock().unwrap();
        let events = entries.iter().flat_map(|entry| &entry.events);
        events
            .map(|event| EventType::try_from(event.event_type).unwrap().name())
            .collect()
    }
}

async fn logging() -> (World, Arc<Kept>) {
    let kept = Arc::new(Kept::default());
    let options = Options {
        log: Some(Arc::clone(&kept) as Arc<dyn ExecutionLog>),
        ..options()
    };
    (World::with(options).await, kept)
}

fn logged(request: StartRequest, level: LogLevel) -> StartRequest {
    let target = LogTarget {
        group_arn: "group".into(),
        level,
        include_data: true,
    };
    StartRequest {
        log: Some(target),
        ..request
    }
}

#[tokio::test]
async fn events_are_logged_by_level_with_their_payloads() {
    for (level, expected) in [
        (
            LogLevel::All,
            &["ExecutionStarted", "FailStateEntered", "ExecutionFailed"][..],
        ),
        (LogLevel::Error, &["FailStateEntered", "ExecutionFailed"]),
        (LogLevel::Fatal, &["ExecutionFailed"]),
    ] {
        let (world, kept) = logging().await;
        let request = logged(world.request(FAIL), level);
        soon(world.engine.start_sync(request.clone()))
            .await
            .unwrap();
        assert_eq!(kept.types(), expected, "Express at {level:?}");
        kept.0.lock().unwrap().clear();
        let started = soon(world.engine.start(request)).await.unwrap();
        world.ended(&started.arn).await;
        assert_eq!(kept.types(), expected, "Standard at {level:?}");
        let entries = kept.0.lock().unwrap();
        assert_eq!(entries[0].execution_arn, started.arn);
    }
    let (world, kept) = logging().await;
    soon(world.engine.start_sync(world.request(FAIL)))
        .await
        .unwrap();
    assert!(kept.types().is_empty());
}

#[tokio::test]
async fn events_are_logged_after_their_commit_and_across_a_restart() {
    let (world, kept) = logging().await;
    world.store.hold();
    let request = logged(world.request(WAIT), LogLevel::All);
    let engine = world.engine.clone();
    let starting = tokio::spawn(async move { engine.start(request).await });
    settle().await;
    assert!(kept.types().is_empty());
    world.store.release_all();
    let arn = soon(starting).await.unwrap().unwrap().arn;
    assert_eq!(kept.types(), ["ExecutionStarted", "WaitStateEntered"]);
    let world = world.restart().await;
    settle().await;
    world.advance(10);
    world.ended(&arn).await;
    assert_eq!(kept.types()[2..], ["WaitStateExited", "ExecutionSucceeded"]);
}
