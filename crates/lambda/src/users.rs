//! User ids for sandboxes, when the server is root: each has its own while it lives.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// Far above what distributions hand out, and below the ids of containers' own ranges in common use.
const FIRST: u32 = 200_000;
const COUNT: u32 = 50_000;

/// Hands out user ids.
#[derive(Clone, Debug, Default)]
pub(crate) struct Users(Arc<Mutex<Ids>>);

#[derive(Debug, Default)]
struct Ids {
    taken: BTreeSet<u32>,
    next: u32,
}

/// An id that nobody else has until this is dropped.
#[derive(Debug)]
pub(crate) struct User {
    id: u32,
    users: Users,
}

impl User {
    /// The number, used as user and group.
    pub(crate) const fn id(&self) -> u32 {
        self.id
    }
}

impl Users {
    /// An id of one's own. Absent when all are taken.
    pub(crate) fn take(&self) -> Option<User> {
        let mut ids = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..COUNT {
            let id = FIRST + ids.next;
            ids.next = (ids.next + 1) % COUNT;
            if ids.taken.insert(id) {
                let users = self.clone();
                return Some(User { id, users });
            }
        }
        None
    }
}

impl Drop for User {
    fn drop(&mut self) {
        let mut ids = self.users.0.lock().unwrap_or_else(PoisonError::into_inner);
        ids.taken.remove(&self.id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_living_users_share_an_id() {
        let users = Users::default();
        let all: Vec<_> = (0..COUNT).map(|_| users.take().unwrap()).collect();
        assert!(users.take().is_none());
        let freed = all[7].id();
        drop(all);
        let again: BTreeSet<_> = (0..COUNT).map(|_| users.take().unwrap().id()).collect();
        assert!(again.contains(&freed) && !again.contains(&0));
    }
}
