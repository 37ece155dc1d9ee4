//! What is told of Map Runs, and what may be changed about them.

use model::Timestamp;
use tokio::sync::oneshot;

use super::driver::lock;
use super::record::{MapRunRecord, OF_EXECUTION, REDRIVEN, RUNS, Tally};
pub use super::registry::Changes;
use super::registry::{Note, Progress};
use super::survey::survey;
use crate::engine::{Engine, closed};
use crate::error::{EngineError, ExecutionError, MapRunError};
use crate::status::Status;

/// A Map Run.
#[derive(Clone, Debug, PartialEq)]
pub struct MapRunDescription {
    /// Its ARN.
    pub arn: String,
    /// The execution whose Map it is.
    pub execution_arn: String,
    /// What its children are executions of: `…:stateMachine:{machine}/{label}`.
    pub machine_arn: String,
    /// Where it stands; never timed out.
    pub status: Status,
    /// When it started.
    pub start: Timestamp,
    /// When it ended.
    pub stop: Option<Timestamp>,
    /// Most children at once; 0 is AWS's own limit.
    pub max_concurrency: u64,
    /// How many items may fail.
    pub tolerated_count: u64,
    /// How many of a hundred may.
    pub tolerated_percentage: f64,
    /// Items by what became of them.
    pub items: Counts,
    /// Children by what became of them.
    pub executions: Counts,
    /// How often it was redriven.
    pub redrive_count: u32,
    /// When it was last redriven.
    pub redriven: Option<Timestamp>,
}

/// Items or children, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not begun.
    pub pending: u64,
    /// At work.
    pub running: u64,
    /// Done.
    pub succeeded: u64,
    /// Failed.
    pub failed: u64,
    /// Took too long.
    pub timed_out: u64,
    /// Stopped.
    pub aborted: u64,
    /// All that are known.
    pub total: u64,
    /// Whose results are in the Map's result.
    pub results_written: u64,
    /// Of those that did not succeed: which cannot be redriven.
    pub failures_not_redrivable: u64,
    /// Did not succeed, and wait to be redriven.
    pub pending_redrive: u64,
}

impl Counts {
    fn new(tally: Tally, running: u64, pending_redrive: u64) -> Self {
        let known = tally.ended() + running + pending_redrive;
        Self {
            failures_not_redrivable: tally.not_redrivable,
            pending_redrive,
            pending: tally.total.saturating_sub(known),
            running,
            succeeded: tally.succeeded,
            failed: tally.failed,
            timed_out: tally.timed_out,
            aborted: tally.aborted,
            total: tally.total.max(known),
            results_written: tally.results_written,
        }
    }
}

impl MapRunDescription {
    fn new(progress: &Progress) -> Result<Self, EngineError> {
        let record = progress.record.clone();
        let status = Status::from_byte(record.status);
        let status = status.ok_or_else(|| EngineError::Damaged("a Map Run's status".into()))?;
        Ok(Self {
            status,
            start: Timestamp::from_millis(record.start_millis),
            stop: record.stop_millis.map(Timestamp::from_millis),
            max_concurrency: record.max_concurrency,
            tolerated_count: record.tolerated_count.unwrap_or(0),
            tolerated_percentage: record.tolerated_percentage.unwrap_or(0.0),
            items: Counts::new(record.items, progress.running_items, progress.waiting_items),
            executions: Counts::new(record.executions, progress.running, progress.waiting),
            redrive_count: record.redrives,
            redriven: record.redrive_millis.map(Timestamp::from_millis),
            arn: record.arn,
            execution_arn: record.execution_arn,
            machine_arn: record.machine_arn,
        })
    }
}

/// A Map Run that is about to go on: what did not succeed waits for that.
fn redriven_from(record: MapRunRecord, redriven: MapRunRecord) -> Progress {
    let (executions, items) = (record.executions, record.items);
    let kept = |tally: Tally| Tally {
        total: tally.total,
        succeeded: tally.succeeded,
        ..Tally::default()
    };
    Progress {
        waiting: executions.unsuccessful(),
        waiting_items: items.unsuccessful(),
        ..Progress::of(MapRunRecord {
            executions: kept(executions),
            items: kept(items),
            ..record.again(redriven)
        })
    }
}

impl Engine {
    /// Describes a Map Run, exactly as it stands.
    ///
    /// # Errors
    /// When there is no such Map Run.
    pub async fn describe_map_run(&self, arn: &str) -> Result<MapRunDescription, MapRunError> {
        let shared = &self.0.shared;
        let read = shared.store.document(RUNS, arn).await;
        let body = read.map_err(EngineError::from)?;
        let body = body.ok_or_else(|| MapRunError::DoesNotExist(arn.to_owned()))?;
        let record = MapRunRecord::decode(&body)?;
        if let Some(redriven) = self.redriven_map_run(arn).await? {
            return Ok(MapRunDescription::new(&redriven_from(record, redriven))?);
        }
        // Its end is told as soon as it is stored; how far it is, its driver knows.
        if !record.is_at_work() {
            return Ok(MapRunDescription::new(&Progress::of(record))?);
        }
        if let Some(progress) = shared.map_runs.progress(arn) {
            let progress = lock(&progress);
            if progress.seen {
                return Ok(MapRunDescription::new(&progress)?);
            }
        }
        Ok(MapRunDescription::new(&survey(shared, record).await?)?)
    }

    /// What a redrive asks for that has not begun.
    async fn redriven_map_run(&self, arn: &str) -> Result<Option<MapRunRecord>, EngineError> {
        let body = self.0.shared.store.document(REDRIVEN, arn).await?;
        body.map(|body| MapRunRecord::decode(&body)).transpose()
    }

    /// The Map Runs of an execution, newest first.
    ///
    /// # Errors
    /// When there is no such execution.
    pub async fn list_map_runs(
        &self,
        execution_arn: &str,
    ) -> Result<Vec<MapRunDescription>, ExecutionError> {
        let id = self.id_of(execution_arn).await?;
        let store = &self.0.shared.store;
        let prefix = MapRunRecord::list_prefix(id);
        let listed = store.documents(OF_EXECUTION, &prefix).await?;
        let mut found = Vec::with_capacity(listed.len());
        for (_, arn) in listed.into_iter().rev() {
            let arn = String::from_utf8_lossy(&arn).into_owned();
            match self.describe_map_run(&arn).await {
                Ok(described) => found.push(described),
                Err(MapRunError::DoesNotExist(_)) => {}
                Err(MapRunError::Engine(error)) => return Err(error.into()),
            }
        }
        Ok(found)
    }

    /// Changes a Map Run that is at work; one that has ended stays as it is. The change is durable when this returns.
    ///
    /// # Errors
    /// When there is no such Map Run.
    pub async fn update_map_run(&self, arn: &str, changes: Changes) -> Result<(), MapRunError> {
        let (reply, answer) = oneshot::channel();
        match self
            .0
            .shared
            .map_runs
            .tell(arn, Note::Update(changes, reply))
        {
            Ok(()) => match answer.await {
                Ok(updated) => Ok(updated?),
                // It ended first.
                Err(_) if !self.is_closed() => Ok(()),
                Err(_) => Err(closed().into()),
            },
            Err(_) => self.describe_map_run(arn).await.map(drop),
        }
    }

    /// Says where items of Map Runs are read and results written. Map Runs that need it wait until it is said.
    pub fn serve_map_runs(&self, objects: std::sync::Arc<dyn super::objects::MapRunObjects>) {
        self.0.shared.map_runs.serve(objects);
    }
}
