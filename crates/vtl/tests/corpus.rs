//! The recorded corpus: what Apache Velocity 1.7 gives by itself, and with API Gateway's rule for references.
//!
//! The cases are read in place from the shared conformance folder; without it the tests say so and pass.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests; skips are told"
)]

use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value as Json;
use vtl::{Context, InvalidReference, Key, Limits, Template, Value};

/// One case, as `conformance/vtl/README.md` describes it.
#[derive(Deserialize)]
struct Case {
    id: String,
    template: String,
    #[serde(default)]
    context: Json,
    apigw: Option<Json>,
    expected: Option<String>,
    expected_error: Option<String>,
    expected_apigw: Option<String>,
    expected_apigw_error: Option<String>,
    #[serde(default)]
    nondeterministic: bool,
    #[serde(default)]
    java_reflection: bool,
}

/// The corpus, or nothing when it is not on this machine.
fn corpus() -> Option<PathBuf> {
    let shared = std::env::var_os("STEPWELL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = shared.join("conformance/vtl");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} not found", folder.display());
    None
}

fn cases() -> Vec<Case> {
    let Some(folder) = corpus() else {
        return Vec::new();
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "json")
    });
    files.sort();
    let read = |file: &PathBuf| -> Vec<Case> {
        serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
    };
    let mut cases: Vec<Case> = files.iter().flat_map(read).collect();
    if let Some(more) = std::env::var_os("VTL_MORE_CASES") {
        cases.extend(read(&PathBuf::from(more)));
    }
    // API Gateway's own objects are not this crate's.
    cases.retain(|case| case.apigw.is_none());
    cases
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::String(text) => Value::from(text.as_str()),
        Json::Number(number) => match number.as_i64() {
            Some(long) => i32::try_from(long).map_or(Value::Long(long), Value::Int),
            None => Value::Double(number.as_f64().unwrap()),
        },
        Json::Array(items) => Value::json_array(items.iter().map(value).collect()),
        Json::Object(entries) => Value::map(
            entries
                .iter()
                .map(|(key, item)| (Key::from(key.as_str()), value(item))),
        ),
    }
}

fn run(case: &Case, invalid: InvalidReference) -> Result<String, String> {
    let mut context = Context::new(invalid);
    if let Json::Object(entries) = &case.context {
        for (name, item) in entries {
            context.put(name, value(item));
        }
    }
    let template = Template::parse(&case.template).map_err(|error| error.to_string())?;
    template
        .render(&context, &Limits::default())
        .map_err(|error| error.to_string())
}

/// Runs all cases in one mode and reports every difference at once.
fn check(mode: &str, invalid: InvalidReference, expect: impl Fn(&Case) -> (Option<&String>, bool)) {
    let (mut passed, mut failures) = (0, Vec::new());
    for case in cases()
        .iter()
        .filter(|case| !case.nondeterministic && !case.java_reflection)
    {
        let (expected, fails) = expect(case);
        let got = run(case, invalid);
        let right = match (&got, expected) {
            (Ok(got), Some(expected)) => got == expected,
            (Err(_), None) => fails,
            _ => false,
        };
        if right {
            passed += 1;
        } else {
            failures.push(format!(
                "{} {:?}\n    expected {expected:?}\n    got      {got:?}",
                case.id, case.template
            ));
        }
    }
    println!("{mode}: {passed} passed, {} failed", failures.len());
    assert!(
        failures.is_empty(),
        "{mode}: {passed} passed, {} failed\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn stock_velocity() {
    check("stock", InvalidReference::Literal, |case| {
        (case.expected.as_ref(), case.expected_error.is_some())
    });
}

#[test]
fn api_gateway() {
    check("API Gateway", InvalidReference::Empty, |case| {
        if case.expected_apigw.is_some() || case.expected_apigw_error.is_some() {
            (
                case.expected_apigw.as_ref(),
                case.expected_apigw_error.is_some(),
            )
        } else {
            (case.expected.as_ref(), case.expected_error.is_some())
        }
    });
}

#[test]
fn reflection_is_refused() {
    for case in cases().iter().filter(|case| case.java_reflection) {
        assert_eq!(
            run(case, InvalidReference::Literal).as_deref(),
            Ok(case.template.as_str()),
            "{}",
            case.id
        );
        assert_eq!(
            run(case, InvalidReference::Empty).as_deref(),
            Ok(""),
            "{}",
            case.id
        );
    }
}
