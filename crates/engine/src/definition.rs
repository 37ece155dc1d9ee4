//! Compiled definitions by the SHA-256 of their text. An execution keeps the definition it started with, so each text
//! is stored once, with the first execution that uses it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{BufMut, Bytes, BytesMut};
use sha2::{Digest, Sha256};
use store::{Store, Write};

use crate::error::EngineError;
use crate::interpreter::Program;

/// The collection of definitions: SHA-256 in hex to the text after a format byte.
pub(crate) const COLLECTION: &str = "engine.definition";
const FORMAT: u8 = 1;

/// Most compiled definitions that are kept while nobody uses them.
const KEPT: usize = 1024;

/// A definition's text and what it compiles to.
#[derive(Debug)]
pub struct Definition {
    sha256: String,
    text: Arc<str>,
    program: Program,
    stored: AtomicBool,
}

impl Definition {
    /// SHA-256 of the text in lower-case hex.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The text, as it was given.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn program(&self) -> &Program {
        &self.program
    }

    /// The write that stores it, unless it is known to be stored.
    pub(crate) fn write(&self) -> Option<Write> {
        let stored = self.stored.load(Ordering::Acquire);
        (!stored).then(|| Write::PutDocument {
            collection: COLLECTION,
            key: self.sha256.clone(),
            body: encode(&self.text),
        })
    }

    /// After the commit of [`Definition::write`].
    pub(crate) fn mark_stored(&self) {
        self.stored.store(true, Ordering::Release);
    }
}

/// The cache of definitions.
#[derive(Debug, Default)]
pub(crate) struct Definitions(Mutex<HashMap<String, Arc<Definition>>>);

impl Definitions {
    /// The definition of `text`, compiled now or before.
    pub(crate) fn of_text(
        &self,
        text: &str,
    ) -> Result<Arc<Definition>, asl::compile::CompileError> {
        let sha256 = hex::encode(Sha256::digest(text.as_bytes()));
        if let Some(known) = self.known(&sha256) {
            return Ok(known);
        }
        self.compile(sha256, text, false)
    }

    /// The stored definition of `sha256`.
    pub(crate) async fn load(
        &self,
        store: &dyn Store,
        sha256: &str,
    ) -> Result<Arc<Definition>, EngineError> {
        if let Some(known) = self.known(sha256) {
            return Ok(known);
        }
        let damaged = |what: &str| EngineError::Damaged(format!("definition {sha256} {what}"));
        let body = store.document(COLLECTION, sha256).await?;
        let body = body.ok_or_else(|| damaged("is missing"))?;
        let text = decode(&body).ok_or_else(|| damaged("is not what was written"))?;
        self.compile(sha256.to_owned(), text, true)
            .map_err(|error| damaged(&format!("does not compile: {error}")))
    }

    fn known(&self, sha256: &str) -> Option<Arc<Definition>> {
        self.map().get(sha256).cloned()
    }

    fn compile(
        &self,
        sha256: String,
        text: &str,
        stored: bool,
    ) -> Result<Arc<Definition>, asl::compile::CompileError> {
        let definition = Arc::new(Definition {
            sha256: sha256.clone(),
            text: text.into(),
            program: Program::compile(text)?,
            stored: AtomicBool::new(stored),
        });
        let mut map = self.map();
        if map.len() >= KEPT {
            map.retain(|_, kept| Arc::strong_count(kept) > 1);
        }
        // Whoever compiled it first wins, so that all share one.
        Ok(Arc::clone(map.entry(sha256).or_insert(definition)))
    }

    fn map(&self) -> MutexGuard<'_, HashMap<String, Arc<Definition>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn encode(text: &str) -> Bytes {
    let mut body = BytesMut::with_capacity(1 + text.len());
    body.put_u8(FORMAT);
    body.put_slice(text.as_bytes());
    body.freeze()
}

fn decode(body: &[u8]) -> Option<&str> {
    let (&format, text) = body.split_first()?;
    (format == FORMAT)
        .then(|| std::str::from_utf8(text).ok())
        .flatten()
}
