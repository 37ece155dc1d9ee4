//! `ListExecutions`.

use aws::states::*;
use aws::{Error, Service};
use engine::{ListQuery, PageToken, Status, Summary};

use super::describe_execution::status;
use super::describe_state_machine::find;
use super::error::{execution_error, type_not_supported};
use super::map_runs::map_run_error;
use super::names::check_arn;
use super::page::limit;
use super::target::{Take, target};
use crate::call::Context;

/// Lists the executions of a machine, or those that were started through a version or an alias, newest first.
pub(super) async fn list_executions(
    cx: &Context<'_>,
    input: ListExecutionsInput,
) -> Result<ListExecutionsOutput, Error> {
    let asked = asked(cx, input.state_machine_arn, input.map_run_arn).await?;
    let status = match input.status_filter.map(wanted) {
        // Nothing waits for a redrive.
        Some(None) => return Ok(ListExecutionsOutput::default()),
        Some(Some(status)) => Some(status),
        None => None,
    };
    let filter = Filter {
        through: asked.through,
        redriven: input
            .redrive_filter
            .map(|filter| filter == ExecutionRedriveFilter::Redriven),
    };
    let mut query = ListQuery {
        machine_arn: asked.machine,
        status,
        limit: limit(input.max_results),
        token: input.next_token.map(PageToken),
    };
    loop {
        let page = cx.app.engine.list(&query).await;
        let page = page.map_err(|error| execution_error(cx, &error))?;
        let mut executions = page.executions;
        executions.retain(|summary| filter.matches(summary));
        // A page may hold less than was asked for, but the last alone may hold nothing.
        if !executions.is_empty() || page.next.is_none() {
            return Ok(ListExecutionsOutput {
                executions: executions.into_iter().map(item).collect(),
                next_token: page.next.map(|PageToken(token)| token),
            });
        }
        query.token = page.next;
    }
}

/// Whose executions.
struct Asked {
    /// The machine's ARN.
    machine: String,
    /// The version or alias, if one was named.
    through: Option<String>,
}

async fn asked(
    cx: &Context<'_>,
    machine: Option<String>,
    map_run: Option<String>,
) -> Result<Asked, Error> {
    let invalid = |message| Err(Error::validation(Service::States, message));
    let arn = match (machine, map_run) {
        (Some(arn), None) => arn,
        (None, None) => return invalid("Must provide a State Machine ARN or Map Run ARN"),
        (Some(_), Some(_)) => {
            return invalid("Must provide either a State Machine ARN or a Map Run ARN, not both");
        }
        // The children of a Map Run are listed under it.
        (None, Some(map_run)) => {
            check_arn(cx, &map_run, "mapRun")?;
            let known = cx.app.engine.describe_map_run(&map_run).await;
            known.map_err(|error| map_run_error(cx, &error))?;
            return Ok(Asked {
                machine: map_run,
                through: None,
            });
        }
    };
    let target = target(cx, &arn, Take::Main)?;
    if find(cx, &target.arn)?.kind == StateMachineType::Express {
        // An Express execution leaves nothing but its log.
        return Err(type_not_supported(cx));
    }
    Ok(Asked {
        through: (target.arn != arn).then_some(arn),
        machine: target.arn,
    })
}

/// What a listed execution must be.
struct Filter {
    through: Option<String>,
    redriven: Option<bool>,
}

impl Filter {
    fn matches(&self, summary: &Summary) -> bool {
        let through = self.through.is_none()
            || self.through == summary.version_arn
            || self.through == summary.alias_arn;
        let redriven = summary.redrive_count > 0;
        through && self.redriven.is_none_or(|wanted| wanted == redriven)
    }
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
            .and_then(|_| i32::try_from(summary.items).ok()),
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
