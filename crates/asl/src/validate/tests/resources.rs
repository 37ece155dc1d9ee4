//! Resources of Task states.

use super::*;

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
