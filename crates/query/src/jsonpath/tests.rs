//! What paths select, write and refuse.

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn select(path: &str, document: &Value) -> Result<Value, String> {
    let path = JsonPath::parse_with(path, Dialect::Gateway).map_err(|error| error.to_string())?;
    path.select(document)
        .map(Cow::into_owned)
        .map_err(|error| error.to_string())
}

fn refused(path: &str, dialect: Dialect) {
    assert!(
        JsonPath::parse_with(path, dialect).is_err(),
        "{path} was accepted"
    );
}

#[test]
fn roots() {
    for (text, root) in [
        ("$", Root::Input),
        ("$.a", Root::Input),
        ("$[0]", Root::Input),
        ("$$", Root::Context),
        ("$$.Execution.Id", Root::Context),
        ("$total", Root::Variable("total".to_owned())),
        ("$a_1.b[0]", Root::Variable("a_1".to_owned())),
    ] {
        let path = JsonPath::parse(text).unwrap();
        assert_eq!(path.root(), &root, "{text}");
        assert_eq!(path.text(), text);
    }
    for text in ["", " ", "a", "@.a", "$1a", "$$$", "$$a", "x$.a"] {
        refused(text, Dialect::States);
    }
    let longest = format!("${}", "v".repeat(80));
    assert!(JsonPath::parse(&longest).is_ok());
    refused(&format!("{longest}v"), Dialect::States);
}

#[test]
fn definite_paths_borrow() {
    let document = json!({"a": [{"b": 1}]});
    let path = JsonPath::parse("$.a[0].b").unwrap();
    assert!(path.is_definite() && path.is_reference());
    assert!(matches!(path.select(&document), Ok(Cow::Borrowed(value)) if value == &json!(1)));
}

#[test]
fn a_backslash_belongs_to_a_name_but_before_a_quote() {
    for (path, name) in [
        (r#"$['Test\""Name"']"#, r#"Test\""Name""#),
        (r"$['a\b']", r"a\b"),
        (r"$['a\\']", r"a\\"),
        (r"$['a\\b']", r"a\\b"),
        (r"$['it\'s']", "it's"),
    ] {
        assert_eq!(select(path, &json!({ name: 1 })), Ok(json!(1)), "{path}");
    }
    refused(r"$['a\']", Dialect::States);
}

#[test]
fn reference_paths() {
    for text in ["$", "$.a.b", "$['a b'][3].c", "$v.x"] {
        assert!(JsonPath::parse(text).unwrap().is_reference(), "{text}");
    }
    for text in [
        "$..a",
        "$.*",
        "$[-1]",
        "$[0,1]",
        "$[1:]",
        "$['a','b']",
        "$[?(@.a)]",
    ] {
        assert!(!JsonPath::parse(text).unwrap().is_reference(), "{text}");
    }
}

#[test]
fn errors_are_jayways() {
    let document = json!({"o": {}, "a": [1], "n": null, "s": "x"});
    for (path, text) in [
        ("$.x", "No results for path: $['x']"),
        ("$.o.x", "No results for path: $['o']['x']"),
        ("$.no.such", "Missing property in path $['no']"),
        ("$.s.x", "Property ['x'] not found in path $['s']"),
        (
            "$.a[1]",
            "Index out of bounds when evaluating path $['a'][1]",
        ),
        ("$.n[0]", "The path $['n'] is null"),
        (
            "$.s[0].b",
            "Filter: [0]['b'] can only be applied to arrays. Current context is: x",
        ),
        (
            "$.s[?(@.x)]",
            "Filter: [?] can not be applied to primitives. Current context is: x",
        ),
        (
            "$.a[0,7]",
            "Index out of bounds when evaluating path $['a'][7]",
        ),
        ("$.o.x[*]", "Missing property in path $['o']['x']"),
    ] {
        assert_eq!(select(path, &document), Err(text.to_owned()), "{path}");
    }
}

#[test]
fn indefinite_paths_skip_what_is_missing() {
    let document = json!([{"a": {"b": 1}}, {"a": {}}, {}, 7, {"l": []}]);
    assert_eq!(select("$[*].a.b", &document), Ok(json!([1])));
    assert_eq!(select("$[0:3].a.b", &document), Ok(json!([1])));
    assert_eq!(select("$..b", &document), Ok(json!([1])));
    assert_eq!(select("$..l[0]", &document), Ok(json!([])));
    assert_eq!(select("$[*].x", &json!({})), Ok(json!([])));
    assert_eq!(
        select("$[1:9:3]", &json!([0, 1, 2, 3, 4])),
        Ok(json!([1, 4]))
    );
}

#[test]
fn step_functions_refuses_what_its_guide_refuses() {
    for path in [
        "$.a.length()",
        "$.a.min()",
        "$.a[?(@.b =~ /x/)]",
        "$.a[?(@.b == $.c)]",
        "$.a[?(@.b in ['x'])]",
        "$.a[?(@.b subsetof ['x'])]",
        "$.a[(@.length()-1)]",
        "$.a[?(@.b.length() > 1)]",
        "$.a b",
        "$.",
        "$.a[",
        "$.a*",
    ] {
        refused(path, Dialect::States);
    }
    let scalars = JsonPath::parse("$[?(@ > 1)]").unwrap();
    assert_eq!(
        scalars.select(&json!([1, 2, 3])).unwrap().into_owned(),
        json!([])
    );
    let objects = JsonPath::parse("$.jar[?(@.a >= 5)]").unwrap();
    let jar = json!({"jar": [{"a": 1}, {"a": 5}, {"a": 2}, {"a": 7}]});
    assert_eq!(
        objects.select(&jar).unwrap().into_owned(),
        json!([{"a": 5}, {"a": 7}])
    );
}

#[test]
fn filters() {
    let document =
        json!([{"n": "x", "p": 5}, {"n": "y", "p": 10, "t": true}, {"p": "12", "z": null}]);
    for (filter, expected) in [
        ("@.n==x", json!([5])),
        ("@.n == 'y' || @.p == 5", json!([5, 10])),
        ("!(@.n == 'y')", json!([5, "12"])),
        ("!@.n", json!(["12"])),
        ("@.p > 5", json!([10, "12"])),
        ("@.t == true", json!([10])),
        ("@.z == null", json!(["12"])),
        ("@.n != 'x'", json!([10])),
        ("@['p'] <= 1e1", json!([5, 10])),
        ("(@.p >= 5 && @.p < 10) || @.t", json!([5, 10])),
    ] {
        assert_eq!(
            select(&format!("$[?({filter})].p"), &document),
            Ok(expected),
            "{filter}"
        );
    }
}

#[test]
fn writing_creates_objects() {
    for (path, before, after) in [
        ("$", json!(1), json!("new")),
        ("$.a", json!({}), json!({"a": "new"})),
        (
            "$.a.b.c",
            json!({"x": 1}),
            json!({"x": 1, "a": {"b": {"c": "new"}}}),
        ),
        (
            "$['a b']",
            json!({"a b": {"old": true}}),
            json!({"a b": "new"}),
        ),
        ("$.a[1]", json!({"a": [1, 2]}), json!({"a": [1, "new"]})),
        ("$.a[0].b", json!({"a": [{}]}), json!({"a": [{"b": "new"}]})),
    ] {
        let mut document = before;
        JsonPath::parse(path)
            .unwrap()
            .write(&mut document, json!("new"))
            .unwrap();
        assert_eq!(document, after, "{path}");
    }
}

#[test]
fn writing_leaves_what_does_not_fit() {
    for (path, before) in [
        ("$.a", json!("text")),
        ("$.a.b", json!({"a": 1})),
        ("$.a[2]", json!({"a": [1, 2]})),
        ("$.a[0]", json!({})),
        ("$.new.deep[0]", json!({})),
        ("$.a.b", json!({"a": null})),
        ("$.*", json!({"a": null})),
    ] {
        let mut document = before.clone();
        let error = JsonPath::parse(path)
            .unwrap()
            .write(&mut document, json!("new"))
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("Unable to apply ReferencePath {path} to input {before}")
        );
        assert_eq!(document, before);
    }
}

#[test]
fn paths_are_bounded() {
    let of_length = |steps: usize| format!("${}", ".a".repeat(steps));
    assert!(JsonPath::parse(&of_length(MAX_STEPS)).is_ok());
    refused(&of_length(MAX_STEPS + 1), Dialect::States);
    let nested = |levels: usize| format!("$[?({}@.a{})]", "(".repeat(levels), ")".repeat(levels));
    assert!(JsonPath::parse(&nested(MAX_FILTER_DEPTH - 1)).is_ok());
    refused(&nested(MAX_FILTER_DEPTH), Dialect::States);
    refused(
        &format!("$[?({}@.a)]", "!".repeat(100_000)),
        Dialect::States,
    );
    refused(&"$[?(@".repeat(100_000), Dialect::States);
}

#[test]
fn work_is_bounded() {
    let wide = Value::Array(
        (0..200)
            .map(|_| Value::Array(vec![json!(1); 200]))
            .collect(),
    );
    assert_eq!(
        select("$..*", &wide).unwrap().as_array().unwrap().len(),
        200 + 40_000
    );
    let document = Value::Array(vec![wide; 60]);
    assert_eq!(
        select("$..*", &document),
        Err(EvalError::TooMuchWork.to_string())
    );
}

#[test]
fn depth_is_bounded() {
    let nested = |levels: usize| (0..levels).fold(json!({"x": 1}), |inner, _| json!([inner]));
    assert_eq!(select("$..x", &nested(MAX_DEPTH - 1)), Ok(json!([1])));
    assert_eq!(
        select("$..x", &nested(MAX_DEPTH + 1)),
        Err(EvalError::TooDeep.to_string())
    );
}

proptest! {
    #[test]
    fn any_text_parses_or_is_refused(text in "\\PC{0,60}") {
        let document = json!({"a": [1, {"b": null}], "c": {"d": "x"}});
        for dialect in [Dialect::States, Dialect::Gateway] {
            if let Ok(path) = JsonPath::parse_with(&text, dialect) {
                let _ = path.select(&document);
                let _ = path.write(&mut document.clone(), json!(1));
            }
        }
    }

    #[test]
    fn any_path_like_text_is_safe(text in "\\$[.$@a-c0-9\\[\\]'\"*:,?()=!<>&| ~/-]{0,40}") {
        let document = json!({"a": [1, {"b": null}, [{"c": 2}]], "b": {"a": "x"}, "c": -1.5});
        for dialect in [Dialect::States, Dialect::Gateway] {
            if let Ok(path) = JsonPath::parse_with(&text, dialect) {
                let _ = path.select(&document);
            }
        }
    }

    #[test]
    fn written_values_are_selected(names in prop::collection::vec("[a-z]{1,3}", 1..6), value in any::<i64>()) {
        let path = JsonPath::parse(&format!("$.{}", names.join("."))).unwrap();
        let mut document = json!({});
        path.write(&mut document, json!(value)).unwrap();
        prop_assert_eq!(path.select(&document).unwrap().into_owned(), json!(value));
    }
}
