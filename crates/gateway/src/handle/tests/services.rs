//! AWS integrations: services by action and path.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};

use super::rig::{Call, Rig, get, header, parameters, post, templates};
use crate::integration::{AwsTarget, Integration, IntegrationResponse, IntegrationType};
use crate::integrator::{IntegrationAnswer, IntegrationError};
use crate::method::{HttpMethod, MethodResponse};

const START: &str = "arn:aws:apigateway:ap-northeast-1:states:action/StartExecution";

fn states(uri: &str) -> Integration {
    Integration {
        uri: Some(uri.into()),
        http_method: Some("POST".into()),
        credentials: Some("arn:aws:iam::000000000000:role/r".into()),
        responses: [("200".to_owned(), IntegrationResponse::new("200"))].into(),
        ..Integration::new(IntegrationType::Aws)
    }
}

fn answers(rig: &Rig, status: u16, body: &'static str) {
    let headers = HeaderMap::from_iter([(
        http::header::CONTENT_TYPE,
        HeaderValue::from_static("application/x-amz-json-1.0"),
    )]);
    let answer = IntegrationAnswer {
        status,
        headers,
        body: Bytes::from_static(body.as_bytes()),
    };
    *rig.backend.answer.lock().unwrap() = Some(Ok(answer));
}

#[tokio::test]
async fn an_action_is_called_with_the_mapped_request() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Post, "/execution", |_, integration| {
        *integration = states(START);
        integration.request_templates = templates(&[("application/json", r#"{"input": "{}"}"#)]);
        integration.request_parameters = parameters(&[
            ("integration.request.header.Accept", "'*/*'"),
            ("integration.request.querystring.Name", "'param-test-123'"),
        ]);
    })
    .await;
    rig.deploy().await;
    answers(&rig, 200, r#"{"executionArn":"x"}"#);
    let answer = rig
        .call(post("/execution", "{}").with("content-type", "application/json"))
        .await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body[..]),
        (200, &br#"{"executionArn":"x"}"#[..])
    );
    assert_eq!(header(&answer, "content-type"), Some("application/json"));
    assert!(
        header(&answer, "x-amzn-trace-id").is_some_and(|trace| trace.starts_with("Root=1-55267"))
    );
    let calls = rig.backend.aws.lock().unwrap();
    let call = &calls[0];
    assert_eq!(
        (call.service.as_str(), call.rest.as_str(), call.target),
        ("states", "StartExecution", AwsTarget::Action)
    );
    assert_eq!(
        (call.region.as_str(), call.http_method.as_str()),
        ("ap-northeast-1", "POST")
    );
    assert_eq!(
        call.query,
        [("Name".to_owned(), "param-test-123".to_owned())]
    );
    assert_eq!(call.headers["accept"], "*/*");
    assert_eq!(call.headers["content-type"], "application/json");
    assert_eq!(call.body, r#"{"input": "{}"}"#);
    assert_eq!(
        call.caller.credentials.as_deref(),
        Some("arn:aws:iam::000000000000:role/r")
    );
    let source = format!(
        "arn:aws:execute-api:us-east-1:000000000000:{}/dev/POST/execution",
        rig.api
    );
    assert_eq!(call.caller.source_arn, source);
}

#[tokio::test]
async fn without_templates_the_body_passes() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Post, "/", |_, integration| {
        *integration = states(START)
    })
    .await;
    rig.deploy().await;
    answers(&rig, 200, "{}");
    rig.expect(post("/", r#"{"stateMachineArn": "x"}"#), 200, "{}")
        .await;
    assert_eq!(
        rig.backend.aws.lock().unwrap()[0].body,
        r#"{"stateMachineArn": "x"}"#
    );
}

#[tokio::test]
async fn patterns_select_by_status_and_the_default_takes_the_rest() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/", |method, integration| {
        *integration = states(START);
        for (status, pattern, template) in [
            ("400", "4\\d{2}", "bad"),
            ("500", "5\\d{2}", "worse"),
            ("200", "", "fine"),
        ] {
            let response = IntegrationResponse {
                selection_pattern: Some(pattern.into()),
                templates: templates(&[("application/json", template)]),
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
    for (status, expected, body) in [
        (200, 200, "fine"),
        (400, 400, "bad"),
        (499, 400, "bad"),
        (503, 500, "worse"),
        (302, 200, "fine"),
    ] {
        answers(&rig, status, "{}");
        rig.expect(get("/"), expected, body).await;
    }
}

#[tokio::test]
async fn answers_that_nothing_maps_are_errors() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/unmapped", |_, integration| {
        *integration = states(START);
        integration
            .responses
            .get_mut("200")
            .unwrap()
            .selection_pattern = Some("201".into());
    })
    .await;
    rig.method(HttpMethod::Get, "/undeclared", |method, integration| {
        *integration = states(START);
        method.responses.clear();
    })
    .await;
    rig.method(HttpMethod::Get, "/none", |_, integration| {
        *integration = Integration {
            responses: [].into(),
            ..states(START)
        };
    })
    .await;
    rig.deploy().await;
    answers(&rig, 200, "{}");
    for path in ["/unmapped", "/undeclared", "/none"] {
        rig.expect(get(path), 500, r#"{"message": "Internal server error"}"#)
            .await;
    }
}

#[tokio::test]
async fn headers_that_aws_refuses_to_map_break_the_method() {
    let rig = Rig::new().await;
    for name in [
        "Content-Length",
        "Transfer-Encoding",
        "Authorization",
        "Connection",
        "Expect",
        "Proxy-Authenticate",
        "TE",
    ] {
        rig.method(HttpMethod::Get, &format!("/{name}"), |_, integration| {
            *integration = states(START);
            integration.request_parameters =
                parameters(&[(&format!("integration.request.header.{name}"), "'x'")]);
        })
        .await;
    }
    rig.deploy().await;
    answers(&rig, 200, "{}");
    for path in [
        "/Content-Length",
        "/Transfer-Encoding",
        "/Authorization",
        "/Connection",
        "/Expect",
        "/Proxy-Authenticate",
        "/TE",
    ] {
        let answer = rig.call(get(path)).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body[..]),
            (500, &br#"{"message": "Internal server error"}"#[..]),
            "{path}"
        );
        assert_eq!(
            header(&answer, "x-amzn-errortype"),
            Some("InternalServerErrorException")
        );
    }
}

#[tokio::test]
async fn backends_that_do_not_answer() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/", |_, integration| {
        *integration = Integration {
            timeout_millis: 50,
            ..states(START)
        };
    })
    .await;
    rig.deploy().await;
    // Nothing is scripted, so the backend stays silent until the integration's own time is over.
    rig.expect(
        get("/"),
        504,
        r#"{"message": "Endpoint request timed out"}"#,
    )
    .await;
    for error in [
        IntegrationError::Denied,
        IntegrationError::NotFound,
        IntegrationError::Unreachable,
    ] {
        *rig.backend.answer.lock().unwrap() = Some(Err(error));
        rig.expect(get("/"), 500, r#"{"message": "Internal server error"}"#)
            .await;
    }
}

#[tokio::test]
async fn response_headers_are_mapped_and_renamed() {
    let rig = Rig::new().await;
    let names = [
        "Access-Control-Allow-Origin",
        "Server",
        "Content-Type",
        "Transfer-Encoding",
    ];
    rig.method(HttpMethod::Get, "/", |method, integration| {
        *integration = states(START);
        let all = names.map(|name| format!("method.response.header.{name}"));
        method.responses.get_mut("200").unwrap().parameters =
            Some(all.clone().map(|name| (name, false)).into());
        let response = integration.responses.get_mut("200").unwrap();
        response.parameters = Some(all.map(|name| (name, "'*'".to_owned())).into());
    })
    .await;
    rig.deploy().await;
    answers(&rig, 200, "{}");
    let answer = rig.call(get("/")).await;
    assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
    assert_eq!(header(&answer, "x-amzn-remapped-server"), Some("*"));
    assert_eq!(header(&answer, "content-type"), Some("*"));
    assert_eq!(header(&answer, "transfer-encoding"), None);
}

#[tokio::test]
async fn paths_and_stage_variables_are_filled_in() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/{key+}", |_, integration| {
        *integration =
            states("arn:aws:apigateway:us-east-1:s3:path/${stageVariables.bucket}/{object}");
        integration.http_method = Some("GET".into());
        integration.request_parameters =
            parameters(&[("integration.request.path.object", "'a b/c'")]);
    })
    .await;
    rig.deploy().await;
    let patch = crate::patch::tests_support::replace("/variables/bucket", "photos");
    rig.change(|api| api.update_stage("dev", &[patch], super::rig::NOW))
        .await;
    answers(&rig, 200, "bytes");
    rig.expect(
        Call {
            query: "x=1",
            ..get("/k")
        },
        200,
        "bytes",
    )
    .await;
    let call = rig.backend.aws.lock().unwrap()[0].clone();
    assert_eq!(
        (call.service.as_str(), call.rest.as_str()),
        ("s3", "photos/a%20b/c")
    );
    assert_eq!(call.query, []);
}

/// The templates of the article that the project starts from.
const ARTICLE: &str = r##"#set($input = $input.json('$'))
{
   "input": "$util.escapeJavaScript($input)",
   "stateMachineArn": "arn:aws:states:ap-northeast-1:000000000000:stateMachine:Get-Amazon-Infomation_StateMachine"
}
"##;

const MULTIPART: &str = r##"#set( $body = $util.escapeJavaScript($input.json('$')) )
{
  "input": "{\"body\":$body,\"requestContext\":{\"requestId\":\"$context.requestId\"},\"headers\":{\"content-type\":\"$input.params().header.get('content-type')\"}}",
  "stateMachineArn": "arn:aws:states:ap-northeast-1:000000000000:stateMachine:Get-Amazon-Infomation_StateMachine"
}
"##;

async fn article() -> Rig {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Post, "/execution", |_, integration| {
        *integration = states(START);
        integration.passthrough_behavior = crate::integration::PassthroughBehavior::WhenNoTemplates;
        integration.request_templates = templates(&[
            ("application/json", ARTICLE),
            ("multipart/form-data", MULTIPART),
        ]);
    })
    .await;
    rig.deploy().await;
    answers(&rig, 200, r#"{"executionArn":"x","startDate":1.5}"#);
    rig
}

/// The execution's input as Step Functions reads it from the mapped body.
fn started(rig: &Rig) -> String {
    let call = rig.backend.aws.lock().unwrap().pop().unwrap();
    let body: serde_json::Value = serde_json::from_slice(&call.body).unwrap();
    body["input"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_articles_json_template_starts_an_execution() {
    let rig = article().await;
    for body in [
        r#"{"ContentType": "application/json"}"#,
        r#"{"quotes": "say \"hi\"", "lines": "a\nb\tc", "back": "\\", "nested": {"a": [1, 2.50, null]}}"#,
        r#"{"unicode": "é✓日😀"}"#,
        "{}",
    ] {
        let call = Call {
            body: body.into(),
            ..post("/execution", "")
        };
        let answer = rig
            .call(call.with("content-type", "application/json"))
            .await;
        assert_eq!(answer.status, 200, "{body}");
        let sent: serde_json::Value = serde_json::from_str(&started(&rig)).unwrap();
        assert_eq!(
            sent,
            serde_json::from_str::<serde_json::Value>(body).unwrap()
        );
    }
}

#[tokio::test]
async fn the_articles_multipart_template_keeps_the_content_type() {
    let rig = article().await;
    let body = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n";
    let call = post("/execution", body).with("content-type", "multipart/form-data; boundary=x");
    let answer = rig.call(call).await;
    assert_eq!(answer.status, 200);
    let id = header(&answer, "x-amzn-requestid").unwrap();
    let input: serde_json::Value = serde_json::from_str(&started(&rig)).unwrap();
    assert_eq!(input["body"], body.trim_end());
    assert_eq!(
        input["headers"]["content-type"],
        "multipart/form-data; boundary=x"
    );
    assert_eq!(input["requestContext"]["requestId"], id);
    rig.expect(
        post("/execution", "x").with("content-type", "text/plain"),
        415,
        r#"{"message": "Unsupported Media Type"}"#,
    )
    .await;
}

#[tokio::test]
async fn parameters_come_from_the_request_and_the_answer() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Post, "/{id}", |method, integration| {
        *integration = states(START);
        integration.request_parameters = parameters(&[
            ("integration.request.header.X-Id", "method.request.path.id"),
            (
                "integration.request.header.X-Agent",
                "method.request.header.User-Agent",
            ),
            (
                "integration.request.querystring.q",
                "method.request.querystring.q",
            ),
            (
                "integration.request.querystring.none",
                "method.request.querystring.none",
            ),
            (
                "integration.request.header.X-Body",
                "method.request.body.a.b",
            ),
            ("integration.request.header.X-Stage", "context.stage"),
        ]);
        let names = ["ETag", "X-Name", "X-Own"].map(|n| format!("method.response.header.{n}"));
        let declared = names.clone().map(|name| (name, false));
        method.responses.get_mut("200").unwrap().parameters = Some(declared.into());
        let response = integration.responses.get_mut("200").unwrap();
        response.parameters = parameters(&[
            (&names[0], "integration.response.header.content-type"),
            (&names[1], "integration.response.body.name"),
            (&names[2], "integration.response.header.missing"),
        ]);
    })
    .await;
    rig.deploy().await;
    answers(&rig, 200, r#"{"name": "n"}"#);
    let call = Call {
        query: "q=a%20b",
        ..post("/7%2B", r#"{"a": {"b": 5}}"#)
    };
    let answer = rig.call(call.with("user-agent", "me")).await;
    assert_eq!(header(&answer, "etag"), Some("application/x-amz-json-1.0"));
    assert_eq!(header(&answer, "x-name"), Some("n"));
    assert_eq!(header(&answer, "x-own"), None);
    let call = rig.backend.aws.lock().unwrap().pop().unwrap();
    let sent = |name: &str| call.headers.get(name).map(|value| value.to_str().unwrap());
    assert_eq!((sent("x-id"), sent("x-agent")), (Some("7+"), Some("me")));
    assert_eq!((sent("x-body"), sent("x-stage")), (Some("5"), Some("dev")));
    assert_eq!(call.query, [("q".to_owned(), "a b".to_owned())]);
}

#[tokio::test]
async fn templates_override_the_request() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Post, "/", |_, integration| {
        *integration = states("arn:aws:apigateway:us-east-1:s3:path/b/{key}");
        let template = r##"#set($context.requestOverride.path.key = "k 1")
#set($context.requestOverride.header.x-own = "own")
#set($context.requestOverride.querystring.q = 5)
body"##;
        integration.request_templates = templates(&[("application/json", template)]);
    })
    .await;
    rig.deploy().await;
    answers(&rig, 200, "{}");
    rig.expect(post("/", "{}"), 200, "{}").await;
    let call = rig.backend.aws.lock().unwrap().pop().unwrap();
    assert_eq!(
        (call.rest.as_str(), &call.headers["x-own"]),
        ("b/k%201", &HeaderValue::from_static("own"))
    );
    assert_eq!(call.query, [("q".to_owned(), "5".to_owned())]);
}
