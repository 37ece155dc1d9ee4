//! Mock integrations: the status stands in the rendered request template.

use serde::Deserialize;

#[derive(Deserialize)]
struct Rendered {
    #[serde(rename = "statusCode")]
    status_code: Code,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Code {
    Number(u16),
    Text(String),
}

/// The `statusCode` of a rendered template. AWS also takes objects that are not quite JSON, such as
/// `{statusCode: 200}` (recorded), so what JSON refuses is searched for the name and a number.
pub(crate) fn status(rendered: &str) -> Option<u16> {
    let strict = serde_json::from_str::<Rendered>(rendered).ok();
    let code = strict.and_then(|rendered| match rendered.status_code {
        Code::Number(code) => Some(code),
        Code::Text(code) => code.trim().parse().ok(),
    });
    let code = code.or_else(|| lenient(rendered));
    code.filter(|code| (100..1000).contains(code))
}

fn lenient(rendered: &str) -> Option<u16> {
    let body = rendered.trim().strip_prefix('{')?.strip_suffix('}')?;
    let (_, rest) = body.split_once("statusCode")?;
    let rest = rest.trim_start_matches(['"', '\'']).trim_start();
    let rest = rest
        .strip_prefix([':', '='])?
        .trim_start()
        .trim_start_matches(['"', '\'']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest[..digits].parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn strict_and_lenient_objects() {
        for (rendered, expected) in [
            (r#"{"statusCode": 200}"#, Some(200)),
            (r#"{"statusCode": "404"}"#, Some(404)),
            ("{statusCode: 200}", Some(200)),
            ("{'statusCode': '201', 'x': 1}", Some(201)),
            ("\n\n{\n  \"statusCode\": 200,\n}\n", Some(200)),
            ("{}", None),
            ("", None),
            ("200", None),
            (r#"{"statusCode": 20}"#, None),
            (r#"{"statusCode": 70000}"#, None),
            (r#"{"statusCode": 1000}"#, None),
            (r#"{"statusCode": "x"}"#, None),
        ] {
            assert_eq!(status(rendered), expected, "{rendered}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(rendered in ".*") {
            let _ = status(&rendered);
        }
    }
}
