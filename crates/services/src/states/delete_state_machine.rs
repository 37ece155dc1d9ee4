//! `DeleteStateMachine`.

use aws::Error;
use aws::states::*;
use store::collection::WriteError;

use super::machines::prefix;
use super::names::check_arn;
use crate::app::unavailable;
use crate::call::Context;

/// Deletes a state machine; one that is not there is deleted already. Its executions run on to their end.
pub(super) async fn delete_state_machine(
    cx: &Context<'_>,
    input: DeleteStateMachineInput,
) -> Result<DeleteStateMachineOutput, Error> {
    let arn = &input.state_machine_arn;
    check_arn(cx, arn, "stateMachine")?;
    if arn.starts_with(&prefix(cx.scope(), "stateMachine")) {
        match cx.app.machines.machines.delete(arn).await {
            Ok(_) | Err(WriteError::NotFound(_)) => {}
            Err(other) => return Err(unavailable(&other)),
        }
    }
    Ok(DeleteStateMachineOutput::default())
}
