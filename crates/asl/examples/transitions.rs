//! What a transition costs: `cargo run --release -p asl --example transitions`.

use std::sync::Arc;
use std::time::Instant;

use asl::event::Payload;
use asl::interpret;
use asl::program::Program;
use asl::step::{Env, ExecutionInfo, Limits, TaskId, TokenMaker};
use model::Timestamp;
use serde_json::{Map, Value, json};

fn main() {
    let pass50 = chain(50);
    measure("50 Pass states", &pass50, "{\"a\":1}", 50);
    measure(
        "1000 rounds of a Choice loop",
        &choice_loop(),
        "{\"n\":0}",
        2_000,
    );
    measure("a Map of 1000 Pass items", &map(), &items(1_000), 1_000);
}

/// Pass states one after another.
fn chain(length: usize) -> Value {
    let state = |index: usize| {
        let mut state = json!({"Type": "Pass"});
        match index + 1 == length {
            true => state["End"] = json!(true),
            false => state["Next"] = json!(format!("S{}", index + 1)),
        }
        (format!("S{index}"), state)
    };
    json!({"StartAt": "S0", "States": (0..length).map(state).collect::<Map<_, _>>()})
}

/// Counts to 1000: one Pass with a function and one Choice a round.
fn choice_loop() -> Value {
    json!({"StartAt": "C", "States": {
        "C": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 1000, "Next": "P"}], "Default": "E"},
        "P": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "C"},
        "E": {"Type": "Succeed"}}})
}

fn map() -> Value {
    json!({"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemProcessor":
        {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}}}})
}

fn items(count: u32) -> String {
    Value::from_iter(0..count).to_string()
}

fn measure(name: &str, definition: &Value, input: &str, transitions: u32) {
    let program = Program::compile(&definition.to_string()).expect("the definition is valid");
    let (info, env) = (info(input), env());
    let rounds = 2_000_000 / transitions;
    let mut events = 0;
    let begun = Instant::now();
    for _ in 0..rounds {
        let (_, step) = interpret::start(&program, &info, &env);
        assert!(step.outcome.is_some());
        events = step.events.len();
    }
    let each = begun.elapsed().as_nanos() / u128::from(rounds) / u128::from(transitions);
    let mut out = std::io::stdout().lock();
    let text = format!("{name}: {each} ns a transition ({events} events an execution)\n");
    std::io::Write::write_all(&mut out, text.as_bytes()).expect("standard output is open");
}

fn info(input: &str) -> ExecutionInfo {
    ExecutionInfo {
        arn: "arn:aws:states:us-east-1:000000000000:execution:M:e".into(),
        name: "e".into(),
        role_arn: "arn:aws:iam::000000000000:role/r".into(),
        start: Timestamp::from_millis(1_700_000_000_000),
        input: Payload::new(input),
        machine_arn: "arn:aws:states:us-east-1:000000000000:stateMachine:M".into(),
        machine_name: "M".into(),
        region: "us-east-1".into(),
        alias_arn: None,
        version_arn: None,
        redrive_count: Some(0),
        redrive_time: None,
    }
}

fn env() -> Env {
    Env {
        now: Timestamp::from_millis(1_700_000_000_000),
        seed: 1,
        limits: Limits {
            payload_bytes: 262_144,
            history_events: 25_000,
            step_events: 100_000,
        },
        token: TokenMaker(Arc::new(|task: TaskId| task.0.to_string())),
    }
}
