//! What executions log goes to CloudWatch Logs
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html>).
//!
//! Lanes of the engine hand entries to a bounded queue and go on; one task writes them. When the queue is full, entries
//! are left out and the server's own log says how many events: execution logs are best effort, as on AWS, and must not
//! slow executions.

mod entry;
mod streams;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use asl::event::Event;
use engine::{Clock, ExecutionLog, LogEntry};
use logs::{LogEvent, Logs};
use model::{Arn, Scope};
use tokio::sync::{mpsc, oneshot};

use self::streams::Streams;

/// Most entries that wait to be written.
const WAITING: usize = 16_384;
/// Most bytes of inputs and outputs that wait with them.
const WAITING_BYTES: usize = 64 << 20;
/// Most entries written at once.
const AT_ONCE: usize = 256;

/// The queue of what executions log. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ExecutionLogs {
    queue: mpsc::Sender<Item>,
    counts: Arc<Counts>,
}

/// What waits in the queue.
#[derive(Debug)]
enum Item {
    Entry(LogEntry),
    /// Somebody wants to know when all before it is written.
    Flush(oneshot::Sender<()>),
}

/// What the queue holds and what it refused.
#[derive(Debug, Default)]
struct Counts {
    waiting_bytes: AtomicUsize,
    left_out: AtomicUsize,
}

impl ExecutionLogs {
    /// Begins to write to `logs`. Must be called within a tokio runtime; ends when the last clone is dropped and the
    /// queue is empty.
    #[must_use]
    pub fn open(logs: Logs, clock: Arc<dyn Clock>) -> Self {
        let (queue, entries) = mpsc::channel(WAITING);
        let counts = Arc::new(Counts::default());
        let writer = Writer {
            logs,
            streams: Streams::new(clock),
            counts: Arc::clone(&counts),
        };
        tokio::spawn(writer.run(entries));
        Self { queue, counts }
    }

    /// Waits until everything logged so far is written.
    pub async fn flush(&self) {
        let (written, flushed) = oneshot::channel();
        // Without a writer nothing waits.
        if self.queue.send(Item::Flush(written)).await.is_ok() {
            let _ = flushed.await;
        }
    }
}

impl ExecutionLog for ExecutionLogs {
    fn log(&self, entry: LogEntry) {
        let (bytes, events) = (bytes_of(&entry), entry.events.len());
        let waiting = &self.counts.waiting_bytes;
        let fits = waiting.fetch_add(bytes, Ordering::Relaxed) <= WAITING_BYTES;
        if !fits || self.queue.try_send(Item::Entry(entry)).is_err() {
            waiting.fetch_sub(bytes, Ordering::Relaxed);
            self.counts.left_out.fetch_add(events, Ordering::Relaxed);
        }
    }
}

fn bytes_of(entry: &LogEntry) -> usize {
    let payloads = entry.events.iter().filter_map(Event::payload);
    payloads.map(asl::event::Payload::len).sum()
}

struct Writer {
    logs: Logs,
    streams: Streams,
    counts: Arc<Counts>,
}

impl Writer {
    async fn run(mut self, mut entries: mpsc::Receiver<Item>) {
        let mut round = Vec::with_capacity(AT_ONCE);
        while entries.recv_many(&mut round, AT_ONCE).await > 0 {
            let mut commits = Vec::with_capacity(round.len());
            let mut flushes = Vec::new();
            for item in round.drain(..) {
                match item {
                    Item::Entry(entry) => commits.extend(self.take(&entry)),
                    Item::Flush(written) => flushes.push(written),
                }
            }
            // Waiting for the last write keeps what is on its way to the store bounded.
            if let Some(last) = commits.pop()
                && let Err(error) = last.await
            {
                tracing::warn!(%error, "execution logs are not stored");
            }
            self.say_what_was_left_out();
            // Whoever stopped waiting needs no answer.
            for written in flushes {
                let _ = written.send(());
            }
        }
    }

    fn take(&mut self, entry: &LogEntry) -> Option<store::Commit> {
        let waiting = &self.counts.waiting_bytes;
        waiting.fetch_sub(bytes_of(entry), Ordering::Relaxed);
        self.write(entry)
    }

    /// Writes one entry, if its log group is still there.
    fn write(&mut self, entry: &LogEntry) -> Option<store::Commit> {
        let arn: Arn = entry.target.group_arn.parse().ok()?;
        let scope = Scope::of(&arn)?;
        let group = arn.resource.strip_prefix("log-group:")?;
        let group = group.strip_suffix(":*").unwrap_or(group);
        // AWS does not make a group again that was deleted.
        self.logs.describe_log_group(&scope, group).ok()?;
        let stream = self.streams.of(&entry.machine_arn, &entry.target.group_arn);
        let event = |event: &Event| LogEvent {
            timestamp: event.time(),
            message: entry::message(entry, event),
        };
        let events = entry.events.iter().map(event).collect();
        let written = self.logs.put(&scope, group, &stream, events);
        written
            .inspect_err(
                |error| tracing::warn!(group, %error, "an execution log cannot be written"),
            )
            .ok()
    }

    fn say_what_was_left_out(&self) {
        let events = self.counts.left_out.swap(0, Ordering::Relaxed);
        if events > 0 {
            tracing::warn!(
                events,
                "execution logs came faster than they could be written; these events are missing from CloudWatch Logs"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::{LogLevel, LogTarget};

    use super::*;

    fn entry(input: &str) -> LogEntry {
        let started = asl::event::ExecutionStarted {
            input: asl::event::Payload::new(input),
            ..asl::event::ExecutionStarted::default()
        };
        LogEntry {
            target: LogTarget {
                group_arn: "g".into(),
                level: LogLevel::All,
                include_data: true,
            },
            execution_arn: "e".into(),
            machine_arn: "m".into(),
            redrive_count: 0,
            events: vec![Event {
                details: Some(asl::event::Details::Started(started)),
                ..Event::default()
            }],
        }
    }

    fn queue(room: usize) -> (ExecutionLogs, mpsc::Receiver<Item>) {
        let (queue, entries) = mpsc::channel(room);
        let counts = Arc::default();
        (ExecutionLogs { queue, counts }, entries)
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_counted() {
        let (logs, mut entries) = queue(2);
        for _ in 0..3 {
            logs.log(entry("{}"));
        }
        assert_eq!(logs.counts.left_out.load(Ordering::Relaxed), 1);
        assert_eq!(logs.counts.waiting_bytes.load(Ordering::Relaxed), 4);
        assert!(entries.try_recv().is_ok() && entries.try_recv().is_ok());
        assert!(entries.try_recv().is_err());
    }

    #[test]
    fn bytes_that_wait_are_bounded_too() {
        let (logs, _entries) = queue(10);
        let large = "x".repeat(WAITING_BYTES);
        logs.log(entry(&large));
        logs.log(entry("{}"));
        logs.log(entry("{}"));
        assert_eq!(logs.counts.left_out.load(Ordering::Relaxed), 1);
    }
}
