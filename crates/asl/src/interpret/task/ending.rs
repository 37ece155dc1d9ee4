//! The end of a task: its result, its failure, or its time.

use super::{finished, phase_of, start, waiting};
use crate::error::{Class, Fault, StateError, TIMEOUT, failure, too_large};
use crate::event::{Details, EventType, Failure, Payload, TaskFailure, TaskName, TaskOutput};
use crate::interpret::site::{Outcome, Site, too_deep};
use crate::interpret::{Flow, Interpreter};
use crate::json::{self, Document};
use crate::program::{Kind, Task};
use crate::run::{FrameId, Phase};
use crate::step::{Action, Pattern, TaskId, TaskStage, TaskTarget, TimerId};

pub(in crate::interpret) fn succeeded(at: &mut Interpreter<'_>, task: TaskId, output: Payload) {
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

pub(in crate::interpret) fn failed(
    at: &mut Interpreter<'_>,
    task: TaskId,
    failure: Failure,
    stage: TaskStage,
) {
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
pub(in crate::interpret) fn broke(at: &mut Interpreter<'_>, id: FrameId, error: StateError) {
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
pub(in crate::interpret) fn timed_out(at: &mut Interpreter<'_>, id: FrameId, timer: TimerId) {
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
pub(in crate::interpret) fn has_job(at: &Interpreter<'_>, id: FrameId) -> bool {
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
pub(in crate::interpret) fn departure(task: TaskId, has_job: bool) -> Action {
    match has_job {
        true => Action::Leave(task),
        false => Action::Withdraw(task),
    }
}
