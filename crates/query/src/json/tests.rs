//! What is read, where it is, and what Jackson says about the rest.

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn error(text: &str) -> (String, usize, usize) {
    let error = read(text).unwrap_err();
    (error.message, error.place.line, error.place.column)
}

#[test]
fn recorded_errors() {
    let not = "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')";
    let source = "not a definition";
    assert_eq!(error(source), (not.to_owned(), 1, 4));
    let location = r#"[Source: (String)"not a definition"; line: 1, column: 4]"#;
    assert_eq!(read(source).unwrap_err().location(source), location);
    assert_eq!(
        read(source).unwrap_err().full_message(source),
        format!("{not}\n at {location}")
    );
    let quote =
        "Unexpected character (''' (code 39)): was expecting double-quote to start field name";
    assert_eq!(error("{'a': 1}"), (quote.to_owned(), 1, 3));
}

#[test]
fn other_errors_name_character_and_place() {
    for (text, start, line, column) in [
        ("", "No content to map due to end-of-input", 1, 1),
        (
            "{\n  \"a\" 1}",
            "Unexpected character ('1' (code 49)): was expecting a colon",
            2,
            8,
        ),
        (
            "[1 2]",
            "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries",
            1,
            5,
        ),
        (
            "{\"a\":1 \"b\"",
            "Unexpected character ('\"' (code 34)): was expecting comma to separate Object",
            1,
            9,
        ),
        (
            "[",
            "Unexpected end-of-input: expected close marker for Array (start marker at [Source: (String); line: 1, column: 1])",
            1,
            2,
        ),
        (
            "\"a\nb\"",
            "Illegal unquoted character ((CTRL-CHAR, code 10))",
            2,
            1,
        ),
        (
            "\"\\x\"",
            "Unrecognized character escape 'x' (code 120)",
            1,
            4,
        ),
        (
            "01",
            "Invalid numeric value: Leading zeroes not allowed",
            1,
            3,
        ),
        ("1.", "Unexpected end-of-input in a Number value", 1, 3),
        (
            "-x",
            "Unexpected character ('x' (code 120)) in numeric value",
            1,
            3,
        ),
        ("1 2", "Unexpected character ('2' (code 50))", 1, 4),
        (
            "}",
            "Unexpected character ('}' (code 125)): expected a valid value",
            1,
            2,
        ),
    ] {
        let (message, at_line, at_column) = error(text);
        assert!(message.starts_with(start), "{text}: {message}");
        assert_eq!((at_line, at_column), (line, column), "{text}");
    }
}

#[test]
fn places_are_known_and_repeats_kept() {
    let node = read("{\n \"a\": [1, {\"b\": 2}],\n \"a\": null}").unwrap();
    let fields = node.as_object().unwrap();
    assert_eq!(fields[0].place, Place { line: 2, column: 2 });
    assert_eq!(
        fields[0].node.as_array().unwrap()[1].place,
        Place {
            line: 2,
            column: 11
        }
    );
    assert_eq!(fields.len(), 2);
    assert_eq!(node.into_value(), json!({"a": null}));
}

#[test]
fn numbers_and_texts() {
    assert_eq!(parse("-0").unwrap(), json!(0));
    assert_eq!(parse("-0.0").unwrap(), json!(-0.0));
    assert_eq!(super::value("[-0]").unwrap(), json!([0]));
    assert_eq!(super::value("[-0.0]").unwrap(), json!([-0.0]));
    assert_eq!(parse("18446744073709551615").unwrap(), json!(u64::MAX));
    assert_eq!(parse("1e3").unwrap(), json!(1000.0));
    assert!(parse("1e999").is_err());
    assert_eq!(parse(r#""\u00e9\ud83d\ude00\/""#).unwrap(), json!("é😀/"));
    assert_eq!(parse(r#""\ud83dx""#).unwrap(), json!("\u{fffd}x"));
}

#[test]
fn nesting_is_bounded() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(parse(&nested(MAX_DEPTH + 1)).is_ok());
    assert!(parse(&nested(MAX_DEPTH + 2)).is_err());
    assert!(parse(&"[".repeat(1_000_000)).is_err());
}

#[test]
fn long_sources_are_cut() {
    let source = "x".repeat(QUOTED + 20);
    assert!(
        read(&source)
            .unwrap_err()
            .location(&source)
            .contains("x\"[truncated 20 chars]; line: 1")
    );
}

proptest! {
    #[test]
    fn agrees_with_serde_json(text in "[\\[\\]{}:,\"a-c0-9 .eE+\\\\-]{0,24}") {
        let theirs: Result<Value, _> = serde_json::from_str(&text);
        match (parse(&text), theirs) {
            (Ok(ours), Ok(theirs)) => prop_assert!(ours == theirs || text.contains("-0"), "{ours} {theirs}"),
            (Err(_), Err(_)) => {}
            (ours, theirs) => prop_assert!(false, "{text}: {ours:?} {theirs:?}"),
        }
    }
}
