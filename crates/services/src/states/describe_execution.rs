//! `DescribeExecution`.

use aws::Error;
use aws::states::*;
use engine::Status;

use super::error::execution_error;
use super::names::check_arn;
use crate::call::Context;

/// Describes an execution.
pub(super) async fn describe_execution(
    cx: &Context<'_>,
    input: DescribeExecutionInput,
) -> Result<DescribeExecutionOutput, Error> {
    check_arn(cx, &input.execution_arn, "execution")?;
    let described = cx.app.engine.describe(&input.execution_arn).await;
    let execution = described.map_err(|error| execution_error(cx, &error))?;
    let with_data = input.included_data != Some(IncludedData::MetadataOnly);
    let data = |payload: Option<asl::event::Payload>| {
        payload
            .filter(|_| with_data)
            .map(|payload| payload.as_str().to_owned())
    };
    let details = || {
        Some(CloudWatchEventsExecutionDataDetails {
            included: Some(with_data),
        })
    };
    let summary = execution.summary;
    let redrive_status = match (execution.not_redrivable, &summary.map_run_arn) {
        (None, None) => ExecutionRedriveStatus::Redrivable,
        (None, Some(_)) => ExecutionRedriveStatus::RedrivableByMapRun,
        (Some(_), _) => ExecutionRedriveStatus::NotRedrivable,
    };
    Ok(DescribeExecutionOutput {
        name: Some(summary.name),
        stop_date: summary.stop,
        input: data(Some(execution.input)),
        input_details: details(),
        output_details: execution.output.as_ref().and_then(|_| details()),
        output: data(execution.output),
        trace_header: execution.trace_header,
        map_run_arn: summary.map_run_arn,
        error: execution.error.filter(|_| with_data),
        cause: execution.cause.filter(|_| with_data),
        state_machine_version_arn: summary.version_arn,
        state_machine_alias_arn: summary.alias_arn,
        redrive_count: i32::try_from(summary.redrive_count).ok(),
        redrive_date: summary.redrive,
        redrive_status: Some(redrive_status),
        redrive_status_reason: execution.not_redrivable.map(|why| why.to_string()),
        ..DescribeExecutionOutput::new(
            summary.arn,
            summary.machine_arn,
            status(summary.status),
            summary.start,
        )
    })
}

/// The API's name of a status.
pub(super) fn status(status: Status) -> ExecutionStatus {
    match status {
        Status::Running => ExecutionStatus::Running,
        Status::Succeeded => ExecutionStatus::Succeeded,
        Status::Failed => ExecutionStatus::Failed,
        Status::TimedOut => ExecutionStatus::TimedOut,
        Status::Aborted => ExecutionStatus::Aborted,
    }
}
