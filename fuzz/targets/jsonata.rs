//! Any text is a JSONata expression or is refused, and any expression ends within its bounds of time, depth and
//! memory.
#![no_main]

use std::alloc::System;
use std::time::{Duration, Instant};

use libfuzzer_sys::fuzz_target;
use model::Timestamp;
use query::jsonata::{Bound, Counting, Evaluator, Expression, Limits, Moment};
use serde_json::json;

#[global_allocator]
static ALLOCATOR: Counting<System> = Counting(System);

const LIMITS: Limits = Limits {
    time: Duration::from_millis(100),
    depth: 1_000,
    sequence: 10_000,
    bytes: 4 << 20,
};
/// Far more than the bound, for the fuzzer shares the machine; what hangs is far beyond it.
const PATIENCE: Duration = Duration::from_secs(4);

fuzz_target!(init: {
    // The fuzzer's own hook ends the process at once; the wrapper contains panics of the evaluator, which is what is
    // tried here. A panic that escapes it still ends the process.
    std::panic::set_hook(Box::new(|_| {}));
}, |text: &str| {
    let Ok(expression) = Expression::parse(text) else {
        return;
    };
    let input = json!({"a": [1, 2.5, "x", null], "s": "text", "o": {"k": [{"n": 1}, {"n": 2}]}});
    let bindings = vec![("states".to_owned(), Bound::from(&json!({"input": input})))];
    let moment = Moment {
        now: Timestamp::from_millis(1_700_000_000_000),
        seed: 7,
    };
    let begun = Instant::now();
    let _ = Evaluator::new(LIMITS, moment, bindings).evaluate(&expression);
    assert!(begun.elapsed() < PATIENCE, "the time limit does not hold");
});
