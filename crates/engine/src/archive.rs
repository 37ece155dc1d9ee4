//! Finished executions: a while after its end, an execution's history moves to the archive of the day it ended on; when
//! that day is older than the retention, the day and its executions go.
//!
//! One task does all of it, in small batches, each followed by a pause that is longer the more else there is to do. A
//! crash between two batches loses nothing: events are in one place or the other, and what is not archived is found
//! again when the engine opens. Nothing is stored to remember work by: an execution that has ended and has events that
//! are not archived is to be archived.

mod backlog;
mod retire;
mod step;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use model::Timestamp;
use store::{Day, ExecutionId};
use tokio_util::sync::CancellationToken;

pub(crate) use self::backlog::Backlog;
use self::step::Step;
use crate::error::EngineError;
use crate::shared::Shared;

/// How many executions are looked at before the pause.
const ROUND: usize = 64;
/// How often days are looked for whose retention is over.
const RETIRE_EVERY: Duration = Duration::from_secs(3600);
/// With fewer commands in a millisecond the engine is idle.
const IDLE: u64 = 1;
/// A backlog that is longer gets more of the machine.
const LONG: usize = 20_000;

/// The task.
#[derive(Debug)]
pub(crate) struct Archiver {
    shared: Arc<Shared>,
    closing: CancellationToken,
    /// Days known to be open.
    open: BTreeSet<Day>,
    /// Where looking for what an earlier process left goes on.
    scanned: Option<ExecutionId>,
}

impl Archiver {
    pub(crate) fn new(shared: Arc<Shared>, closing: CancellationToken) -> Self {
        Self {
            shared,
            closing,
            open: BTreeSet::new(),
            scanned: None,
        }
    }

    pub(crate) async fn run(self) {
        let closing = self.closing.clone();
        // Every batch is whole: nothing is lost by stopping in the middle.
        let _ = closing.run_until_cancelled(self.archive_for_ever()).await;
    }

    async fn archive_for_ever(mut self) {
        let mut retire = self.shared.clock.now();
        loop {
            let begun = self.shared.clock.now();
            let commands = self.shared.stats.commands.get();
            let mut done = Ok(());
            if begun >= retire {
                done = self.retire(begun).await;
                retire = begun.after(RETIRE_EVERY);
            }
            let more = match done {
                Ok(()) => self.round(begun).await,
                Err(error) => Err(error),
            };
            match more {
                Ok(true) => self.pause(begun, commands).await,
                Ok(false) => self.wait(retire).await,
                Err(error) => self.failed(&error).await,
            }
        }
    }

    /// Archives the next executions. False when there are none.
    async fn round(&mut self, now: Timestamp) -> Result<bool, EngineError> {
        let ids = self.next(now).await?;
        let mut step = Step::default();
        for id in &ids {
            if let Err(error) = self.archive(&mut step, *id).await {
                if matches!(error, EngineError::Damaged(_)) {
                    // It stays as it is; the others are no worse for it.
                    tracing::error!(execution = %id, %error, "an execution cannot be archived");
                    continue;
                }
                return Err(error);
            }
        }
        self.submit(&mut step).await?;
        Ok(!ids.is_empty() || self.shared.backlog.must_scan())
    }

    /// Executions that may have something to archive.
    async fn next(&mut self, now: Timestamp) -> Result<Vec<ExecutionId>, EngineError> {
        let backlog = &self.shared.backlog;
        let ended = now.millis().saturating_sub(after_millis(&self.shared));
        let due = backlog.take(Timestamp::from_millis(ended), ROUND);
        if !due.is_empty() || !backlog.must_scan() {
            return Ok(due);
        }
        let found = self.shared.store.unarchived(self.scanned, ROUND).await?;
        self.scanned = found.last().copied();
        if found.len() < ROUND {
            backlog.scanned();
            self.scanned = None;
        }
        Ok(found)
    }

    /// Leaves the machine to others for a multiple of the time the last batch took.
    async fn pause(&self, begun: Timestamp, commands: u64) {
        let now = self.shared.clock.now();
        let took = now.since(begun).max(Duration::from_millis(1));
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let others = self.shared.stats.commands.get() - commands;
        let times = match others / millis {
            0..IDLE => 1,
            _ if self.shared.backlog.len() > LONG => 5,
            _ => 19,
        };
        self.shared.clock.sleep_until(now.after(took * times)).await;
    }

    /// Waits until something is due.
    async fn wait(&self, retire: Timestamp) {
        let shared = &self.shared;
        let first = shared.backlog.first().map(|ended| {
            let due = ended.millis().saturating_add(after_millis(shared));
            Timestamp::from_millis(due)
        });
        let due = first.map_or(retire, |first| first.min(retire));
        tokio::select! {
            biased;
            () = shared.clock.sleep_until(due) => {}
            // Only the first to come is told of; those after it are due later.
            () = shared.backlog.arrived(), if first.is_none() => {}
        }
    }

    async fn failed(&mut self, error: &EngineError) {
        tracing::warn!(%error, "finished executions cannot be archived; trying again");
        self.shared.backlog.scan();
        self.scanned = None;
        self.open.clear();
        let pause = self.shared.options.retry_after_failure;
        let again = self.shared.clock.now().after(pause);
        self.shared.clock.sleep_until(again).await;
    }

    /// Opens a day that chunks go to.
    async fn open(&mut self, day: Day) -> Result<(), EngineError> {
        if !self.open.contains(&day) {
            self.shared.store.open_day(day).await?;
            self.open.insert(day);
        }
        Ok(())
    }

    async fn submit(&self, step: &mut Step) -> Result<(), EngineError> {
        let Some((batch, finished)) = step.take() else {
            return Ok(());
        };
        self.shared.store.submit(batch).await?;
        self.shared.stats.archived.add(finished);
        Ok(())
    }
}

fn after_millis(shared: &Shared) -> i64 {
    i64::try_from(shared.options.archive_after.as_millis()).unwrap_or(i64::MAX)
}
