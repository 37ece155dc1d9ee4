//! `StartSyncExecution`: runs an Express execution and answers its result.

use std::time::Duration;

use aws::Error;
use aws::states::*;
use engine::{Finished, Status};

use super::describe_state_machine::find_active;
use super::error::{start_error, type_not_supported};
use super::start_execution::{Wanted, draw, request};
use super::target::{Take, target};
use crate::call::Context;

/// Runs an execution of an Express machine to its end. A failed one is answered, not an error.
pub(super) async fn start_sync_execution(
    cx: &Context<'_>,
    input: StartSyncExecutionInput,
) -> Result<StartSyncExecutionOutput, Error> {
    let target = target(cx, &input.state_machine_arn, Take::Drawn(draw()))?;
    if find_active(cx, &target.arn)?.kind != StateMachineType::Express {
        return Err(type_not_supported(cx));
    }
    let wanted = Wanted {
        name: input.name,
        input: input.input,
        trace_header: input.trace_header.clone(),
    };
    let request = request(cx, target, wanted)?;
    let text = request.input.as_str().to_owned();
    let finished = cx.app.engine.start_sync(request).await;
    let finished = finished.map_err(|error| start_error(cx, &error))?;
    let with_data = input.included_data != Some(IncludedData::MetadataOnly);
    let details = || {
        Some(CloudWatchEventsExecutionDataDetails {
            included: Some(with_data),
        })
    };
    let output = finished.output.as_ref();
    Ok(StartSyncExecutionOutput {
        state_machine_arn: Some(input.state_machine_arn),
        name: Some(finished.name.clone()),
        error: finished.failure.error.clone().filter(|_| with_data),
        cause: finished.failure.cause.clone().filter(|_| with_data),
        input: with_data.then_some(text),
        input_details: details(),
        output: output
            .filter(|_| with_data)
            .map(|output| output.as_str().to_owned()),
        output_details: details(),
        trace_header: input.trace_header,
        billing_details: Some(billing(&finished)),
        ..StartSyncExecutionOutput::new(
            finished.arn.clone(),
            finished.start,
            finished.stop,
            status(finished.status),
        )
    })
}

fn status(status: Status) -> SyncExecutionStatus {
    match status {
        Status::Succeeded => SyncExecutionStatus::Succeeded,
        Status::TimedOut => SyncExecutionStatus::TimedOut,
        Status::Running | Status::Failed | Status::Aborted => SyncExecutionStatus::Failed,
    }
}

/// What AWS would bill: the duration in steps of 100 ms, and the memory in steps of 64 MB, counting 50 MB for the
/// workflow itself and then its definition and data (<https://aws.amazon.com/step-functions/pricing/>).
fn billing(finished: &Finished) -> BillingDetails {
    let millis = finished.stop.since(finished.start);
    BillingDetails {
        billed_duration_in_milliseconds: Some(billed_millis(millis)),
        billed_memory_used_in_mb: Some(billed_megabytes(finished.data_bytes)),
    }
}

fn billed_millis(duration: Duration) -> i64 {
    let steps = duration.as_millis().div_ceil(100).max(1);
    i64::try_from(steps * 100).unwrap_or(i64::MAX)
}

fn billed_megabytes(data_bytes: usize) -> i64 {
    let steps = (50 + data_bytes.div_ceil(1 << 20)).div_ceil(64);
    i64::try_from(steps * 64).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_billed_in_steps_of_100_ms() {
        let cases = [(0, 100), (1, 100), (100, 100), (101, 200), (7_501, 7_600)];
        for (millis, billed) in cases {
            assert_eq!(billed_millis(Duration::from_millis(millis)), billed);
        }
    }

    #[test]
    fn memory_is_billed_in_steps_of_64_mb() {
        let mega = 1 << 20;
        for (bytes, billed) in [(0, 64), (14 * mega, 64), (14 * mega + 1, 128)] {
            assert_eq!(billed_megabytes(bytes), billed);
        }
    }
}
