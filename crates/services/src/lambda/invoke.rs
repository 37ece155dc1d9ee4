//! `Invoke`.

use std::time::Duration;

use ::lambda::{Invocation, Target};
use aws::lambda::*;
use aws::{Blob, Error};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::error::{invoke_error, user_error};
use super::name::target;
use crate::call::Context;

/// How long the task of a workflow waits for room for its function: the longest that a function may run.
const PATIENCE: Duration = Duration::from_secs(900);

/// Calls a function and answers with its result, takes the call for later, or only checks that it could be made.
pub(super) async fn invoke(
    cx: &Context<'_>,
    input: InvokeInput,
) -> Result<InvocationResponse, Error> {
    let target = target(cx, &input.function_name, input.qualifier.as_deref())?;
    let kind = input
        .invocation_type
        .unwrap_or(InvocationType::RequestResponse);
    let invocation = Invocation {
        payload: input.payload.map(|payload| payload.0).unwrap_or_default(),
        request_id: Some(cx.caller.request_id.clone()),
        client_context: client_context(cx, input.client_context.as_deref())?,
        trace_id: None,
        tail: input.log_type == Some(LogType::Tail),
        // A workflow should not fail for what the machine lacks for a while.
        patience: cx.caller.task.as_ref().map_or(Duration::ZERO, |_| PATIENCE),
    };
    match kind {
        InvocationType::RequestResponse => call(cx, &target, invocation).await,
        InvocationType::Event => {
            let taken = cx.app.lambda.invoke_event(&target, invocation).await;
            taken.map_err(|error| invoke_error(cx, &error))?;
            Ok(status(202))
        }
        InvocationType::DryRun => {
            cx.app
                .lambda
                .dry_run(&target)
                .map_err(|error| invoke_error(cx, &error))?;
            Ok(status(204))
        }
    }
}

async fn call(
    cx: &Context<'_>,
    target: &Target,
    invocation: Invocation,
) -> Result<InvocationResponse, Error> {
    let invoked = cx.app.lambda.invoke(target, invocation).await;
    let invoked = invoked.map_err(|error| invoke_error(cx, &error))?;
    Ok(InvocationResponse {
        status_code: Some(200),
        function_error: invoked.failed.then(|| "Unhandled".into()),
        log_result: invoked.log_tail.map(|tail| STANDARD.encode(tail)),
        payload: Some(Blob::from(invoked.payload)),
        executed_version: Some(invoked.executed_version.to_string()),
        ..InvocationResponse::default()
    })
}

fn status(code: i32) -> InvocationResponse {
    InvocationResponse {
        status_code: Some(code),
        ..InvocationResponse::default()
    }
}

fn client_context(cx: &Context<'_>, encoded: Option<&str>) -> Result<Option<String>, Error> {
    let Some(encoded) = encoded else {
        return Ok(None);
    };
    let decoded = STANDARD
        .decode(encoded)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    let invalid = || {
        user_error(
            cx,
            "InvalidRequestContentException",
            "Client context must be a valid Base64-encoded JSON object.",
        )
    };
    decoded.map(Some).ok_or_else(invalid)
}
