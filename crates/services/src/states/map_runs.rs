//! `DescribeMapRun`, `ListMapRuns`, `UpdateMapRun`.

use aws::Error;
use aws::states::*;
use engine::{Changes, Counts, MapRunDescription, MapRunError, Status};

use super::error::{engine_error, execution_error};
use super::names::check_arn;
use super::page::{after, limit, token};
use crate::call::Context;

/// Describes a Map Run.
pub(super) async fn describe_map_run(
    cx: &Context<'_>,
    input: DescribeMapRunInput,
) -> Result<DescribeMapRunOutput, Error> {
    check_arn(cx, &input.map_run_arn, "mapRun")?;
    let described = cx.app.engine.describe_map_run(&input.map_run_arn).await;
    let run = described.map_err(|error| map_run_error(cx, &error))?;
    let status = match run.status {
        Status::Running => MapRunStatus::Running,
        Status::Succeeded => MapRunStatus::Succeeded,
        Status::Failed | Status::TimedOut => MapRunStatus::Failed,
        Status::Aborted => MapRunStatus::Aborted,
    };
    Ok(DescribeMapRunOutput {
        stop_date: run.stop,
        redrive_count: run.redriven.map(|_| count(run.redrive_count)),
        redrive_date: run.redriven,
        ..DescribeMapRunOutput::new(
            run.arn,
            run.execution_arn,
            status,
            run.start,
            i32::try_from(run.max_concurrency).unwrap_or(i32::MAX),
            run.tolerated_percentage,
            long(run.tolerated_count),
            item_counts(run.items, run.redriven.is_some()),
            execution_counts(run.executions, run.redriven.is_some()),
        )
    })
}

/// Lists the Map Runs of an execution, newest first.
pub(super) async fn list_map_runs(
    cx: &Context<'_>,
    input: ListMapRunsInput,
) -> Result<ListMapRunsOutput, Error> {
    check_arn(cx, &input.execution_arn, "execution")?;
    let after = after(cx, input.next_token.as_deref(), "arn:")?;
    let listed = cx.app.engine.list_map_runs(&input.execution_arn).await;
    let runs = listed.map_err(|error| execution_error(cx, &error))?;
    let begin = match &after {
        None => 0,
        Some(last) => runs
            .iter()
            .position(|run| run.arn == *last)
            .map_or(runs.len(), |at| at + 1),
    };
    let end = runs.len().min(begin + limit(input.max_results));
    let last = runs[begin..end].last().filter(|_| end < runs.len());
    let next_token = last.map(|run| token(&run.arn.as_str().into()));
    Ok(ListMapRunsOutput {
        map_runs: runs[begin..end].iter().map(item).collect(),
        next_token,
    })
}

/// Changes what a Map Run at work may do.
pub(super) async fn update_map_run(
    cx: &Context<'_>,
    input: UpdateMapRunInput,
) -> Result<UpdateMapRunOutput, Error> {
    check_arn(cx, &input.map_run_arn, "mapRun")?;
    let changes = Changes {
        max_concurrency: input
            .max_concurrency
            .map(|most| u64::try_from(most).unwrap_or(0)),
        tolerated_count: input
            .tolerated_failure_count
            .map(|most| u64::try_from(most).unwrap_or(0)),
        tolerated_percentage: input.tolerated_failure_percentage,
    };
    if changes == Changes::default() {
        let message = "At least one of the fields must be specified: [maxConcurrency, toleratedFailureCount, toleratedFailurePercentage]";
        return Err(cx.error("ValidationException", message));
    }
    let updated = cx
        .app
        .engine
        .update_map_run(&input.map_run_arn, changes)
        .await;
    updated.map_err(|error| map_run_error(cx, &error))?;
    Ok(UpdateMapRunOutput::default())
}

fn item(run: &MapRunDescription) -> MapRunListItem {
    MapRunListItem {
        execution_arn: run.execution_arn.clone(),
        map_run_arn: run.arn.clone(),
        state_machine_arn: run.machine_arn.clone(),
        start_date: run.start,
        stop_date: run.stop,
    }
}

/// "If you've redriven a Map Run, this API action also returns information about the redrives of that Map Run."
fn item_counts(counts: Counts, redriven: bool) -> MapRunItemCounts {
    MapRunItemCounts {
        pending: long(counts.pending),
        running: long(counts.running),
        succeeded: long(counts.succeeded),
        failed: long(counts.failed),
        timed_out: long(counts.timed_out),
        aborted: long(counts.aborted),
        total: long(counts.total),
        results_written: long(counts.results_written),
        failures_not_redrivable: redriven.then(|| long(counts.failures_not_redrivable)),
        pending_redrive: redriven.then(|| long(counts.pending_redrive)),
    }
}

fn execution_counts(counts: Counts, redriven: bool) -> MapRunExecutionCounts {
    MapRunExecutionCounts {
        pending: long(counts.pending),
        running: long(counts.running),
        succeeded: long(counts.succeeded),
        failed: long(counts.failed),
        timed_out: long(counts.timed_out),
        aborted: long(counts.aborted),
        total: long(counts.total),
        results_written: long(counts.results_written),
        failures_not_redrivable: redriven.then(|| long(counts.failures_not_redrivable)),
        pending_redrive: redriven.then(|| long(counts.pending_redrive)),
    }
}

fn count(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn long(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// AWS's error for a request about a Map Run.
pub(super) fn map_run_error(cx: &Context<'_>, error: &MapRunError) -> Error {
    match error {
        MapRunError::DoesNotExist(_) => cx.error("ResourceNotFound", error.to_string()),
        MapRunError::Engine(error) => engine_error(error),
    }
}
