//! A Map Run that was redriven: its children that had not succeeded run again, Standard ones from where they stopped
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html>).

use std::sync::Arc;

use futures_util::FutureExt;

use super::Driver;
use super::child::redrive_child;
use super::done::{Again, Done};
use crate::error::ExecutionError;
use crate::map_run::child_name;
use crate::map_run::window::Place;
use crate::status::Status;

impl Driver {
    /// How many children there are when all of them exist and none needs its input again.
    pub(super) fn all_exist(&self) -> Option<u64> {
        let known = self.record.children.filter(|_| !self.record.express);
        known.filter(|end| self.window.is_whole(*end))
    }

    /// Sends the redrive of a child on its way. Repeating it redrives once.
    pub(super) fn redrive(&mut self, index: u64, before: Status) {
        self.window.set(index, Place::Starting);
        self.starting += 1;
        let (shared, lanes) = (Arc::clone(&self.shared), self.lanes.clone());
        let machine = Arc::clone(&self.machine_arn);
        let (name, round) = (child_name(&self.record.arn, index), self.record.redrives);
        let sent = async move {
            let result = redrive_child(&shared, &lanes, &machine, &name, round).await;
            Done::Redriven(index, before, result)
        };
        self.under_way.push(sent.boxed());
    }

    pub(super) fn redriven(
        &mut self,
        index: u64,
        before: Status,
        result: Result<(), ExecutionError>,
    ) {
        self.starting -= 1;
        match result {
            Ok(()) => {
                if self.window.place(index) == Some(Place::Starting) {
                    self.window.set(index, Place::Running);
                }
            }
            // "The last error or output of the execution is permanent."
            Err(ExecutionError::NotRedrivable(_) | ExecutionError::DoesNotExist(_)) => {
                self.window.fix(index, before);
            }
            // It is not wanted any more; but it may run.
            Err(_) if self.verdict.is_some() => {
                self.window.set(index, Place::Waiting(before));
                self.check(index);
            }
            Err(_) => self.again(Again::Redrive(index, before)),
        }
    }
}
