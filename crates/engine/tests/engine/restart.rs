//! What a restarted process finds and goes on with.

use asl::event::Payload;
use engine::Status;

use crate::support::{LOOP, TASK, World, settle, soon};

#[tokio::test]
async fn a_task_that_was_running_is_offered_again_and_starts_only_once() {
    let world = World::new().await;
    let input = r#"{"long":"enough to be a reference"}"#;
    let arn = world.start(TASK, input).await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    soon(offer.started()).await.unwrap();
    let task = offer.task();
    std::mem::forget(offer);
    let world = world.restart().await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    assert_eq!(offer.task(), task);
    assert_eq!(offer.input().as_str(), input);
    soon(offer.started()).await.unwrap();
    soon(offer.succeeded(Payload::new("1"))).await.unwrap();
    assert_eq!(world.ended(&arn).await.summary.status, Status::Succeeded);
    let types = world.types(&arn).await;
    let started = types
        .iter()
        .filter(|name| **name == "LambdaFunctionStarted");
    assert_eq!(started.count(), 1);
}

#[tokio::test]
async fn an_execution_that_had_more_to_do_goes_on() {
    let world = World::new().await;
    let arn = world.start(LOOP, "{}").await;
    assert_eq!(world.describe(&arn).await.summary.status, Status::Running);
    let world = world.restart().await;
    let description = world.ended(&arn).await;
    assert_eq!(description.last_event, 25_000);
    let ids: Vec<u64> = world
        .history(&arn)
        .await
        .iter()
        .map(|event| event.id)
        .collect();
    assert_eq!(ids, (1..=1000).collect::<Vec<u64>>());
}

#[tokio::test]
async fn opening_reads_no_execution() {
    let world = World::new().await;
    for _ in 0..50 {
        world.start(crate::support::WAIT, "{}").await;
    }
    let world = world.restart().await;
    settle().await;
    assert_eq!(world.engine.stats().loaded.get(), 0);
}

#[tokio::test]
async fn names_and_ids_hold_across_restarts_while_the_clock_stands_still() {
    let mut world = World::new().await;
    let mut arns = Vec::new();
    for turn in 0..5 {
        arns.push(world.start(TASK, "{}").await);
        let named = world.named(TASK, "same", "{}");
        let started = soon(world.engine.start(named)).await.unwrap();
        assert_eq!(started.existing, turn > 0);
        world = world.restart().await;
    }
    for arn in arns {
        assert_eq!(world.describe(&arn).await.summary.status, Status::Running);
    }
}
