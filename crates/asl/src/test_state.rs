//! One state run alone, as `TestState` does
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html>).
//!
//! The state is run by the interpreter of executions, with a probe that sees what passes. What must happen outside (a
//! call, a wait, a mocked result of Parallel and Map) is told by [`TestState::progress`] and answered by the caller.
//!
//! # Layout
//! - [`Subject`] (`subject`): the definition and the state in it.
//! - [`Read`] (`items`): what an `ItemReader` reads.
//! - [`Report`] (`report`): what came of it.

mod items;
mod report;
mod subject;
#[cfg(test)]
mod tests;

use model::Timestamp;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};

pub use items::{Read, ReadError};
pub use report::{ErrorDetails, Inspection, Report, Status};
pub use subject::{Subject, SubjectError};

use crate::ast;
use crate::context::Context;
use crate::error::{TIMEOUT, failure};
use crate::event::{Failure, Payload};
use crate::interpret::probe::{MapLimits, Probe};
use crate::interpret::tested::{Happening, Tested};
use crate::map_run::threshold_exceeded;
use crate::run::{Frame, FrameId, Held, Phase, Run, Timer};
use crate::step::{Action, Command, Env, ExecutionInfo, Outcome, Step, TaskId, TaskOffer};

/// The event that entered the state, as error texts name it: an execution's first event is its start.
const ENTERED: u64 = 2;

/// What a state is tested with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The execution that the state believes to be in; its input is the state's.
    pub info: ExecutionInfo,
    /// Time, random seed, limits, task tokens.
    pub env: Env,
    /// Variables by name.
    pub variables: Map<String, Value>,
    /// The whole context object as JSON, instead of one made from `info`.
    pub context: Option<String>,
    /// How often the state was tried again already: what the retrier that matches has used up.
    pub retries: u32,
    /// What the `ItemReader` of a Map state reads.
    pub read: Option<Read>,
}

/// What the state waits for.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// The result of a task, by [`TestState::answer`] or [`TestState::mock`]; no longer than its timeout, if it has
    /// one.
    Task(Box<TaskOffer>, Option<Timestamp>),
    /// What its branches or iterations give together, by [`TestState::mock`].
    Branches,
    /// A moment: then [`TestState::wake`].
    Wait(Timestamp),
    /// Nothing: [`TestState::report`] says what came of it.
    Done,
}

/// A state under test.
#[derive(Debug)]
pub struct TestState<'s> {
    subject: &'s Subject,
    info: ExecutionInfo,
    env: Env,
    run: Run,
    probe: Probe,
    offer: Option<TaskOffer>,
    result: Option<Payload>,
    ended: Option<Failure>,
}

/// More iterations of a Map state are said to have failed than there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Map iteration failure count must be less than or equal to the number of Map iterations")]
pub struct TooManyFailures;

impl<'s> TestState<'s> {
    /// Enters the state, which goes on until it is blocked or left.
    #[must_use]
    pub fn begin(subject: &'s Subject, setup: Setup) -> Self {
        let given = setup.context.as_deref().and_then(query::json::value);
        let context = given.unwrap_or_else(|| default_context(subject, &setup));
        let variables = setup.variables.into_iter().collect();
        let mut probe = Probe::new(context, variables);
        probe.context_text = setup.context;
        let read = setup.read;
        if let Some(read) = read {
            probe.read(read.items, read.pointed);
        }
        let input = Held {
            payload: setup.info.input.clone(),
            event: ENTERED,
        };
        let mut frame = Frame::new(subject.id, input, ENTERED);
        frame.phase = Phase::Begin;
        frame.entered_event = ENTERED;
        frame.entered = setup.env.now;
        frame.retries = setup.retries;
        let retriers = subject.state.retry.as_ref().map_or(0, Vec::len);
        frame.attempts = vec![setup.retries; retriers];
        frame.variables = probe.seen().variables;
        let mut run = Run::new(frame);
        run.next_event = ENTERED + 1;
        let mut test = Self {
            subject,
            info: setup.info,
            env: setup.env,
            run,
            probe,
            offer: None,
            result: None,
            ended: None,
        };
        test.apply(Happening::Begin);
        test
    }

    /// What the state waits for.
    #[must_use]
    pub fn progress(&self) -> Progress {
        let done = self.ended.is_some() || self.probe.seen().left.is_some();
        let frame = self.run.frame(FrameId::ROOT).filter(|_| !done);
        match (frame.map(|frame| &frame.phase), &self.offer) {
            (Some(Phase::Task(task)), Some(offer)) => {
                let due = task.timeout.map(|timer: Timer| timer.due);
                Progress::Task(Box::new(offer.clone()), due)
            }
            (Some(Phase::Branches(_)), _) => Progress::Branches,
            (Some(Phase::Wait(timer)), _) => Progress::Wait(timer.due),
            _ => Progress::Done,
        }
    }

    /// The call of the task has begun: its timeout runs.
    pub fn started(&mut self, now: Timestamp) {
        if let Some(task) = self.task() {
            self.env.now = now;
            self.apply(Happening::Command(Command::TaskStarted {
                task,
                worker: None,
            }));
        }
    }

    /// The task's own result, as a worker reports it.
    pub fn answer(&mut self, now: Timestamp, command: impl FnOnce(TaskId) -> Command) {
        if let Some(task) = self.task() {
            self.env.now = now;
            let command = command(task);
            if let Command::TaskSucceeded { output, .. } = &command {
                self.result = Some(output.clone());
            }
            self.apply(Happening::Command(command));
        }
    }

    /// The moment that [`Progress`] named has come.
    pub fn wake(&mut self, now: Timestamp) {
        let frame = self.run.frame(FrameId::ROOT);
        let timer = frame.and_then(|frame| frame.timers().next());
        if let Some(timer) = timer {
            self.env.now = now.max(timer.due);
            self.apply(Happening::Command(Command::TimerFired { timer: timer.id }));
        }
    }

    /// What the caller wants to have happened. `failures` is how many iterations of a Map state have failed; beyond
    /// what the state tolerates, that is its error and `result` counts for nothing.
    ///
    /// # Errors
    /// [`TooManyFailures`]; then nothing has happened.
    pub fn mock(
        &mut self,
        result: Result<Payload, Failure>,
        failures: Option<u64>,
    ) -> Result<(), TooManyFailures> {
        let limits = self.probe.seen().map;
        let given = result.as_ref().ok().and_then(length);
        let limits = limits.map(|limits| MapLimits {
            items: limits.items.max(given.unwrap_or(0)),
            ..limits
        });
        let outcome = match (result, limits, failures) {
            (_, Some(limits), Some(failures)) if failures > limits.items => {
                return Err(TooManyFailures);
            }
            (Ok(_), Some(limits), Some(failures))
                if limits.tolerance.exceeded(failures, limits.items) =>
            {
                Err(threshold_exceeded())
            }
            (result, _, _) => result,
        };
        let waits = self.progress() != Progress::Done;
        self.result = outcome.as_ref().ok().filter(|_| waits).cloned();
        if waits {
            self.apply(Happening::Mock(outcome));
        }
        Ok(())
    }

    /// The test took too long: it fails with `States.Timeout`, which nothing handles.
    pub fn expire(&mut self) {
        self.ended = Some(failure(TIMEOUT, None));
    }

    /// What came of it, once [`Progress::Done`].
    #[must_use]
    pub fn report(&self) -> Report {
        report::report(
            self.subject,
            &self.info.input,
            &self.probe.seen(),
            self.result.as_ref(),
            self.ended.as_ref(),
        )
    }

    fn task(&self) -> Option<TaskId> {
        self.run.frame(FrameId::ROOT).and_then(Frame::task)
    }

    fn apply(&mut self, happening: Happening) {
        let tested = Tested {
            program: &self.subject.program,
            run: &mut self.run,
            info: &self.info,
            env: &self.env,
            probe: &self.probe,
        };
        let Step {
            actions, outcome, ..
        } = tested.apply(happening);
        for action in actions {
            if let Action::Offer(offer) = action {
                self.offer = Some(offer);
            }
        }
        self.ended = match outcome {
            Some(
                Outcome::Failed(failure) | Outcome::TimedOut(failure) | Outcome::Aborted(failure),
            ) => Some(failure),
            Some(Outcome::Succeeded(_)) | None => None,
        };
    }
}

/// How many items an array has.
fn length(payload: &Payload) -> Option<u64> {
    let items: Vec<IgnoredAny> = serde_json::from_str(payload.as_str()).ok()?;
    u64::try_from(items.len()).ok()
}

/// Recorded: without `RedriveCount`, and `RetryCount` for every state that may have a `Retry`.
fn default_context(subject: &Subject, setup: &Setup) -> Value {
    let mut context = Context::new(&setup.info, &subject.name, setup.env.now);
    let tries = matches!(
        subject.state.kind,
        ast::Kind::Task(_) | ast::Kind::Parallel(_) | ast::Kind::Map(_)
    );
    context.retries = tries.then_some(setup.retries);
    if subject.has_token() {
        context.token = Some((&setup.env.token, TaskId(ENTERED + 1)));
    }
    let mut whole = context.whole().clone();
    let execution = whole.get_mut("Execution").and_then(Value::as_object_mut);
    if let Some(execution) = execution {
        execution.remove("RedriveCount");
        if setup.info.role_arn.is_empty() {
            execution.remove("RoleArn");
        }
    }
    whole
}
