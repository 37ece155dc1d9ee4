//! Executions that sleep are read a little before their timers are due. Many timers of one instant would otherwise wait
//! for as many reads.

use model::Timestamp;

use super::Lane;
use super::load::Loaded;
use crate::timer::last_key;

/// How long before, in milliseconds.
const AHEAD: i64 = 250;
/// Most executions of one round.
const PRELOADED: usize = 128;

impl Lane {
    /// When there is something to read ahead; `None` while there is no room for it.
    pub(super) fn preload_at(&self) -> Option<Timestamp> {
        let key = self.timers.after(self.preloaded)?;
        self.cache
            .has_room_ahead()
            .then(|| Timestamp::from_millis(key.due.saturating_sub(AHEAD)))
    }

    /// Reads executions whose timers are due soon.
    pub(super) async fn preload(&mut self, now: Timestamp) {
        if self.preload_at().is_none_or(|at| at > now) {
            return;
        }
        let until = now.millis().saturating_add(AHEAD);
        let soon = self.timers.soon(self.preloaded, until, PRELOADED);
        self.preloaded = soon.last().copied().or(self.preloaded);
        let ids = soon.iter().map(|key| key.execution);
        let ids = ids.filter(|id| !self.cache.contains(*id)).collect();
        self.load_executions(&mut Loaded::ahead(ids)).await;
        if !self.cache.has_room_ahead() {
            // By the time there is room again, the rest is due.
            self.preloaded = Some(last_key(Timestamp::from_millis(until)));
        }
    }
}
