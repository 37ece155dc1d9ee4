//! The invariants of the project that are the engine's, each by its number.

use asl::event::{EventType, Payload};
use engine::{EngineError, StartError, Status};

use crate::support::{PASS, TASK, WAIT, World, settle, soon};

#[tokio::test]
async fn invariant_1_actions_happen_after_the_commit() {
    let world = World::new().await;
    world.store.hold();
    let engine = world.engine.clone();
    let request = world.request(TASK);
    let start = tokio::spawn(async move { engine.start(request).await });
    settle().await;
    assert_eq!(world.store.waiting(), 1);
    assert!(!start.is_finished());
    assert_eq!(world.engine.depths().1, 0, "no offer before the commit");
    world.store.release_all();
    assert!(soon(start).await.unwrap().is_ok());
    assert!(soon(world.engine.next_offer()).await.is_some());
}

#[tokio::test]
async fn invariant_2_the_record_is_the_fold_of_the_history() {
    let world = World::new().await;
    let succeeded = world.start(PASS, r#"{"n":1}"#).await;
    let running = world.start(WAIT, "{}").await;
    let stopped = world.start(WAIT, "{}").await;
    soon(world.engine.stop(&stopped, Some("E".into()), None))
        .await
        .unwrap();
    for (arn, status) in [
        (succeeded, Status::Succeeded),
        (running, Status::Running),
        (stopped, Status::Aborted),
    ] {
        let description = world.describe(&arn).await;
        let history = world.history(&arn).await;
        let last = history.last().unwrap();
        assert_eq!(description.last_event, last.id);
        assert_eq!(description.last_event, history.len() as u64);
        assert_eq!(description.summary.start, history[0].time());
        let ended = match EventType::try_from(last.event_type).unwrap() {
            EventType::ExecutionSucceeded => Status::Succeeded,
            EventType::ExecutionAborted => Status::Aborted,
            _ => Status::Running,
        };
        assert_eq!((description.summary.status, ended), (status, status));
        let stop = (status != Status::Running).then_some(last.time());
        assert_eq!(description.summary.stop, stop);
    }
}

#[tokio::test]
async fn invariant_3_a_failed_commit_drops_what_it_touched() {
    let world = World::new().await;
    let arn = world.start(TASK, "{}").await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    world.store.hold();
    let stop = {
        let (engine, arn) = (world.engine.clone(), arn.clone());
        tokio::spawn(async move { engine.stop(&arn, None, None).await })
    };
    settle().await;
    world.store.fail_next();
    world.store.release_all();
    assert!(soon(stop).await.unwrap().is_err());
    // What the store says is true now: a restart goes on from there.
    std::mem::forget(offer);
    let world = world.restart().await;
    let status = world.describe(&arn).await.summary.status;
    if status == Status::Running {
        let offer = soon(world.engine.next_offer()).await.unwrap();
        soon(offer.succeeded(Payload::new("1"))).await.unwrap();
        assert_eq!(world.ended(&arn).await.summary.status, Status::Succeeded);
    } else {
        assert_eq!(status, Status::Aborted);
    }
}

#[tokio::test]
async fn invariant_5_commands_of_one_execution_are_applied_one_at_a_time() {
    let world = World::new().await;
    let arn = world.start(TASK, "{}").await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    let token = offer.token();
    let results: Vec<_> = (0..20)
        .map(|n| {
            let (engine, token) = (world.engine.clone(), token.clone());
            let output = Payload::new(n.to_string());
            tokio::spawn(async move { engine.send_task_success(&token, output).await })
        })
        .collect();
    let mut applied = 0;
    for result in results {
        applied += usize::from(soon(result).await.unwrap().is_ok());
    }
    assert_eq!(applied, 1);
    assert_eq!(world.ended(&arn).await.summary.status, Status::Succeeded);
}

#[tokio::test]
async fn invariant_10_after_a_failed_flush_nothing_is_acknowledged_until_reopened() {
    let world = World::new().await;
    let running = world.start(WAIT, "{}").await;
    world.store.fail_next();
    for _ in 0..3 {
        let refused = soon(world.engine.start(world.request(PASS))).await;
        let unavailable = matches!(
            refused,
            Err(StartError::Engine(EngineError::Unavailable(_)))
        );
        assert!(unavailable, "{refused:?}");
    }
    world.advance(10);
    settle().await;
    assert_eq!(
        world.describe(&running).await.summary.status,
        Status::Running
    );
    let world = world.restart().await;
    assert_eq!(
        world.ended(&running).await.summary.status,
        Status::Succeeded
    );
    assert!(soon(world.engine.start(world.request(PASS))).await.is_ok());
}
