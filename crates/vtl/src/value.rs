//! Values, as a template sees them: Java's, without the rest of Java.

pub(crate) mod cycle;
pub(crate) mod display;
pub(crate) mod iterator;
pub(crate) mod list;
pub(crate) mod map;

use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use num_bigint::BigInt;

use crate::host::HostObject;
use crate::number::decimal::Decimal;
use crate::scope::{DefinedBlock, LoopScope};
use iterator::Iterator;
use list::{List, ListKind};
use map::{Key, Map};

/// A value. Lists, maps and host objects are shared, not copied; a rendering stays on one thread.
#[derive(Clone, Default)]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// `Boolean`
    Bool(bool),
    /// `Integer`
    Int(i32),
    /// `Long`
    Long(i64),
    /// `BigInteger`
    Big(Rc<BigInt>),
    /// `Float`
    Float(f32),
    /// `Double`
    Double(f64),
    /// `BigDecimal`
    Decimal(Rc<Decimal>),
    /// `Character`, a UTF-16 unit.
    Char(u16),
    /// `String`
    Str(Arc<str>),
    /// A list, a set or an array.
    List(List),
    /// A map that keeps the order of insertion.
    Map(Map),
    /// An entry of a map.
    Entry(Rc<Entry>),
    /// An iterator.
    Iterator(Rc<Iterator>),
    /// An object of the embedding program.
    Host(Rc<dyn HostObject>),
    /// `$foreach`.
    Scope(Rc<LoopScope>),
    /// A block of `#define`, or the body of a `#@macro` call.
    Block(Rc<DefinedBlock>),
}

/// An entry of a map, as `entrySet()` gives it: it writes through.
#[derive(Debug)]
pub struct Entry {
    pub(crate) map: Map,
    pub(crate) key: Key,
}

impl Entry {
    pub(crate) fn value(&self) -> Value {
        self.map.get(&self.key).unwrap_or_default()
    }
}

impl Value {
    /// A string.
    pub fn text(text: impl Into<Arc<str>>) -> Value {
        Value::Str(text.into())
    }

    /// A list as a template's own `[..]` makes it: it prints as `[a, b]`.
    #[must_use]
    pub fn list(items: Vec<Value>) -> Value {
        Value::List(List::new(ListKind::Plain, items))
    }

    /// An array of a JSON document: it prints as JSON.
    #[must_use]
    pub fn json_array(items: Vec<Value>) -> Value {
        Value::List(List::new(ListKind::Json, items))
    }

    /// A map with these entries.
    pub fn map(entries: impl IntoIterator<Item = (Key, Value)>) -> Value {
        Value::Map(Map::from_entries(entries))
    }

    /// A host object.
    pub fn host(object: impl HostObject + 'static) -> Value {
        Value::Host(Rc::new(object))
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(
            self,
            Value::Int(_)
                | Value::Long(_)
                | Value::Big(_)
                | Value::Float(_)
                | Value::Double(_)
                | Value::Decimal(_)
        )
    }

    /// The value's Java class, where it matters or is shown.
    pub(crate) fn class(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "java.lang.Boolean",
            Value::Int(_) => "java.lang.Integer",
            Value::Long(_) => "java.lang.Long",
            Value::Big(_) => "java.math.BigInteger",
            Value::Float(_) => "java.lang.Float",
            Value::Double(_) => "java.lang.Double",
            Value::Decimal(_) => "java.math.BigDecimal",
            Value::Char(_) => "java.lang.Character",
            Value::Str(_) => "java.lang.String",
            Value::List(list) => list.kind().class(),
            Value::Map(_) => "java.util.LinkedHashMap",
            Value::Entry(_) => "java.util.Map$Entry",
            Value::Iterator(_) => "java.util.Iterator",
            Value::Host(_) => "object",
            Value::Scope(_) => "ForeachScope",
            Value::Block(_) => "Block$Reference",
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Str(Arc::from(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Str(Arc::from(text))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i32> for Value {
    fn from(value: i32) -> Value {
        Value::Int(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Long(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Value {
        Value::Double(value)
    }
}

/// A size as Java's `int`.
pub(crate) fn int(size: usize) -> Value {
    Value::Int(i32::try_from(size).unwrap_or(i32::MAX))
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Str(text) => write!(f, "{text:?}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::List(list) => write!(f, "{}({})", list.kind().class(), list.len()),
            Value::Map(map) => write!(f, "map({})", map.len()),
            other => f.write_str(other.class()),
        }
    }
}

/// Whether dropping a value may drop others.
pub(crate) fn is_container(value: &Value) -> bool {
    matches!(
        value,
        Value::List(_) | Value::Map(_) | Value::Entry(_) | Value::Iterator(_) | Value::Scope(_)
    )
}

/// Takes a container's children apart without recursion, so that deep values do not exhaust the stack.
pub(crate) fn drop_deep(mut pending: Vec<Value>) {
    while let Some(value) = pending.pop() {
        match value {
            Value::List(list) => list.take_if_last(&mut pending),
            Value::Map(map) => map.take_if_last(&mut pending),
            Value::Entry(entry) => {
                pending.extend(Rc::into_inner(entry).map(|entry| Value::Map(entry.map)))
            }
            Value::Iterator(iterator) => {
                pending.extend(Rc::into_inner(iterator).map(Iterator::into_source))
            }
            Value::Scope(scope) => pending.extend(
                Rc::into_inner(scope)
                    .into_iter()
                    .flat_map(LoopScope::into_parts),
            ),
            _ => {}
        }
    }
}
