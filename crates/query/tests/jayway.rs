//! Every path of the Jayway corpus, but for a few answers that are defects of that version.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use query::jsonpath::{Dialect, JsonPath};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::PathBuf;

/// One corpus; see `conformance/README.md` of the shared folder.
#[derive(Deserialize)]
struct Corpus {
    document: Value,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    path: String,
    definite: Option<bool>,
    /// Absent on an error; `null` is an answer.
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    error: Option<String>,
    message: Option<String>,
}

fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// Where we answer otherwise on purpose: path, our answer (`None`: refused), reason.
fn exceptions() -> Vec<(&'static str, Option<Value>, &'static str)> {
    let not_cheap = json!(["Sword", "LOTR"]);
    let type_mix = "2.0.0 throws NumberFormatException when a number meets a word; later versions call it unequal";
    vec![
        ("$.a[1:4:2]", Some(json!([2, 4])), "2.0.0 ignores the step"),
        (
            "$.store]",
            None,
            "2.0.0 gives an empty object for an unbalanced bracket",
        ),
        (
            "$.store.book[?(!(@.price < 10))].title",
            Some(not_cheap),
            "2.0.0 ignores ! before parentheses",
        ),
        (
            "$.o['q\\'uote']",
            Some(json!(3)),
            "2.0.0 stops the name at the escaped quote and drops the rest",
        ),
        (
            "$.o[\"q'uote\"]",
            None,
            "2.0.0 refuses double quotes, but overlooks these and gives an empty object",
        ),
        ("$.a[1.5]", None, "2.0.0 cuts the index off at the point"),
        ("$.mix[?(@ == 'two')]", Some(json!(["two"])), type_mix),
        ("$.mix[?(@ == true)]", Some(json!([true])), type_mix),
    ]
}

fn corpus() -> Option<Corpus> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shared =
        std::env::var_os("STEPWELL_SHARED").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let file = shared.join("conformance/jsonpath/jayway.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        println!("skipped: {} not found", file.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("the corpus is JSON"))
}

/// Our answer: the value, or the error of parsing (`Err(None)`) or evaluating (`Err(Some(text))`).
fn answer(path: &str, document: &Value) -> (Option<bool>, Result<Value, Option<String>>) {
    match JsonPath::parse_with(path, Dialect::Gateway) {
        Err(_) => (None, Err(None)),
        Ok(parsed) => {
            let result = parsed.select(document).map(|value| value.into_owned());
            (
                Some(parsed.is_definite()),
                result.map_err(|error| Some(error.to_string())),
            )
        }
    }
}

fn difference(case: &Case, document: &Value) -> Option<String> {
    let (definite, ours) = answer(&case.path, document);
    let exception = exceptions()
        .into_iter()
        .find(|(path, ..)| *path == case.path);
    let agrees = match (&exception, &ours) {
        (Some((_, expected, _)), _) => ours.as_ref().ok() == expected.as_ref(),
        (None, Ok(value)) => case.result.as_ref() == Some(value) && definite == case.definite,
        (None, Err(Some(text))) if case.error.as_deref() == Some("PathNotFoundException") => {
            case.message.as_ref() == Some(text) && definite == case.definite
        }
        (None, Err(_)) => case.error.is_some(),
    };
    (!agrees).then(|| {
        format!(
            "{}: {ours:?}, expected {:?} {:?}",
            case.path, case.result, case.message
        )
    })
}

#[test]
fn agrees_with_jayway() {
    let Some(corpus) = corpus() else { return };
    let differences: Vec<String> = corpus
        .cases
        .iter()
        .filter_map(|case| difference(case, &corpus.document))
        .collect();
    assert!(
        differences.is_empty(),
        "{} of {}:\n{}",
        differences.len(),
        corpus.cases.len(),
        differences.join("\n")
    );
}
