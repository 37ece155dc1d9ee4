//! What JSONata expressions may refer to.

use super::*;

/// Observed on AWS.
#[test]
fn what_expressions_cannot_read() {
    let output = |text: &str| {
        machine(
            json!({"Type": "Pass", "QueryLanguage": "JSONata", "Output": {"v": text}, "End": true}),
        )
    };
    for (text, messages) in [
        (
            "{% phone %}",
            vec!["Reference to 'phone' at the top level is not supported."],
        ),
        (
            "{% $sum([a, b, a]) %}",
            vec![
                "Reference to 'a' at the top level is not supported.",
                "Reference to 'b' at the top level is not supported.",
            ],
        ),
        (
            "{% $ %}",
            vec!["Reference to '$' at the top level is not supported."],
        ),
        ("{% $$.a %}", vec!["Reference to '$$' is not supported."]),
        (
            "{% $states.errorOutput.Error %}",
            vec!["Field '$states.errorOutput' does not exist."],
        ),
        (
            "{% $states.result %}",
            vec!["Field '$states.result' does not exist."],
        ),
        ("{% $states.input.items[price > 3].name & $phone %}", vec![]),
    ] {
        let expected: Vec<String> = messages
            .iter()
            .map(|message| {
                format!("UNSUPPORTED_JSONATA_EXPRESSION: {message} at /States/S/Output/v")
            })
            .collect();
        assert_eq!(found(&output(text)), expected, "{text}");
    }
    let caught = json!({"Type": "Task", "QueryLanguage": "JSONata", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"FunctionName": "f"},
        "Output": "{% $states.result %}", "End": true, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "S",
        "Output": "{% $states.errorOutput %}", "Assign": {"r": "{% $states.result %}"}}]});
    assert_eq!(
        found(&machine(caught)),
        [
            "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.result' does not exist. at /States/S/Catch[0]/Assign/r"
        ]
    );
}
