//! Definitions whose verdict is known: recorded on AWS, published as samples, or written to be wrong.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use asl::validate::{MachineType, Severity, invalid_definition, validate};
use serde::Deserialize;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The shared corpora, unless they are not here.
fn conformance() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shared =
        std::env::var_os("STEPWELL_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let folder = shared.join("conformance");
    if !folder.exists() {
        println!("skipped: {} not found", folder.display());
        return None;
    }
    Some(folder)
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn refusal(definition: &str, machine_type: MachineType) -> Option<String> {
    invalid_definition(&validate(definition, machine_type))
}

#[derive(Deserialize)]
struct Listed {
    file: String,
    #[serde(default)]
    verdict: Option<String>,
}

fn listed(folder: &Path, list: &str) -> Vec<Listed> {
    serde_json::from_str(&read(&folder.join(list))).expect("a list of files")
}

#[test]
fn verdicts_are_ours() {
    let Some(folder) = conformance() else { return };
    let folder = folder.join("asl");
    let mut wrong = Vec::new();
    for entry in listed(&folder, "verdict.json") {
        let refusal = refusal(
            &read(&folder.join("verdict").join(&entry.file)),
            MachineType::Standard,
        );
        if refusal.is_none() != (entry.verdict.as_deref() == Some("valid")) {
            wrong.push(format!(
                "{} is {:?}, but: {refusal:?}",
                entry.file, entry.verdict
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn real_machines_are_accepted() {
    let Some(folder) = conformance() else { return };
    let folder = folder.join("asl");
    let refusals: Vec<String> = listed(&folder, "real.json")
        .into_iter()
        .filter_map(|entry| {
            let refusal = refusal(
                &read(&folder.join("real").join(&entry.file)),
                MachineType::Standard,
            )?;
            Some(format!("{}: {refusal}", entry.file))
        })
        .collect();
    assert!(
        refusals.is_empty(),
        "{} refused:\n{}",
        refusals.len(),
        refusals.join("\n")
    );
}

/// A case of `conformance/aws`.
#[derive(Deserialize)]
struct Case {
    steps: Vec<Step>,
    expected: Value,
}

#[derive(Deserialize)]
struct Step {
    operation: Option<String>,
    #[serde(default)]
    params: Value,
    #[serde(default)]
    expect_error: bool,
}

impl Step {
    fn definition(&self) -> Option<(&str, MachineType)> {
        let machine_type = match self.params["type"].as_str() {
            Some("EXPRESS") => MachineType::Express,
            _ => MachineType::Standard,
        };
        Some((self.params["definition"].as_str()?, machine_type))
    }

    fn is(&self, operations: &[&str]) -> bool {
        self.operation
            .as_deref()
            .is_some_and(|operation| operations.contains(&operation))
    }
}

fn recordings(folder: &Path) -> Vec<(String, Case)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("aws/sfn"))
        .expect("the recordings")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let case = |file: PathBuf| {
        let name = file
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        Some((name, serde_json::from_str(&read(&file)).ok()?))
    };
    files.into_iter().filter_map(case).collect()
}

/// Where a reference to an earlier answer stands, put what AWS would have answered.
fn resolved(definition: &str) -> String {
    let mut resolved = definition
        .replace("${region}", "us-east-1")
        .replace("${account}", "111111111111");
    while let Some(start) = resolved.find("${ref:") {
        let end = start + resolved[start..].find('}').expect("a closed reference");
        let arn = if resolved[start..end].contains("ctivityArn") {
            "states:us-east-1:1:activity:a"
        } else {
            "lambda:us-east-1:1:function:f"
        };
        resolved.replace_range(start..=end, &format!("arn:aws:{arn}"));
    }
    resolved
}

#[test]
fn recorded_definitions_have_aws_verdict() {
    let Some(folder) = conformance() else { return };
    let (mut accepted, mut refused, mut wrong) = (0, 0, Vec::new());
    for (name, case) in recordings(&folder) {
        for step in case
            .steps
            .iter()
            .filter(|step| step.is(&["CreateStateMachine", "UpdateStateMachine"]))
        {
            let Some((definition, machine_type)) = step.definition() else {
                continue;
            };
            let ours = refusal(&resolved(definition), machine_type);
            let theirs = case.expected.to_string();
            let about_definition =
                step.expect_error && theirs.contains("Invalid State Machine Definition");
            match ours {
                None if !about_definition => accepted += 1,
                Some(text)
                    if about_definition
                        && theirs.replace("arn:<partition>", "arn:aws").contains(&text) =>
                {
                    refused += 1
                }
                ours => wrong.push(format!(
                    "{name}: {ours:?}, AWS: {}",
                    if about_definition {
                        &theirs
                    } else {
                        "accepted"
                    }
                )),
            }
        }
    }
    println!("{accepted} accepted, {refused} refused as recorded");
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn recorded_diagnostics_are_ours() {
    let Some(folder) = conformance() else { return };
    for (name, case) in recordings(&folder) {
        for step in case
            .steps
            .iter()
            .filter(|step| step.is(&["ValidateStateMachineDefinition"]))
        {
            let (definition, machine_type) = step.definition().expect("a definition");
            let ours: Vec<Value> = validate(definition, machine_type)
                .into_iter()
                .filter(|found| found.severity == Severity::Error)
                .map(|found| {
                    serde_json::json!({
                        "code": found.code.to_string(), "location": found.location, "message": found.message, "severity": "ERROR",
                    })
                })
                .collect();
            assert_eq!(
                Value::Array(ours),
                case.expected["validation_response"]["diagnostics"],
                "{name}"
            );
        }
    }
}

/// What validation accepts must compile, or a state machine could be created that cannot run.
#[test]
fn accepted_definitions_compile() {
    let Some(folder) = conformance() else { return };
    let folder = folder.join("asl");
    let files = |list: &str, subfolder: &str| {
        let subfolder = folder.join(subfolder);
        listed(&folder, list)
            .into_iter()
            .map(move |entry| subfolder.join(entry.file))
            .collect::<Vec<_>>()
    };
    let mut wrong = Vec::new();
    for file in files("real.json", "real")
        .into_iter()
        .chain(files("verdict.json", "verdict"))
    {
        let definition = read(&file);
        if refusal(&definition, MachineType::Standard).is_none()
            && let Err(errors) = asl::program::Program::compile(&definition)
        {
            wrong.push(format!("{}: {errors:?}", file.display()));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} do not compile:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
