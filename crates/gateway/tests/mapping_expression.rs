//! Parameter mapping expressions.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use gateway::mapping::{Expression, ExpressionInput, Identity, Mapped, Params, RequestContext};

fn multi(name: &str, values: &[&str]) -> (String, Vec<String>) {
    (
        name.to_owned(),
        values.iter().map(|value| (*value).to_owned()).collect(),
    )
}

fn evaluate(expression: &str) -> Option<Mapped> {
    let params = Params {
        path: vec![multi("id", &["p"])],
        querystring: vec![multi("q", &["1", "2"])],
        header: vec![multi("X-Name", &["a", "b"])],
        ..Params::default()
    };
    let context = RequestContext {
        request_id: Some("rid".to_owned()),
        request_time_epoch: Some(12),
        identity: Identity {
            source_ip: Some("1.2.3.4".to_owned()),
            ..Identity::default()
        },
        authorizer: serde_json::from_str(r#"{"principalId":"u","n":{"m":1}}"#).unwrap(),
        ..RequestContext::default()
    };
    let input = ExpressionInput {
        params: &params,
        body: r#"{"a":{"b":"text"},"n":1.0,"o":[1, 2]}"#,
        response_headers: &vec![multi("Content-Type", &["x/y"])],
        response_body: "not json",
        context: &context,
        stage_variables: &BTreeMap::from([("env".to_owned(), "prod".to_owned())]),
    };
    Expression::parse(expression).unwrap().evaluate(&input)
}

fn check(expression: &str, expected: &str) {
    assert_eq!(
        evaluate(expression).map(Mapped::into_text).as_deref(),
        Some(expected),
        "{expression}"
    );
}

#[test]
fn values() {
    check("method.request.path.id", "p");
    check("method.request.querystring.q", "2");
    check("method.request.header.x-name", "b");
    check(
        "method.request.body",
        r#"{"a":{"b":"text"},"n":1.0,"o":[1, 2]}"#,
    );
    check("method.request.body.a.b", "text");
    check("method.request.body.$.a", r#"{"b":"text"}"#);
    check("method.request.body.n", "1.0");
    check("method.request.body.o[1]", "2");
    check("integration.response.header.content-type", "x/y");
    check("integration.response.body", "not json");
    check("context.requestId", "rid");
    check("context.requestTimeEpoch", "12");
    check("context.identity.sourceIp", "1.2.3.4");
    check("context.authorizer.principalId", "u");
    check("context.authorizer.n.m", "1");
    check("stageVariables.env", "prod");
    check("'*/*'", "*/*");
    check("''", "");
}

#[test]
fn several_values() {
    assert_eq!(
        evaluate("method.request.multivaluequerystring.q").map(Mapped::into_values),
        Some(vec!["1".to_owned(), "2".to_owned()])
    );
    check("method.request.multivalueheader.X-Name", "a,b");
    check("integration.response.multivalueheader.Content-Type", "x/y");
}

#[test]
fn nothing_there() {
    for expression in [
        "method.request.path.none",
        "method.request.querystring.none",
        "method.request.header.none",
        "method.request.body.none",
        "integration.response.header.none",
        "integration.response.body.a",
        "context.stage",
        "context.identity.user",
        "stageVariables.none",
    ] {
        assert_eq!(evaluate(expression), None, "{expression}");
    }
}

#[test]
fn what_aws_refuses() {
    for text in [
        "",
        "true",
        "'open",
        "'",
        "method.request",
        "method.request.header",
        "method.request.header.",
        "method.request.header.a b",
        "method.request.cookie.a",
        "method.request.body.",
        "method.request.body.a[",
        "integration.response.querystring.a",
        "integration.response.header.a/b",
        "context.",
        "stageVariables.",
        "static",
    ] {
        let error = Expression::parse(text).unwrap_err().to_string();
        assert_eq!(
            error,
            format!("Invalid mapping expression specified: {text}")
        );
    }
}
