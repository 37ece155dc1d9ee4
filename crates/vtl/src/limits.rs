//! Bounds on what one rendering may use, and the budget that counts it down.

use std::cell::{Cell, RefCell};

use thiserror::Error;

use crate::value::Value;
use crate::value::cycle;

/// Bounds of one rendering. The defaults follow API Gateway where it has a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of text a rendering may produce, its result and all strings built on the way together.
    pub max_bytes: u64,
    /// Most units of work: statements, expressions, and elements that are copied or visited.
    pub max_steps: u64,
    /// Iterations after which a `#foreach` ends silently (Velocity's `directive.foreach.maxloops`).
    pub max_loops: u32,
    /// Deepest nesting of macro calls (Velocity's `velocimacro.max.depth`).
    pub max_macro_depth: u32,
    /// Deepest nesting of blocks and expressions while rendering.
    pub max_depth: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_bytes: 32 * 1024 * 1024,
            max_steps: 4_000_000,
            max_loops: 1000,
            max_macro_depth: 20,
            max_depth: 300,
        }
    }
}

/// A bound was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LimitExceeded {
    /// [`Limits::max_steps`].
    #[error("the template takes too many steps")]
    Steps,
    /// [`Limits::max_bytes`].
    #[error("the template produces too much text")]
    Bytes,
    /// [`Limits::max_depth`], or a value nested deeper than can be shown.
    #[error("the template nests too deeply")]
    Depth,
}

/// What is left of a rendering's [`Limits`].
#[derive(Debug)]
pub struct Budget {
    steps: Cell<u64>,
    bytes: Cell<u64>,
    /// Collections that were made to contain themselves. They are emptied in the end, or nothing would free them.
    cyclic: RefCell<Vec<Value>>,
}

impl Drop for Budget {
    fn drop(&mut self) {
        for collection in self.cyclic.get_mut().drain(..) {
            match collection {
                Value::List(list) => list.change(Vec::clear),
                Value::Map(map) => map.clear(),
                Value::Scope(scope) => scope.storage.clear(),
                _ => {}
            }
        }
    }
}

impl Budget {
    /// A full budget.
    #[must_use]
    pub fn new(limits: &Limits) -> Budget {
        Budget {
            steps: Cell::new(limits.max_steps),
            bytes: Cell::new(limits.max_bytes),
            cyclic: RefCell::default(),
        }
    }

    /// Counts `count` units of work.
    ///
    /// # Errors
    /// When fewer are left.
    #[inline]
    pub fn steps(&self, count: u64) -> Result<(), LimitExceeded> {
        let left = self
            .steps
            .get()
            .checked_sub(count)
            .ok_or(LimitExceeded::Steps)?;
        self.steps.set(left);
        Ok(())
    }

    /// Notes a collection that is about to contain `item`, if it then contains itself.
    pub(crate) fn watch(&self, collection: &Value, item: &Value) -> Result<(), LimitExceeded> {
        if cycle::reaches(item, collection, self)? {
            self.cyclic.borrow_mut().push(collection.clone());
        }
        Ok(())
    }

    /// Counts `count` bytes of text, before they are made.
    ///
    /// # Errors
    /// When fewer are left.
    #[inline]
    pub fn bytes(&self, count: usize) -> Result<(), LimitExceeded> {
        let left = self
            .bytes
            .get()
            .checked_sub(count as u64)
            .ok_or(LimitExceeded::Bytes)?;
        self.bytes.set(left);
        Ok(())
    }
}
