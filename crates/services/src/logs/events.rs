//! Log events: put, get, filter.

use ::logs::{FilterPattern, FilterQuery, GetQuery, LogEvent, Streams};
use aws::Error;
use aws::logs::*;
use model::Timestamp;

use super::{count, group_name, logs_error};
use crate::call::Context;

/// `PutLogEvents`.
pub(super) async fn put_log_events(
    cx: &Context<'_>,
    input: PutLogEventsInput,
) -> Result<PutLogEventsOutput, Error> {
    let events = input.log_events.into_iter().map(|event| LogEvent {
        timestamp: Timestamp::from_millis(event.timestamp),
        message: event.message,
    });
    let (group, stream) = (&input.log_group_name, &input.log_stream_name);
    let put = cx
        .app
        .logs
        .put_log_events(cx.scope(), group, stream, events.collect())
        .await;
    let rejected = put.map_err(|error| logs_error(cx, &error))?;
    let index = |index: Option<usize>| index.and_then(|index| i32::try_from(index).ok());
    let info = RejectedLogEventsInfo {
        too_new_log_event_start_index: index(rejected.too_new_start),
        too_old_log_event_end_index: index(rejected.too_old_end),
        expired_log_event_end_index: index(rejected.expired_end),
    };
    Ok(PutLogEventsOutput {
        rejected_log_events_info: (info != RejectedLogEventsInfo::default()).then_some(info),
        ..PutLogEventsOutput::default()
    })
}

/// `GetLogEvents`.
pub(super) async fn get_log_events(
    cx: &Context<'_>,
    input: GetLogEventsInput,
) -> Result<GetLogEventsOutput, Error> {
    let group = group_name(
        cx,
        input.log_group_name.as_deref(),
        input.log_group_identifier.as_deref(),
    )?;
    let query = GetQuery {
        start: input.start_time.map(Timestamp::from_millis),
        end: input.end_time.map(Timestamp::from_millis),
        from_head: input.start_from_head.unwrap_or(false),
        limit: count(input.limit),
        token: input.next_token,
    };
    let page = cx
        .app
        .logs
        .get_log_events(cx.scope(), group, &input.log_stream_name, &query)
        .await;
    let page = page.map_err(|error| logs_error(cx, &error))?;
    let events = page.events.into_iter().map(|event| OutputLogEvent {
        timestamp: Some(event.timestamp.millis()),
        message: Some(event.message),
        ingestion_time: Some(event.ingestion_time.millis()),
    });
    Ok(GetLogEventsOutput {
        events: Some(events.collect()),
        next_forward_token: Some(page.next_forward),
        next_backward_token: Some(page.next_backward),
    })
}

/// `FilterLogEvents`.
pub(super) async fn filter_log_events(
    cx: &Context<'_>,
    input: FilterLogEventsInput,
) -> Result<FilterLogEventsOutput, Error> {
    let group = group_name(
        cx,
        input.log_group_name.as_deref(),
        input.log_group_identifier.as_deref(),
    )?;
    let streams = match (input.log_stream_names, input.log_stream_name_prefix) {
        (Some(_), Some(_)) => {
            let message =
                "logStreamNamePrefix and logStreamNames are mutually exclusive parameters.";
            return Err(cx.error("InvalidParameterException", message));
        }
        (Some(names), None) => Streams::Names(names),
        (None, Some(prefix)) => Streams::Prefix(prefix),
        (None, None) => Streams::All,
    };
    let pattern = FilterPattern::parse(input.filter_pattern.as_deref().unwrap_or_default());
    let query = FilterQuery {
        streams,
        start: input.start_time.map(Timestamp::from_millis),
        end: input.end_time.map(Timestamp::from_millis),
        pattern: pattern
            .map_err(|error| cx.error("InvalidParameterException", error.to_string()))?,
        limit: count(input.limit),
        token: input.next_token,
    };
    let page = cx
        .app
        .logs
        .filter_log_events(cx.scope(), group, &query)
        .await;
    let page = page.map_err(|error| logs_error(cx, &error))?;
    let events = page.events.into_iter().map(|event| FilteredLogEvent {
        log_stream_name: Some(event.stream),
        timestamp: Some(event.timestamp.millis()),
        message: Some(event.message),
        ingestion_time: Some(event.ingestion_time.millis()),
        event_id: Some(event.event_id),
    });
    Ok(FilterLogEventsOutput {
        events: Some(events.collect()),
        searched_log_streams: Some(Vec::new()),
        next_token: page.next,
    })
}
