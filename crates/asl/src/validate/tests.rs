//! What is found in definitions, and where.

mod choices;
mod errors;
mod fields;
mod findings;
mod graphs;
mod jsonata;
mod maps;
mod random;
mod recorded;
mod resources;
mod values;

use super::*;
use serde_json::{Value, json};

/// The findings about a definition, as `CODE: message at location`.
fn found(definition: &Value) -> Vec<String> {
    lines(&definition.to_string(), MachineType::Standard)
}

fn lines(definition: &str, machine_type: MachineType) -> Vec<String> {
    validate(definition, machine_type)
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// A machine of this one state, named S.
fn machine(state: Value) -> Value {
    json!({"StartAt": "S", "States": {"S": state}})
}

/// `state` (with `End` added) gives these findings of the schema, each below `/States/S`.
fn check(state: Value, expected: &[(&str, &str)]) {
    let mut state = state;
    if state["End"].is_null()
        && !matches!(state["Type"].as_str(), Some("Choice" | "Fail" | "Succeed"))
    {
        state["End"] = json!(true);
    }
    let expected: Vec<String> = expected
        .iter()
        .map(|(message, location)| {
            format!("SCHEMA_VALIDATION_FAILED: {message} at /States/S{location}")
        })
        .collect();
    assert_eq!(found(&machine(state.clone())), expected, "{state}");
}
