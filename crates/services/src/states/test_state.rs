//! `TestState` (<https://docs.aws.amazon.com/step-functions/latest/dg/test-state-isolation.html>): one state, run at
//! once, by the interpreter of executions and the worker of their tasks.
//!
//! # Layout
//! - [`mock`]: what the caller wants to have happened, and when that is refused.
//! - [`schema`]: mocked results against what the called operation answers.
//! - [`wire`]: the report as the API gives it.

mod mock;
mod schema;
mod wire;

use std::time::Duration;

use asl::ast::Kind;
use asl::event::Payload;
use asl::step::{Command, Env, ExecutionInfo, Limits, TaskId, TaskOffer, TokenMaker};
use asl::test_state::{Progress, Read, ReadError, Setup, Subject, SubjectError, TestState};
use aws::states::*;
use aws::{Error, Service};
use model::Timestamp;
use serde_json::{Map, Value};

use super::create_state_machine::check_role;
use super::machines::prefix;
use super::start_execution::check_input;
use crate::access::Access;
use crate::call::Context;
use crate::worker::{self, HttpWatch, Outcome, Work};
use mock::Mock;

/// How long a test may take.
const LONGEST: Duration = Duration::from_secs(300);
/// The largest payload of a state, in bytes of UTF-8.
const LARGEST_PAYLOAD: usize = 262_144;
/// A state writes few events, and writes them at once.
const MOST_EVENTS: usize = 10_000;

/// Runs a state and tells what came of it.
pub(super) async fn test_state(
    cx: &Context<'_>,
    input: TestStateInput,
) -> Result<TestStateOutput, Error> {
    let subject = subject(cx, &input)?;
    let mut mock = Mock::checked(&input, &subject)?;
    let read = read(&input, &subject, mock.as_mut())?;
    check_what_is_tested(cx, &subject, mock.is_some())?;
    let setup = setup(cx, &input, read)?;
    let role = role(cx, &input, &subject, mock.is_some())?;
    let level = input.inspection_level.unwrap_or(InspectionLevel::Info);
    let watch = HttpWatch::new(input.reveal_secrets == Some(true));
    let (execution_arn, machine_arn) = (setup.info.arn.clone(), setup.info.machine_arn.clone());
    let mut test = TestState::begin(&subject, setup);
    let call = Call {
        cx,
        role,
        execution_arn: &execution_arn,
        machine_arn: &machine_arn,
        watch: &watch,
        until: cx.now().after(LONGEST),
    };
    match mock {
        Some(mock) => mock.apply(&mut test)?,
        None => call.run(&mut test).await,
    }
    Ok(wire::output(test.report(), level, watch.seen()))
}

fn refused(message: impl Into<String>) -> Error {
    Error::validation(Service::States, message)
}

fn subject(cx: &Context<'_>, input: &TestStateInput) -> Result<Subject, Error> {
    let subject = Subject::new(&input.definition, input.state_name.as_deref());
    subject.map_err(|error| match &error {
        SubjectError::Invalid(message) => cx.error("InvalidDefinition", message.as_str()),
        SubjectError::NotFound => refused(error.to_string()),
    })
}

/// What cannot be run without a mock.
fn check_what_is_tested(cx: &Context<'_>, subject: &Subject, mocked: bool) -> Result<(), Error> {
    let resource = subject.resource();
    let unsupported = match subject.state.kind {
        _ if mocked => return Ok(()),
        Kind::Map(_) | Kind::Parallel(_) => {
            "Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]"
        }
        Kind::Task(_) if resource.contains(":activity:") => "Activity tasks",
        Kind::Task(_) if resource.contains(".sync") || resource.ends_with(".waitForTaskToken") => {
            "'.sync' or '.waitForTaskToken' integration patterns"
        }
        _ => return Ok(()),
    };
    let message = format!("TestState API does not support {unsupported}");
    Err(cx.error("InvalidDefinition", message))
}

/// The role to act as; only a real call needs one.
fn role<'i>(
    cx: &Context<'_>,
    input: &'i TestStateInput,
    subject: &Subject,
    mocked: bool,
) -> Result<&'i str, Error> {
    if input.reveal_secrets == Some(true) {
        cx.authorize(Service::States, "RevealSecrets", &Access::from("*"))?;
    }
    match &input.role_arn {
        Some(role) if !role.starts_with("arn:") => {
            let message = format!("Invalid Arn: 'Invalid ARN prefix: {role}'");
            Err(cx.error("InvalidArn", message))
        }
        Some(role) => check_role(cx, role).map(|()| role.as_str()),
        None if !mocked && matches!(subject.state.kind, Kind::Task(_)) => Err(refused(
            "RoleArn must be specified when testing a Task state",
        )),
        None => Ok(""),
    }
}

/// What the `ItemReader` reads from the data that the caller gives: no items without any. Where they are not what it expects, that is what
/// happens to the state.
fn read(
    input: &TestStateInput,
    subject: &Subject,
    mock: Option<&mut Mock>,
) -> Result<Option<Read>, Error> {
    let configuration = input.state_configuration.as_ref();
    let data = configuration.and_then(|given| given.map_item_reader_data.as_deref());
    match (data.map(|data| subject.read(data)), mock) {
        (None, _) if subject.reads() => Ok(Some(Read::default())),
        (None, _) => Ok(None),
        (Some(Ok(read)), _) => Ok(Some(read)),
        (Some(Err(ReadError::Failed(failure))), Some(mock)) => {
            mock.fail(failure);
            Ok(Some(Read::default()))
        }
        (Some(Err(error)), _) => Err(refused(error.to_string())),
    }
}

fn setup(cx: &Context<'_>, input: &TestStateInput, read: Option<Read>) -> Result<Setup, Error> {
    let text = input.input.clone().unwrap_or_else(|| "{}".into());
    check_input(cx, &text)?;
    let variables = match &input.variables {
        None => Map::new(),
        Some(text) => {
            object(text).ok_or_else(|| refused("Variables must be a valid JSON object"))?
        }
    };
    let configuration = input.state_configuration.clone().unwrap_or_default();
    let retries = configuration.retrier_retry_count.unwrap_or(0);
    Ok(Setup {
        info: info(cx, input, Payload::new(text)),
        env: env(cx),
        variables,
        context: context(input)?,
        retries: u32::try_from(retries).unwrap_or(0),
        read,
    })
}

/// The object that `text` is as JSON.
fn object(text: &str) -> Option<Map<String, Value>> {
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => Some(fields),
        _ => None,
    }
}

/// The context object that the caller gives. What an iteration knows cannot be given (recorded).
fn context(input: &TestStateInput) -> Result<Option<String>, Error> {
    let Some(text) = &input.context else {
        return Ok(None);
    };
    let invalid = |why: &str| refused(format!("Invalid Context object provided: {why}"));
    let fields = object(text).ok_or_else(|| invalid("the Context object must be a JSON object"))?;
    if fields.contains_key("Map") {
        return Err(invalid(
            "'Map' field is not supported when mocking a Context object",
        ));
    }
    Ok(Some(text.clone()))
}

/// The execution that the state believes to be in: an Express one of a machine nobody made (recorded).
fn info(cx: &Context<'_>, input: &TestStateInput, text: Payload) -> ExecutionInfo {
    let unique = || uuid::Uuid::new_v4().to_string();
    let (machine, name) = (unique(), unique());
    ExecutionInfo {
        arn: format!("{}{machine}:{name}", prefix(cx.scope(), "express")),
        name,
        role_arn: input.role_arn.clone().unwrap_or_default(),
        start: cx.now(),
        input: text,
        machine_arn: prefix(cx.scope(), "stateMachine") + &machine,
        machine_name: machine,
        region: cx.scope().region.to_string(),
        alias_arn: None,
        version_arn: None,
        redrive_count: None,
        redrive_time: None,
    }
}

fn env(cx: &Context<'_>) -> Env {
    let token = uuid::Uuid::new_v4().to_string();
    let payload_bytes = match cx.app.options.quotas {
        engine::Quotas::Aws => LARGEST_PAYLOAD,
        engine::Quotas::Unlimited => usize::MAX,
    };
    Env {
        now: cx.now(),
        seed: uuid::Uuid::new_v4().as_u64_pair().0,
        limits: Limits {
            payload_bytes,
            history_events: u64::MAX,
            step_events: MOST_EVENTS,
        },
        token: TokenMaker(std::sync::Arc::new(move |_| token.clone())),
        activities: None,
    }
}

/// A test without a mock: what the state waits for really happens.
struct Call<'a> {
    cx: &'a Context<'a>,
    role: &'a str,
    execution_arn: &'a str,
    machine_arn: &'a str,
    watch: &'a HttpWatch,
    until: Timestamp,
}

impl Call<'_> {
    async fn run(&self, test: &mut TestState<'_>) {
        loop {
            match test.progress() {
                Progress::Done => return,
                // Only a mock brings one of these here.
                Progress::Branches => return test.expire(),
                Progress::Wait(due) if due > self.until => {
                    self.cx.app.clock.sleep_until(self.until).await;
                    return test.expire();
                }
                Progress::Wait(due) => {
                    self.cx.app.clock.sleep_until(due).await;
                    test.wake(self.cx.now());
                }
                Progress::Task(offer, _) => self.call(test, &offer).await,
            }
        }
    }

    async fn call(&self, test: &mut TestState<'_>, offer: &TaskOffer) {
        let app = &self.cx.app.shared();
        test.started(self.cx.now());
        let due = match test.progress() {
            Progress::Task(_, due) => due.unwrap_or(self.until).min(self.until),
            _ => return,
        };
        let work = Work {
            target: &offer.target,
            input: &offer.input,
            role_arn: offer.credentials_role.as_deref().unwrap_or(self.role),
            execution_role_arn: self.role,
            execution_arn: self.execution_arn,
            machine_arn: self.machine_arn,
            task: self.execution_arn.into(),
            offer: None,
            watch: Some(self.watch),
        };
        tokio::select! {
            outcome = worker::outcome(app, &work) => {
                test.answer(self.cx.now(), |task| answer(task, outcome));
            }
            () = app.clock.sleep_until(due) => match due < self.until {
                true => test.wake(self.cx.now()),
                false => test.expire(),
            },
        }
    }
}

fn answer(task: TaskId, outcome: Outcome) -> Command {
    match outcome {
        Outcome::Succeeded(output) | Outcome::Submitted(output, _) => {
            Command::TaskSucceeded { task, output }
        }
        Outcome::Failed(failure, at) => Command::TaskFailed { task, failure, at },
    }
}
