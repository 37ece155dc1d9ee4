//! Histories recorded on AWS, replayed: the same definition and input, tasks answered as the recording says, must
//! give the same events.
//!
//! The recordings are not part of the project; the test says so and passes where they are missing.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "support/history.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod history;
#[path = "support/recording.rs"]
mod recording;

use std::path::PathBuf;

use asl::event::{Failure, Payload};
use asl::map_run::{Items, MapRunResult, MapRunSpec, threshold_exceeded};
use asl::step::{Command, Outcome, TaskStage};
use history::{AWS, World};
use recording::{Case, agree};
use serde_json::Value;

fn shared() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("STEPWELL_SHARED").map_or_else(beside, PathBuf::from);
    let folder = shared.join("conformance/aws/sfn");
    folder.is_dir().then_some(folder)
}

#[test]
fn machines_of_public_repositories_compile() {
    let Some(folder) = shared() else {
        println!("skipped: ../shared/conformance/asl not found");
        return;
    };
    let folder = folder.join("../../asl/real");
    let (mut compiled, mut refused) = (0, Vec::new());
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let text = std::fs::read_to_string(&file).unwrap();
        match asl::program::Program::compile(&text) {
            Ok(_) => compiled += 1,
            Err(error) => refused.push(format!("{}: {error}", file.display())),
        }
    }
    println!("{compiled} machines compile");
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

enum Verdict {
    Agrees,
    Differs(String),
    Skipped(&'static str),
}

#[test]
fn recorded_histories_are_repeated() {
    let Some(folder) = shared() else {
        println!("skipped: ../shared/conformance/aws/sfn not found");
        return;
    };
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|f| f.unwrap().path())
        .collect();
    files.sort();
    let only = std::env::var("RECORDED").unwrap_or_default();
    let (mut agreed, mut skipped, mut differing) =
        (0, std::collections::BTreeMap::new(), Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for case in Case::all(&text) {
            if !case.id.contains(&only) {
                continue;
            }
            match replay(&case) {
                Verdict::Agrees => agreed += 1,
                Verdict::Differs(how) => differing.push(format!("{}\n    {how}", case.id)),
                Verdict::Skipped(why) => *skipped.entry(why).or_insert(0) += 1,
            }
        }
    }
    for how in &differing {
        println!("differs: {how}");
    }
    println!(
        "{agreed} recorded histories agree, {} differ, skipped: {skipped:?}",
        differing.len()
    );
    assert!(!only.is_empty() || agreed >= FLOOR, "only {agreed} agree");
}

/// What agreed when this was last changed.
const FLOOR: usize = 395;

fn replay(case: &Case) -> Verdict {
    let mut world = match World::start(&case.definition, &case.input, AWS, true) {
        Ok(world) => world,
        Err(error) => return Verdict::Differs(format!("does not compile: {error}")),
    };
    let mut steps = 0;
    while world.outcome.is_none() && steps < 10_000 {
        steps += 1;
        match world.offers.pop_front() {
            Some(offer) => {
                if let Err(why) = answer(&mut world, case, offer.task) {
                    return Verdict::Skipped(why);
                }
            }
            None => match world.map_runs.pop_front() {
                Some(spec) => {
                    let task = spec.task;
                    match map_run(&spec) {
                        Ok(result) => world.apply(Command::MapRunEnded { task, result }),
                        Err(why) => return Verdict::Skipped(why),
                    }
                }
                None if world.tick() => {}
                None => break,
            },
        }
    }
    let shown: Vec<Value> = world.events.iter().map(history::shown).collect();
    let unsupported = |event: &Value| event.to_string().contains("not supported by this release");
    if shown.iter().any(unsupported) {
        return Verdict::Skipped("not supported");
    }
    match agree(&case.expected, &case.normalised(&shown)) {
        Ok(()) => Verdict::Agrees,
        Err(how) => Verdict::Differs(how),
    }
}

/// Performs a Map Run: its children one after the other. Those that call something are for the engine's tests.
fn map_run(spec: &MapRunSpec) -> Result<MapRunResult, &'static str> {
    let Items::Array(items) = &spec.items else {
        return Err("the items are in a bucket");
    };
    let mut outputs = Vec::new();
    for (index, item) in (0..).zip(items.as_array().unwrap()) {
        let input = match &spec.selector {
            None => item.clone(),
            Some(selector) => match selector.select(index, item) {
                Ok(input) => input,
                Err(failure) => return Ok(MapRunResult::Failed(failure)),
            },
        };
        let text = query::java::to_json(&input);
        let mut child = World::start(&spec.processor, &text, AWS, true).unwrap();
        while child.outcome.is_none() {
            match child.map_runs.pop_front() {
                Some(inner) => {
                    let (task, result) = (inner.task, map_run(&inner)?);
                    child.apply(Command::MapRunEnded { task, result });
                }
                None if child.tick() => {}
                None => return Err("a child of a distributed Map calls something"),
            }
        }
        match child.outcome {
            Some(Outcome::Succeeded(output)) => outputs.push(output.as_str().to_owned()),
            _ => return Ok(MapRunResult::Failed(threshold_exceeded())),
        }
    }
    let output = format!("[{}]", outputs.join(","));
    Ok(MapRunResult::Succeeded(Payload::new(output)))
}

/// Answers a task with what the recording says followed its `…Scheduled` event.
fn answer(world: &mut World, case: &Case, task: asl::step::TaskId) -> Result<(), &'static str> {
    let mut at = task.0;
    while let Some(event) = case.after(at) {
        at = event["id"].as_u64().unwrap_or(u64::MAX);
        let details = recording::details(event);
        let text = |name: &str| details.get(name).map(recording::as_text);
        let output = || Payload::new(text("output").unwrap_or_default());
        let name = event["type"].as_str().unwrap_or_default();
        match name {
            "TaskStarted" | "LambdaFunctionStarted" | "ActivityStarted" => {
                let worker = text("workerName");
                world.apply(Command::TaskStarted { task, worker });
            }
            "TaskSubmitted" => world.apply(Command::TaskSubmitted {
                task,
                output: output(),
            }),
            "TaskSucceeded" | "LambdaFunctionSucceeded" | "ActivitySucceeded" => {
                world.apply(Command::TaskSucceeded {
                    task,
                    output: output(),
                });
                return Ok(());
            }
            "TaskTimedOut" | "LambdaFunctionTimedOut" | "ActivityTimedOut" => return Ok(()),
            _ if name.ends_with("Failed") => {
                let failure = Failure {
                    error: text("error"),
                    cause: text("cause"),
                };
                let at = stage(name);
                world.apply(Command::TaskFailed { task, failure, at });
                return Ok(());
            }
            _ => return Err("the recording does not say how a task ended"),
        }
    }
    Err("the recording does not say how a task ended")
}

fn stage(name: &str) -> TaskStage {
    match () {
        () if name.ends_with("ScheduleFailed") => TaskStage::Schedule,
        () if name.ends_with("StartFailed") => TaskStage::Start,
        () if name.ends_with("SubmitFailed") => TaskStage::Submit,
        () => TaskStage::Run,
    }
}
