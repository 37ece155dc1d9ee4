//! Results that fit and results that do not.

use serde_json::json;

use super::*;

const STRICT: Option<MockResponseValidationMode> = None;
const PRESENT: Option<MockResponseValidationMode> = Some(MockResponseValidationMode::Present);
const NONE: Option<MockResponseValidationMode> = Some(MockResponseValidationMode::None);

fn wrong(resource: &str, result: Value) -> String {
    let resource = format!("arn:aws:states:::{resource}");
    let text = check(&resource, &result, STRICT).err().unwrap_or_default();
    text.strip_prefix("Mock result schema validation error: ")
        .map_or_else(|| text.clone(), str::to_owned)
}

#[test]
fn every_line_of_the_table_reads() {
    for line in TABLE.lines() {
        let model: Result<Model<'_>, _> = serde_json::from_str(line);
        let model = model
            .map_err(|error| format!("{error} in {}", &line[..60]))
            .unwrap();
        let shapes = model.operations.values();
        assert!(
            shapes
                .into_iter()
                .all(|shape| model.shapes.contains_key(shape))
        );
    }
}

#[test]
fn types_are_told_by_the_field() {
    for (result, expected) in [
        (
            json!({"ConsumedCapacity": {"TableName": 1}}),
            "Field 'TableName' must be a string",
        ),
        (
            json!({"ConsumedCapacity": {"CapacityUnits": "1"}}),
            "Field 'CapacityUnits' must be a number",
        ),
        (
            json!({"ConsumedCapacity": []}),
            "Field 'ConsumedCapacity' must be an object",
        ),
        (
            json!({"Attributes": {"a": {"BOOL": "x"}}}),
            "Field 'BOOL' must be a boolean",
        ),
        (
            json!({"Attributes": {"a": {"L": {}}}}),
            "Field 'L' must be an array",
        ),
        (
            json!({"Attributes": {"a": {"L": [{"N": 1}]}}}),
            "Field 'N' must be a string",
        ),
        (json!([]), "Mocked result must be a JSON object."),
        (json!({"Unknown": 1, "ConsumedCapacity": null}), ""),
    ] {
        assert_eq!(wrong("dynamodb:putItem", result), expected);
    }
}

#[test]
fn limits_hold_on_both_sides() {
    let memory = |size: i64| {
        let result = json!({"Configuration": {"MemorySize": size}});
        wrong("aws-sdk:lambda:getFunction", result)
    };
    assert_eq!(
        memory(127),
        "Field 'MemorySize' is less than the minimum value"
    );
    assert_eq!(memory(128), "");
    let blob = |text: &str| wrong("aws-sdk:kms:encrypt", json!({"CiphertextBlob": text}));
    assert_eq!(
        blob(""),
        "Field 'CiphertextBlob' is smaller than the minimum length"
    );
    assert_eq!(blob("a"), "");
    assert_eq!(
        blob(&"a".repeat(7000)),
        "Field 'CiphertextBlob' is larger than the maximum length"
    );
    let class = |class: &str| wrong("aws-sdk:s3:getObject", json!({"StorageClass": class}));
    assert_eq!(
        class("Papyrus"),
        "Field 'StorageClass' is not an expected value"
    );
    assert_eq!(class("STANDARD"), "");
}

#[test]
fn modes_differ_in_what_must_be_there() {
    let start = "arn:aws:states:::states:startExecution";
    let missing = json!({"executionArn": "a"});
    let text = "Mock result schema validation error: Required field 'ExecutionArn' is missing";
    assert_eq!(check(start, &missing, STRICT), Err(text.into()));
    assert_eq!(check(start, &missing, PRESENT), Ok(()));
    let mistyped = json!({"StartDate": true});
    assert!(check(start, &mistyped, PRESENT).is_err());
    assert_eq!(check(start, &mistyped, NONE), Ok(()));
}

#[test]
fn what_is_no_answer_of_an_operation_is_not_checked() {
    for resource in [
        "arn:aws:lambda:eu-west-1:123456789012:function:f",
        "arn:aws:states:eu-west-1:123456789012:activity:a",
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "arn:aws:states:::http:invoke",
        "arn:aws:states:::apigateway:invoke",
        "arn:aws:states:::aws-sdk:nosuchservice:list",
        "arn:aws:states:::dynamodb:noSuchOperation",
        "arn:aws:states:::",
        "",
    ] {
        assert_eq!(check(resource, &json!(1), STRICT), Ok(()), "{resource}");
    }
}

#[test]
fn a_workflow_sees_a_functions_answer_as_json() {
    let result = || json!({"Payload": {"a": 1}, "StatusCode": 200});
    assert_eq!(wrong("lambda:invoke", result()), "");
    assert_eq!(
        wrong("aws-sdk:lambda:invoke", result()),
        "Field 'Payload' must be a string"
    );
}

#[test]
fn a_job_is_described() {
    let ended = json!({"ExecutionArn": "e", "StateMachineArn": "m", "Status": "SUCCEEDED", "StartDate": 1, "Output": {}});
    assert_eq!(wrong("states:startExecution.sync:2", ended.clone()), "");
    assert_eq!(wrong("states:startExecution.sync", ended), "");
    let unknown =
        json!({"ExecutionArn": "e", "StateMachineArn": "m", "Status": "DONE", "StartDate": 1});
    assert_eq!(
        wrong("states:startExecution.sync:2", unknown),
        "Field 'Status' is not an expected value"
    );
}
