//! Retention: days that are over go with their executions.

use model::Timestamp;
use store::record::execution::ExecutionRecord;
use store::{Batch, Day, ExecutionId, Write};

use super::Archiver;
use super::step::Step;
use crate::description::status_of;
use crate::error::EngineError;
use crate::live;
use crate::map_run::forget as map_run;
use crate::status::Status;

/// How many executions are read at once.
const PAGE: usize = 64;

impl Archiver {
    /// Removes the days whose retention is over. What a crash interrupts begins anew and finds less to do.
    pub(super) async fn retire(&mut self, now: Timestamp) -> Result<(), EngineError> {
        let today = Day::of_millis(now.millis());
        let oldest = today.before(self.shared.options.retention_days);
        for day in self.shared.store.archive_days().await? {
            if day < oldest {
                self.retire_day(day, today).await?;
            }
        }
        Ok(())
    }

    async fn retire_day(&mut self, day: Day, today: Day) -> Result<(), EngineError> {
        let mut after = None;
        loop {
            let begun = self.shared.clock.now();
            let commands = self.shared.stats.commands.get();
            let ids = self.shared.store.archived(day, after, PAGE).await?;
            let Some(last) = ids.last() else { break };
            after = Some(*last);
            let mut step = Step::default();
            for id in ids {
                self.retire_execution(&mut step, id, day, today).await?;
            }
            self.submit(&mut step).await?;
            self.pause(begun, commands).await;
        }
        self.shared.store.drop_day(day).await?;
        self.open.remove(&day);
        tracing::info!(
            day = day.0,
            "executions were forgotten: their retention is over"
        );
        Ok(())
    }

    /// Forgets an execution that ended on `day`. One that was redriven since keeps its history, in another day.
    async fn retire_execution(
        &mut self,
        step: &mut Step,
        id: ExecutionId,
        day: Day,
        today: Day,
    ) -> Result<(), EngineError> {
        // Without a record it was forgotten before a crash.
        let Some(body) = self.shared.store.execution(id).await? else {
            return Ok(());
        };
        let record = live::decode(id, &body)?;
        let status = status_of(&record)?;
        let ended = match status {
            Status::Running => None,
            _ => record.stop_millis.map(Day::of_millis),
        };
        if ended.is_none_or(|ended| ended > day) {
            return self.keep(step, id, day, ended.unwrap_or(today)).await;
        }
        if let Some(until) = self.needed_until(&record, today).await?
            && until > day
        {
            return self.keep(step, id, day, until).await;
        }
        self.forget_map_runs(step, id).await?;
        step.push(forget(id, record, status));
        self.shared.stats.forgotten.add(1);
        Ok(())
    }

    /// The day until which a child of a Map Run is needed.
    async fn needed_until(
        &self,
        record: &ExecutionRecord,
        today: Day,
    ) -> Result<Option<Day>, EngineError> {
        let Some(map_run) = &record.map_run_arn else {
            return Ok(None);
        };
        map_run::children_needed_until(&*self.shared.store, map_run, today).await
    }

    /// What an execution's Map Runs have left goes with it.
    async fn forget_map_runs(
        &mut self,
        step: &mut Step,
        id: ExecutionId,
    ) -> Result<(), EngineError> {
        for leaving in map_run::of_execution(&*self.shared.store, id).await? {
            for results in leaving.results() {
                self.shared.store.submit(Batch { writes: results }).await?;
            }
            leaving
                .rest()
                .into_iter()
                .for_each(|write| step.push(write));
        }
        Ok(())
    }

    /// Moves an execution's chunks from a day that goes to another.
    async fn keep(
        &mut self,
        step: &mut Step,
        id: ExecutionId,
        from: Day,
        to: Day,
    ) -> Result<(), EngineError> {
        self.open(to).await?;
        let mut segments = self.shared.store.segments(id).await?;
        let mut after = 0;
        while let Some(chunk) = self.shared.store.chunk(from, id, after).await? {
            after = chunk.last;
            // A crash may have left a chunk that has moved.
            if segments.day_of(chunk.last) == Some(from) {
                step.put(id, to, vec![chunk], &mut segments);
            }
            if step.is_full() {
                self.submit(step).await?;
            }
        }
        Ok(())
    }
}

fn forget(execution: ExecutionId, record: ExecutionRecord, status: Status) -> Write {
    Write::Forget {
        list: record.list().to_owned(),
        machine: record.machine_arn,
        name: record.name,
        execution,
        status: status as u8,
    }
}
