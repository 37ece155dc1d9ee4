//! From StartExecution to its commit, on the memory store: what the engine itself costs.
//!
//! `cargo bench -p engine --bench start_to_commit [-- EXECUTIONS]` prints executions a second and microseconds of CPU
//! for each, at several concurrencies and for several machines.
#![expect(clippy::print_stdout, reason = "its output is the result")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use engine::{Definition, Engine, Quotas, SystemClock};

use support::{INPUT, cpu_time, open, request};

const PASS: &str = r#"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#;
const WAIT: &str = r#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}"#;

#[path = "support/shared.rs"]
mod support;

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
        let engine = open(Quotas::Aws, Arc::new(SystemClock)).await;
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

async fn run(engine: &Engine, definition: &Arc<Definition>, callers: usize, executions: usize) {
    let left = Arc::new(AtomicUsize::new(executions));
    let callers: Vec<_> = (0..callers)
        .map(|_| {
            let (engine, definition, left) =
                (engine.clone(), Arc::clone(definition), Arc::clone(&left));
            tokio::spawn(async move {
                while left.fetch_sub(1, Ordering::Relaxed).wrapping_sub(1) < executions {
                    let started = engine.start(request(&definition, INPUT)).await;
                    started.expect("nothing fails here");
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.expect("no caller panics");
    }
}
