//! The official JSONata test suite (`test/test-suite` of <https://github.com/jsonata-js/jsonata>) through our
//! evaluator and its bounds.
//!
//! The suite is not part of the project. It is looked for in `JSONATA_SUITE` and in
//! `../shared/conformance/jsonata`: a folder that holds `datasets` and `groups`, perhaps `skip`. Where there is none
//! the test says so and passes. `make test` fetches it with `scripts/jsonata-suite`.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use model::Timestamp;
use query::jsonata::{Bound, Evaluator, Expression, Failure, Limits, Moment};
use serde_json::{Map, Value};

/// How many of its cases may fail: two name half a surrogate pair, which no text here can hold.
const MOST_FAILED: usize = 2;

fn suite() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let shared = std::env::var_os("STEPWELL_SHARED").map_or_else(beside, PathBuf::from);
    let named = std::env::var_os("JSONATA_SUITE").filter(|folder| !folder.is_empty());
    let named = named.map(PathBuf::from);
    let folder = named.unwrap_or_else(|| shared.join("conformance/jsonata"));
    folder.join("groups").is_dir().then_some(folder)
}

#[test]
fn the_official_suite_passes() {
    let Some(folder) = suite() else {
        println!("skipped: JSONATA_SUITE is not set and ../shared/conformance/jsonata not found");
        return;
    };
    let (mut passed, mut failed) = (0, Vec::new());
    for file in files(&folder) {
        let text = std::fs::read_to_string(&file).unwrap();
        let Ok(cases) = serde_json::from_str::<Value>(&text) else {
            // Lone surrogates are no text here.
            failed.push(format!("{}: no JSON that Rust can hold", file.display()));
            continue;
        };
        let cases = match cases {
            Value::Array(cases) => cases,
            case => vec![case],
        };
        for case in cases {
            match play(&folder, &file, case.as_object().unwrap()) {
                Ok(()) => passed += 1,
                Err(how) => failed.push(format!("{}: {how}", file.display())),
            }
        }
    }
    for how in &failed {
        println!("{how}");
    }
    println!("{passed} of {} cases pass", passed + failed.len());
    assert!(failed.len() <= MOST_FAILED, "{} fail", failed.len());
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.join("groups"), folder.join("skip")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false if path.extension().is_some_and(|name| name == "json") => files.push(path),
                false => {}
            }
        }
    }
    files.sort();
    files
}

type Case = Map<String, Value>;

fn play(folder: &Path, file: &Path, case: &Case) -> Result<(), String> {
    let text = |name: &str| case.get(name).and_then(Value::as_str);
    let expression = match text("expr-file") {
        Some(name) => std::fs::read_to_string(file.with_file_name(name)).unwrap(),
        None => text("expr").unwrap_or_default().to_owned(),
    };
    let head = format!("{expression:?}");
    let outcome = evaluate(folder, case, &expression);
    let code = case.get("code").and_then(Value::as_str).or_else(|| {
        let error = case.get("error")?;
        error.get("code").and_then(Value::as_str)
    });
    match (code, outcome) {
        (Some(code), Err(error)) if same_code(code, &error) => Ok(()),
        (Some(code), outcome) => Err(format!("{head} gives {outcome:?}, not {code}")),
        (None, Ok(found)) => agree(case, found.as_ref()).map_err(|how| format!("{head} {how}")),
        (None, Err(error)) => Err(format!("{head} fails: {error}")),
    }
}

/// The codes for too deep and too long have changed over time; ours has AWS's texts, which have none.
fn same_code(code: &str, error: &str) -> bool {
    let bounds = ["Stack overflow error", "Expression evaluation timeout"];
    let bound = ["U1001", "D1011", "D1012"].contains(&code);
    error.starts_with(code) || (bound && bounds.iter().any(|text| error.starts_with(text)))
}

fn evaluate(folder: &Path, case: &Case, text: &str) -> Result<Option<Value>, String> {
    let expression = Expression::parse(text).map_err(|error| error.to_string())?;
    let document = match (
        case.get("data"),
        case.get("dataset").and_then(Value::as_str),
    ) {
        (Some(data), _) => Some(data.clone()),
        (None, Some(name)) => {
            let path = folder.join("datasets").join(format!("{name}.json"));
            Some(serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
        }
        (None, None) => None,
    };
    let bindings = case.get("bindings").and_then(Value::as_object);
    let bindings = bindings.into_iter().flatten();
    let bindings = bindings.map(|(name, value)| (name.clone(), Bound::from(value)));
    let number = |name: &str| case.get(name).and_then(Value::as_u64);
    let limits = Limits {
        time: number("timelimit").map_or(Duration::from_secs(20), Duration::from_millis),
        depth: number("depth").map_or(10_000, |depth| usize::try_from(depth).unwrap()),
        // The suite counts sequences of ten million.
        sequence: 10_000_000,
        ..Limits::default()
    };
    // One case compares the present with what the builtins take it for.
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis();
    let moment = Moment {
        now: Timestamp::from_millis(i64::try_from(now).unwrap()),
        seed: 1,
    };
    let evaluator = Evaluator::new(limits, moment, bindings.collect()).with_eval();
    let result = match &document {
        Some(document) => evaluator.evaluate_on(&expression, &Bound::from(document)),
        None => evaluator.evaluate(&expression),
    };
    match result {
        Ok(value) => Ok(Some(value)),
        Err(Failure::Undefined) => Ok(None),
        Err(Failure::Thrown(text)) => Err(text),
        Err(failure) => Err(failure.to_string()),
    }
}

fn agree(case: &Case, found: Option<&Value>) -> Result<(), String> {
    if case.get("undefinedResult") == Some(&Value::Bool(true)) {
        return match found {
            None => Ok(()),
            Some(found) => Err(format!("gives {found}, not nothing")),
        };
    }
    let Some(expected) = case.get("result") else {
        return Ok(());
    };
    let found = found.ok_or_else(|| format!("gives nothing, not {expected}"))?;
    let unordered = case.get("unordered") == Some(&Value::Bool(true));
    match same(expected, found) || (unordered && same_items(expected, found)) {
        true => Ok(()),
        false => Err(format!("gives {found}, not {expected}")),
    }
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

fn same_items(a: &Value, b: &Value) -> bool {
    let count = |value: &Value| {
        let mut counts = BTreeMap::new();
        for item in value.as_array().into_iter().flatten() {
            *counts.entry(item.to_string()).or_insert(0) += 1;
        }
        counts
    };
    count(a) == count(b)
}
