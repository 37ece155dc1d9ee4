//! Offers in memory: order, bounds, and what is withdrawn while it waits.

use asl::event::Payload;
use asl::step::TaskId;
use futures_util::FutureExt;
use store::ExecutionId;

use super::*;

fn ready(task: u64, activity: Option<&str>) -> Ready {
    let target = match activity {
        Some(arn) => TaskTarget::Activity(arn.into()),
        None => TaskTarget::Function("f".into()),
    };
    Ready {
        key: key(task),
        execution_arn: String::new(),
        machine_arn: String::new(),
        role_arn: String::new(),
        stored: true,
        offer: TaskOffer {
            task: TaskId(task),
            target,
            input: Payload::new("0123456789"),
            credentials_role: None,
            timeout_seconds: None,
            heartbeat_seconds: None,
        },
    }
}

fn key(task: u64) -> OfferKey {
    OfferKey {
        execution: ExecutionId(1),
        task,
    }
}

fn take(outbox: &Outbox) -> Option<u64> {
    let taken = outbox.take(&Channel::Worker).now_or_never().flatten();
    taken.map(|ready| ready.key.task)
}

#[test]
fn offers_come_in_order_once_and_each_to_its_channel() {
    let outbox = Outbox::new(10, 1000);
    outbox.offer(ready(1, None));
    outbox.offer(ready(2, Some("a")));
    outbox.offer(ready(3, None));
    outbox.offer(ready(1, None));
    assert_eq!(
        (take(&outbox), take(&outbox), take(&outbox)),
        (Some(1), Some(3), None)
    );
    let activity = Channel::Activity("a".into());
    let taken = outbox.take(&activity).now_or_never().flatten();
    assert_eq!(taken.map(|ready| ready.key), Some(key(2)));
    let other = Channel::Activity("b".into());
    assert!(outbox.take(&other).now_or_never().is_none());
}

#[test]
fn what_is_withdrawn_while_it_waits_is_not_given_out() {
    let outbox = Outbox::new(10, 1000);
    outbox.offer(ready(1, None));
    outbox.offer(ready(2, None));
    outbox.forget(&key(1));
    assert_eq!(take(&outbox), Some(2));
    outbox.put_back(ready(1, None));
    assert_eq!(take(&outbox), None);
    outbox.put_back(ready(2, None));
    assert_eq!(take(&outbox), Some(2));
    assert_eq!(outbox.len(), 1);
}

#[test]
fn what_does_not_fit_stays_in_the_store() {
    for (most, most_bytes) in [(2, 1000), (10, 15)] {
        let outbox = Outbox::new(most, most_bytes);
        for task in 1..=3 {
            outbox.offer(ready(task, None));
        }
        assert!(!outbox.has_room(&Channel::Worker));
        assert!(!outbox.is_known(&key(3)));
        assert_eq!(
            (take(&outbox), take(&outbox), take(&outbox)),
            (Some(1), Some(2), None)
        );
        assert!(outbox.has_room(&Channel::Worker));
    }
}

#[tokio::test]
async fn every_waiting_taker_is_woken_and_told_when_it_closes() {
    let outbox = Arc::new(Outbox::new(10, 1000));
    let takers: Vec<_> = (0..3)
        .map(|_| {
            let outbox = Arc::clone(&outbox);
            tokio::spawn(async move { outbox.take(&Channel::Worker).await })
        })
        .collect();
    tokio::task::yield_now().await;
    outbox.offer(ready(1, None));
    outbox.offer(ready(2, None));
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    outbox.close();
    let mut got = 0;
    for taker in takers {
        got += usize::from(taker.await.unwrap().is_some());
    }
    assert_eq!(got, 2);
}
