//! Rules of Choice states.

use super::*;

#[test]
fn choice_rules() {
    let choice = |rules: Value| json!({"Type": "Choice", "Choices": rules});
    check(choice(json!([])), &[("Value cannot be empty", "/Choices")]);
    check(
        choice(
            json!([{"Variable": "$.a", "IsNull": true}, {"Variable": "$.a", "IsNull": 1, "Next": "S"}]),
        ),
        &[
            ("These fields are required: [Next]", "/Choices[0]"),
            ("Expected value of type Boolean", "/Choices[1]/IsNull"),
        ],
    );
    check(
        choice(json!([{"Variable": "$.a", "StringEquals": "x", "NumericEquals": 1, "Next": "S"}])),
        &[(
            "There should only be one of the following fields: [StringEquals, NumericEquals]",
            "/Choices[0]",
        )],
    );
    check(
        choice(json!([{"Next": "S"}])),
        &[(
            "The object must have only one of the following fields, [And, Or, Not, Variable, Condition]",
            "/Choices[0]",
        )],
    );
    check(
        choice(
            json!([{"And": [{"Variable": "$.a", "IsNull": true, "Next": "S"}], "Next": "S"}, {"Not": {"Variable": "a", "StringEqualsPath": "b"}, "Next": "S"}]),
        ),
        &[
            ("Field 'Next' is not supported", "/Choices[0]/And[0]"),
            (
                "Value is not a Reference Path: Reference path didn't start with '$'",
                "/Choices[1]/Not/Variable",
            ),
            (
                "Value is not a Reference Path: Reference path didn't start with '$'",
                "/Choices[1]/Not/StringEqualsPath",
            ),
        ],
    );
    check(
        choice(json!([{"Condition": true, "Next": "S"}])),
        &[(
            "The QueryLanguage is set to 'JSONPath', but field 'Condition' is only supported for the 'JSONata' QueryLanguage",
            "/Choices[0]",
        )],
    );
    check(
        choice(json!([{"Variable": "$.a", "TimestampEquals": "today", "Next": "S"}])),
        &[(
            "String does not match RFC3339 timestamp",
            "/Choices[0]/TimestampEquals",
        )],
    );
}
