//! Tasks of workflows: taken from the engine, called through the door, their results given back.
//!
//! # Layout
//! - [`call`]: whom a task acts for, and which integration performs it.
//! - [`outcome`]: what a call came to.
//! - [`job`]: jobs whose end is the task's end.
//! - [`sdk`]: what AWS's SDKs make of names, values and errors, as tasks see them.
//! - [`connection`], [`form`]: credentials and bodies of HTTP tasks.
//! - [`foreign`]: services that are elsewhere.
//! - [`web`]: what tasks that make HTTP requests share.
//! - `lambda_invoke`, `start_execution`, `api_gateway`, `http_invoke`, `aws_sdk`: the integrations, a file each.

mod api_gateway;
mod aws_sdk;
mod call;
mod connection;
mod foreign;
mod form;
mod http_invoke;
mod job;
mod lambda_invoke;
mod outcome;
mod sdk;
mod start_execution;
mod web;
mod work;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::{Duration, Instant};

use asl::step::{Pattern, TaskTarget};
use engine::{Departure, Left, Offer, TaskError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

pub(crate) use self::call::outcome;
use self::job::Job;
pub(crate) use self::outcome::Outcome;
pub(crate) use self::work::{HttpSeen, HttpWatch, Work};
use crate::app::App;

/// How long tasks under way may take to finish once the server is asked to stop.
const DRAIN: Duration = Duration::from_secs(5);
/// How often a result is reported again while the engine cannot take it.
const REPORT_AGAIN: Duration = Duration::from_millis(100);

/// Takes tasks and performs them, at most `at_once` at a time, until `stop` is cancelled or the engine closes; then
/// waits a while for those under way. What does not finish is done again after the restart. Dropping the future stops
/// taking tasks. Tasks that wait for a job, of which there may be any number, do not count.
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
        let span = tracing::info_span!("task", execution_arn = offer.execution_arn());
        tokio::spawn(perform(Arc::clone(app), offer, place).instrument(span));
    }
}

/// Performs one task and reports its result. The start is reported beside the call, so that it costs no time of its
/// own; what the call finds out is applied after it.
async fn perform(app: Arc<App>, offer: Offer, place: OwnedSemaphorePermit) {
    let departure = (pattern(offer.target()) == Pattern::Sync).then(|| offer.departure());
    if departure.is_some() && stop_left(&app, &offer).await {
        return;
    }
    let begun = Instant::now();
    let (started, outcome) = {
        let work = Work::of(&offer);
        tokio::join!(offer.started(), call::outcome(&app, &work))
    };
    let succeeded = !matches!(outcome, Outcome::Failed(..));
    let integration = integration(offer.target());
    app.meters.task(&integration, succeeded, begun.elapsed());
    if let (Outcome::Submitted(output, job), Some(departure)) = (&outcome, departure) {
        // A task that is gone by now is seen by its departure, and its job ends with it.
        let submitted = Outcome::Succeeded(output.clone());
        report(&app, &offer, &submitted, Phase::Submission).await;
        drop(place);
        let seen_through = see_through(app, offer, Arc::clone(job), departure);
        tokio::spawn(seen_through.in_current_span());
        return;
    }
    if matches!(started, Err(TaskError::Gone)) {
        return;
    }
    let phase = match pattern(offer.target()) {
        Pattern::RequestResponse => Phase::End,
        Pattern::Sync | Pattern::WaitForTaskToken => Phase::Submission,
    };
    report(&app, &offer, &outcome, phase).await;
    drop(place);
}

/// Waits for the end of a task's job. When nobody waits for the task any more, the job is stopped, as AWS tries to
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync>).
async fn see_through(app: Arc<App>, offer: Offer, job: Arc<Job>, mut departure: Departure) {
    tokio::select! {
        // Both are waits that nothing is lost by dropping.
        end = job.end(&app) => if let Some(outcome) = end {
            report(&app, &offer, &outcome, Phase::End).await;
        },
        left = departure.left() => if job.leave(&app, left).await {
            settle(&offer).await;
        },
    }
}

/// Sees to a task that nobody waits for any more, since before a restart or before anybody had it: its job is found by
/// doing again what started it, which starts nothing twice, and stopped. False for every other task.
async fn stop_left(app: &Arc<App>, offer: &Offer) -> bool {
    match offer.is_left().await {
        Ok(false) => return false,
        Ok(true) => {}
        Err(error) => {
            tracing::warn!(%error, execution = offer.execution_arn(), "a task cannot be looked up; trying again");
            tokio::time::sleep(REPORT_AGAIN).await;
            return true;
        }
    }
    let stopped = match call::outcome(app, &Work::of(offer)).await {
        Outcome::Submitted(_, job) => job.leave(app, Left::Withdrawn).await,
        // It has no job that could be found, unless the server is about to stop.
        Outcome::Succeeded(_) | Outcome::Failed(..) => !app.engine.is_closed(),
    };
    match stopped {
        true => settle(offer).await,
        false => tokio::time::sleep(REPORT_AGAIN).await,
    }
    true
}

async fn settle(offer: &Offer) {
    if let Err(error) = offer.settled().await {
        tracing::debug!(%error, execution = offer.execution_arn(), "a job is stopped once more after the restart");
    }
}

/// What a success means for the task.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// It goes on until its token comes back or its job ends.
    Submission,
    /// It is the task's.
    End,
}

/// Reports until the engine has taken it.
async fn report(app: &App, offer: &Offer, outcome: &Outcome, phase: Phase) {
    loop {
        let reported = match (outcome, phase) {
            (Outcome::Succeeded(output), Phase::End) => offer.succeeded(output.clone()).await,
            (Outcome::Succeeded(output) | Outcome::Submitted(output, _), _) => {
                offer.submitted(output.clone()).await
            }
            (Outcome::Failed(failure, stage), _) => offer.failed(failure.clone(), *stage).await,
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

/// When the task ends; that of a function is its answer.
fn pattern(target: &TaskTarget) -> Pattern {
    match target {
        TaskTarget::Integration { pattern, .. } => *pattern,
        TaskTarget::Function(_) | TaskTarget::Activity(_) => Pattern::RequestResponse,
    }
}
