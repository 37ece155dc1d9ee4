//! What calls give, refuse and how they are written.

use super::*;
use proptest::prelude::*;
use query::jsonpath::{EvalError, Root};
use serde_json::json;

/// Input and context of a running state.
struct Documents {
    input: Value,
    context: Value,
}

impl Resolve for Documents {
    type Error = EvalError;

    fn path(&self, path: &JsonPath) -> Result<Cow<'_, Value>, EvalError> {
        match path.root() {
            Root::Input => path.select(&self.input),
            Root::Context => path.select(&self.context),
            Root::Variable(name) => Err(EvalError::NoResults(name.clone())),
        }
    }
}

/// Counts up in big steps.
struct Steps(u64);

impl Random for Steps {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0
    }
}

fn evaluate(call: &str, input: Value) -> Result<Value, String> {
    let documents = Documents {
        input,
        context: json!({"Execution": {"Name": "run"}}),
    };
    let intrinsic = Intrinsic::parse(call).map_err(|error| format!("parse: {error}"))?;
    intrinsic
        .evaluate(&documents, &mut Steps(7))
        .map_err(|error| error.to_string())
}

/// The call `call($.a, $.b, $.c)` over values, as the recordings make it.
fn check(call: &str, cases: &[(Value, Value)]) {
    for (arguments, expected) in cases {
        let names = ["$.a", "$.b", "$.c"];
        let given = arguments.as_array().unwrap();
        let input: serde_json::Map<_, _> = names
            .iter()
            .zip(given)
            .map(|(name, value)| (name[2..].to_owned(), value.clone()))
            .collect();
        let text = format!("{call}({})", names[..given.len()].join(", "));
        assert_eq!(
            evaluate(&text, Value::Object(input)),
            Ok(expected.clone()),
            "{text} {arguments}"
        );
    }
}

fn refuses(call: &str, input: Value, reason: &str) {
    let error = evaluate(call, input).unwrap_err();
    assert_eq!(
        error,
        format!("The function '{call}' had the following error: {reason}")
    );
}

#[test]
fn arrays_as_recorded() {
    check(
        "States.Array",
        &[
            (json!([]), json!([])),
            (json!([1, null, "x"]), json!([1, null, "x"])),
        ],
    );
    check(
        "States.ArrayPartition",
        &[
            (json!([[], 1]), json!([])),
            (json!([[0], 2]), json!([[0]])),
            (json!([[0, 1, 2, 3], 3]), json!([[0, 1, 2], [3]])),
        ],
    );
    check(
        "States.ArrayContains",
        &[
            (json!([[], null]), json!(false)),
            (json!([[[1, 2, 3], 2], [1, 2, 3]]), json!(true)),
            (json!([[{"1": 2, "2": []}], {"1": 2, "2": []}]), json!(true)),
            (json!([[true, false], false]), json!(true)),
        ],
    );
    check(
        "States.ArrayRange",
        &[
            (json!([0, 9, 3]), json!([0, 3, 6, 9])),
            (json!([0, 10, 3]), json!([0, 3, 6, 9])),
            (json!([1, 9, 9]), json!([1])),
            (json!([5, 1, -2]), json!([5, 3, 1])),
            (json!([1, 5, -1]), json!([])),
        ],
    );
    check("States.ArrayLength", &[(json!([[1, 2, 3]]), json!(3))]);
    check("States.ArrayGetItem", &[(json!([[1, 2, 3], 2]), json!(3))]);
    check(
        "States.ArrayUnique",
        &[(
            json!([[1, 2, 1, {"a": 1, "b": 2}, {"b": 2, "a": 1}, "1"]]),
            json!([1, 2, {"a": 1, "b": 2}, "1"]),
        )],
    );
}

#[test]
fn texts_as_recorded() {
    let both = |value: Value| json!({"fst": value, "snd": value});
    for (value, text) in [
        (json!(""), "fst= and snd=."),
        (json!("HelloWorld"), "fst=HelloWorld and snd=HelloWorld."),
        (json!(null), "fst=null and snd=null."),
        (json!(1.1), "fst=1.1 and snd=1.1."),
        (
            json!({"Arg1": 1, "Arg2": []}),
            "fst={Arg1=1, Arg2=[]} and snd={Arg1=1, Arg2=[]}.",
        ),
    ] {
        assert_eq!(
            evaluate(
                "States.Format('fst={} and snd={}.', $.fst, $.snd)",
                both(value)
            ),
            Ok(json!(text))
        );
    }
    check(
        "States.StringSplit",
        &[
            (json!([",,,,", ","]), json!([])),
            (json!([", , ,", ","]), json!([" ", " "])),
            (json!(["1,2;3", ",;"]), json!(["1", "2", "3"])),
            (json!(["ab", ""]), json!(["ab"])),
        ],
    );
    check(
        "States.Base64Encode",
        &[
            (json!([""]), json!("")),
            (json!(["Data to encode"]), json!("RGF0YSB0byBlbmNvZGU=")),
        ],
    );
    check(
        "States.Base64Decode",
        &[
            (json!([""]), json!("")),
            (json!(["RGF0YSB0byBlbmNvZGU="]), json!("Data to encode")),
        ],
    );
    check(
        "States.Hash",
        &[
            (
                json!(["input data", "MD5"]),
                json!("812f45842bc6d66ee14572ce20db8e86"),
            ),
            (
                json!(["input data", "SHA-1"]),
                json!("aaff4a450a104cd177d28d18d74485e8cae074b7"),
            ),
            (
                json!(["input data", "SHA-256"]),
                json!("b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3"),
            ),
            (
                json!(["input data", "SHA-384"]),
                json!(
                    "d28a7d5cf25a74f11a50a18452b75e04bb3d70c9dd0510d6123aa008c756511b87525bdc835ebb27e1fb9e9374a15562"
                ),
            ),
            (
                json!(["input data", "SHA-512"]),
                json!(
                    "6ce4adb348546d4f449c4d25aad9a7c9cb711d9e91982d3f0b29ca2f3f47d4ce2deba23bf2954f0f1d593fc50283731a533d30d425402d4f91316d871303aac4"
                ),
            ),
        ],
    );
}

#[test]
fn json_as_recorded() {
    check(
        "States.StringToJson",
        &[
            (json!([""]), json!(null)),
            (json!([" "]), json!(null)),
            (json!(["-0"]), json!(0)),
            (
                json!(["[1, 2, \"HelloWorld\"]"]),
                json!([1, 2, "HelloWorld"]),
            ),
        ],
    );
    check(
        "States.JsonToString",
        &[
            (json!([null]), json!("null")),
            (json!(["HelloWorld"]), json!("\"HelloWorld\"")),
            (
                json!([{"Arg1": 1, "Arg2": []}]),
                json!("{\"Arg1\":1,\"Arg2\":[]}"),
            ),
        ],
    );
    check(
        "States.JsonMerge",
        &[(
            json!([{"a": {"x": 1}, "b": 2}, {"a": {"y": 1}}, false]),
            json!({"a": {"y": 1}, "b": 2}),
        )],
    );
}

#[test]
fn sums_round_each_number_first() {
    check(
        "States.MathAdd",
        &[
            (json!([-9, 3]), json!(-6)),
            (json!([1.49, 1.5]), json!(3)),
            (json!([-1.5, 0]), json!(-1)),
            (json!([-2.5, 0]), json!(-2)),
            (json!([0.5, 0]), json!(1)),
            (json!([-0.5, 0.5]), json!(1)),
            (json!([2_147_483_647, 1]), json!(2_147_483_648_i64)),
        ],
    );
    assert!(evaluate("States.MathAdd($.a, 1)", json!({"a": 2_147_483_648_i64})).is_err());
}

#[test]
fn random_numbers_stay_in_range_and_follow_the_seed() {
    let mut random = Steps(1);
    for _ in 0..200 {
        let value = number::random(&json!(-3), &json!(2.4), None, &mut random)
            .unwrap()
            .as_i64()
            .unwrap();
        assert!((-3..2).contains(&value));
    }
    let seeded =
        |seed: i64| evaluate("States.MathRandom(0, 1000000, $.s)", json!({"s": seed})).unwrap();
    assert_eq!(seeded(3), seeded(3));
    assert_ne!(seeded(3), seeded(4));
    refuses(
        "States.MathRandom(5, 5)",
        json!({}),
        "the start number must be less than the end number",
    );
}

#[test]
fn uuids_are_of_version_4() {
    let value = evaluate("States.UUID()", json!({})).unwrap();
    let uuid = value.as_str().unwrap();
    let shape =
        regex::Regex::new("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")
            .unwrap();
    assert!(shape.is_match(uuid), "{uuid}");
}

#[test]
fn calls_nest_and_paths_have_roots() {
    let input = json!({"arn": "a/b/c.d", "l": [{"n": "x,)", "v": 5}]});
    let call = "States.Format('{}-{}', States.ArrayGetItem(States.StringSplit(States.ArrayGetItem(States.StringSplit($.arn, '/'), 2), '.'), 0), $$.Execution.Name)";
    assert_eq!(evaluate(call, input.clone()), Ok(json!("c-run")));
    let filter = "States.ArrayGetItem( $.l[?(@.n == 'x,)')].v , 0 )";
    assert_eq!(evaluate(filter, input), Ok(json!(5)));
    assert_eq!(
        evaluate("States.Array(1, -2.5, 'a', true, null)", json!(0)),
        Ok(json!([1, -2.5, "a", true, null]))
    );
}

#[test]
fn escapes() {
    assert_eq!(
        evaluate(r"States.Array('it\'s', '\\', '\{\}')", json!(0)),
        Ok(json!(["it's", "\\", "{}"]))
    );
    assert_eq!(
        evaluate(r"States.Format('\{\} \'{}\'', 1)", json!(0)),
        Ok(json!("{} '1'"))
    );
    assert_eq!(
        evaluate("States.StringSplit('Hello\nWorld', '\n')", json!(0)),
        Ok(json!(["Hello", "World"]))
    );
    // Recorded: AWS refuses an escaped double quote.
    assert!(Intrinsic::parse(r#"States.StringToJson('{"text":"An \"escaped\" quote"}')"#).is_err());
    assert!(Intrinsic::parse(r"States.Array('\n')").is_err());
}

#[test]
fn texts_that_are_no_calls() {
    for text in [
        "",
        "States",
        "States.Nope()",
        "states.UUID()",
        "States.UUID",
        "States.UUID(",
        "States.UUID(1)",
        "States.UUID() x",
        "States.Format()",
        "States.MathAdd(1)",
        "States.MathAdd(1,'-1')",
        "States.Array(,)",
        "States.Array(1,)",
        "States.Array(a)",
        "States.Array('a)",
        "States.Array($.a",
        "States.Array($.)",
        "States.Array(1 2)",
        "States.Hash('a', 1)",
        "States.JsonMerge($.a, $.b)",
        "States.JsonMerge($.a, $.b, 'false')",
        "States.ArrayLength(1)",
        "States.Array($.a.length())",
    ] {
        assert!(Intrinsic::parse(text).is_err(), "{text}");
    }
}

#[test]
fn the_number_of_calls_is_bounded() {
    let nested = |calls: usize| format!("{}1{}", "States.Array(".repeat(calls), ")".repeat(calls));
    assert!(Intrinsic::parse(&nested(MAX_CALLS)).is_ok());
    assert_eq!(
        Intrinsic::parse(&nested(MAX_CALLS + 1)).unwrap_err().kind,
        ParseErrorKind::TooMany
    );
    assert!(Intrinsic::parse(&nested(100_000)).is_err());
}

#[test]
fn failures_name_the_call() {
    refuses(
        "States.ArrayGetItem($.a, 3)",
        json!({"a": [1]}),
        "index 3 is out of bounds for an array of length 1",
    );
    refuses(
        "States.ArrayLength($.a)",
        json!({"a": "x"}),
        "argument 1 must be an array, but was: \"x\"",
    );
    refuses(
        "States.ArrayRange(0, 1000, 1)",
        json!({}),
        "the range must not have more than 1000 elements, but would have 1001",
    );
    refuses(
        "States.ArrayRange(0, 5, 0)",
        json!({}),
        "the increment must not be zero",
    );
    refuses(
        "States.ArrayPartition($.a, 0)",
        json!({"a": [1]}),
        "the chunk size must be a positive integer, but was: 0",
    );
    refuses(
        "States.Format('{}{}', 1)",
        json!({}),
        "the template has 2 occurrences of {}, but there are 1 arguments for it",
    );
    refuses(
        "States.StringToJson('not')",
        json!({}),
        "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    );
    assert!(evaluate("States.JsonMerge($.a, $.a, true)", json!({"a": {}})).is_err());
    assert!(evaluate("States.Base64Decode('%')", json!({})).is_err());
    assert!(evaluate("States.Hash('a', 'MD4')", json!({})).is_err());
}

#[test]
fn data_is_bounded() {
    let of_length = |length: usize| json!({"d": "é".repeat(length)});
    for call in ["States.Base64Encode($.d)", "States.Hash($.d, 'MD5')"] {
        assert!(evaluate(call, of_length(text::MAX_DATA)).is_ok());
        assert!(evaluate(call, of_length(text::MAX_DATA + 1)).is_err());
    }
    assert_eq!(
        evaluate("States.ArrayRange(1, 1000, 1)", json!({}))
            .unwrap()
            .as_array()
            .unwrap()
            .len(),
        1000
    );
}

#[test]
fn missing_paths_are_the_callers_errors() {
    let documents = Documents {
        input: json!({}),
        context: json!({}),
    };
    let error = Intrinsic::parse("States.Array($.a)")
        .unwrap()
        .evaluate(&documents, &mut Steps(0))
        .unwrap_err();
    assert_eq!(
        error,
        IntrinsicError::Path(EvalError::NoResults("$['a']".to_owned()))
    );
}

proptest! {
    #[test]
    fn any_text_parses_or_is_refused(text in "(States\\.(Format|Array|MathAdd|UUID|Hash)\\()?[ -~]{0,40}") {
        if let Ok(intrinsic) = Intrinsic::parse(&text) {
            let _ = intrinsic.evaluate(&Documents { input: json!({"a": [1]}), context: json!({}) }, &mut Steps(0));
        }
    }

    #[test]
    fn any_arguments_give_a_value_or_an_error(
        function in prop::sample::select(Function::ALL),
        values in prop::collection::vec(prop::sample::select(vec![
            json!(null), json!(true), json!(false), json!(0), json!(-1), json!(2.5), json!(1e300), json!(i64::MIN), json!("a,b"), json!([1, [2]]), json!({"a": 1}),
        ]), 3),
    ) {
        for count in 0..=3 {
            let arguments = ["$[0]", "$[1]", "$[2]"][..count].join(",");
            let _ = evaluate(&format!("{}({arguments})", function.name()), Value::Array(values.clone()));
        }
    }
}
