//! Tasks that call a service this server does not have: sent to where the operator says it is, signed, and shown as
//! the SDKs show it. Whether the call is allowed is for that service to say.
//!
//! - [`job`]: jobs of such services, which are asked about until they end.
//! - [`names`]: how integrations name services.

mod job;
mod names;

use std::collections::BTreeMap;

use asl::event::Payload;
use asl::step::Pattern;
use aws::foreign::{self, Moments, Operation, Table};
use http::HeaderMap;
use serde_json::{Map, Value};

pub(super) use self::job::ForeignJob;
pub(super) use self::names::{Called, of_integration, of_sdk};
use super::outcome::{Outcome, failed, unusable};
use super::pattern;
use super::sdk::Sdk;
use super::sdk::v1::Metadata;
use super::work::Work;
use crate::app::App;
use crate::call::Caller;
use crate::forward::PATIENCE;

/// Calls `action` of a service.
pub(super) async fn call(
    app: &App,
    work: &Work<'_>,
    caller: &Caller,
    called: Called,
    action: &str,
) -> Outcome {
    let Some((table, operation)) = known(&called, action) else {
        return called.unreachable(
            caller,
            &format!("Stepwell does not know its action {action}"),
        );
    };
    let Ok(parameters) = serde_json::from_str::<Value>(work.input().as_str()) else {
        return unusable(work.input(), "It is not JSON");
    };
    let waits = pattern(work.target()) == Pattern::Sync;
    if waits {
        match ForeignJob::again(app, work, caller, &called, action, &parameters).await {
            Ok(None) => {}
            Ok(Some(outcome)) | Err(outcome) => return outcome,
        }
    }
    let sent = match called.is_put_events(action) {
        true => with_resources(work, parameters.clone()),
        false => parameters.clone(),
    };
    let answer = match exchange(app, caller, &called, table, operation, &sent).await {
        Ok(answer) => answer,
        Err(Failed::Parameters(why)) => return unusable(work.input(), &why),
        Err(Failed::Call(outcome)) => return outcome,
    };
    if called.is_put_events(action) {
        return entries(answer);
    }
    let output = Payload::new(answer.text());
    match waits {
        false => Outcome::Succeeded(output),
        true => ForeignJob::submitted(caller, called, action, &parameters, answer.value, output),
    }
}

fn known(called: &Called, action: &str) -> Option<(&'static Table, &'static Operation)> {
    let table = foreign::table(&called.id)?;
    Some((table, table.operation(action)?))
}

/// What a service answered.
struct Answer {
    value: Map<String, Value>,
    /// What the first SDK tells of the call.
    told: Option<Told>,
}

/// Headers, status and request id of an answer.
struct Told {
    headers: Vec<(String, String)>,
    status: i32,
    request_id: String,
}

impl Answer {
    /// The result, in AWS's order: that of the names for the first SDK, the service's own for the second.
    fn text(&self) -> String {
        let Some(told) = &self.told else {
            return Value::Object(self.value.clone()).to_string();
        };
        let metadata = Metadata::new(told.headers.clone(), told.status, &told.request_id);
        let metadata = serde_json::to_value(metadata).unwrap_or_default();
        let all = self
            .value
            .iter()
            .chain(metadata.as_object().into_iter().flatten());
        let all: BTreeMap<&String, &Value> = all.collect();
        serde_json::to_string(&all).expect("JSON values can be written")
    }
}

enum Failed {
    Parameters(String),
    Call(Outcome),
}

/// One request and its answer.
async fn exchange(
    app: &App,
    caller: &Caller,
    called: &Called,
    table: &'static Table,
    operation: &'static Operation,
    parameters: &Value,
) -> Result<Answer, Failed> {
    let token = caller.task.as_deref().unwrap_or(&caller.request_id);
    let call = foreign::request(table, operation, parameters, token).map_err(Failed::Parameters)?;
    let (region, now) = (&caller.scope.region, app.clock.now());
    let request = app.options.forward.request(table, call, region, now);
    let none = || {
        let hint =
            "this server does not have it, and --forward-aws-endpoint does not say where it is";
        Failed::Call(called.unreachable(caller, hint))
    };
    let sent = app.client.send(request.ok_or_else(none)?, PATIENCE).await;
    let answer = sent.map_err(|error| Failed::Call(called.unanswered(&error.to_string())))?;
    let moments = match called.sdk {
        Sdk::V1 => Moments::Millis,
        Sdk::V2 => Moments::Iso,
    };
    let status = answer.status.as_u16();
    let request_id = request_id(&answer.headers, &caller.request_id);
    let read = foreign::answer(
        table,
        operation,
        status,
        &answer.headers,
        &answer.body,
        moments,
    );
    let value = read.map_err(|error| {
        let extended = header(&answer.headers, "x-amz-id-2");
        Failed::Call(called.refused(&error, status, &request_id, extended.as_deref()))
    })?;
    let shows_metadata = called.sdk == Sdk::V1 && !called.is_put_events("putEvents");
    Ok(Answer {
        value: match value {
            Value::Object(value) => value,
            _ => Map::new(),
        },
        told: shows_metadata.then(|| Told {
            headers: shown_headers(&answer.headers),
            status: i32::from(status),
            request_id,
        }),
    })
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    Some(value.to_owned())
}

fn request_id(headers: &HeaderMap, own: &str) -> String {
    let names = ["x-amzn-requestid", "x-amz-request-id"];
    let found = names.iter().find_map(|name| header(headers, name));
    found.unwrap_or_else(|| own.to_owned())
}

/// Headers under the names that AWS's services send.
fn shown_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let name = |name: &str| match name {
        "x-amzn-requestid" => "x-amzn-RequestId".to_owned(),
        "content-length" => "Content-Length".to_owned(),
        "content-type" => "Content-Type".to_owned(),
        "date" => "Date".to_owned(),
        "server" => "Server".to_owned(),
        other => other.to_owned(),
    };
    let pairs = headers.iter();
    pairs
        .filter_map(|(key, value)| Some((name(key.as_str()), value.to_str().ok()?.to_owned())))
        .collect()
}

/// `events:putEvents` adds the execution and its machine to every entry's resources
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html>).
fn with_resources(work: &Work<'_>, mut parameters: Value) -> Value {
    let entries = parameters.get_mut("Entries").and_then(Value::as_array_mut);
    for entry in entries
        .into_iter()
        .flatten()
        .filter_map(Value::as_object_mut)
    {
        let resources = entry
            .entry("Resources")
            .or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(resources) = resources {
            resources.extend([work.execution_arn().into(), work.machine_arn().into()]);
        }
    }
    parameters
}

/// `events:putEvents` fails when an entry does (recorded).
fn entries(answer: Answer) -> Outcome {
    let text = answer.text();
    match answer.value.get("FailedEntryCount").and_then(Value::as_i64) {
        None | Some(0) => Outcome::Succeeded(Payload::new(text)),
        Some(_) => failed("EventBridge.FailedEntry", text),
    }
}
