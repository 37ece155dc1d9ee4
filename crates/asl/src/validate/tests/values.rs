//! Single values: numbers, paths, templates, variables.

use super::*;

#[test]
fn numbers_are_tested_from_both_sides() {
    for (seconds, message) in [
        (json!(0), Some("Minimum value is 1")),
        (json!(1), None),
        (json!(99_999_999), None),
        (json!(100_000_000), Some("Maximum value is 99999999")),
        (json!(1e30), Some("Expected value of type Integer")),
        (json!(u64::MAX), Some("Maximum value is 99999999")),
        (json!(1.5), Some("Expected value of type Integer")),
        (json!("1"), Some("Expected value of type Integer")),
    ] {
        let expected: Vec<(&str, &str)> = message
            .map(|message| (message, "/TimeoutSeconds"))
            .into_iter()
            .collect();
        check(
            json!({"Type": "Task", "Resource": "arn:aws:lambda:r:1:function:f", "TimeoutSeconds": seconds}),
            &expected,
        );
    }
    let processor = json!({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}});
    for (percentage, message) in [
        (-0.1, Some("Minimum value is 0.0")),
        (0.0, None),
        (100.0, None),
        (100.1, Some("Maximum value is 100.0")),
    ] {
        let expected: Vec<(&str, &str)> = message
            .map(|message| (message, "/ToleratedFailurePercentage"))
            .into_iter()
            .collect();
        check(
            json!({"Type": "Map", "Iterator": processor, "ToleratedFailurePercentage": percentage}),
            &expected,
        );
    }
}

#[test]
fn paths() {
    check(
        json!({"Type": "Pass", "InputPath": "Test", "OutputPath": null, "ResultPath": "$..a"}),
        &[
            ("Value must be a valid JSONPath.", "/InputPath"),
            ("Value is not a Reference Path", "/ResultPath"),
        ],
    );
    check(
        json!({"Type": "Pass", "ResultPath": "$$.a", "InputPath": "$$.Execution.Input"}),
        &[("Value is not a Reference Path", "/ResultPath")],
    );
    check(
        json!({"Type": "Pass", "InputPath": 1}),
        &[("Expected value of type String", "/InputPath")],
    );
}

#[test]
fn templates() {
    let message = |name: &str| {
        format!(
            "The value for the field '{name}' must be a valid JSONPath or a valid intrinsic function call"
        )
    };
    let bad = message("a.$");
    check(
        json!({"Type": "Pass", "Parameters": {"a.$": "x", "b.$": "$.ok", "c.$": "States.UUID()"}}),
        &[(&bad, "/Parameters")],
    );
    check(
        json!({"Type": "Pass", "Parameters": {"l": [1, {"a.$": 5}]}}),
        &[(&bad, "/Parameters/l[1]")],
    );
    check(
        json!({"Type": "Pass", "Parameters": {"a": 1, "a.$": "$.x"}}),
        &[(
            "There should only be one of the following fields: [a, a.$]",
            "/Parameters",
        )],
    );
    check(
        json!({"Type": "Pass", "Parameters": {"a.$": "States.MathAdd(1,'-1')"}}),
        &[(&bad, "/Parameters")],
    );
    check(
        json!({"Type": "Pass", "QueryLanguage": "JSONata", "Output": "10 %}"}),
        &[(
            "JSONata string must start with {% and end with %}",
            "/Output",
        )],
    );
    assert_eq!(
        found(&machine(
            json!({"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"a": ["{% 1 + %}"]}, "End": true})
        )),
        ["INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/S/Output/a[0]"]
    );
}

#[test]
fn variables() {
    let state = json!({"Type": "Pass", "End": true, "Assign": {"ok.$": "$.a", "states": 1, "1a": 2, "a.b": 3}});
    assert_eq!(
        found(&machine(state)),
        [
            "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/S/Assign/states",
            "INVALID_VARIABLE_NAME: Invalid variable name '1a': the variable name contains invalid characters. at /States/S/Assign/1a",
            "INVALID_VARIABLE_NAME: Invalid variable name 'a.b': the variable name contains invalid characters. at /States/S/Assign/a.b",
        ]
    );
    let named = |length: usize| {
        found(&machine(
            json!({"Type": "Pass", "End": true, "Assign": {"v".repeat(length): 1}}),
        ))
    };
    assert!(named(80).is_empty());
    assert_eq!(named(81).len(), 1);
}
