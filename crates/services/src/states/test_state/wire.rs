//! The report as the API gives it. `INFO` shows no inspection data.

use asl::event::Payload;
use asl::test_state::{ErrorDetails, Inspection, Report, Status};
use aws::states::*;

use crate::worker::HttpSeen;

/// The answer at `level`; at `TRACE` with the request of an HTTP task.
pub(super) fn output(
    report: Report,
    level: InspectionLevel,
    http: Option<HttpSeen>,
) -> TestStateOutput {
    let shown = level != InspectionLevel::Info;
    let http = http.filter(|_| level == InspectionLevel::Trace);
    TestStateOutput {
        output: report.output.as_ref().map(text),
        error: report.failure.error,
        cause: report.failure.cause,
        inspection_data: shown.then(|| inspection(&report.inspection, http)),
        next_state: report.next,
        status: Some(match report.status {
            Status::Succeeded => TestExecutionStatus::Succeeded,
            Status::Failed => TestExecutionStatus::Failed,
            Status::Retriable => TestExecutionStatus::Retriable,
            Status::CaughtError => TestExecutionStatus::CaughtError,
        }),
    }
}

fn text(payload: &Payload) -> String {
    payload.as_str().to_owned()
}

fn number(number: u64) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn inspection(seen: &Inspection, http: Option<HttpSeen>) -> InspectionData {
    let text = |payload: &Option<Payload>| payload.as_ref().map(text);
    InspectionData {
        input: text(&seen.input),
        after_arguments: text(&seen.after_arguments),
        after_input_path: text(&seen.after_input_path),
        after_parameters: text(&seen.after_parameters),
        result: text(&seen.result),
        after_result_selector: text(&seen.after_result_selector),
        after_result_path: text(&seen.after_result_path),
        response: http.as_ref().and_then(response),
        request: http.map(request),
        variables: text(&seen.variables),
        error_details: seen.error_details.as_ref().map(error_details),
        after_items_path: text(&seen.after_items_path),
        after_item_selector: text(&seen.after_item_selector),
        after_item_batcher: text(&seen.after_item_batcher),
        after_items_pointer: text(&seen.after_items_pointer),
        tolerated_failure_count: seen.tolerated_failure_count.map(number),
        tolerated_failure_percentage: seen.tolerated_failure_percentage,
        max_concurrency: seen.max_concurrency.map(number),
    }
}

fn request(seen: HttpSeen) -> InspectionDataRequest {
    InspectionDataRequest {
        protocol: Some(seen.protocol),
        method: Some(seen.method),
        url: Some(seen.url),
        headers: Some(seen.headers),
        body: Some(seen.body).filter(|body| !body.is_empty()),
    }
}

fn response(seen: &HttpSeen) -> Option<InspectionDataResponse> {
    let answer = seen.answer.clone()?;
    Some(InspectionDataResponse {
        protocol: Some(seen.protocol.clone()),
        status_code: Some(answer.status_code.to_string()),
        status_message: Some(answer.status_message),
        headers: Some(answer.headers),
        body: Some(answer.body),
    })
}

fn error_details(details: &ErrorDetails) -> InspectionErrorDetails {
    let place = |place: Option<usize>| place.and_then(|place| i32::try_from(place).ok());
    InspectionErrorDetails {
        catch_index: place(details.catch_index),
        retry_index: place(details.retry_index),
        retry_backoff_interval_seconds: details.backoff_seconds.map(number),
    }
}
