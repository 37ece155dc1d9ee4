//! The handle to everything, and how it opens.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use model::{Scope, Timestamp};
use store::{Batch, Commit, ReadError, Store};

use crate::error::LogsError;
use crate::state::{Group, GroupDocument, State, Stream, StreamDocument};

/// What time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// CloudWatch Logs of all accounts and regions. Cheap to clone; clones are the same logs.
#[derive(Clone)]
pub struct Logs(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Clock,
    state: Mutex<State>,
}

impl fmt::Debug for Logs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Logs").finish_non_exhaustive()
    }
}

impl Logs {
    /// Reads what groups and streams there are. Open the logs of a store once per process.
    ///
    /// # Errors
    /// When the store fails, or holds a document this version does not understand.
    pub async fn open(store: Arc<dyn Store>, clock: Clock) -> Result<Self, ReadError> {
        let mut state = State::default();
        for (key, body) in store.documents(GroupDocument::COLLECTION, "").await? {
            let document = decode(&key, &body)?;
            state.groups.insert(key, Group::new(document));
        }
        for (key, body) in store.documents(StreamDocument::COLLECTION, "").await? {
            let document: StreamDocument = decode(&key, &body)?;
            let (group, name) = StreamDocument::split_key(&key);
            let orphan = || ReadError::Damaged(format!("log stream {key} has no group"));
            let group = state.groups.get_mut(group).ok_or_else(orphan)?;
            state.last_stream = state.last_stream.max(document.id);
            group.streams.insert(name.into(), Stream { document });
        }
        Ok(Self(Arc::new(Inner {
            store,
            clock,
            state: Mutex::new(state),
        })))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // Changes under the lock are single steps; a panic in between leaves nothing half done.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.0.clock)()
    }

    /// Submits what the change of the state under the lock wants stored, so that batches go in the order of changes.
    pub(crate) fn change<R>(
        &self,
        change: impl FnOnce(&mut State, &mut Batch) -> Result<R, LogsError>,
    ) -> Result<(R, Commit), LogsError> {
        let mut state = self.state();
        let mut batch = Batch::default();
        let result = change(&mut state, &mut batch)?;
        Ok((result, self.0.store.submit(batch)))
    }

    pub(crate) fn group<R>(
        &self,
        scope: &Scope,
        group: &str,
        read: impl FnOnce(&Group) -> Result<R, LogsError>,
    ) -> Result<R, LogsError> {
        read(self.state().group(scope, group)?)
    }
}

fn decode<T: serde::de::DeserializeOwned>(key: &str, body: &[u8]) -> Result<T, ReadError> {
    let damaged = |reason| ReadError::Damaged(format!("log group or stream {key}: {reason}"));
    store::collection::decode(body).map_err(damaged)
}
