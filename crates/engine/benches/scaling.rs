//! Whether cost grows in proportion to work: what one event costs in short and long histories, alone and beside many
//! other executions, on the memory store.
//!
//! `cargo bench -p engine --bench scaling` prints microseconds of CPU for each event. With a cost that grew with the
//! history or with the number of executions, the lower lines would be many times the upper ones.
#![expect(clippy::print_stdout, reason = "its output is the result")]

use std::sync::Arc;

use engine::{Definition, Engine, Quotas, SystemClock};
use futures_util::future::join_all;

#[path = "support/shared.rs"]
mod support;

use support::{INPUT, cpu_time, open, request};

/// As many events are written for each line.
const EVENTS: usize = 1_000_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("threads can be started");
    println!("| executions | at once | events each | CPU us an event |");
    println!("|---|---|---|---|");
    for events in [10, 1000, 100_000] {
        runtime.block_on(measure(EVENTS / events, 1, events));
    }
    for at_once in [1, 10_000] {
        runtime.block_on(measure(EVENTS / 100, at_once, 100));
    }
}

/// Counts down by two events a turn: entered and exited, twice.
fn countdown(events: usize) -> String {
    let turns = (events / 4).max(1);
    format!(
        r#"{{"StartAt":"Zero","States":{{
          "Zero":{{"Type":"Pass","Result":{{"n":0}},"Next":"Count"}},
          "Count":{{"Type":"Pass","Parameters":{{"n.$":"States.MathAdd($.n,1)"}},"Next":"More"}},
          "More":{{"Type":"Choice","Default":"Done","Choices":[
            {{"Variable":"$.n","NumericLessThan":{turns},"Next":"Count"}}]}},
          "Done":{{"Type":"Succeed"}}}}}}"#
    )
}

async fn measure(executions: usize, at_once: usize, events: usize) {
    let engine = open(Quotas::Unlimited, Arc::new(SystemClock)).await;
    let definition = engine.definition(&countdown(events)).expect("it is valid");
    let before = cpu_time();
    let mut left = executions;
    while left > 0 {
        let group = left.min(at_once);
        join_all((0..group).map(|_| to_its_end(&engine, &definition))).await;
        left -= group;
    }
    let took = cpu_time() - before;
    let written = engine.stats().events.get() as f64;
    println!(
        "| {executions} | {at_once} | {:.0} | {:.2} |",
        written / executions as f64,
        took.as_secs_f64() * 1e6 / written
    );
    engine.close().await;
}

async fn to_its_end(engine: &Engine, definition: &Arc<Definition>) {
    let started = engine.start(request(definition, INPUT)).await;
    let arn = started.expect("nothing fails here").arn;
    engine.watch(&arn).await.expect("it ends");
}
