//! `$input`, `$util`, `$context` and the overrides, beyond what the shared corpus covers.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::Arc;

use gateway::mapping::{
    ErrorContext, HeaderNames, MappingInput, Overrides, Params, RequestContext, Template,
};

fn multi(entries: &[(&str, &[&str])]) -> Vec<(String, Vec<String>)> {
    let owned = |(name, values): &(&str, &[&str])| {
        (
            (*name).to_owned(),
            values.iter().map(|v| (*v).to_owned()).collect(),
        )
    };
    entries.iter().map(owned).collect()
}

fn params() -> Params {
    Params {
        path: multi(&[("id", &["p"]), ("both", &["path"])]),
        querystring: multi(&[("both", &["query"]), ("many", &["1", "2"])]),
        header: multi(&[("X-One", &["h"]), ("both", &["header"])]),
        header_names: HeaderNames::Normalised,
    }
}

fn with(template: &str, body: &str, overrides: &mut Overrides) -> Result<String, String> {
    let context = RequestContext {
        request_id: Some("rid".to_owned()),
        stage: Some("dev".to_owned()),
        api_id: Some("a1".to_owned()),
        request_time_epoch: Some(1_700_000_000_000),
        authorizer: serde_json::from_str(r#"{"principalId":"u","numKey":1,"claims":{"sub":"s"}}"#)
            .unwrap(),
        error: Some(ErrorContext {
            message: "say \"no\"".to_owned(),
            response_type: "ACCESS_DENIED".to_owned(),
            ..ErrorContext::default()
        }),
        ..RequestContext::default()
    };
    let input = MappingInput {
        body,
        params: &Arc::new(params()),
        context: &Arc::new(context),
        stage_variables: &BTreeMap::from([("env".to_owned(), "prod".to_owned())]),
    };
    Template::parse(template)
        .unwrap()
        .render(&input, overrides)
        .map_err(|error| error.to_string())
}

fn check(template: &str, body: &str, expected: &str) {
    assert_eq!(
        with(template, body, &mut Overrides::default()).as_deref(),
        Ok(expected),
        "{template}"
    );
}

fn fails(template: &str, body: &str, message: &str) {
    let error = with(template, body, &mut Overrides::default()).unwrap_err();
    assert!(error.contains(message), "{template}: {error}");
}

#[test]
fn params_are_looked_for_in_path_query_and_header() {
    check(
        "$input.params('both') $input.params('many') $input.params('X-One')",
        "",
        "path 2 h",
    );
    check(
        "$input.params('x-one')|$input.params().header.get('x-one')|$input.params().header.x-one",
        "",
        "h|h|h",
    );
    check(
        "$input.params().header.keySet() $input.params().header",
        "",
        "[X-One, both] {X-One=h, both=header}",
    );
    check(
        "$input.params().header.containsKey('X-ONE') $input.params().header.size()",
        "",
        "true 2",
    );
    check(
        "#foreach($p in $input.params().keySet())$p #end",
        "",
        "path querystring header ",
    );
    check("$input.params('none')|$input.params().path.none|", "", "||");
}

#[test]
fn json_and_path() {
    let body = r#"{"a":{"b":[{"c":"x/y"},2.50,{"c":1e2}]},"n":null,"e":[],"s":"q\"q"}"#;
    check(
        "$input.json('$.a.b')",
        body,
        r#"[{"c":"x/y"},2.5,{"c":100.0}]"#,
    );
    check(
        "$input.json('a.b[0].c') $input.json(\"$['a']['b'][1]\") $input.json('$..c')",
        body,
        r#""x/y" 2.5 ["x/y",100.0]"#,
    );
    check(
        "$input.path('$.a.b[?(@.c == 100)]')",
        body,
        r#"[{"c":100.0}]"#,
    );
    check(
        "$input.json('$.n')|$input.path('$.n')|$input.json('$.none')|$input.path('$.none.x')",
        body,
        r#"""||""|"#,
    );
    check(
        "$input.path('$.s') $input.json('$.s') $input.path('$.a')",
        body,
        r#"q"q "q\"q" {b=[{"c":"x\/y"},2.5,{"c":100.0}]}"#,
    );
    check(
        "#foreach($i in $input.path('$.a.b'))$foreach.index:$!i.c;#end",
        body,
        "0:x/y;1:;2:100.0;",
    );
    fails("$input.path('$.a[')", body, "InvalidPathException");
    fails("$input.json('$')", "{\"a\":", "InvalidJsonException");
}

/// What a path gives is part of the body, as in Java.
#[test]
fn changes_to_what_a_path_gives_are_seen_again() {
    check(
        "#set($a = $input.path('$.l'))#set($x = $a.add('z'))$input.json('$')",
        r#"{"l":["y"]}"#,
        r#"{"l":["y","z"]}"#,
    );
}

#[test]
fn util_functions() {
    check(
        "$util.urlEncode('a b&c/é*~._-')",
        "",
        "a+b%26c%2F%C3%A9*%7E._-",
    );
    check("$util.urlDecode('%E2%9C%93+x')", "", "✓ x");
    fails("$util.urlDecode('%zz')", "", "URLDecoder");
    check(
        "$util.base64Encode('h€')|$util.base64Decode('aOKCrA==')",
        "",
        "aOKCrA==|h€",
    );
    fails("$util.base64Decode('!')", "", "IllegalArgumentException");
    check("$util.parseJson('[1,{\"a\":2}]')[1].a", "", "2");
    fails("$util.parseJson('{')", "", "Unexpected End Of File");
    check(
        "$util.escapeJavaScript(\"a'b\") $util.escapeJavaScript('\u{7f}\u{80}\u{1f}')",
        "",
        "a\\'b \u{7f}\\u0080\\u001F",
    );
    check(
        "[$util.escapeJavaScript()][$util.escapeJavaScript(1)][$util.none('x')]",
        "",
        "[][][]",
    );
}

#[test]
fn context_fields() {
    check(
        "$context.requestId $context.apiId $context.requestTimeEpoch $context.nope|",
        "",
        "rid a1 1700000000000 |",
    );
    check(
        "$context.authorizer.numKey $context.authorizer.claims.sub $context.authorizer.keySet()",
        "",
        "1 s [principalId, numKey, claims]",
    );
    check(
        "$context.error.messageString $context.error.responseType $context.get('stage')",
        "",
        "\"say \\\"no\\\"\" ACCESS_DENIED dev",
    );
    check(
        "#set($context.mine = 'x')$context.mine $context.requestId",
        "",
        "x rid",
    );
    check(
        "$stageVariables.env $stageVariables.get('env') $stageVariables.size()",
        "",
        "prod prod 1",
    );
    check(
        "#evaluate('$context.stage $stageVariables.env $input.body')",
        "b",
        "dev prod b",
    );
}

#[test]
fn overrides_pass_from_request_to_response() {
    let mut overrides = Overrides::default();
    let request = "#set($context.requestOverride.header.X-A = 'a')#set($context.requestOverride.querystring['q'] = 7)\
                   $context.requestOverride.path.put('p', 'v')#set($context.responseOverride.custom = 'kept')\
                   #set($context.requestOverride.header.M = ['1', '2'])";
    assert_eq!(with(request, "", &mut overrides).as_deref(), Ok(""));
    let headers: Vec<_> = overrides.request_headers().collect();
    assert_eq!(
        headers,
        [
            ("X-A", "a".to_owned()),
            ("M", "1".to_owned()),
            ("M", "2".to_owned())
        ]
    );
    assert_eq!(
        overrides.request_querystring().collect::<Vec<_>>(),
        [("q", "7".to_owned())]
    );
    assert_eq!(
        overrides.request_path().collect::<Vec<_>>(),
        [("p", "v".to_owned())]
    );
    assert_eq!(overrides.response_status(), None);

    let response = "$context.responseOverride.custom#set($context.responseOverride.status = '418')\
                    #set($context[\"responseOverride\"].header.Foo = 'bar')";
    assert_eq!(with(response, "", &mut overrides).as_deref(), Ok("kept"));
    assert_eq!(overrides.response_status(), Some(418));
    assert_eq!(
        overrides.response_headers().collect::<Vec<_>>(),
        [("Foo", "bar".to_owned())]
    );
    assert_eq!(overrides.request_headers().count(), 3);
}

#[test]
fn a_status_that_is_none() {
    for status in ["'x'", "99", "1000", "[]"] {
        let mut overrides = Overrides::default();
        with(
            &format!("#set($context.responseOverride.status = {status})"),
            "",
            &mut overrides,
        )
        .unwrap();
        assert_eq!(overrides.response_status(), None, "{status}");
    }
}

#[test]
fn a_failed_template_overrides_nothing() {
    let mut overrides = Overrides::default();
    assert!(
        with(
            "#set($context.responseOverride.status = 500)$util.urlDecode('%')",
            "",
            &mut overrides
        )
        .is_err()
    );
    assert_eq!(overrides, Overrides::default());
}

#[test]
fn loops_end_at_a_thousand() {
    let body = format!("[{}]", vec!["1"; 1500].join(","));
    let text = with(
        "#foreach($i in $input.path('$')).#end",
        &body,
        &mut Overrides::default(),
    )
    .unwrap();
    assert_eq!(text.len(), 1000);
}
