//! What AWS found in recorded definitions, and what Express workflows may not do.

use super::*;

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
