//! What is found in definitions, and where.

use super::*;
use proptest::prelude::*;
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

#[test]
fn recorded_findings() {
    assert_eq!(
        found(&json!({"States": {"StartState": {"Type": "Pass", "End": true}}})),
        ["SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /"]
    );
    assert_eq!(
        found(&json!({"Comment": "BASE_INVALID_DER", "StartAt": "State_1"})),
        ["SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /"]
    );
    assert_eq!(
        found(
            &json!({"QueryLanguage": "JSONata", "StartAt": "Pass", "States": {"Pass": {"Type": "Pass", "End": true, "QueryLanguage": "JSONPath"}}})
        ),
        [
            "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/Pass"
        ]
    );
    let text = "not a definition";
    let found = validate(text, MachineType::Standard);
    assert_eq!(found[0].code, Code::InvalidJsonDescription);
    assert_eq!(
        found[0].location.as_deref(),
        Some(r#"[Source: (String)"not a definition"; line: 1, column: 4]"#)
    );
    assert!(
        found[0]
            .message
            .ends_with("\n at [Source: (String)\"not a definition\"; line: 1, column: 4]")
    );
    assert_eq!(found[0].span, Some((1, 4)));
    check(
        json!({"Type": "TypeThatDoesNotExist"}),
        &[(
            "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]",
            "/Type",
        )],
    );
    check(
        json!({"Type": "Parallel", "Branches": []}),
        &[("Value cannot be empty", "/Branches")],
    );
    let credentials = json!({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "QueryLanguage": "JSONata", "Arguments": "{% $states.input %}", "Credentials": {}});
    check(
        credentials,
        &[(
            "The field 'RoleArn' is required but was missing",
            "/Credentials",
        )],
    );
    check(
        json!({"Type": "Wait", "Timestamp": "{% '2016-03-14T01:59:00Z' %}"}),
        &[("String does not match RFC3339 timestamp", "/Timestamp")],
    );
    let query = "The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.";
    check(
        json!({"Type": "Task", "Resource": "arn:aws:states:::dynamodb:query", "Parameters": {}}),
        &[(query, "/Resource")],
    );
}

#[test]
fn express_workflows_do_not_wait() {
    let express = |resource: &str, parameters: Value| {
        let state =
            json!({"Type": "Task", "Resource": resource, "Parameters": parameters, "End": true});
        invalid_definition(&validate(&machine(state).to_string(), MachineType::Express)).unwrap()
    };
    assert_eq!(
        express(
            "arn:aws:states:::sns:publish.waitForTaskToken",
            json!({"Message": "m"})
        ),
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Express state machine does not support '.waitForTaskToken' service integration  at /States/S/Resource'"
    );
    assert_eq!(
        express(
            "arn:aws:states:::states:startExecution.sync",
            json!({"StateMachineArn": "a"})
        ),
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Express state machine does not support '.sync' service integration at /States/S/Resource'"
    );
    assert_eq!(
        express(
            "arn:aws:states:eu-west-1:111111111111:activity:a",
            json!({})
        ),
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Express state machine does not support Activity ARN at /States/S/Resource'"
    );
}

#[test]
fn fields_by_type_and_language() {
    check(
        json!({"Type": "Pass", "TimeoutSeconds": 1, "Retry": []}),
        &[
            ("Field 'TimeoutSeconds' is not supported", ""),
            ("Field 'Retry' is not supported", ""),
        ],
    );
    check(
        json!({"Type": "Pass", "Resultpath": "$"}),
        &[("Field 'Resultpath' is not supported", "")],
    );
    check(
        json!({"Type": "Wait", "Seconds": 1, "ResultPath": null}),
        &[("Field 'ResultPath' is not supported", "")],
    );
    check(
        json!({"Type": "Pass", "Output": 1}),
        &[(
            "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
            "",
        )],
    );
    check(
        json!({"Type": "Pass", "QueryLanguage": "JSONata", "ResultPath": "$"}),
        &[(
            "The QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage",
            "",
        )],
    );
    check(
        json!({"Type": "Pass", "QueryLanguage": "SQL"}),
        &[(
            "Value should be one of the following: [JSONPath, JSONata]",
            "/QueryLanguage",
        )],
    );
    check(
        json!({"Type": "Pass", "Comment": 1}),
        &[("Expected value of type String", "/Comment")],
    );
    check(
        json!({"Type": "Task"}),
        &[("These fields are required: [Resource]", "")],
    );
    check(
        json!({"Comment": "no type"}),
        &[("These fields are required: [Type]", "")],
    );
}

#[test]
fn next_or_end() {
    let one = "This object should have only one of the following fields: [Next, End]";
    check(json!({"Type": "Pass", "End": false}), &[(one, "")]);
    check(
        json!({"Type": "Pass", "End": true, "Next": "S"}),
        &[(
            "There should only be one of the following fields: [Next, End]",
            "",
        )],
    );
    check(
        json!({"Type": "Succeed", "End": true}),
        &[("Field 'End' is not supported", "")],
    );
}

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
fn resources() {
    for resource in [
        "create",
        "",
        "arn",
        "arn:aws:states:::lambda",
        "arn:aws:s3:::bucket",
        "${open",
    ] {
        check(
            json!({"Type": "Task", "Resource": resource}),
            &[("Value is not a valid resource ARN", "/Resource")],
        );
    }
    for resource in [
        "arn:aws:lambda:r:1:function:f",
        "arn:aws:states:r:1:activity:a",
        "${Function}",
        "arn:${Partition}:lambda:r:1:function:f",
    ] {
        check(json!({"Type": "Task", "Resource": resource}), &[]);
    }
    for resource in [
        "lambda:invoke.sync",
        "lambda:nope",
        "aws-sdk:s3:getObject.sync",
        "dynamodb:putItem.waitForTaskToken",
        "sqs:sendMessage.sync:2",
    ] {
        let state = json!({"Type": "Task", "Resource": format!("arn:aws:states:::{resource}"), "Parameters": {}, "End": true});
        assert!(
            found(&machine(state))[0].contains("is not recognized"),
            "{resource}"
        );
    }
    let invoke = "arn:aws:states:::lambda:invoke";
    check(
        json!({"Type": "Task", "Resource": invoke}),
        &[(
            "Parameters field is required for resource ARN: arn:aws:states:::lambda:invoke",
            "",
        )],
    );
    check(
        json!({"Type": "Task", "Resource": invoke, "Parameters": {}}),
        &[(
            "The field 'FunctionName' is required but was missing",
            "/Parameters",
        )],
    );
    check(
        json!({"Type": "Task", "Resource": invoke, "Parameters": {"FunctionName.$": "$.f"}}),
        &[],
    );
    let activity = json!({"Type": "Task", "Resource": "arn:aws:states:r:1:activity:a", "Credentials": {"RoleArn": "r"}});
    check(
        activity,
        &[(
            "The field 'Credentials' is not supported for activities",
            "/Credentials",
        )],
    );
}

#[test]
fn wait_fail_and_task_pairs() {
    let wait = "There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]";
    check(
        json!({"Type": "Wait", "Seconds": 1, "SecondsPath": "$.s"}),
        &[(wait, "")],
    );
    check(
        json!({"Type": "Wait"}),
        &[(
            "This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp]",
            "",
        )],
    );
    check(
        json!({"Type": "Fail", "Cause": "c", "CausePath": "$.c"}),
        &[(
            "There should only be one of the following fields: [Cause, CausePath]",
            "",
        )],
    );
    check(
        json!({"Type": "Fail", "ErrorPath": "States.UUID()", "CausePath": "States.Nope()"}),
        &[(
            "Value must be a valid JSONPath or a valid intrinsic function call",
            "/CausePath",
        )],
    );
    let heartbeat = json!({"Type": "Task", "Resource": "arn:aws:lambda:r:1:function:f", "TimeoutSeconds": 5, "HeartbeatSeconds": 5});
    check(
        heartbeat,
        &[(
            "HeartbeatSeconds must be smaller than TimeoutSeconds",
            "/HeartbeatSeconds",
        )],
    );
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

/// Observed on AWS.
#[test]
fn what_expressions_cannot_read() {
    let output = |text: &str| {
        machine(
            json!({"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"v": text}, "End": true}),
        )
    };
    for (text, messages) in [
        (
            "{% phone %}",
            vec!["Reference to 'phone' at the top level is not supported."],
        ),
        (
            "{% $sum([a, b, a]) %}",
            vec![
                "Reference to 'a' at the top level is not supported.",
                "Reference to 'b' at the top level is not supported.",
            ],
        ),
        (
            "{% $ %}",
            vec!["Reference to '$' at the top level is not supported."],
        ),
        ("{% $$.a %}", vec!["Reference to '$$' is not supported."]),
        (
            "{% $states.errorOutput.Error %}",
            vec!["Field '$states.errorOutput' does not exist."],
        ),
        (
            "{% $states.result %}",
            vec!["Field '$states.result' does not exist."],
        ),
        ("{% $states.input.items[price > 3].name & $phone %}", vec![]),
    ] {
        let expected: Vec<String> = messages
            .iter()
            .map(|message| {
                format!("UNSUPPORTED_JSONATA_EXPRESSION: {message} at /States/S/Output/v")
            })
            .collect();
        assert_eq!(found(&output(text)), expected, "{text}");
    }
    let caught = json!({"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "f"},
        "Output": "{% $states.result %}", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S",
        "Output": "{% $states.errorOutput %}", "Assign": {"r": "{% $states.result %}"}}]});
    assert_eq!(
        found(&machine(caught)),
        [
            "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/S/Catch[0]/Assign/r"
        ]
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

#[test]
fn retriers_and_catchers() {
    let task = |retry: Value, catch: Value| json!({"Type": "Task", "Resource": "arn:aws:lambda:r:1:function:f", "Retry": retry, "Catch": catch});
    check(
        task(
            json!([{"IntervalSeconds": 1}]),
            json!([{"ErrorEquals": []}]),
        ),
        &[
            ("These fields are required: [ErrorEquals]", "/Retry[0]"),
            ("These fields are required: [Next]", "/Catch[0]"),
            ("Value cannot be empty", "/Catch[0]/ErrorEquals"),
        ],
    );
    let all = "States.ALL must appear alone and at end of list";
    check(
        task(
            json!([{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["A"]}]),
            json!([{"ErrorEquals": ["A", "States.ALL"], "Next": "S"}]),
        ),
        &[
            (all, "/Retry[0]/ErrorEquals"),
            (all, "/Catch[0]/ErrorEquals"),
        ],
    );
    check(
        task(
            json!([{"ErrorEquals": ["A"], "BackoffRate": 0.9, "MaxAttempts": -1, "JitterStrategy": "SOME", "MaxDelaySeconds": 31_622_401}]),
            json!([]),
        ),
        &[
            ("Minimum value is 1.0", "/Retry[0]/BackoffRate"),
            ("Minimum value is 0", "/Retry[0]/MaxAttempts"),
            (
                "Value should be one of the following: [NONE, FULL]",
                "/Retry[0]/JitterStrategy",
            ),
            ("Maximum value is 31622400", "/Retry[0]/MaxDelaySeconds"),
        ],
    );
    check(
        task(json!([{"Error Equals": ["A"]}]), json!([])),
        &[
            ("These fields are required: [ErrorEquals]", "/Retry[0]"),
            ("Field 'Error Equals' is not supported", "/Retry[0]"),
        ],
    );
}

#[test]
fn choice_rules() {
    let choice = |rules: Value| json!({"Type": "Choice", "Choices": rules});
    check(choice(json!([])), &[("Value cannot be empty", "/Choices")]);
    check(
        choice(
            json!([{"Variable": "$.a", "IsNull": true}, {"Variable": "$.a", "IsNull": 1, "Next": "S"}]),
        ),
        &[
            ("These fields are required: [Next]", "/Choices[0]"),
            ("Expected value of type Boolean", "/Choices[1]/IsNull"),
        ],
    );
    check(
        choice(json!([{"Variable": "$.a", "StringEquals": "x", "NumericEquals": 1, "Next": "S"}])),
        &[(
            "There should only be one of the following fields: [StringEquals, NumericEquals]",
            "/Choices[0]",
        )],
    );
    check(
        choice(json!([{"Next": "S"}])),
        &[(
            "The object must have only one of the following fields, [And, Or, Not, Variable, Condition]",
            "/Choices[0]",
        )],
    );
    check(
        choice(
            json!([{"And": [{"Variable": "$.a", "IsNull": true, "Next": "S"}], "Next": "S"}, {"Not": {"Variable": "a", "StringEqualsPath": "b"}, "Next": "S"}]),
        ),
        &[
            ("Field 'Next' is not supported", "/Choices[0]/And[0]"),
            (
                "Value is not a Reference Path: Reference path didn't start with '$'",
                "/Choices[1]/Not/Variable",
            ),
            (
                "Value is not a Reference Path: Reference path didn't start with '$'",
                "/Choices[1]/Not/StringEqualsPath",
            ),
        ],
    );
    check(
        choice(json!([{"Condition": true, "Next": "S"}])),
        &[(
            "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage",
            "/Choices[0]",
        )],
    );
    check(
        choice(json!([{"Variable": "$.a", "TimestampEquals": "today", "Next": "S"}])),
        &[(
            "String does not match RFC3339 timestamp",
            "/Choices[0]/TimestampEquals",
        )],
    );
}

#[test]
fn maps() {
    check(
        json!({"Type": "Map"}),
        &[(
            "This object should have only one of the following fields: [ItemProcessor, Iterator]",
            "",
        )],
    );
    let map = |config: Value| json!({"Type": "Map", "ItemProcessor": {"ProcessorConfig": config, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}});
    check(
        map(json!({"Mode": "DISTRIBUTED"})),
        &[(
            "These fields are required: [ExecutionType]",
            "/ItemProcessor/ProcessorConfig",
        )],
    );
    check(
        map(json!({"Mode": "INLINE", "ExecutionType": "EXPRESS"})),
        &[(
            "Field 'ExecutionType' is not supported",
            "/ItemProcessor/ProcessorConfig",
        )],
    );
    let distributed = json!({"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"});
    check(map(distributed.clone()), &[]);
    let mut reads = map(distributed.clone());
    reads["ItemReader"] = json!({"Resource": "arn:aws:states:::s3:putObject", "ReaderConfig": {"InputType": "CSV", "MaxItems": 1, "MaxItemsPath": "$.n"}});
    check(
        reads,
        &[
            (
                "The field 'Resource' does not match any of the allowed values",
                "/ItemReader/Resource",
            ),
            (
                "There should only be one of the following fields: [MaxItems, MaxItemsPath]",
                "/ItemReader/ReaderConfig",
            ),
            (
                "The field 'CSVHeaderLocation' is required but was missing",
                "/ItemReader/ReaderConfig",
            ),
        ],
    );
    let text = machine({
        let mut state = map(distributed);
        state["End"] = json!(true);
        state
    });
    assert_eq!(
        lines(&text.to_string(), MachineType::Express),
        [
            "SCHEMA_VALIDATION_FAILED: The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at /States/S/ItemProcessor/ProcessorConfig/Mode"
        ]
    );
}

#[test]
fn labels() {
    let labelled = |label: &str| json!({"Type": "Map", "Label": label, "End": true, "Iterator": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}});
    assert!(found(&machine(labelled(&"l".repeat(40)))).is_empty());
    assert!(found(&machine(labelled(&"l".repeat(41))))[0].starts_with("INVALID_LABEL_NAME"));
    assert!(found(&machine(labelled("a b")))[0].starts_with("INVALID_LABEL_NAME"));
    let mut second = labelled("l");
    second["Iterator"] = json!({"StartAt": "Q", "States": {"Q": {"Type": "Pass", "End": true}}});
    let mut first = labelled("l");
    first["End"] = json!(false);
    first["Next"] = json!("T");
    let both = json!({"StartAt": "S", "States": {"S": first, "T": second}});
    assert_eq!(
        found(&both),
        ["DUPLICATE_LABEL_NAME: Duplicate Label name: l at /States/T/Label"]
    );
}

#[test]
fn graphs() {
    let pass = |next: &str| json!({"Type": "Pass", "Next": next});
    let end = json!({"Type": "Pass", "End": true});
    assert_eq!(
        found(&json!({"StartAt": "pass1", "States": {"pass1": pass("pass3"), "pass2": end}})),
        [
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next",
            "MISSING_TRANSITION_TARGET: State \"pass2\" is not reachable. at /States/pass2",
        ]
    );
    assert_eq!(
        found(
            &json!({"StartAt": "Not sure", "States": {"Pass One": pass("Success"), "Success": {"Type": "Succeed"}}})
        ),
        [
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: Not sure at /StartAt",
            "MISSING_TRANSITION_TARGET: State \"Pass One\" is not reachable. at /States/Pass One",
        ]
    );
    let endless = "MISSING_END_STATE: Workflow has no terminal state at null";
    assert_eq!(
        found(&json!({"StartAt": "A", "States": {"A": pass("B"), "B": pass("A")}})),
        [endless]
    );
    assert_eq!(
        found(&json!({"StartAt": "A", "States": {"A": pass("B"), "B": pass("A"), "D": pass("A")}})),
        [endless]
    );
    assert_eq!(
        found(&json!({"StartAt": "A", "States": {"A": pass("B"), "B": pass("A"), "C": end}})),
        ["MISSING_TRANSITION_TARGET: State \"C\" is not reachable. at /States/C"]
    );
    assert_eq!(
        found(&json!({"StartAt": "A", "States": {"A": pass("NOPE")}})),
        [
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next",
            endless
        ]
    );
    let choice = json!({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "X"}], "Default": "Y"});
    assert_eq!(
        found(&json!({"StartAt": "C", "States": {"C": choice, "E": end}}))[..2],
        [
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: Y at /States/C/Default",
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/C/Choices[0]/Next",
        ]
    );
}

#[test]
fn names_are_unique_and_short() {
    let branch = json!({"StartAt": "S", "States": {"S": {"Type": "Pass", "End": true}}});
    assert_eq!(
        found(&machine(
            json!({"Type": "Parallel", "End": true, "Branches": [branch]})
        )),
        ["DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S/Branches[0]/States/S"]
    );
    let twice = r#"{"StartAt": "S", "States": {"S": {"Type": "Pass", "End": true}, "S": {"Type": "Pass", "End": true}}}"#;
    assert_eq!(
        lines(twice, MachineType::Standard),
        ["DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S"]
    );
    let named = |length: usize| {
        let name = "é".repeat(length);
        found(&json!({"StartAt": name, "States": {name.clone(): {"Type": "Succeed"}}}))
    };
    assert!(named(80).is_empty());
    assert!(named(81)[0].starts_with("INVALID_STATE_NAME: State name 'éé"));
}

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

/// Field names that mean something, and values that fit some of them.
fn field() -> impl Strategy<Value = String> {
    let types = [
        "Pass", "Task", "Wait", "Parallel", "Map", "Choice", "Succeed", "Fail",
    ];
    let names: Vec<&str> = types
        .iter()
        .flat_map(|name| schema::state(name).unwrap_or_default())
        .chain(
            schema::RETRIER
                .iter()
                .chain(schema::CATCHER)
                .chain(schema::MACHINE)
                .chain(schema::PROCESSOR)
                .copied(),
        )
        .map(|field| field.name)
        .chain([
            "Variable",
            "Condition",
            "And",
            "Not",
            "StringEquals",
            "IsNull",
            "x.$",
            "A",
        ])
        .collect();
    prop::sample::select(names).prop_map(str::to_owned)
}

fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop::sample::select(vec![
        json!(null),
        json!(true),
        json!(1),
        json!(-2.5),
        json!("A"),
        json!("$.a"),
        json!("$$"),
        json!("Pass"),
        json!("Map"),
        json!("Task"),
        json!("Choice"),
        json!("Parallel"),
        json!("JSONata"),
        json!("{% $a %}"),
        json!("States.UUID()"),
        json!("arn:aws:states:::lambda:invoke"),
        json!("2016-03-14T01:59:00Z"),
    ]);
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::Array),
            prop::collection::hash_map(field(), inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_tree_is_accepted_or_refused_and_what_is_accepted_parses(states in prop::collection::hash_map("[AB]", tree(), 0..3), rest in tree()) {
        let mut definition = json!({"StartAt": "A", "States": states});
        if let (Value::Object(fields), Value::Object(more)) = (&mut definition, rest) {
            fields.extend(more.into_iter().filter(|(name, _)| name != "States"));
        }
        let text = definition.to_string();
        if invalid_definition(&validate(&text, MachineType::Express)).is_none() {
            prop_assert!(crate::parse::parse(&text).is_ok(), "{text}");
        }
    }

    #[test]
    fn any_pass_state_is_accepted_or_refused_and_what_is_accepted_parses(fields in prop::collection::hash_map(field(), tree(), 0..3)) {
        let mut state: serde_json::Map<String, Value> = fields.into_iter().collect();
        state.insert("Type".into(), json!("Pass"));
        state.insert("End".into(), json!(true));
        let text = machine(Value::Object(state)).to_string();
        if invalid_definition(&validate(&text, MachineType::Standard)).is_none() {
            prop_assert!(crate::parse::parse(&text).is_ok(), "{text}");
        }
    }
}
