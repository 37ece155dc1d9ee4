//! What functions print goes to CloudWatch Logs.

use futures_util::future::BoxFuture;
use lambda::{LogEvent, LogSink, LogTarget};
use logs::Logs;

/// Writes functions' logs. Events become durable with the next commits; nobody waits for them.
#[derive(Clone, Debug)]
pub(crate) struct FunctionLogs(pub(crate) Logs);

impl LogSink for FunctionLogs {
    fn append(&self, target: &LogTarget, events: Vec<LogEvent>) -> BoxFuture<'_, ()> {
        let events = events.into_iter().map(|event| logs::LogEvent {
            timestamp: event.timestamp,
            message: event.message,
        });
        if let Err(error) = self.0.put(
            &target.scope,
            &target.group,
            &target.stream,
            events.collect(),
        ) {
            tracing::warn!(group = target.group, stream = target.stream, %error, "a function's log cannot be written");
        }
        Box::pin(std::future::ready(()))
    }
}
