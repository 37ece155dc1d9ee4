//! What AWS was recorded to say, and both sides of every kind of constraint.

use serde_json::{Value, json};

use super::validate;
use crate::service::Service;

fn said(service: Service, operation: &str, input: &Value) -> Result<(), (String, String)> {
    let operation = service.operation(operation).unwrap();
    validate(service, operation, input).map_err(|error| (error.code.to_string(), error.message))
}

#[track_caller]
fn refuses(service: Service, operation: &str, input: &Value, message: &str) {
    let (_, said) = said(service, operation, input).unwrap_err();
    assert_eq!(said, message);
}

/// Recorded on AWS.
#[test]
fn api_gateway_names_the_body_by_the_operation() {
    let input = json!({"name": "n", "endpointConfiguration": {"types": ["wrong"], "ipAddressType": "wrong"}});
    refuses(
        Service::ApiGateway,
        "CreateRestApi",
        &input,
        "2 validation errors detected: Value '[wrong]' at 'createRestApiInput.endpointConfiguration.types' failed to \
         satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [PRIVATE, EDGE, \
         REGIONAL]]; Value 'wrong' at 'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy \
         constraint: Member must satisfy enum value set: [ipv4, dualstack]",
    );
}

/// Recorded on AWS: the body's violations come first, and a label is not in the body.
#[test]
fn members_of_lists_are_numbered_from_one() {
    let input = json!({
        "restApiId": "r", "resourceId": "s", "httpMethod": "GET", "statusCode": "wrong",
        "patchOperations": [{"op": "wrong_op", "path": "/p", "value": "v"}],
    });
    refuses(
        Service::ApiGateway,
        "UpdateMethodResponse",
        &input,
        "2 validation errors detected: Value 'wrong_op' at 'updateMethodResponseInput.patchOperations.1.member.op' \
         failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move, test, replace, copy]; \
         Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: \
         [1-5]\\d\\d",
    );
}

/// Recorded on AWS.
#[test]
fn step_functions_lists_the_states_of_an_execution_in_its_own_order() {
    let arn = "arn:aws:states:us-east-1:111111111111:stateMachine:m";
    let input = json!({"stateMachineArn": arn, "statusFilter": "succeeded"});
    let refused = said(Service::States, "ListExecutions", &input).unwrap_err();
    let message = "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: \
                   Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]";
    assert_eq!(
        refused,
        ("ValidationException".to_string(), message.to_string())
    );
}

/// Recorded on AWS.
#[test]
fn lambda_judges_the_items_of_a_list_together() {
    let base = json!({"FunctionName": "f", "Role": "arn:aws:iam::111111111111:role/r", "Code": {}});
    let with = |architectures: Value| {
        let mut input = base.clone();
        input["Architectures"] = architectures;
        input
    };
    refuses(
        Service::Lambda,
        "CreateFunction",
        &with(json!(["X86_64"])),
        "1 validation error detected: Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must \
         satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]",
    );
    refuses(
        Service::Lambda,
        "CreateFunction",
        &with(json!(["x86_64", "arm64"])),
        "1 validation error detected: Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: \
         Member must have length less than or equal to 1",
    );
    assert_eq!(
        said(Service::Lambda, "CreateFunction", &with(json!(["arm64"]))),
        Ok(())
    );
}

/// Recorded on AWS.
#[test]
fn lambda_speaks_of_keys_and_values_of_maps() {
    let with = |weights: Value| {
        json!({
            "FunctionName": "f", "Name": "live", "FunctionVersion": "1",
            "RoutingConfig": {"AdditionalVersionWeights": weights},
        })
    };
    refuses(
        Service::Lambda,
        "CreateAlias",
        &with(json!({"$LATEST": 0.5})),
        "1 validation error detected: Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' failed to \
         satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 1024, \
         Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]",
    );
    refuses(
        Service::Lambda,
        "CreateAlias",
        &with(json!({"2": 2.0})),
        "1 validation error detected: Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy \
         constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member \
         must have value greater than or equal to 0.0, Member must not be null]",
    );
    assert_eq!(
        said(Service::Lambda, "CreateAlias", &with(json!({"2": 1.0}))),
        Ok(())
    );
}

/// Recorded on AWS.
#[test]
fn lambda_leaves_null_out_for_the_lists_of_a_vpc() {
    let input = json!({"FunctionName": "f", "VpcConfig": {"SubnetIds": ["bad"]}});
    refuses(
        Service::Lambda,
        "UpdateFunctionConfiguration",
        &input,
        "1 validation error detected: Value '[bad]' at 'vpcConfig.subnetIds' failed to satisfy constraint: Member \
         must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length \
         greater than or equal to 0, Member must satisfy regular expression pattern: subnet-[0-9a-z]*]",
    );
}

/// Recorded on AWS.
#[test]
fn a_template_may_be_null_and_a_parameter_may_not() {
    let with = |map: &str| {
        let mut input =
            json!({"restApiId": "r", "resourceId": "s", "httpMethod": "GET", "statusCode": "200"});
        input[map] = json!({"application/json": null});
        said(Service::ApiGateway, "PutIntegrationResponse", &input)
    };
    assert_eq!(with("responseTemplates"), Ok(()));
    assert!(with("responseParameters").is_err());
}

/// Recorded on AWS.
#[test]
fn a_missing_member_and_a_number_out_of_range() {
    refuses(
        Service::Lambda,
        "UntagResource",
        &json!({"Resource": "arn:aws:lambda:us-east-1:111111111111:function:f"}),
        "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: Member must not be null",
    );
    let with = |n: i64| json!({"FunctionName": "f", "Qualifier": "1", "ProvisionedConcurrentExecutions": n});
    refuses(
        Service::Lambda,
        "PutProvisionedConcurrencyConfig",
        &with(0),
        "1 validation error detected: Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: \
         Member must have value greater than or equal to 1",
    );
    assert_eq!(
        said(Service::Lambda, "PutProvisionedConcurrencyConfig", &with(1)),
        Ok(())
    );
    let with = |n: i64| json!({"stateMachineArn": "arn:aws:states:us-east-1:111111111111:stateMachine:m", "maxResults": n});
    assert_eq!(said(Service::States, "ListExecutions", &with(1000)), Ok(()));
    refuses(
        Service::States,
        "ListExecutions",
        &with(1001),
        "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have \
         value less than or equal to 1000",
    );
}

#[test]
fn a_sensitive_value_is_not_repeated() {
    let arn = "arn:aws:states:us-east-1:111111111111:stateMachine:m";
    let with = |input: String| json!({"stateMachineArn": arn, "input": input});
    let most = 262_144;
    assert_eq!(
        said(Service::States, "StartExecution", &with("é".repeat(most))),
        Ok(())
    );
    refuses(
        Service::States,
        "StartExecution",
        &with("x".repeat(most + 1)),
        "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less \
         than or equal to 262144",
    );
}

#[test]
fn each_service_has_its_code() {
    for (service, operation, code) in [
        (Service::States, "StartExecution", "ValidationException"),
        (Service::Lambda, "CreateFunction", "ValidationException"),
        (Service::ApiGateway, "CreateRestApi", "ValidationException"),
        (Service::Events, "PutRule", "ValidationException"),
        (Service::Logs, "CreateLogGroup", "InvalidParameterException"),
        (Service::Iam, "CreateRole", "ValidationError"),
        (Service::Sts, "AssumeRole", "ValidationError"),
    ] {
        assert_eq!(said(service, operation, &json!({})).unwrap_err().0, code);
    }
}

#[test]
fn iam_has_sentences_of_its_own_for_names_and_paths() {
    let with = |name: &str, path: &str| json!({"RoleName": name, "Path": path, "AssumeRolePolicyDocument": "{}"});
    let long = "r".repeat(64);
    assert_eq!(
        said(Service::Iam, "CreateRole", &with(&long, "/team/")),
        Ok(())
    );
    refuses(
        Service::Iam,
        "CreateRole",
        &with("arn:aws:iam::784247513179:role/r", "/"),
        "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the \
         following: +=,.@_-",
    );
    refuses(
        Service::Iam,
        "CreateRole",
        &with("r", "team"),
        "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric \
         characters and/or / characters.",
    );
    let longer = "r".repeat(65);
    let message = format!(
        "1 validation error detected: Value '{longer}' at 'roleName' failed to satisfy constraint: Member must have \
         length less than or equal to 64"
    );
    refuses(Service::Iam, "CreateRole", &with(&longer, "/"), &message);
}

/// The form of AWS's generated classes.
#[test]
fn structures_are_quoted_with_their_names() {
    let route = |weight: i32| json!({"stateMachineVersionArn": "arn", "weight": weight});
    let input = json!({"name": "a", "routingConfiguration": [route(1), route(2), {"weight": 97}]});
    refuses(
        Service::States,
        "CreateStateMachineAlias",
        &input,
        "2 validation errors detected: Value '[RoutingConfigurationListItem(stateMachineVersionArn=arn, weight=1), \
         RoutingConfigurationListItem(stateMachineVersionArn=arn, weight=2), \
         RoutingConfigurationListItem(stateMachineVersionArn=null, weight=97)]' at 'routingConfiguration' failed to \
         satisfy constraint: Member must have length less than or equal to 2; Value null at \
         'routingConfiguration.3.member.stateMachineVersionArn' failed to satisfy constraint: Member must not be null",
    );
}
