//! Starting children.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use asl::validate::MachineType;
use futures_util::FutureExt;
use tokio::sync::oneshot;

use super::Driver;
use super::done::{Again, Done};
use crate::command::{Message, Start};
use crate::definition::Definition;
use crate::error::{EngineError, StartError};
use crate::map_run::items::ChildInput;
use crate::map_run::window::Place;
use crate::map_run::{ChildOf, child_name};
use crate::request::{StartRequest, Started};
use crate::shard;

impl Driver {
    pub(super) fn begin(&mut self, child: ChildInput) {
        let index = self.next;
        self.next += 1;
        match self.window.place(index) {
            Some(Place::Waiting(before)) if !self.record.express => {
                return self.redrive(index, before);
            }
            Some(Place::Missing | Place::Waiting(_)) => {
                self.window.put(index, Place::Starting, child.items)
            }
            // An earlier process started it.
            Some(_) => return,
            None => self.window.push(Place::Starting, child.items),
        }
        self.start(index, child, false);
    }

    /// Sends a start on its way. One that is repeated is `named`: the child may be there.
    pub(super) fn start(&mut self, index: u64, child: ChildInput, named: bool) {
        let Some(definition) = self.definition.clone() else {
            return;
        };
        let child_of = ChildOf {
            map_run: self.record.arn.clone(),
            index,
            items: child.items,
            round: self.record.redrives,
        };
        let request = self.request(definition, &child);
        if self.record.express {
            return self.start_express(request, &child_of, child);
        }
        let (reply, answer) = oneshot::channel();
        let name = child_name(&self.record.arn, index);
        let lane = self.lane_of(&name);
        let start = Box::new(Start {
            request,
            name,
            named,
            once: None,
            child_of: Some(child_of),
            reply,
        });
        self.starting += 1;
        let bytes = start.bytes();
        let started = self.send(lane, bytes, Message::Start(start), answer);
        let started = started.map(move |result| Done::Started(index, child, result));
        self.under_way.push(started.boxed());
    }

    /// The lane of a child, by its name or, if it is an Express one, its uuid.
    pub(super) fn lane_of(&self, name: &str) -> usize {
        usize::from(shard::of_name(&self.machine_arn, name)) % self.lanes.len()
    }

    /// Sends a start to a lane, and waits for its answer.
    pub(super) fn send<T: Send + 'static>(
        &self,
        lane: usize,
        bytes: usize,
        start: Message,
        answer: oneshot::Receiver<Result<T, StartError>>,
    ) -> impl Future<Output = Result<T, StartError>> + Send + use<T> {
        let lane = self.lanes[lane].clone();
        let waiting = &self.shared.inbox_bytes;
        waiting.fetch_add(bytes, Ordering::Relaxed);
        async move {
            // A lane that is gone answers by dropping the reply.
            let _ = lane.send(start).await;
            let closed = || Err(EngineError::Closed.into());
            answer.await.unwrap_or_else(|_| closed())
        }
    }

    fn request(&self, definition: Arc<Definition>, child: &ChildInput) -> StartRequest {
        StartRequest {
            machine_arn: Arc::clone(&self.machine_arn),
            role_arn: Arc::clone(&self.caller.role_arn),
            definition,
            name: None,
            input: child.input.clone(),
            trace_header: None,
            version_arn: None,
            alias_arn: None,
            revision_id: None,
            kind: MachineType::Standard,
            log: self.log.clone(),
        }
    }

    pub(super) fn started(
        &mut self,
        index: u64,
        child: ChildInput,
        result: Result<Started, StartError>,
    ) {
        match result {
            Ok(_) => {
                if self.window.place(index) == Some(Place::Starting) {
                    self.window.set(index, Place::Running);
                }
            }
            // An earlier attempt succeeded, and it has ended.
            Err(StartError::AlreadyExists(_)) => self.check(index),
            Err(StartError::Engine(_)) if self.verdict.is_some() => self.check_or_forget(index),
            Err(StartError::Engine(_)) => self.again(Again::Start(index, child)),
        }
    }

    /// A child whose start failed is not wanted any more; but it may be there.
    fn check_or_forget(&mut self, index: u64) {
        self.window.set(index, Place::Missing);
        self.check(index);
    }
}
