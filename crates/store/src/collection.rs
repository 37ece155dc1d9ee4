//! Typed documents (roles, functions, APIs, …) over the store, all held in memory.
//!
//! A collection is read from the store once, at open; reads are served from memory. A write is made durable first and
//! becomes visible after, so nobody acts on what a crash could take back. The writes of one collection happen one at a
//! time: of two racing creates of one key, one wins. A write goes through even when whoever asked for it stops waiting.
//!
//! A body is the format byte 1, then the document as JSON; fields it does not know are skipped, so new fields carry
//! `#[serde(default)]`.

mod change;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::api::{CommitError, ListPage, ReadError, Store};

pub use self::change::Change;

const FORMAT_JSON: u8 = 1;

/// What a collection can hold.
pub trait Document: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {}

impl<T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static> Document for T {}

/// A page of documents with their keys.
pub type DocumentPage<T> = ListPage<(Arc<str>, Arc<T>), Arc<str>>;

/// The documents of one kind, by key. Cheap to clone; clones are the same collection. Open a name once per process.
pub struct Collection<T>(Arc<Inner<T>>);

struct Inner<T> {
    store: Arc<dyn Store>,
    name: &'static str,
    documents: RwLock<BTreeMap<Arc<str>, Arc<T>>>,
    /// Held from the decision to write until the outcome is known.
    writer: Arc<tokio::sync::Mutex<()>>,
}

/// Why a collection cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The store failed.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A stored document is not one this version reads.
    #[error(
        "document {key:?} of {collection} cannot be read: {reason}; run the version that wrote it"
    )]
    Document {
        /// The collection's name.
        collection: &'static str,
        /// The document's key.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
}

/// Why a document was not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A create found the key taken.
    #[error("{0:?} exists already")]
    AlreadyExists(String),
    /// An update or a removal found nothing.
    #[error("{0:?} does not exist")]
    NotFound(String),
    /// The store did not make it durable.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

/// Why an update was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UpdateError<E> {
    /// The caller's function refused; nothing was written.
    #[error("refused")]
    Rejected(E),
    /// The document is missing, or the store failed.
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl<T> Clone for Collection<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> fmt::Debug for Collection<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Collection").field(&self.0.name).finish()
    }
}

impl<T> Inner<T> {
    fn documents(&self) -> RwLockReadGuard<'_, BTreeMap<Arc<str>, Arc<T>>> {
        // Nothing that runs under the lock leaves the map half changed.
        self.documents
            .read()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Document> Collection<T> {
    /// Reads the collection `name` of `store` into memory.
    ///
    /// # Errors
    /// When the store fails or holds a document this version does not understand.
    pub async fn open(store: Arc<dyn Store>, name: &'static str) -> Result<Self, OpenError> {
        let mut documents = BTreeMap::new();
        for (key, body) in store.documents(name, "").await? {
            let document = decode(&body).map_err(|reason| OpenError::Document {
                collection: name,
                key: key.clone(),
                reason,
            })?;
            documents.insert(Arc::from(key), Arc::new(document));
        }
        Ok(Self(Arc::new(Inner {
            store,
            name,
            documents: RwLock::new(documents),
            writer: Arc::default(),
        })))
    }

    /// The document of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Arc<T>> {
        self.0.documents().get(key).cloned()
    }

    /// True when there is a document of `key`.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.0.documents().contains_key(key)
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.documents().len()
    }

    /// True when there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All documents whose key begins with `prefix`, by key.
    #[must_use]
    pub fn list(&self, prefix: &str) -> Vec<(Arc<str>, Arc<T>)> {
        self.page(prefix, None, usize::MAX).items
    }

    /// Up to `limit` documents whose key begins with `prefix` and sorts after `after`.
    #[must_use]
    pub fn page(&self, prefix: &str, after: Option<&str>, limit: usize) -> DocumentPage<T> {
        let documents = self.0.documents();
        let start = match after {
            Some(after) if after >= prefix => Bound::Excluded(after),
            _ => Bound::Included(prefix),
        };
        let rows = documents
            .range::<str, _>((start, Bound::Unbounded))
            .take_while(|(key, _)| key.starts_with(prefix))
            .map(|(key, document)| (Arc::clone(key), Arc::clone(document)));
        ListPage::collect(rows, limit, |(key, _)| Arc::clone(key))
    }

    /// Waits for the collection's turn to write, and opens a [`Change`]. Nobody else writes to it until the change is
    /// committed or dropped, so what the change reads stays true.
    pub async fn begin(&self) -> Change<T> {
        let turn = Arc::clone(&self.0.writer).lock_owned().await;
        Change::new(Arc::clone(&self.0), turn)
    }

    /// Writes `document` under `key`, whether or not there is one.
    ///
    /// # Errors
    /// [`WriteError::Commit`] when it is not known to be durable.
    pub async fn put(&self, key: &str, document: T) -> Result<Arc<T>, WriteError> {
        let mut change = self.begin().await;
        let document = change.put(key, document);
        change.commit().await?;
        Ok(document)
    }

    /// Writes `document` under `key` if there is none.
    ///
    /// # Errors
    /// [`WriteError::AlreadyExists`], or [`WriteError::Commit`] when it is not known to be durable.
    pub async fn create(&self, key: &str, document: T) -> Result<Arc<T>, WriteError> {
        let mut change = self.begin().await;
        let document = change.create(key, document)?;
        change.commit().await?;
        Ok(document)
    }

    /// Replaces the document of `key` by what `next` makes of it.
    ///
    /// # Errors
    /// [`UpdateError::Rejected`] with `next`'s error, else as [`WriteError`]; [`WriteError::NotFound`] without document.
    pub async fn update<E>(
        &self,
        key: &str,
        next: impl FnOnce(&T) -> Result<T, E>,
    ) -> Result<Arc<T>, UpdateError<E>> {
        let mut change = self.begin().await;
        let document = change.update(key, next)?;
        change.commit().await.map_err(WriteError::from)?;
        Ok(document)
    }

    /// Removes the document of `key` and returns it.
    ///
    /// # Errors
    /// [`WriteError::NotFound`], or [`WriteError::Commit`] when the removal is not known to be durable.
    pub async fn delete(&self, key: &str) -> Result<Arc<T>, WriteError> {
        let mut change = self.begin().await;
        let document = change.delete(key)?;
        change.commit().await?;
        Ok(document)
    }
}

/// A document as it is stored. For components that keep documents of their own.
///
/// # Panics
/// When `document` is not representable in JSON, which a plain struct always is.
#[must_use]
pub fn encode<T: Serialize>(document: &T) -> bytes::Bytes {
    let mut body = vec![FORMAT_JSON];
    serde_json::to_writer(&mut body, document)
        .expect("a document is a plain struct with string keys, written to memory");
    body.into()
}

/// What [`encode`] wrote.
///
/// # Errors
/// What is wrong with the bytes.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    match body.split_first() {
        Some((&FORMAT_JSON, json)) => serde_json::from_slice(json).map_err(|e| e.to_string()),
        Some((format, _)) => Err(format!("unknown format {format}")),
        None => Err("it is empty".into()),
    }
}

#[cfg(test)]
mod tests;
