//! Asynchronous invocations: stored before they are acknowledged, run at least once, tried again when they fail.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>: two more attempts, after one
//! and after two more minutes; when there is no capacity, with growing delays for up to six hours.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use model::{Scope, Timestamp};
use serde::{Deserialize, Serialize};
use store::Store;
use store::collection::{Collection, OpenError, WriteError};
use tokio::sync::Semaphore;

use crate::error::InvokeError;
use crate::function::VersionNumber;
use crate::invoke::{Invocation, Invoked, Target, check_json, new_request_id};
use crate::lambda::Lambda;
use crate::limits::EVENT_BYTES;
use crate::options::Options;

/// The events that wait or run.
#[derive(Debug)]
pub(crate) struct Events {
    stored: Collection<Event>,
    running: Arc<Semaphore>,
}

/// An event as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Event {
    scope: Scope,
    name: String,
    version: Option<VersionNumber>,
    request_id: String,
    /// In base64: what came in goes to the function byte by byte.
    payload: String,
    client_context: Option<String>,
    trace_id: Option<String>,
    /// Attempts that the function has seen and failed.
    attempts: usize,
    /// Times there was no capacity.
    delays: u32,
    received: Timestamp,
    due: Timestamp,
}

/// Events older than this are given up.
const MOST_AGE: Duration = Duration::from_secs(6 * 3600);
/// Delays for want of capacity grow from one second to this.
const MOST_DELAY: Duration = Duration::from_secs(300);

impl Events {
    pub(crate) async fn open(store: Arc<dyn Store>, options: &Options) -> Result<Self, OpenError> {
        Ok(Self {
            stored: Collection::open(store, "lambda.event").await?,
            running: Arc::new(Semaphore::new(options.event_concurrency)),
        })
    }
}

impl Lambda {
    /// Takes a call to be made soon, and returns its request id once it is certain to be made.
    ///
    /// # Errors
    /// When there is no such function, the payload is not in order or the store fails.
    pub async fn invoke_event(
        &self,
        target: &Target,
        invocation: Invocation,
    ) -> Result<String, InvokeError> {
        self.invocable(target)?;
        if invocation.payload.len() > EVENT_BYTES {
            return Err(InvokeError::EventTooLarge);
        }
        check_json(&invocation.payload)?;
        let now = crate::clock::now();
        let event = Event {
            scope: target.scope.clone(),
            name: target.name.clone(),
            version: target.version,
            request_id: invocation.request_id.unwrap_or_else(new_request_id),
            payload: STANDARD.encode(&invocation.payload),
            client_context: invocation.client_context,
            trace_id: invocation.trace_id,
            attempts: 0,
            delays: 0,
            received: now,
            due: now,
        };
        let request_id = event.request_id.clone();
        let stored = self.0.events.stored.create(&request_id, event).await;
        let event = stored.map_err(|error| InvokeError::Service(error.to_string()))?;
        self.pursue(event);
        Ok(request_id)
    }

    /// How many asynchronous invocations wait or run.
    #[must_use]
    pub fn pending_events(&self) -> usize {
        self.0.events.stored.len()
    }

    /// Goes on with what a previous process left.
    pub(crate) fn resume_events(&self) {
        for (_, event) in self.0.events.stored.list("") {
            self.pursue(event);
        }
    }

    /// Follows an event to its end in a task of its own. Closing stops it; the store remembers.
    fn pursue(&self, event: Arc<Event>) {
        let lambda = self.clone();
        let host = &self.0.host;
        let closing = host.closing.clone();
        host.tasks.spawn(async move {
            let mut event = event;
            loop {
                let attempt = lambda.attempt(Arc::clone(&event));
                let Some(next) = closing.run_until_cancelled(attempt).await else {
                    return;
                };
                match lambda.settle(&event, next).await {
                    Some(again) => event = again,
                    None => return,
                }
            }
        });
    }

    /// Waits until the event is due and runs it.
    async fn attempt(&self, event: Arc<Event>) -> Result<Invoked, InvokeError> {
        tokio::time::sleep(event.due.since(crate::clock::now())).await;
        let permit = Arc::clone(&self.0.events.running).acquire_owned().await;
        let _permit = permit.map_err(|error| InvokeError::Service(error.to_string()))?;
        let target = event.target();
        let function = self.invocable(&target)?;
        self.run(&target, function, event.invocation()).await
    }

    /// Forgets the event, or stores when it is next due.
    async fn settle(
        &self,
        event: &Event,
        result: Result<Invoked, InvokeError>,
    ) -> Option<Arc<Event>> {
        let next = event.next(&result, &self.0.host.options.retry_delays);
        let stored = &self.0.events.stored;
        let written = match next {
            Some(next) => stored.put(&event.request_id, next).await.map(Some),
            None => stored.delete(&event.request_id).await.map(|_| None),
        };
        written.unwrap_or_else(|error: WriteError| {
            // What the store still has is tried again by the next process.
            tracing::error!(request_id = event.request_id, %error, "an event cannot be settled");
            None
        })
    }
}

impl Event {
    fn target(&self) -> Target {
        Target {
            scope: self.scope.clone(),
            name: self.name.clone(),
            version: self.version,
        }
    }

    fn invocation(&self) -> Invocation {
        Invocation {
            payload: Bytes::from(STANDARD.decode(&self.payload).unwrap_or_default()),
            request_id: Some(self.request_id.clone()),
            client_context: self.client_context.clone(),
            trace_id: self.trace_id.clone(),
            tail: false,
            // It is tried again later.
            patience: Duration::ZERO,
        }
    }

    /// What becomes of the event; absent when it is done with.
    fn next(
        &self,
        result: &Result<Invoked, InvokeError>,
        retry_delays: &[Duration],
    ) -> Option<Self> {
        let mut next = self.clone();
        let delay = match result {
            Ok(invoked) if !invoked.failed => return None,
            Ok(_) => {
                let delay = retry_delays.get(self.attempts).copied()?;
                next.attempts += 1;
                delay
            }
            Err(InvokeError::Throttled(_) | InvokeError::Service(_) | InvokeError::Runtime(_)) => {
                next.delays += 1;
                Duration::from_secs(1 << self.delays.min(9)).min(MOST_DELAY)
            }
            Err(_) => return None,
        };
        let now = crate::clock::now();
        next.due = now.after(delay);
        (next.due.since(self.received) < MOST_AGE).then_some(next)
    }
}
