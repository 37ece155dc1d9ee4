//! Activities: the long poll, and who gets a task.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use asl::event::Payload;
use asl::step::Activities;
use engine::{Options, Status};

use crate::support::{ACTIVITY, ACTIVITY_TASK, World, options, settle, soon};

#[tokio::test]
async fn a_poller_gets_the_task_and_answers_by_token() {
    let world = World::new().await;
    let engine = world.engine.clone();
    let poll = tokio::spawn(async move { engine.get_activity_task(ACTIVITY, None).await });
    settle().await;
    let arn = world.start(ACTIVITY_TASK, r#"{"a":1}"#).await;
    let task = soon(poll).await.unwrap().unwrap().unwrap();
    assert_eq!(task.input.as_str(), r#"{"a":1}"#);
    let sent = world
        .engine
        .send_task_success(&task.token, Payload::new("2"));
    soon(sent).await.unwrap();
    assert_eq!(world.ended(&arn).await.summary.status, Status::Succeeded);
}

#[tokio::test]
async fn a_poll_without_work_ends_after_a_minute() {
    let world = World::new().await;
    let engine = world.engine.clone();
    let poll = tokio::spawn(async move { engine.get_activity_task(ACTIVITY, None).await });
    settle().await;
    world.advance(59);
    settle().await;
    assert!(!poll.is_finished());
    world.advance(1);
    assert_eq!(soon(poll).await.unwrap(), Ok(None));
}

#[tokio::test]
async fn a_task_that_a_worker_took_is_not_given_out_again_even_after_a_restart() {
    let world = World::new().await;
    let arn = world.start(ACTIVITY_TASK, "{}").await;
    let name = Some("w".to_owned());
    let task = soon(world.engine.get_activity_task(ACTIVITY, name)).await;
    let token = task.unwrap().unwrap().token;
    let world = world.restart().await;
    let engine = world.engine.clone();
    let poll = tokio::spawn(async move { engine.get_activity_task(ACTIVITY, None).await });
    settle().await;
    world.advance(60);
    assert_eq!(soon(poll).await.unwrap(), Ok(None));
    let sent = world.engine.send_task_success(&token, Payload::new("2"));
    soon(sent).await.unwrap();
    world.ended(&arn).await;
}

#[tokio::test]
async fn a_poller_that_leaves_loses_nothing() {
    let world = World::new().await;
    let engine = world.engine.clone();
    let poll = tokio::spawn(async move { engine.get_activity_task(ACTIVITY, None).await });
    settle().await;
    poll.abort();
    settle().await;
    world.start(ACTIVITY_TASK, "{}").await;
    let task = soon(world.engine.get_activity_task(ACTIVITY, None)).await;
    assert!(task.unwrap().is_some());
}

/// Whether there is the activity that tasks name.
#[derive(Debug, Default)]
struct Deletable(AtomicBool);

impl Activities for Deletable {
    fn exists(&self, arn: &str) -> bool {
        arn == ACTIVITY && !self.0.load(Ordering::SeqCst)
    }
}

#[tokio::test]
async fn a_task_of_a_deleted_activity_fails_its_execution_before_it_is_scheduled() {
    let activities = Arc::new(Deletable::default());
    let world = World::with(Options {
        activities: Some(Arc::clone(&activities) as Arc<dyn Activities>),
        ..options()
    })
    .await;
    let waits = world.start(ACTIVITY_TASK, "{}").await;
    activities.0.store(true, Ordering::SeqCst);
    let fails = world.start(ACTIVITY_TASK, "{}").await;
    let ended = world.ended(&fails).await;
    assert_eq!(ended.error.as_deref(), Some("States.Runtime"));
    let cause = format!(
        "An error occurred while executing the state 'T' (entered at the event id #2). The activity {ACTIVITY} does not exist."
    );
    assert_eq!(ended.cause, Some(cause));
    assert_eq!(
        world.types(&fails).await,
        ["ExecutionStarted", "TaskStateEntered", "ExecutionFailed"]
    );
    assert_eq!(world.describe(&waits).await.summary.status, Status::Running);
}
