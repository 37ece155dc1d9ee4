//! RedriveExecution: what had succeeded stays, all else goes on.

use asl::event::{Details, Failure, Payload};
use asl::step::TaskStage;
use engine::{ExecutionError, NotRedrivable, Offer, Status, TokenError};

use crate::support::*;

const FAIL: &str =
    r#"{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"F"},"F":{"Type":"Fail","Error":"E"}}}"#;
const CHAIN: &str = r#"{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"T"},"T":{"Type":"Task",
    "Resource":"arn:aws:lambda:us-east-1:123456789012:function:F",
    "Retry":[{"ErrorEquals":["Again"],"IntervalSeconds":1,"MaxAttempts":1}],"End":true}}}"#;
const PARALLEL: &str = r#"{"StartAt":"X","States":{"X":{"Type":"Parallel","Branches":[
    {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:A","End":true}}},
    {"StartAt":"P","States":{"P":{"Type":"Pass","Next":"B"},
        "B":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:B","End":true}}},
    {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}}],"End":true}}}"#;
const MAP: &str = r#"{"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":1,"ItemSelector":{
    "value.$":"$$.Map.Item.Value"},"ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"T","States":{
    "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}},"End":true}}}"#;
const LIMITED: &str = r#"{"StartAt":"W","TimeoutSeconds":5,"States":{"W":{"Type":"Wait","Seconds":3,"Next":"V"},
    "V":{"Type":"Wait","Seconds":4,"End":true}}}"#;
const CONTEXT: &str = r#"{"StartAt":"T","States":{"T":{"Type":"Task","Parameters":{"n.$":"$$.Execution.RedriveCount",
    "e.$":"$$.Execution"},"Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}}"#;

async fn offer(world: &World) -> Offer {
    soon(world.engine.next_offer()).await.unwrap()
}

async fn fail(offer: Offer, error: &str) {
    let failure = Failure {
        error: Some(error.into()),
        cause: None,
    };
    offer.failed(failure, TaskStage::Run).await.unwrap();
}

async fn redrive(world: &World, arn: &str) {
    soon(world.engine.redrive(arn, None)).await.unwrap();
}

fn function(offer: &Offer) -> String {
    format!("{:?}", offer.target())
}

#[tokio::test]
async fn the_failed_task_is_scheduled_again_and_what_came_before_is_not() {
    let world = World::new().await;
    let arn = world.start(CHAIN, r#"{"a":1}"#).await;
    fail(offer(&world).await, "Bad").await;
    let failed = world.ended(&arn).await;
    assert_eq!(
        (failed.summary.status, failed.not_redrivable),
        (Status::Failed, None)
    );
    world.advance(60);
    redrive(&world, &arn).await;
    let running = world.describe(&arn).await;
    assert_eq!(running.summary.status, Status::Running);
    assert_eq!((running.error, running.summary.stop), (None, None));
    assert_eq!(running.not_redrivable, Some(NotRedrivable::Running));
    let again = offer(&world).await;
    assert_eq!(again.input(), &Payload::new(r#"{"a":1}"#));
    again.succeeded(Payload::new("7")).await.unwrap();
    let ended = world.ended(&arn).await;
    assert_eq!(
        (ended.summary.status, ended.output),
        (Status::Succeeded, Some(Payload::new("7")))
    );
    assert_eq!(ended.summary.redrive_count, 1);
    assert_eq!(
        ended.summary.redrive,
        Some(
            failed
                .summary
                .stop
                .unwrap()
                .after(std::time::Duration::from_secs(60))
        )
    );
    let types = world.types(&arn).await;
    assert_eq!(
        types[6..],
        [
            "LambdaFunctionFailed",
            "ExecutionFailed",
            "ExecutionRedriven",
            "LambdaFunctionScheduled",
            "LambdaFunctionStarted",
            "LambdaFunctionSucceeded",
            "TaskStateExited",
            "ExecutionSucceeded"
        ]
    );
    let history = world.history(&arn).await;
    assert_eq!(history[8].details, Some(Details::Redriven(1)));
    assert_eq!((history[8].previous, history[9].previous), (8, 9));
}

#[tokio::test]
async fn attempts_count_from_zero_again() {
    let world = World::new().await;
    let arn = world.start(CHAIN, "{}").await;
    for attempt in 0..2 {
        fail(offer(&world).await, "Again").await;
        settle().await;
        world.advance(1);
        if attempt == 1 {
            world.ended(&arn).await;
        }
    }
    redrive(&world, &arn).await;
    fail(offer(&world).await, "Again").await;
    settle().await;
    world.advance(1);
    offer(&world)
        .await
        .succeeded(Payload::new("{}"))
        .await
        .unwrap();
    assert_eq!(world.ended(&arn).await.summary.status, Status::Succeeded);
}

#[tokio::test]
async fn only_branches_that_did_not_succeed_run_again_also_after_a_restart() {
    let world = World::new().await;
    let arn = world.start(PARALLEL, "{}").await;
    let (a, b) = (offer(&world).await, offer(&world).await);
    a.succeeded(Payload::new(r#""first""#)).await.unwrap();
    fail(b, "Bad").await;
    assert_eq!(world.ended(&arn).await.summary.status, Status::Failed);
    let world = world.restart().await;
    redrive(&world, &arn).await;
    let again = offer(&world).await;
    assert!(function(&again).contains("function:B"));
    again.succeeded(Payload::new(r#""second""#)).await.unwrap();
    settle().await;
    // The branch that waited was aborted and waits again.
    assert_eq!(world.describe(&arn).await.summary.status, Status::Running);
    world.advance(10);
    let ended = world.ended(&arn).await;
    assert_eq!(ended.output, Some(Payload::new(r#"["first","second",{}]"#)));
    let types = world.types(&arn).await;
    let count = |name: &str| types.iter().filter(|kind| **kind == name).count();
    assert_eq!(
        (count("PassStateEntered"), count("ParallelStateStarted")),
        (1, 1)
    );
}

#[tokio::test]
async fn iterations_that_succeeded_keep_their_results() {
    let world = World::new().await;
    let arn = world.start(MAP, "[1,2,3]").await;
    offer(&world)
        .await
        .succeeded(Payload::new("10"))
        .await
        .unwrap();
    fail(offer(&world).await, "Bad").await;
    world.ended(&arn).await;
    let world = world.restart().await;
    redrive(&world, &arn).await;
    for (input, output) in [(2, "20"), (3, "30")] {
        let again = offer(&world).await;
        assert_eq!(again.input().as_str(), format!(r#"{{"value":{input}}}"#));
        again.succeeded(Payload::new(output)).await.unwrap();
    }
    assert_eq!(
        world.ended(&arn).await.output,
        Some(Payload::new("[10,20,30]"))
    );
}

#[tokio::test]
async fn stopped_and_timed_out_executions_go_on_with_a_new_timeout() {
    let world = World::new().await;
    let arn = world.start(LIMITED, "{}").await;
    for status in [Status::TimedOut, Status::Succeeded] {
        settle().await;
        world.advance(3);
        settle().await;
        world.advance(2);
        settle().await;
        world.advance(2);
        assert_eq!(world.ended(&arn).await.summary.status, status);
        if status == Status::TimedOut {
            redrive(&world, &arn).await;
        }
    }
    let arn = world.start(WAIT, "{}").await;
    soon(world.engine.stop(&arn, Some("mine".into()), None))
        .await
        .unwrap();
    redrive(&world, &arn).await;
    settle().await;
    world.advance(10);
    assert_eq!(world.ended(&arn).await.summary.status, Status::Succeeded);
}

#[tokio::test]
async fn a_task_of_before_the_redrive_is_gone_also_after_a_restart() {
    let world = World::new().await;
    let arn = world.start(CHAIN, "{}").await;
    let before = offer(&world).await;
    let task = before.token();
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    drop(before);
    let world = world.restart().await;
    redrive(&world, &arn).await;
    let late = world.engine.send_task_success(&task, Payload::new("1"));
    assert_eq!(soon(late).await, Err(TokenError::TimedOut));
    offer(&world)
        .await
        .succeeded(Payload::new("2"))
        .await
        .unwrap();
    assert_eq!(world.ended(&arn).await.output, Some(Payload::new("2")));
}

#[tokio::test]
async fn a_fail_state_fails_again_and_can_be_redriven_again() {
    let world = World::new().await;
    let arn = world.start(FAIL, "{}").await;
    for count in 1..4 {
        world.ended(&arn).await;
        redrive(&world, &arn).await;
        let ended = world.ended(&arn).await;
        assert_eq!(
            (ended.summary.status, ended.summary.redrive_count),
            (Status::Failed, count)
        );
    }
    let types = world.types(&arn).await;
    assert_eq!(
        types[5..8],
        ["ExecutionRedriven", "FailStateEntered", "ExecutionFailed"]
    );
}

#[tokio::test]
async fn the_context_object_counts_redrives() {
    let world = World::new().await;
    let arn = world.start(CONTEXT, "{}").await;
    let first = offer(&world).await;
    assert!(first.input().as_str().contains(r#""n":0"#));
    assert!(!first.input().as_str().contains("RedriveTime"));
    fail(first, "Bad").await;
    world.ended(&arn).await;
    redrive(&world, &arn).await;
    let again = offer(&world).await;
    assert!(again.input().as_str().contains(r#""n":1"#));
    assert!(again.input().as_str().contains("RedriveTime"));
}

#[tokio::test]
async fn what_cannot_be_redriven_says_why() {
    let world = World::new().await;
    let running = world.start(WAIT, "{}").await;
    let succeeded = world.start(PASS, "{}").await;
    world.ended(&succeeded).await;
    for (arn, why) in [
        (&running, NotRedrivable::Running),
        (&succeeded, NotRedrivable::Succeeded),
    ] {
        let refused = soon(world.engine.redrive(arn, None)).await;
        assert_eq!(refused, Err(ExecutionError::NotRedrivable(why)));
        assert_eq!(world.describe(arn).await.not_redrivable, Some(why));
    }
    let missing = format!("{succeeded}x");
    let refused = soon(world.engine.redrive(&missing, None)).await;
    assert_eq!(refused, Err(ExecutionError::DoesNotExist(missing)));
}

#[tokio::test]
async fn a_client_token_redrives_once() {
    let world = World::new().await;
    let arn = world.start(CHAIN, "{}").await;
    fail(offer(&world).await, "Bad").await;
    world.ended(&arn).await;
    let token = || Some("token".to_owned());
    let first = soon(world.engine.redrive(&arn, token())).await.unwrap();
    world.advance(1);
    assert_eq!(soon(world.engine.redrive(&arn, token())).await, Ok(first));
    fail(offer(&world).await, "Bad").await;
    world.ended(&arn).await;
    assert_eq!(soon(world.engine.redrive(&arn, token())).await, Ok(first));
    let other = soon(world.engine.redrive(&arn, Some("other".into()))).await;
    assert!(other.unwrap() > first);
    assert_eq!(world.describe(&arn).await.summary.redrive_count, 2);
}

#[tokio::test]
async fn an_acknowledged_redrive_survives_a_crash() {
    let world = World::new().await;
    let arn = world.start(CHAIN, "{}").await;
    fail(offer(&world).await, "Bad").await;
    world.ended(&arn).await;
    redrive(&world, &arn).await;
    let world = world.restart().await;
    offer(&world)
        .await
        .succeeded(Payload::new("1"))
        .await
        .unwrap();
    assert_eq!(world.ended(&arn).await.summary.status, Status::Succeeded);
}

#[tokio::test]
async fn a_redrive_whose_commit_failed_is_whole_or_not_there() {
    let world = World::new().await;
    let arn = world.start(FAIL, "{}").await;
    world.ended(&arn).await;
    world.store.fail_next();
    let failed = soon(world.engine.redrive(&arn, None)).await;
    assert!(matches!(failed, Err(ExecutionError::Engine(_))));
    let counted = world.describe(&arn).await.summary.redrive_count;
    let types = world.types(&arn).await;
    let redriven = types.iter().filter(|kind| **kind == "ExecutionRedriven");
    assert_eq!(redriven.count(), usize::try_from(counted).unwrap());
    let world = world.restart().await;
    redrive(&world, &arn).await;
    assert_eq!(world.ended(&arn).await.summary.redrive_count, counted + 1);
}
