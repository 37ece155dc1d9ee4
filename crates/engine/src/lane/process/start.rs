//! Starting an execution, or finding that it has been started.

use std::sync::atomic::Ordering;

use model::Timestamp;
use store::ExecutionId;

use crate::arn;
use crate::command::{Start, StartExpress, StartReply, Whom};
use crate::effect::Effect;
use crate::error::{EngineError, StartError};
use crate::lane::Lane;
use crate::lane::load::{Loaded, name_of};
use crate::live::Open;
use crate::request::Started;
use crate::shard;

impl Lane {
    pub(super) fn start_express(&mut self, start: StartExpress, now: Timestamp) {
        let bytes = start.bytes();
        self.shared.inbox_bytes.fetch_sub(bytes, Ordering::Relaxed);
        let id = match &start.whom {
            Whom::Nobody(id) if self.cache.contains(*id) => return,
            Whom::Nobody(id) => *id,
            Whom::Starter(_) | Whom::Waiter(_) => {
                let shard = shard::of_name(&start.request.machine_arn, &start.uuid);
                self.ids.next(shard, now)
            }
        };
        let acknowledged = matches!(start.whom, Whom::Starter(_));
        let live = self.apply(now, |apply, _| apply.start_express(id, start));
        if acknowledged && live.express.as_ref().is_some_and(|express| express.stored) {
            self.reserve(id);
        }
        self.cache.insert(id, Box::new(live));
        self.queue(id);
        self.drop_if_over(id);
    }

    pub(super) fn start(&mut self, start: Start, loaded: &Loaded, now: Timestamp) {
        let bytes = start.bytes();
        self.shared.inbox_bytes.fetch_sub(bytes, Ordering::Relaxed);
        let holder = match start.named {
            true => self.holder(&start, loaded),
            false => Ok(None),
        };
        match holder {
            Ok(None) => self.start_new(start, now),
            Ok(Some(id)) => {
                let result = self.start_again(id, &start, loaded);
                self.answer_start(start.reply, result);
            }
            Err(error) => self.answer_start(start.reply, Err(error.into())),
        }
    }

    fn answer_start(&mut self, reply: StartReply, result: Result<Started, StartError>) {
        self.pending.effects.push(Effect::Started(reply, result));
    }

    fn holder(&self, start: &Start, loaded: &Loaded) -> Result<Option<ExecutionId>, EngineError> {
        let name = name_of(start);
        match self.starting.get(&name) {
            Some(id) => Ok(Some(*id)),
            None => loaded.holder(&name),
        }
    }

    fn start_new(&mut self, start: Start, now: Timestamp) {
        let name = name_of(&start);
        let id = self.ids.next(shard::of_name(&name.0, &name.1), now);
        self.reserve(id);
        let live = self.apply(now, |apply, _| apply.start(id, &start));
        self.cache.insert(id, Box::new(live));
        self.queue(id);
        let started = Started {
            arn: arn::of_execution(&name.0, &name.1),
            start: now,
            existing: false,
        };
        if start.named {
            self.starting.insert(name.clone(), id);
            self.pending.names.push(name);
        }
        self.answer_start(start.reply, Ok(started));
    }

    /// StartExecution with a name that is taken: the same answer while it runs with the same input, else refused
    /// (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html>).
    fn start_again(
        &mut self,
        id: ExecutionId,
        again: &Start,
        loaded: &Loaded,
    ) -> Result<Started, StartError> {
        if let Some(error) = loaded.failure(id) {
            return Err(error.into());
        }
        let live = self.cache.get_mut(id).ok_or_else(|| {
            EngineError::Damaged(format!("execution {id} has a name and no record"))
        })?;
        let arn = arn::of_execution(&live.record.machine_arn, &live.record.name);
        let same_input = |open: &Open| open.info.input == again.request.input;
        let done = again.once.is_some() && again.once == live.record.started_for;
        match done || live.open.as_ref().is_some_and(same_input) {
            true => Ok(Started {
                arn,
                start: Timestamp::from_millis(live.record.start_millis),
                existing: true,
            }),
            false => Err(StartError::AlreadyExists(arn)),
        }
    }
}
