//! Results of tasks by their token: `SendTaskSuccess`, `SendTaskFailure`, `SendTaskHeartbeat`.

use asl::event::{Failure, Payload};
use aws::Error;
use aws::states::*;

use super::error::token_error;
use crate::call::Context;

/// `SendTaskSuccess`.
pub(super) async fn send_task_success(
    cx: &Context<'_>,
    input: SendTaskSuccessInput,
) -> Result<SendTaskSuccessOutput, Error> {
    if let Some(defect) = asl::input::defect(&input.output) {
        // What is wrong with the token comes first.
        let known = cx.app.engine.check_token(&input.task_token).await;
        known.map_err(|error| token_error(cx, &error))?;
        return Err(cx.error("InvalidOutput", format!("Invalid Output: '{defect}'")));
    }
    let sent = cx
        .app
        .engine
        .send_task_success(&input.task_token, Payload::new(input.output))
        .await;
    sent.map_err(|error| token_error(cx, &error))?;
    Ok(SendTaskSuccessOutput::default())
}

/// `SendTaskFailure`.
pub(super) async fn send_task_failure(
    cx: &Context<'_>,
    input: SendTaskFailureInput,
) -> Result<SendTaskFailureOutput, Error> {
    let failure = Failure {
        error: input.error,
        cause: input.cause,
    };
    let sent = cx
        .app
        .engine
        .send_task_failure(&input.task_token, failure)
        .await;
    sent.map_err(|error| token_error(cx, &error))?;
    Ok(SendTaskFailureOutput::default())
}

/// `SendTaskHeartbeat`.
pub(super) async fn send_task_heartbeat(
    cx: &Context<'_>,
    input: SendTaskHeartbeatInput,
) -> Result<SendTaskHeartbeatOutput, Error> {
    let sent = cx.app.engine.send_task_heartbeat(&input.task_token).await;
    sent.map_err(|error| token_error(cx, &error))?;
    Ok(SendTaskHeartbeatOutput::default())
}
