//! What the processes that the test starts do: this test binary again, running only [`child`].

use std::collections::BTreeSet;
use std::io::{BufRead, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use store::blob::sha256_hex;
use store::testing::random::Random;
use store::{Batch, Day, Store, Write};
use store_embedded::{EmbeddedStore, Sizes};

use crate::plan::{self, Operation};
use crate::series::Verdict;

/// The variable that makes this process a child, and what it is to do.
pub(crate) const ROLE: &str = "POWER_LOSS_ROLE";
pub(crate) const DIR: &str = "POWER_LOSS_DIR";
pub(crate) const REPORT: &str = "POWER_LOSS_REPORT";
pub(crate) const COUNT: &str = "POWER_LOSS_COUNT";

/// Operations that are made and checked after an image was opened.
const MORE: usize = 25;
/// A check that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);
/// A journal is replaced beyond 64,000,000 bytes: documents of these lengths come close to it.
const FILLING: [(usize, usize); 2] = [(60, 1 << 20), (11, 64 << 10)];

/// Does nothing unless a test here starts it.
#[tokio::test]
async fn child() {
    let Ok(role) = std::env::var(ROLE) else {
        return;
    };
    match role.as_str() {
        "run" => run().await,
        "fill" => fill().await,
        "check" => check_all().await,
        other => panic!("{other}"),
    }
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap()
}

fn open(dir: &Path) -> Result<EmbeddedStore, String> {
    EmbeddedStore::open_sized(dir, Sizes::Small).map_err(|error| error.to_string())
}

/// Goes on with the plan where the store is, and reports what it begins and what was acknowledged.
async fn run() {
    let dir = PathBuf::from(variable(DIR));
    let count: usize = variable(COUNT).parse().unwrap();
    let mut report = std::fs::File::create(variable(REPORT)).unwrap();
    let mut say = |line: String| report.write_all(line.as_bytes()).unwrap();
    let operations = plan::operations(count);
    let mut store = open(&dir).unwrap();
    let mut at = position(&operations, plan::batches(&store).await.unwrap());
    while at < count {
        let group = group(&operations[at..]);
        say(format!("begin {}\n", at + group));
        let parts = operations[at..at + group].iter().cloned();
        let commits: Vec<_> = parts.map(|part| plan::perform(&store, part)).collect();
        for done in futures_util::future::join_all(commits).await {
            done.unwrap();
        }
        at += group;
        say(format!("done {at}\n"));
        if at % 90 < group {
            store.close().await;
            store = open(&dir).unwrap();
        }
    }
    store.close().await;
}

/// How many operations are made at once: batches share a sync.
fn group(operations: &[Operation]) -> usize {
    let is_batch = |operation: &&Operation| matches!(operation, Operation::Batch(_));
    let batches = operations.iter().take(3).take_while(is_batch).count();
    let chosen = Random::new(operations.len() as u64).below(3);
    batches.min(usize::try_from(chosen).unwrap() + 1).max(1)
}

/// The operation that comes after so many batches.
fn position(operations: &[Operation], batches: usize) -> usize {
    let is_batch = |(_, operation): &(usize, &Operation)| matches!(operation, Operation::Batch(_));
    let mut all = operations.iter().enumerate().filter(is_batch);
    match batches.checked_sub(1) {
        Some(last) => all.nth(last).map_or(usize::MAX, |(at, _)| at + 1),
        None => 0,
    }
}

/// Writes large documents until the journal is nearly full.
async fn fill() {
    let store = open(Path::new(&variable(DIR))).unwrap();
    let mut random = Random::new(9);
    let lengths = FILLING
        .iter()
        .flat_map(|(count, length)| vec![*length; *count]);
    for (number, length) in lengths.enumerate() {
        let bytes = std::iter::repeat_with(|| random.next().to_le_bytes());
        let body: Bytes = bytes.flatten().take(length).collect();
        let write = Write::PutDocument {
            collection: "filling",
            key: (number % 3).to_string(),
            body,
        };
        let writes = vec![write];
        store.submit(Batch { writes }).await.unwrap();
    }
    store.close().await;
}

/// Checks one image after another: a line with its directory and numbers comes in, one with the verdict goes out.
async fn check_all() {
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let mut parts = line.split('\t');
        let dir = PathBuf::from(parts.next().unwrap());
        let mut number = || parts.next().unwrap().parse().unwrap();
        let (acknowledged, begun) = (number(), number());
        let checked = tokio::time::timeout(PATIENCE, check(&dir, acknowledged, begun));
        let verdict = match checked.await {
            Ok(Ok(())) => Verdict::Sound,
            Ok(Err(verdict)) => verdict,
            Err(_) => Verdict::Died("it hangs".into()),
        };
        let answer = format!("\nverdict {}\n", verdict.line());
        std::io::stdout().write_all(answer.as_bytes()).unwrap();
    }
}

async fn check(dir: &Path, acknowledged: usize, begun: usize) -> Result<(), Verdict> {
    let operations = plan::operations(begun + MORE);
    let store = open(dir).map_err(Verdict::Refused)?;
    let batches = plan::batches(&store).await.map_err(Verdict::Differs)?;
    let at = position(&operations, batches);
    let of = |operations: &[Operation]| {
        let is_batch = |operation: &&Operation| matches!(operation, Operation::Batch(_));
        operations.iter().filter(is_batch).count()
    };
    let (least, most) = (of(&operations[..acknowledged]), of(&operations[..begun]));
    if batches < least || batches > most {
        let lost = format!("{batches} batches; {least} acknowledged, {most} begun");
        return Err(Verdict::Lost(lost));
    }
    check_days(&store, &operations, at.max(acknowledged), begun).await?;
    check_blobs(&store, &operations[..acknowledged]).await?;
    compare(&store, &operations[..at], "recovered").await?;
    for operation in &operations[at..at + MORE.min(operations.len() - at)] {
        let done = plan::perform(&store, operation.clone()).await;
        done.map_err(|error| Verdict::Differs(format!("goes on: {error}")))?;
    }
    store.close().await;
    drop(store);
    let store = open(dir).map_err(|error| Verdict::Refused(format!("opened again: {error}")))?;
    compare(
        &store,
        &operations[..operations.len().min(at + MORE)],
        "opened again",
    )
    .await?;
    store.close().await;
    Ok(())
}

/// Days that were opened are there, those that were dropped are not; one that was coming or going may be.
async fn check_days(
    store: &EmbeddedStore,
    operations: &[Operation],
    certain: usize,
    begun: usize,
) -> Result<(), Verdict> {
    let mut expected = BTreeSet::new();
    let mut open: BTreeSet<Day> = BTreeSet::new();
    for (number, operation) in operations.iter().enumerate().take(begun.max(certain)) {
        match operation {
            Operation::Open(day) | Operation::Drop(day) if number >= certain => {
                open.insert(*day);
            }
            Operation::Open(day) => drop(expected.insert(*day)),
            Operation::Drop(day) => drop(expected.remove(day)),
            Operation::Batch(_) | Operation::Blob(_) => {}
        }
    }
    let found = store.archive_days().await;
    let found = found.map_err(|error| Verdict::Differs(error.to_string()))?;
    let found: BTreeSet<Day> = found
        .into_iter()
        .filter(|day| !open.contains(day))
        .collect();
    expected.retain(|day| !open.contains(day));
    match found == expected {
        true => Ok(()),
        false => Err(Verdict::Lost(format!("days {found:?}, not {expected:?}"))),
    }
}

async fn check_blobs(store: &EmbeddedStore, operations: &[Operation]) -> Result<(), Verdict> {
    for operation in operations {
        if let Operation::Blob(content) = operation {
            let found = store.blob(&sha256_hex(content)).await;
            if found.as_ref() != Ok(&Some(content.clone())) {
                return Err(Verdict::Lost(format!("a blob: {found:.80?}")));
            }
        }
    }
    Ok(())
}

async fn compare(
    store: &EmbeddedStore,
    operations: &[Operation],
    when: &str,
) -> Result<(), Verdict> {
    let executions = operations.len() / 4;
    let model = plan::model(operations).await;
    let expected = plan::dump(&model, executions).await;
    let found = plan::dump(store, executions).await;
    let differ = expected
        .iter()
        .zip(&found)
        .find(|(expected, found)| expected != found);
    match differ {
        None => Ok(()),
        Some((expected, found)) => {
            let message = format!("{when}: expected {expected:.300} found {found:.300}");
            Err(Verdict::Differs(message))
        }
    }
}
