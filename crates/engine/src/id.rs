//! Where names and random numbers come from, and how execution ids are given out.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::Timestamp;
use store::ExecutionId;
use uuid::Uuid;

/// Makes names, seeds and keys.
pub trait IdSource: Send + Sync + std::fmt::Debug + 'static {
    /// A random version 4 UUID: the name of an execution that was given none.
    fn uuid(&self) -> Uuid;

    /// Seeds the random numbers of one step.
    fn seed(&self) -> u64;

    /// A secret key.
    fn key(&self) -> [u8; 32];
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomIds;

impl IdSource for RandomIds {
    fn uuid(&self) -> Uuid {
        Uuid::new_v4()
    }

    fn seed(&self) -> u64 {
        getrandom::u64().expect("every supported system has a source of randomness")
    }

    fn key(&self) -> [u8; 32] {
        let mut key = [0; 32];
        getrandom::fill(&mut key).expect("every supported system has a source of randomness");
        key
    }
}

/// The same sequence for the same seed. For tests and simulation; nothing of it is secret.
#[derive(Debug)]
pub struct SeededIds(Mutex<SplitMix>);

impl SeededIds {
    /// The sequence of `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(SplitMix(seed)))
    }
}

impl IdSource for SeededIds {
    fn uuid(&self) -> Uuid {
        let bits = u128::from(self.seed()) << 64 | u128::from(self.seed());
        uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
    }

    fn seed(&self) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.next()
    }

    fn key(&self) -> [u8; 32] {
        let mut key = [0; 32];
        for chunk in key.chunks_mut(8) {
            chunk.copy_from_slice(&self.seed().to_be_bytes());
        }
        key
    }
}

/// SplitMix64 (<https://prng.di.unimi.it/splitmix64.c>): cheap, well spread seeds. Not for secrets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SplitMix(pub(crate) u64);

impl SplitMix {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// Milliseconds of ids that are reserved ahead in one write.
const AHEAD: u64 = 1000;

/// Gives out execution ids of one lane's shards: milliseconds, a counter of 12 bits, the shard in the low 8 bits.
///
/// Ids never repeat, whatever the clock does across restarts: a stored *ceiling* says up to which millisecond ids may
/// have been used, and a new process begins after it. The ceiling is raised by the batch that needs it, at most twice
/// a second while the clock runs normally.
#[derive(Debug)]
pub(crate) struct ExecutionIds {
    /// No id at or below this millisecond is given out: what earlier processes may have used.
    floor: u64,
    /// Stored (or in a batch on its way): ids up to this millisecond are ours.
    ceiling: u64,
    last: HashMap<u8, u64>,
}

impl ExecutionIds {
    /// Begins after `used`, the highest ceiling any earlier process stored.
    pub(crate) fn new(used: u64) -> Self {
        Self {
            floor: used,
            ceiling: 0,
            last: HashMap::new(),
        }
    }

    /// The next id of `shard`.
    pub(crate) fn next(&mut self, shard: u8, now: Timestamp) -> ExecutionId {
        let now = u64::try_from(now.millis()).unwrap_or(0);
        let begin = now.max(self.floor + 1) << 12;
        let last = self.last.entry(shard).or_default();
        *last = begin.max(*last + 1);
        ExecutionId(*last << 8 | u64::from(shard))
    }

    /// The ceiling to store in the batch that uses `id`, when the stored one does not cover it comfortably.
    pub(crate) fn raise(&mut self, id: ExecutionId) -> Option<u64> {
        let millis = id.start_millis();
        if millis + AHEAD / 2 <= self.ceiling {
            return None;
        }
        self.ceiling = millis + AHEAD;
        Some(self.ceiling)
    }

    /// After a failed commit nobody knows which ceiling is stored: the next id stores it again.
    pub(crate) fn forget_ceiling(&mut self) {
        self.ceiling = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_carry_their_shard_and_survive_a_clock_that_goes_back() {
        let mut ids = ExecutionIds::new(5000);
        let mut last = ExecutionId(0);
        for now in [10, 10, 4000, 6000, 6000, 10] {
            let id = ids.next(7, Timestamp::from_millis(now));
            assert!(id > last && id.start_millis() > 5000);
            assert_eq!(id.0 & 0xff, 7);
            last = id;
        }
        assert_eq!(last.start_millis(), 6000);
    }

    #[test]
    fn more_than_4096_ids_in_a_millisecond_run_on_into_the_next() {
        let mut ids = ExecutionIds::new(0);
        let now = Timestamp::from_millis(9);
        let all: Vec<_> = (0..5000).map(|_| ids.next(0, now)).collect();
        assert!(all.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(all[4095].start_millis(), 9);
        assert_eq!(all[4096].start_millis(), 10);
    }

    #[test]
    fn the_ceiling_is_raised_before_it_is_reached_and_again_after_a_failure() {
        let mut ids = ExecutionIds::new(0);
        let at = |millis| ExecutionId::new(millis, 0);
        assert_eq!(ids.raise(at(100)), Some(1100));
        assert_eq!(ids.raise(at(600)), None);
        assert_eq!(ids.raise(at(601)), Some(1601));
        ids.forget_ceiling();
        assert_eq!(ids.raise(at(601)), Some(1601));
    }

    #[test]
    fn a_seed_repeats_its_names() {
        let names = |seed| SeededIds::new(seed).uuid();
        assert_eq!(names(1), names(1));
        assert_ne!(names(1), names(2));
        assert_eq!(names(1).get_version_num(), 4);
    }
}
