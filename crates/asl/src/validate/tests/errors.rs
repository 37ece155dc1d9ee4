//! Retriers and catchers.

use super::*;

#[test]
fn retriers_and_catchers() {
    let task = |retry: Value, catch: Value| json!({"Type": "Task", "Resource": "arn:aws:lambda:r:1:function:f", "Retry": retry, "Catch": catch});
    check(
        task(
            json!([{"IntervalSeconds": 1}]),
            json!([{"ErrorEquals": []}]),
        ),
        &[
            ("These fields are required: [ErrorEquals]", "/Retry[0]"),
            ("These fields are required: [Next]", "/Catch[0]"),
            ("Value cannot be empty", "/Catch[0]/ErrorEquals"),
        ],
    );
    let all = "States.ALL must appear alone and at end of list";
    check(
        task(
            json!([{"ErrorEquals": ["States.ALL"]}, {"ErrorEquals": ["A"]}]),
            json!([{"ErrorEquals": ["A", "States.ALL"], "Next": "S"}]),
        ),
        &[
            (all, "/Retry[0]/ErrorEquals"),
            (all, "/Catch[0]/ErrorEquals"),
        ],
    );
    check(
        task(
            json!([{"ErrorEquals": ["A"], "BackoffRate": 0.9, "MaxAttempts": -1, "JitterStrategy": "SOME", "MaxDelaySeconds": 31_622_401}]),
            json!([]),
        ),
        &[
            ("Minimum value is 1.0", "/Retry[0]/BackoffRate"),
            ("Minimum value is 0", "/Retry[0]/MaxAttempts"),
            (
                "Value should be one of the following: [NONE, FULL]",
                "/Retry[0]/JitterStrategy",
            ),
            ("Maximum value is 31622400", "/Retry[0]/MaxDelaySeconds"),
        ],
    );
    check(
        task(json!([{"Error Equals": ["A"]}]), json!([])),
        &[
            ("These fields are required: [ErrorEquals]", "/Retry[0]"),
            ("Field 'Error Equals' is not supported", "/Retry[0]"),
        ],
    );
}
