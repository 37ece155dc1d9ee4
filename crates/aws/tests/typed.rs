//! Typed inputs and outputs: their values, their names, and what they do not print.

use aws::lambda::{InvocationResponse, InvocationType, InvokeInput};
use aws::states::{
    DescribeExecutionOutput, ExecutionStatus, ListExecutionsInput, StartExecutionInput,
};
use aws::{Blob, OperationInput, Service, output_value, typed, typed_output};
use model::Timestamp;
use serde_json::json;

#[test]
fn an_input_has_rust_names_and_the_models_are_its_values() {
    let value = json!({"FunctionName": "f", "InvocationType": "Event", "Payload": "e30="});
    let input: InvokeInput = typed(value.clone()).unwrap();
    assert_eq!(input.function_name, "f");
    assert_eq!(input.invocation_type, Some(InvocationType::Event));
    assert_eq!(input.payload, Some(Blob::from("{}")));
    assert_eq!(output_value(&input).unwrap(), value);
    assert_eq!(
        (InvokeInput::SERVICE, InvokeInput::NAME),
        (Service::Lambda, "Invoke")
    );
    assert_eq!(InvokeInput::operation().name, "Invoke");
}

#[test]
fn a_value_that_was_not_validated_may_not_fit() {
    let value = json!({"stateMachineArn": "a", "statusFilter": "succeeded"});
    assert_eq!(
        typed::<ListExecutionsInput>(value).unwrap_err().code,
        "SerializationException"
    );
}

#[test]
fn an_output_leaves_out_what_is_absent() {
    let start = Timestamp::from_millis(1_500);
    let output =
        DescribeExecutionOutput::new("e".into(), "m".into(), ExecutionStatus::TimedOut, start);
    let value = json!({"executionArn": "e", "stateMachineArn": "m", "status": "TIMED_OUT", "startDate": 1500});
    assert_eq!(output_value(&output).unwrap(), value);
}

#[test]
fn an_output_that_the_product_reads_is_read() {
    let output = InvocationResponse {
        status_code: Some(200),
        ..InvocationResponse::default()
    };
    let value = output_value(&output).unwrap();
    assert_eq!(typed_output::<InvocationResponse>(value).unwrap(), output);
}

#[test]
fn what_is_sensitive_is_not_printed() {
    let input = StartExecutionInput {
        state_machine_arn: "arn".into(),
        input: Some("secret".into()),
        ..StartExecutionInput::default()
    };
    let printed = format!("{input:?}");
    assert!(
        printed.contains("arn") && printed.contains("***") && !printed.contains("secret"),
        "{printed}"
    );
}

#[derive(serde::Deserialize)]
struct Lists {
    typed: std::collections::BTreeMap<String, Vec<String>>,
}

#[test]
fn every_operation_of_the_typed_list_says_so() {
    let lists: Lists =
        serde_json::from_str(include_str!("../../../models/operations.json")).unwrap();
    for service in Service::ALL {
        let mut listed = lists.typed[service.signing_name()].clone();
        listed.sort_unstable();
        let operations = service.operations().iter().filter(|o| o.typed);
        let mut typed: Vec<_> = operations.map(|o| o.name.to_owned()).collect();
        typed.sort_unstable();
        assert_eq!(typed, listed, "{service:?}");
    }
    let all = Service::ALL
        .iter()
        .map(|service| service.operations().len());
    assert_eq!(all.sum::<usize>(), 618);
}
