//! `ListExecutions`.

use aws::Error;
use aws::states::*;
use engine::{ListQuery, PageToken, Status, Summary};

use super::describe_execution::status;
use super::describe_state_machine::find;
use super::error::execution_error;
use super::map_runs::map_run_error;
use super::names::check_arn;
use super::page::limit;
use crate::call::Context;

/// Lists a machine's executions, newest first.
pub(super) async fn list_executions(
    cx: &Context<'_>,
    input: ListExecutionsInput,
) -> Result<ListExecutionsOutput, Error> {
    let machine_arn = match input.map_run_arn {
        // The children of a Map Run are listed under it.
        Some(map_run) => {
            check_arn(cx, &map_run, "mapRun")?;
            let known = cx.app.engine.describe_map_run(&map_run).await;
            known.map_err(|error| map_run_error(cx, &error))?;
            map_run
        }
        None => {
            let machine = input.state_machine_arn.unwrap_or_default();
            find(cx, &machine)?;
            machine
        }
    };
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
        item_count: summary
            .map_run_arn
            .as_ref()
            .and(i32::try_from(summary.items).ok()),
        map_run_arn: summary.map_run_arn,
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
