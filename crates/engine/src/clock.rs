//! Where time comes from: the only place of this crate that reads a clock.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use model::Timestamp;
use tokio::sync::Notify;

/// A wait for a moment.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tells the time and waits for it.
pub trait Clock: Send + Sync + std::fmt::Debug + 'static {
    /// The time now, rounded down to the millisecond.
    fn now(&self) -> Timestamp;

    /// Resolves at `due` or later, never before: afterwards [`Clock::now`] is at least `due`.
    fn sleep_until(&self, due: Timestamp) -> Sleep;
}

/// The machine's wall clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

/// The longest single wait: a wall clock that is set forward is noticed after this long.
const RECHECK: Duration = Duration::from_secs(5);

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let millis = since.map_or(0, |since| since.as_millis());
        Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    fn sleep_until(&self, due: Timestamp) -> Sleep {
        let clock = *self;
        Box::pin(async move {
            loop {
                let left = due.since(clock.now());
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(RECHECK)).await;
            }
        })
    }
}

/// A clock that stands still until somebody advances it. Clones are the same clock. For tests and simulation: it wakes
/// those who wait in the order in which they came, so that a simulation repeats itself.
#[derive(Clone, Debug)]
pub struct ManualClock(Arc<Manual>);

#[derive(Debug)]
struct Manual {
    now: AtomicI64,
    advanced: Notify,
}

impl ManualClock {
    /// A clock that shows `start`.
    #[must_use]
    pub fn new(start: Timestamp) -> Self {
        Self(Arc::new(Manual {
            now: AtomicI64::new(start.millis()),
            advanced: Notify::new(),
        }))
    }

    /// Moves the time forward and wakes whoever waited for it.
    pub fn advance(&self, by: Duration) {
        let now = self.now().after(by);
        self.0.now.store(now.millis(), Ordering::SeqCst);
        self.0.advanced.notify_waiters();
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.now.load(Ordering::SeqCst))
    }

    fn sleep_until(&self, due: Timestamp) -> Sleep {
        let clock = self.clone();
        Box::pin(async move {
            loop {
                // First the ear, then the look: an advance in between is heard.
                let advanced = clock.0.advanced.notified();
                if clock.now() >= due {
                    return;
                }
                advanced.await;
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[test]
    fn a_manual_clock_wakes_at_the_moment_and_not_before() {
        let clock = ManualClock::new(Timestamp::from_millis(1000));
        let mut sleep = clock.sleep_until(Timestamp::from_millis(1500));
        clock.advance(Duration::from_millis(499));
        assert!((&mut sleep).now_or_never().is_none());
        clock.advance(Duration::from_millis(1));
        assert!((&mut sleep).now_or_never().is_some());
        assert_eq!(clock.now().millis(), 1500);
    }

    #[tokio::test]
    async fn the_system_clock_is_never_early() {
        let clock = SystemClock;
        let due = clock.now().after(Duration::from_millis(3));
        clock.sleep_until(due).await;
        assert!(clock.now() >= due);
    }
}
