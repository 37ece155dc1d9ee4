//! What the language costs: reading, validating and compiling a definition, and a transition.
//!
//! `cargo bench -p asl`. Prints the best of several rounds, for the machine may be busy. The per-state and
//! per-transition figures must stay level as definitions and histories grow.
#![expect(clippy::print_stdout, reason = "a measurement is for the terminal")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use asl::event::Payload;
use asl::interpret;
use asl::program::Program;
use asl::step::{Env, ExecutionInfo, Limits, TaskId, TokenMaker};
use asl::validate::{MachineType, validate};
use model::Timestamp;
use serde_json::{Map, Value, json};

const ROUNDS: u32 = 7;

fn main() {
    for states in [10, 100, 1_000] {
        definition(states);
    }
    for states in [10, 1_000, 100_000] {
        let name = format!("a chain of {states} Pass states");
        execution(&name, &chain(states), "{\"a\":1}", states);
    }
    execution(
        "1,000 rounds of Pass and Choice",
        &choice_loop(),
        "{\"n\":0}",
        2_000,
    );
    for count in [10, 1_000, 10_000] {
        let name = format!("a Map over {count} items");
        execution(&name, &map(), &items(count), count as usize);
    }
}

/// The best time of several rounds of `work`, each doing it `times` times, in ns for one of `parts`.
fn best(times: usize, parts: usize, work: impl Fn()) -> f64 {
    let rounds = (0..ROUNDS).map(|_| {
        let begun = Instant::now();
        (0..times).for_each(|_| work());
        begun.elapsed().as_secs_f64() * 1e9 / (times * parts) as f64
    });
    rounds.fold(f64::INFINITY, f64::min)
}

fn definition(states: usize) {
    let text = chain(states).to_string();
    let times = 20_000 / states;
    let parse = best(times, states, || drop(black_box(asl::parse::parse(&text))));
    let check = best(times, states, || {
        drop(black_box(validate(&text, MachineType::Standard)));
    });
    let compile = best(times, states, || drop(black_box(Program::compile(&text))));
    println!(
        "{states} states: parse {parse:.0}, validate {check:.0}, compile {compile:.0} ns a state"
    );
}

fn execution(name: &str, definition: &Value, input: &str, transitions: usize) {
    let program = Program::compile(&definition.to_string()).expect("the definition is valid");
    let (info, env) = (info(input), env());
    let times = (200_000 / transitions).max(1);
    let each = best(times, transitions, || {
        let (_, step) = interpret::start(&program, &info, &env);
        assert!(step.outcome.is_some());
    });
    println!("{name}: {each:.0} ns a transition");
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
            payload_bytes: 1 << 20,
            history_events: 1_000_000,
            step_events: 1_000_000,
        },
        token: TokenMaker(Arc::new(|task: TaskId| task.0.to_string())),
        activities: None,
    }
}
