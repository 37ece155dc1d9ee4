//! Children that are in the store, and those that have ended.

use std::sync::Arc;

use asl::event::Payload;
use futures_util::FutureExt;

use super::child::{READ, find, find_all};
use super::done::Done;
use super::{Driver, pause};
use crate::map_run::registry::ChildEnd;
use crate::map_run::window::Place;
use crate::status::Status;

/// A child as the store has it.
pub(in crate::map_run) struct Found {
    pub(super) status: Status,
    pub(in crate::map_run) items: u64,
    /// The redrive of the Map Run that last started or redrove it.
    pub(super) round: u32,
    pub(super) output: Option<Payload>,
}

impl Found {
    /// Where it is, when nothing else is known of it.
    pub(in crate::map_run) fn place(&self, round: u32) -> Place {
        match self.status {
            Status::Running => Place::Running,
            status if status != Status::Succeeded && self.round != round => Place::Waiting(status),
            status => Place::Ended(status),
        }
    }
}

impl Driver {
    /// Children that an earlier process may have started.
    pub(super) async fn find_children(&mut self) {
        let mut from = self.record.settled;
        while from < self.record.reserved {
            let until = self.record.reserved.min(from + READ);
            let Ok(found) = find_all(&self.shared, &self.record, from..until).await else {
                pause(&self.shared).await;
                continue;
            };
            for (index, found) in (from..until).zip(found) {
                match found {
                    None => self.window.push(Place::Missing, 0),
                    Some(found) => {
                        self.window.push(Place::Missing, found.items);
                        self.take(index, found);
                    }
                }
            }
            from = until;
            self.window.settle(&mut self.record, false);
        }
        self.next = self.record.settled;
        self.show();
    }

    /// What the store says of a child.
    pub(super) fn take(&mut self, index: u64, found: Found) {
        let place = self.window.place(index);
        let round = self.record.redrives;
        match found.status {
            Status::Running if place == Some(Place::Stopping) => {}
            Status::Running => self.window.put(index, Place::Running, found.items),
            status if status != Status::Succeeded && found.round != round => {
                // If it is being redriven, the answer to that is still to come.
                if place == Some(Place::Missing) {
                    let waiting = Place::Waiting(status);
                    self.window.put(index, waiting, found.items);
                }
            }
            status => {
                self.window.put(index, Place::Running, found.items);
                let end = ChildEnd {
                    status,
                    output: found.output,
                    round,
                };
                self.ended(index, end);
            }
        }
    }

    pub(super) fn ended(&mut self, index: u64, end: ChildEnd) {
        let known = self.window.place(index);
        let over = |place| matches!(place, Place::Ended(_) | Place::Waiting(_));
        if known.is_none_or(over) || end.round != self.record.redrives {
            return;
        }
        self.window.set(index, Place::Ended(end.status));
        if let (Status::Succeeded, Some(output)) = (end.status, end.output) {
            self.kept.keep(index, output);
        }
    }

    pub(super) fn check(&mut self, index: u64) {
        let (shared, record) = (Arc::clone(&self.shared), self.record.clone());
        let read = async move { Done::Checked(index, find(&shared, &record, index).await) };
        self.under_way.push(read.boxed());
    }
}
