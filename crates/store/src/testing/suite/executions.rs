//! Records, names, lists and histories.

use super::{bytes, commit};
use crate::api::{Direction, EVENTS_BYTES, Store};
use crate::batch::Write;
use crate::id::ExecutionId;

const A: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:A";
/// A prefix of the other's name, so that keys that run together would show.
const AB: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:AB";

fn start(machine: &str, name: &str, id: u64) -> Write {
    Write::Start {
        machine: machine.into(),
        name: name.into(),
        execution: ExecutionId(id),
    }
}

fn status(machine: &str, id: u64, from: Option<u8>, to: u8) -> Write {
    Write::SetStatus {
        machine: machine.into(),
        execution: ExecutionId(id),
        from,
        to,
    }
}

pub(super) async fn records_are_replaced(store: &impl Store) {
    let put = |record| Write::PutExecution {
        execution: ExecutionId(5),
        record: bytes(record),
    };
    assert_eq!(store.execution(ExecutionId(5)).await.unwrap(), None);
    commit(store, [put("one")]).await;
    commit(store, [put("two")]).await;
    let read = store.execution(ExecutionId(5)).await.unwrap();
    assert_eq!(read, Some(bytes("two")));
    assert_eq!(store.execution(ExecutionId(6)).await.unwrap(), None);
}

pub(super) async fn a_name_stands_for_its_execution(store: &impl Store) {
    commit(store, [start(A, "Bn", 1), start(AB, "n", 2)]).await;
    let by_name = async |machine, name| store.execution_by_name(machine, name).await.unwrap();
    assert_eq!(by_name(A, "Bn").await, Some(ExecutionId(1)));
    assert_eq!(by_name(AB, "n").await, Some(ExecutionId(2)));
    assert_eq!(by_name(A, "n").await, None);
    assert_eq!(by_name(AB, "Bn").await, None);
}

pub(super) async fn lists_run_newest_first_by_machine_and_status(store: &impl Store) {
    for id in 1..=5 {
        let name = id.to_string();
        commit(store, [start(A, &name, id), status(A, id, None, 1)]).await;
    }
    commit(store, [start(AB, "x", 9), status(AB, 9, None, 1)]).await;
    commit(store, [status(A, 2, Some(1), 3), status(A, 4, Some(1), 3)]).await;

    let list = async |status, after: Option<u64>, limit| {
        let after = after.map(ExecutionId);
        let page = store.list_executions(A, status, after, limit).await;
        let page = page.unwrap();
        let ids: Vec<u64> = page.items.iter().map(|id| id.0).collect();
        (ids, page.next.map(|id| id.0))
    };
    assert_eq!(list(None, None, 10).await, (vec![5, 4, 3, 2, 1], None));
    assert_eq!(list(None, None, 5).await, (vec![5, 4, 3, 2, 1], None));
    assert_eq!(list(None, None, 2).await, (vec![5, 4], Some(4)));
    assert_eq!(list(None, Some(4), 2).await, (vec![3, 2], Some(2)));
    assert_eq!(list(None, Some(2), 2).await, (vec![1], None));
    assert_eq!(list(Some(1), None, 10).await, (vec![5, 3, 1], None));
    assert_eq!(list(Some(3), None, 1).await, (vec![4], Some(4)));
    assert_eq!(list(Some(3), Some(4), 1).await, (vec![2], None));
    assert_eq!(list(Some(7), None, 10).await, (vec![], None));
}

pub(super) async fn events_read_both_ways(store: &impl Store) {
    let append = |id, first, bodies: &[&str]| Write::AppendEvents {
        execution: ExecutionId(id),
        first,
        events: bodies.iter().map(|body| bytes(body)).collect(),
    };
    commit(
        store,
        [append(1, 1, &["a", "b", "c"]), append(2, 1, &["x"])],
    )
    .await;
    commit(store, [append(1, 4, &["d"]), append(1, 5, &[])]).await;

    let read = async |id, from, direction, limit| {
        let events = store.events(ExecutionId(id), from, direction, limit).await;
        let text =
            |(id, body): (u64, bytes::Bytes)| (id, String::from_utf8(body.to_vec()).unwrap());
        let events: Vec<_> = events.unwrap().into_iter().map(text).collect();
        events
            .iter()
            .map(|(id, body)| format!("{id}{body}"))
            .collect::<Vec<_>>()
            .join(" ")
    };
    use Direction::{Forward, Reverse};
    assert_eq!(read(1, 0, Forward, 10).await, "1a 2b 3c 4d");
    assert_eq!(read(1, 2, Forward, 2).await, "2b 3c");
    assert_eq!(read(1, 5, Forward, 2).await, "");
    assert_eq!(read(1, u64::MAX, Reverse, 10).await, "4d 3c 2b 1a");
    assert_eq!(read(1, 3, Reverse, 2).await, "3c 2b");
    assert_eq!(read(2, 1, Forward, 10).await, "1x");
    assert_eq!(read(2, 9, Reverse, 10).await, "1x");
    assert_eq!(read(3, 0, Forward, 10).await, "");
}

pub(super) async fn large_events_come_in_small_pages(store: &impl Store) {
    let event = bytes::Bytes::from(vec![b'x'; EVENTS_BYTES / 4]);
    for first in 1..=9 {
        let execution = ExecutionId(1);
        let events = vec![event.clone()];
        let append = Write::AppendEvents {
            execution,
            first,
            events,
        };
        commit(store, [append]).await;
    }
    let read = async |from, direction| {
        let events = store.events(ExecutionId(1), from, direction, 100).await;
        let ids = events.unwrap().into_iter().map(|(id, _)| id);
        ids.collect::<Vec<_>>()
    };
    assert_eq!(read(0, Direction::Forward).await, [1, 2, 3, 4]);
    assert_eq!(read(8, Direction::Forward).await, [8, 9]);
    assert!(read(10, Direction::Forward).await.is_empty());
    assert_eq!(read(u64::MAX, Direction::Reverse).await, [9, 8, 7, 6]);
    assert_eq!(read(2, Direction::Reverse).await, [2, 1]);
}
