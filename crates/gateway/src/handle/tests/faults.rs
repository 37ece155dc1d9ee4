//! Answers that API Gateway gives itself.

use super::rig::{Call, Rig, get, header, parameters, post};
use crate::api::NewRestApi;
use crate::integration::{Integration, IntegrationType, PassthroughBehavior};
use crate::method::{AuthorizationType, HttpMethod};
use crate::patch::tests_support::replace;

#[tokio::test]
async fn unknown_routes_and_methods_miss_a_token() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/existing", |_, _| {}).await;
    rig.deploy().await;
    rig.expect(get("/existing"), 200, "").await;
    rig.expect(get("/existing/"), 200, "").await;
    let missing = r#"{"message":"Missing Authentication Token"}"#;
    for call in [
        get("/random"),
        get("/"),
        post("/existing", ""),
        Call {
            method: "TRACE",
            ..get("/existing")
        },
    ] {
        let answer = rig.call(call).await;
        assert_eq!(
            (answer.status.as_u16(), &answer.body[..]),
            (403, missing.as_bytes())
        );
        assert_eq!(
            header(&answer, "x-amzn-errortype"),
            Some("MissingAuthenticationTokenException")
        );
        assert_eq!(header(&answer, "content-type"), Some("application/json"));
        assert_eq!(header(&answer, "x-amzn-trace-id"), None);
        assert!(header(&answer, "x-amzn-requestid").is_some_and(|id| id.len() == 36));
        assert!(header(&answer, "x-amz-apigw-id").is_some_and(|id| id.ends_with('=')));
    }
}

#[tokio::test]
async fn unknown_apis_stages_and_regions_are_forbidden() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/", |_, _| {}).await;
    let forbidden = r#"{"message":"Forbidden"}"#;
    rig.expect(get("/"), 403, forbidden).await;
    rig.deploy().await;
    rig.expect(get("/"), 200, "").await;
    let mut incoming = rig.incoming(&get("/"));
    incoming.address.region = Some("eu-west-1".into());
    assert_eq!(
        rig.gateway
            .handle(incoming.clone(), &*rig.backend)
            .await
            .body,
        forbidden
    );
    incoming.address.region = None;
    assert_eq!(
        rig.gateway
            .handle(incoming.clone(), &*rig.backend)
            .await
            .status,
        200
    );
    incoming.address.api = "nothing".into();
    let answer = rig.gateway.handle(incoming, &*rig.backend).await;
    assert_eq!(
        header(&answer, "x-amzn-errortype"),
        Some("ForbiddenException")
    );
    rig.change(|api| api.update(&[replace("/disableExecuteApiEndpoint", "true")]))
        .await;
    rig.expect(get("/"), 403, forbidden).await;
}

#[tokio::test]
async fn a_stage_serves_its_deployment_until_it_moves() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/", |_, _| {}).await;
    rig.deploy().await;
    rig.method(HttpMethod::Get, "/late", |_, _| {}).await;
    rig.expect(
        get("/late"),
        403,
        r#"{"message":"Missing Authentication Token"}"#,
    )
    .await;
    rig.deploy().await;
    rig.expect(get("/late"), 200, "").await;
    rig.change(|api| api.delete_stage("dev")).await;
    rig.expect(get("/late"), 403, r#"{"message":"Forbidden"}"#)
        .await;
}

#[tokio::test]
async fn methods_that_ask_for_more_than_is_known_stay_closed() {
    let rig = Rig::new().await;
    for (path, kind) in [
        ("/iam", AuthorizationType::AwsIam),
        ("/custom", AuthorizationType::Custom),
        ("/cognito", AuthorizationType::CognitoUserPools),
    ] {
        rig.method(HttpMethod::Get, path, |method, _| {
            method.authorization_type = kind
        })
        .await;
    }
    rig.method(HttpMethod::Get, "/key", |method, _| {
        method.api_key_required = true
    })
    .await;
    rig.deploy().await;
    rig.expect(
        get("/iam"),
        403,
        r#"{"message":"Missing Authentication Token"}"#,
    )
    .await;
    let signed = get("/iam").with("authorization", "AWS4-HMAC-SHA256 Credential=x");
    rig.expect(
        signed,
        403,
        r#"{"message":"The security token included in the request is invalid."}"#,
    )
    .await;
    rig.expect(get("/custom"), 401, r#"{"message":"Unauthorized"}"#)
        .await;
    rig.expect(
        get("/cognito").with("authorization", "x"),
        401,
        r#"{"message":"Unauthorized"}"#,
    )
    .await;
    rig.expect(
        get("/key").with("x-api-key", "x"),
        403,
        r#"{"message":"Forbidden"}"#,
    )
    .await;
}

#[tokio::test]
async fn content_types_without_a_template_pass_or_not() {
    use PassthroughBehavior::{Never, WhenNoMatch, WhenNoTemplates};
    let rig = Rig::new().await;
    for (path, behavior, has_templates) in [
        ("/match", WhenNoMatch, true),
        ("/templates", WhenNoTemplates, true),
        ("/never", Never, true),
        ("/bare-match", WhenNoMatch, false),
        ("/bare-templates", WhenNoTemplates, false),
        ("/bare-never", Never, false),
    ] {
        rig.method(HttpMethod::Post, path, |_, integration| {
            integration.passthrough_behavior = behavior;
            integration.request_templates = integration
                .request_templates
                .take()
                .filter(|_| has_templates);
        })
        .await;
    }
    rig.deploy().await;
    let xml = |path| post(path, r#"{"statusCode": 200}"#).with("content-type", "text/xml");
    let refused = r#"{"message": "Unsupported Media Type"}"#;
    for path in ["/match", "/bare-match", "/bare-templates"] {
        rig.expect(xml(path), 200, "").await;
    }
    for path in ["/templates", "/never", "/bare-never"] {
        rig.expect(xml(path), 415, refused).await;
    }
    for content_type in [
        "application/json",
        "application/json; charset=utf-8",
        "APPLICATION/JSON",
    ] {
        rig.expect(
            post("/never", "").with("content-type", content_type),
            200,
            "",
        )
        .await;
    }
    rig.expect(post("/never", ""), 200, "").await;
}

#[tokio::test]
async fn bodies_have_a_limit() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Post, "/", |_, _| {}).await;
    rig.deploy().await;
    let limit = 10 * 1024 * 1024;
    for (size, status) in [(limit, 200), (limit + 1, 413)] {
        let call = Call {
            body: vec![b' '; size].into(),
            ..post("/", "")
        };
        assert_eq!(rig.call(call).await.status.as_u16(), status);
    }
}

#[tokio::test]
async fn http_backends_are_out_of_reach() {
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/", |_, integration| {
        *integration = Integration {
            uri: Some("http://example.com".into()),
            http_method: Some("GET".into()),
            request_parameters: parameters(&[]),
            ..Integration::new(IntegrationType::Http)
        };
    })
    .await;
    rig.deploy().await;
    rig.expect(
        get("/"),
        504,
        r#"{"message": "Network error communicating with endpoint"}"#,
    )
    .await;
}

#[tokio::test]
async fn required_parameters_and_models() {
    use crate::models::Model;
    use crate::validator::RequestValidator;
    let rig = Rig::of(NewRestApi {
        name: "api".into(),
        ..NewRestApi::default()
    })
    .await;
    let validator = RequestValidator {
        validate_request_body: true,
        validate_request_parameters: true,
        ..RequestValidator::default()
    };
    let schema = r#"{"type": "object", "required": ["a"]}"#;
    let model = Model {
        id: String::new(),
        name: "M".into(),
        description: None,
        content_type: "application/json".into(),
        schema: Some(schema.into()),
    };
    rig.change(|api| api.create_model(model)).await;
    let validator = rig
        .change(|api| Ok(api.create_validator(validator)))
        .await
        .id;
    let names = ["header.x-header-param", "path.issuer", "querystring.qs1"];
    let required = names.map(|name| (format!("method.request.{name}"), true));
    rig.method(HttpMethod::Post, "/{test}", |method, _| {
        method.request_validator_id = Some(validator.clone());
        method.request_parameters = Some(required.clone().into());
    })
    .await;
    rig.method(HttpMethod::Post, "/fine/{issuer}", |method, _| {
        method.request_validator_id = Some(validator);
        method.request_parameters = Some(required.into());
        method.request_models = Some([("application/json".to_owned(), "M".to_owned())].into());
    })
    .await;
    rig.deploy().await;
    let missing =
        r#"{"message": "Missing required request parameters: [x-header-param, issuer, qs1]"}"#;
    rig.expect(post("/value", "{}"), 400, missing).await;
    let fine = |body| Call {
        query: "qs1=test",
        ..post("/fine/i", body).with("x-header-param", "v")
    };
    rig.expect(fine(r#"{"a": 1}"#), 200, "").await;
    for body in [r#"{"test": "test"}"#, "", "not json", "[]"] {
        rig.expect(fine(body), 400, r#"{"message": "Invalid request body"}"#)
            .await;
    }
    rig.expect(
        fine("text").with("content-type", "application/json;x=y"),
        400,
        r#"{"message": "Invalid request body"}"#,
    )
    .await;
    let blank = Call {
        query: "qs1=",
        ..fine(r#"{"a": 1}"#)
    };
    rig.expect(
        blank,
        400,
        r#"{"message": "Missing required request parameters: [qs1]"}"#,
    )
    .await;
}

#[tokio::test]
async fn gateway_responses_word_faults() {
    use crate::gateway_response::ResponseType;
    let rig = Rig::new().await;
    rig.method(HttpMethod::Get, "/pets/{petId}", |method, _| {
        method.api_key_required = true
    })
    .await;
    let headers = [
        (
            "gatewayresponse.header.Access-Control-Allow-Origin",
            "'a.b.c'",
        ),
        (
            "gatewayresponse.header.x-request-path",
            "method.request.path.petId",
        ),
        (
            "gatewayresponse.header.x-request-query",
            "method.request.querystring.q",
        ),
    ];
    let template = r#"{"message": $context.error.messageString, "type": "$context.error.responseType", "stage": "$context.stage", "path": "$context.resourcePath"}"#;
    let templates = [("application/json".to_owned(), template.to_owned())];
    rig.change(|api| {
        let status = Some("404".to_owned());
        let kind = ResponseType::InvalidApiKey;
        api.put_gateway_response(kind, status, parameters(&headers), Some(templates.into()));
        api.put_gateway_response(
            ResponseType::Default4xx,
            None,
            parameters(&headers[..1]),
            None,
        );
        Ok(())
    })
    .await;
    rig.deploy().await;
    let answer = rig
        .call(Call {
            query: "q=1",
            ..get("/pets/7")
        })
        .await;
    let body = r#"{"message": "Forbidden", "type": "INVALID_API_KEY", "stage": "dev", "path": "/pets/{petId}"}"#;
    assert_eq!(
        (
            answer.status.as_u16(),
            std::str::from_utf8(&answer.body).unwrap()
        ),
        (404, body)
    );
    assert_eq!(
        header(&answer, "access-control-allow-origin"),
        Some("a.b.c")
    );
    assert_eq!(header(&answer, "x-request-path"), Some("7"));
    assert_eq!(header(&answer, "x-request-query"), Some("1"));
    assert_eq!(
        header(&answer, "x-amzn-errortype"),
        Some("ForbiddenException")
    );
    let answer = rig.call(get("/nothing")).await;
    let body = r#"{"message":"Missing Authentication Token"}"#;
    assert_eq!(
        (
            answer.status.as_u16(),
            std::str::from_utf8(&answer.body).unwrap()
        ),
        (403, body)
    );
    assert_eq!(
        header(&answer, "access-control-allow-origin"),
        Some("a.b.c")
    );
}
