//! Maps that keep the order of insertion, and their keys.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;

use num_bigint::BigInt;

use super::Value;

/// A key. Java allows any object; objects without a useful equality are themselves.
#[derive(Debug, Clone)]
pub enum Key {
    /// Java's null.
    Null,
    /// `Boolean`
    Bool(bool),
    /// `Integer`
    Int(i32),
    /// `Long`
    Long(i64),
    /// `BigInteger`
    Big(Rc<BigInt>),
    /// `Double`, by its bits.
    Double(u64),
    /// `Character`
    Char(u16),
    /// `String`
    Str(Arc<str>),
    /// Any other value: equal only to itself, by its address.
    Object(usize, Box<Value>),
}

impl Key {
    /// The key a value makes.
    #[must_use]
    pub fn of(value: &Value) -> Key {
        match value {
            Value::Null => Key::Null,
            Value::Bool(value) => Key::Bool(*value),
            Value::Int(value) => Key::Int(*value),
            Value::Long(value) => Key::Long(*value),
            Value::Big(value) => Key::Big(value.clone()),
            Value::Double(value) => Key::Double(value.to_bits()),
            Value::Char(value) => Key::Char(*value),
            Value::Str(value) => Key::Str(value.clone()),
            Value::Float(value) => {
                Key::Object(value.to_bits() as usize, Box::new(Value::Float(*value)))
            }
            other => Key::Object(address(other), Box::new(other.clone())),
        }
    }

    /// The key as a value.
    #[must_use]
    pub fn value(&self) -> Value {
        match self {
            Key::Null => Value::Null,
            Key::Bool(value) => Value::Bool(*value),
            Key::Int(value) => Value::Int(*value),
            Key::Long(value) => Value::Long(*value),
            Key::Big(value) => Value::Big(value.clone()),
            Key::Double(bits) => Value::Double(f64::from_bits(*bits)),
            Key::Char(value) => Value::Char(*value),
            Key::Str(value) => Value::Str(value.clone()),
            Key::Object(_, value) => (**value).clone(),
        }
    }
}

impl From<&str> for Key {
    fn from(text: &str) -> Key {
        Key::Str(Arc::from(text))
    }
}

/// Where a shared value lives.
fn address(value: &Value) -> usize {
    match value {
        Value::Host(host) => Rc::as_ptr(host).cast::<()>() as usize,
        Value::Iterator(iterator) => Rc::as_ptr(iterator) as usize,
        Value::Scope(scope) => Rc::as_ptr(scope) as usize,
        Value::Block(block) => Rc::as_ptr(block) as usize,
        Value::Entry(entry) => Rc::as_ptr(entry) as usize,
        Value::List(list) => list.address(),
        Value::Map(map) => map.address(),
        _ => 0,
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Key::Null => state.write_u8(0),
            Key::Bool(value) => value.hash(state),
            Key::Int(value) => value.hash(state),
            Key::Long(value) => value.hash(state),
            Key::Big(value) => value.hash(state),
            Key::Double(bits) => bits.hash(state),
            Key::Char(value) => value.hash(state),
            Key::Str(value) => value.hash(state),
            Key::Object(address, _) => address.hash(state),
        }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        match (self, other) {
            (Key::Null, Key::Null) => true,
            (Key::Bool(a), Key::Bool(b)) => a == b,
            (Key::Int(a), Key::Int(b)) => a == b,
            (Key::Long(a), Key::Long(b)) => a == b,
            (Key::Big(a), Key::Big(b)) => a == b,
            (Key::Double(a), Key::Double(b)) => a == b,
            (Key::Char(a), Key::Char(b)) => a == b,
            (Key::Str(a), Key::Str(b)) => a == b,
            (Key::Object(a, _), Key::Object(b, _)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Key {}

/// A shared, mutable map.
#[derive(Debug, Clone)]
pub struct Map(Rc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    entries: RefCell<Entries>,
    /// Counts entries that came or went, so that loops notice as Java's iterators do.
    changes: Cell<u32>,
}

/// Maps with more entries than this have an index; in smaller ones a look at each key is faster.
const SMALL: usize = 12;

/// Entries in the order of insertion.
#[derive(Debug, Default)]
struct Entries {
    list: Vec<(Key, Value)>,
    /// Places in the list; empty while the map is small.
    index: HashMap<Key, usize>,
}

impl Entries {
    fn place(&self, key: &Key) -> Option<usize> {
        if self.list.len() > SMALL {
            return self.index.get(key).copied();
        }
        self.list.iter().position(|(known, _)| known == key)
    }

    fn place_of_text(&self, key: &str) -> Option<usize> {
        if self.list.len() > SMALL {
            return self.index.get(&Key::from(key)).copied();
        }
        self.list
            .iter()
            .position(|(known, _)| matches!(known, Key::Str(known) if **known == *key))
    }

    fn insert(&mut self, key: Key, value: Value) -> Option<Value> {
        if let Some(place) = self.place(&key) {
            return Some(std::mem::replace(&mut self.list[place].1, value));
        }
        if self.list.len() == SMALL {
            self.reindex();
        }
        if self.list.len() >= SMALL {
            self.index.insert(key.clone(), self.list.len());
        }
        self.list.push((key, value));
        None
    }

    fn remove(&mut self, key: &Key) -> Option<Value> {
        let place = self.place(key)?;
        let (_, value) = self.list.remove(place);
        if self.list.len() > SMALL {
            self.reindex();
        } else {
            self.index.clear();
        }
        Some(value)
    }

    fn reindex(&mut self) {
        self.index = self
            .list
            .iter()
            .enumerate()
            .map(|(place, (key, _))| (key.clone(), place))
            .collect();
    }
}

impl FromIterator<(Key, Value)> for Entries {
    fn from_iter<I: IntoIterator<Item = (Key, Value)>>(entries: I) -> Entries {
        let mut made = Entries::default();
        for (key, value) in entries {
            made.insert(key, value);
        }
        made
    }
}

impl Default for Map {
    fn default() -> Self {
        Map::new()
    }
}

impl Map {
    /// An empty map.
    #[must_use]
    pub fn new() -> Map {
        Map(Rc::default())
    }

    /// A map with these entries; a later one replaces an earlier one of its key.
    pub fn from_entries(entries: impl IntoIterator<Item = (Key, Value)>) -> Map {
        Map(Rc::new(Shared {
            entries: RefCell::new(entries.into_iter().collect()),
            changes: Cell::new(0),
        }))
    }

    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.entries.borrow().list.len()
    }

    /// Whether it has no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &Key) -> Option<Value> {
        let entries = self.0.entries.borrow();
        entries
            .place(key)
            .map(|place| entries.list[place].1.clone())
    }

    /// The value of a string key.
    #[must_use]
    pub fn get_text(&self, key: &str) -> Option<Value> {
        let entries = self.0.entries.borrow();
        entries
            .place_of_text(key)
            .map(|place| entries.list[place].1.clone())
    }

    /// Sets a key; gives its value before.
    pub fn put(&self, key: Key, value: Value) -> Option<Value> {
        let old = self.0.entries.borrow_mut().insert(key, value);
        if old.is_none() {
            self.changed();
        }
        old
    }

    /// Removes a key; gives its value.
    pub fn remove(&self, key: &Key) -> Option<Value> {
        let old = self.0.entries.borrow_mut().remove(key);
        if old.is_some() {
            self.changed();
        }
        old
    }

    /// Removes all entries.
    pub fn clear(&self) {
        self.changed();
        let entries = std::mem::take(&mut *self.0.entries.borrow_mut());
        // Dropped after the borrow has ended: a value may hold this map.
        drop(entries);
    }

    /// The keys, in order.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        self.with(|entries| entries.iter().map(|(key, _)| key.clone()).collect())
    }

    /// The entry at a position.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<(Key, Value)> {
        self.with(|entries| entries.get(index).cloned())
    }

    /// Looks at the entries, in order. They must not be changed meanwhile.
    pub fn with<T>(&self, look: impl FnOnce(&[(Key, Value)]) -> T) -> T {
        look(&self.0.entries.borrow().list)
    }

    /// The count of changes so far.
    pub(crate) fn changes(&self) -> u32 {
        self.0.changes.get()
    }

    fn changed(&self) {
        self.0.changes.set(self.0.changes.get().wrapping_add(1));
    }

    pub(crate) fn same(&self, other: &Map) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// What tells it from other maps.
    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.0) as usize
    }

    /// Moves the values out if nobody else holds the map.
    pub(super) fn take_if_last(self, pending: &mut Vec<Value>) {
        if Rc::strong_count(&self.0) == 1 {
            self.0.entries.borrow_mut().drain_into(pending);
        }
    }
}

impl Entries {
    /// Moves keys and values out.
    fn drain_into(&mut self, pending: &mut Vec<Value>) {
        self.index.clear();
        for (key, value) in self.list.drain(..) {
            pending.push(value);
            if let Key::Object(_, object) = key {
                pending.push(*object);
            }
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let entries = self.entries.get_mut();
        let deep = |(key, value): &(Key, Value)| {
            super::is_container(value) || matches!(key, Key::Object(..))
        };
        if entries.list.iter().any(deep) {
            let mut pending = Vec::new();
            entries.drain_into(&mut pending);
            super::drop_deep(pending);
        }
    }
}
