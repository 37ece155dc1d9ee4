//! What is due: timers, and executions with more to do.

use std::sync::atomic::Ordering;

use asl::step::{Command, TimerId};
use model::Timestamp;
use store::{ExecutionId, TimerKey, Write};

use crate::lane::load::Loaded;
use crate::lane::{Lane, RESUMED};
use crate::timer::RESUME;

impl Lane {
    pub(in crate::lane) fn arm(&mut self, key: TimerKey) {
        if key.due <= self.shared.timer_window.load(Ordering::Acquire) {
            self.timers.arm(key);
        }
    }

    pub(super) fn fire(&mut self, key: TimerKey, loaded: &Loaded, now: Timestamp) {
        let id = key.execution;
        if loaded.failure(id).is_some() {
            self.timers.arm(key);
            self.hold = now.after(self.shared.options.retry_after_failure);
            return;
        }
        let live = self.cache.get_mut(id).filter(|live| live.open.is_some());
        let Some(live) = live else {
            // It ended, or never was.
            self.pending.writes.push(Write::DeleteTimer(key));
            return;
        };
        self.shared.stats.timers_fired.add(1);
        let late = now.millis().saturating_sub(key.due);
        self.shared.stats.timer_lateness.record(late.unsigned_abs());
        if key.timer != RESUME {
            if live.express.is_none() {
                self.pending.writes.push(Write::DeleteTimer(key));
            }
            let timer = TimerId(key.timer);
            self.command(id, Command::TimerFired { timer }, now);
        } else if live.resume.is_none() {
            live.resume = Some(key);
            self.command(id, Command::Resume, now);
        }
    }

    /// Gives an execution that has more to do its next turn.
    pub(super) fn queue(&mut self, id: ExecutionId) {
        let live = self.cache.get_mut(id);
        if let Some(live) = live.filter(|live| live.resume.is_some() && !live.queued) {
            live.queued = true;
            self.ready.push_back(id);
        }
    }

    pub(super) fn resume(&mut self, now: Timestamp) {
        for _ in 0..self.ready.len().min(RESUMED) {
            let Some(id) = self.ready.pop_front() else {
                return;
            };
            let Some(live) = self.cache.get_mut(id) else {
                continue;
            };
            live.queued = false;
            if live.resume.is_some() {
                self.command(id, Command::Resume, now);
                self.submit_if_large();
            }
        }
    }
}
