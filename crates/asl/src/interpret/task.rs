//! Task states: scheduled, started, perhaps submitted, then done, failed or timed out
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html>).

mod ending;

use std::time::Duration;

use serde_json::Value;

pub(super) use self::ending::{broke, departure, failed, has_job, succeeded, timed_out};
use super::arguments;
use super::site::Site;
use super::wait::{whole, whole_seconds};
use super::{Flow, Interpreter};
use crate::error::{Fault, StateError};
use crate::event::{
    ActivityStarted, Details, EventType, Payload, TaskOutput, TaskScheduled, WorkScheduled,
};
use crate::intrinsics::Resolve;
use crate::json::Document;
use crate::program::{Kind, Seconds, Task};
use crate::run::{FrameId, Phase, TaskPhase, Waker};
use crate::step::{Action, Env, TaskId, TaskOffer, TaskTarget};

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
