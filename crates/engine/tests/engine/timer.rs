//! Timers: never early, once, across restarts and beyond the horizon.

use std::time::Duration;

use engine::{Options, Status};

use crate::support::{TIMED_TASK, WAIT, World, options, settle, soon};

#[tokio::test]
async fn a_wait_ends_at_its_time_and_not_before() {
    let world = World::new().await;
    let arn = world.start(WAIT, "{}").await;
    world.clock.advance(Duration::from_millis(9_999));
    settle().await;
    assert_eq!(world.describe(&arn).await.summary.status, Status::Running);
    world.clock.advance(Duration::from_millis(1));
    let summary = world.ended(&arn).await.summary;
    assert_eq!(summary.status, Status::Succeeded);
    assert_eq!(
        summary.stop,
        Some(summary.start.after(Duration::from_secs(10)))
    );
}

#[tokio::test]
async fn an_overdue_timer_fires_at_once_after_a_restart() {
    let world = World::new().await;
    let arn = world.start(WAIT, "{}").await;
    world.advance(3600);
    let world = world.restart().await;
    assert_eq!(world.ended(&arn).await.summary.status, Status::Succeeded);
    assert_eq!(world.engine.stats().timers_fired.get(), 1);
}

#[tokio::test]
async fn a_wait_keeps_its_due_time_across_a_restart() {
    let world = World::new().await;
    let arn = world.start(WAIT, "{}").await;
    world.advance(4);
    let world = world.restart().await;
    world.clock.advance(Duration::from_millis(5_999));
    settle().await;
    assert_eq!(world.describe(&arn).await.summary.status, Status::Running);
    world.clock.advance(Duration::from_millis(1));
    world.ended(&arn).await;
}

#[tokio::test]
async fn a_timer_beyond_the_horizon_is_read_in_time() {
    let world = World::with(Options {
        timer_horizon: Duration::from_secs(4),
        ..options()
    })
    .await;
    let arn = world.start(WAIT, "{}").await;
    for _ in 0..9 {
        world.advance(1);
        settle().await;
        assert_eq!(world.describe(&arn).await.summary.status, Status::Running);
    }
    world.advance(1);
    world.ended(&arn).await;
    assert_eq!(world.engine.stats().timers_fired.get(), 1);
}

#[tokio::test]
async fn a_cleared_timer_does_not_fire() {
    let world = World::new().await;
    let arn = world.start(TIMED_TASK, "{}").await;
    let offer = soon(world.engine.next_offer()).await.unwrap();
    soon(offer.succeeded(asl::event::Payload::new("1")))
        .await
        .unwrap();
    world.advance(100);
    settle().await;
    assert_eq!(world.ended(&arn).await.summary.status, Status::Succeeded);
    assert_eq!(world.engine.stats().timers_fired.get(), 0);
}

#[tokio::test]
async fn many_timers_of_one_moment_all_fire() {
    let world = World::new().await;
    let mut arns = Vec::new();
    for _ in 0..3000 {
        arns.push(world.start(WAIT, "{}").await);
    }
    world.advance(10);
    for arn in arns {
        world.ended(&arn).await;
    }
    assert_eq!(world.engine.stats().timers_fired.get(), 3000);
}

#[tokio::test]
async fn sleeping_executions_are_read_ahead_of_their_timers() {
    let world = World::new().await;
    for _ in 0..300 {
        world.start(WAIT, "{}").await;
    }
    settle().await;
    world.clock.advance(Duration::from_millis(9_749));
    settle().await;
    assert_eq!(world.engine.stats().loaded.get(), 0);
    world.clock.advance(Duration::from_millis(1));
    settle().await;
    assert_eq!(world.engine.stats().loaded.get(), 300);
    assert_eq!(world.engine.stats().timers_fired.get(), 0);
    world.clock.advance(Duration::from_millis(250));
    settle().await;
    assert_eq!(world.engine.stats().timers_fired.get(), 300);
    assert_eq!(world.engine.stats().loaded.get(), 300);
}

#[tokio::test]
async fn what_is_read_ahead_has_a_bound() {
    let world = World::with(Options {
        ahead_bytes: 40_000,
        ..options()
    })
    .await;
    for _ in 0..300 {
        world.start(WAIT, "{}").await;
    }
    world.clock.advance(Duration::from_millis(9_900));
    settle().await;
    let ahead = world.engine.stats().loaded.get();
    assert!((1..=256).contains(&ahead), "{ahead} were read");
    world.advance(1);
    settle().await;
    assert_eq!(world.engine.stats().timers_fired.get(), 300);
}
