//! Whom a task acts for, and which integration performs it.

use std::sync::Arc;

use asl::event::TaskName;
use asl::step::{Pattern, TaskStage, TaskTarget};
use iam::Principal;
use model::{Arn, Scope};
use sha2::{Digest, Sha256};

use super::outcome::{Outcome, failed, failed_at};
use super::work::Work;
use super::{api_gateway, aws_sdk, foreign, http_invoke, lambda_invoke, pattern, start_execution};
use crate::app::App;
use crate::call::Caller;

/// Performs the task up to the service's answer.
pub(crate) async fn outcome(app: &Arc<App>, work: &Work<'_>) -> Outcome {
    let caller = match caller(app, work) {
        Ok(caller) => caller,
        Err(outcome) => return outcome,
    };
    let outcome = match work.target() {
        TaskTarget::Function(arn) => {
            Box::pin(lambda_invoke::function(app, work, &caller, arn)).await
        }
        TaskTarget::Integration { name, .. } => {
            Box::pin(integration(app, work, &caller, name)).await
        }
        TaskTarget::Activity(arn) => failed(
            "States.Runtime",
            format!("the activity {arn} has workers of its own"),
        ),
    };
    match (outcome, pattern(work.target())) {
        // What submits a job or hands out a token has not run yet.
        (Outcome::Failed(failure, TaskStage::Run), Pattern::Sync | Pattern::WaitForTaskToken) => {
            Outcome::Failed(failure, TaskStage::Submit)
        }
        (outcome, _) => outcome,
    }
}

async fn integration(app: &Arc<App>, work: &Work<'_>, caller: &Caller, name: &TaskName) -> Outcome {
    let action = name.resource.split('.').next().unwrap_or_default();
    match (name.resource_type.as_str(), action) {
        ("lambda", "invoke") => lambda_invoke::integration(app, work, caller).await,
        ("http", "invoke") => http_invoke::invoke(app, work, caller).await,
        ("apigateway", "invoke") => api_gateway::invoke(app, work, caller).await,
        ("states", "startExecution") => start_execution::start(app, work, caller, name).await,
        (service, action) => match service.strip_prefix("aws-sdk:") {
            Some(service) => aws_sdk::call(app, work, caller, service, action).await,
            None => {
                let service = foreign::of_integration(service, action);
                foreign::call(app, work, caller, service, action).await
            }
        },
    }
}

/// Whom the task acts for: a session of the role of its `Credentials`, which the execution's role must be let assume
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-access-cross-acct-resources.html>), else of the
/// execution's role. Its account is the role's.
fn caller(app: &App, work: &Work<'_>) -> Result<Caller, Outcome> {
    let own = principal(work.execution_role_arn());
    let principal = match work.role_arn() == work.execution_role_arn() {
        true => own,
        false => {
            let may = app.access.may_assume(&own, work.role_arn());
            may.map_err(|_| refused(work))?;
            principal(work.role_arn())
        }
    };
    let arn = work.execution_arn().parse::<Arn>().ok();
    let mut scope = arn.and_then(|arn| Scope::of(&arn)).unwrap_or_default();
    if let Some(account) = principal.account() {
        scope = Scope::new(account.clone(), scope.region);
    }
    Ok(Caller {
        principal,
        scope,
        request_id: uuid::Uuid::new_v4().to_string(),
        source_ip: None,
        source_arn: None,
        task: Some(once(work.task())),
    })
}

fn principal(role_arn: &str) -> Principal {
    Principal::role_session(role_arn, "stepwell").unwrap_or(Principal::Anonymous)
}

fn refused(work: &Work<'_>) -> Outcome {
    let (own, other) = (work.execution_role_arn(), work.role_arn());
    failed_at(
        TaskStage::Start,
        "States.TaskFailed",
        format!("The role {own} is not authorized to assume the task state's role, {other}."),
    )
}

/// A name for what a task starts: the same whenever the task is performed again, and no other's.
fn once(task: &str) -> String {
    let digest = Sha256::digest(task.as_bytes());
    let bytes = digest.first_chunk().expect("a SHA-256 has 32 bytes");
    uuid::Builder::from_random_bytes(*bytes)
        .into_uuid()
        .to_string()
}
