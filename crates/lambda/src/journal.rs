//! The log stream of an execution environment: what the platform and the function say, in order.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use model::{Scope, Timestamp};

use crate::limits::TAIL_BYTES;

/// Where function logs go. `logs` provides it in the server.
pub trait LogSink: Send + Sync + fmt::Debug + 'static {
    /// Appends events to a stream, creating the group and the stream when they are missing. Returns when the events
    /// are accepted; a sink that is behind lets the function wait. Failures are the sink's to report.
    fn append(&self, target: &LogTarget, events: Vec<LogEvent>) -> BoxFuture<'_, ()>;
}

/// One log stream.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LogTarget {
    /// Whose, and where.
    pub scope: Scope,
    /// The log group, by default `/aws/lambda/{name}`.
    pub group: String,
    /// The stream: `YYYY/MM/DD/[version]` and 32 hex digits.
    pub stream: String,
}

/// One log event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEvent {
    /// When it was said.
    pub timestamp: Timestamp,
    /// The text, with the line end it came with.
    pub message: String,
}

/// Collects events and hands them to the sink.
#[derive(Debug)]
pub(crate) struct Journal {
    sink: Arc<dyn LogSink>,
    target: Arc<LogTarget>,
    events: Vec<LogEvent>,
    tail: String,
    /// Bytes that the function may still print in this invocation.
    budget: usize,
    full_budget: usize,
}

impl Journal {
    pub(crate) fn new(sink: Arc<dyn LogSink>, target: Arc<LogTarget>, budget: usize) -> Self {
        Self {
            sink,
            target,
            events: Vec::new(),
            tail: String::new(),
            budget,
            full_budget: budget,
        }
    }

    /// Begins an invocation's log: its tail and its budget.
    pub(crate) fn begin(&mut self) {
        self.tail.clear();
        self.budget = self.full_budget;
    }

    /// Notes what the platform says.
    pub(crate) fn platform(&mut self, message: String) {
        self.note(message);
    }

    /// Notes what the function printed, as far as the budget goes.
    pub(crate) fn function(&mut self, messages: Vec<String>) {
        for message in messages {
            if self.budget == 0 {
                return;
            }
            self.budget = self.budget.saturating_sub(message.len());
            self.note(message);
            if self.budget == 0 {
                let limit = self.full_budget >> 20;
                self.note(format!(
                    "[WARNING] this invocation printed more than {limit} MiB; the rest is dropped\n"
                ));
            }
        }
    }

    fn note(&mut self, message: String) {
        self.tail.push_str(&message);
        if !message.ends_with('\n') {
            self.tail.push('\n');
        }
        if self.tail.len() > 4 * TAIL_BYTES {
            self.tail = last(&self.tail, TAIL_BYTES).to_owned();
        }
        self.events.push(LogEvent {
            timestamp: crate::clock::now(),
            message,
        });
    }

    /// The end of this invocation's log.
    pub(crate) fn tail(&self) -> String {
        last(&self.tail, TAIL_BYTES).to_owned()
    }

    /// True when there is something to hand over.
    pub(crate) fn has_news(&self) -> bool {
        !self.events.is_empty()
    }

    /// Hands everything to the sink.
    pub(crate) async fn flush(&mut self) {
        if self.has_news() {
            let events = std::mem::take(&mut self.events);
            self.sink.append(&self.target, events).await;
        }
    }
}

/// The last `limit` bytes of `text`, at a character boundary.
fn last(text: &str, limit: usize) -> &str {
    let mut start = text.len().saturating_sub(limit);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// How an invocation went, for its REPORT line.
#[derive(Clone, Debug)]
pub(crate) struct Report<'a> {
    pub(crate) request_id: &'a str,
    pub(crate) duration: Duration,
    /// Of the start that preceded it, when it was the first on this process.
    pub(crate) init: Option<Duration>,
    pub(crate) memory_mb: u32,
    pub(crate) used_mb: u64,
    pub(crate) status: Option<Status<'a>>,
}

/// An end that AWS mentions in the REPORT line.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Status<'a> {
    Timeout,
    Error(&'a str),
}

impl fmt::Display for Status<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout => f.write_str("Status: timeout"),
            Self::Error(kind) => write!(f, "Status: error\tError Type: {kind}"),
        }
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (duration, init) = (millis(self.duration), self.init.map(millis));
        // The start is billed since August 2025.
        let billed = (duration + init.unwrap_or(0.0)).ceil();
        write!(f, "REPORT RequestId: {}\t", self.request_id)?;
        write!(f, "Duration: {duration:.2} ms\t")?;
        write!(f, "Billed Duration: {billed:.0} ms\t")?;
        write!(f, "Memory Size: {} MB\t", self.memory_mb)?;
        write!(f, "Max Memory Used: {} MB\t", self.used_mb)?;
        if let Some(init) = init {
            write!(f, "Init Duration: {init:.2} ms\t")?;
        }
        match self.status {
            Some(status) => writeln!(f, "{status}"),
            None => writeln!(f),
        }
    }
}

/// A duration in milliseconds with its fraction.
pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
