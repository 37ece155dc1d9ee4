//! The end of a Map Run: its results are written, its record gets its end, and the parent its result.

use asl::event::Failure;
use asl::map_run::MapRunResult;
use tokio::sync::oneshot;

use super::{Driver, Verdict, pause};
use crate::command::{MapRunEnd, Message};
use crate::status::Status;
use crate::timer::lane_of;

impl Driver {
    /// Nothing runs any more: the record gets its end, and the parent its result.
    pub(super) async fn finish(&mut self) {
        self.window.settle(&mut self.record, true);
        if self.record.express {
            // What follows reads the results from the store.
            self.store().await;
        }
        self.record.items.total = self.window.total_items(&self.record);
        self.record.executions.total = self.window.executions.ended();
        let result = match self.verdict.take() {
            Some(Verdict::Aborted) => None,
            Some(Verdict::Failed(failure)) => Some(self.failed(failure).await),
            None => Some(self.succeeded().await),
        };
        loop {
            self.record.stop_millis = Some(self.shared.clock.now().millis());
            let (reply, answer) = oneshot::channel();
            let end = Box::new(MapRunEnd {
                record: self.record.clone(),
                result: result.clone(),
                reply,
            });
            let lane = lane_of(self.record.execution_id(), self.lanes.len());
            let _ = self.lanes[lane].send(Message::MapRun(end)).await;
            if let Ok(Ok(())) = answer.await {
                return;
            }
            pause(&self.shared).await;
        }
    }

    async fn failed(&mut self, failure: Failure) -> MapRunResult {
        let failure = match self.export().await {
            Ok(_) => failure,
            Err(unwritten) => unwritten,
        };
        self.record.status = Status::Failed as u32;
        MapRunResult::Failed(failure)
    }

    async fn succeeded(&mut self) -> MapRunResult {
        let result = match self.export().await {
            Ok(Some(details)) => Ok(details),
            Ok(None) => self.output().await,
            Err(failure) => Err(failure),
        };
        match result {
            Ok(output) => {
                self.record.status = Status::Succeeded as u32;
                self.record.executions.results_written = self.record.executions.ended();
                self.record.items.results_written = self.record.items.ended();
                MapRunResult::Succeeded(output)
            }
            Err(failure) => {
                self.record.status = Status::Failed as u32;
                MapRunResult::Failed(failure)
            }
        }
    }
}
