//! Functions: as proxies, and with mappings.

use bytes::Bytes;
use serde_json::{Value, json};

use super::rig::{Call, FUNCTION, NOW, Rig, get, header, parameters, post, templates};
use crate::api::NewRestApi;
use crate::integration::{Integration, IntegrationResponse, IntegrationType};
use crate::integrator::{IntegrationError, LambdaAnswer};
use crate::method::{HttpMethod, MethodResponse};

fn function(kind: IntegrationType) -> Integration {
    let uri = format!(
        "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{FUNCTION}/invocations"
    );
    Integration {
        uri: Some(uri),
        http_method: Some("POST".into()),
        responses: [("200".to_owned(), IntegrationResponse::new("200"))].into(),
        ..Integration::new(kind)
    }
}

fn returns(rig: &Rig, payload: &'static str, failed: bool) {
    let answer = LambdaAnswer {
        status: 200,
        payload: Bytes::from_static(payload.as_bytes()),
        failed,
    };
    *rig.backend.returns.lock().unwrap() = Some(Ok(answer));
}

fn event(rig: &Rig) -> Value {
    let call = rig.backend.lambda.lock().unwrap().pop().unwrap();
    assert_eq!(call.function, FUNCTION);
    serde_json::from_slice(&call.payload).unwrap()
}

async fn proxy(path: &str) -> Rig {
    let new = NewRestApi {
        name: "api".into(),
        binary_media_types: vec!["image/png".into()],
        ..NewRestApi::default()
    };
    let rig = Rig::of(new).await;
    rig.method(HttpMethod::Any, path, |_, integration| {
        *integration = function(IntegrationType::AwsProxy)
    })
    .await;
    rig.deploy().await;
    rig
}

#[tokio::test]
async fn the_event_of_a_proxy() {
    let rig = proxy("/{pathVariable}").await;
    returns(
        &rig,
        r#"{"statusCode": 201, "body": "hi", "headers": {"x-own": "1"}}"#,
        false,
    );
    let call = Call {
        query: "testQueryString=foo&testVar=a&testVar=b",
        ..post("/foo%20bar", r#"{"message": "hello"}"#)
    }
    .with("content-type", "application/json")
    .with("foobar", "mapped-value")
    .with("user-agent", "test/integration")
    .with(
        "x-amzn-trace-id",
        "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1",
    )
    .with("te", "deflate")
    .with("cookie", "a=1")
    .with("cookie", "b=2");
    let answer = rig.call(call).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body[..]),
        (201, &b"hi"[..])
    );
    assert_eq!(header(&answer, "x-own"), Some("1"));
    let id = header(&answer, "x-amzn-requestid").unwrap();
    let extended = header(&answer, "x-amz-apigw-id").unwrap();
    let trace = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";
    assert_eq!(header(&answer, "x-amzn-trace-id"), Some(trace));
    let host = format!("{}.execute-api.us-east-1.localhost:4566", rig.api);
    let api = rig.control.api(&model::Scope::default(), &rig.api).unwrap();
    let resource = api.resources_by_path()[1].id.clone();
    let expected = json!({
        "resource": "/{pathVariable}",
        "path": "/foo%20bar",
        "httpMethod": "POST",
        "headers": {
            "Host": host, "Content-Type": "application/json", "foobar": "mapped-value",
            "User-Agent": "test/integration", "X-Amzn-Trace-Id": trace, "Cookie": "b=2",
            "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Port": "4566", "X-Forwarded-Proto": "http",
        },
        "multiValueHeaders": {
            "Host": [host], "Content-Type": ["application/json"], "foobar": ["mapped-value"],
            "User-Agent": ["test/integration"], "X-Amzn-Trace-Id": [trace], "Cookie": ["a=1", "b=2"],
            "X-Forwarded-For": ["127.0.0.1"], "X-Forwarded-Port": ["4566"], "X-Forwarded-Proto": ["http"],
        },
        "queryStringParameters": {"testQueryString": "foo", "testVar": "b"},
        "multiValueQueryStringParameters": {"testQueryString": ["foo"], "testVar": ["a", "b"]},
        "pathParameters": {"pathVariable": "foo%20bar"},
        "stageVariables": null,
        "requestContext": {
            "resourceId": resource, "resourcePath": "/{pathVariable}", "httpMethod": "POST",
            "extendedRequestId": extended, "requestTime": "09/Apr/2015:12:34:56 +0000",
            "path": "/dev/foo%20bar", "accountId": "000000000000", "protocol": "HTTP/1.1",
            "stage": "dev", "domainPrefix": rig.api, "requestTimeEpoch": NOW.millis(), "requestId": id,
            "identity": {
                "cognitoIdentityPoolId": null, "accountId": null, "cognitoIdentityId": null,
                "caller": null, "sourceIp": "127.0.0.1", "principalOrgId": null, "accessKey": null,
                "cognitoAuthenticationType": null, "cognitoAuthenticationProvider": null,
                "userArn": null, "userAgent": "test/integration", "user": null,
            },
            "domainName": host, "deploymentId": api.deployments.keys().next(), "apiId": rig.api,
        },
        "body": r#"{"message": "hello"}"#,
        "isBase64Encoded": false,
    });
    assert_eq!(event(&rig), expected);
}

#[tokio::test]
async fn what_a_request_lacks_is_null() {
    let rig = proxy("/").await;
    returns(&rig, "{}", false);
    rig.expect(get("/"), 200, "").await;
    let event = event(&rig);
    for field in [
        "body",
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
    ] {
        assert_eq!(event[field], Value::Null, "{field}");
    }
}

#[tokio::test]
async fn binary_bodies_travel_as_base64() {
    let rig = proxy("/").await;
    returns(&rig, r#"{"body": "aGk=", "isBase64Encoded": true}"#, false);
    let call = Call {
        body: Bytes::from_static(&[0xff, 0]),
        ..post("/", "")
    };
    rig.expect(
        call.with("content-type", "image/png")
            .with("accept", "image/png, */*"),
        200,
        "hi",
    )
    .await;
    let event = event(&rig);
    assert_eq!(
        (&event["body"], &event["isBase64Encoded"]),
        (&json!("/wA="), &json!(true))
    );
    rig.expect(get("/").with("accept", "*/*"), 200, "aGk=")
        .await;
}

#[tokio::test]
async fn failures_of_proxies_are_bad_gateways() {
    let rig = proxy("/").await;
    let error = r#"{"message": "Internal server error"}"#;
    for (payload, failed) in [
        (r#"{"errorMessage": "x"}"#, true),
        (r#"{"statusCode": 200, "no": 1}"#, false),
        ("null", false),
    ] {
        returns(&rig, payload, failed);
        rig.expect(get("/"), 502, error).await;
    }
    *rig.backend.returns.lock().unwrap() = Some(Err(IntegrationError::NotFound));
    rig.expect(get("/"), 500, error).await;
}

#[tokio::test]
async fn functions_are_invoked_with_post() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/", |_, integration| {
        *integration = Integration {
            http_method: Some("GET".into()),
            ..function(IntegrationType::AwsProxy)
        };
    })
    .await;
    rig.deploy().await;
    rig.expect(get("/"), 500, r#"{"message": "Internal server error"}"#)
        .await;
}

#[tokio::test]
async fn error_messages_select_responses() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/", |method, integration| {
        *integration = function(IntegrationType::Aws);
        for (status, pattern) in [("405", ".*four hundred.*"), ("502", ".+"), ("504", "200")] {
            let response = IntegrationResponse {
                selection_pattern: Some(pattern.into()),
                ..IntegrationResponse::new(status)
            };
            integration.responses.insert(status.into(), response);
            let declared = MethodResponse {
                status_code: status.into(),
                parameters: None,
                models: None,
            };
            method.responses.insert(status.into(), declared);
        }
    })
    .await;
    rig.deploy().await;
    for (payload, failed, status) in [
        (r#""Pass""#, false, 200),
        (r#"{"errorMessage": "200"}"#, false, 200),
        (r#"{"errorMessage": "Error: four hundred"}"#, true, 405),
        (r#"{"errorMessage": "Error: five hundred"}"#, true, 502),
        (r#"{"errorMessage": "line\nbreak"}"#, true, 200),
        (r#"{"errorMessage": null}"#, true, 200),
    ] {
        returns(&rig, payload, failed);
        rig.expect(get("/"), status, payload).await;
    }
}

#[tokio::test]
async fn a_header_makes_the_call_asynchronous() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Post, "/", |_, integration| {
        *integration = function(IntegrationType::Aws);
        integration.request_parameters = parameters(&[(
            "integration.request.header.X-Amz-Invocation-Type",
            "'Event'",
        )]);
        integration.responses.get_mut("200").unwrap().templates =
            templates(&[("application/json", "{}")]);
    })
    .await;
    rig.deploy().await;
    let answer = LambdaAnswer {
        status: 202,
        payload: Bytes::new(),
        failed: false,
    };
    *rig.backend.returns.lock().unwrap() = Some(Ok(answer));
    rig.expect(post("/", ""), 200, "{}").await;
    let call = rig.backend.lambda.lock().unwrap().pop().unwrap();
    assert!(call.asynchronous);
    assert_eq!(call.payload, "{}");
}
