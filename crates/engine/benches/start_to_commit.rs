//! From StartExecution to its commit, on the memory store: what the engine itself costs.
//!
//! `cargo bench -p engine --bench start_to_commit [-- EXECUTIONS]` prints executions a second and microseconds of CPU
//! for each, at several concurrencies and for several machines.
#![expect(clippy::print_stdout, reason = "its output is the result")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use asl::event::Payload;
use engine::{Definition, Engine, Options, Quotas, RandomIds, StartRequest, SystemClock};
use store::MemoryStore;

const PASS: &str = r#"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#;
const WAIT: &str = r#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}"#;
const INPUT: &str =
    r#"{"order":{"id":"A-1","items":[{"sku":"x","n":1},{"sku":"y","n":2}]},"note":"hello"}"#;

fn main() {
    let asked = std::env::args().skip(1).find_map(|text| text.parse().ok());
    let executions = asked.unwrap_or(50_000);
    println!("| machine | callers | executions/s | CPU us each | events each |");
    println!("|---|---|---|---|---|");
    for callers in [1, 16, 64] {
        measure("one Pass", PASS, callers, executions);
    }
    measure("Wait", WAIT, 64, executions);
    measure("50 Pass", &chain(50), 64, executions / 10);
}

fn chain(length: usize) -> String {
    let state = |n: usize| match n + 1 == length {
        true => format!(r#""S{n}":{{"Type":"Pass","End":true}}"#),
        false => format!(r#""S{n}":{{"Type":"Pass","Next":"S{}"}}"#, n + 1),
    };
    let states: Vec<String> = (0..length).map(state).collect();
    format!(r#"{{"StartAt":"S0","States":{{{}}}}}"#, states.join(","))
}

fn measure(machine: &str, definition: &str, callers: usize, executions: usize) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("threads can be started");
    runtime.block_on(async {
        let engine = open().await;
        let definition = engine.definition(definition).expect("it is valid");
        let (cpu, began) = (cpu_time(), Instant::now());
        run(&engine, &definition, callers, executions).await;
        let (cpu, took) = (cpu_time() - cpu, began.elapsed());
        let events = engine.stats().events.get() as f64 / executions as f64;
        println!(
            "| {machine} | {callers} | {:.0} | {:.1} | {events} |",
            executions as f64 / took.as_secs_f64(),
            cpu.as_secs_f64() * 1e6 / executions as f64,
        );
        engine.close().await;
    });
}

async fn open() -> Engine {
    let options = Options {
        quotas: Quotas::Aws,
        ..Options::default()
    };
    let store = Arc::new(MemoryStore::new());
    Engine::open(store, options, Arc::new(SystemClock), Arc::new(RandomIds))
        .await
        .expect("a memory store opens")
}

async fn run(engine: &Engine, definition: &Arc<Definition>, callers: usize, executions: usize) {
    let left = Arc::new(AtomicUsize::new(executions));
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let (engine, definition, left) =
                (engine.clone(), Arc::clone(definition), Arc::clone(&left));
            tokio::spawn(async move {
                while left.fetch_sub(1, Ordering::Relaxed).wrapping_sub(1) < executions {
                    let started = engine.start(request(&definition)).await;
                    started.expect("nothing fails here");
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.expect("no caller panics");
    }
}

fn request(definition: &Arc<Definition>) -> StartRequest {
    StartRequest {
        machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:Machine".into(),
        role_arn: "arn:aws:iam::123456789012:role/Role".into(),
        definition: Arc::clone(definition),
        name: None,
        input: Payload::new(INPUT),
        trace_header: None,
        version_arn: None,
        alias_arn: None,
        revision_id: None,
        kind: engine::MachineType::Standard,
        log: None,
    }
}

/// User and system time of this process, from Linux's `/proc/self/stat`; zero elsewhere.
fn cpu_time() -> Duration {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: u64 = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    // 100 ticks a second on every Linux that Rust supports.
    Duration::from_millis(ticks * 10)
}
