//! The executions a lane has in memory: those of batches in flight, those with more to do, and as many blocked ones as
//! fit the budget. The others are complete in the store. Express executions stay until they end, and those read ahead
//! of their timers until these are due.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};

use store::ExecutionId;

use crate::live::Live;

/// Executions by id, the coldest first to go.
#[derive(Debug)]
pub(super) struct Cache {
    /// Boxed: a table that grows to hold many would otherwise hold their size in empty places too.
    lives: HashMap<ExecutionId, Box<Live>, BuildHasherDefault<IdHasher>>,
    /// Each touch, oldest first; only the latest of an execution counts.
    order: VecDeque<(ExecutionId, u64)>,
    stamp: u64,
    bytes: usize,
    budget: usize,
    /// Bytes of executions read ahead of their timers that nothing has touched since.
    ahead: usize,
    ahead_budget: usize,
}

impl Cache {
    pub(super) fn new(budget: usize, ahead_budget: usize) -> Self {
        Self {
            lives: HashMap::default(),
            order: VecDeque::new(),
            stamp: 0,
            bytes: 0,
            budget,
            ahead: 0,
            ahead_budget,
        }
    }

    pub(super) fn get_mut(&mut self, id: ExecutionId) -> Option<&mut Live> {
        self.lives.get_mut(&id).map(|live| &mut **live)
    }

    pub(super) fn contains(&self, id: ExecutionId) -> bool {
        self.lives.contains_key(&id)
    }

    pub(super) fn len(&self) -> usize {
        self.lives.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes + self.ahead
    }

    /// True while more may be read ahead.
    pub(super) fn has_room_ahead(&self) -> bool {
        self.ahead < self.ahead_budget
    }

    pub(super) fn insert(&mut self, id: ExecutionId, live: Box<Live>) {
        self.lives.insert(id, live);
        self.touch(id);
    }

    /// Keeps one whose timer is due soon, until something touches it.
    pub(super) fn insert_ahead(&mut self, id: ExecutionId, mut live: Box<Live>) {
        live.ahead = true;
        live.counted = live.bytes();
        self.ahead += live.counted;
        self.lives.insert(id, live);
    }

    pub(super) fn remove(&mut self, id: ExecutionId) {
        match self.lives.remove(&id) {
            Some(live) if live.ahead => self.ahead = self.ahead.saturating_sub(live.counted),
            Some(live) => self.bytes = self.bytes.saturating_sub(live.counted),
            None => {}
        }
    }

    /// Counts the execution anew, as the one used last.
    pub(super) fn touch(&mut self, id: ExecutionId) {
        let Some(live) = self.lives.get_mut(&id) else {
            return;
        };
        if live.express.is_some() {
            // It is nowhere but here, so it does not compete for room.
            return;
        }
        match std::mem::take(&mut live.ahead) {
            true => self.ahead = self.ahead.saturating_sub(live.counted),
            false => self.bytes = self.bytes.saturating_sub(live.counted),
        }
        self.stamp += 1;
        live.stamp = self.stamp;
        live.counted = live.bytes();
        self.bytes += live.counted;
        self.order.push_back((id, self.stamp));
    }

    /// Drops executions that nobody needs in memory until the rest fits. `resolved` is the last batch whose outcome is
    /// known: what a later one touches is not in the store yet.
    pub(super) fn evict(&mut self, resolved: u64) {
        let mut left = self.order.len();
        while left > 0 && (self.bytes > self.budget || self.order.len() > 4 * self.lives.len() + 64)
        {
            left -= 1;
            let Some((id, stamp)) = self.order.pop_front() else {
                return;
            };
            let Some(live) = self.lives.get(&id).filter(|live| live.stamp == stamp) else {
                continue;
            };
            let needed = live.batch > resolved || live.resume.is_some();
            if needed || self.bytes <= self.budget {
                self.order.push_back((id, stamp));
            } else {
                self.remove(id);
            }
        }
    }
}

/// Execution ids are unique and not chosen by callers: one multiplication spreads them well enough.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        // Fibonacci hashing; the high bits are the good ones, and the table uses both ends.
        let product = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = product ^ (product >> 32);
    }
}
