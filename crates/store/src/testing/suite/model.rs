//! Random batches over a few keys, and all that can be read back, for comparing a backend with the memory store.

use bytes::Bytes;

use crate::api::{Direction, Store};
use crate::archive::{Chunker, Day, Segments};
use crate::batch::{Batch, Write};
use crate::id::{ExecutionId, OfferKey, TimerKey};
use crate::testing::random::Random;

const MACHINES: [&str; 3] = ["m", "m1", "m11"];
const COLLECTIONS: [&str; 2] = ["c", "cc"];
const STATUSES: u64 = 4;
const STREAMS: u64 = 3;
const EXECUTIONS: u64 = 8;
const NAMES: u64 = 6;
const DAYS: u64 = 3;

/// `count` batches that follow from `seed`.
pub(super) fn batches(seed: u64, count: usize) -> Vec<Batch> {
    let mut writer = Writer {
        random: Random::new(seed),
        ends: [0; EXECUTIONS as usize],
        appended: Vec::new(),
    };
    (0..count).map(|_| writer.batch()).collect()
}

/// Histories only grow, and what a batch appends it does not archive: whoever archives has read it.
struct Writer {
    random: Random,
    /// The last event of each execution.
    ends: [u64; EXECUTIONS as usize],
    /// The executions that the batch appends to.
    appended: Vec<ExecutionId>,
}

impl Writer {
    fn batch(&mut self) -> Batch {
        self.appended.clear();
        let writes = self.random.below(8);
        let writes = (0..writes).map(|_| self.write()).collect();
        Batch { writes }
    }

    fn write(&mut self) -> Write {
        let at = self.random.below(EXECUTIONS);
        let execution = ExecutionId(at << 20);
        match self.random.below(14) {
            0 | 1 => self.append(usize::try_from(at).unwrap(), execution),
            2 if !self.appended.contains(&execution) => archive(&mut self.random, execution),
            _ => write(&mut self.random, execution),
        }
    }

    fn append(&mut self, at: usize, execution: ExecutionId) -> Write {
        let random = &mut self.random;
        let first = self.ends[at] + 1 + random.below(3);
        let events = random.below(12);
        let events: Vec<_> = (0..events).map(|_| body(random)).collect();
        self.ends[at] = first + events.len() as u64;
        self.appended.push(execution);
        Write::AppendEvents {
            execution,
            first,
            events,
        }
    }
}

fn write(random: &mut Random, execution: ExecutionId) -> Write {
    match random.below(12) {
        0 => Write::PutExecution {
            execution,
            record: body(random),
        },
        1 => Write::Start {
            machine: machine(random),
            name: random.below(NAMES).to_string(),
            execution,
        },
        2 => Write::SetStatus {
            machine: machine(random),
            execution,
            from: (random.below(3) > 0).then(|| status(random)),
            to: status(random),
        },
        3 => Write::PutTimer(timer(random, execution)),
        4 => Write::DeleteTimer(timer(random, execution)),
        5 => Write::PutOffer(offer(random, execution), body(random)),
        6 => Write::DeleteOffer(offer(random, execution)),
        7 => Write::PutDocument {
            collection: collection(random),
            key: random.below(20).to_string(),
            body: body(random),
        },
        8 => Write::DeleteDocument {
            collection: collection(random),
            key: random.below(20).to_string(),
        },
        9 => Write::Forget {
            machine: machine(random),
            list: machine(random),
            name: random.below(NAMES).to_string(),
            execution,
            status: status(random),
        },
        10 => Write::AppendLog {
            stream: random.below(STREAMS),
            time: time(random),
            sequence: random.below(3),
            body: body(random),
        },
        _ => Write::DeleteLogs {
            stream: random.below(STREAMS),
            before: time(random).saturating_sub(150),
        },
    }
}

/// Chunks that nobody would write, but what is kept of them is the same everywhere.
fn archive(random: &mut Random, execution: ExecutionId) -> Write {
    let day = Day(u32::try_from(random.below(DAYS)).unwrap());
    let mut segments = Segments::default();
    let mut chunker = Chunker::default();
    let first = 1 + random.below(200);
    for id in first..first + random.below(40) {
        assert_eq!(chunker.push(id, &body(random)), None);
    }
    let chunks: Vec<_> = chunker.take().into_iter().collect();
    for chunk in &chunks {
        segments.place(1, chunk.last, day);
    }
    Write::Archive {
        execution,
        day,
        chunks,
        segments,
    }
}

/// Opens the days that [`batches`] write to.
pub(super) async fn open_days(store: &impl Store) {
    for day in 0..DAYS {
        let day = Day(u32::try_from(day).unwrap());
        store.open_day(day).await.unwrap();
    }
}

fn body(random: &mut Random) -> Bytes {
    let length = match random.below(20) {
        0 => 0,
        1 => 9000,
        _ => 10 + random.below(60),
    };
    let byte = random.below(256) as u8;
    let length = usize::try_from(length).unwrap();
    Bytes::from(vec![byte; length])
}

fn time(random: &mut Random) -> i64 {
    i64::try_from(random.below(400)).unwrap() - 200
}

fn status(random: &mut Random) -> u8 {
    u8::try_from(random.below(STATUSES)).unwrap()
}

fn machine(random: &mut Random) -> String {
    pick(random, &MACHINES).into()
}

fn collection(random: &mut Random) -> &'static str {
    pick(random, &COLLECTIONS)
}

fn pick(random: &mut Random, of: &[&'static str]) -> &'static str {
    of[usize::try_from(random.below(of.len() as u64)).unwrap()]
}

fn timer(random: &mut Random, execution: ExecutionId) -> TimerKey {
    TimerKey {
        due: time(random),
        execution,
        timer: random.below(2),
    }
}

fn offer(random: &mut Random, execution: ExecutionId) -> OfferKey {
    OfferKey {
        execution,
        task: random.below(4),
    }
}

/// Everything the keys of [`batches`] can reach, read in several ways, as lines.
pub(super) async fn dump(store: &impl Store) -> Vec<String> {
    let mut lines = Vec::new();
    dump_executions(store, &mut lines).await;
    dump_lists(store, &mut lines).await;
    for after in [None, Some(-50), Some(0)] {
        let after = after.map(|due| TimerKey {
            due,
            execution: ExecutionId(2 << 20),
            timer: 0,
        });
        let timers = store.timers(after, 150, 1000).await.unwrap();
        lines.push(format!("timers {timers:?}"));
    }
    lines.push(format!(
        "offers {:?}",
        store.offers(None, 1000).await.unwrap()
    ));
    for collection in COLLECTIONS {
        for prefix in ["", "1"] {
            let documents = store.documents(collection, prefix).await.unwrap();
            lines.push(format!("documents {collection} {prefix} {documents:?}"));
        }
    }
    dump_logs(store, &mut lines).await;
    dump_archive(store, &mut lines).await;
    lines
}

async fn dump_executions(store: &impl Store, lines: &mut Vec<String>) {
    for id in (0..EXECUTIONS).map(|id| ExecutionId(id << 20)) {
        let record = store.execution(id).await.unwrap();
        lines.push(format!("record {id} {record:?}"));
        let segments = store.segments(id).await.unwrap();
        lines.push(format!("segments {id} {segments:?}"));
        for (from, direction) in [
            (0, Direction::Forward),
            (100, Direction::Forward),
            (u64::MAX, Direction::Reverse),
            (255, Direction::Reverse),
        ] {
            // The model's archives have gaps, which is an error, the same everywhere.
            let events = store.events(id, from, direction, 50).await;
            lines.push(format!("events {id} {from} {events:?}"));
        }
    }
}

async fn dump_archive(store: &impl Store, lines: &mut Vec<String>) {
    let unarchived = store.unarchived(None, 100).await.unwrap();
    lines.push(format!("unarchived {unarchived:?}"));
    for day in store.archive_days().await.unwrap() {
        for (after, limit) in [(None, 100), (Some(ExecutionId(2 << 20)), 2)] {
            let ids = store.archived(day, after, limit).await.unwrap();
            lines.push(format!("archived {day:?} {ids:?}"));
            for id in ids {
                let chunk = store.chunk(day, id, 60).await.unwrap();
                lines.push(format!("chunk {day:?} {id} {chunk:?}"));
            }
        }
    }
}

async fn dump_lists(store: &impl Store, lines: &mut Vec<String>) {
    for machine in MACHINES {
        for name in (0..NAMES).map(|name| name.to_string()) {
            let id = store.execution_by_name(machine, &name).await.unwrap();
            lines.push(format!("name {machine} {name} {id:?}"));
        }
        for status in [None, Some(0), Some(1), Some(2), Some(3)] {
            for (after, limit) in [(None, 3), (Some(ExecutionId(4 << 20)), 100)] {
                let page = store.list_executions(machine, status, after, limit).await;
                lines.push(format!("list {machine} {status:?} {:?}", page.unwrap()));
            }
        }
    }
}

async fn dump_logs(store: &impl Store, lines: &mut Vec<String>) {
    for stream in 0..STREAMS {
        for direction in [Direction::Forward, Direction::Reverse] {
            for (after, limit) in [(None, 1000), (Some((0, 1)), 5)] {
                let events = store
                    .log_events(stream, -150, 170, after, direction, limit)
                    .await
                    .unwrap();
                lines.push(format!("logs {stream} {events:?}"));
            }
        }
    }
}
