//! Invariant 9: what cannot be decoded is refused at the edge, with AWS's code, and nothing panics.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use aws::{Error, HttpRequest, Operation, Service, decode, encode_error, route, validate};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;
use serde_json::Value;

fn decoded(service: Service, operation: &'static Operation, body: &[u8]) -> Result<Value, Error> {
    let (body, headers) = (Bytes::copy_from_slice(body), HeaderMap::new());
    let path = operation.path.replace(['{', '}'], "");
    let request = HttpRequest {
        method: &Method::POST,
        path: &path,
        query: None,
        headers: &headers,
        body: &body,
    };
    decode(&request, service, operation)
}

fn refused(service: Service, operation: &str, body: &str) -> (String, String) {
    let operation = service.operation(operation).unwrap();
    let error = decoded(service, operation, body.as_bytes()).unwrap_err();
    (error.code.to_string(), error.message)
}

#[test]
fn a_body_that_is_not_json() {
    let deep = "[".repeat(100_000);
    for body in ["{", "{\"a\"", "nul", "{}{}", "\u{feff}{}", deep.as_str()] {
        assert_eq!(
            refused(Service::States, "StartExecution", body).0,
            "SerializationException"
        );
        assert_eq!(
            refused(Service::ApiGateway, "CreateRestApi", body).0,
            "SerializationException"
        );
        assert_eq!(
            refused(Service::Lambda, "CreateFunction", body).0,
            "InvalidRequestContentException"
        );
    }
}

/// The first two are recorded on AWS.
#[test]
fn values_of_the_wrong_type() {
    for (body, message) in [
        (
            r#"{"input": true}"#,
            "class java.lang.Boolean can not be converted to an String",
        ),
        (
            r#"{"input": 1}"#,
            "class com.amazon.coral.value.json.numbers.TruncatingBigNumber can not be converted to an String",
        ),
        (
            r#"{"input": {}}"#,
            "Start of structure or map found where not expected.",
        ),
        (r#"{"input": []}"#, "Start of list found where not expected"),
        (r#"[]"#, "Start of list found where not expected"),
    ] {
        let refused = refused(Service::States, "StartExecution", body);
        assert_eq!(
            refused,
            ("SerializationException".to_string(), message.to_string())
        );
    }
    let (code, message) = refused(Service::States, "ListExecutions", r#"{"maxResults": "1"}"#);
    assert_eq!(code, "SerializationException");
    assert_eq!(
        message,
        "class java.lang.String can not be converted to an Integer"
    );
}

#[test]
fn unknown_members_and_nulls_are_left_out_and_fractions_cut_off() {
    let operation = Service::States.operation("ListExecutions").unwrap();
    let body =
        br#"{"stateMachineArn": "a", "nope": {"x": 1}, "nextToken": null, "maxResults": 2.9}"#;
    let input = decoded(Service::States, operation, body).unwrap();
    assert_eq!(
        input,
        serde_json::json!({"stateMachineArn": "a", "maxResults": 2})
    );
}

#[test]
fn an_empty_body_is_an_empty_input() {
    let operation = Service::States.operation("ListStateMachines").unwrap();
    assert_eq!(
        decoded(Service::States, operation, b"").unwrap(),
        serde_json::json!({})
    );
}

#[test]
fn a_form_with_endless_keys_is_read_to_its_depth() {
    let operation = Service::Iam.operation("CreateRole").unwrap();
    let body = format!(
        "RoleName=r&{}=x&Tags.member.x.Key=k&Tags.member.2.Key=b&Tags.member.1.Key=a",
        "a.".repeat(500_000)
    );
    let input = decoded(Service::Iam, operation, body.as_bytes()).unwrap();
    assert_eq!(
        input,
        serde_json::json!({"RoleName": "r", "Tags": [{"Key": "a"}, {"Key": "b"}]})
    );
    let operation = Service::Iam.operation("ListRoles").unwrap();
    let error = decoded(Service::Iam, operation, b"MaxItems=many").unwrap_err();
    assert_eq!(error.code, "MalformedInput");
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name(), inner), 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

/// Names that shapes have, and others.
fn name() -> impl Strategy<Value = String> {
    let known = [
        "name",
        "tags",
        "Code",
        "Tags",
        "VpcConfig",
        "patchOperations",
        "key",
        "input",
        "Environment",
    ];
    prop_oneof![
        prop::sample::select(known.to_vec()).prop_map(str::to_string),
        ".{0,6}"
    ]
}

fn operations() -> Vec<(Service, &'static Operation)> {
    let all = Service::ALL.into_iter();
    all.flat_map(|service| service.operations().iter().map(move |o| (service, o)))
        .collect()
}

proptest! {
    #[test]
    fn any_json_is_decoded_or_refused(value in json(), at in any::<prop::sample::Index>()) {
        let operations = operations();
        let (service, operation) = *at.get(&operations);
        let outcome = decoded(service, operation, value.to_string().as_bytes());
        let outcome = outcome.and_then(|input| validate(service, operation, &input));
        if let Err(error) = outcome {
            let response = encode_error(service, Some(operation), &error, "id");
            prop_assert!(response.status().is_client_error());
        }
    }

    #[test]
    fn any_bytes_are_decoded_or_refused(
        method in prop::sample::select(vec![Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::PATCH]),
        path in "(/(restapis|2015-03-31|functions|[^/?]{0,5})){0,5}",
        query in "[a-zA-Z=&%+.0-9]{0,20}",
        target in "(AWSStepFunctions|Logs_20140328|x)[.]?(StartExecution|PutLogEvents|[a-z]{0,4})",
        body in prop::collection::vec(any::<u8>(), 0..64),
        scope in prop::sample::select(vec!["states", "lambda", "apigateway", "logs", "iam", "sts", "events", "s3", ""]),
    ) {
        let body = Bytes::from(body);
        let mut headers = HeaderMap::new();
        headers.insert("x-amz-target", HeaderValue::from_str(&target).unwrap());
        headers.insert("content-type", HeaderValue::from_static("application/x-www-form-urlencoded"));
        let request = HttpRequest { method: &method, path: &path, query: Some(&query), headers: &headers, body: &body };
        let scope = Some(scope).filter(|scope| !scope.is_empty());
        if let Ok((service, operation)) = route(&request, scope)
            && let Ok(input) = decode(&request, service, operation) {
            let _ = validate(service, operation, &input);
        }
    }
}
