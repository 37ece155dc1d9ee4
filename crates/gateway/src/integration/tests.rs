//! What AWS refuses of integrations and their responses, and how they are patched.

use super::*;
use crate::api::tests::api;
use crate::method::MethodResponse;
use crate::patch::tests_support::{add, remove, replace};

const LAMBDA: &str = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations";

fn with_method() -> (RestApi, String) {
    let mut api = api();
    let root = api.root_resource_id.clone();
    let mut method = Method::new(HttpMethod::Get);
    method.request_parameters = Some([("method.request.header.foo".to_owned(), false)].into());
    api.put_method(&root, method).unwrap();
    (api, root)
}

fn integration(kind: IntegrationType, uri: &str) -> Integration {
    Integration {
        uri: Some(uri.into()),
        http_method: Some("POST".into()),
        ..Integration::new(kind)
    }
}

#[test]
fn what_aws_refuses_of_an_integration() {
    use IntegrationType::{Aws, AwsProxy, Http, HttpProxy};
    let (mut api, root) = with_method();
    let mut put = |new: Integration| {
        api.put_integration(&root, HttpMethod::Get, new)
            .map_err(|error| error.to_string())
    };
    let no_method = Integration {
        http_method: None,
        ..integration(Http, "http://example.com")
    };
    assert_eq!(
        put(no_method).unwrap_err(),
        "Enumeration value for HttpMethod must be non-empty"
    );
    let proxy = "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.";
    let s3 = "arn:aws:apigateway:us-east-1:s3:path/b/k";
    for (kind, uri, message) in [
        (
            Http,
            "non-valid-http",
            "Invalid HTTP endpoint specified for URI",
        ),
        (
            HttpProxy,
            "non-valid-http",
            "Invalid HTTP endpoint specified for URI",
        ),
        (Aws, "non-valid-arn", "Invalid ARN specified in the request"),
        (
            Aws,
            "arn:aws:iam::0000000000:role/x",
            "AWS ARN for integration must contain path or action",
        ),
        (Aws, s3, "Role ARN must be specified for AWS integrations"),
        (AwsProxy, s3, proxy),
    ] {
        assert_eq!(put(integration(kind, uri)).unwrap_err(), message, "{uri}");
    }
    for timeout in [49, 29_001] {
        let slow = Integration {
            timeout_millis: timeout,
            ..integration(Aws, LAMBDA)
        };
        assert_eq!(
            put(slow).unwrap_err(),
            "Timeout should be between 50 ms and 29000 ms"
        );
    }
    for timeout in [50, 29_000] {
        assert!(
            put(Integration {
                timeout_millis: timeout,
                ..integration(AwsProxy, LAMBDA)
            })
            .is_ok()
        );
    }
}

#[test]
fn defaults_by_type() {
    let (mut api, root) = with_method();
    let mock = integration(IntegrationType::Mock, "http://example.com");
    let mock = api.put_integration(&root, HttpMethod::Get, mock).unwrap();
    assert_eq!(
        (mock.uri, mock.http_method, mock.connection_type),
        (None, None, None)
    );
    assert_eq!(mock.cache_namespace, root);
    let http = integration(IntegrationType::Http, "http://example.com");
    let http = api.put_integration(&root, HttpMethod::Get, http).unwrap();
    assert_eq!(http.connection_type.as_deref(), Some("INTERNET"));
}

#[test]
fn mappings_name_what_the_method_declares() {
    let (mut api, root) = with_method();
    let mut put = |target: &str, source: &str| {
        let mut new = integration(IntegrationType::Aws, LAMBDA);
        new.request_parameters = Some([(target.to_owned(), source.to_owned())].into());
        api.put_integration(&root, HttpMethod::Get, new)
            .map(drop)
            .map_err(|error| error.to_string())
    };
    let header = "integration.request.header.x";
    let refused =
        "Invalid mapping expression specified: Validation Result: warnings : [], errors : ";
    for source in [
        "'*/*'",
        "method.request.header.foo",
        "method.request.multivalueheader.foo",
        "method.request.body.a",
        "context.requestId",
        "stageVariables.x",
    ] {
        assert_eq!(put(header, source), Ok(()), "{source}");
    }
    for source in ["true", "", "'", "method.request", "method.request.cookie"] {
        assert_eq!(
            put(header, source),
            Err(format!(
                "{refused}[Invalid mapping expression specified: {source}]"
            ))
        );
    }
    let source = "method.request.header.bar";
    assert_eq!(
        put(header, source),
        Err(format!(
            "{refused}[Invalid mapping expression parameter specified: {source}]"
        ))
    );
    let target = "integration.request.cookie.x";
    assert_eq!(
        put(target, "'x'"),
        Err(format!(
            "{refused}[Invalid mapping expression specified: {target}]"
        ))
    );
}

#[test]
fn patches_change_one_thing() {
    let (mut api, root) = with_method();
    api.put_integration(
        &root,
        HttpMethod::Get,
        integration(IntegrationType::Aws, LAMBDA),
    )
    .unwrap();
    let mut update = |operation: PatchOperation| {
        let updated = api.update_integration(&root, HttpMethod::Get, &[operation]);
        updated.map_err(|error| error.to_string())
    };
    let updated = update(add("/requestTemplates/application~1json", "{}")).unwrap();
    assert_eq!(
        updated.request_templates.unwrap()["application/json"].as_deref(),
        Some("{}")
    );
    assert_eq!(
        update(replace("/passthroughBehavior", "NEVER"))
            .unwrap()
            .passthrough_behavior,
        PassthroughBehavior::Never
    );
    assert_eq!(
        update(replace("/timeoutInMillis", "100"))
            .unwrap()
            .timeout_millis,
        100
    );
    assert_eq!(
        update(remove("/requestTemplates/application~1json"))
            .unwrap()
            .request_templates,
        None
    );
    assert_eq!(
        update(replace("/uri", "x")).unwrap_err(),
        "Invalid ARN specified in the request"
    );
    assert_eq!(
        update(replace("/nothing", "x")).unwrap_err(),
        "Invalid patch path /nothing"
    );
    assert!(update(replace("/timeoutInMillis", "soon")).is_err());
}

#[test]
fn responses_need_an_integration_and_declared_headers() {
    let (mut api, root) = with_method();
    let get = HttpMethod::Get;
    let put = |api: &mut RestApi, response| api.put_integration_response(&root, get, response);
    let plain = IntegrationResponse::new("200");
    assert_eq!(
        put(&mut api, plain.clone()),
        Err(ControlError::InvalidIntegration)
    );
    api.put_integration(&root, get, Integration::new(IntegrationType::Mock))
        .unwrap();
    let templates = [("application/json".to_owned(), Some(String::new()))];
    let kept = put(
        &mut api,
        IntegrationResponse {
            templates: Some(templates.into()),
            ..plain.clone()
        },
    )
    .unwrap();
    assert_eq!(kept.templates.unwrap()["application/json"], None);
    let strange = [("123".to_owned(), None)];
    let error = put(
        &mut api,
        IntegrationResponse {
            templates: Some(strange.into()),
            ..plain.clone()
        },
    )
    .unwrap_err();
    assert_eq!(
        error.to_string(),
        "Validation Result: warnings : [], errors : [Invalid content type specified: 123]"
    );
    let name = "method.response.header.Access-Control-Allow-Origin";
    let mapped = IntegrationResponse {
        parameters: Some([(name.to_owned(), "'*'".to_owned())].into()),
        ..plain
    };
    assert!(put(&mut api, mapped.clone()).is_err());
    let declared = MethodResponse {
        status_code: "200".into(),
        parameters: Some([(name.to_owned(), false)].into()),
        models: None,
    };
    api.put_method_response(&root, get, declared).unwrap();
    put(&mut api, mapped).unwrap();
    assert_eq!(
        api.delete_integration_response(&root, get, "201"),
        Err(ControlError::InvalidResponseStatus)
    );
    assert_eq!(
        api.delete_integration_response(&root, HttpMethod::Post, "200"),
        Err(ControlError::InvalidIntegration)
    );
    api.delete_integration_response(&root, get, "200").unwrap();
}
