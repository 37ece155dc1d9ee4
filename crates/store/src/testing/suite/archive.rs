//! The archive: histories in two places that read as one, days that go, executions that are forgotten.

use ::bytes::Bytes;

use super::{Backend, commit};
use crate::api::{CommitError, Direction, Store};
use crate::archive::{Chunk, Chunker, Day, Segments};
use crate::batch::{Batch, Write};
use crate::id::ExecutionId;

const MACHINE: &str = "arn:aws:states:us-east-1:000000000000:stateMachine:A";
const ID: ExecutionId = ExecutionId(7);

fn event(id: u64) -> Bytes {
    Bytes::from(format!("event {id}"))
}

fn append(execution: ExecutionId, first: u64, last: u64) -> Write {
    Write::AppendEvents {
        execution,
        first,
        events: (first..=last).map(event).collect(),
    }
}

fn chunk(first: u64, last: u64) -> Chunk {
    let mut chunker = Chunker::default();
    for id in first..=last {
        assert_eq!(chunker.push(id, &event(id)), None);
    }
    chunker.take().unwrap()
}

/// Archives events in chunks of ten, as one batch, and opens the day before.
async fn archive(store: &impl Store, execution: ExecutionId, first: u64, last: u64, day: Day) {
    store.open_day(day).await.unwrap();
    let mut segments = store.segments(execution).await.unwrap();
    segments.place(first, last, day);
    let starts = (first..=last).step_by(10);
    let chunks = starts.map(|first| chunk(first, last.min(first + 9)));
    let write = Write::Archive {
        execution,
        day,
        chunks: chunks.collect(),
        segments,
    };
    commit(store, [write]).await;
}

/// What every page of the history says, in both directions and from many places.
async fn reads_whole(store: &impl Store, last: u64) {
    for (from, limit) in [
        (0, 1000),
        (1, 7),
        (5, 1),
        (9, 30),
        (10, 10),
        (11, 25),
        (41, 9),
    ] {
        let read = store.events(ID, from, Direction::Forward, limit).await;
        let ids = (from.max(1)..=last).take(limit);
        let expected: Vec<_> = ids.map(|id| (id, event(id))).collect();
        assert_eq!(read, Ok(expected), "from {from}, {limit}");
    }
    for (from, limit) in [
        (u64::MAX, 1000),
        (u64::MAX, 12),
        (40, 5),
        (23, 100),
        (1, 3),
        (0, 3),
    ] {
        let read = store.events(ID, from, Direction::Reverse, limit).await;
        let ids = (1..=last.min(from)).rev().take(limit);
        let expected: Vec<_> = ids.map(|id| (id, event(id))).collect();
        assert_eq!(read, Ok(expected), "back from {from}, {limit}");
    }
}

pub(super) async fn archived_events_read_as_before(store: &impl Store) {
    commit(store, [append(ID, 1, 45), append(ExecutionId(8), 1, 3)]).await;
    reads_whole(store, 45).await;
    let all = [ID, ExecutionId(8)];
    assert_eq!(store.unarchived(None, 10).await.unwrap(), all);
    // Part of it, as when the process dies in between; then the rest.
    archive(store, ID, 1, 20, Day(3)).await;
    reads_whole(store, 45).await;
    assert_eq!(store.unarchived(None, 10).await.unwrap(), all);
    archive(store, ID, 21, 45, Day(3)).await;
    reads_whole(store, 45).await;
    assert_eq!(store.unarchived(None, 10).await.unwrap(), all[1..]);
    assert_eq!(store.unarchived(Some(all[1]), 10).await.unwrap(), []);
    assert_eq!(store.segments(ID).await.unwrap().end(), 45);
    let other = store.events(ExecutionId(8), 0, Direction::Forward, 9).await;
    assert_eq!(other.unwrap().len(), 3);
}

pub(super) async fn an_archive_is_a_prefix_of_several_days(store: &impl Store) {
    commit(store, [append(ID, 1, 30)]).await;
    archive(store, ID, 1, 30, Day(3)).await;
    // Redriven: it goes on, and ends on another day.
    commit(store, [append(ID, 31, 45)]).await;
    reads_whole(store, 45).await;
    archive(store, ID, 31, 45, Day(9)).await;
    reads_whole(store, 45).await;
    // The first day is given up: its chunks move.
    let mut after = 0;
    while let Some(chunk) = store.chunk(Day(3), ID, after).await.unwrap() {
        let mut segments = store.segments(ID).await.unwrap();
        segments.place(chunk.first, chunk.last, Day(9));
        after = chunk.last;
        let write = Write::Archive {
            execution: ID,
            day: Day(9),
            chunks: vec![chunk],
            segments,
        };
        commit(store, [write]).await;
        reads_whole(store, 45).await;
    }
    assert_eq!(after, 30);
    store.drop_day(Day(3)).await.unwrap();
    reads_whole(store, 45).await;
}

pub(super) async fn days_list_their_executions_and_go(store: &impl Store) {
    let ids = [1, 2, 5].map(ExecutionId);
    for id in ids {
        commit(store, [append(id, 1, 25)]).await;
        archive(store, id, 1, 25, Day(20_000)).await;
    }
    store.open_day(Day(7)).await.unwrap();
    store.open_day(Day(7)).await.unwrap();
    let days = store.archive_days().await.unwrap();
    assert_eq!(days, [Day(7), Day(20_000)]);
    let listed = async |day, after: Option<ExecutionId>, limit| {
        let ids = store.archived(day, after, limit).await;
        ids.unwrap()
    };
    assert_eq!(listed(Day(20_000), None, 10).await, ids);
    assert_eq!(listed(Day(20_000), None, 2).await, ids[..2]);
    assert_eq!(listed(Day(20_000), Some(ids[1]), 2).await, ids[2..]);
    assert_eq!(listed(Day(7), None, 2).await, []);
    assert_eq!(listed(Day(8), None, 2).await, []);
    for day in [7, 8, 20_000].map(Day) {
        store.drop_day(day).await.unwrap();
        store.drop_day(day).await.unwrap();
    }
    assert_eq!(store.archive_days().await.unwrap(), []);
    assert_eq!(store.chunk(Day(20_000), ids[0], 0).await, Ok(None));
    // A day that went can be opened again, and is empty.
    store.open_day(Day(20_000)).await.unwrap();
    assert_eq!(listed(Day(20_000), None, 10).await, []);
}

pub(super) async fn a_day_that_is_not_open_takes_nothing(store: &impl Store) {
    commit(store, [append(ID, 1, 10)]).await;
    let archive = Write::Archive {
        execution: ID,
        day: Day(1),
        chunks: vec![chunk(1, 10)],
        segments: Segments::default(),
    };
    let writes = vec![append(ID, 11, 12), archive];
    let refused = store.submit(Batch { writes }).await;
    assert!(matches!(refused, Err(CommitError::Unavailable(_))));
    let read = store.events(ID, 0, Direction::Forward, 99).await.unwrap();
    assert_eq!(read.len(), 10);
    // It is the batch that is refused, not the store that has failed.
    assert_eq!(store.health().failure, None);
    commit(store, [append(ID, 11, 12)]).await;
}

pub(super) async fn forgotten_executions_leave_nothing(store: &impl Store) {
    for (id, name) in [(ID, "gone"), (ExecutionId(8), "kept")] {
        let writes = [
            append(id, 1, 12),
            Write::PutExecution {
                execution: id,
                record: event(1),
            },
            Write::Start {
                machine: MACHINE.into(),
                name: name.into(),
                execution: id,
            },
            Write::SetStatus {
                machine: MACHINE.into(),
                execution: id,
                from: None,
                to: 2,
            },
        ];
        commit(store, writes).await;
        archive(store, id, 1, 12, Day(1)).await;
    }
    let forget = Write::Forget {
        machine: MACHINE.into(),
        list: MACHINE.into(),
        name: "gone".into(),
        execution: ID,
        status: 2,
    };
    // Twice, as when the process dies before the day is dropped.
    commit(store, [forget.clone()]).await;
    commit(store, [forget]).await;
    store.drop_day(Day(1)).await.unwrap();
    assert_eq!(store.execution(ID).await, Ok(None));
    assert_eq!(store.execution_by_name(MACHINE, "gone").await, Ok(None));
    let kept = store.execution_by_name(MACHINE, "kept").await;
    assert_eq!(kept, Ok(Some(ExecutionId(8))));
    for status in [None, Some(2)] {
        let list = store.list_executions(MACHINE, status, None, 10).await;
        assert_eq!(list.unwrap().items, [ExecutionId(8)]);
    }
    assert_eq!(store.segments(ID).await.unwrap(), Segments::default());
    let events = store.events(ID, 0, Direction::Forward, 10).await;
    assert_eq!(events, Ok(Vec::new()));
}

pub(super) async fn forgotten_children_leave_their_list(store: &impl Store) {
    const LIST: &str = "a Map Run";
    let (machine, name) = (MACHINE.to_owned(), "child".to_owned());
    let list = LIST.to_owned();
    let writes = [
        Write::StartListed {
            machine: machine.clone(),
            name: name.clone(),
            list: list.clone(),
            execution: ID,
        },
        Write::SetStatus {
            machine: list.clone(),
            execution: ID,
            from: None,
            to: 2,
        },
    ];
    commit(store, writes).await;
    let listed = |status| store.list_executions(LIST, status, None, 10);
    assert_eq!(listed(Some(2)).await.unwrap().items, [ID]);
    let forget = Write::Forget {
        machine,
        list,
        name,
        execution: ID,
        status: 2,
    };
    commit(store, [forget]).await;
    for status in [None, Some(2)] {
        assert_eq!(listed(status).await.unwrap().items, []);
    }
    assert_eq!(store.execution_by_name(MACHINE, "child").await, Ok(None));
}

pub(super) async fn archives_survive_a_reopen<B: Backend>(backend: &mut B) {
    let store = backend.create().await;
    commit(&*store, [append(ID, 1, 45)]).await;
    archive(&*store, ID, 1, 30, Day(20_000)).await;
    store.open_day(Day(3)).await.unwrap();
    store.drop_day(Day(3)).await.unwrap();
    let store = backend.reopen(store).await;
    reads_whole(&*store, 45).await;
    assert_eq!(store.archive_days().await.unwrap(), [Day(20_000)]);
    archive(&*store, ID, 31, 45, Day(20_000)).await;
    let store = backend.reopen(store).await;
    reads_whole(&*store, 45).await;
}
