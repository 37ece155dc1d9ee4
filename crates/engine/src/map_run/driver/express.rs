//! Express children: started, waited for, their results kept until the Map Run has ended.

use asl::validate::MachineType;
use futures_util::FutureExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::oneshot;

use super::Driver;
use super::done::{Again, Done};
use crate::command::{Message, StartExpress, Whom};
use crate::error::StartError;
use crate::express::Slot;
use crate::map_run::express::{self, StoredResult};
use crate::map_run::items::ChildInput;
use crate::map_run::registry::ChildEnd;
use crate::map_run::window::Place;
use crate::map_run::{ChildOf, child_name};
use crate::request::{Finished, StartRequest};
use crate::status::Status;

impl Driver {
    /// Sends the start of an Express child on its way, and waits for its end.
    pub(super) fn start_express(
        &mut self,
        request: StartRequest,
        child_of: &ChildOf,
        child: ChildInput,
    ) {
        let index = child_of.index;
        self.window.set(index, Place::Running);
        self.held += child.input.len();
        let (reply, answer) = oneshot::channel();
        let uuid = express::child_uuid(&child_of.map_run, index);
        let lane = self.lane_of(&uuid);
        let start = Box::new(StartExpress {
            request: StartRequest {
                kind: MachineType::Express,
                ..request
            },
            name: child_name(&child_of.map_run, index),
            uuid,
            slot: Slot::force(&self.shared.express_running),
            whom: Whom::Waiter(reply),
        });
        let bytes = start.bytes();
        let ended = self.send(lane, bytes, Message::Express(start), answer);
        let ended = ended.map(move |result| Done::Finished(index, child, result));
        self.under_way.push(ended.boxed());
    }

    /// An Express child has ended, or could not be run and is run again.
    pub(super) fn finished(
        &mut self,
        index: u64,
        child: ChildInput,
        result: Result<Finished, StartError>,
    ) {
        self.held -= child.input.len();
        let Ok(finished) = result else {
            return self.again(Again::Start(index, child));
        };
        let end = ChildEnd {
            status: finished.status,
            output: finished.output.clone(),
            round: self.record.redrives,
        };
        let result = StoredResult::new(finished, &self.machine_arn, &child, end.round);
        self.unstored.push(result.write(&self.record.arn, index));
        self.ended(index, end);
    }

    /// Sends what has come to the store, one batch after the other: little is lost in a crash, and little is in memory.
    pub(super) fn store_results(&mut self) {
        if self.unstored.is_empty() || !self.storing.is_empty() {
            return;
        }
        self.storing = std::mem::take(&mut self.unstored);
        let batch = store::Batch {
            writes: self.storing.clone(),
        };
        let commit = self.shared.store.submit(batch);
        self.under_way.push(commit.map(Done::Stored).boxed());
    }

    /// Express executions cannot be stopped: they run on, and nobody looks at what they give.
    pub(super) fn leave_children(&mut self) {
        self.under_way = FuturesUnordered::new();
        for index in self.window.running() {
            self.window.set(index, Place::Ended(Status::Aborted));
        }
    }

    /// The Map Run has ended: what nobody needs any more of its children's results is removed.
    pub(super) async fn remove_results(&mut self) {
        if self.record.leaves_results() {
            let arn = self.record.arn.clone();
            for removed in express::remove(&arn, self.record.results_below()) {
                self.write(removed).await;
            }
        }
        self.write(vec![self.record.close()]).await;
    }
}
