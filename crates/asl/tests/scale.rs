//! Long chains and wide Maps stay linear, and a run that waits is small.

#[path = "support/history.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod history;

use asl::event::Payload;
use asl::program::Program;
use asl::step::{Command, Limits, Outcome};
use history::{AWS, World, env, info};
use serde_json::{Value, json};

const UNLIMITED: Limits = Limits {
    payload_bytes: usize::MAX,
    history_events: u64::MAX,
    step_events: 5_000,
};

fn shared<T: Send + Sync>() {}

#[test]
fn programs_are_shared_among_threads() {
    shared::<Program>();
}

#[test]
fn a_million_transitions_run_in_bounded_steps() {
    let definition = json!({"StartAt": "A", "States": {
        "A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "Next": "A"}}});
    let program = Program::compile(&definition.to_string()).unwrap();
    let info = info("{}");
    let env = env(info.start, UNLIMITED);
    let (mut run, mut step) = asl::interpret::start(&program, &info, &env);
    let mut events = step.events.len();
    // Two events a transition; unoptimised code takes a fifth of the way.
    let enough = if cfg!(debug_assertions) {
        400_000
    } else {
        2_000_000
    };
    while events < enough {
        assert!(step.more && step.events.len() <= UNLIMITED.step_events + 2);
        step = asl::interpret::apply(&program, &mut run, &info, Command::Resume, &env);
        events += step.events.len();
    }
    assert!(run.encode().len() < 100);
}

#[test]
fn a_map_of_ten_thousand_items_never_holds_more_frames_than_it_may() {
    let definition = json!({"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "ItemsPath": "$.items",
        "ItemSelector": {"n.$": "$$.Map.Item.Value"},
        "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Pass", "OutputPath": "$.n", "End": true}}}}}});
    let items: Vec<u32> = (0..10_000).collect();
    let input = json!({"items": items}).to_string();
    let world = World::start(&definition.to_string(), &input, UNLIMITED, false).unwrap();
    let Some(Outcome::Succeeded(output)) = &world.outcome else {
        panic!("succeeds");
    };
    assert_eq!(
        serde_json::from_str::<Vec<u32>>(output.as_str()).unwrap(),
        items
    );
    let frames = world.events.iter().map(|event| event.frame).max().unwrap();
    assert!(frames <= 40, "{frames}");
}

#[test]
fn a_map_of_tasks_keeps_results_by_reference() {
    let definition = json!({"StartAt": "M", "States": {"M": {"Type": "Map", "End": true, "MaxConcurrency": 10,
        "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
            "Resource": "arn:aws:lambda:us-east-1:111111111111:function:f"}}}}}});
    let input = Value::from_iter(0..1_000).to_string();
    let mut world = World::start(&definition.to_string(), &input, UNLIMITED, false).unwrap();
    let output = Payload::new(format!("\"{}\"", "x".repeat(1_000)));
    for _ in 0..900 {
        let task = world.offers.pop_front().unwrap().task;
        world.apply(Command::TaskSucceeded {
            task,
            output: output.clone(),
        });
    }
    let compact = world.run.encode_compact().len();
    assert!(compact < 20_000, "{compact} bytes for 900 results");
}

#[test]
fn a_waiting_run_is_small() {
    let definition =
        json!({"StartAt": "A", "States": {"A": {"Type": "Wait", "Seconds": 3600, "End": true}}});
    let input = format!(r#"{{"order":"{}"}}"#, "x".repeat(200));
    let world = World::start(&definition.to_string(), &input, AWS, false).unwrap();
    let size = world.run.encode().len();
    assert!(size < 300, "{size} bytes");
    let input = format!(r#"{{"order":"{}"}}"#, "x".repeat(200_000));
    let world = World::start(&definition.to_string(), &input, AWS, false).unwrap();
    let size = world.run.encode_compact().len();
    assert!(size < 100, "{size} bytes");
    assert!(world.run.missing().is_empty());
}
