//! The one place that calls the interpreter. A step that panics, which none should, ends its execution instead of the
//! server.

use std::panic::{AssertUnwindSafe, catch_unwind};

use asl::event::{Details, Event, EventType, Failure};
use asl::interpret;
pub(crate) use asl::program::Program;
pub(crate) use asl::run::Run;
use asl::step::{Command, Env, ExecutionInfo, Outcome, Step};

/// Enters the first state.
pub(crate) fn start(program: &Program, info: &ExecutionInfo, env: &Env) -> (Option<Run>, Step) {
    let started = catch_unwind(AssertUnwindSafe(|| interpret::start(program, info, env)));
    match started {
        Ok((run, step)) => (Some(run), step),
        Err(_) => (None, broken(info, 0, env)),
    }
}

/// Applies one command. `last` is the id of the last history event.
pub(crate) fn apply(
    program: &Program,
    run: &mut Run,
    info: &ExecutionInfo,
    command: Command,
    last: u64,
    env: &Env,
) -> Step {
    let applied = catch_unwind(AssertUnwindSafe(|| {
        interpret::apply(program, run, info, command, env)
    }));
    applied.unwrap_or_else(|_| broken(info, last, env))
}

/// Goes on with an execution that ended without success. `last` is the id of the last history event.
pub(crate) fn redrive(
    program: &Program,
    run: &mut Run,
    info: &ExecutionInfo,
    last: u64,
    env: &Env,
) -> Step {
    let redriven = catch_unwind(AssertUnwindSafe(|| {
        interpret::redrive(program, run, info, env)
    }));
    redriven.unwrap_or_else(|_| broken(info, last, env))
}

/// The end of an execution whose step panicked.
fn broken(info: &ExecutionInfo, last: u64, env: &Env) -> Step {
    tracing::error!(execution = info.arn, "the interpreter panicked");
    let failure = Failure {
        error: Some("States.Runtime".into()),
        cause: Some("An internal error ended the execution".into()),
    };
    let event = Event {
        id: last + 1,
        previous: last,
        time_millis: env.now.millis(),
        event_type: EventType::ExecutionFailed as i32,
        frame: 0,
        details: Some(Details::Failure(failure.clone())),
    };
    Step {
        events: vec![event],
        outcome: Some(Outcome::Failed(failure)),
        ..Step::default()
    }
}
