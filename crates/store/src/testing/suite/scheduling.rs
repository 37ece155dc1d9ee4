//! Timers and the outbox.

use super::{bytes, commit};
use crate::api::Store;
use crate::batch::Write;
use crate::id::{ExecutionId, OfferKey, TimerKey};

fn timer(due: i64, execution: u64, timer: u64) -> TimerKey {
    TimerKey {
        due,
        execution: ExecutionId(execution),
        timer,
    }
}

fn offer(execution: u64, task: u64) -> OfferKey {
    OfferKey {
        execution: ExecutionId(execution),
        task,
    }
}

pub(super) async fn timers_come_in_order_of_due_time(store: &impl Store) {
    let keys = [
        timer(-5, 1, 1),
        timer(10, 1, 2),
        timer(10, 2, 1),
        timer(300, 1, 3),
        timer(i64::MAX, 1, 4),
    ];
    let [a, b, c, d, e] = keys;
    // Out of order, one of them twice.
    commit(store, [d, b, a].map(Write::PutTimer)).await;
    commit(store, [e, c, b].map(Write::PutTimer)).await;

    let due = async |after, until, limit| store.timers(after, until, limit).await.unwrap();
    assert_eq!(due(None, i64::MAX, 10).await, keys);
    assert_eq!(due(None, 10, 10).await, [a, b, c]);
    assert_eq!(due(None, 9, 10).await, [a]);
    assert_eq!(due(None, 300, 2).await, [a, b]);
    assert_eq!(due(Some(b), 300, 2).await, [c, d]);
    assert_eq!(due(Some(d), 300, 2).await, []);
    assert_eq!(due(Some(d), 10, 2).await, []);
    assert_eq!(due(Some(e), i64::MAX, 2).await, []);

    commit(store, [Write::DeleteTimer(b), Write::DeleteTimer(b)]).await;
    commit(store, [Write::DeleteTimer(timer(7, 7, 7))]).await;
    assert_eq!(due(None, 10, 10).await, [a, c]);
}

pub(super) async fn offers_stay_until_deleted(store: &impl Store) {
    let (a, b, c) = (offer(1, 2), offer(1, 300), offer(2, 1));
    commit(
        store,
        [
            Write::PutOffer(c, bytes("c")),
            Write::PutOffer(a, bytes("a")),
            Write::PutOffer(b, bytes("b")),
        ],
    )
    .await;
    let offers = async |after, limit| store.offers(after, limit).await.unwrap();
    let all = [(a, bytes("a")), (b, bytes("b")), (c, bytes("c"))];
    assert_eq!(offers(None, 10).await, all);
    assert_eq!(offers(None, 1).await, all[..1]);
    assert_eq!(offers(Some(a), 10).await, all[1..]);
    assert_eq!(offers(Some(c), 10).await, []);
    commit(
        store,
        [Write::DeleteOffer(b), Write::DeleteOffer(offer(9, 9))],
    )
    .await;
    assert_eq!(offers(None, 10).await, [all[0].clone(), all[2].clone()]);
}
