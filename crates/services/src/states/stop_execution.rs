//! `StopExecution`.

use aws::Error;
use aws::states::*;

use super::error::execution_error;
use super::names::check_arn;
use crate::call::Context;

/// Stops an execution; one that has ended stays as it is.
pub(super) async fn stop_execution(
    cx: &Context<'_>,
    input: StopExecutionInput,
) -> Result<StopExecutionOutput, Error> {
    check_arn(cx, &input.execution_arn, "execution")?;
    let stopped = cx
        .app
        .engine
        .stop(&input.execution_arn, input.error, input.cause)
        .await;
    let stop_date = stopped.map_err(|error| execution_error(cx, &error))?;
    Ok(StopExecutionOutput { stop_date })
}
