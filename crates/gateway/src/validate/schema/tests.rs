//! Each keyword of the schemas, from both sides.

use super::*;

fn check(schema: &str, body: &str, expected: bool) {
    let schemas = Schemas::new(&BTreeMap::from([("M", schema)]));
    assert_eq!(
        schemas.accepts("M", body.as_bytes()),
        expected,
        "{schema} {body}"
    );
}

#[test]
fn each_keyword_from_both_sides() {
    for (schema, good, bad) in [
        (r#"{"type":"object"}"#, "{}", "[]"),
        (r#"{"type":["null","string"]}"#, "null", "1"),
        (r#"{"type":"integer"}"#, "3", "3.5"),
        (
            r#"{"required":["a","b"]}"#,
            r#"{"a":1,"b":2}"#,
            r#"{"a":1}"#,
        ),
        (
            r#"{"properties":{"a":{"type":"number"}}}"#,
            r#"{"a":1.5}"#,
            r#"{"a":"1"}"#,
        ),
        (
            r#"{"properties":{"a":{}},"additionalProperties":false}"#,
            r#"{"a":1}"#,
            r#"{"b":1}"#,
        ),
        (
            r#"{"additionalProperties":{"type":"string"}}"#,
            r#"{"x":"y"}"#,
            r#"{"x":1}"#,
        ),
        (
            r#"{"patternProperties":{"^x":{"type":"null"}},"additionalProperties":false}"#,
            r#"{"xa":null}"#,
            r#"{"xa":1}"#,
        ),
        (r#"{"minProperties":1}"#, r#"{"a":1}"#, "{}"),
        (r#"{"maxProperties":1}"#, r#"{"a":1}"#, r#"{"a":1,"b":2}"#),
        (r#"{"items":{"type":"string"}}"#, r#"["a"]"#, "[1]"),
        (
            r#"{"items":[{"type":"string"}],"additionalItems":false}"#,
            r#"["a"]"#,
            r#"["a","b"]"#,
        ),
        (r#"{"minItems":2}"#, "[1,2]", "[1]"),
        (r#"{"maxItems":2}"#, "[1,2]", "[1,2,3]"),
        (r#"{"uniqueItems":true}"#, "[1,2]", "[1,1.0]"),
        (r#"{"enum":["a",1]}"#, r#""a""#, r#""b""#),
        (r#"{"minimum":3}"#, "3", "2.9"),
        (r#"{"minimum":3,"exclusiveMinimum":true}"#, "3.1", "3"),
        (r#"{"maximum":3}"#, "3", "3.1"),
        (r#"{"maximum":3,"exclusiveMaximum":true}"#, "2.9", "3"),
        (r#"{"multipleOf":0.1}"#, "0.3", "0.35"),
        (r#"{"minLength":2}"#, r#""éé""#, r#""é""#),
        (r#"{"maxLength":2}"#, r#""éé""#, r#""ééé""#),
        (r#"{"pattern":"^a+$"}"#, r#""aa""#, r#""ab""#),
        (r#"{"allOf":[{"type":"integer"},{"minimum":2}]}"#, "2", "1"),
        (
            r#"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#,
            "null",
            "{}",
        ),
        (r#"{"oneOf":[{"minimum":2},{"maximum":3}]}"#, "4", "2.5"),
        (r#"{"not":{"type":"null"}}"#, "1", "null"),
        (
            r##"{"definitions":{"n":{"type":"null"}},"properties":{"a":{"$ref":"#/definitions/n"}}}"##,
            r#"{"a":null}"#,
            r#"{"a":1}"#,
        ),
    ] {
        check(schema, good, true);
        check(schema, bad, false);
    }
}

#[test]
fn bodies_that_are_no_json_fit_nothing_and_empty_ones_are_objects() {
    check(r#"{"type":"object"}"#, "", true);
    check(r#"{"type":"array"}"#, "", false);
    check("{}", "{", false);
    check("not json", "{}", false);
    check(r#"{"pattern":"("}"#, r#""x""#, false);
    check(r#"{"type":"strange"}"#, r#""x""#, false);
}

#[test]
fn models_refer_to_each_other_and_to_themselves() {
    let base = "https://apigateway.amazonaws.com/restapis/abc123/models";
    let item = r#"{"type":"object","required":["a"]}"#;
    let list = format!(r#"{{"type":"array","items":{{"$ref":"{base}/Item"}}}}"#);
    let tree = format!(
        r##"{{"type":"object","properties":{{"left":{{"$ref":"{base}/Tree"}},"right":{{"$ref":"#"}}}}}}"##
    );
    let schemas = Schemas::new(&BTreeMap::from([
        ("Item", item),
        ("List", list.as_str()),
        ("Tree", tree.as_str()),
        ("Lost", r##"{"$ref":"#/nowhere"}"##),
        ("Loop", r##"{"$ref":"#"}"##),
    ]));
    assert!(schemas.accepts("List", br#"[{"a":1}]"#));
    assert!(!schemas.accepts("List", br#"[{}]"#));
    assert!(schemas.accepts("Tree", br#"{"left":{"right":{"left":{}}}}"#));
    assert!(!schemas.accepts("Tree", br#"{"left":{"right":[]}}"#));
    assert!(!schemas.accepts("Lost", b"{}"));
    assert!(!schemas.accepts("Loop", b"{}"));
    assert!(!schemas.accepts("Unknown", b"{}"));
}
