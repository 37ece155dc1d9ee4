//! Targets, ends and names of states.

use super::*;

#[test]
fn graphs() {
    let pass = |next: &str| json!({"Type": "Pass", "Next": next});
    let end = json!({"Type": "Pass", "End": true});
    assert_eq!(
        found(&json!({"StartAt": "pass1", "States": {"pass1": pass("pass3"), "pass2": end}})),
        [
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next",
            "MISSING_TRANSITION_TARGET: State \"pass2\" is not reachable. at /States/pass2",
        ]
    );
    assert_eq!(
        found(
            &json!({"StartAt": "Not sure", "States": {"Pass One": pass("Success"), "Success": {"Type": "Succeed"}}})
        ),
        [
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: Not sure at /StartAt",
            "MISSING_TRANSITION_TARGET: State \"Pass One\" is not reachable. at /States/Pass One",
        ]
    );
    let endless = "MISSING_END_STATE: Workflow has no terminal state at null";
    assert_eq!(
        found(&json!({"StartAt": "A", "States": {"A": pass("B"), "B": pass("A")}})),
        [endless]
    );
    assert_eq!(
        found(&json!({"StartAt": "A", "States": {"A": pass("B"), "B": pass("A"), "D": pass("A")}})),
        [endless]
    );
    assert_eq!(
        found(&json!({"StartAt": "A", "States": {"A": pass("B"), "B": pass("A"), "C": end}})),
        ["MISSING_TRANSITION_TARGET: State \"C\" is not reachable. at /States/C"]
    );
    assert_eq!(
        found(&json!({"StartAt": "A", "States": {"A": pass("NOPE")}})),
        [
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/A/Next",
            endless
        ]
    );
    let choice = json!({"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "X"}], "Default": "Y"});
    assert_eq!(
        found(&json!({"StartAt": "C", "States": {"C": choice, "E": end}}))[..2],
        [
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: Y at /States/C/Default",
            "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/C/Choices[0]/Next",
        ]
    );
}

#[test]
fn names_are_unique_and_short() {
    let branch = json!({"StartAt": "S", "States": {"S": {"Type": "Pass", "End": true}}});
    assert_eq!(
        found(&machine(
            json!({"Type": "Parallel", "End": true, "Branches": [branch]})
        )),
        ["DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S/Branches[0]/States/S"]
    );
    let twice = r#"{"StartAt": "S", "States": {"S": {"Type": "Pass", "End": true}, "S": {"Type": "Pass", "End": true}}}"#;
    assert_eq!(
        lines(twice, MachineType::Standard),
        ["DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S"]
    );
    let named = |length: usize| {
        let name = "é".repeat(length);
        found(&json!({"StartAt": name, "States": {name.clone(): {"Type": "Succeed"}}}))
    };
    assert!(named(80).is_empty());
    assert!(named(81)[0].starts_with("INVALID_STATE_NAME: State name 'éé"));
}
