//! `ListStateMachines`.

use aws::Error;
use aws::states::*;

use super::machines::prefix;
use super::page::{after, limit, token};
use crate::call::Context;

/// `ListStateMachines`: by name.
pub(super) async fn list_state_machines(
    cx: &Context<'_>,
    input: ListStateMachinesInput,
) -> Result<ListStateMachinesOutput, Error> {
    let prefix = prefix(cx.scope(), "stateMachine");
    let after = after(cx, input.next_token.as_deref(), &prefix)?;
    let page = cx
        .app
        .machines
        .machines
        .page(&prefix, after.as_deref(), limit(input.max_results));
    let listed = page
        .items
        .iter()
        .map(|(arn, machine)| StateMachineListItem {
            state_machine_arn: arn.to_string(),
            name: machine.name.clone(),
            r#type: machine.kind,
            creation_date: machine.created,
        });
    Ok(ListStateMachinesOutput {
        state_machines: listed.collect(),
        next_token: page.next.as_ref().map(token),
    })
}
