//! The language, case by case: `tests/data/<feature>/<case>.txt` holds a definition, an input, a script of what
//! happens, and the history that must come of it.
//!
//! A script has one command a line: `start TASK [WORKER]`, `submit TASK JSON`, `succeed TASK JSON`,
//! `fail TASK ERROR CAUSE…`, `unschedule TASK ERROR CAUSE…`, `unstart TASK ERROR CAUSE…`,
//! `unsubmit TASK ERROR CAUSE…`, `beat TASK`, `tick` (the next timer fires), `stop ERROR CAUSE…`.
//! Every case runs three times: as it is, with the run encoded and decoded between any two steps, and with steps of
//! one event each. `UPDATE=1 cargo test -p asl --test spec` writes the histories anew, for review.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "support/history.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod history;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use asl::event::{Failure, Payload};
use asl::step::{Command, Limits, Outcome, TaskId, TaskStage};
use history::{AWS, World, shown};

struct Case {
    /// What comes before the history, kept as written.
    head: String,
    definition: String,
    input: String,
    script: Vec<String>,
    limits: Limits,
    expected: String,
}

impl Case {
    fn read(text: &str) -> Self {
        let (head, expected) = text
            .split_once("\nhistory:\n")
            .unwrap_or_else(|| (text.trim_end(), ""));
        let (before, script) = head.split_once("\nscript:\n").unwrap_or((head, ""));
        let (settings, definition) = before.split_once("\ndefinition:\n").unwrap();
        let setting = |name: &str| settings.lines().find_map(|line| line.strip_prefix(name));
        let number = |name: &str| setting(name).map(|text| text.trim().parse::<usize>().unwrap());
        let mut limits = AWS;
        limits.payload_bytes = number("payload limit:").unwrap_or(AWS.payload_bytes);
        limits.history_events = number("history limit:").map_or(AWS.history_events, |n| n as u64);
        Self {
            head: head.to_owned(),
            definition: definition.to_owned(),
            input: setting("input:").unwrap_or("{}").trim().to_owned(),
            script: script.lines().map(str::to_owned).collect(),
            limits,
            expected: expected.to_owned(),
        }
    }

    fn play(&self, step_events: usize, forgetful: bool) -> String {
        let limits = Limits {
            step_events,
            ..self.limits
        };
        let mut world = match World::start(&self.definition, &self.input, limits, forgetful) {
            Ok(world) => world,
            Err(error) => return format!("refused: {error}\n"),
        };
        for line in &self.script {
            command(&mut world, line);
        }
        report(&world)
    }
}

fn command(world: &mut World, line: &str) {
    let mut words = line.trim().splitn(3, ' ');
    let mut word = || words.next().unwrap_or_default();
    let (verb, first) = (word(), word());
    let rest = word().to_owned();
    let task = TaskId(first.parse().unwrap_or(0));
    let fail = |at| Command::TaskFailed {
        task,
        failure: failure(&rest),
        at,
    };
    let output = Payload::new(rest.clone());
    world.offers.retain(|offer| offer.task != task);
    world.apply(match verb {
        "start" => {
            let worker = (!rest.is_empty()).then_some(rest);
            Command::TaskStarted { task, worker }
        }
        "submit" => Command::TaskSubmitted { task, output },
        "succeed" => Command::TaskSucceeded { task, output },
        "fail" => fail(TaskStage::Run),
        "unschedule" => fail(TaskStage::Schedule),
        "unstart" => fail(TaskStage::Start),
        "unsubmit" => fail(TaskStage::Submit),
        "beat" => Command::Heartbeat { task },
        "stop" => Command::Stop {
            failure: failure(&format!("{first} {rest}")),
        },
        "tick" => {
            world.tick();
            return;
        }
        _ => panic!("no command: {line}"),
    });
}

fn failure(words: &str) -> Failure {
    let (error, cause) = words.split_once(' ').unwrap_or((words, ""));
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Failure {
        error: text(error),
        cause: text(cause),
    }
}

fn report(world: &World) -> String {
    let mut out = String::new();
    for event in &world.events {
        let shown = shown(event);
        let name = shown["type"].as_str().unwrap();
        write!(out, "{:>3} < {:<3} {name}", event.id, event.previous).unwrap();
        for (name, value) in shown["details"].as_object().into_iter().flatten() {
            match value.as_str() {
                Some(text) => write!(out, "  {name}: {text}").unwrap(),
                None => write!(out, "  {name}: {value}").unwrap(),
            }
        }
        out.push('\n');
    }
    match &world.outcome {
        Some(Outcome::Succeeded(output)) => writeln!(out, "succeeded {}", output.as_str()),
        Some(Outcome::Failed(failure)) => writeln!(out, "failed {failure:?}"),
        Some(Outcome::TimedOut(failure)) => writeln!(out, "timed out {failure:?}"),
        Some(Outcome::Aborted(failure)) => writeln!(out, "aborted {failure:?}"),
        None => writeln!(out, "still at work"),
    }
    .unwrap();
    for offer in &world.offers {
        writeln!(out, "offers task {} {}", offer.task.0, offer.input.as_str()).unwrap();
    }
    let mut timers = world.timers.clone();
    timers.sort_unstable();
    for (due, timer) in timers {
        let seconds = due.since(world.info.start).as_secs_f64();
        writeln!(out, "timer {} due after {seconds} s", timer.0).unwrap();
    }
    out
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

#[test]
fn every_case_gives_its_history() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut found = Vec::new();
    files(&folder, &mut found);
    found.sort();
    let update = std::env::var_os("UPDATE").is_some();
    let mut differing = Vec::new();
    for file in &found {
        let name = file.strip_prefix(&folder).unwrap().display();
        let case = Case::read(&std::fs::read_to_string(file).unwrap());
        let whole = case.play(AWS.step_events, false);
        assert_eq!(
            whole,
            case.play(AWS.step_events, true),
            "{name}: encoded and decoded"
        );
        assert_eq!(whole, case.play(1, true), "{name}: one event a step");
        if update {
            std::fs::write(file, format!("{}\nhistory:\n{whole}", case.head)).unwrap();
        } else if whole != case.expected {
            differing.push(format!("{name}\nexpected:\n{}has:\n{whole}", case.expected));
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
    println!("{} cases", found.len());
    assert!(found.len() >= 60, "the cases are there");
}
