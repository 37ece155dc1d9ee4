//! The children of a Map Run from the first one that has not settled on: a few bytes each, however many have ended
//! behind a slow one.

use std::collections::VecDeque;

use super::record::{MapRunRecord, Tally};
use crate::status::Status;

/// Where a child is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It does not exist.
    Missing,
    /// Its start is on its way to the store.
    Starting,
    /// It runs.
    Running,
    /// It runs, and was told to stop.
    Stopping,
    /// It has ended.
    Ended(Status),
    /// It ended so before the Map Run was redriven, and waits to be redriven itself.
    Waiting(Status),
}

#[derive(Clone, Copy, Debug)]
struct Child {
    place: Place,
    items: u64,
    /// It cannot be redriven.
    fixed: bool,
}

/// The children that are looked at.
#[derive(Debug)]
pub(super) struct Window {
    first: u64,
    children: VecDeque<Child>,
    /// All that have ended, those before the window too.
    pub(super) executions: Tally,
    pub(super) items: Tally,
    pub(super) active: u64,
    pub(super) active_items: u64,
    pub(super) waiting: u64,
    pub(super) waiting_items: u64,
}

impl Window {
    /// The window of a Map Run as its record has it.
    pub(super) fn new(record: &MapRunRecord) -> Self {
        Self {
            first: record.settled,
            children: VecDeque::new(),
            executions: record.executions,
            items: record.items,
            active: 0,
            active_items: 0,
            waiting: 0,
            waiting_items: 0,
        }
    }

    /// The number after the last child.
    pub(super) fn end(&self) -> u64 {
        self.first + self.children.len() as u64
    }

    pub(super) fn place(&self, index: u64) -> Option<Place> {
        let at = usize::try_from(index.checked_sub(self.first)?).ok()?;
        self.children.get(at).map(|child| child.place)
    }

    /// Adds the child after the last one.
    pub(super) fn push(&mut self, place: Place, items: u64) {
        self.children.push_back(Child {
            place: Place::Missing,
            items,
            fixed: false,
        });
        self.put(self.end() - 1, place, items);
    }

    /// A child is somewhere else now. One that has ended stays where it is.
    pub(super) fn put(&mut self, index: u64, place: Place, items: u64) {
        let at = index.checked_sub(self.first);
        let at = at.and_then(|at| usize::try_from(at).ok());
        let Some(child) = at.and_then(|at| self.children.get_mut(at)) else {
            return;
        };
        if matches!(child.place, Place::Ended(_)) {
            return;
        }
        let before = *child;
        (child.place, child.items) = (place, items);
        match before.place {
            Place::Missing | Place::Ended(_) => {}
            Place::Waiting(_) => {
                self.waiting -= 1;
                self.waiting_items -= before.items;
            }
            Place::Starting | Place::Running | Place::Stopping => {
                self.active -= 1;
                self.active_items -= before.items;
            }
        }
        match place {
            Place::Missing => {}
            Place::Ended(status) => {
                self.executions.add(status, 1);
                self.items.add(status, items);
            }
            Place::Waiting(_) => {
                self.waiting += 1;
                self.waiting_items += items;
            }
            Place::Starting | Place::Running | Place::Stopping => {
                self.active += 1;
                self.active_items += items;
            }
        }
    }

    /// A child cannot be redriven: it stays as it ended.
    pub(super) fn fix(&mut self, index: u64, status: Status) {
        self.set(index, Place::Ended(status));
        let at = index.checked_sub(self.first);
        let at = at.and_then(|at| usize::try_from(at).ok());
        if let Some(child) = at.and_then(|at| self.children.get_mut(at)) {
            child.fixed = true;
            self.executions.not_redrivable += 1;
            self.items.not_redrivable += child.items;
        }
    }

    /// True when all children from the first one here up to number `end` exist.
    pub(super) fn is_whole(&self, end: u64) -> bool {
        let known = (self.first..end).zip(&self.children);
        let exist = known.filter(|(_, child)| child.place != Place::Missing);
        exist.count() as u64 == end.saturating_sub(self.first)
    }

    /// As [`Window::put`], the number of items unchanged.
    pub(super) fn set(&mut self, index: u64, place: Place) {
        let at = index
            .checked_sub(self.first)
            .and_then(|at| usize::try_from(at).ok());
        if let Some(items) = at
            .and_then(|at| self.children.get(at))
            .map(|child| child.items)
        {
            self.put(index, place, items);
        }
    }

    /// Moves the beginning past the children that have ended, and says so in the record. With `all`, past those that
    /// do not exist and never will, too, and those that will not be redriven any more.
    pub(super) fn settle(&mut self, record: &mut MapRunRecord, all: bool) {
        while let Some(child) = self.children.front().copied() {
            match child.place {
                Place::Waiting(status) if all => {
                    self.set(self.first, Place::Ended(status));
                    continue;
                }
                Place::Ended(status) => {
                    record.executions.add(status, 1);
                    record.items.add(status, child.items);
                    record.executions.not_redrivable += u64::from(child.fixed);
                    record.items.not_redrivable += u64::from(child.fixed) * child.items;
                    record.settled_items += child.items;
                }
                Place::Missing if all => {}
                _ => break,
            }
            self.children.pop_front();
            self.first += 1;
        }
        record.settled = self.first;
    }

    /// How many items there are, as far as is known.
    pub(super) fn total_items(&self, record: &MapRunRecord) -> u64 {
        let seen = self.items.ended() + self.active_items + self.waiting_items;
        record.items.total.max(seen)
    }

    /// The children that run and have not been told to stop.
    pub(super) fn running(&self) -> Vec<u64> {
        let numbered = (self.first..).zip(&self.children);
        let running = numbered.filter(|(_, child)| child.place == Place::Running);
        running.map(|(index, _)| index).collect()
    }

    /// True when nothing of a child is still to come.
    pub(super) fn is_quiet(&self) -> bool {
        self.active == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_out_of_order_settles_in_order() {
        let mut record = MapRunRecord::default();
        let mut window = Window::new(&record);
        for items in [1, 2, 3] {
            window.push(Place::Starting, items);
        }
        assert_eq!(
            (window.active, window.active_items, window.end()),
            (3, 6, 3)
        );
        window.set(1, Place::Ended(Status::Failed));
        window.settle(&mut record, false);
        assert_eq!((record.settled, window.executions.failed), (0, 1));
        window.set(0, Place::Ended(Status::Succeeded));
        window.set(0, Place::Running);
        window.settle(&mut record, false);
        assert_eq!((record.settled, record.settled_items), (2, 3));
        assert_eq!((record.items.failed, record.items.succeeded), (2, 1));
        assert_eq!((window.active, window.place(2)), (1, Some(Place::Starting)));
        assert_eq!(window.place(1), None);
    }

    #[test]
    fn what_waits_for_a_redrive_counts_as_what_it_was_when_none_comes() {
        let mut record = MapRunRecord::default();
        let mut window = Window::new(&record);
        window.push(Place::Ended(Status::Succeeded), 1);
        for items in [2, 3, 4] {
            window.push(Place::Waiting(Status::Failed), items);
        }
        assert_eq!((window.waiting, window.waiting_items), (3, 9));
        assert!(window.is_whole(4) && !window.is_whole(5) && window.is_quiet());
        window.set(1, Place::Starting);
        window.fix(2, Status::Failed);
        window.set(1, Place::Ended(Status::Succeeded));
        window.settle(&mut record, false);
        assert_eq!((record.settled, window.waiting), (3, 1));
        window.settle(&mut record, true);
        assert_eq!((record.settled, window.waiting_items), (4, 0));
        assert_eq!((record.items.succeeded, record.items.failed), (3, 7));
        assert_eq!(record.items.not_redrivable, 3);
        assert_eq!(
            (record.executions, record.items),
            (window.executions, window.items)
        );
    }

    #[test]
    fn what_never_existed_is_passed_only_at_the_end() {
        let mut record = MapRunRecord::default();
        let mut window = Window::new(&record);
        window.push(Place::Missing, 0);
        window.push(Place::Ended(Status::Succeeded), 1);
        window.settle(&mut record, false);
        assert_eq!(record.settled, 0);
        assert!(window.is_quiet());
        window.settle(&mut record, true);
        assert_eq!((record.settled, record.executions.ended()), (2, 1));
    }
}
