//! Mocks, and the CORS preflight that the console builds with one.

use super::rig::{Call, Rig, get, header, parameters, templates};
use crate::integration::IntegrationResponse;
use crate::method::{HttpMethod, MethodResponse};

#[tokio::test]
async fn a_preflight_is_answered_by_the_mock_that_enable_cors_builds() {
    let rig = Rig::new().await;
    let allow = [
        (
            "Access-Control-Allow-Headers",
            "'Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token'",
        ),
        ("Access-Control-Allow-Methods", "'OPTIONS,POST'"),
        ("Access-Control-Allow-Origin", "'*'"),
    ]
    .map(|(name, value)| (format!("method.response.header.{name}"), value.to_owned()));
    rig.method(HttpMethod::Options, "/execution", |method, integration| {
        let names = allow.clone().map(|(name, _)| (name, false));
        method.responses.get_mut("200").unwrap().parameters = Some(names.into());
        let response = integration.responses.get_mut("200").unwrap();
        response.parameters = Some(allow.into());
        response.templates = templates(&[("application/json", "")]);
    })
    .await;
    rig.deploy().await;
    let call = Call {
        method: "OPTIONS",
        ..get("/execution")
    };
    let answer = rig
        .call(
            call.with("origin", "http://x")
                .with("access-control-request-method", "POST"),
        )
        .await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 0));
    assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"));
    assert_eq!(
        header(&answer, "access-control-allow-methods"),
        Some("OPTIONS,POST")
    );
    assert_eq!(header(&answer, "content-type"), Some("application/json"));
    assert_eq!(header(&answer, "x-amzn-trace-id"), None);
}

#[tokio::test]
async fn the_status_in_the_template_selects_the_response() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/{id}", |method, integration| {
        integration.request_templates = templates(&[("application/json", "{statusCode: 404}")]);
        let response = IntegrationResponse {
            selection_pattern: Some("4\\d{2}".into()),
            templates: templates(&[("text/plain", "nothing here")]),
            ..IntegrationResponse::new("404")
        };
        integration.responses.insert("404".into(), response);
        let declared = MethodResponse {
            status_code: "404".into(),
            parameters: None,
            models: None,
        };
        method.responses.insert("404".into(), declared);
        integration.request_parameters = parameters(&[]);
    })
    .await;
    rig.deploy().await;
    let answer = rig.call(get("/42")).await;
    assert_eq!(
        (answer.status.as_u16(), &answer.body[..]),
        (404, &b"nothing here"[..])
    );
    assert_eq!(header(&answer, "content-type"), Some("text/plain"));
}

#[tokio::test]
async fn a_template_without_status_is_an_error() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/", |_, integration| {
        integration.request_templates = templates(&[("application/json", "{}")]);
    })
    .await;
    rig.method(HttpMethod::Get, "/bare", |_, integration| {
        integration.request_templates = None
    })
    .await;
    rig.deploy().await;
    for path in ["/", "/bare"] {
        rig.expect(get(path), 500, r#"{"message": "Internal server error"}"#)
            .await;
    }
}

#[tokio::test]
async fn the_accepted_type_chooses_the_template() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/", |_, integration| {
        let both = [("application/json", "json"), ("application/xml", "xml")];
        integration.responses.get_mut("200").unwrap().templates = templates(&both);
    })
    .await;
    rig.deploy().await;
    for (accept, body) in [
        ("application/xml", "xml"),
        ("text/html, application/xml;q=0.9", "xml"),
        ("*/*", "json"),
        ("text/html", "json"),
    ] {
        rig.expect(get("/").with("accept", accept), 200, body).await;
    }
    rig.expect(get("/"), 200, "json").await;
}

/// Recorded: `test_integration_mock_with_response_override_in_request_template`.
#[tokio::test]
async fn overrides_of_the_request_template_reach_the_answer() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/", |_, integration| {
        let request = r##"
#set($context.responseOverride.status = 444)
#set($context.responseOverride.header.foo = "bar")
#set($context.responseOverride.custom = "is also passed around")
{
  "statusCode": 200
}
"##;
        let response = r##"#set($statusOverride = $context.responseOverride.status)
#set($custom = $context.responseOverride.custom)
{"status": "$statusOverride", "foo": "$context.responseOverride.header.foo", "custom": "$custom"}"##;
        integration.request_templates = templates(&[("application/json", request)]);
        integration.responses.get_mut("200").unwrap().templates =
            templates(&[("application/json", response)]);
    })
    .await;
    rig.deploy().await;
    let answer = rig.call(get("/")).await;
    assert_eq!(answer.status.as_u16(), 444);
    assert_eq!(header(&answer, "foo"), Some("bar"));
    let body = r#"{"status": "444", "foo": "bar", "custom": "is also passed around"}"#;
    assert_eq!(answer.body, body);
}

#[tokio::test]
async fn path_parameters_reach_the_response_template() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/{id}", |_, integration| {
        integration.responses.get_mut("200").unwrap().templates =
            templates(&[("application/json", r#"{"id": $input.params().path.id}"#)]);
    })
    .await;
    rig.deploy().await;
    rig.expect(get("/42"), 200, r#"{"id": 42}"#).await;
}

#[tokio::test]
async fn broken_templates_are_errors() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/", |_, integration| {
        integration.request_templates = templates(&[("application/json", "#if(")]);
    })
    .await;
    rig.method(HttpMethod::Get, "/late", |_, integration| {
        integration.responses.get_mut("200").unwrap().templates =
            templates(&[("application/json", "#foreach(")]);
    })
    .await;
    rig.deploy().await;
    for path in ["/", "/late"] {
        rig.expect(get(path), 500, r#"{"message": "Internal server error"}"#)
            .await;
    }
}
