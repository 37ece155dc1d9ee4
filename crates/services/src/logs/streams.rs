//! Log streams.

use ::logs::{LogStream as Stream, StreamOrder};
use aws::Error;
use aws::logs::*;

use super::{count, group_name, logs_error};
use crate::call::Context;

/// `CreateLogStream`.
pub(super) async fn create_log_stream(
    cx: &Context<'_>,
    input: CreateLogStreamInput,
) -> Result<(), Error> {
    let created = cx
        .app
        .logs
        .create_log_stream(cx.scope(), &input.log_group_name, &input.log_stream_name)
        .await;
    created.map_err(|error| logs_error(cx, &error))
}

/// `DescribeLogStreams`.
pub(super) async fn describe_log_streams(
    cx: &Context<'_>,
    input: DescribeLogStreamsInput,
) -> Result<DescribeLogStreamsOutput, Error> {
    let group = group_name(
        cx,
        input.log_group_name.as_deref(),
        input.log_group_identifier.as_deref(),
    )?;
    let order = match (input.order_by, input.log_stream_name_prefix) {
        (Some(OrderBy::LastEventTime), Some(_)) => {
            let message = "Cannot order by LastEventTime with a logStreamNamePrefix.";
            return Err(cx.error("InvalidParameterException", message));
        }
        (Some(OrderBy::LastEventTime), None) => StreamOrder::LastEventTime,
        (_, prefix) => StreamOrder::Name {
            prefix: prefix.unwrap_or_default(),
        },
    };
    let page = cx.app.logs.describe_log_streams(
        cx.scope(),
        group,
        &order,
        input.descending.unwrap_or(false),
        input.next_token.as_deref(),
        count(input.limit),
    );
    let page = page.map_err(|error| logs_error(cx, &error))?;
    Ok(DescribeLogStreamsOutput {
        log_streams: Some(page.items.into_iter().map(wire).collect()),
        next_token: page.next,
    })
}

/// `DeleteLogStream`.
pub(super) async fn delete_log_stream(
    cx: &Context<'_>,
    input: DeleteLogStreamInput,
) -> Result<(), Error> {
    let deleted = cx
        .app
        .logs
        .delete_log_stream(cx.scope(), &input.log_group_name, &input.log_stream_name)
        .await;
    deleted.map_err(|error| logs_error(cx, &error))
}

fn wire(stream: Stream) -> LogStream {
    LogStream {
        arn: Some(stream.arn.to_string()),
        log_stream_name: Some(stream.name),
        creation_time: Some(stream.created.millis()),
        first_event_timestamp: stream.first_event.map(model::Timestamp::millis),
        last_event_timestamp: stream.last_event.map(model::Timestamp::millis),
        last_ingestion_time: stream.last_ingestion.map(model::Timestamp::millis),
        upload_sequence_token: None,
        stored_bytes: Some(0),
    }
}
