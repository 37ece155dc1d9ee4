//! Reading what a round needs before anything is applied, all at once.

use std::collections::HashMap;
use std::sync::Arc;

use store::{ExecutionId, TimerKey};

use super::Lane;
use crate::command::{Message, Start};
use crate::error::EngineError;
use crate::live::Live;
use crate::shared::Shared;
use crate::together::together;

/// A machine's ARN and a name of its executions.
pub(super) type Name = (Arc<str>, String);

type Names = HashMap<Name, Result<Option<ExecutionId>, EngineError>>;

/// What could be read, beside the executions that are in the cache now.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    names: Names,
    failed: HashMap<ExecutionId, EngineError>,
    ids: Vec<ExecutionId>,
    /// Those to be redriven.
    redriven: Vec<ExecutionId>,
    /// Nothing is to be done with them yet.
    ahead: bool,
}

impl Loaded {
    /// Executions to be read ahead, none of which is in the cache.
    pub(super) fn ahead(ids: Vec<ExecutionId>) -> Self {
        Self {
            ids,
            ahead: true,
            ..Self::default()
        }
    }

    /// Why an execution that should be in the cache is not, if it is there at all.
    pub(super) fn failure(&self, id: ExecutionId) -> Option<EngineError> {
        self.failed.get(&id).cloned()
    }

    /// Who has a name, as far as the store knows.
    pub(super) fn holder(&self, name: &Name) -> Result<Option<ExecutionId>, EngineError> {
        self.names.get(name).cloned().unwrap_or(Ok(None))
    }
}

pub(super) fn name_of(start: &Start) -> Name {
    (Arc::clone(&start.request.machine_arn), start.name.clone())
}

async fn load_names(shared: &Shared, names: Vec<Name>) -> Names {
    let reads = names.into_iter().map(|name| async {
        let found = shared.store.execution_by_name(&name.0, &name.1).await;
        (name, found.map_err(EngineError::from))
    });
    together(reads).await.into_iter().collect()
}

impl Lane {
    /// Reads the executions and names that `messages` and `due` timers are about.
    pub(super) async fn load(&mut self, messages: &[Message], due: &[TimerKey]) -> Loaded {
        let mut loaded = Loaded {
            names: load_names(&self.shared, self.unknown_names(messages)).await,
            ..Loaded::default()
        };
        loaded.redriven = messages.iter().filter_map(Message::redriven).collect();
        let asked = messages.iter().filter_map(Message::execution);
        let timed = due.iter().map(|key| key.execution);
        let named = loaded.names.values().filter_map(|found| found.clone().ok());
        let wanted = asked.chain(timed).chain(named.flatten());
        loaded.ids = wanted.filter(|id| !self.cache.contains(*id)).collect();
        if !loaded.ids.is_empty() {
            self.load_executions(&mut loaded).await;
        }
        loaded
    }

    /// Names that callers chose and that are not on their way to the store.
    fn unknown_names(&self, messages: &[Message]) -> Vec<Name> {
        let named = messages.iter().filter_map(|message| match message {
            Message::Start(start) if start.named => Some(name_of(start)),
            _ => None,
        });
        named
            .filter(|name| !self.starting.contains_key(name))
            .collect()
    }

    pub(super) async fn load_executions(&mut self, loaded: &mut Loaded) {
        loaded.ids.sort_unstable();
        loaded.ids.dedup();
        let shared = &self.shared;
        let reads = loaded
            .ids
            .iter()
            .map(|id| Live::load(shared, *id, loaded.redriven.contains(id)));
        let lives = together(reads).await;
        for (id, live) in loaded.ids.iter().zip(lives) {
            match live {
                Ok(Some(live)) if !loaded.ahead => self.cache.insert(*id, live),
                // One that has ended has a timer that does nothing.
                Ok(Some(live)) if live.open.is_some() => self.cache.insert_ahead(*id, live),
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(execution = %id, %error, "an execution cannot be read");
                    loaded.failed.insert(*id, error);
                }
            }
        }
    }

    /// After the round: executions that were read only to find that they have ended.
    pub(super) fn unload(&mut self, loaded: &Loaded) {
        for id in &loaded.ids {
            self.forget(*id);
        }
    }
}
