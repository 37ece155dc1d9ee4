//! The workers' side: offers, what becomes of them, and results by task token.

use asl::event::{EventType, Failure, Payload};
use asl::step::{Command, Pattern, TaskId, TaskStage, TaskTarget};
use store::{Direction, ExecutionId};
use tokio::sync::oneshot;

use crate::command::{Message, TaskResult};
use crate::engine::{Engine, closed};
use crate::error::{EngineError, TaskError, TokenError};
use crate::journal::{self, Range};
use crate::outbox::{self, Channel, Ready};

/// How many events are looked through at once.
const PAGE: usize = 100;

/// A task of an execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TaskRef {
    /// Whose it is.
    pub execution: ExecutionId,
    /// Which one.
    pub task: TaskId,
}

/// A task to be done. Whoever has it reports what becomes of it through its methods; dropped without a result it is
/// offered again, and so it is after a crash: the same task may be done more than once, its result counts once.
#[derive(Debug)]
pub struct Offer {
    engine: Engine,
    /// Taken out when the offer is put back.
    ready: Option<Ready>,
}

impl Engine {
    /// The next task for the worker: a function or a service integration. `None` when the engine closes. How many are
    /// under way at once is the worker's affair: it asks when it has room. Dropping the future loses nothing.
    pub async fn next_offer(&self) -> Option<Offer> {
        let ready = self.0.shared.outbox.take(&Channel::Worker).await?;
        Some(Offer::new(self.clone(), ready))
    }

    /// A task that waits for its token has succeeded. AWS: SendTaskSuccess.
    ///
    /// # Errors
    /// As [`TokenError`] says.
    pub async fn send_task_success(&self, token: &str, output: Payload) -> Result<(), TokenError> {
        let result = |task| Command::TaskSucceeded { task, output };
        self.by_token(token, result, true).await
    }

    /// A task that waits for its token has failed. AWS: SendTaskFailure.
    ///
    /// # Errors
    /// As [`TokenError`] says.
    pub async fn send_task_failure(&self, token: &str, failure: Failure) -> Result<(), TokenError> {
        let at = TaskStage::Run;
        let result = |task| Command::TaskFailed { task, failure, at };
        self.by_token(token, result, true).await
    }

    /// A task that waits for its token is still at work. AWS: SendTaskHeartbeat.
    ///
    /// # Errors
    /// As [`TokenError`] says.
    pub async fn send_task_heartbeat(&self, token: &str) -> Result<(), TokenError> {
        self.by_token(token, |task| Command::Heartbeat { task }, false)
            .await
    }

    /// Whether a token is one of this store's, of an execution that there is.
    ///
    /// # Errors
    /// As [`TokenError`] says.
    pub async fn check_token(&self, token: &str) -> Result<(), TokenError> {
        let shared = &self.0.shared;
        let found = shared.tokens.read_task(token);
        let (execution, _) = found.ok_or(TokenError::Invalid)?;
        let known = shared.store.execution(execution).await;
        match known.map_err(EngineError::from)? {
            Some(_) => Ok(()),
            None => Err(TokenError::DoesNotExist),
        }
    }

    async fn by_token(
        &self,
        token: &str,
        command: impl FnOnce(TaskId) -> Command,
        closes_offer: bool,
    ) -> Result<(), TokenError> {
        let shared = &self.0.shared;
        self.check_token(token).await?;
        let found = shared.tokens.read_task(token);
        let (execution, task) = found.ok_or(TokenError::Invalid)?;
        let task_ref = TaskRef { execution, task };
        let sent = self.report(task_ref, command(task), closes_offer).await;
        sent.map_err(|error| match error {
            TaskError::Gone => TokenError::TimedOut,
            TaskError::Engine(error) => TokenError::Engine(error),
        })
    }

    /// Tells the task's execution and waits until that is durable.
    pub(crate) async fn report(
        &self,
        TaskRef { execution, task }: TaskRef,
        command: Command,
        closes_offer: bool,
    ) -> Result<(), TaskError> {
        let (reply, answer) = oneshot::channel();
        let message = Message::Task(TaskResult {
            execution,
            task,
            command,
            closes_offer,
            reply,
        });
        self.0.send(self.0.lane(execution), message).await?;
        answer.await.unwrap_or_else(|_| Err(closed().into()))
    }
}

impl Offer {
    pub(crate) fn new(engine: Engine, ready: Ready) -> Self {
        Self {
            engine,
            ready: Some(ready),
        }
    }

    fn ready(&self) -> &Ready {
        self.ready
            .as_ref()
            .expect("it is taken out only when the offer is dropped")
    }

    /// Which task it is.
    #[must_use]
    pub fn task(&self) -> TaskRef {
        let key = self.ready().key;
        TaskRef {
            execution: key.execution,
            task: TaskId(key.task),
        }
    }

    /// The execution's ARN.
    #[must_use]
    pub fn execution_arn(&self) -> &str {
        &self.ready().execution_arn
    }

    /// The state machine's ARN.
    #[must_use]
    pub fn machine_arn(&self) -> &str {
        &self.ready().machine_arn
    }

    /// The role to act as: that of `Credentials`, else the execution's.
    #[must_use]
    pub fn role_arn(&self) -> &str {
        let ready = self.ready();
        let own = ready.offer.credentials_role.as_deref();
        own.unwrap_or(&ready.role_arn)
    }

    /// The execution's own role.
    #[must_use]
    pub fn execution_role_arn(&self) -> &str {
        &self.ready().role_arn
    }

    /// What to call.
    #[must_use]
    pub fn target(&self) -> &TaskTarget {
        &self.ready().offer.target
    }

    /// The evaluated parameters or input.
    #[must_use]
    pub fn input(&self) -> &Payload {
        &self.ready().offer.input
    }

    /// `TimeoutSeconds`, if the definition says it.
    #[must_use]
    pub fn timeout_seconds(&self) -> Option<i64> {
        self.ready().offer.timeout_seconds
    }

    /// `HeartbeatSeconds`, if the definition says it.
    #[must_use]
    pub fn heartbeat_seconds(&self) -> Option<i64> {
        self.ready().offer.heartbeat_seconds
    }

    /// The task's token.
    #[must_use]
    pub fn token(&self) -> String {
        let TaskRef { execution, task } = self.task();
        self.engine.0.shared.tokens.task(execution, task)
    }

    /// The work has begun. May run beside the call itself: results are applied in the order they are reported.
    ///
    /// # Errors
    /// [`TaskError::Gone`] when nobody waits for the task any more: do not begin.
    pub async fn started(&self) -> Result<(), TaskError> {
        let task = self.task().task;
        let worker = None;
        self.report(Command::TaskStarted { task, worker }, false)
            .await
    }

    /// The service answered, and the task goes on until its token comes back or its job ends.
    ///
    /// # Errors
    /// As [`TaskError`] says.
    pub async fn submitted(&self, output: Payload) -> Result<(), TaskError> {
        let task = self.task().task;
        let waits_for_token = matches!(
            self.target(),
            TaskTarget::Integration {
                pattern: Pattern::WaitForTaskToken,
                ..
            }
        );
        // A job's end has to be looked for, after a restart too: its offer stays.
        self.report(Command::TaskSubmitted { task, output }, waits_for_token)
            .await
    }

    /// The task succeeded. Durable when this returns.
    ///
    /// # Errors
    /// As [`TaskError`] says; after [`TaskError::Engine`] report it again.
    pub async fn succeeded(&self, output: Payload) -> Result<(), TaskError> {
        let task = self.task().task;
        self.report(Command::TaskSucceeded { task, output }, true)
            .await
    }

    /// What a worker has reported as submitted before, perhaps before a restart: a job that has been started need not
    /// be started again.
    ///
    /// # Errors
    /// When the history cannot be read.
    pub async fn submitted_before(&self) -> Result<Option<Payload>, EngineError> {
        let TaskRef { execution, task } = self.task();
        let store = &*self.engine.0.shared.store;
        let mut following = vec![task.0];
        let mut from = task.0 + 1;
        loop {
            let range = Range {
                from,
                direction: Direction::Forward,
                limit: PAGE,
                bytes: usize::MAX,
                data: true,
            };
            let events = journal::read(store, execution, range).await?;
            let Some(last) = events.last() else {
                return Ok(None);
            };
            from = last.id + 1;
            for event in events {
                if !following.contains(&event.previous) {
                    continue;
                }
                if event.event_type() == EventType::TaskSubmitted {
                    return Ok(event.payload().cloned());
                }
                following.push(event.id);
            }
        }
    }

    /// The task failed. Durable when this returns.
    ///
    /// # Errors
    /// As [`TaskError`] says; after [`TaskError::Engine`] report it again.
    pub async fn failed(&self, failure: Failure, at: TaskStage) -> Result<(), TaskError> {
        let task = self.task().task;
        self.report(Command::TaskFailed { task, failure, at }, true)
            .await
    }

    /// The work goes on.
    ///
    /// # Errors
    /// As [`TaskError`] says.
    pub async fn heartbeat(&self) -> Result<(), TaskError> {
        let task = self.task().task;
        self.report(Command::Heartbeat { task }, false).await
    }

    /// Whether nobody waits for the task any more, and the job that it started is still to be stopped. Then the offer is
    /// [`Offer::settled`] when it is, and nothing is reported.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn is_left(&self) -> Result<bool, EngineError> {
        let store = &*self.engine.0.shared.store;
        Ok(outbox::is_left(store, &self.ready().key).await?)
    }

    /// The job of a task that nobody waits for is stopped: the offer does not come again.
    ///
    /// # Errors
    /// When the store cannot be written: it comes again after a restart.
    pub async fn settled(&self) -> Result<(), EngineError> {
        let (shared, key) = (&self.engine.0.shared, self.ready().key);
        let writes = outbox::settled(key);
        shared.store.submit(store::Batch { writes }).await?;
        shared.outbox.forget(&key);
        Ok(())
    }

    /// What will become of the offer, from now on: for a worker whose task takes long. Ask before the work begins.
    #[must_use]
    pub fn departure(&self) -> Departure {
        Departure(self.engine.0.shared.outbox.watch(self.ready().key))
    }

    async fn report(&self, command: Command, closes_offer: bool) -> Result<(), TaskError> {
        self.engine.report(self.task(), command, closes_offer).await
    }
}

/// How an offer leaves while its worker is at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Nobody waits for the task any more: its execution ended, a clock of it ran out, or a sibling failed.
    Withdrawn,
    /// It has its result already, from somebody with its token.
    Answered,
}

/// Tells when an offer leaves. Cheap: nothing is polled.
#[derive(Debug)]
pub struct Departure(Option<oneshot::Receiver<()>>);

impl Departure {
    /// Waits until the offer leaves. Dropping the future is safe. To be awaited once.
    pub async fn left(&mut self) -> Left {
        match &mut self.0 {
            None => Left::Withdrawn,
            Some(withdrawn) => match withdrawn.await {
                Ok(()) => Left::Withdrawn,
                Err(_) => Left::Answered,
            },
        }
    }
}

impl Drop for Offer {
    fn drop(&mut self) {
        if let Some(ready) = self.ready.take() {
            self.engine.0.shared.outbox.put_back(ready);
        }
    }
}
