//! Stopping, redriving and watching an execution.

use std::sync::Arc;

use asl::step::Command;
use model::Timestamp;
use store::ExecutionId;
use tokio::sync::oneshot;

use crate::command::{Redrive, RedrivenBy, Stop};
use crate::effect::Effect;
use crate::error::ExecutionError;
use crate::lane::Lane;
use crate::lane::load::Loaded;
use crate::live::Live;
use crate::redrive::{NotRedrivable, repeated};
use crate::status::Status;

impl Lane {
    pub(super) fn stop(&mut self, stop: Stop, loaded: &Loaded, now: Timestamp) {
        let id = stop.execution;
        let result = self.stop_now(
            id,
            Command::Stop {
                failure: stop.failure,
            },
            loaded,
            now,
        );
        self.pending
            .effects
            .push(Effect::Stopped(stop.reply, result));
    }

    /// Stopping what has ended changes nothing and answers when it ended.
    fn stop_now(
        &mut self,
        id: ExecutionId,
        command: Command,
        loaded: &Loaded,
        now: Timestamp,
    ) -> Result<Timestamp, ExecutionError> {
        self.running(id, loaded)?;
        self.command(id, command, now);
        let live = self.running(id, loaded)?;
        Ok(live.record.stop_millis.map_or(now, Timestamp::from_millis))
    }

    pub(super) fn redrive(&mut self, redrive: Redrive, loaded: &Loaded, now: Timestamp) {
        let Redrive {
            execution,
            by,
            reply,
        } = redrive;
        let result = self.redrive_now(execution, by, loaded, now);
        self.pending.effects.push(Effect::Stopped(reply, result));
    }

    fn redrive_now(
        &mut self,
        id: ExecutionId,
        by: RedrivenBy,
        loaded: &Loaded,
        now: Timestamp,
    ) -> Result<Timestamp, ExecutionError> {
        let shared = Arc::clone(&self.shared);
        let live = self.running(id, loaded)?;
        if let Some(then) = repeated(&live.record, &by, now) {
            return Ok(then);
        }
        if let Some(why) = NotRedrivable::by(&live.record, &by, now, &shared.options) {
            return Err(ExecutionError::NotRedrivable(why));
        }
        if live.halted.is_none() {
            return Err(ExecutionError::NotRedrivable(NotRedrivable::TooEarly));
        }
        self.apply(now, |apply, cache| {
            if let Some(live) = cache.get_mut(id) {
                apply.redrive(id, live, by);
            }
        });
        self.queue(id);
        Ok(now)
    }

    fn running(&mut self, id: ExecutionId, loaded: &Loaded) -> Result<&mut Live, ExecutionError> {
        if let Some(error) = loaded.failure(id) {
            return Err(error.into());
        }
        let live = self.cache.get_mut(id);
        live.ok_or_else(|| ExecutionError::DoesNotExist(id.to_string()))
    }

    pub(super) fn watch(&mut self, id: ExecutionId, reply: oneshot::Sender<()>, loaded: &Loaded) {
        match self.running(id, loaded).map(|live| live.status()) {
            Ok(Status::Running) => {
                let watchers = self.watchers.entry(id).or_default();
                watchers.retain(|watcher| !watcher.is_closed());
                watchers.push(reply);
            }
            Ok(_) => self.pending.effects.push(Effect::Watched(reply)),
            // Dropping the reply says that there is nothing to wait for.
            Err(_) => {}
        }
    }
}
