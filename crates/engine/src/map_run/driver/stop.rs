//! Stopping children whose results nobody wants.

use std::sync::Arc;

use futures_util::FutureExt;

use super::Driver;
use super::child::stop_child;
use super::done::Done;
use crate::map_run::child_name;
use crate::map_run::window::Place;

impl Driver {
    /// Tells what runs to stop, when nobody wants its results any more.
    pub(super) fn stop_children(&mut self) {
        if self.verdict.is_some() && self.record.express {
            self.leave_children();
        } else if self.verdict.is_some() {
            for index in self.window.running() {
                self.window.set(index, Place::Stopping);
                self.stop(index);
            }
        }
    }

    pub(super) fn stop(&mut self, index: u64) {
        let (shared, lanes) = (Arc::clone(&self.shared), self.lanes.clone());
        let (machine, name) = (
            Arc::clone(&self.machine_arn),
            child_name(&self.record.arn, index),
        );
        let stop =
            async move { Done::Stopped(index, stop_child(&shared, &lanes, &machine, &name).await) };
        self.under_way.push(stop.boxed());
    }
}
