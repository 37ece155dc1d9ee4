//! A process that commits is killed, or its disk refuses: what it acknowledged is there afterwards.
//!
//! The process is this test binary again, running only [`child`].
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use bytes::Bytes;
use store::{Batch, ExecutionId, Store, Write};
use store_embedded::EmbeddedStore;

const DIR: &str = "STORE_TEST_DIR";
const FIRST: &str = "STORE_TEST_FIRST";
const SUBMITTERS: u64 = 16;
const ROUNDS: u64 = 6;
/// Numbers of one round; more than a child gets to before it is killed.
const ROUND: u64 = 1 << 32;

/// Commits numbers, and prints each once it is acknowledged, until it is killed or a commit fails. Does nothing unless
/// a test here starts it.
#[test]
fn child() {
    let Ok(dir) = std::env::var(DIR) else { return };
    let first: u64 = std::env::var(FIRST).unwrap().parse().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    runtime.block_on(async {
        let store = Arc::new(EmbeddedStore::open(Path::new(&dir)).unwrap());
        let submitters = (0..SUBMITTERS).map(|submitter| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { submit_until_failure(&store, first + submitter).await })
        });
        for submitter in submitters.collect::<Vec<_>>() {
            submitter.await.unwrap();
        }
        report_failure(&store).await;
    });
}

async fn submit_until_failure(store: &EmbeddedStore, first: u64) {
    for number in (first..).step_by(usize::try_from(SUBMITTERS).unwrap()) {
        if store.submit(numbered(number)).await.is_err() {
            return;
        }
        say(&format!("acked {number}"));
    }
}

/// After one failure nothing is acknowledged any more (invariant 10), and the store says why.
async fn report_failure(store: &EmbeddedStore) {
    let refused = store.submit(Batch::default()).await.is_err()
        && store.put_blob(Bytes::new()).await.is_err()
        && store.health().failure.is_some();
    say(&format!("refused {refused}"));
    say(&format!("failed {}", store.failed().await));
}

/// One write, so that a kill leaves whole lines.
fn say(line: &str) {
    let line = format!("\n{line}\n");
    std::io::stdout().write_all(line.as_bytes()).unwrap();
}

fn numbered(number: u64) -> Batch {
    let execution = ExecutionId(number);
    let body = Bytes::from(number.to_be_bytes().repeat(100));
    let writes = vec![
        Write::PutExecution {
            execution,
            record: body.clone(),
        },
        Write::AppendEvents {
            execution,
            first: 1,
            events: vec![body],
        },
    ];
    Batch { writes }
}

/// The command that runs [`child`], after `prelude` in a shell.
fn start(dir: &Path, first: u64, prelude: &str) -> Child {
    let script = format!("{prelude} exec \"$0\" --exact child --nocapture --test-threads=1");
    Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env(DIR, dir)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What the child printed after a word; stops after `enough` lines of it.
fn lines(out: &mut impl BufRead, word: &str, enough: usize) -> Vec<String> {
    let mut found = Vec::new();
    let mut line = String::new();
    while found.len() < enough && out.read_line(&mut line).unwrap() > 0 {
        let rest = line.strip_prefix(word).filter(|rest| rest.ends_with('\n'));
        found.extend(rest.map(|rest| rest.trim().to_owned()));
        line.clear();
    }
    found
}

async fn assert_present(dir: &Path, acked: &BTreeSet<u64>) {
    let store = EmbeddedStore::open(dir).unwrap();
    for &number in acked {
        let body = Some(Bytes::from(number.to_be_bytes().repeat(100)));
        let record = store.execution(ExecutionId(number)).await.unwrap();
        assert_eq!(record, body, "record {number:x}");
        let forward = store::Direction::Forward;
        let events = store.events(ExecutionId(number), 0, forward, 9).await;
        assert_eq!(events.unwrap().pop().map(|(_, event)| event), body);
    }
    store.close().await;
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let dir = tempfile::tempdir().unwrap();
    let mut acked = BTreeSet::new();
    for round in 0..ROUNDS {
        let mut child = start(dir.path(), round * ROUND, "");
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let enough = 200 + 150 * usize::try_from(round).unwrap();
        let mut told = lines(&mut out, "acked", enough);
        // SIGKILL, in the midst of commits.
        child.kill().unwrap();
        told.extend(lines(&mut out, "acked", usize::MAX));
        child.wait().unwrap();
        assert!(told.len() >= enough);
        acked.extend(told.iter().map(|number| number.parse::<u64>().unwrap()));
        assert_present(dir.path(), &acked).await;
    }
}

/// Invariant 10: after a failed flush the store refuses writes until reopened.
#[tokio::test]
async fn a_disk_that_refuses_ends_all_acknowledgements() {
    let dir = tempfile::tempdir().unwrap();
    let store = EmbeddedStore::open(dir.path()).unwrap();
    // An empty journal would be made anew, longer than the limit.
    store.submit(numbered(u64::MAX)).await.unwrap();
    store.close().await;
    drop(store);
    // No file may grow beyond 2000 blocks; the write fails instead of the process being killed.
    let mut child = start(dir.path(), 0, "trap '' XFSZ; ulimit -f 2000;");
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut acked = BTreeSet::new();
    let (mut refused, mut failed) = (None, None);
    let mut line = String::new();
    while out.read_line(&mut line).unwrap() > 0 {
        match line.trim().split_once(' ') {
            Some(("acked", number)) => {
                assert_eq!(refused, None);
                acked.insert(number.parse().unwrap());
            }
            Some(("refused", answer)) => refused = Some(answer == "true"),
            Some(("failed", reason)) => failed = Some(reason.to_owned()),
            _ => {}
        }
        line.clear();
    }
    child.wait().unwrap();
    assert!(acked.len() > 100, "{}", acked.len());
    assert_eq!(refused, Some(true));
    assert!(failed.unwrap().starts_with("a commit failed"));
    assert_present(dir.path(), &acked).await;
}
