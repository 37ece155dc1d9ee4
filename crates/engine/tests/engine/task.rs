//! Tasks: offers, results, tokens.

use asl::event::{Failure, Payload};
use asl::step::TaskStage;
use engine::{Left, Options, Status, TaskError, TokenError};

use crate::support::{ROLE, TASK, TIMED_TASK, World, options, settle, soon};

fn failure() -> Failure {
    Failure {
        error: Some("Boom".into()),
        cause: None,
    }
}

#[tokio::test]
async fn a_task_is_offered_started_and_its_result_is_the_output() {
    let world = World::new().await;
    let arn = world
        .start(TASK, r#"{"some":"input that is long enough"}"#)
        .await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    assert_eq!(offer.execution_arn(), arn);
    assert_eq!(offer.role_arn(), ROLE);
    assert_eq!(
        offer.input().as_str(),
        r#"{"some":"input that is long enough"}"#
    );
    soon(offer.started()).await.unwrap();
    soon(offer.succeeded(Payload::new("[1]"))).await.unwrap();
    assert_eq!(world.ended(&arn).await.output.unwrap().as_str(), "[1]");
    let types = world.types(&arn).await;
    let started = types
        .iter()
        .filter(|name| **name == "LambdaFunctionStarted");
    assert_eq!(started.count(), 1);
    assert_eq!(
        soon(offer.succeeded(Payload::new("2"))).await,
        Err(TaskError::Gone)
    );
    drop(offer);
    assert_eq!(world.engine.depths(), (0, 0));
}

#[tokio::test]
async fn a_failed_task_fails_its_execution() {
    let world = World::new().await;
    let arn = world.start(TASK, "{}").await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    soon(offer.started()).await.unwrap();
    soon(offer.failed(failure(), TaskStage::Run)).await.unwrap();
    let description = world.ended(&arn).await;
    assert_eq!(description.summary.status, Status::Failed);
    assert_eq!(description.error.as_deref(), Some("Boom"));
}

const JOB: &str = r#"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync",
"Parameters":{"StateMachineArn":"m"},"End":true}}}"#;

#[tokio::test]
async fn a_worker_learns_that_nobody_waits_for_its_job() {
    let world = World::new().await;
    let arn = world.start(JOB, "{}").await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    let mut departure = offer.departure();
    soon(offer.submitted(Payload::new("1"))).await.unwrap();
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    assert_eq!(soon(departure.left()).await, Left::Withdrawn);
    assert_eq!(soon(offer.departure().left()).await, Left::Withdrawn);
}

#[tokio::test]
async fn a_job_whose_token_came_back_is_answered() {
    let world = World::new().await;
    let arn = world.start(JOB, "{}").await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    let mut departure = offer.departure();
    soon(offer.submitted(Payload::new("1"))).await.unwrap();
    let token = offer.token();
    soon(world.engine.send_task_success(&token, Payload::new("2")))
        .await
        .unwrap();
    assert_eq!(soon(departure.left()).await, Left::Answered);
    assert_eq!(world.ended(&arn).await.output.unwrap().as_str(), "2");
}

#[tokio::test]
async fn a_job_is_submitted_once_across_restarts() {
    let world = World::new().await;
    let arn = world.start(JOB, "{}").await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    assert_eq!(soon(offer.submitted_before()).await.unwrap(), None);
    soon(offer.submitted(Payload::new(r#"{"id":7}"#)))
        .await
        .unwrap();
    drop(offer);
    let world = world.restart().await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    let before = soon(offer.submitted_before()).await.unwrap();
    assert_eq!(before.unwrap().as_str(), r#"{"id":7}"#);
    soon(offer.submitted(Payload::new("again"))).await.unwrap();
    soon(offer.succeeded(Payload::new("3"))).await.unwrap();
    world.ended(&arn).await;
    let types = world.types(&arn).await;
    let submitted = types.iter().filter(|name| **name == "TaskSubmitted");
    assert_eq!(submitted.count(), 1);
}

#[tokio::test]
async fn an_offer_that_is_dropped_comes_again() {
    let world = World::new().await;
    world.start(TASK, "{}").await;
    let first = soon(world.engine.next_offer()).await.unwrap();
    let task = first.task();
    drop(first);
    assert_eq!(soon(world.engine.next_offer()).await.unwrap().task(), task);
}

#[tokio::test]
async fn a_stopped_execution_takes_its_offers_back() {
    let world = World::new().await;
    let arn = world.start(TASK, "{}").await;
    let other = world.start(TASK, "{}").await;
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    let offer = soon(world.engine.next_offer()).await.unwrap();
    assert_eq!(offer.execution_arn(), other);
}

#[tokio::test]
async fn a_task_that_timed_out_is_gone() {
    let world = World::new().await;
    let arn = world.start(TIMED_TASK, "{}").await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    soon(offer.started()).await.unwrap();
    world.advance(5);
    world.ended(&arn).await;
    assert_eq!(
        soon(offer.succeeded(Payload::new("1"))).await,
        Err(TaskError::Gone)
    );
    assert_eq!(soon(offer.heartbeat()).await, Err(TaskError::Gone));
    drop(offer);
    assert_eq!(world.engine.depths(), (0, 0));
}

#[tokio::test]
async fn results_by_token_and_what_is_no_token() {
    let world = World::new().await;
    let engine = &world.engine;
    let arn = world.start(TASK, "{}").await;
    let token = soon(engine.next_offer()).await.unwrap().token();
    soon(engine.send_task_heartbeat(&token)).await.unwrap();
    let success = |token: String| async move {
        soon(engine.send_task_success(&token, Payload::new("7"))).await
    };
    assert_eq!(success("nonsense".into()).await, Err(TokenError::Invalid));
    assert_eq!(success(token.clone()).await, Ok(()));
    assert_eq!(success(token.clone()).await, Err(TokenError::TimedOut));
    assert_eq!(
        soon(engine.send_task_failure(&token, failure())).await,
        Err(TokenError::TimedOut)
    );
    assert_eq!(world.ended(&arn).await.output.unwrap().as_str(), "7");
}

#[tokio::test]
async fn a_token_is_valid_after_a_restart() {
    let world = World::new().await;
    let arn = world.start(TASK, "{}").await;
    let token = soon(world.engine.next_offer()).await.unwrap().token();
    let world = world.restart().await;
    let sent = world.engine.send_task_success(&token, Payload::new("7"));
    soon(sent).await.unwrap();
    world.ended(&arn).await;
    settle().await;
    assert_eq!(world.engine.depths(), (0, 0));
}

#[tokio::test]
async fn more_offers_than_fit_in_memory_are_all_made() {
    let world = World::with(Options {
        ready_offers: 3,
        ..options()
    })
    .await;
    for _ in 0..20 {
        world.start(TASK, "{}").await;
    }
    let mut seen = std::collections::HashSet::new();
    for _ in 0..20 {
        let offer = soon(world.engine.next_offer()).await.unwrap();
        assert!(seen.insert(offer.task()));
        soon(offer.succeeded(Payload::new("1"))).await.unwrap();
    }
    assert_eq!(world.engine.stats().ended.get(), 20);
}
