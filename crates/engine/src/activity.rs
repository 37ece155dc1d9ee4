//! Activities: workers poll for their tasks and answer with the task's token
//! (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetActivityTask.html>).

use asl::event::Payload;
use asl::step::{Command, TaskId};

use crate::engine::Engine;
use crate::error::{EngineError, TaskError};
use crate::outbox::{Channel, Ready};
use crate::task::TaskRef;

/// A task for an activity worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActivityTask {
    /// Its token.
    pub token: String,
    /// Its input.
    pub input: Payload,
}

impl Engine {
    /// Waits for a task of an activity, at most [`Options::activity_poll`](crate::Options::activity_poll). The task
    /// counts as started when this returns it: no other worker gets it, even after a crash.
    ///
    /// # Errors
    /// When the start cannot be stored; the task is offered again.
    pub async fn get_activity_task(
        &self,
        activity_arn: &str,
        worker: Option<String>,
    ) -> Result<Option<ActivityTask>, EngineError> {
        let shared = &self.0.shared;
        let until = shared.clock.now().after(shared.options.activity_poll);
        let channel = Channel::Activity(activity_arn.to_owned());
        loop {
            let ready = tokio::select! {
                biased;
                // Dropped before it resolves it has taken nothing.
                ready = shared.outbox.take(&channel) => ready,
                () = shared.clock.sleep_until(until) => None,
            };
            let Some(ready) = ready else { return Ok(None) };
            match self.start_activity(ready, worker.clone()).await {
                Ok(task) => return Ok(Some(task)),
                Err(TaskError::Gone) => {}
                Err(TaskError::Engine(error)) => return Err(error),
            }
        }
    }

    async fn start_activity(
        &self,
        ready: Ready,
        worker: Option<String>,
    ) -> Result<ActivityTask, TaskError> {
        let taken = Taken {
            engine: self,
            ready: Some(ready),
        };
        let (key, input) = taken.parts();
        let task = TaskId(key.task);
        let execution = key.execution;
        let started = Command::TaskStarted { task, worker };
        self.report(TaskRef { execution, task }, started, true)
            .await?;
        Ok(ActivityTask {
            token: self.0.shared.tokens.task(execution, task),
            input,
        })
    }
}

/// Puts the offer back when its start is not known to be stored; one that was started is not waiting any more, and
/// putting it back does nothing.
struct Taken<'a> {
    engine: &'a Engine,
    ready: Option<Ready>,
}

impl Taken<'_> {
    fn parts(&self) -> (store::OfferKey, Payload) {
        let ready = self.ready.as_ref().expect("it leaves only on drop");
        (ready.key, ready.offer.input.clone())
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if let Some(ready) = self.ready.take() {
            self.engine.0.shared.outbox.put_back(ready);
        }
    }
}
