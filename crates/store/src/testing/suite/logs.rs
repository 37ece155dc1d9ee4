//! Log events: by time, by page, and their end.

use super::{bytes, commit};
use crate::api::{Direction, Store};
use crate::batch::Write;

fn append(stream: u64, time: i64, sequence: u64) -> Write {
    Write::AppendLog {
        stream,
        time,
        sequence,
        body: bytes(&format!("{stream}-{time}-{sequence}")),
    }
}

/// Times and sequences of what is read; bodies are checked against them.
async fn read(
    store: &impl Store,
    stream: u64,
    times: std::ops::Range<i64>,
    after: Option<(i64, u64)>,
    direction: Direction,
    limit: usize,
) -> Vec<(i64, u64)> {
    let events = store
        .log_events(stream, times.start, times.end, after, direction, limit)
        .await
        .unwrap();
    let key = |(time, sequence, body): (i64, u64, bytes::Bytes)| {
        assert_eq!(body, bytes(&format!("{stream}-{time}-{sequence}")));
        (time, sequence)
    };
    events.into_iter().map(key).collect()
}

pub(super) async fn events_read_by_time_both_ways(store: &impl Store) {
    // The third comes later with an earlier time.
    for (time, sequence) in [(10, 1), (10, 2), (-3, 3), (20, 4), (300, 5)] {
        commit(store, [append(1, time, sequence)]).await;
    }
    let all = [(-3, 3), (10, 1), (10, 2), (20, 4), (300, 5)];
    let back: Vec<_> = all.iter().rev().copied().collect();
    let every = i64::MIN..i64::MAX;
    use Direction::{Forward, Reverse};
    assert_eq!(read(store, 1, every.clone(), None, Forward, 9).await, all);
    assert_eq!(read(store, 1, every.clone(), None, Reverse, 9).await, back);
    assert_eq!(read(store, 1, 10..20, None, Forward, 9).await, all[1..3]);
    assert_eq!(read(store, 1, 10..21, None, Reverse, 2).await, back[1..3]);
    let after = Some((10, 1));
    assert_eq!(
        read(store, 1, every.clone(), after, Forward, 2).await,
        all[2..4]
    );
    assert_eq!(
        read(store, 1, every.clone(), after, Reverse, 9).await,
        [(-3, 3)]
    );
    // A cursor outside of the range limits nothing, or everything.
    assert_eq!(read(store, 1, 20..301, after, Forward, 9).await, all[3..]);
    assert_eq!(read(store, 1, 20..301, after, Reverse, 9).await, []);
    assert_eq!(read(store, 1, 20..20, None, Forward, 9).await, []);
    let inverted = std::ops::Range { start: 20, end: 10 };
    assert_eq!(read(store, 1, inverted, None, Forward, 9).await, []);
}

pub(super) async fn streams_do_not_mix_and_empty_by_time(store: &impl Store) {
    for time in 0..6 {
        commit(store, [append(1, time, 0), append(2, time, 0)]).await;
    }
    let times = async |stream| {
        let every = i64::MIN..i64::MAX;
        let events = read(store, stream, every, None, Direction::Forward, 99).await;
        events.into_iter().map(|(time, _)| time).collect::<Vec<_>>()
    };
    let delete = |before| Write::DeleteLogs { stream: 1, before };
    commit(store, [delete(2)]).await;
    assert_eq!(times(1).await, [2, 3, 4, 5]);
    // Within one batch a deletion sees what came before it, and nothing after.
    commit(store, [append(1, 1, 1), delete(4), append(1, 0, 2)]).await;
    assert_eq!(times(1).await, [0, 4, 5]);
    commit(store, [delete(i64::MAX)]).await;
    assert!(times(1).await.is_empty());
    assert_eq!(times(2).await, [0, 1, 2, 3, 4, 5]);
    assert!(times(3).await.is_empty());
}
