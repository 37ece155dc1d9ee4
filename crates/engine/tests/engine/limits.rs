//! Limits, from both sides.

use engine::{EngineError, Options, Quotas, StartError, Status};

use crate::support::{LOOP, PASS, WAIT, World, on_memory, options, request, settle, soon};

#[tokio::test]
async fn a_full_inbox_throttles_before_anything_is_stored() {
    let world = World::with(Options {
        lanes: 1,
        inbox: 4,
        batches_in_flight: 1,
        ..options()
    })
    .await;
    world.store.hold();
    let mut starts = Vec::new();
    for _ in 0..8 {
        let engine = world.engine.clone();
        let request = world.request(PASS);
        starts.push(tokio::spawn(async move { engine.start(request).await }));
        settle().await;
    }
    // One is on its way to the store, four wait.
    let mut throttled = 0;
    world.store.release_all();
    for start in starts {
        let result = soon(start).await.unwrap();
        throttled += usize::from(result == Err(StartError::Engine(EngineError::Throttled)));
    }
    assert_eq!(throttled, 3);
    assert_eq!(world.engine.stats().started.get(), 5);
    assert!(soon(world.engine.start(world.request(PASS))).await.is_ok());
}

#[tokio::test]
async fn inputs_that_wait_are_bounded_in_bytes() {
    let world = World::with(Options {
        inbox_bytes: 4000,
        ..options()
    })
    .await;
    let large = |length| world.named(PASS, "n", &format!("\"{}\"", "x".repeat(length)));
    let refused = soon(world.engine.start(large(2975))).await;
    assert_eq!(refused, Err(EngineError::Throttled.into()));
    assert!(soon(world.engine.start(large(2974))).await.is_ok());
    assert!(soon(world.engine.start(world.request(PASS))).await.is_ok());
}

#[tokio::test]
async fn without_quotas_an_input_may_be_longer_than_all_that_may_wait() {
    let world = World::with(Options {
        inbox_bytes: 4000,
        quotas: Quotas::Unlimited,
        ..options()
    })
    .await;
    let large = world.named(PASS, "n", &format!("\"{}\"", "x".repeat(1 << 20)));
    let arn = soon(world.engine.start(large)).await.unwrap().arn;
    assert_eq!(world.ended(&arn).await.input.len(), (1 << 20) + 2);
}

#[tokio::test]
async fn without_quotas_a_history_grows_beyond_25000_events() {
    let engine = on_memory(Options {
        quotas: Quotas::Unlimited,
        ..options()
    })
    .await;
    let definition = engine.definition(LOOP).unwrap();
    let arn = soon(engine.start(request(definition, None, "{}")))
        .await
        .unwrap()
        .arn;
    while engine.describe(&arn).await.unwrap().last_event <= 30_000 {
        tokio::task::yield_now().await;
    }
    soon(engine.stop(&arn, None, None)).await.unwrap();
    let description = soon(engine.watch(&arn)).await.unwrap();
    assert_eq!(description.summary.status, Status::Aborted);
}

#[tokio::test]
async fn executions_that_do_not_fit_in_memory_go_on_from_the_store() {
    let world = World::with(Options {
        cache_bytes: 0,
        ahead_bytes: 0,
        ..options()
    })
    .await;
    let mut arns = Vec::new();
    for _ in 0..50 {
        arns.push(world.start(WAIT, "{}").await);
    }
    world.advance(10);
    for arn in arns {
        assert_eq!(world.ended(&arn).await.summary.status, Status::Succeeded);
    }
    assert!(world.engine.stats().loaded.get() >= 50);
}
