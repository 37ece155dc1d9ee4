//! Timers and task offers, on the memory store: what it costs to let many executions wait and to wake them at one
//! instant, and to hand a task to a worker and take its result.
//!
//! `cargo bench -p engine --bench waiting [-- EXECUTIONS]`.
#![expect(clippy::print_stdout, reason = "its output is the result")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use asl::event::Payload;
use engine::{Engine, ManualClock, Quotas, SystemClock};
use futures_util::future::join_all;
use model::Timestamp;

#[path = "support/shared.rs"]
mod support;

use support::{INPUT, cpu_time, open, request};

const WAIT: &str = r#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#;
const TASK: &str = r#"{"StartAt":"T","States":{"T":{"Type":"Task",
    "Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}}"#;
/// Starts at once, fewer than an inbox holds.
const GROUP: usize = 1000;

fn main() {
    let asked = std::env::args().skip(1).find_map(|text| text.parse().ok());
    let executions = asked.unwrap_or(50_000);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("threads can be started");
    println!("| what | executions | each second | CPU us each |");
    println!("|---|---|---|---|");
    runtime.block_on(timers(executions));
    runtime.block_on(tasks(executions));
}

fn line(what: &str, count: usize, took: Duration, cpu: Duration) {
    println!(
        "| {what} | {count} | {:.0} | {:.1} |",
        count as f64 / took.as_secs_f64(),
        cpu.as_secs_f64() * 1e6 / count as f64
    );
}

async fn start_all(engine: &Engine, definition: &str, executions: usize) {
    let definition = engine.definition(definition).expect("it is valid");
    let mut left = executions;
    while left > 0 {
        let group = left.min(GROUP);
        let starts = (0..group).map(|_| engine.start(request(&definition, INPUT)));
        for started in join_all(starts).await {
            started.expect("nothing fails here");
        }
        left -= group;
    }
}

/// Resolves when so many have ended.
async fn until_ended(engine: &Engine, executions: usize) {
    while engine.stats().ended.get() < executions as u64 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn timers(executions: usize) {
    let clock = ManualClock::new(Timestamp::from_millis(1_700_000_000_000));
    let engine = open(Quotas::Aws, Arc::new(clock.clone())).await;
    let (began, cpu) = (Instant::now(), cpu_time());
    start_all(&engine, WAIT, executions).await;
    line(
        "start and wait",
        executions,
        began.elapsed(),
        cpu_time() - cpu,
    );
    let (began, cpu) = (Instant::now(), cpu_time());
    clock.advance(Duration::from_secs(61));
    until_ended(&engine, executions).await;
    line(
        "all wake at one instant",
        executions,
        began.elapsed(),
        cpu_time() - cpu,
    );
    engine.close().await;
}

async fn tasks(executions: usize) {
    let engine = open(Quotas::Aws, Arc::new(SystemClock)).await;
    let worker = tokio::spawn({
        let engine = engine.clone();
        async move {
            while let Some(offer) = engine.next_offer().await {
                tokio::spawn(async move {
                    let output = Payload::new("{}");
                    offer
                        .succeeded(output)
                        .await
                        .expect("somebody waits for it");
                });
            }
        }
    });
    let (began, cpu) = (Instant::now(), cpu_time());
    start_all(&engine, TASK, executions).await;
    until_ended(&engine, executions).await;
    line(
        "start, one task, end",
        executions,
        began.elapsed(),
        cpu_time() - cpu,
    );
    engine.close().await;
    worker.await.expect("the worker does not panic");
}
