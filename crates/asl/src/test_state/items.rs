//! The items of a Map state with an `ItemReader`, out of data as they lie where the reader would look.

use bytes::Bytes;
use serde_json::Value;

use crate::ast;
use crate::event::Failure;
use crate::map_run::ReaderConfig;
use crate::map_run::dataset::{items, reader_failure};

/// Why there are no items.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReadError {
    /// The state reads nothing.
    #[error("The state has no ItemReader")]
    NoReader,
    /// The data are not what the reader expects: the state fails.
    #[error("{}", .0.cause.as_deref().unwrap_or_default())]
    Failed(Failure),
}

impl From<Failure> for ReadError {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What was read; by default nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// All items.
    pub items: Vec<Value>,
    /// What `ItemsPointer` points to, if there is one.
    pub pointed: Option<Value>,
}

pub(super) fn read(kind: &ast::Kind, data: &str) -> Result<Read, ReadError> {
    let reader = match kind {
        ast::Kind::Map(map) => map.item_reader.as_ref(),
        _ => None,
    };
    let reader = reader.ok_or(ReadError::NoReader)?;
    let config = reader.reader_config.clone().unwrap_or_default();
    let config = match config {
        Value::Null => ReaderConfig::default(),
        config => {
            serde_json::from_value(config).map_err(|error| reader_failure(error.to_string()))?
        }
    };
    let found = items(Bytes::from(data.to_owned()), &config)?;
    let mut items: Vec<Value> = found.collect::<Result<_, _>>()?;
    let pointed = config.items_pointer.is_some();
    let pointed = pointed.then(|| Value::Array(items.clone()));
    let most = config.max_items.as_ref().and_then(Value::as_u64);
    items.truncate(
        most.and_then(|most| usize::try_from(most).ok())
            .unwrap_or(usize::MAX),
    );
    Ok(Read { items, pointed })
}
