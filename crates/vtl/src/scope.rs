//! What the language itself puts into variables: `$foreach`, and blocks of `#define`.

use std::cell::Cell;
use std::fmt;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use crate::program::Block;
use crate::render::Frame;
use crate::value::Value;
use crate::value::map::Map;

/// `$foreach`: where a loop is.
#[derive(Debug)]
pub struct LoopScope {
    /// Iterations completed before this one; -1 before the first.
    pub(crate) index: Cell<i32>,
    pub(crate) has_next: Cell<bool>,
    /// The scope of the loop around it.
    pub(crate) parent: Option<Rc<LoopScope>>,
    /// What `$foreach` was before, if it was no scope.
    pub(crate) replaced: Value,
    /// Whatever a template keeps in it.
    pub(crate) storage: Map,
}

impl LoopScope {
    /// The scope of a loop, on top of what `$foreach` is now.
    pub(crate) fn new(previous: Value) -> LoopScope {
        let (parent, replaced) = match previous {
            Value::Scope(parent) => (Some(parent), Value::Null),
            other => (None, other),
        };
        LoopScope {
            index: Cell::new(-1),
            has_next: Cell::new(false),
            parent,
            replaced,
            storage: Map::new(),
        }
    }

    /// The values it holds.
    pub(crate) fn into_parts(self) -> Vec<Value> {
        let parent = self.parent.map_or(Value::Null, Value::Scope);
        vec![parent, self.replaced, Value::Map(self.storage)]
    }

    /// What `$foreach` becomes when the loop has ended.
    pub(crate) fn previous(&self) -> Value {
        match &self.parent {
            Some(parent) => Value::Scope(parent.clone()),
            None => self.replaced.clone(),
        }
    }

    /// The outermost scope.
    pub(crate) fn topmost(self: &Rc<Self>) -> Rc<LoopScope> {
        let mut scope = self;
        while let Some(parent) = &scope.parent {
            scope = parent;
        }
        scope.clone()
    }

    /// A property; the scope's own before what is kept in it.
    pub(crate) fn get(self: &Rc<Self>, name: &str) -> Value {
        match name {
            "index" | "Index" => Value::Int(self.index.get()),
            "count" | "Count" => Value::Int(self.index.get() + 1),
            "hasNext" | "HasNext" => Value::Bool(self.has_next.get()),
            "first" | "First" => Value::Bool(self.index.get() < 1),
            "last" | "Last" => Value::Bool(!self.has_next.get()),
            "parent" | "Parent" => self.parent.clone().map_or(Value::Null, Value::Scope),
            "topmost" | "Topmost" => Value::Scope(self.topmost()),
            "replaced" | "Replaced" => self.topmost().replaced.clone(),
            // Java reflection is refused: `info` leads to it, and `class` is it.
            "info" | "Info" | "class" | "Class" => Value::Null,
            _ => self.kept(name),
        }
    }

    /// What a template keeps in this scope, or in one around it.
    fn kept(&self, name: &str) -> Value {
        let own = self.storage.get_text(name);
        own.or_else(|| self.parent.as_ref().map(|parent| parent.kept(name)))
            .unwrap_or_default()
    }
}

/// A block that is rendered where it is printed.
pub struct DefinedBlock {
    pub(crate) body: Arc<Block>,
    /// Variables as they are found when it is turned into text rather than printed.
    pub(crate) frame: Option<Weak<Frame>>,
    pub(crate) depth: Cell<u32>,
    /// Deepest nesting in itself.
    pub(crate) max_depth: u32,
}

impl fmt::Debug for DefinedBlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DefinedBlock")
            .field("depth", &self.depth)
            .finish_non_exhaustive()
    }
}
