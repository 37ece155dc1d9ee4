//! `ListExecutions`.

use aws::Error;
use aws::states::*;
use engine::{ListQuery, PageToken, Status, Summary};

use super::describe_execution::status;
use super::describe_state_machine::find;
use super::error::{execution_error, type_not_supported};
use super::page::limit;
use crate::call::Context;

/// Lists a machine's executions, newest first.
pub(super) async fn list_executions(
    cx: &Context<'_>,
    input: ListExecutionsInput,
) -> Result<ListExecutionsOutput, Error> {
    if input.map_run_arn.is_some() {
        return Err(Error::not_implemented(
            cx.service,
            "ListExecutions of a Map Run",
        ));
    }
    let machine_arn = input.state_machine_arn.unwrap_or_default();
    let machine = find(cx, &machine_arn)?;
    if machine.kind == StateMachineType::Express {
        // An Express execution leaves nothing but its log.
        return Err(type_not_supported(cx));
    }
    if input.redrive_filter == Some(ExecutionRedriveFilter::Redriven) {
        // Redriving is not built, so nothing has been redriven.
        return Ok(ListExecutionsOutput::default());
    }
    let status = match input.status_filter.map(wanted) {
        // Nothing waits for a redrive.
        Some(None) => return Ok(ListExecutionsOutput::default()),
        Some(Some(status)) => Some(status),
        None => None,
    };
    let query = ListQuery {
        machine_arn,
        status,
        limit: limit(input.max_results),
        token: input.next_token.map(PageToken),
    };
    let page = cx
        .app
        .engine
        .list(&query)
        .await
        .map_err(|error| execution_error(cx, &error))?;
    Ok(ListExecutionsOutput {
        executions: page.executions.into_iter().map(item).collect(),
        next_token: page.next.map(|PageToken(token)| token),
    })
}

fn wanted(filter: ExecutionStatus) -> Option<Status> {
    match filter {
        ExecutionStatus::Running => Some(Status::Running),
        ExecutionStatus::Succeeded => Some(Status::Succeeded),
        ExecutionStatus::Failed => Some(Status::Failed),
        ExecutionStatus::TimedOut => Some(Status::TimedOut),
        ExecutionStatus::Aborted => Some(Status::Aborted),
        ExecutionStatus::PendingRedrive => None,
    }
}

fn item(summary: Summary) -> ExecutionListItem {
    ExecutionListItem {
        stop_date: summary.stop,
        redrive_count: i32::try_from(summary.redrive_count).ok(),
        redrive_date: summary.redrive,
        state_machine_version_arn: summary.version_arn,
        state_machine_alias_arn: summary.alias_arn,
        ..ExecutionListItem::new(
            summary.arn,
            summary.machine_arn,
            summary.name,
            status(summary.status),
            summary.start,
        )
    }
}
