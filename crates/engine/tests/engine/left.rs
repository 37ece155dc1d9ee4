//! Tasks that wait for a job (`.sync`) when their execution ends: the job is stopped by somebody, whatever crashes.

use asl::event::Payload;
use engine::{Left, Offer, Options};
use futures_util::FutureExt;

use crate::support::{World, options, settle, soon};

const SYNC: &str = r#"{"StartAt":"T","States":{"T":{"Type":"Task","Parameters":{"StateMachineArn":"x"},
    "Resource":"arn:aws:states:::states:startExecution.sync:2","End":true}}}"#;
const TIMED: &str = r#"{"StartAt":"T","States":{"T":{"Type":"Task","Parameters":{"StateMachineArn":"x"},
    "TimeoutSeconds":5,"Resource":"arn:aws:states:::states:startExecution.sync:2",
    "Catch":[{"ErrorEquals":["States.Timeout"],"Next":"P"}],"End":true},"P":{"Type":"Pass","End":true}}}"#;

async fn offer(world: &World) -> Offer {
    soon(world.engine.next_offer()).await.unwrap()
}

async fn no_offer(world: &World) -> bool {
    settle().await;
    world.engine.next_offer().now_or_never().is_none()
}

async fn submitted(world: &World, definition: &str) -> (String, Offer) {
    let arn = world.start(definition, "{}").await;
    let offer = offer(world).await;
    offer.started().await.unwrap();
    offer.submitted(Payload::new("{}")).await.unwrap();
    assert_eq!(offer.is_left().await, Ok(false));
    (arn, offer)
}

#[tokio::test]
async fn a_job_is_left_until_somebody_has_stopped_it() {
    let mut world = World::new().await;
    let (arn, offer_of_before) = submitted(&world, SYNC).await;
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    drop(offer_of_before);
    for _ in 0..2 {
        world = world.restart().await;
        // Whoever gets it dies before the job is stopped.
        assert_eq!(offer(&world).await.is_left().await, Ok(true));
    }
    world = world.restart().await;
    let again = offer(&world).await;
    again.settled().await.unwrap();
    drop(again);
    assert!(no_offer(&world).await);
    world = world.restart().await;
    assert!(no_offer(&world).await);
}

#[tokio::test]
async fn whoever_has_it_is_told_and_nobody_else_gets_it() {
    let world = World::new().await;
    let arn = world.start(SYNC, "{}").await;
    let taken = offer(&world).await;
    let mut departure = taken.departure();
    taken.submitted(Payload::new("{}")).await.unwrap();
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    assert_eq!(soon(departure.left()).await, Left::Withdrawn);
    assert!(no_offer(&world).await);
    taken.settled().await.unwrap();
    drop(taken);
    let world = world.restart().await;
    assert!(no_offer(&world).await);
}

#[tokio::test]
async fn a_job_that_nobody_watches_when_it_is_left_is_offered_at_once() {
    let world = World::with(Options {
        ready_offers: 1,
        ..options()
    })
    .await;
    let (arn, taken) = submitted(&world, SYNC).await;
    drop(taken);
    let world = world.restart().await;
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    assert_eq!(offer(&world).await.is_left().await, Ok(true));
}

#[tokio::test]
async fn a_task_that_times_out_leaves_its_job_and_one_that_ends_leaves_none() {
    let world = World::new().await;
    let (arn, taken) = submitted(&world, TIMED).await;
    world.advance(6);
    world.ended(&arn).await;
    drop(taken);
    let world = world.restart().await;
    let left = offer(&world).await;
    assert_eq!(left.is_left().await, Ok(true));
    left.settled().await.unwrap();
    drop(left);
    let (arn, taken) = submitted(&world, TIMED).await;
    taken.succeeded(Payload::new("{}")).await.unwrap();
    world.ended(&arn).await;
    drop(taken);
    let world = world.restart().await;
    assert!(no_offer(&world).await);
}
