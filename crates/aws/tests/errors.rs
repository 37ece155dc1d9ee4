//! Errors as each service writes them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use aws::{Error, Service, encode_error};
use http::Response;
use serde_json::{Value, json};

const ID: &str = "8c5f1a4e-0000-4000-8000-000000000001";

fn given(service: Service, operation: &str, error: &Error) -> Response<bytes::Bytes> {
    encode_error(service, service.operation(operation), error, ID)
}

fn body(response: &Response<bytes::Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap()
}

fn header<'a>(response: &'a Response<bytes::Bytes>, name: &str) -> &'a str {
    response.headers()[name].to_str().unwrap()
}

#[test]
fn step_functions_writes_the_package_of_the_exception() {
    let service = Service::States;
    for (error, kind) in [
        (
            Error::modelled(service, "StateMachineDoesNotExist", "m"),
            "com.amazonaws.swf.service.v2.model#StateMachineDoesNotExist",
        ),
        (
            Error::validation(service, "m"),
            "com.amazon.coral.validate#ValidationException",
        ),
        (
            Error::serialization("m"),
            "com.amazon.coral.service#SerializationException",
        ),
    ] {
        let response = given(service, "StartExecution", &error);
        assert_eq!(body(&response), json!({"__type": kind, "message": "m"}));
        assert_eq!(response.status(), 400);
        assert_eq!(
            header(&response, "content-type"),
            "application/x-amz-json-1.0"
        );
        assert_eq!(header(&response, "x-amzn-requestid"), ID);
    }
}

#[test]
fn logs_writes_the_code_alone() {
    let error = Error::modelled(Service::Logs, "ResourceNotFoundException", "m");
    let response = given(Service::Logs, "GetLogEvents", &error);
    assert_eq!(
        body(&response),
        json!({"__type": "ResourceNotFoundException", "message": "m"})
    );
    assert_eq!(
        header(&response, "content-type"),
        "application/x-amz-json-1.1"
    );
}

/// Recorded on AWS: `ResourceNotFoundException` has `Message` and `Type`, `ResourceConflictException` `message`.
#[test]
fn lambda_names_the_message_as_the_errors_shape_does() {
    let service = Service::Lambda;
    let error = Error::modelled(service, "ResourceNotFoundException", "m");
    let response = given(service, "GetFunction", &error);
    assert_eq!(body(&response), json!({"Type": "User", "Message": "m"}));
    assert_eq!(response.status(), 404);
    assert_eq!(
        header(&response, "x-amzn-errortype"),
        "ResourceNotFoundException"
    );
    let error = Error::modelled(service, "ResourceConflictException", "m");
    let response = given(service, "CreateFunction", &error);
    assert_eq!(body(&response), json!({"Type": "User", "message": "m"}));
    assert_eq!(response.status(), 409);
}

/// Recorded on AWS: no `Type`, for the model does not have this error.
#[test]
fn lambda_validation_has_a_message_and_no_more() {
    let response = given(
        Service::Lambda,
        "GetFunction",
        &Error::validation(Service::Lambda, "m"),
    );
    assert_eq!(body(&response), json!({"message": "m"}));
    assert_eq!(header(&response, "x-amzn-errortype"), "ValidationException");
}

#[test]
fn other_members_of_an_error_travel_where_its_shape_says() {
    let error = Error::modelled(Service::Lambda, "TooManyRequestsException", "m")
        .with(
            "Reason",
            "ReservedFunctionConcurrentInvocationLimitExceeded",
        )
        .with("retryAfterSeconds", "1");
    let response = given(Service::Lambda, "Invoke", &error);
    assert_eq!(response.status(), 429);
    assert_eq!(header(&response, "retry-after"), "1");
    let reason = "ReservedFunctionConcurrentInvocationLimitExceeded";
    assert_eq!(
        body(&response),
        json!({"Reason": reason, "Type": "User", "message": "m"})
    );
}

#[test]
fn api_gateway_has_a_message_and_a_header() {
    let error = Error::modelled(Service::ApiGateway, "NotFoundException", "m");
    let response = given(Service::ApiGateway, "GetRestApi", &error);
    assert_eq!(body(&response), json!({"message": "m"}));
    assert_eq!(
        (
            response.status().as_u16(),
            header(&response, "x-amzn-errortype")
        ),
        (404, "NotFoundException")
    );
}

#[test]
fn iam_writes_its_code_in_xml() {
    let error = Error::modelled(
        Service::Iam,
        "NoSuchEntityException",
        "The role with name <r> cannot be found.",
    );
    let response = given(Service::Iam, "GetRole", &error);
    assert_eq!(
        (
            response.status().as_u16(),
            header(&response, "content-type")
        ),
        (404, "text/xml")
    );
    let expected = "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type>\
                    <Code>NoSuchEntity</Code><Message>The role with name &lt;r&gt; cannot be found.</Message></Error>\
                    <RequestId>8c5f1a4e-0000-4000-8000-000000000001</RequestId></ErrorResponse>";
    assert_eq!(response.body(), expected);
}

#[test]
fn what_is_not_built_is_501_in_the_services_own_shape() {
    for service in Service::ALL {
        let operation = &service.operations()[0];
        let error = Error::not_implemented(service, operation.name);
        let response = encode_error(service, Some(operation), &error, ID);
        let text = std::str::from_utf8(response.body()).unwrap();
        assert_eq!(response.status(), 501);
        assert!(text.contains("is not implemented by Stepwell"), "{text}");
    }
}

#[test]
fn unknown_operations_have_each_protocols_code() {
    for (service, code, status) in [
        (Service::States, "UnknownOperationException", 400),
        (Service::Lambda, "UnknownOperationException", 404),
        (Service::Sts, "InvalidAction", 400),
    ] {
        let error = Error::unknown_operation(service, "Nope");
        assert_eq!((error.code.as_ref(), error.status), (code, status));
    }
}
