//! Patterns and messages; most from AWS's page on the syntax.

use super::*;

fn check(pattern: &str, matching: &[&str], others: &[&str]) {
    let parsed = FilterPattern::parse(pattern).unwrap_or_else(|e| panic!("{pattern}: {e}"));
    for message in matching {
        assert!(parsed.matches(message), "{pattern} should match {message}");
    }
    for message in others {
        assert!(
            !parsed.matches(message),
            "{pattern} should not match {message}"
        );
    }
}

#[track_caller]
fn refuse(pattern: &str, reason: &str) {
    let refused = FilterPattern::parse(pattern).unwrap_err();
    assert_eq!(refused.code(), "InvalidParameterException");
    assert!(refused.to_string().contains(reason), "{pattern}: {refused}");
}

#[test]
fn the_empty_pattern_matches_all() {
    check("", &["", "x"], &[]);
    check("   ", &["", "x"], &[]);
}

#[test]
fn all_terms_must_be_there_in_any_order_and_case_counts() {
    check(
        "ERROR ARGUMENTS",
        &["[ERROR 419] MISSING ARGUMENTS", "ARGUMENTS ERROR"],
        &["[ERROR 401] UNAUTHORIZED", "error arguments"],
    );
}

#[test]
fn a_phrase_is_taken_literally() {
    check(
        "\"INTERNAL SERVER ERROR\"",
        &["[ERROR 500] INTERNAL SERVER ERROR"],
        &["INTERNAL ERROR SERVER"],
    );
    check(
        r#""say \"hi\"""#,
        &[r#"they say "hi" twice"#],
        &["they say hi"],
    );
    check("\"a-b\" \"?c\"", &["a-b ?c"], &["a-b c"]);
}

#[test]
fn excluded_terms_must_not_be_there() {
    check(
        "ERROR -ARGUMENTS",
        &["ERROR 401"],
        &["ERROR ARGUMENTS", "OK"],
    );
    check("-\"two words\"", &["one"], &["has two words"]);
}

#[test]
fn one_of_the_optional_terms_is_enough() {
    check("?ERROR ?WARN", &["ERROR x", "x WARN"], &["INFO"]);
    check("?\"a b\" ?c", &["a b", "c"], &["ab"]);
    // Beside others they do not count.
    check("?ERROR INFO", &["INFO only"], &["ERROR only"]);
}

#[test]
fn regular_expressions_stand_between_percent_signs() {
    check(
        "%AUTHORIZED%",
        &["UNAUTHORIZED REQUEST", "AUTHORIZED"],
        &["x"],
    );
    check("%^4[0-9]{2} %", &["404 x"], &["x 404 ", "4x4 "]);
    check("%a|b% -c", &["xax", "b"], &["ac", "x"]);
    check(r"%10\.10\.0\.1%", &["from 10.10.0.1"], &["from 10x10.0.1"]);
}

#[test]
fn conditions_on_strings() {
    let trail = r#"{"eventType":"UpdateTrail","sourceIPAddress":"111.111.111.111","requestId":"abc","n":[{"id":1},{"id":2}]}"#;
    for pattern in [
        r#"{ $.eventType = "UpdateTrail" }"#,
        "{$.eventType=UpdateTrail}",
        r#"{ $.eventType = "Update*" }"#,
        "{ $.eventType = *Tr*il }",
        r#"{ $.sourceIPAddress != 123.123.* }"#,
        "{ $.eventType = %Update[A-Z]% }",
        "{ $.n[1].id = 2 }",
        "{ $.n[*].id = 2 }",
        "{ $.*[0].id = 1 }",
        "{ $.['eventType'] = UpdateTrail }",
    ] {
        check(pattern, &[trail], &["no json", "{}", "[1]"]);
    }
    for pattern in [
        r#"{ $.eventType = "updateTrail" }"#,
        "{ $.n[2].id = 2 }",
        "{ $.n = 1 }",
        "{ $.eventType[0] = U }",
        "{ $.missing != x }",
    ] {
        check(pattern, &[], &[trail]);
    }
}

#[test]
fn conditions_on_numbers() {
    let message = r#"{"code":400,"cost":-1.5e-3}"#;
    for pattern in [
        "{ $.code = 400 }",
        "{ $.code = 4* }",
        "{ $.code != 401 }",
        "{ $.code >= 400 }",
        "{ $.code > 399.9 }",
        "{ $.code <= 4e2 }",
        "{ $.code < 401 }",
        "{ $.cost = -0.0015 }",
    ] {
        check(pattern, &[message], &[]);
    }
    for pattern in ["{ $.code > 400 }", "{ $.code < 400 }", "{ $.missing < 1 }"] {
        check(pattern, &[], &[message, r#"{"code":"500"}"#]);
    }
}

#[test]
fn conditions_on_presence_and_truth() {
    let message = r#"{"none":null,"yes":true,"no":false}"#;
    for pattern in [
        "{ $.none IS NULL }",
        "{ $.yes IS TRUE }",
        "{ $.no is false }",
        "{ $.other NOT EXISTS }",
        "{ $.yes.deeper NOT EXISTS }",
    ] {
        check(pattern, &[message], &["text"]);
    }
    for pattern in [
        "{ $.none NOT EXISTS }",
        "{ $.yes IS NULL }",
        "{ $.yes IS FALSE }",
        "{ $.other IS NULL }",
    ] {
        check(pattern, &[], &[message]);
    }
}

#[test]
fn conditions_combine() {
    let message = r#"{"a":1,"b":"x y","c":true}"#;
    for pattern in [
        r#"{ $.a = 1 && $.b = "x y" }"#,
        r#"{ ($.a = 1) && ($.b = "no" || $.c IS TRUE) }"#,
        "{$.a=2||$.a=1}",
        "{ $.a = 2 && $.a = 3 || $.a = 1 }",
        "{ ((($.a = 1))) }",
    ] {
        check(pattern, &[message], &[]);
    }
    for pattern in [
        "{ $.a = 1 && $.a = 2 }",
        "{ $.a = 1 && ($.a = 2 || $.a = 3) }",
    ] {
        check(pattern, &[], &[message]);
    }
}

#[test]
fn what_is_not_a_pattern_is_refused_in_awss_words() {
    for pattern in [
        "\"open",
        "%open",
        "%%",
        "%(a)%",
        "%a!%",
        "%[%",
        "a\"b",
        "- a",
        "-",
        "?",
        "[ip, user]",
        "{}",
        "{ $.a }",
        "{ $.a = }",
        "{ $.a == 1 && }",
        "{ $.a = 1 & $.b = 2 }",
        "{ a = 1 }",
        "{ $.a < x }",
        "{ $.a IS MAYBE }",
        "{ ($.a = 1 }",
        "{ $.a = 1) }",
        "{ $. = 1 }",
        "{ $[x] = 1 }",
        "{ $[1 = 1 }",
    ] {
        refuse(pattern, "Invalid filter pattern");
    }
    refuse("{ $.a = 1", "must end with '}'");
    refuse("%a% %b% %c%", "more than 2 regular expressions");
    refuse(
        &format!("{{ {}$.a = 1{} }}", "(".repeat(100), ")".repeat(100)),
        "Invalid",
    );
}

#[test]
fn the_length_of_a_pattern_is_limited() {
    check(&"ü".repeat(1024), &[], &["x"]);
    refuse(&"ü".repeat(1025), "less than or equal to 1024");
    check("%a% %b%", &["ab"], &["a"]);
}
