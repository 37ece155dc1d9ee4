//! Task states: scheduled, started, perhaps submitted, then done, failed or timed out
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html>).

use std::time::Duration;

use serde_json::Value;

use super::arguments;
use super::site::{Outcome, Site, too_deep};
use super::wait::{whole, whole_seconds};
use super::{Flow, Interpreter};
use crate::error::{Class, Fault, StateError, TIMEOUT, failure, too_large};
use crate::event::{
    ActivityStarted, Details, EventType, Failure, Payload, TaskFailure, TaskName, TaskOutput,
    TaskScheduled, WorkScheduled,
};
use crate::intrinsics::Resolve;
use crate::json::{self, Document};
use crate::program::{Kind, Seconds, Task};
use crate::run::{FrameId, Phase, TaskPhase, Waker};
use crate::step::{Action, Env, Pattern, TaskId, TaskOffer, TaskStage, TaskTarget, TimerId};

/// What a task is scheduled with.
struct Order {
    input: Payload,
    timeout_seconds: Option<i64>,
    heartbeat_seconds: Option<i64>,
    credentials_role: Option<String>,
}

pub(super) fn begin(
    at: &mut Interpreter<'_>,
    id: FrameId,
    task: &Task,
) -> Result<Flow, StateError> {
    let order = {
        let site = at.site(id);
        order(&site, task)
    };
    let order = order.and_then(|order| exists(&task.target, at.env).map(|()| order));
    let order = order.map_err(|fault| at.fault(id, fault))?;
    let event = schedule(at, id, task, &order);
    at.run.wake_on(Waker::Task(TaskId(event)), id);
    at.frame_mut(id).phase = Phase::Task(TaskPhase {
        task: TaskId(event),
        started: false,
        submitted: false,
        timeout_seconds: order.timeout_seconds,
        heartbeat_seconds: order.heartbeat_seconds,
        timeout: None,
        heartbeat: None,
    });
    at.step.actions.push(Action::Offer(TaskOffer {
        task: TaskId(event),
        target: task.target.clone(),
        input: order.input,
        credentials_role: order.credentials_role,
        timeout_seconds: order.timeout_seconds,
        heartbeat_seconds: order.heartbeat_seconds,
    }));
    Ok(Flow::Blocked)
}

/// An activity that has been deleted fails the execution before its task is scheduled (recorded).
fn exists(target: &TaskTarget, env: &Env) -> Result<(), Fault> {
    match (target, &env.activities) {
        (TaskTarget::Activity(arn), Some(activities)) if !activities.exists(arn) => Err(
            Fault::Runtime(format!("The activity {arn} does not exist.")),
        ),
        _ => Ok(()),
    }
}

fn order(site: &Site<'_>, task: &Task) -> Result<Order, Fault> {
    let input = site.input()?;
    let timeout_seconds = seconds(site, &input, task.timeout.as_ref(), "TimeoutSecondsPath")?;
    let heartbeat = task.heartbeat.as_ref();
    let heartbeat_seconds = seconds(site, &input, heartbeat, "HeartbeatSecondsPath")?;
    let credentials = match &task.credentials {
        None => None,
        Some(template) => Some(site.view(&input).fill(template)?),
    };
    let role = credentials
        .as_ref()
        .and_then(|fields| fields.get("RoleArn"))
        .and_then(Value::as_str);
    let parameters = site.parameters(task.parameters.as_ref(), input)?;
    arguments::check(&task.target, &parameters)?;
    Ok(Order {
        credentials_role: role.map(str::to_owned),
        input: parameters.payload(),
        timeout_seconds,
        heartbeat_seconds,
    })
}

fn seconds(
    site: &Site<'_>,
    input: &Document,
    seconds: Option<&Seconds>,
    field: &str,
) -> Result<Option<i64>, Fault> {
    match seconds {
        None => Ok(None),
        Some(Seconds::Fixed(seconds)) => Ok(Some(*seconds)),
        Some(Seconds::Query(query)) => {
            let seconds = site.states().evaluate_as(query, "integer", whole)?;
            Ok(Some(i64::try_from(seconds).unwrap_or(i64::MAX)))
        }
        Some(Seconds::Path(path)) => {
            let view = site.view(input);
            let found = view
                .path(path)
                .map_err(|lost| Fault::Runtime(lost.invalid_path()))?;
            let seconds = whole_seconds(&found, path, field)?;
            Ok(Some(i64::try_from(seconds).unwrap_or(i64::MAX)))
        }
    }
}

fn schedule(at: &mut Interpreter<'_>, id: FrameId, task: &Task, order: &Order) -> u64 {
    let work = |resource: &String| {
        Details::WorkScheduled(WorkScheduled {
            resource: resource.clone(),
            input: order.input.clone(),
            timeout_seconds: order.timeout_seconds,
            heartbeat_seconds: order.heartbeat_seconds,
            credentials_role: order.credentials_role.clone(),
        })
    };
    let (event_type, details) = match &task.target {
        TaskTarget::Function(arn) => (EventType::LambdaFunctionScheduled, work(arn)),
        TaskTarget::Activity(arn) => (EventType::ActivityScheduled, work(arn)),
        TaskTarget::Integration { name, .. } => {
            let scheduled = TaskScheduled {
                task: name.clone(),
                region: at.info.region.clone(),
                parameters: order.input.clone(),
                timeout_seconds: order.timeout_seconds,
                heartbeat_seconds: order.heartbeat_seconds,
                credentials_role: order.credentials_role.clone(),
            };
            (EventType::TaskScheduled, Details::TaskScheduled(scheduled))
        }
    };
    at.emit(id, event_type, Some(details))
}

/// The frame that waits for `task`, with the task's definition.
fn waiting<'a>(at: &Interpreter<'a>, task: TaskId) -> Option<(FrameId, &'a Task)> {
    let id = at.run.woken_by(Waker::Task(task))?;
    match &at.state(id).kind {
        Kind::Task(task) => Some((id, task)),
        _ => None,
    }
}

fn phase_of<'r>(at: &'r mut Interpreter<'_>, id: FrameId) -> Option<&'r mut TaskPhase> {
    match &mut at.frame_mut(id).phase {
        Phase::Task(phase) => Some(phase),
        _ => None,
    }
}

pub(super) fn started(at: &mut Interpreter<'_>, task: TaskId, worker: Option<String>) {
    if let Some((id, definition)) = waiting(at, task) {
        start(at, id, definition, worker);
    }
}

/// Writes that the task has begun, once, and starts its clocks: AWS counts both from this event
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html>).
fn start(at: &mut Interpreter<'_>, id: FrameId, task: &Task, worker: Option<String>) {
    let Some(phase) = phase_of(at, id) else {
        return;
    };
    if std::mem::replace(&mut phase.started, true) {
        return;
    }
    let (timeout, heartbeat) = (phase.timeout_seconds, phase.heartbeat_seconds);
    let (event_type, details) = match &task.target {
        TaskTarget::Function(_) => (EventType::LambdaFunctionStarted, None),
        TaskTarget::Activity(_) => {
            let started = ActivityStarted {
                worker_name: worker,
            };
            (
                EventType::ActivityStarted,
                Some(Details::ActivityStarted(started)),
            )
        }
        TaskTarget::Integration { name, .. } => (
            EventType::TaskStarted,
            Some(Details::TaskStarted(name.clone())),
        ),
    };
    at.emit(id, event_type, details);
    let timeout = timeout.map(|seconds| at.wake_after(id, duration(seconds)));
    let heartbeat = heartbeat.map(|seconds| at.wake_after(id, duration(seconds)));
    if let Some(phase) = phase_of(at, id) {
        phase.timeout = timeout;
        phase.heartbeat = heartbeat;
    }
}

fn duration(seconds: i64) -> Duration {
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}

pub(super) fn submitted(at: &mut Interpreter<'_>, task: TaskId, output: Payload) {
    let Some((id, definition)) = waiting(at, task) else {
        return;
    };
    start(at, id, definition, None);
    // After a restart the worker submits again, and finds the job that it has started: that is no second event.
    let again = phase_of(at, id).is_some_and(|phase| std::mem::replace(&mut phase.submitted, true));
    if again {
        return;
    }
    if let TaskTarget::Integration { name, .. } = &definition.target {
        let submitted = TaskOutput {
            task: name.clone(),
            output,
        };
        at.emit(
            id,
            EventType::TaskSubmitted,
            Some(Details::TaskOutput(submitted)),
        );
    }
}

pub(super) fn heartbeat(at: &mut Interpreter<'_>, task: TaskId) {
    let Some((id, _)) = waiting(at, task) else {
        return;
    };
    let Some(phase) = phase_of(at, id) else {
        return;
    };
    let (Some(old), Some(seconds)) = (phase.heartbeat, phase.heartbeat_seconds) else {
        return;
    };
    at.clear_timer(old);
    let timer = at.wake_after(id, duration(seconds));
    if let Some(phase) = phase_of(at, id) {
        phase.heartbeat = Some(timer);
    }
}

pub(super) fn succeeded(at: &mut Interpreter<'_>, task: TaskId, output: Payload) {
    let Some((id, definition)) = waiting(at, task) else {
        return;
    };
    start(at, id, definition, None);
    if output.len() > at.env.limits.payload_bytes {
        let error = too_large(called(&definition.target));
        return end(
            at,
            id,
            &definition.target,
            TaskStage::Run,
            StateError::ordinary(error),
        );
    }
    let (event_type, details) = match &definition.target {
        TaskTarget::Function(_) => (
            EventType::LambdaFunctionSucceeded,
            Details::Output(output.clone()),
        ),
        TaskTarget::Activity(_) => (
            EventType::ActivitySucceeded,
            Details::Output(output.clone()),
        ),
        TaskTarget::Integration { name, .. } => {
            let succeeded = TaskOutput {
                task: name.clone(),
                output: output.clone(),
            };
            (EventType::TaskSucceeded, Details::TaskOutput(succeeded))
        }
    };
    at.emit(id, event_type, Some(details));
    let outcome = outcome(&at.site(id), definition, output.into());
    finished(at, id);
    let next = at.state(id).next;
    let result = match outcome {
        Ok(outcome) => at.leave(id, outcome, next),
        Err(fault) => Err(at.fault(id, fault)),
    };
    if at.settle(id, result) == Flow::Continue {
        at.run.ready.push_back(id);
    }
}

fn outcome(site: &Site<'_>, task: &Task, result: Document) -> Result<Outcome, Fault> {
    if json::too_deep(result.payload().as_str()) {
        return Err(too_deep());
    }
    let result = site.fill(task.result_selector.as_ref(), result)?;
    site.outcome(result)
}

/// The name AWS gives a task whose result is too large: its ARN, or the service it calls (recorded).
fn called(target: &TaskTarget) -> &str {
    match target {
        TaskTarget::Function(arn) | TaskTarget::Activity(arn) => arn,
        TaskTarget::Integration { name, .. } => &name.resource_type,
    }
}

/// The frame no longer waits for its task.
fn finished(at: &mut Interpreter<'_>, id: FrameId) {
    let Some(phase) = phase_of(at, id) else {
        return;
    };
    let (task, timers) = (phase.task, [phase.timeout, phase.heartbeat]);
    at.run.forget(Waker::Task(task));
    for timer in timers.into_iter().flatten() {
        at.clear_timer(timer);
    }
    at.frame_mut(id).phase = Phase::Begin;
}

pub(super) fn failed(at: &mut Interpreter<'_>, task: TaskId, failure: Failure, stage: TaskStage) {
    let Some((id, definition)) = waiting(at, task) else {
        return;
    };
    if matches!(stage, TaskStage::Run | TaskStage::Submit) {
        start(at, id, definition, None);
    }
    end(
        at,
        id,
        &definition.target,
        stage,
        StateError::ordinary(failure),
    );
}

/// The task of frame `id` fails as its tester wants it to.
pub(super) fn broke(at: &mut Interpreter<'_>, id: FrameId, error: StateError) {
    if let Kind::Task(task) = &at.state(id).kind {
        start(at, id, task, None);
        end(at, id, &task.target, TaskStage::Run, error);
    }
}

/// Writes the event of a failed task and lets the state fail.
fn end(
    at: &mut Interpreter<'_>,
    id: FrameId,
    target: &TaskTarget,
    stage: TaskStage,
    error: StateError,
) {
    let event_type = failure_event(target, stage);
    let details = failure_details(target, error.failure.clone());
    at.emit(id, event_type, Some(details));
    finished(at, id);
    if at.fail(id, error) == Flow::Continue {
        at.run.ready.push_back(id);
    }
}

fn failure_event(target: &TaskTarget, stage: TaskStage) -> EventType {
    match (target, stage) {
        (TaskTarget::Function(_), TaskStage::Schedule) => EventType::LambdaFunctionScheduleFailed,
        (TaskTarget::Function(_), TaskStage::Start) => EventType::LambdaFunctionStartFailed,
        (TaskTarget::Function(_), _) => EventType::LambdaFunctionFailed,
        (TaskTarget::Activity(_), TaskStage::Schedule) => EventType::ActivityScheduleFailed,
        (TaskTarget::Activity(_), _) => EventType::ActivityFailed,
        (TaskTarget::Integration { .. }, TaskStage::Schedule | TaskStage::Start) => {
            EventType::TaskStartFailed
        }
        (TaskTarget::Integration { .. }, TaskStage::Submit) => EventType::TaskSubmitFailed,
        (TaskTarget::Integration { .. }, TaskStage::Run) => EventType::TaskFailed,
    }
}

fn failure_details(target: &TaskTarget, failure: Failure) -> Details {
    let named = |name: &TaskName, failure| {
        Details::TaskFailure(TaskFailure {
            task: name.clone(),
            failure,
        })
    };
    match target {
        TaskTarget::Integration { name, .. } => named(name, failure),
        TaskTarget::Function(_) | TaskTarget::Activity(_) => Details::Failure(failure),
    }
}

/// A clock of the task ran out. Recorded: a missing heartbeat is a `States.Timeout` too, and neither has a cause.
pub(super) fn timed_out(at: &mut Interpreter<'_>, id: FrameId, timer: TimerId) {
    let Kind::Task(task) = &at.state(id).kind else {
        return;
    };
    let Some(phase) = phase_of(at, id) else {
        return;
    };
    let heartbeat = phase
        .heartbeat
        .is_some_and(|heartbeat| heartbeat.id == timer);
    let class = match heartbeat {
        true => Class::Heartbeat,
        false => Class::Timeout,
    };
    // It has fired, so it needs no clearing.
    phase.timeout.take_if(|timeout| timeout.id == timer);
    phase.heartbeat.take_if(|heartbeat| heartbeat.id == timer);
    let task_id = phase.task;
    let has_job = has_job(at, id);
    let event_type = match &task.target {
        TaskTarget::Function(_) => EventType::LambdaFunctionTimedOut,
        TaskTarget::Activity(_) => EventType::ActivityTimedOut,
        TaskTarget::Integration { .. } => EventType::TaskTimedOut,
    };
    let failure = failure(TIMEOUT, None);
    at.emit(
        id,
        event_type,
        Some(failure_details(&task.target, failure.clone())),
    );
    finished(at, id);
    at.step.actions.push(departure(task_id, has_job));
    if at.fail(id, StateError::classed(failure, class)) == Flow::Continue {
        at.run.ready.push_back(id);
    }
}

/// Whether frame `id` waits for the end of a job that its task has started.
pub(super) fn has_job(at: &Interpreter<'_>, id: FrameId) -> bool {
    let submitted = matches!(&at.frame(id).phase, Phase::Task(phase) if phase.submitted);
    let sync = match &at.state(id).kind {
        Kind::Task(task) => matches!(
            task.target,
            TaskTarget::Integration {
                pattern: Pattern::Sync,
                ..
            }
        ),
        _ => false,
    };
    submitted && sync
}

/// What follows when nobody waits for a task any more.
pub(super) fn departure(task: TaskId, has_job: bool) -> Action {
    match has_job {
        true => Action::Leave(task),
        false => Action::Withdraw(task),
    }
}
