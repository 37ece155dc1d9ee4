//! Iterators over collections. They end with an error when the collection changes under them, as Java's do.

use std::cell::Cell;
use std::rc::Rc;

use super::list::{List, ListKind};
use super::map::Map;
use super::{Entry, Value};

/// The collection changed since the iterator was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ConcurrentModification;

/// An iterator.
#[derive(Debug)]
pub struct Iterator {
    source: Source,
    next: Cell<usize>,
}

#[derive(Debug)]
enum Source {
    List {
        list: List,
        changes: u32,
    },
    Map {
        map: Map,
        part: Part,
        len: usize,
        changes: u32,
    },
}

/// What of a map is iterated over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Keys,
    Values,
    Entries,
}

impl Part {
    /// One element of a map's view.
    pub(crate) fn of(self, map: &Map, index: usize) -> Value {
        let Some((key, value)) = map.at(index) else {
            return Value::Null;
        };
        match self {
            Part::Keys => key.value(),
            Part::Values => value,
            Part::Entries => Value::Entry(Rc::new(Entry {
                map: map.clone(),
                key,
            })),
        }
    }
}

impl Iterator {
    /// Over the items of a list.
    pub(crate) fn list(list: &List) -> Iterator {
        if let Some((map, part)) = list.viewed().filter(|_| list.changes() == 0) {
            return Iterator::map(map, *part);
        }
        let source = Source::List {
            list: list.clone(),
            changes: list.changes(),
        };
        Iterator {
            source,
            next: Cell::new(0),
        }
    }

    /// Over a part of a map.
    pub(crate) fn map(map: &Map, part: Part) -> Iterator {
        let source = Source::Map {
            map: map.clone(),
            part,
            len: map.len(),
            changes: map.changes(),
        };
        Iterator {
            source,
            next: Cell::new(0),
        }
    }

    /// What it iterates over.
    pub(super) fn into_source(self) -> Value {
        match self.source {
            Source::List { list, .. } => Value::List(list),
            Source::Map { map, .. } => Value::Map(map),
        }
    }

    /// What it iterates over.
    pub(super) fn source(&self) -> Value {
        match &self.source {
            Source::List { list, .. } => Value::List(list.clone()),
            Source::Map { map, .. } => Value::Map(map.clone()),
        }
    }

    pub(crate) fn has_next(&self) -> bool {
        match &self.source {
            Source::List { list, .. } => self.next.get() != list.len(),
            Source::Map { len, .. } => self.next.get() < *len,
        }
    }

    /// The next element; null after the last.
    pub(crate) fn next(&self) -> Result<Value, ConcurrentModification> {
        let index = self.next.get();
        let value = match &self.source {
            Source::List { list, changes } => {
                if list.kind() != ListKind::Array && list.changes() != *changes {
                    return Err(ConcurrentModification);
                }
                list.get(index).unwrap_or_default()
            }
            Source::Map {
                map, part, changes, ..
            } => {
                if map.changes() != *changes {
                    return Err(ConcurrentModification);
                }
                part.of(map, index)
            }
        };
        self.next.set(index + 1);
        Ok(value)
    }
}
