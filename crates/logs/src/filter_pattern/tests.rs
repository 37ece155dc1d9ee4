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

const REQUEST: &str =
    r#"127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534"#;

#[test]
fn fields_are_parted_by_spaces_and_grouped_by_quotes_and_brackets() {
    for pattern in [
        "[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]",
        "[ip, user, username, timestamp, request, status_code = 404 || status_code = 410, bytes]",
        "[ip, user, username, timestamp, request, status_code, bytes > 1000]",
        r#"[ip, user, username, timestamp = "10/Oct/2000:13:25:15 -0700", request, status_code, bytes]"#,
        "[ip = %^127[.]0%, user, username, timestamp, request, status_code, bytes]",
        "[ip=127.0.0.1,user!=Test,username,timestamp,request,status_code>=404&&status_code<405,bytes<=1534]",
        "[ip, user, , , , ,]",
    ] {
        check(pattern, &[REQUEST, &format!("  {REQUEST} \n")], &[""]);
    }
    for pattern in [
        "[ip, user, username, timestamp, request =*.css*, status_code = 4*, bytes]",
        "[ip, user, username, timestamp, request, status_code = 403, bytes]",
        "[ip, user, username, timestamp, request, status_code != 404, bytes]",
        "[ip, user, username, timestamp, request, status_code, bytes > 1534]",
        "[ip, user, username, timestamp, request, status_code, bytes < 1534]",
        "[ip, user > 0, username, timestamp, request, status_code, bytes]",
    ] {
        check(pattern, &[], &[REQUEST]);
    }
}

#[test]
fn an_ellipsis_is_any_number_of_fields() {
    for pattern in [
        "[..., request =*.html*, status_code = 4*,]",
        "[..., bytes = 1534]",
        "[ip = 127*, ..., bytes = 1534]",
        "[ip = 127*, ...]",
        "[...]",
        "[ip, user, username, ..., timestamp, request, status_code, bytes]",
    ] {
        check(pattern, &[REQUEST], &[]);
    }
    check("[..., bytes = 404]", &["404", "a 404"], &[REQUEST, ""]);
    check("[a, ..., b]", &["1 2", "1 2 3"], &["1", ""]);
}

#[test]
fn the_number_of_fields_must_fit_and_the_last_takes_what_is_left() {
    check(
        "[a, b, c]",
        &["1 2 3", "1 2 3 4"],
        &["1 2", r#"1 "2 3""#, "1 [2 3]"],
    );
    check(
        "[w1=ERROR, w2]",
        &["ERROR 401 x", "ERROR 401"],
        &["ERROR", "WARN 401"],
    );
    check("[w1=ERROR]", &["ERROR"], &["ERROR 401"]);
    check("[a, b = \"2 [3 4]\"]", &["1 2 [3 4]\n"], &["1 2 3 4"]);
    check("[a, b > 2]", &["1 3"], &["1 2", "1 3 4"]);
}

#[test]
fn words_of_fields_combine_on_their_name() {
    check(
        "[w1=ERROR || w1=%WARN%, w2]",
        &["ERROR 1", "[xWARNx] 1"],
        &["INFO ERROR", "error 1"],
    );
    check(
        "[w1 != ERROR && (w1 = E* || w1 = F*), w2]",
        &["EX 1", "F 1"],
        &["ERROR 1", "G 1"],
    );
    check(r#"[a = "x, y", b]"#, &[r#""x, y" 1"#], &["x, y"]);
    check(r#"[a = "x]", b]"#, &["x] 1"], &["x 1"]);
    check("[a, b = b*]", &[r#"a "b \" c""#, r#"a b"c"#], &[r#"a "b"#]);
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
        "[ip, user",
        "[]",
        "[a, ..., b, ...]",
        "[a = ]",
        "[a = 1 b = 2]",
        "[a = 1 && b = 2]",
        "[a && a = 2]",
        "[a == 1x]",
        "[a > x]",
        "[(a = 1]",
        "[w1!=ERROR AND w1!=WARNING, w2]",
        "[w1=ERROR && || w1=WARNING, w2]",
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
    refuse(
        "[a = %a%, b = %b%, c = %c%]",
        "more than 2 regular expressions",
    );
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
