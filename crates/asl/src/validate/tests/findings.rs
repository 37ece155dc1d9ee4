//! What is said about texts of any kind, and how much of it.

use super::*;

#[test]
fn repeated_fields_are_no_json() {
    let text = "{\"StartAt\": \"S\",\n \"States\": {\"S\": {\"Type\": \"Pass\", \"End\": true, \"End\": true}}}";
    let found = validate(text, MachineType::Standard);
    assert_eq!(found[0].code, Code::InvalidJsonDescription);
    assert!(
        found[0]
            .message
            .starts_with("Duplicate field 'End'\n at [Source: (String)")
    );
    assert_eq!(found[0].span, Some((2, 48)));
    assert_eq!(found.len(), 1);
}

#[test]
fn warnings_do_not_refuse() {
    let state = json!({"Type": "Pass", "End": true, "Result": {"a.$": "$.x"}, "Parameters": {"b": "$.x", "c": "States.UUID()", "d": "$5"}});
    let found = validate(&machine(state).to_string(), MachineType::Standard);
    let codes: Vec<Code> = found.iter().map(|found| found.code).collect();
    assert_eq!(
        codes,
        [Code::NoDollar, Code::NoDollar, Code::PassResultIsStatic]
    );
    assert!(
        found
            .iter()
            .all(|found| found.severity == Severity::Warning)
    );
    assert_eq!(invalid_definition(&found), None);
}

#[test]
fn anything_at_all() {
    assert_eq!(
        lines(" ", MachineType::Standard),
        ["MISSING_DESCRIPTION: Received a null or empty workflow input. at null"]
    );
    for text in [
        "null",
        "[]",
        "1",
        "{}",
        r#"{"States": 1, "StartAt": 1}"#,
        r#"{"States": {}, "StartAt": "A"}"#,
        r#"{"StartAt": "A", "States": {"A": 1, "B": {"Type": 1}}}"#,
    ] {
        assert!(
            invalid_definition(&validate(text, MachineType::Standard)).is_some(),
            "{text}"
        );
    }
    let found = validate(&"[".repeat(100_000), MachineType::Standard);
    assert_eq!(found[0].code, Code::InvalidJsonDescription);
}

#[test]
fn findings_are_bounded_but_an_error_is_always_told() {
    let fields: serde_json::Map<_, _> = (0..2 * MAX_FOUND)
        .map(|index| (format!("f{index}"), json!("$.x")))
        .collect();
    let warned =
        machine(json!({"Type": "Pass", "Parameters": fields.clone(), "Retry": [], "End": true}));
    let found = validate(&warned.to_string(), MachineType::Standard);
    assert_eq!(found.len(), MAX_FOUND + 1);
    assert!(invalid_definition(&found).is_some());
    let wrong = machine(Value::Object(
        fields
            .into_iter()
            .chain([("Type".to_owned(), json!("Pass"))])
            .collect(),
    ));
    assert_eq!(
        validate(&wrong.to_string(), MachineType::Standard).len(),
        MAX_FOUND
    );
}
