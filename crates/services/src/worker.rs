//! Tasks of workflows: taken from the engine, called through the door, their results given back.

mod lambda_invoke;
mod work;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use asl::event::{Failure, Payload};
use asl::step::{Pattern, TaskStage, TaskTarget};
use aws::{Error, Service};
use engine::{Offer, TaskError};
use iam::Principal;
use model::{Arn, Scope};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;
pub(crate) use work::Work;

use crate::app::App;
use crate::call::Caller;

/// How long tasks under way may take to finish once the server is asked to stop.
const DRAIN: Duration = Duration::from_secs(5);
/// How often a result is reported again while the engine cannot take it.
const REPORT_AGAIN: Duration = Duration::from_millis(100);

/// What became of a call.
pub(crate) enum Outcome {
    /// The service answered.
    Succeeded(Payload),
    /// It did not come to that.
    Failed(Failure, TaskStage),
}

/// Takes tasks and performs them, at most `at_once` at a time, until `stop` is cancelled or the engine closes; then
/// waits a while for those under way. What does not finish is done again after the restart. Dropping the future stops
/// taking tasks.
pub async fn run(app: Arc<App>, at_once: u32, stop: CancellationToken) {
    let room = Arc::new(Semaphore::new(at_once as usize));
    // An offer that is dropped unused stays in the outbox.
    stop.run_until_cancelled(take_tasks(&app, &room)).await;
    if tokio::time::timeout(DRAIN, room.acquire_many(at_once))
        .await
        .is_err()
    {
        tracing::info!("some tasks are still under way; they are done again after the restart");
    }
}

async fn take_tasks(app: &Arc<App>, room: &Arc<Semaphore>) {
    loop {
        let place = Arc::clone(room)
            .acquire_owned()
            .await
            .expect("nobody closes the semaphore");
        let Some(offer) = app.engine.next_offer().await else {
            return;
        };
        let app = Arc::clone(app);
        let span = tracing::info_span!("task", execution_arn = offer.execution_arn());
        let task = async move {
            perform(&app, &offer).await;
            drop(place);
        };
        tokio::spawn(task.instrument(span));
    }
}

/// Performs one task and reports its result. The start is reported beside the call, so that it costs no time of its
/// own; what the call finds out is applied after it.
async fn perform(app: &App, offer: &Offer) {
    let begun = Instant::now();
    let work = Work::of(offer);
    let (started, outcome) = tokio::join!(offer.started(), outcome(app, &work));
    let succeeded = matches!(outcome, Outcome::Succeeded(_));
    let integration = integration(offer.target());
    app.meters.task(&integration, succeeded, begun.elapsed());
    if matches!(started, Err(TaskError::Gone)) {
        return;
    }
    loop {
        let reported = match &outcome {
            Outcome::Succeeded(output) => match callback(offer) {
                true => offer.submitted(output.clone()).await,
                false => offer.succeeded(output.clone()).await,
            },
            Outcome::Failed(failure, stage) => offer.failed(failure.clone(), *stage).await,
        };
        match reported {
            Ok(()) | Err(TaskError::Gone) => return,
            Err(TaskError::Engine(error)) if app.engine.is_closed() => {
                // The task stays in the outbox and is done again after the restart.
                tracing::debug!(%error, execution = offer.execution_arn(), "a result came after the engine closed");
                return;
            }
            Err(TaskError::Engine(error)) => {
                tracing::warn!(%error, execution = offer.execution_arn(), "a task's result cannot be stored; trying again");
                tokio::time::sleep(REPORT_AGAIN).await;
            }
        }
    }
}

/// What a task's time is counted under.
fn integration(target: &TaskTarget) -> Cow<'static, str> {
    match target {
        TaskTarget::Function(_) => "function".into(),
        TaskTarget::Activity(_) => "activity".into(),
        TaskTarget::Integration { name, .. } => {
            format!("{}:{}", name.resource_type, name.resource).into()
        }
    }
}

fn callback(offer: &Offer) -> bool {
    matches!(
        offer.target(),
        TaskTarget::Integration {
            pattern: Pattern::WaitForTaskToken,
            ..
        }
    )
}

/// Performs a task's call.
pub(crate) async fn outcome(app: &App, work: &Work<'_>) -> Outcome {
    match work.target() {
        TaskTarget::Function(arn) => lambda_invoke::function(app, work, arn).await,
        TaskTarget::Integration { name, .. }
            if name.resource_type == "lambda" && name.resource.starts_with("invoke") =>
        {
            lambda_invoke::integration(app, work).await
        }
        TaskTarget::Integration { name, .. } => {
            let cause = format!(
                "the integration {}:{} is not implemented by Stepwell",
                name.resource_type, name.resource
            );
            failed("States.Runtime", cause)
        }
        TaskTarget::Activity(arn) => failed(
            "States.Runtime",
            format!("the activity {arn} has workers of its own"),
        ),
    }
}

/// Whom the task acts for: a session of the execution's role.
fn caller(work: &Work<'_>) -> Caller {
    let scope = work
        .execution_arn()
        .parse::<Arn>()
        .ok()
        .and_then(|arn| Scope::of(&arn));
    let principal = Principal::role_session(work.role_arn(), "stepwell");
    Caller {
        principal: principal.unwrap_or(Principal::Anonymous),
        scope: scope.unwrap_or_default(),
        request_id: uuid::Uuid::new_v4().to_string(),
        source_ip: None,
        source_arn: None,
    }
}

fn failed(error: impl Into<String>, cause: impl Into<String>) -> Outcome {
    let failure = Failure {
        error: Some(error.into()),
        cause: Some(cause.into()),
    };
    Outcome::Failed(failure, TaskStage::Run)
}

/// A service's error as the optimized integrations report it: named after the service, with the cause of AWS's first
/// Java SDK (recorded).
fn service_error(service: Service, error: &Error, request_id: &str) -> Outcome {
    let (prefix, sdk_name) = match service {
        Service::Lambda => ("Lambda", "AWSLambda"),
        Service::States => ("StepFunctions", "AWSStepFunctions"),
        Service::ApiGateway => ("ApiGateway", "AmazonApiGateway"),
        Service::Logs => ("CloudWatchLogs", "AWSLogs"),
        Service::Iam => ("Iam", "AmazonIdentityManagement"),
        Service::Sts => ("Sts", "AWSSecurityTokenService"),
        Service::Events => ("EventBridge", "AmazonEventBridge"),
    };
    let Error {
        code,
        status,
        message,
        ..
    } = error;
    let cause = format!(
        "{message} (Service: {sdk_name}; Status Code: {status}; Error Code: {code}; Request ID: {request_id}; Proxy: null)"
    );
    failed(format!("{prefix}.{code}"), cause)
}
