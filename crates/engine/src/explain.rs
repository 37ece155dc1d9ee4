//! What an execution waits for, and since when. It is read from the store, like everything about executions, so asking
//! disturbs no lane and shows what a restarted server would go on with.

use asl::run::{Reason, Wait};
use model::Timestamp;
use store::{Direction, ExecutionId, OfferKey};

use crate::description::{Summary, status_of};
use crate::engine::Engine;
use crate::error::{EngineError, ExecutionError};
use crate::interpreter::Run;
use crate::journal::{self, Range};
use crate::live;
use crate::status::Status;

/// Most places of one execution that are explained; a Map may have thousands, all alike.
const MOST: usize = 100;

/// Why an execution is where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// What a list shows.
    pub summary: Summary,
    /// The error and cause of an unsuccessful end.
    pub error: Option<String>,
    /// Its cause.
    pub cause: Option<String>,
    /// The last thing that happened: the event's id, type and time.
    pub last: (u64, String, Timestamp),
    /// When the execution as a whole times out.
    pub times_out: Option<Timestamp>,
    /// Where it stands; empty once it has ended.
    pub blocked: Vec<Blocked>,
    /// There are more places than are listed.
    pub more: bool,
    /// Commands that wait for its lane.
    pub inbox: usize,
}

/// One place where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Blocked {
    /// The state and what it waits for.
    pub wait: Wait,
    /// Since when nothing has happened there.
    pub since: Timestamp,
    /// Where the task's offer is; absent unless it waits for a task.
    pub place: Option<Place>,
}

/// Where the offer of a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In memory, behind so many others.
    Queued {
        /// How many are before it.
        before: usize,
    },
    /// Somebody has it.
    Taken,
    /// In the store only: it is read when there is room, or it was submitted and waits for its callback.
    Stored,
    /// Nowhere: it is done, or waits for its callback.
    Elsewhere,
}

impl Engine {
    /// Explains an execution.
    ///
    /// # Errors
    /// When there is no such execution.
    pub async fn explain(&self, arn: &str) -> Result<Explanation, ExecutionError> {
        let id = self.id_of(arn).await?;
        let shared = &self.0.shared;
        let missing = || ExecutionError::DoesNotExist(arn.to_owned());
        let body = shared
            .store
            .execution(id)
            .await
            .map_err(EngineError::from)?;
        let record = live::decode(id, &body.ok_or_else(missing)?)?;
        let mut waits = Vec::new();
        let mut times_out = None;
        if status_of(&record)? == Status::Running {
            let damaged = |error: asl::run::DecodeError| {
                EngineError::Damaged(format!("execution {id}: {error}"))
            };
            let run = Run::decode(&record.run).map_err(damaged)?;
            let definitions = &shared.definitions;
            let definition = definitions.load(&*shared.store, &record.definition).await?;
            waits = run.waits(definition.program(), MOST + 1);
            times_out = run.times_out();
        }
        let more = waits.len() > MOST;
        waits.truncate(MOST);
        let mut blocked = Vec::with_capacity(waits.len());
        for wait in waits {
            blocked.push(self.blocked(id, wait).await?);
        }
        Ok(Explanation {
            summary: Summary::of(&record)?,
            last: self.event(id, record.last_event).await?,
            error: record.error,
            cause: record.cause,
            times_out,
            blocked,
            more,
            inbox: self.inbox_depths()[self.0.lane(id)],
        })
    }

    async fn blocked(&self, id: ExecutionId, wait: Wait) -> Result<Blocked, EngineError> {
        let (_, _, since) = self.event(id, wait.last_event).await?;
        let place = match &wait.reason {
            Reason::Task { task, .. } => Some(self.place(id, task.0).await?),
            _ => None,
        };
        Ok(Blocked { wait, since, place })
    }

    async fn place(&self, execution: ExecutionId, task: u64) -> Result<Place, EngineError> {
        let shared = &self.0.shared;
        let key = OfferKey { execution, task };
        let known = shared.outbox.place_of(&key);
        if known != Place::Elsewhere {
            return Ok(known);
        }
        // The row before it, if there is one, so that its own is the first of the page.
        let before = OfferKey {
            execution,
            task: task.saturating_sub(1),
        };
        let rows = shared.store.offers(Some(before), 1).await?;
        let stored = rows.first().is_some_and(|(found, _)| *found == key);
        Ok(if stored { Place::Stored } else { known })
    }

    /// Id, type and time of an event.
    async fn event(
        &self,
        execution: ExecutionId,
        id: u64,
    ) -> Result<(u64, String, Timestamp), EngineError> {
        let range = Range {
            from: id,
            direction: Direction::Forward,
            limit: 1,
            bytes: usize::MAX,
            data: false,
        };
        let events = journal::read(&*self.0.shared.store, execution, range).await?;
        let event = events.first();
        let name = event.and_then(|event| asl::event::EventType::try_from(event.event_type).ok());
        let time = event.map_or(0, |event| event.time_millis);
        Ok((
            id,
            name.map_or("", |name| name.name()).to_owned(),
            Timestamp::from_millis(time),
        ))
    }
}
