//! Map states and their labels.

use super::*;

#[test]
fn maps() {
    check(
        json!({"Type": "Map"}),
        &[(
            "This object should have only one of the following fields: [ItemProcessor, Iterator]",
            "",
        )],
    );
    let map = |config: Value| json!({"Type": "Map", "ItemProcessor": {"ProcessorConfig": config, "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}});
    check(
        map(json!({"Mode": "DISTRIBUTED"})),
        &[(
            "These fields are required: [ExecutionType]",
            "/ItemProcessor/ProcessorConfig",
        )],
    );
    check(
        map(json!({"Mode": "INLINE", "ExecutionType": "EXPRESS"})),
        &[(
            "Field 'ExecutionType' is not supported",
            "/ItemProcessor/ProcessorConfig",
        )],
    );
    let distributed = json!({"Mode": "DISTRIBUTED", "ExecutionType": "EXPRESS"});
    check(map(distributed.clone()), &[]);
    let mut reads = map(distributed.clone());
    reads["ItemReader"] = json!({"Resource": "arn:aws:states:::s3:putObject", "ReaderConfig": {"InputType": "CSV", "MaxItems": 1, "MaxItemsPath": "$.n"}});
    check(
        reads,
        &[
            (
                "The field 'Resource' does not match any of the allowed values",
                "/ItemReader/Resource",
            ),
            (
                "There should only be one of the following fields: [MaxItems, MaxItemsPath]",
                "/ItemReader/ReaderConfig",
            ),
            (
                "The field 'CSVHeaderLocation' is required but was missing",
                "/ItemReader/ReaderConfig",
            ),
        ],
    );
    let text = machine({
        let mut state = map(distributed);
        state["End"] = json!(true);
        state
    });
    assert_eq!(
        lines(&text.to_string(), MachineType::Express),
        [
            "SCHEMA_VALIDATION_FAILED: The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at /States/S/ItemProcessor/ProcessorConfig/Mode"
        ]
    );
}

#[test]
fn labels() {
    let labelled = |label: &str| json!({"Type": "Map", "Label": label, "End": true, "Iterator": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}});
    assert!(found(&machine(labelled(&"l".repeat(40)))).is_empty());
    assert!(found(&machine(labelled(&"l".repeat(41))))[0].starts_with("INVALID_LABEL_NAME"));
    assert!(found(&machine(labelled("a b")))[0].starts_with("INVALID_LABEL_NAME"));
    let mut second = labelled("l");
    second["Iterator"] = json!({"StartAt": "Q", "States": {"Q": {"Type": "Pass", "End": true}}});
    let mut first = labelled("l");
    first["End"] = json!(false);
    first["Next"] = json!("T");
    let both = json!({"StartAt": "S", "States": {"S": first, "T": second}});
    assert_eq!(
        found(&both),
        ["DUPLICATE_LABEL_NAME: Duplicate Label name: l at /States/T/Label"]
    );
}
