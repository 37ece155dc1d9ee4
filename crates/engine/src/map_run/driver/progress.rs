//! How far a Map Run is: whether too much has failed, what is told of it, and what may be changed about it.

use asl::event::Failure;
use asl::map_run::threshold_exceeded;
use futures_util::FutureExt;
use tokio::sync::oneshot;

use super::done::Done;
use super::{Driver, Verdict, lock};
use crate::error::EngineError;
use crate::map_run::registry::Changes;
use crate::status::Status;

impl Driver {
    pub(super) fn update(
        &mut self,
        changes: Changes,
        reply: oneshot::Sender<Result<(), EngineError>>,
    ) {
        let record = &mut self.record;
        record.max_concurrency = changes.max_concurrency.unwrap_or(record.max_concurrency);
        record.tolerated_count = changes.tolerated_count.or(record.tolerated_count);
        let percentage = changes.tolerated_percentage;
        record.tolerated_percentage = percentage.or(record.tolerated_percentage);
        let mut batch = store::Batch::default();
        batch.push(record.write());
        let commit = self.shared.store.submit(batch);
        let stored = async move {
            // Whoever stopped waiting for an answer needs none.
            let _ = reply.send(commit.await.map_err(EngineError::from));
            Done::Updated
        };
        self.under_way.push(stored.boxed());
    }

    /// Fails the Map Run when too many items have failed.
    pub(super) fn judge(&mut self) {
        let failed = self.window.items.unsuccessful();
        if self.verdict.is_some() || failed == 0 {
            return;
        }
        let known = self.exhausted || self.record.items.total > 0;
        let total = self.window.total_items(&self.record);
        // Where the number of items is not known yet, a share of them cannot be exceeded.
        let total = if known { total } else { u64::MAX };
        if self.record.tolerance().exceeded(failed, total) {
            self.fail(threshold_exceeded());
        }
    }

    pub(super) fn fail(&mut self, failure: Failure) {
        if self.verdict.is_none() {
            self.verdict = Some(Verdict::Failed(failure));
        }
    }

    /// Shows everybody how far it is.
    pub(super) fn show(&self) {
        let mut progress = lock(&self.progress);
        progress.see(&self.record, &self.window);
        if self.verdict == Some(Verdict::Aborted) {
            progress.record.status = Status::Aborted as u32;
        }
    }
}
