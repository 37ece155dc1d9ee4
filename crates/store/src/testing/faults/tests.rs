//! The faults do what they say, and only that.

use super::*;
use crate::batch::Write;

fn batch(number: u64) -> Batch {
    let mut batch = Batch::default();
    batch.push(Write::PutTimer(TimerKey {
        due: 0,
        execution: ExecutionId(0),
        timer: number,
    }));
    batch
}

async fn stored(store: &FaultStore) -> Vec<u64> {
    let timers = store.timers(None, i64::MAX, usize::MAX).await.unwrap();
    timers.into_iter().map(|key| key.timer).collect()
}

#[tokio::test]
async fn held_commits_resolve_in_order_when_released() {
    let store = FaultStore::new(1, Chances::NONE);
    store.hold();
    let mut first = store.submit(batch(1));
    let second = store.submit(batch(2));
    assert!(crate::testing::poll_once(&mut first).await.is_pending());
    assert_eq!(store.waiting(), 2);
    assert!(stored(&store).await.is_empty());
    assert_eq!(store.release(1), 1);
    assert_eq!(first.await, Ok(()));
    assert_eq!(stored(&store).await, [1]);
    assert_eq!(store.release_all(), 1);
    assert_eq!(second.await, Ok(()));
    assert_eq!(store.submit(batch(3)).await, Ok(()));
    assert_eq!(store.acknowledged(), 3);
}

/// Invariant 10: after a failed flush the store refuses writes until reopened.
#[tokio::test]
async fn after_a_failure_nothing_is_acknowledged_until_reopened() {
    let store = FaultStore::new(1, Chances::NONE);
    store.fail_next();
    assert!(store.submit(batch(1)).await.is_err());
    assert!(store.submit(batch(2)).await.is_err());
    assert!(store.put_blob(Bytes::new()).await.is_err());
    assert!(store.health().failure.is_some());
    let reopened = store.crash();
    assert_eq!(reopened.submit(batch(3)).await, Ok(()));
    assert!(!stored(&reopened).await.contains(&2));
}

#[tokio::test]
async fn a_failed_commit_survives_sometimes() {
    let mut outcomes = std::collections::BTreeSet::new();
    for seed in 0..32 {
        let store = FaultStore::new(seed, Chances::NONE);
        store.fail_next();
        assert!(store.submit(batch(1)).await.is_err());
        outcomes.insert(stored(&store.crash()).await);
    }
    assert_eq!(outcomes.len(), 2);
}

#[tokio::test]
async fn what_survives_a_crash_is_a_prefix_with_all_that_was_acknowledged() {
    for seed in 0..200 {
        let store = FaultStore::new(
            seed,
            Chances {
                fail: 20,
                delay: 300,
                pause: 0,
            },
        );
        let mut commits = Vec::new();
        for number in 0..20 {
            commits.push(store.submit(batch(number)));
            if number % 5 == 4 {
                store.release_some();
            }
        }
        let acknowledged = store.acknowledged();
        let after = stored(&store.crash()).await;
        assert!(after.iter().copied().eq(0..after.len() as u64), "{seed}");
        assert!(after.len() as u64 >= acknowledged, "{seed}");
        let known = futures_util::future::join_all(commits).await;
        let told = known.iter().filter(|result| result.is_ok()).count();
        assert_eq!(told as u64, acknowledged, "{seed}");
    }
}

#[tokio::test]
async fn a_lost_connection_fails_what_waits_and_nothing_else() {
    for written in [false, true] {
        let store = FaultStore::new(1, Chances::NONE);
        store.hold();
        let lost = store.submit(batch(1));
        store.lose_waiting(written);
        assert!(lost.await.is_err());
        assert_eq!(store.submit(batch(2)).await, Ok(()));
        assert_eq!(stored(&store).await.contains(&1), written);
        assert_eq!(store.health().failure, None);
    }
}

#[tokio::test]
async fn a_crash_can_lose_all_that_waits() {
    let store = FaultStore::new(1, Chances::NONE);
    store.hold();
    let lost = store.submit(batch(1));
    let reopened = store.crash_losing_all();
    assert!(lost.await.is_err());
    assert!(stored(&reopened).await.is_empty());
    assert!(store.submit(batch(2)).await.is_err());
}

#[tokio::test]
async fn one_seed_gives_one_course() {
    let course = |seed| async move {
        let store = FaultStore::new(
            seed,
            Chances {
                fail: 5,
                delay: 300,
                pause: 0,
            },
        );
        let mut course = Vec::new();
        for number in 0..200 {
            drop(store.submit(batch(number)));
            course.push((store.release_some(), store.waiting(), store.acknowledged()));
        }
        course
    };
    assert_eq!(course(7).await, course(7).await);
    assert_ne!(course(7).await, course(8).await);
}
