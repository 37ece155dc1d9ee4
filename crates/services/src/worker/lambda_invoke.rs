//! Tasks that call a function: by its own ARN, and through `arn:aws:states:::lambda:invoke`.
//!
//! Sources: <https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html>, and recordings of both forms.

use asl::event::Payload;
use aws::lambda::{InvocationResponse, InvocationType, InvokeInput, LogType};
use aws::{Blob, Error, OperationInput, Service};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::outcome::{Outcome, failed};
use super::sdk::{self, v1};
use super::work::Work;
use crate::app::App;
use crate::call::Caller;

/// The largest result of a task (<https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>).
const LARGEST_RESULT: usize = 262_144;

/// `Parameters` of `lambda:invoke`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameters<'a> {
    function_name: String,
    #[serde(borrow)]
    payload: Option<&'a RawValue>,
    invocation_type: Option<InvocationType>,
    qualifier: Option<String>,
    client_context: Option<String>,
    log_type: Option<LogType>,
}

/// The result of `lambda:invoke`, in AWS's order.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Answer<'a> {
    executed_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    log_result: Option<&'a str>,
    payload: &'a RawValue,
    #[serde(flatten)]
    metadata: v1::Metadata<'a>,
    status_code: i32,
}

/// Invokes the function `arn` with the task's input; its result is the task's.
pub(super) async fn function(app: &App, work: &Work<'_>, caller: &Caller, arn: &str) -> Outcome {
    let input = InvokeInput {
        function_name: arn.to_owned(),
        payload: Some(Blob::from(work.input().bytes().clone())),
        ..InvokeInput::default()
    };
    match invoke(app, caller, input).await {
        Err(error) => v1::failure(Service::Lambda, &error, caller),
        Ok(output) => match payload(&output) {
            Err(report) => function_error(report),
            Ok(text) if text.len() > largest(app) => too_large(arn),
            Ok(text) => Outcome::Succeeded(Payload::new(text)),
        },
    }
}

/// Invokes the function that the parameters name; the result wraps the function's in what the SDK tells of the call.
pub(super) async fn integration(app: &App, work: &Work<'_>, caller: &Caller) -> Outcome {
    let parameters: Parameters<'_> = match serde_json::from_str(work.input().as_str()) {
        Ok(parameters) => parameters,
        Err(error) => {
            return failed(
                "States.Runtime",
                format!("The Parameters of lambda:invoke cannot be read: {error}"),
            );
        }
    };
    let input = InvokeInput {
        function_name: parameters.function_name,
        payload: parameters.payload.map(sent),
        invocation_type: parameters.invocation_type,
        qualifier: parameters.qualifier,
        client_context: parameters.client_context,
        log_type: parameters.log_type,
        ..InvokeInput::default()
    };
    match invoke(app, caller, input).await {
        Err(error) => v1::failure(Service::Lambda, &error, caller),
        Ok(output) => match payload(&output) {
            Err(report) => function_error(&compact(report)),
            Ok(text) if text.len() > largest(app) => too_large("lambda"),
            Ok(text) => wrapped(app, caller, &output, text),
        },
    }
}

/// What the function gets: a `Payload` that is a text is taken to be JSON already (recorded).
fn sent(payload: &RawValue) -> Blob {
    Blob::from(sdk::text(payload).into_bytes())
}

/// A function's report without the spaces its runtime puts in (recorded for `lambda:invoke`; a function called by its
/// own ARN keeps them).
fn compact(report: &str) -> String {
    let parsed = serde_json::from_str::<serde_json::Value>(report);
    parsed.map_or_else(|_| report.to_owned(), |value| value.to_string())
}

async fn invoke(
    app: &App,
    caller: &Caller,
    input: InvokeInput,
) -> Result<InvocationResponse, Error> {
    let input = aws::output_value(&input)?;
    let output = app
        .call(caller, Service::Lambda, InvokeInput::operation(), input)
        .await?;
    aws::typed_output(output)
}

/// The function's result as JSON text, or what a failed function reported.
fn payload(output: &InvocationResponse) -> Result<&str, &str> {
    let bytes = output
        .payload
        .as_ref()
        .map_or(&b""[..], |payload| payload.as_ref());
    let text = match std::str::from_utf8(bytes) {
        Ok("") => "null",
        Ok(text) => text,
        Err(_) => return Err("The function's result is not UTF-8 text."),
    };
    match output.function_error {
        Some(_) => Err(text),
        None => Ok(text),
    }
}

/// A failed function's error is named by the `errorType` it reports; the cause is the whole report.
fn function_error(report: &str) -> Outcome {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Report {
        error_type: Option<String>,
    }
    let parsed = serde_json::from_str::<Report>(report).ok();
    let error = parsed.and_then(|report| report.error_type);
    failed(error.unwrap_or_else(|| "Lambda.Unknown".into()), report)
}

fn wrapped(app: &App, caller: &Caller, output: &InvocationResponse, text: &str) -> Outcome {
    let Ok(payload) = serde_json::from_str::<&RawValue>(text) else {
        return failed("Lambda.Unknown", "The function's result is not JSON.");
    };
    let status_code = output.status_code.unwrap_or(200);
    let headers = headers(app, caller, output, text.len());
    let answer = Answer {
        executed_version: output.executed_version.as_deref().unwrap_or("$LATEST"),
        log_result: output.log_result.as_deref(),
        payload,
        metadata: v1::Metadata::new(headers, status_code, &caller.request_id),
        status_code,
    };
    let answer = serde_json::to_string(&answer).expect("the answer is a plain struct");
    if answer.len() > largest(app) {
        return too_large("lambda");
    }
    Outcome::Succeeded(Payload::new(answer))
}

/// The headers of Lambda's answer, as the SDK reports them.
fn headers(
    app: &App,
    caller: &Caller,
    output: &InvocationResponse,
    length: usize,
) -> Vec<(String, String)> {
    let version = output.executed_version.as_deref().unwrap_or("$LATEST");
    let trace = caller.request_id.replace('-', "");
    let trace = format!(
        "Root=1-{}-{};Parent=0000000000000000;Sampled=0;Lineage=1:00000000:0",
        &trace[..8],
        &trace[8..]
    );
    let pairs = [
        ("X-Amz-Executed-Version", version.to_owned()),
        ("x-amzn-Remapped-Content-Length", "0".to_owned()),
        ("Connection", "keep-alive".to_owned()),
        ("x-amzn-RequestId", caller.request_id.clone()),
        ("Content-Length", length.to_string()),
        ("Date", app.clock.now().http_date()),
        ("X-Amzn-Trace-Id", trace),
        ("Content-Type", "application/json".to_owned()),
    ];
    let log = output.log_result.as_ref();
    let log = log.map(|log| ("X-Amz-Log-Result", log.clone()));
    log.into_iter()
        .chain(pairs)
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn largest(app: &App) -> usize {
    match app.options.quotas {
        engine::Quotas::Aws => LARGEST_RESULT,
        engine::Quotas::Unlimited => usize::MAX,
    }
}

fn too_large(task: &str) -> Outcome {
    let cause = format!(
        "The state/task '{task}' returned a result with a size exceeding the maximum number of bytes service limit."
    );
    failed("States.DataLimitExceeded", cause)
}
