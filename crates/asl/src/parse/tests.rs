//! What the parser keeps and what it refuses.

use super::*;
use crate::ast::{Kind, PathField, Test};

fn errors(text: &str) -> Vec<String> {
    let errors = parse(text).expect_err("refused");
    errors.iter().map(ToString::to_string).collect()
}

fn state(text: &str) -> crate::ast::State {
    let machine = parse(&format!(r#"{{"States": {{"A": {text}}}}}"#)).unwrap();
    machine.graph.states.unwrap().shift_remove("A").unwrap()
}

#[test]
fn absent_and_null_differ() {
    assert_eq!(state(r#"{"Type": "Pass"}"#).input_path, PathField::Absent);
    let null = state(r#"{"Type": "Pass", "InputPath": null, "Result": null}"#);
    assert_eq!(null.input_path, PathField::Null);
    assert!(matches!(null.kind, Kind::Pass(pass) if pass.result == Some(serde_json::Value::Null)));
}

#[test]
fn unknown_fields_are_kept_by_name() {
    let state = state(r#"{"Type": "Pass", "Results": 1, "End": true}"#);
    assert_eq!(state.unknown, ["Results"]);
}

#[test]
fn not_json_says_where() {
    assert_eq!(
        errors("{\n  not json"),
        ["key must be a string at [Source: line: 2, column: 3]"]
    );
    assert_eq!(errors("[]"), ["Expected value of type Object at /"]);
}

#[test]
fn a_field_said_twice_is_named_with_its_object() {
    let text = r#"{"States": {"A": {"Type": "Pass", "End": true, "End": true}}}"#;
    assert_eq!(errors(text), ["Duplicate field 'End' at /States/A"]);
}

#[test]
fn wrong_types_are_all_listed() {
    let text = r#"{"StartAt": 1, "States": {"A": {"Type": "Pass", "End": 1},
        "B": {"Type": "Nothing"}, "C": {}, "D": {"Type": "Task", "Retry": [{"ErrorEquals": [1]}]}}}"#;
    assert_eq!(
        errors(text),
        [
            "Expected value of type String at /StartAt",
            "Expected value of type Boolean at /States/A/End",
            "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/B/Type",
            "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/C/Type",
            "Expected value of type String at /States/D/Retry/0/ErrorEquals/0",
        ]
    );
}

#[test]
fn choice_rules_nest() {
    let state = state(
        r#"{"Type": "Choice", "Choices": [{"Not": {"And": [{"Variable": "$.a", "IsNull": true, "Next": "X"}]}, "Next": "B"}]}"#,
    );
    let Kind::Choice(choice) = state.kind else {
        panic!("a Choice");
    };
    let rule = &choice.choices.unwrap()[0];
    assert_eq!(rule.next.as_deref(), Some("B"));
    let Some(Test::Not(not)) = &rule.test else {
        panic!("a Not");
    };
    let Test::And(and) = &**not else {
        panic!("an And");
    };
    assert!(
        matches!(&and[0], Test::Compare(comparison) if comparison.next.as_deref() == Some("X"))
    );
}

#[test]
fn nesting_beyond_the_limit_is_refused_not_a_crash() {
    let text = "[".repeat(100_000);
    assert!(parse(&text).is_err());
}
