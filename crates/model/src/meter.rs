//! Counters and histograms that many threads write at once and nobody waits for.
//!
//! Each is split into a few parts, one for a group of threads, so that writers on different cores do not fight for one
//! cache line. Writing costs a few nanoseconds and takes no lock; reading adds the parts up.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// In how many parts a meter is split. More than there are busy threads gains nothing.
const PARTS: usize = 4;

/// Which part a thread writes: dealt out in turn as threads first write.
fn part() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static PART: usize = NEXT.fetch_add(1, Ordering::Relaxed) % PARTS;
    }
    PART.with(|part| *part)
}

/// A cache line of its own.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Cell(AtomicU64);

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter([Cell; PARTS]);

impl Counter {
    /// Adds `count`.
    pub fn add(&self, count: usize) {
        self.0[part()].0.fetch_add(count as u64, Ordering::Relaxed);
    }

    /// The count so far.
    pub fn get(&self) -> u64 {
        self.0
            .iter()
            .map(|cell| cell.0.load(Ordering::Relaxed))
            .sum()
    }
}

/// A number that goes up and down; the last writer wins.
#[derive(Debug, Default)]
pub struct Gauge(AtomicUsize);

impl Gauge {
    /// Says what it is now.
    pub fn set(&self, value: usize) {
        self.0.store(value, Ordering::Relaxed);
    }

    /// What it was last said to be.
    pub fn get(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// How values are spread over given bounds. Values are whole numbers of a unit that the owner chooses.
#[derive(Debug)]
pub struct Histogram {
    bounds: &'static [u64],
    parts: [Part; PARTS],
}

#[derive(Debug)]
#[repr(align(64))]
struct Part {
    sum: AtomicU64,
    /// How many values are in each bucket; the last one has no bound.
    buckets: Box<[AtomicU64]>,
}

impl Histogram {
    /// A histogram whose buckets hold the values up to and including each of `bounds`, which ascend.
    #[must_use]
    pub fn new(bounds: &'static [u64]) -> Self {
        let part = |_| Part {
            sum: AtomicU64::new(0),
            buckets: (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect(),
        };
        Self {
            bounds,
            parts: std::array::from_fn(part),
        }
    }

    /// Counts one value.
    pub fn record(&self, value: u64) {
        let bucket = self.bounds.partition_point(|bound| *bound < value);
        let part = &self.parts[part()];
        part.sum.fetch_add(value, Ordering::Relaxed);
        part.buckets[bucket].fetch_add(1, Ordering::Relaxed);
    }

    /// What was counted so far.
    #[must_use]
    pub fn read(&self) -> Distribution {
        let in_bucket = |bucket: usize| {
            let parts = self.parts.iter();
            parts
                .map(|part| part.buckets[bucket].load(Ordering::Relaxed))
                .sum()
        };
        Distribution {
            bounds: self.bounds,
            counts: (0..=self.bounds.len()).map(in_bucket).collect(),
            sum: self
                .parts
                .iter()
                .map(|part| part.sum.load(Ordering::Relaxed))
                .sum(),
        }
    }
}

/// What a [`Histogram`] held at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    /// The upper bounds of all buckets but the last.
    pub bounds: &'static [u64],
    /// How many values are in each bucket, one more than there are bounds.
    pub counts: Vec<u64>,
    /// All values together.
    pub sum: u64,
}

/// Bounds of times in nanoseconds, from 50 µs to 10 s.
pub const NANOS: &[u64] = &[
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    25_000_000,
    50_000_000,
    100_000_000,
    250_000_000,
    500_000_000,
    1_000_000_000,
    2_500_000_000,
    5_000_000_000,
    10_000_000_000,
];

/// Bounds of times in milliseconds, from 1 ms to 60 s.
pub const MILLIS: &[u64] = &[
    1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 60_000,
];

/// Bounds of numbers of things, in powers of two.
pub const COUNTS: &[u64] = &[1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/// Bounds of sizes in bytes, from 1 KiB to 16 MiB.
pub const SIZES: &[u64] = &[
    1 << 10,
    4 << 10,
    16 << 10,
    64 << 10,
    256 << 10,
    1 << 20,
    4 << 20,
    16 << 20,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_threads_count_adds_up() {
        let counter = Counter::default();
        std::thread::scope(|scope| {
            for _ in 0..9 {
                scope.spawn(|| (0..1000).for_each(|_| counter.add(2)));
            }
        });
        assert_eq!(counter.get(), 18_000);
    }

    #[test]
    fn a_value_on_a_bound_belongs_below_it() {
        let histogram = Histogram::new(&[10, 20]);
        for value in [0, 10, 11, 20, 21, u64::from(u32::MAX)] {
            histogram.record(value);
        }
        let read = histogram.read();
        assert_eq!(read.counts, [2, 2, 2]);
        assert_eq!(read.sum, 62 + u64::from(u32::MAX));
    }

    #[test]
    fn bounds_ascend() {
        for bounds in [NANOS, MILLIS, COUNTS, SIZES] {
            assert!(bounds.is_sorted_by(|a, b| a < b));
        }
    }
}
