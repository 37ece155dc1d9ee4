//! What this crate answers, botocore reads as it was meant: `data/answers.json`, checked by `data/capture.py answers`.
//!
//! `BLESS=1 cargo test -p aws --test answers` writes the answers anew; run the check after it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use aws::{Service, check_output, encode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Answer {
    service: String,
    operation: String,
    output: Value,
    #[serde(default)]
    status: u16,
    #[serde(default)]
    headers: Map<String, Value>,
    #[serde(default)]
    body: String,
}

impl Answer {
    fn given_now(&self) -> Self {
        let service = Service::from_signing_name(&self.service).unwrap();
        let operation = service.operation(&self.operation).unwrap();
        check_output(operation, &self.output).unwrap();
        let response = encode(
            service,
            operation,
            &self.output,
            "8c5f1a4e-0000-4000-8000-000000000001",
        );
        let headers = response.headers().iter();
        let headers =
            headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().into()));
        Self {
            service: self.service.clone(),
            operation: self.operation.clone(),
            output: self.output.clone(),
            status: response.status().as_u16(),
            headers: headers.collect(),
            body: STANDARD.encode(response.body()),
        }
    }
}

#[test]
fn every_answer_is_the_one_that_botocore_was_seen_to_read() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/answers.json");
    let recorded: Vec<Answer> =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let given: Vec<Answer> = recorded.iter().map(Answer::given_now).collect();
    if std::env::var_os("BLESS").is_some() {
        let rows: Vec<String> = given
            .iter()
            .map(|a| serde_json::to_string(a).unwrap())
            .collect();
        std::fs::write(path, format!("[\n{}\n]\n", rows.join(",\n"))).unwrap();
        return;
    }
    for (given, recorded) in given.iter().zip(&recorded) {
        assert_eq!(given, recorded);
    }
}
