//! One change of a collection: several documents, and other writes beside them, in one batch.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError};

use tokio::sync::OwnedMutexGuard;

use super::{Document, Inner, UpdateError, WriteError, encode};
use crate::api::{CommitError, Store};
use crate::batch::{Batch, Write};

/// Writes to a collection that become durable and visible together. Dropping it without a commit changes nothing.
///
/// To change two collections in one batch, begin both (always in the same order, so that two changes do not wait for
/// each other), then [`Change::commit_with`].
pub struct Change<T> {
    collection: Arc<Inner<T>>,
    staged: BTreeMap<Arc<str>, Option<Arc<T>>>,
    batch: Batch,
    turn: OwnedMutexGuard<()>,
}

/// A change ready to go: its writes, and what to do once they are durable.
struct Prepared {
    store: Arc<dyn Store>,
    batch: Batch,
    publish: Box<dyn FnOnce() + Send>,
    turn: OwnedMutexGuard<()>,
}

impl<T> fmt::Debug for Change<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("collection", &self.collection.name)
            .field("documents", &self.staged.keys())
            .field("writes", &self.batch.writes.len())
            .finish_non_exhaustive()
    }
}

impl<T: Document> Change<T> {
    pub(super) fn new(collection: Arc<Inner<T>>, turn: OwnedMutexGuard<()>) -> Self {
        Self {
            collection,
            staged: BTreeMap::new(),
            batch: Batch::default(),
            turn,
        }
    }

    /// The document of `key` as this change leaves it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Arc<T>> {
        match self.staged.get(key) {
            Some(staged) => staged.clone(),
            None => self.collection.documents().get(key).cloned(),
        }
    }

    /// Adds a document, whether or not there is one.
    pub fn put(&mut self, key: &str, document: T) -> Arc<T> {
        let document = Arc::new(document);
        self.batch.push(Write::PutDocument {
            collection: self.collection.name,
            key: key.into(),
            body: encode(&*document),
        });
        self.staged.insert(key.into(), Some(Arc::clone(&document)));
        document
    }

    /// Adds a document if there is none.
    ///
    /// # Errors
    /// [`WriteError::AlreadyExists`]; the change stays as it was.
    pub fn create(&mut self, key: &str, document: T) -> Result<Arc<T>, WriteError> {
        match self.get(key) {
            Some(_) => Err(WriteError::AlreadyExists(key.into())),
            None => Ok(self.put(key, document)),
        }
    }

    /// Replaces the document of `key` by what `next` makes of it.
    ///
    /// # Errors
    /// [`UpdateError::Rejected`] with `next`'s error, or [`WriteError::NotFound`]; the change stays as it was.
    pub fn update<E>(
        &mut self,
        key: &str,
        next: impl FnOnce(&T) -> Result<T, E>,
    ) -> Result<Arc<T>, UpdateError<E>> {
        let missing = || WriteError::NotFound(key.into());
        let current = self.get(key).ok_or_else(missing)?;
        let document = next(&current).map_err(UpdateError::Rejected)?;
        Ok(self.put(key, document))
    }

    /// Removes the document of `key` and returns it.
    ///
    /// # Errors
    /// [`WriteError::NotFound`]; the change stays as it was.
    pub fn delete(&mut self, key: &str) -> Result<Arc<T>, WriteError> {
        let missing = || WriteError::NotFound(key.into());
        let document = self.get(key).ok_or_else(missing)?;
        self.batch.push(Write::DeleteDocument {
            collection: self.collection.name,
            key: key.into(),
        });
        self.staged.insert(key.into(), None);
        Ok(document)
    }

    /// Adds a write of another kind to the same batch.
    pub fn push(&mut self, write: Write) {
        self.batch.push(write);
    }

    /// Makes the change durable, then visible. It goes through even when the caller stops waiting.
    ///
    /// # Errors
    /// When it is not known to be durable; memory then still shows what was before.
    pub async fn commit(self) -> Result<(), CommitError> {
        commit(vec![self.prepare()]).await
    }

    /// Makes this change and `other`, of another collection of the same store, durable in one batch.
    ///
    /// # Errors
    /// As [`Change::commit`].
    pub async fn commit_with<U: Document>(self, other: Change<U>) -> Result<(), CommitError> {
        commit(vec![self.prepare(), other.prepare()]).await
    }

    fn prepare(self) -> Prepared {
        let Self {
            collection,
            staged,
            batch,
            turn,
        } = self;
        Prepared {
            store: Arc::clone(&collection.store),
            batch,
            publish: Box::new(move || publish(&collection, staged)),
            turn,
        }
    }
}

/// Moves staged documents to where readers see them.
fn publish<T>(collection: &Inner<T>, staged: BTreeMap<Arc<str>, Option<Arc<T>>>) {
    let mut documents = collection
        .documents
        .write()
        .unwrap_or_else(PoisonError::into_inner);
    for (key, document) in staged {
        match document {
            Some(document) => documents.insert(key, document),
            None => documents.remove(&key),
        };
    }
}

async fn commit(changes: Vec<Prepared>) -> Result<(), CommitError> {
    let mut batch = Batch::default();
    let mut store = None;
    let mut after = Vec::new();
    for change in changes {
        store.get_or_insert(change.store);
        batch.writes.extend(change.batch.writes);
        after.push((change.publish, change.turn));
    }
    let Some(store) = store.filter(|_| !batch.is_empty()) else {
        return Ok(());
    };
    let durable = store.submit(batch);
    // In a task of its own: a caller that goes away must not leave memory behind what is stored.
    let finish = tokio::spawn(async move {
        durable.await?;
        for (publish, turn) in after {
            publish();
            drop(turn);
        }
        Ok(())
    });
    let stopped = |_| Err(CommitError::Unavailable("the server is stopping".into()));
    finish.await.unwrap_or_else(stopped)
}
