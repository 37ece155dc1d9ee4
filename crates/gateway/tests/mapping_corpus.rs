//! Mapping templates on the shared corpus: what was recorded on AWS, and the model of `$input`, `$util` and `$context`.
//!
//! The cases are read in place from the shared conformance folder; without it the tests say so and pass.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests; skips are told"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use gateway::mapping::{
    HeaderNames, Identity, MappingInput, Multi, Overrides, Params, RequestContext, Template,
};
use serde::Deserialize;
use serde_json::Value as Json;

#[derive(Deserialize)]
struct Case {
    id: String,
    template: String,
    apigw: Option<Request>,
    expected: Option<String>,
    expected_error: Option<String>,
    expected_apigw: Option<String>,
    /// Compared without the blanks around it.
    expected_trim: Option<String>,
    #[serde(default)]
    nondeterministic: bool,
}

#[derive(Deserialize)]
struct Request {
    #[serde(default)]
    body: String,
    #[serde(default)]
    params: BTreeMap<String, serde_json::Map<String, Json>>,
    #[serde(default)]
    context: Json,
    #[serde(default, rename = "stageVariables")]
    stage_variables: serde_json::Map<String, Json>,
}

/// A folder of the shared conformance files, or nothing when it is not on this machine.
fn shared(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("STEPWELL_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folder = root.join("conformance").join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} not found", folder.display());
    None
}

fn text(json: &Json, name: &str) -> Option<String> {
    json.get(name)?.as_str().map(str::to_owned)
}

fn context(json: &Json) -> RequestContext {
    let identity = json.get("identity").cloned().unwrap_or_default();
    RequestContext {
        request_id: text(json, "requestId"),
        stage: text(json, "stage"),
        http_method: text(json, "httpMethod"),
        resource_path: text(json, "resourcePath"),
        identity: Identity {
            source_ip: text(&identity, "sourceIp"),
            user_agent: text(&identity, "userAgent"),
            ..Identity::default()
        },
        authorizer: json.get("authorizer").and_then(Json::as_object).cloned(),
        request_time_epoch: json.get("requestTimeEpoch").and_then(Json::as_i64),
        ..RequestContext::default()
    }
}

fn params(request: &Request) -> Params {
    let multi = |place: &str| -> Multi {
        let entries = request.params.get(place).into_iter().flatten();
        entries
            .map(|(name, value)| (name.clone(), vec![value.as_str().unwrap().to_owned()]))
            .collect()
    };
    Params {
        path: multi("path"),
        querystring: multi("querystring"),
        header: multi("header"),
        header_names: HeaderNames::AsSent,
    }
}

fn run(case: &Case, request: &Request) -> Result<String, String> {
    let template = Template::parse(&case.template).map_err(|error| error.to_string())?;
    let variables = request.stage_variables.iter();
    let variables = variables
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect();
    let input = MappingInput {
        body: &request.body,
        params: &Arc::new(params(request)),
        context: &Arc::new(context(&request.context)),
        stage_variables: &variables,
    };
    template
        .render(&input, &mut Overrides::default())
        .map_err(|error| error.to_string())
}

#[test]
fn corpus() {
    let Some(folder) = shared("vtl") else { return };
    let (mut passed, mut failures) = (0, Vec::new());
    for file in ["aws-recorded.json", "apigw.json", "apigw-body.json"] {
        let cases: Vec<Case> =
            serde_json::from_slice(&std::fs::read(folder.join(file)).unwrap()).unwrap();
        for case in cases.iter().filter(|case| !case.nondeterministic) {
            let got = run(case, case.apigw.as_ref().unwrap());
            let expected = case.expected_apigw.as_ref().or(case.expected.as_ref());
            let right = match (&got, expected, &case.expected_trim) {
                (Ok(got), _, Some(expected)) => got.trim() == expected,
                (Ok(got), Some(expected), None) => got == expected,
                (Err(_), None, None) => case.expected_error.is_some(),
                _ => false,
            };
            if right {
                passed += 1;
            } else {
                failures.push(format!(
                    "{} {:?}\n    expected {expected:?}\n    got      {got:?}",
                    case.id, case.template
                ));
            }
        }
    }
    println!("{passed} passed, {} failed", failures.len());
    assert!(
        failures.is_empty(),
        "{passed} passed, {} failed\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// Extraction left these incomplete: Velocity 1.7 does not take them either.
const INCOMPLETE: [&str; 2] = [
    // `#set($inputRoot = $input.path(` ends there.
    "serverless-patterns__eventbridge-pipes-sqs-to-dynamodb-eventbridge-pipes-sqs-to-dynamodb-py__ff02a209fd68.vtl",
    // `${AWS::Region}` is CloudFormation's, to be replaced before it is a template.
    "serverless-patterns__step-function-sync-rest-api-api-yaml__737a80e9f5b0.vtl",
];

/// What tools leave to be filled in, filled in.
fn fill(template: &str) -> String {
    let mut filled = template.replace(
        "${StateMachineArn}",
        "arn:aws:states:us-east-1:000000000000:stateMachine:M",
    );
    filled = filled.replace("${AccountId}", "000000000000").replace(
        "%STATEMACHINE%",
        "arn:aws:states:us-east-1:000000000000:stateMachine:M",
    );
    for flag in [
        "%INCLUDE_HEADERS%",
        "%INCLUDE_QUERYSTRING%",
        "%INCLUDE_PATH%",
        "%INCLUDE_AUTHORIZER%",
    ] {
        filled = filled.replace(flag, "true");
    }
    filled
        .replace("%HEADER_NAMES%", "")
        .replace("%REQUESTCONTEXT%", "")
}

#[test]
fn real_templates_compile() {
    let Some(folder) = shared("vtl-real") else {
        return;
    };
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".vtl") {
            continue;
        }
        let parsed = Template::parse(&fill(&std::fs::read_to_string(&path).unwrap()));
        assert_eq!(
            parsed.is_err(),
            INCOMPLETE.contains(&name.as_str()),
            "{name}: {:?}",
            parsed.err()
        );
        count += 1;
    }
    println!("{count} templates");
    assert!(count > 100);
}

fn framework(name: &str, body: &str) -> String {
    let folder = shared("vtl-real").unwrap();
    let template = fill(&std::fs::read_to_string(folder.join(name)).unwrap());
    let one = |name: &str, value: &str| vec![(name.to_owned(), vec![value.to_owned()])];
    let params = Params {
        path: one("id", "p1"),
        querystring: one("q", "a \"b\""),
        header: vec![(
            "Content-Type".to_owned(),
            vec!["application/json".to_owned()],
        )],
        header_names: HeaderNames::Normalised,
    };
    let context = RequestContext {
        request_id: Some("rid".to_owned()),
        request_time_epoch: Some(1_700_000_000_000),
        identity: Identity {
            source_ip: Some("1.2.3.4".to_owned()),
            ..Identity::default()
        },
        authorizer: serde_json::from_str(r#"{"principalId": "u1"}"#).unwrap(),
        ..RequestContext::default()
    };
    let input = MappingInput {
        body,
        params: &Arc::new(params),
        context: &Arc::new(context),
        stage_variables: &BTreeMap::new(),
    };
    Template::parse(&template)
        .unwrap()
        .render(&input, &mut Overrides::default())
        .unwrap()
}

/// The execution input of a rendered StartExecution body.
fn execution_input(rendered: &str) -> Json {
    let call: Json =
        serde_json::from_str(rendered).unwrap_or_else(|error| panic!("{error}: {rendered}"));
    let input = call["input"].as_str().unwrap();
    serde_json::from_str(input).unwrap_or_else(|error| panic!("{error}: {input}"))
}

const BODY: &str = r#"{"name":"Ünï \"q\" 日😀","n":[1,{"a/b":null}],"t":"line\nbreak","e":{}}"#;

#[test]
fn framework_templates_hold_the_whole_body() {
    if shared("vtl-real").is_none() {
        return;
    }
    let whole: Json = serde_json::from_str(BODY).unwrap();
    let sam = framework(
        "framework__aws-sam__state-machine-event-start-execution.vtl",
        BODY,
    );
    assert_eq!(execution_input(&sam), whole);
    let apostrophe = r#"{"name":"it's"}"#;
    let sam = framework(
        "framework__aws-sam__state-machine-event-start-execution-unescape.vtl",
        apostrophe,
    );
    assert_eq!(
        execution_input(&sam),
        serde_json::from_str::<Json>(apostrophe).unwrap()
    );

    let cdk = execution_input(&framework(
        "framework__aws-cdk__stepfunctions-start-sync-execution.vtl",
        BODY,
    ));
    assert_eq!(cdk["body"], whole);
    assert_eq!(cdk["header"]["Content-Type"], "application/json");
    assert_eq!(cdk["path"]["id"], "p1");

    let json = execution_input(&framework(
        "framework__serverless-step-functions__lambda-proxy-json.vtl",
        BODY,
    ));
    assert_eq!(
        serde_json::from_str::<Json>(json["body"].as_str().unwrap()).unwrap(),
        whole
    );
    assert_eq!(json["requestContext"]["requestId"], "rid");
    assert_eq!(
        json["requestContext"]["requestTimeEpoch"],
        1_700_000_000_000_i64
    );

    let form = execution_input(&framework(
        "framework__serverless-step-functions__lambda-proxy-form.vtl",
        "a=1&b=x%20y&c=",
    ));
    let body: Json = serde_json::from_str(form["body"].as_str().unwrap()).unwrap();
    assert_eq!(body, serde_json::json!({"a": "1", "b": "x y", "c": ""}));
}

#[test]
fn framework_response_sets_the_status() {
    let Some(folder) = shared("vtl-real") else {
        return;
    };
    let text =
        std::fs::read_to_string(folder.join("framework__aws-cdk__stepfunctions-response-200.vtl"))
            .unwrap();
    let template = Template::parse(&text).unwrap();
    let render = |body: &str| {
        let mut overrides = Overrides::default();
        let input = MappingInput {
            body,
            params: &Arc::default(),
            context: &Arc::default(),
            stage_variables: &BTreeMap::new(),
        };
        let text = template.render(&input, &mut overrides).unwrap();
        (text.trim().to_owned(), overrides.response_status())
    };
    assert_eq!(
        render(r#"{"status":"SUCCEEDED","output":"{\"a\":1}"}"#),
        ("{\"a\":1}".to_owned(), None)
    );
    let (text, status) = render(r#"{"status":"FAILED","error":"E","cause":"C"}"#);
    assert_eq!(
        (
            serde_json::from_str::<Json>(&text).unwrap()["error"].as_str(),
            status
        ),
        (Some("E"), Some(500))
    );
}
