//! The two templates of the first story, with the input that real clients send.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::Arc;

use gateway::mapping::{HeaderNames, MappingInput, Overrides, Params, RequestContext, Template};
use serde_json::{Value as Json, json};

const ARN: &str =
    "arn:aws:states:ap-northeast-1:000000000000:stateMachine:Get-Amazon-Infomation_StateMachine";

const JSON_TEMPLATE: &str = r#"#set($input = $input.json('$'))
{
   "input": "$util.escapeJavaScript($input)",
   "stateMachineArn": "arn:aws:states:ap-northeast-1:000000000000:stateMachine:Get-Amazon-Infomation_StateMachine"
}
"#;

const FORM_TEMPLATE: &str = r#"#set( $body = $util.escapeJavaScript($input.json('$')) )
{
  "input": "{\"body\":$body,\"requestContext\":{\"requestId\":\"$context.requestId\"},\"headers\":{\"content-type\":\"$input.params().header.get('content-type')\"}}",
  "stateMachineArn": "arn:aws:states:ap-northeast-1:000000000000:stateMachine:Get-Amazon-Infomation_StateMachine"
}
"#;

fn render(template: &str, body: &str, header: &str, content_type: &str) -> Result<String, String> {
    let params = Params {
        header: vec![(header.to_owned(), vec![content_type.to_owned()])],
        header_names: HeaderNames::Normalised,
        ..Params::default()
    };
    let context = RequestContext {
        request_id: Some("c6af9ac6-7b61-11e6-9a41-93e8deadbeef".to_owned()),
        ..RequestContext::default()
    };
    let input = MappingInput {
        body,
        params: &Arc::new(params),
        context: &Arc::new(context),
        stage_variables: &BTreeMap::new(),
    };
    let template = Template::parse(template).unwrap();
    template
        .render(&input, &mut Overrides::default())
        .map_err(|error| error.to_string())
}

/// What StartExecution is called with.
fn started(rendered: &str) -> (Json, String) {
    let call: Json =
        serde_json::from_str(rendered).unwrap_or_else(|error| panic!("{error}: {rendered}"));
    let input = call["input"].as_str().unwrap();
    let input = serde_json::from_str(input).unwrap_or_else(|error| panic!("{error}: {input}"));
    (input, call["stateMachineArn"].as_str().unwrap().to_owned())
}

fn json_story(body: &str) -> Json {
    let rendered = render(JSON_TEMPLATE, body, "Content-Type", "application/json").unwrap();
    let (input, arn) = started(&rendered);
    assert_eq!(arn, ARN);
    input
}

#[test]
fn the_articles_call() {
    assert_eq!(
        json_story(r#"{"ContentType": "application/json"}"#),
        json!({"ContentType": "application/json"})
    );
}

#[test]
fn awkward_json_arrives_whole() {
    let bodies = [
        r#"{"say":"\"hi\" \\ / there"}"#,
        r#"{"uni":"é✓日本😀\u0000\u001f\u2028"}"#,
        "{\"nl\":\"a\\nb\\tc\\r\"}",
        r#"{"a":{"b":[1,2.5,-3,true,false,null,{"c":[[]]}]},"empty":{},"":""}"#,
        r#"{"json":"{\"inner\":\"{\\\"deep\\\":1}\"}"}"#,
        r#"{"vtl":"$input.body #set($x=1) ${context.requestId} ##"}"#,
        r#"[1,[2,[3]]]"#,
        r#"  { "blank" : 1 }  "#,
        r#"{"big":9007199254740993,"huge":12345678901234567890}"#,
        r#""text""#,
        "42",
        "true",
    ];
    for body in bodies {
        assert_eq!(
            json_story(body),
            serde_json::from_str::<Json>(body).unwrap(),
            "{body}"
        );
    }
}

#[test]
fn numbers_keep_their_value() {
    let rendered = render(
        JSON_TEMPLATE,
        r#"{"i":1,"d":1.0,"e":1e3,"b":123456789012345678901234567890}"#,
        "A",
        "",
    )
    .unwrap();
    let call: Json = serde_json::from_str(&rendered).unwrap();
    assert_eq!(
        call["input"],
        r#"{"i":1,"d":1.0,"e":1000.0,"b":123456789012345678901234567890}"#
    );
}

/// As on AWS: an escaped apostrophe is no JSON.
#[test]
fn an_apostrophe_is_escaped() {
    let rendered = render(JSON_TEMPLATE, r#"{"name":"it's"}"#, "A", "").unwrap();
    assert!(rendered.contains(r#"{\"name\":\"it\'s\"}"#), "{rendered}");
    assert!(serde_json::from_str::<Json>(&rendered).is_err());
}

#[test]
fn an_empty_body_is_an_empty_object() {
    assert_eq!(json_story(""), json!({}));
}

#[test]
fn a_body_that_is_no_json() {
    assert_eq!(json_story("plain text"), json!("plain text"));
    let error = render(JSON_TEMPLATE, r#"{"a":"#, "A", "").unwrap_err();
    assert!(
        error.contains("Execution failed due to configuration error"),
        "{error}"
    );
}

#[test]
fn a_multipart_body_arrives_as_text() {
    let body = "--XyZ\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nh\u{e9}llo \"w\"\r\n--XyZ--\r\n";
    for header in ["Content-Type", "content-type"] {
        let content_type = "multipart/form-data; boundary=XyZ";
        let rendered = render(FORM_TEMPLATE, body, header, content_type).unwrap();
        let (input, arn) = started(&rendered);
        assert_eq!(arn, ARN);
        assert_eq!(input["body"], body.trim_end());
        assert_eq!(input["headers"]["content-type"], content_type);
        assert_eq!(
            input["requestContext"]["requestId"],
            "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
        );
    }
}

#[test]
fn json_through_the_form_template() {
    let rendered = render(
        FORM_TEMPLATE,
        r#"{"a":[1,{"b":"c/d \"q\""}]}"#,
        "content-type",
        "multipart/form-data",
    )
    .unwrap();
    assert_eq!(
        started(&rendered).0["body"],
        json!({"a": [1, {"b": "c/d \"q\""}]})
    );
}
