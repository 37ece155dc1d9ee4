//! Task states: what they call, how long it may take, and as whom.

use serde_json::Value;

use super::Site;
use super::timing::seconds;
use crate::ast::{self, Amount};
use crate::compile::CompileError;
use crate::event::TaskName;
use crate::program::Task;
use crate::step::{Pattern, TaskTarget};

pub(super) fn task(
    tree: &ast::State,
    task: &ast::Task,
    site: &Site<'_>,
) -> Result<Task, CompileError> {
    // Validation also accepts placeholders of deployment tools and ARNs of other services. Who calls one as a
    // function is told that there is none.
    let resource = task.resource.as_deref().unwrap_or_default();
    let target = target_of(resource).unwrap_or_else(|| TaskTarget::Function(resource.to_owned()));
    let seconds = |fixed: &Option<Amount>, path: &Option<String>, name: &str| {
        seconds(fixed.as_ref(), path.as_ref(), site, name)
    };
    let role = task
        .credentials
        .as_ref()
        .and_then(Value::as_object)
        .map(|fields| {
            let role = |(name, _): &(&String, &Value)| name.trim_end_matches(".$") == "RoleArn";
            let role = fields
                .iter()
                .filter(role)
                .map(|(name, value)| (name.clone(), value.clone()));
            Value::Object(role.collect())
        });
    Ok(Task {
        target,
        parameters: site.arguments(tree)?,
        result_selector: site.result_selector(tree)?,
        timeout: seconds(
            &task.timeout_seconds,
            &task.timeout_seconds_path,
            "TimeoutSeconds",
        )?,
        heartbeat: seconds(
            &task.heartbeat_seconds,
            &task.heartbeat_seconds_path,
            "HeartbeatSeconds",
        )?,
        credentials: site.template(role.as_ref(), "Credentials")?,
    })
}

/// What a `Resource` names
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-services.html>).
fn target_of(resource: &str) -> Option<TaskTarget> {
    let mut parts = resource.splitn(6, ':');
    let mut next = || parts.next();
    let (arn, _partition, service) = (next()?, next()?, next()?);
    let (_region, _account, rest) = (next()?, next()?, next()?);
    if arn != "arn" || rest.is_empty() {
        return None;
    }
    match service {
        "lambda" => Some(TaskTarget::Function(resource.to_owned())),
        "states" if rest.starts_with("activity:") => {
            Some(TaskTarget::Activity(resource.to_owned()))
        }
        // Region and account are usually left out, and may be said.
        "states" => integration(rest),
        _ => None,
    }
}

/// `lambda:invoke.waitForTaskToken`, `aws-sdk:dynamodb:putItem`, `states:startExecution.sync:2`.
fn integration(rest: &str) -> Option<TaskTarget> {
    let start = rest
        .find(".sync")
        .or_else(|| rest.find(".waitForTaskToken"))
        .unwrap_or(rest.len());
    let pattern = match &rest[start..] {
        "" => Pattern::RequestResponse,
        ".sync" | ".sync:2" => Pattern::Sync,
        ".waitForTaskToken" => Pattern::WaitForTaskToken,
        _ => return None,
    };
    let (service, operation) = rest[..start].rsplit_once(':')?;
    let named = !service.is_empty() && !operation.is_empty();
    named.then(|| TaskTarget::Integration {
        name: TaskName {
            resource_type: service.to_owned(),
            resource: rest[service.len() + 1..].to_owned(),
        },
        pattern,
    })
}
