//! Variable names as small numbers, so that rendering looks nothing up by text.

use std::sync::Arc;

use indexmap::IndexSet;

/// A variable's number. Numbers are dense from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Sym(u32);

impl Sym {
    /// `$foreach`, the scope of the innermost loop.
    pub(crate) const FOREACH: Sym = Sym(0);
    /// `$velocityCount`, the old loop counter.
    pub(crate) const COUNT: Sym = Sym(1);
    /// `$velocityHasNext`, the old loop flag.
    pub(crate) const HAS_NEXT: Sym = Sym(2);
    /// `$bodyContent`, the block given to `#@macro`.
    pub(crate) const BODY: Sym = Sym(3);

    /// The number as an index.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The names of a template, or of a text evaluated while a template runs (then on top of that template's names).
#[derive(Debug, Clone)]
pub(crate) struct Names {
    base: Option<Arc<Names>>,
    offset: u32,
    own: IndexSet<Box<str>>,
}

impl Names {
    /// The names every template has: those the language itself sets.
    pub(crate) fn new() -> Names {
        let own = ["foreach", "velocityCount", "velocityHasNext", "bodyContent"];
        Names {
            base: None,
            offset: 0,
            own: own.into_iter().map(Box::from).collect(),
        }
    }

    /// No names of its own yet, and all of `base`.
    pub(crate) fn on(base: Arc<Names>) -> Names {
        Names {
            offset: base.len(),
            base: Some(base),
            own: IndexSet::new(),
        }
    }

    /// How many names there are.
    pub(crate) fn len(&self) -> u32 {
        self.offset + u32::try_from(self.own.len()).unwrap_or(u32::MAX)
    }

    /// The number of `name`, if it has one.
    pub(crate) fn find(&self, name: &str) -> Option<Sym> {
        if let Some(found) = self.base.as_ref().and_then(|base| base.find(name)) {
            return Some(found);
        }
        let index = u32::try_from(self.own.get_index_of(name)?).ok()?;
        Some(Sym(self.offset + index))
    }

    /// The names that are not those of the base, in the order of their numbers.
    pub(crate) fn own(&self) -> impl Iterator<Item = &str> {
        self.own.iter().map(|name| &**name)
    }

    /// The number of `name`, given now if need be.
    pub(crate) fn intern(&mut self, name: &str) -> Sym {
        if let Some(found) = self.find(name) {
            return found;
        }
        self.own.insert(name.into());
        Sym(self.len() - 1)
    }
}
