//! Lists, and the other Java collections that behave like one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::Value;
use super::iterator::Part;
use super::map::Map;

/// Which of Java's collections a list is; it decides methods, equality and how it prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// `ArrayList`, of a template's `[..]`.
    Plain,
    /// `JSONArray`, of a JSON document; a subclass of `ArrayList`.
    Json,
    /// What `subList` gives.
    SubList,
    /// What `keySet` and `entrySet` give.
    Set,
    /// What a map's `values` gives.
    Collection,
    /// An array, such as `split` gives.
    Array,
}

impl ListKind {
    pub(crate) fn class(self) -> &'static str {
        match self {
            ListKind::Plain => "java.util.ArrayList",
            ListKind::Json => "net.minidev.json.JSONArray",
            ListKind::SubList => "java.util.ArrayList$SubList",
            ListKind::Set => "java.util.LinkedHashMap$LinkedKeySet",
            ListKind::Collection => "java.util.LinkedHashMap$LinkedValues",
            ListKind::Array => "[Ljava.lang.Object;",
        }
    }

    /// A `java.util.List`.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, ListKind::Plain | ListKind::Json | ListKind::SubList)
    }
}

/// A shared, mutable list.
#[derive(Debug, Clone)]
pub struct List(Rc<Items>);

#[derive(Debug)]
struct Items {
    kind: ListKind,
    items: RefCell<Vec<Value>>,
    /// Counts changes of length, so that loops notice them as Java's iterators do.
    changes: Cell<u32>,
    /// The map this is a view of, and of which part.
    of: Option<(Map, Part)>,
}

impl List {
    /// A list of these items.
    #[must_use]
    pub fn new(kind: ListKind, items: Vec<Value>) -> List {
        List(Rc::new(Items {
            kind,
            items: RefCell::new(items),
            changes: Cell::new(0),
            of: None,
        }))
    }

    /// A view of a map: its iterators end when the map changes.
    pub(crate) fn view(kind: ListKind, items: Vec<Value>, map: &Map, part: Part) -> List {
        List(Rc::new(Items {
            kind,
            items: RefCell::new(items),
            changes: Cell::new(0),
            of: Some((map.clone(), part)),
        }))
    }

    /// The map it is a view of.
    pub(crate) fn viewed(&self) -> Option<&(Map, Part)> {
        self.0.of.as_ref()
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> ListKind {
        self.0.kind
    }

    /// How many items it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.items.borrow().len()
    }

    /// Whether it has no items.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at `index`, from 0.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Value> {
        self.0.items.borrow().get(index).cloned()
    }

    /// Looks at the items. They must not be changed meanwhile.
    pub fn with<T>(&self, look: impl FnOnce(&[Value]) -> T) -> T {
        look(&self.0.items.borrow())
    }

    /// A copy of the items.
    #[must_use]
    pub fn items(&self) -> Vec<Value> {
        self.0.items.borrow().clone()
    }

    /// Replaces an item without a change of length; gives the one before.
    pub(crate) fn set(&self, index: usize, value: Value) -> Option<Value> {
        self.0
            .items
            .borrow_mut()
            .get_mut(index)
            .map(|slot| std::mem::replace(slot, value))
    }

    /// Changes the list; its iterators end.
    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Vec<Value>) -> T) -> T {
        self.0.changes.set(self.0.changes.get().wrapping_add(1));
        change(&mut self.0.items.borrow_mut())
    }

    /// The count of changes so far.
    pub(crate) fn changes(&self) -> u32 {
        self.0.changes.get()
    }

    pub(crate) fn same(&self, other: &List) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// What tells it from other lists.
    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    /// Moves the items out if nobody else holds the list.
    pub(super) fn take_if_last(self, pending: &mut Vec<Value>) {
        if Rc::strong_count(&self.0) == 1 {
            pending.append(&mut self.0.items.borrow_mut());
            pending.extend(self.0.of.clone().map(|(map, _)| Value::Map(map)));
        }
    }
}

impl Drop for Items {
    fn drop(&mut self) {
        let items = self.items.get_mut();
        if items.iter().any(super::is_container) {
            super::drop_deep(std::mem::take(items));
        }
    }
}
