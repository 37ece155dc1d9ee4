//! Commits per second and CPU per commit of 64 closed-loop submitters, each batch what one step of an execution writes:
//! four events of 400 bytes, a record of 600, a timer, an outbox row. Also how long open and close take.
//!
//! `cargo bench -p store-embedded [-- DIR [SECONDS [SUBMITTERS]]]`; DIR decides which disk is measured.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement")]

use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use bytes::Bytes;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use store::testing::random::Random;
use store::{Batch, ExecutionId, OfferKey, Store, TimerKey, Write};
use store_embedded::EmbeddedStore;

/// Words of a few hundred different ones.
static TEXT: LazyLock<Bytes> = LazyLock::new(|| {
    let mut random = Random::new(1);
    let words = (0..10_000).map(|_| format!("{:x} ", random.below(500) * 7_919));
    words.collect::<String>().into()
});

fn main() {
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    let scratch = tempfile::tempdir().unwrap();
    let dir = args
        .next()
        .map_or_else(|| scratch.path().join("store"), Into::into);
    let seconds = args.next().map_or(3, |seconds| seconds.parse().unwrap());
    let submitters = args
        .next()
        .map_or(64, |submitters| submitters.parse().unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        opening(&dir.join("open")).await;
        committing(
            &dir.join("commit"),
            Duration::from_secs(seconds),
            submitters,
        )
        .await;
    });
}

async fn opening(dir: &Path) {
    for what in ["create", "open", "open"] {
        let start = Instant::now();
        let store = EmbeddedStore::open(dir).unwrap();
        let opened = start.elapsed();
        let start = Instant::now();
        store.close().await;
        println!(
            "{what}: {opened:?}, close: {:?}, {}",
            start.elapsed(),
            resident()
        );
    }
}

async fn committing(dir: &Path, time: Duration, submitters: u64) {
    let store = Arc::new(EmbeddedStore::open(dir).unwrap());
    let (start, cpu) = (Instant::now(), cpu());
    let tasks = (0..submitters).map(|submitter| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let mut latencies = Vec::new();
            while start.elapsed() < time {
                let batch = step(submitter, latencies.len() as u64);
                let submitted = Instant::now();
                store.submit(batch).await.unwrap();
                latencies.push(submitted.elapsed());
            }
            latencies
        })
    });
    let mut latencies = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        latencies.extend(task.await.unwrap());
    }
    let (elapsed, cpu) = (start.elapsed(), self::cpu() - cpu);
    latencies.sort_unstable();
    let commits = latencies.len();
    let at = |per_mille: usize| latencies[(commits - 1) * per_mille / 1000];
    println!(
        "{submitters} submitters, {commits} commits: {:.0}/s, CPU {:.1} us each, p50 {:?}, p99 {:?}, max {:?}",
        commits as f64 / elapsed.as_secs_f64(),
        cpu.as_secs_f64() * 1e6 / commits as f64,
        at(500),
        at(990),
        at(1000),
    );
    println!("{:?}, {}", store.counters(), resident());
    drop_and_reopen(store, dir).await;
}

async fn drop_and_reopen(store: Arc<EmbeddedStore>, dir: &Path) {
    let start = Instant::now();
    store.close().await;
    println!("close after load: {:?}", start.elapsed());
    let start = Instant::now();
    let store = EmbeddedStore::open(dir).unwrap();
    println!("open after load: {:?}", start.elapsed());
    store.close().await;
}

fn step(submitter: u64, number: u64) -> Batch {
    // Twelve steps make an execution.
    let execution = ExecutionId(submitter << 32 | (number / 12));
    // Text that differs from batch to batch and costs nothing to make.
    let text = |length: usize| {
        let at = usize::try_from(number * 61 % 40_000).unwrap();
        TEXT.slice(at..at + length)
    };
    let writes = vec![
        Write::AppendEvents {
            execution,
            first: number % 12 * 4 + 1,
            events: (0..4).map(|_| text(400)).collect(),
        },
        Write::PutExecution {
            execution,
            record: text(600),
        },
        Write::PutTimer(TimerKey {
            due: number.cast_signed(),
            execution,
            timer: number,
        }),
        Write::PutOffer(
            OfferKey {
                execution,
                task: number,
            },
            Bytes::new(),
        ),
    ];
    Batch { writes }
}

fn cpu() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_SELF).unwrap();
    let micros = (usage.user_time() + usage.system_time()).num_microseconds();
    Duration::from_micros(micros.unsigned_abs())
}

/// The line of the process's status that says how much memory it has.
fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.unwrap_or("VmRSS: unknown").replace('\t', " ")
}
