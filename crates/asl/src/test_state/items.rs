//! The items of a Map state with an `ItemReader`, out of data that lie where the reader would look.

use serde_json::Value;

use crate::ast::{self, ItemReader};
use crate::error::failure;
use crate::event::Failure;

/// The error of a Map state whose items cannot be read.
const READER_FAILED: &str = "States.ItemReaderFailed";

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

fn failed(cause: impl Into<String>) -> ReadError {
    ReadError::Failed(failure(READER_FAILED, Some(cause.into())))
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
    let mut read = match setting(reader, "InputType").as_deref() {
        Some("JSONL") => lines(data)?,
        None | Some("JSON") => document(reader, data)?,
        Some(other) => {
            let cause = format!("Files of type {other} cannot be read from text.");
            return Err(failed(cause));
        }
    };
    let most = reader.reader_config.as_ref();
    let most = most.and_then(|config| config.get("MaxItems")?.as_u64());
    if let Some(most) = most {
        read.items
            .truncate(usize::try_from(most).unwrap_or(usize::MAX));
    }
    Ok(read)
}

fn setting(reader: &ItemReader, name: &str) -> Option<String> {
    let value = reader.reader_config.as_ref()?.get(name)?;
    value.as_str().map(str::to_owned)
}

fn lines(data: &str) -> Result<Read, ReadError> {
    let lines = data.lines().filter(|line| !line.trim().is_empty());
    let items: Result<Vec<Value>, ReadError> = lines.map(value).collect();
    Ok(Read {
        items: items?,
        pointed: None,
    })
}

fn value(text: &str) -> Result<Value, ReadError> {
    let reason = || match query::json::read(text) {
        Err(error) => failed(error.message),
        Ok(_) => failed("The file is nested too deeply."),
    };
    query::json::value(text).ok_or_else(reason)
}

fn document(reader: &ItemReader, data: &str) -> Result<Read, ReadError> {
    let document = value(data)?;
    let pointed = match setting(reader, "ItemsPointer") {
        None => None,
        Some(pointer) => {
            let nowhere = || {
                failed(format!(
                    "The ItemsPointer '{pointer}' finds nothing in the file."
                ))
            };
            Some(document.pointer(&pointer).ok_or_else(nowhere)?.clone())
        }
    };
    match pointed.clone().unwrap_or(document) {
        Value::Array(items) => Ok(Read { items, pointed }),
        // Recorded for a file that holds an object.
        _ => Err(failed("Attempting to map over non-iterable node.")),
    }
}
