//! Measures how long the story's mapping templates take: `cargo run --release -p gateway --example mapping_speed`.
#![expect(clippy::print_stdout, reason = "prints its figures")]

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use gateway::mapping::{MappingInput, Overrides, Params, RequestContext, Template};

const A: &str = r#"#set($input = $input.json('$'))
{
   "input": "$util.escapeJavaScript($input)",
   "stateMachineArn": "arn:aws:states:ap-northeast-1:000000000000:stateMachine:Get-Amazon-Infomation_StateMachine"
}
"#;

const B: &str = r#"#set( $body = $util.escapeJavaScript($input.json('$')) )
{
  "input": "{\"body\":$body,\"requestContext\":{\"requestId\":\"$context.requestId\"},\"headers\":{\"content-type\":\"$input.params().header.get('content-type')\"}}",
  "stateMachineArn": "arn:aws:states:ap-northeast-1:000000000000:stateMachine:Get-Amazon-Infomation_StateMachine"
}
"#;

const DIRECT: &str =
    r#"{"input": "$util.escapeJavaScript($input.json('$'))", "stateMachineArn": "arn"}"#;

const ITEMS: &str = r#"#set($root=$input.path('$.items'))[#foreach($i in $root){"id":"$i.id","n":$i.price}#if($foreach.hasNext),#end#end]"#;

fn body(items: usize) -> String {
    let item = |n: usize| {
        format!(
            r#"{{"id":"item-{n}","price":{n}.5,"name":"Some \"name\" {n}","tags":["a","b/c"],"ok":true}}"#
        )
    };
    let items: Vec<String> = (0..items).map(item).collect();
    format!(
        r#"{{"kind":"order","user":{{"name":"Ann","mail":"a@b.c"}},"items":[{}]}}"#,
        items.join(",")
    )
}

/// The shortest of many runs, which other work on the machine disturbs least.
fn fastest(mut run: impl FnMut()) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..60 {
        let start = Instant::now();
        for _ in 0..50 {
            run();
        }
        best = best.min(start.elapsed() / 50);
    }
    best
}

fn main() {
    let params = Arc::new(Params {
        header: vec![(
            "Content-Type".to_owned(),
            vec!["application/json".to_owned()],
        )],
        ..Params::default()
    });
    let context = Arc::new(RequestContext {
        request_id: Some("c6af9ac6-7b61-11e6-9a41".to_owned()),
        ..RequestContext::default()
    });
    for (name, source) in [("A", A), ("B", B), ("direct", DIRECT), ("items", ITEMS)] {
        let parsing = fastest(|| drop(black_box(Template::parse(source))));
        let Ok(template) = Template::parse(source) else {
            continue;
        };
        for items in [1, 120] {
            let body = body(items);
            let variables = BTreeMap::new();
            let input = MappingInput {
                body: &body,
                params: &params,
                context: &context,
                stage_variables: &variables,
            };
            let rendering = fastest(|| {
                drop(black_box(
                    template.render(&input, &mut Overrides::default()),
                ))
            });
            println!(
                "{name:7} body {:6} bytes  render {rendering:?}  parse {parsing:?}",
                body.len()
            );
        }
    }
}
