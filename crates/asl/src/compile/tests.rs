//! What compiles to what, and what is refused where.

use super::*;
use crate::program::Kind;
use crate::step::{Pattern, TaskTarget};

fn refused(text: &str) -> String {
    Program::compile(text).unwrap_err().to_string()
}

fn resource(arn: &str) -> Result<TaskTarget, String> {
    let text = format!(
        r#"{{"StartAt":"A","States":{{"A":{{"Type":"Task","Resource":"{arn}","End":true}}}}}}"#
    );
    let mut program = Program::compile(&text).map_err(|error| error.to_string())?;
    match program.states.remove(0).kind {
        Kind::Task(task) => Ok(task.target),
        _ => Err("no task".into()),
    }
}

fn integration(resource_type: &str, resource: &str, pattern: Pattern) -> TaskTarget {
    let name = crate::event::TaskName {
        resource_type: resource_type.into(),
        resource: resource.into(),
    };
    TaskTarget::Integration { name, pattern }
}

#[test]
fn resources_name_functions_activities_and_integrations() {
    let function = "arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST";
    assert_eq!(
        resource(function),
        Ok(TaskTarget::Function(function.into()))
    );
    let activity = "arn:aws:states:us-east-1:000000000000:activity:a";
    assert_eq!(
        resource(activity),
        Ok(TaskTarget::Activity(activity.into()))
    );
    for (arn, service, operation, pattern) in [
        (
            "lambda:invoke",
            "lambda",
            "invoke",
            Pattern::RequestResponse,
        ),
        (
            "states:startExecution.sync:2",
            "states",
            "startExecution.sync:2",
            Pattern::Sync,
        ),
        (
            "sqs:sendMessage.waitForTaskToken",
            "sqs",
            "sendMessage.waitForTaskToken",
            Pattern::WaitForTaskToken,
        ),
        (
            "aws-sdk:dynamodb:putItem",
            "aws-sdk:dynamodb",
            "putItem",
            Pattern::RequestResponse,
        ),
    ] {
        let arn = format!("arn:aws:states:::{arn}");
        assert_eq!(
            resource(&arn),
            Ok(integration(service, operation, pattern)),
            "{arn}"
        );
    }
    let with_region = resource("arn:aws:states:us-east-1:000000000000:aws-sdk:s3:getObject");
    assert_eq!(
        with_region,
        Ok(integration(
            "aws-sdk:s3",
            "getObject",
            Pattern::RequestResponse
        ))
    );
    // What else validation lets through is called as a function, of which there is none.
    for arn in [
        "${Function}",
        "arn:aws:swf:us-east-1:123456789012:task:X",
        "arn:aws:states:::lambda:invoke.sync:3",
    ] {
        assert_eq!(resource(arn), Ok(TaskTarget::Function(arn.to_owned())));
    }
}

#[test]
fn branches_and_iterations_share_one_arena() {
    let text = r#"{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
        {"StartAt":"A","States":{"A":{"Type":"Map","End":true,"ItemProcessor":
            {"StartAt":"B","States":{"B":{"Type":"Succeed"}}}}}},
        {"StartAt":"A","States":{"A":{"Type":"Succeed"}}}]}}}"#;
    let program = Program::compile(text).unwrap();
    let names: Vec<_> = program
        .states
        .iter()
        .map(|state| state.name.as_str())
        .collect();
    assert_eq!(names, ["P", "A", "B", "A"]);
}

#[test]
fn what_cannot_run_is_refused_with_its_place() {
    assert_eq!(refused("{}"), "These fields are required: [States] at /");
    assert_eq!(
        refused(r#"{"StartAt":"B","States":{"A":{"Type":"Succeed"}}}"#),
        "Missing transition target: B at /StartAt"
    );
    assert_eq!(
        refused(r#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"C"}}}"#),
        "Missing transition target: C at /States/A/Next"
    );
    let path =
        refused(r#"{"StartAt":"A","States":{"A":{"Type":"Pass","InputPath":"x","End":true}}}"#);
    assert!(path.ends_with("at /States/A/InputPath"), "{path}");
}

#[test]
fn what_comes_later_compiles_and_is_marked() {
    let text = r#"{"StartAt":"A","States":{"A":{"Type":"Map","End":true,"ItemProcessor":{"ProcessorConfig":
        {"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"B","States":{"B":{"Type":"Succeed"}}}}}}"#;
    assert!(matches!(
        Program::compile(text).unwrap().states[0].kind,
        Kind::Distributed(_)
    ));
}
