//! `states:startExecution`: with the service's answer, until the child execution ends, or until its token comes back
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html>; shapes as recorded).

use std::collections::BTreeMap;
use std::sync::Arc;

use asl::event::{Payload, TaskName};
use aws::states::{DescribeExecutionInput, StartExecutionInput, StopExecutionInput};
use aws::{Error, OperationInput, Service};
use model::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::job::Job;
use super::outcome::{Outcome, failed, unusable};
use super::sdk::{self, Sdk, v1};
use super::work::Work;
use crate::app::App;
use crate::call::Caller;

/// `Parameters`. `Input` is JSON, or a text that holds JSON.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameters<'a> {
    state_machine_arn: String,
    #[serde(borrow)]
    input: Option<&'a RawValue>,
    name: Option<String>,
    trace_header: Option<String>,
}

/// `StartExecution`'s answer as the door gives it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Started {
    execution_arn: String,
    start_date: Timestamp,
}

/// The result of the call, in AWS's order.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    execution_arn: &'a str,
    #[serde(flatten)]
    metadata: v1::Metadata<'a>,
    start_date: i64,
}

/// Starts the execution that the parameters ask for. The same task done again finds what it has started.
pub(super) async fn start(app: &App, work: &Work<'_>, caller: &Caller, name: &TaskName) -> Outcome {
    let parameters: Parameters<'_> = match serde_json::from_str(work.input().as_str()) {
        Ok(parameters) => parameters,
        Err(error) => return unusable(work.input(), &error.to_string()),
    };
    let input = StartExecutionInput {
        name: parameters.name,
        input: parameters.input.map(sdk::text),
        trace_header: parameters.trace_header,
        state_machine_arn: parameters.state_machine_arn,
    };
    let started = match call::<Started, _>(app, caller, &input).await {
        Ok(started) => started,
        Err(error) => return v1::failure(Service::States, &error, caller),
    };
    let output = Payload::new(answer(app, caller, &started));
    match Form::of(name) {
        None => Outcome::Succeeded(output),
        Some(form) => {
            let child = Child {
                execution_arn: started.execution_arn,
                caller: caller.clone(),
                form,
            };
            Outcome::Submitted(output, Arc::new(Job::Execution(child)))
        }
    }
}

fn answer(app: &App, caller: &Caller, started: &Started) -> String {
    let millis = started.start_date.millis();
    // The length of AWS's own body, which writes the moment in Java's way: 1.688128937471E9.
    let moment = format!("{:e}", started.start_date.epoch_seconds()).len();
    let length = r#"{"executionArn":"","startDate":}"#.len() + started.execution_arn.len() + moment;
    let headers = v1::json_headers(app, caller, length);
    let answer = Answer {
        execution_arn: &started.execution_arn,
        metadata: v1::Metadata::new(headers, 200, &caller.request_id),
        start_date: millis,
    };
    serde_json::to_string(&answer).expect("the answer is a plain struct")
}

async fn call<O: serde::de::DeserializeOwned, I: OperationInput>(
    app: &App,
    caller: &Caller,
    input: &I,
) -> Result<O, Error> {
    let input = aws::output_value(input)?;
    let output = app
        .call(caller, Service::States, I::operation(), input)
        .await?;
    aws::typed_output(output)
}

/// How the end of a child is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// `.sync`: input and output are texts.
    Text,
    /// `.sync:2`: they are JSON.
    Json,
}

impl Form {
    /// `None` when the task does not wait for the child.
    fn of(name: &TaskName) -> Option<Self> {
        if name.resource.ends_with(".sync:2") {
            return Some(Self::Json);
        }
        name.resource.ends_with(".sync").then_some(Self::Text)
    }
}

/// A child execution that a task waits for.
#[derive(Debug)]
pub(crate) struct Child {
    execution_arn: String,
    caller: Caller,
    form: Form,
}

/// What of `DescribeExecution`'s answer decides.
#[derive(Deserialize)]
struct Described {
    status: aws::states::ExecutionStatus,
}

impl Child {
    /// Waits for its end, without asking again and again.
    pub(super) async fn end(&self, app: &App) -> Option<Outcome> {
        match app.engine.watch(&self.execution_arn).await {
            Err(engine::ExecutionError::Engine(_)) => None,
            // Gone before anybody saw its end: describing it says so.
            Ok(_) | Err(_) => Some(self.describe(app).await),
        }
    }

    async fn describe(&self, app: &App) -> Outcome {
        let input = DescribeExecutionInput {
            execution_arn: self.execution_arn.clone(),
            included_data: None,
        };
        let described = match call::<Value, _>(app, &self.caller, &input).await {
            Ok(described) => described,
            Err(error) => return v1::failure(Service::States, &error, &self.caller),
        };
        let status = aws::typed_output::<Described>(described.clone());
        let shape = DescribeExecutionInput::operation().output;
        let shown = shape.map_or(Value::Null, |shape| sdk::output(shape, described, Sdk::V1));
        let text = self.text(shown);
        match status.map(|described| described.status) {
            Ok(aws::states::ExecutionStatus::Succeeded) => Outcome::Succeeded(Payload::new(text)),
            _ => failed("States.TaskFailed", text),
        }
    }

    /// The description in AWS's order, which is that of the names.
    fn text(&self, described: Value) -> String {
        let Value::Object(members) = described else {
            return "{}".into();
        };
        let raw = |(name, value): (String, Value)| {
            let json = match &value {
                Value::String(text)
                    if self.form == Form::Json && matches!(name.as_str(), "Input" | "Output") =>
                {
                    text.clone()
                }
                other => other.to_string(),
            };
            Some((name, RawValue::from_string(json).ok()?))
        };
        let members: BTreeMap<String, Box<RawValue>> =
            members.into_iter().filter_map(raw).collect();
        serde_json::to_string(&members).expect("texts and raw JSON can be written")
    }

    /// Stops the child, as its parent's role. False when the server could not: then it is tried again.
    pub(super) async fn stop(&self, app: &App) -> bool {
        let input = StopExecutionInput {
            execution_arn: self.execution_arn.clone(),
            error: None,
            cause: None,
        };
        let Err(error) = call::<Value, _>(app, &self.caller, &input).await else {
            return true;
        };
        tracing::warn!(%error, execution = self.execution_arn, "a child execution cannot be stopped with its parent");
        error.status < 500 && error.code != "ThrottlingException"
    }
}
