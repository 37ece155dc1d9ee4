//! Fields by state type and language: which there are, and which go together.

use super::*;

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
