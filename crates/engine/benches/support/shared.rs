//! What the engine's benches share: an engine over memory, requests, CPU time.
#![allow(dead_code, reason = "each bench uses a part")]

use std::sync::Arc;
use std::time::Duration;

use asl::event::Payload;
use engine::{Clock, Definition, Engine, Options, Quotas, RandomIds, StartRequest};
use store::MemoryStore;

pub(crate) const INPUT: &str =
    r#"{"order":{"id":"A-1","items":[{"sku":"x","n":1},{"sku":"y","n":2}]},"note":"hello"}"#;

/// An engine over an empty memory store.
pub(crate) async fn open(quotas: Quotas, clock: Arc<dyn Clock>) -> Engine {
    let options = Options {
        quotas,
        ..Options::default()
    };
    let store = Arc::new(MemoryStore::new());
    Engine::open(store, options, clock, Arc::new(RandomIds))
        .await
        .expect("a memory store opens")
}

/// A start without a name.
pub(crate) fn request(definition: &Arc<Definition>, input: &'static str) -> StartRequest {
    StartRequest {
        machine_arn: "arn:aws:states:us-east-1:123456789012:stateMachine:Machine".into(),
        role_arn: "arn:aws:iam::123456789012:role/Role".into(),
        definition: Arc::clone(definition),
        name: None,
        input: Payload::new(input),
        trace_header: None,
        version_arn: None,
        alias_arn: None,
        revision_id: None,
        kind: engine::MachineType::Standard,
        log: None,
    }
}

/// User and system time of this process, from Linux's `/proc/self/stat`; zero elsewhere.
pub(crate) fn cpu_time() -> Duration {
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
