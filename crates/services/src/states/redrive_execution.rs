//! `RedriveExecution`.

use aws::Error;
use aws::states::*;

use super::error::execution_error;
use super::names::check_arn;
use crate::call::Context;

/// Lets an execution that ended without success go on from where it stopped.
pub(super) async fn redrive_execution(
    cx: &Context<'_>,
    input: RedriveExecutionInput,
) -> Result<RedriveExecutionOutput, Error> {
    check_arn(cx, &input.execution_arn, "execution")?;
    let redriven = cx
        .app
        .engine
        .redrive(&input.execution_arn, input.client_token)
        .await;
    let redrive_date = redriven.map_err(|error| execution_error(cx, &error))?;
    Ok(RedriveExecutionOutput { redrive_date })
}
