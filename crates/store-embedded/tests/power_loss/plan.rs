//! What the recorded process does: a plan that follows from numbers, so that anybody knows what must be there after the
//! first so many operations.

use bytes::Bytes;
use store::archive::Chunker;
use store::testing::random::Random;
use store::{
    Batch, Day, Direction, ExecutionId, MemoryStore, OfferKey, Segments, Store, TimerKey, Write,
};

/// Operations of a recording of the bounded series.
pub(crate) const SHORT: usize = 260;

/// Batches of one execution.
const LIFE: usize = 6;
/// Events of each batch.
const EVENTS: u64 = 3;
/// Executions that end on one day.
const PER_DAY: usize = 7;
const MACHINE: &str = "arn:aws:states:us-east-1:123456789012:stateMachine:M";
const PROGRESS: &str = "progress";

/// One operation. A batch carries its number, which is how many batches came before it.
#[derive(Clone, Debug)]
pub(crate) enum Operation {
    Batch(Batch),
    Blob(Bytes),
    Open(Day),
    Drop(Day),
}

/// The first `count` operations.
pub(crate) fn operations(count: usize) -> Vec<Operation> {
    let mut operations = Vec::new();
    let mut batches = 0;
    for step in 0.. {
        if operations.len() >= count {
            break;
        }
        let (execution, phase) = (step / LIFE, step % LIFE);
        if phase == 0 && execution % PER_DAY == 0 {
            let day = day_of(execution);
            operations.push(Operation::Open(day));
            if day.0 >= 2 {
                let old = Day(day.0 - 2);
                operations.push(Operation::Batch(numbered(forget_all(old), &mut batches)));
                operations.push(Operation::Drop(old));
            }
        }
        if step % 37 == 20 {
            operations.push(Operation::Blob(body(u64::try_from(step).unwrap() * 11)));
        }
        operations.push(Operation::Batch(numbered(
            writes(execution, phase),
            &mut batches,
        )));
    }
    operations.truncate(count);
    operations
}

fn numbered(mut writes: Vec<Write>, batches: &mut usize) -> Batch {
    *batches += 1;
    writes.push(Write::PutDocument {
        collection: PROGRESS,
        key: "batches".into(),
        body: Bytes::from(batches.to_string()),
    });
    Batch { writes }
}

fn day_of(execution: usize) -> Day {
    Day(u32::try_from(execution / PER_DAY).unwrap())
}

fn id(execution: usize) -> ExecutionId {
    ExecutionId(u64::try_from(execution).unwrap() << 20)
}

/// Incompressible text; long now and then, and longer seldom.
fn body(seed: u64) -> Bytes {
    let length = match seed {
        _ if seed.is_multiple_of(53) => 20_000,
        _ if seed.is_multiple_of(11) => 6000,
        _ => 300,
    };
    let mut random = Random::new(seed);
    let body = std::iter::repeat_with(|| random.next().to_le_bytes());
    body.flatten().take(length).map(|byte| byte | 1).collect()
}

fn event(execution: usize, event: u64) -> Bytes {
    body(u64::try_from(execution).unwrap() * 1000 + event)
}

fn timer(execution: usize, number: usize) -> TimerKey {
    TimerKey {
        due: i64::try_from(execution * 10 + number).unwrap(),
        execution: id(execution),
        timer: 1,
    }
}

fn writes(execution: usize, phase: usize) -> Vec<Write> {
    let seed = u64::try_from(execution * LIFE + phase).unwrap();
    let first = u64::try_from(phase).unwrap() * EVENTS + 1;
    let mut writes = vec![
        Write::AppendEvents {
            execution: id(execution),
            first,
            events: (first..first + EVENTS)
                .map(|event| self::event(execution, event))
                .collect(),
        },
        Write::PutExecution {
            execution: id(execution),
            record: body(seed + 7),
        },
        Write::PutTimer(timer(execution, phase)),
        Write::AppendLog {
            stream: seed % 3,
            time: i64::try_from(seed).unwrap(),
            sequence: seed,
            body: body(seed + 1),
        },
    ];
    if phase > 0 {
        writes.push(Write::DeleteTimer(timer(execution, phase - 1)));
    }
    match phase {
        0 => begin(&mut writes, execution),
        3 if execution >= 2 => writes.push(archive(execution - 2)),
        5 => end(&mut writes, execution, seed),
        _ => {}
    }
    writes
}

fn offer(execution: usize) -> OfferKey {
    OfferKey {
        execution: id(execution),
        task: 5,
    }
}

fn begin(writes: &mut Vec<Write>, execution: usize) {
    writes.push(Write::Start {
        machine: MACHINE.into(),
        name: format!("n{execution}"),
        execution: id(execution),
    });
    writes.push(Write::SetStatus {
        machine: MACHINE.into(),
        execution: id(execution),
        from: None,
        to: 1,
    });
    writes.push(Write::PutOffer(offer(execution), body(3)));
}

fn end(writes: &mut Vec<Write>, execution: usize, seed: u64) {
    writes.push(Write::SetStatus {
        machine: MACHINE.into(),
        execution: id(execution),
        from: Some(1),
        to: 2,
    });
    writes.push(Write::DeleteOffer(offer(execution)));
    writes.push(Write::DeleteLogs {
        stream: seed % 3,
        before: i64::try_from(seed).unwrap() - 30,
    });
}

/// The whole history of an execution that has ended. The day is that of the execution that archives it, two later, so
/// that it is always open.
fn archive(execution: usize) -> Write {
    let mut chunker = Chunker::default();
    let last = EVENTS * LIFE as u64;
    let mut chunks = Vec::new();
    for event in 1..=last {
        chunks.extend(chunker.push(event, &self::event(execution, event)));
    }
    chunks.extend(chunker.take());
    let day = day_of(execution + 2);
    let mut segments = Segments::default();
    segments.place(1, last, day);
    Write::Archive {
        execution: id(execution),
        day,
        chunks,
        segments,
    }
}

fn forget_all(day: Day) -> Vec<Write> {
    let first = usize::try_from(day.0).unwrap() * PER_DAY;
    let archived = (first..first + PER_DAY).filter_map(|archiving| archiving.checked_sub(2));
    archived
        .map(|execution| Write::Forget {
            machine: MACHINE.into(),
            list: MACHINE.into(),
            name: format!("n{execution}"),
            execution: id(execution),
            status: 2,
        })
        .collect()
}

/// Makes one operation, and waits until it is durable.
pub(crate) async fn perform(store: &impl Store, operation: Operation) -> Result<(), String> {
    let done = match operation {
        Operation::Batch(batch) => store.submit(batch).await,
        Operation::Blob(content) => store.put_blob(content).await.map(drop),
        Operation::Open(day) => store.open_day(day).await,
        Operation::Drop(day) => store.drop_day(day).await,
    };
    done.map_err(|error| error.to_string())
}

/// How many batches are there.
pub(crate) async fn batches(store: &impl Store) -> Result<usize, String> {
    let progress = store.document(PROGRESS, "batches").await;
    let progress = progress.map_err(|error| error.to_string())?;
    let Some(progress) = progress else {
        return Ok(0);
    };
    let text = String::from_utf8(progress.to_vec()).map_err(|error| error.to_string())?;
    text.parse().map_err(|error| format!("{text}: {error}"))
}

/// What must be there after the first so many operations.
pub(crate) async fn model(operations: &[Operation]) -> MemoryStore {
    let store = MemoryStore::new();
    for operation in operations {
        perform(&store, operation.clone()).await.unwrap();
    }
    store
}

/// All that can be read, as lines. Days are listed apart: one may be coming or going.
pub(crate) async fn dump(store: &impl Store, executions: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for execution in 0..executions {
        let id = id(execution);
        let record = store.execution(id).await;
        let name = format!("n{execution}");
        let named = store.execution_by_name(MACHINE, &name).await;
        let segments = store.segments(id).await;
        lines.push(format!("{name} {record:?} {named:?} {segments:?}"));
        for (from, direction) in [(1, Direction::Forward), (u64::MAX, Direction::Reverse)] {
            let events = store.events(id, from, direction, 100).await;
            lines.push(format!("{name} events {events:?}"));
        }
    }
    for status in [None, Some(1), Some(2)] {
        let list = store.list_executions(MACHINE, status, None, 1000).await;
        lines.push(format!("list {status:?} {list:?}"));
    }
    lines.push(format!(
        "timers {:?}",
        store.timers(None, i64::MAX, 1000).await
    ));
    lines.push(format!("offers {:?}", store.offers(None, 1000).await));
    lines.push(format!(
        "unarchived {:?}",
        store.unarchived(None, 1000).await
    ));
    for stream in 0..3 {
        let events = store.log_events(stream, i64::MIN, i64::MAX, None, Direction::Forward, 1000);
        lines.push(format!("log {stream} {:?}", events.await));
    }
    lines
}
