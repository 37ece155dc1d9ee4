//! What expressions give, with Step Functions' functions and AWS's results (recorded unless said otherwise).

use super::*;
use model::Timestamp;
use serde_json::{Value, json};

fn moment() -> Moment {
    Moment {
        now: Timestamp::from_millis(1_700_000_000_123),
        seed: 7,
    }
}

fn evaluate(text: &str) -> Result<Value, Failure> {
    let states =
        json!({"input": {"a": [1, 2, 3], "s": "x,y", "big": 12_345_678_901_234_567_890_u64}});
    let bindings = vec![
        ("states".to_owned(), Bound::from(&states)),
        ("n".to_owned(), Bound::from(&json!(2))),
    ];
    let evaluator = Evaluator::new(Limits::default(), moment(), bindings);
    evaluator.evaluate(&Expression::parse(text).unwrap())
}

fn gives(text: &str, expected: Value) {
    assert_eq!(evaluate(text), Ok(expected), "{text}");
}

fn throws(text: &str, expected: &str) {
    let failure = evaluate(text).unwrap_err();
    assert_eq!(failure, Failure::Thrown(expected.to_owned()), "{text}");
}

#[test]
fn variables_and_states() {
    gives("$sum($states.input.a) + $n", json!(8));
    gives(" $states.input ~> $keys() ", json!(["a", "s", "big"]));
    gives("$merge([{'a': 1}, {'b': 2}])", json!({"a": 1, "b": 2}));
    assert_eq!(evaluate("$doesNotExist"), Err(Failure::Undefined));
    assert_eq!(evaluate("$"), Err(Failure::Undefined));
    assert_eq!(evaluate("name"), Err(Failure::Undefined));
    gives("null", Value::Null);
    gives("$exists($no) ? 1 : 2", json!(2));
}

#[test]
fn step_functions_own_functions() {
    gives("$range(1, 9, 9)", json!(1));
    gives("$range(0, 10, 3)", json!([0, 3, 6, 9]));
    gives("$range(3, 1, -1)", json!([3, 2, 1]));
    gives("$partition([0], 1)", json!([[0]]));
    gives("$partition([1..5], 2)", json!([[1, 2], [3, 4], [5]]));
    gives("$parse('-0')", json!(0));
    gives("$parse('{\"a\": [1, \"b\"]}')", json!({"a": [1, "b"]}));
    gives(
        "$hash('Hello', 'MD5')",
        json!("8b1a9953c4611296a827abf8c47804d7"),
    );
    gives("$random(42)", json!(0.7275636800328681));
    gives("$random(1) = $random(1)", json!(true));
    gives("$random() < 1 and $random() != $random()", json!(true));
    gives(
        "$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/) ~> $count()",
        json!(1),
    );
    gives(
        "$map([[1,2],[3]], function($x) { $partition($x, 1) })",
        json!([[[1], [2]], [[3]]]),
    );
}

#[test]
fn time_is_the_moment_given() {
    gives("$millis()", json!(1_700_000_000_123_u64));
    gives("$now()", json!("2023-11-14T22:13:20.123Z"));
    gives("$now('[Y]')", json!("2023"));
}

#[test]
fn errors_are_in_awss_words() {
    throws(
        "$randomSeeded(1)",
        "T1006: Attempted to invoke a non-function",
    );
    throws("$eval('1')", "T1006: Attempted to invoke a non-function");
    throws(
        "1 + 'a'",
        "T2002: The right side of the \"+\" operator must evaluate to a number",
    );
    throws(
        "$sum('a')",
        "T0412: Argument 1 of function \"sum\" must be an array of \"numbers\"",
    );
    throws(
        "$abs('a')",
        "T0410: Argument 1 of function \"abs\" does not match function signature",
    );
    throws(
        "$substring('a', 1, 2, 3)",
        "T0410: Argument 4 of function \"substring\" does not match function signature",
    );
    throws(
        "[1, 2] ~> $map(function($n) { $lowercase($n) })",
        "T0410: Argument 1 of function \"lowercase\" does not match function signature",
    );
    throws(
        "$number('1x')",
        "D3030: Unable to cast value to a number: \"1x\"",
    );
    throws(
        "null < 1",
        "T2010: The expressions either side of operator \"<\" must evaluate to numeric or string values",
    );
    assert_eq!(evaluate("1 + 'a'").unwrap_err().code(), Some("T2002"));
    assert_eq!(
        evaluate("$f := function($x){$x}"),
        Err(Failure::Unsupported)
    );
    assert_eq!(
        evaluate("{'f': function($x){$x}}"),
        Err(Failure::Unsupported)
    );
    assert!(Expression::parse("1 +").is_err());
}

#[test]
fn numbers_are_javascripts() {
    let text = |text: &str| crate::javascript::to_json(&evaluate(text).unwrap());
    assert_eq!(text("1.0"), "1");
    assert_eq!(text("$states.input.big"), "12345678901234567000");
    assert_eq!(text("1/3"), "0.3333333333333333");
    assert_eq!(text("0.0001"), "0.0001");
    assert_eq!(text("1e21"), "1e+21");
    assert_eq!(text("5/1"), "5");
    // Observed on AWS.
    assert_eq!(text("1/0"), "\"Infinity\"");
    assert_eq!(text("{'k': -1/0}"), "{\"k\":\"-Infinity\"}");
    assert_eq!(text("$string(1e20)"), "\"100000000000000000000\"");
}

#[test]
fn checked_builtins_are_what_they_were() {
    gives("$pad('x', 3)", json!("x  "));
    gives("$pad('x', -3, '#')", json!("##x"));
    gives("($w := 2000; $length($pad('x', $w)))", json!(2000));
    gives("$join(['a', 'b'], ',')", json!("a,b"));
    gives(
        "$join($map([1..3], $string), $n > 1 ? '; ' : ',')",
        json!("1; 2; 3"),
    );
    gives(
        "$map(['a', 'b'], $pad(?, 2000)) ~> $map($length)",
        json!([2000, 2000]),
    );
    gives("($f := $pad; $length($f('x', 2000)))", json!(2000));
    gives("$states.input.s ~> $split(',')", json!(["x", "y"]));
    gives("$states.input.s.$split(',')", json!(["x", "y"]));
    gives("$split('a1b22c', /[0-9]+/)", json!(["a", "b", "c"]));
    gives("$replace('aXbX', 'X', $states.input.s)", json!("ax,ybx,y"));
    gives(
        "$replace('a1b2', /([0-9])/, '<$1>' & '')",
        json!("a<1>b<2>"),
    );
    gives("'abc' ~> $replace(/b/, function($m) { 'B' })", json!("aBc"));
    gives("$match('abcabc', /b/)[1].index", json!(4));
    gives(
        "($pad := function($x) { $x & '!' }; $pad('a'))",
        json!("a!"),
    );
    gives("[{'a': [1,2]}].$string()", json!("{\"a\":[1,2]}"));
    gives("($a := [1,2]; $b := [$a, $a, [3]]; $count($b))", json!(5));
    gives("$distinct([1, 2, 1]) ~> $count()", json!(2));
    gives("[1, 2, 1] ~> $distinct", json!([1, 2]));
    gives("[3, 3] ~> $distinct()", json!([3]));
    gives("$map([[1, 1], [2]], $distinct)", json!([[1], [2]]));
    gives("$fromMillis(0, '[Y0001]-[M01]' & '')", json!("1970-01"));
}

#[test]
fn bounds_are_told_in_awss_words() {
    let told = |text: &str| evaluate(text).unwrap_err().to_string();
    let memory = "threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage";
    // Observed on AWS on both sides of the bound.
    gives("[1..873782] ~> $count()", json!(873_782));
    assert_eq!(told("[1..873783] ~> $count()"), memory);
    assert_eq!(told("$count($range(1, 873783, 1))"), memory);
    assert_eq!(told("$pad('x', 1000000000)"), memory);
    let stack = told("($f := function($n) { 1 + $f($n) }; $f(1))");
    assert!(
        stack.starts_with("threw an error during evaluation: Stack overflow error: "),
        "{stack}"
    );
    assert!(told("1 + 'a'").starts_with("threw an error during evaluation. T2002: "));
}

#[test]
fn what_is_read_from_the_context_that_is_none() {
    let read = |text: &str| Expression::parse(text).unwrap().context().to_vec();
    assert_eq!(read("phone"), ["phone"]);
    assert_eq!(read("phone.number & $x.name"), ["phone"]);
    assert_eq!(read("{'a': b, 'c': [d, b]}"), ["b", "d"]);
    assert_eq!(read("$map($states.input.a, function($x) { b })"), ["b"]);
    assert_eq!(read("$count(items[price > 3])"), ["items"]);
    assert_eq!(read("$"), ["$"]);
    assert_eq!(read("$$.a"), ["$$"]);
    assert_eq!(read("a ? b : c"), ["a", "b", "c"]);
    for fine in [
        "$states.input.items[value > 3]",
        "$states.input.items.{'n': name}",
        "$states.input.items^(>price).id",
        "$states.input.items{kind: $sum(price)}",
        "$states.input.items.(price * qty)",
        "$filter($x, function($i) { $i.a = 1 })",
        "$x ~> |a|{'b': c}|",
        "$states.input.list[$ > 1]",
        "'text'",
    ] {
        assert!(read(fine).is_empty(), "{fine}: {:?}", read(fine));
    }
}

#[test]
fn what_an_expression_names() {
    let names = |text: &str| -> Vec<String> {
        let expression = Expression::parse(text).unwrap();
        let name = |reference: &Reference| {
            let mut parts = vec![reference.name.clone()];
            parts.extend(reference.path.clone());
            parts.join(".")
        };
        expression.references().iter().map(name).collect()
    };
    assert_eq!(
        names("$states.input.a[b = $x].c & $states.context"),
        ["states.context", "states.input.a.c", "x"]
    );
    let expression = Expression::parse("($y := 1; $map($z, function($v) { $v + $y }))").unwrap();
    assert!(expression.binds("y") && expression.binds("v") && !expression.binds("z"));
}

#[test]
fn expressions_are_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Expression>();
}

#[test]
fn a_defect_of_the_evaluator_is_an_error_of_the_expression() {
    let expression = Expression::parse(r#"$fromMillis(0, "[fn]")"#).unwrap();
    let evaluator = Evaluator::new(Limits::default(), moment(), Vec::new());
    let failure = evaluator.evaluate(&expression).unwrap_err();
    assert!(failure.to_string().contains("defect"), "{failure}");
    let fine = Expression::parse("1 + 1").unwrap();
    assert_eq!(evaluator.evaluate(&fine).unwrap(), json!(2));
}

#[test]
fn brackets_keep_an_array_of_one_whatever_is_put_around_the_call() {
    gives(
        "($square := function($x) { $x * $x }; $map([3], $square)[])",
        json!([9]),
    );
    gives(
        "($square := function($x) { $x * $x }; [3] ~> $map($square)[])",
        json!([9]),
    );
    gives(
        "($square := function($x) { $x * $x }; $map([3], $square))",
        json!(9),
    );
    gives(
        "$match('abc', /b/)[]",
        json!([{"match": "b", "index": 1, "groups": []}]),
    );
    gives("$match('abc', /b/).match[]", json!(["b"]));
    gives("$split('a', ',')[]", json!(["a"]));
    gives("$string(1)[]", json!("1"));
}
