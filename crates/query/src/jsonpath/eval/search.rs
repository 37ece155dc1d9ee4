//! Indefinite paths: a search that collects copies, in document order.

use super::super::EvalError;
use super::super::limits::Budget;
use super::super::location::{Location, Part};
use super::super::step::{Filter, Slice, Step, fragment};
use super::{index_from_end, not_an_array, pick};
use crate::java;
use serde_json::Value;

/// All values an indefinite path names, as an array.
pub(in crate::jsonpath) fn indefinite(steps: &[Step], root: &Value) -> Result<Value, EvalError> {
    all(steps, root, root, &mut Budget::new()).map(Value::Array)
}

/// All values below `start`; `document` is what `$` means inside filters.
pub(in crate::jsonpath) fn all(
    steps: &[Step],
    start: &Value,
    document: &Value,
    budget: &mut Budget,
) -> Result<Vec<Value>, EvalError> {
    let mut search = Search {
        document,
        budget,
        found: Vec::new(),
    };
    search.visit(steps, start, &Location::root(), true)?;
    Ok(search.found)
}

/// One running evaluation of an indefinite path.
struct Search<'s> {
    document: &'s Value,
    budget: &'s mut Budget,
    found: Vec<Value>,
}

impl Search<'_> {
    /// Applies `steps` to `node`. `definite` says that no step before was indefinite: only then is a missing
    /// field or element an error.
    fn visit(
        &mut self,
        steps: &[Step],
        node: &Value,
        at: &Location<'_>,
        definite: bool,
    ) -> Result<(), EvalError> {
        self.budget.charge(1)?;
        let Some((step, next)) = steps.split_first() else {
            return self.keep(node);
        };
        match step {
            Step::Key(name) => self.key(name, steps, node, at, definite),
            Step::Keys(names) => self.keys(names, steps, node, at, definite),
            Step::Index(index) => self.indexes(&[*index], steps, node, at, definite),
            Step::Indexes(indexes) => self.indexes(indexes, steps, node, at, definite),
            Step::FromEnd(back) => {
                self.indexes(&[index_from_end(node, *back)], steps, node, at, definite)
            }
            Step::Slice(slice) => self.slice(*slice, steps, node, at, definite),
            Step::Wild => self.wild(next, node, at),
            Step::Descend => self.descend(next, node, at),
            Step::Filter(filter) => self.filter(filter, steps, node, at, definite),
        }
    }

    fn keep(&mut self, node: &Value) -> Result<(), EvalError> {
        weigh(node, self.budget)?;
        self.found.push(node.clone());
        Ok(())
    }

    fn key(
        &mut self,
        name: &str,
        steps: &[Step],
        node: &Value,
        at: &Location<'_>,
        definite: bool,
    ) -> Result<(), EvalError> {
        let Value::Object(fields) = node else {
            return Err(EvalError::PropertyNotFound {
                property: steps[0].to_string(),
                path: at.to_string(),
            });
        };
        let place = at.down(Part::Key(name))?;
        match fields.get(name) {
            Some(value) => self.visit(&steps[1..], value, &place, definite),
            None if definite && steps.len() > 1 => {
                Err(EvalError::MissingProperty(place.to_string()))
            }
            None => Ok(()),
        }
    }

    /// Several names: one object if they come last, else each on its own.
    fn keys(
        &mut self,
        names: &[String],
        steps: &[Step],
        node: &Value,
        at: &Location<'_>,
        definite: bool,
    ) -> Result<(), EvalError> {
        let Value::Object(fields) = node else {
            return Err(EvalError::PropertyNotFound {
                property: steps[0].to_string(),
                path: at.to_string(),
            });
        };
        let next = &steps[1..];
        if next.is_empty() {
            return self.visit(next, &pick(fields, names), at, definite);
        }
        for name in names {
            if let Some(value) = fields.get(name) {
                self.visit(next, value, &at.down(Part::Key(name))?, false)?;
            }
        }
        Ok(())
    }

    fn indexes(
        &mut self,
        indexes: &[i64],
        steps: &[Step],
        node: &Value,
        at: &Location<'_>,
        definite: bool,
    ) -> Result<(), EvalError> {
        let Some(items) = array(steps, node, at, definite)? else {
            return Ok(());
        };
        let still_definite = definite && indexes.len() == 1;
        for index in indexes {
            match usize::try_from(*index)
                .ok()
                .and_then(|index| Some((index, items.get(index)?)))
            {
                Some((index, item)) => self.visit(
                    &steps[1..],
                    item,
                    &at.down(Part::Index(index))?,
                    still_definite,
                )?,
                None if definite => {
                    return Err(EvalError::IndexOutOfBounds(format!("{at}[{index}]")));
                }
                None => {}
            }
        }
        Ok(())
    }

    fn slice(
        &mut self,
        slice: Slice,
        steps: &[Step],
        node: &Value,
        at: &Location<'_>,
        definite: bool,
    ) -> Result<(), EvalError> {
        let Some(items) = array(steps, node, at, definite)? else {
            return Ok(());
        };
        let (from, to) = slice.bounds(items.len());
        if from < 0 && from < to && !items.is_empty() {
            return Err(EvalError::IndexOutOfBounds(format!("{at}[{from}]")));
        }
        let (from, to) = (
            usize::try_from(from).unwrap_or(0),
            usize::try_from(to).unwrap_or(0),
        );
        for (index, item) in items
            .iter()
            .enumerate()
            .take(to)
            .skip(from)
            .step_by(slice.step)
        {
            self.visit(&steps[1..], item, &at.down(Part::Index(index))?, false)?;
        }
        Ok(())
    }

    /// Array elements that lack what follows are skipped; scalars have no children.
    fn wild(&mut self, next: &[Step], node: &Value, at: &Location<'_>) -> Result<(), EvalError> {
        match node {
            Value::Object(fields) => {
                for (name, value) in fields {
                    self.visit(next, value, &at.down(Part::Key(name))?, false)?;
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    match self.visit(next, item, &at.down(Part::Index(index))?, false) {
                        Err(error) if !error.is_missing() => return Err(error),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// This container first, then what is below it, in document order.
    fn descend(&mut self, next: &[Step], node: &Value, at: &Location<'_>) -> Result<(), EvalError> {
        self.budget.charge(1)?;
        if self.fits(&next[0], node)? {
            self.visit(next, node, at, false)?;
        }
        match node {
            Value::Object(fields) => {
                for (name, value) in fields {
                    self.descend(next, value, &at.down(Part::Key(name))?)?;
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.descend(next, item, &at.down(Part::Index(index))?)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether `..` tries its next step on this value.
    fn fits(&mut self, step: &Step, node: &Value) -> Result<bool, EvalError> {
        Ok(match (step, node) {
            (Step::Key(name), Value::Object(fields)) => fields.contains_key(name),
            (Step::Keys(names), Value::Object(fields)) => {
                names.iter().all(|name| fields.contains_key(name))
            }
            (
                Step::Index(_) | Step::Indexes(_) | Step::Slice(_) | Step::FromEnd(_),
                Value::Array(_),
            ) => true,
            (Step::Wild, Value::Object(_) | Value::Array(_)) => true,
            (Step::Filter(filter), Value::Object(_) | Value::Array(_)) => {
                filter.accepts(node, self.document, self.budget)?
            }
            _ => false,
        })
    }

    /// On an array each element is tested, on an object the object itself.
    fn filter(
        &mut self,
        filter: &Filter,
        steps: &[Step],
        node: &Value,
        at: &Location<'_>,
        definite: bool,
    ) -> Result<(), EvalError> {
        let next = &steps[1..];
        match node {
            Value::Object(_) => self.filtered(filter, next, node, at)?,
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.filtered(filter, next, item, &at.down(Part::Index(index))?)?;
                }
            }
            _ if definite => {
                return Err(EvalError::Primitive {
                    filter: fragment(steps),
                    context: java::to_text(node),
                });
            }
            _ => {}
        }
        Ok(())
    }

    fn filtered(
        &mut self,
        filter: &Filter,
        next: &[Step],
        value: &Value,
        at: &Location<'_>,
    ) -> Result<(), EvalError> {
        if filter.accepts(value, self.document, self.budget)? {
            self.visit(next, value, at, false)?;
        }
        Ok(())
    }
}

/// The elements to index; nothing for `null` on an indefinite path.
fn array<'a>(
    steps: &[Step],
    node: &'a Value,
    at: &Location<'_>,
    definite: bool,
) -> Result<Option<&'a [Value]>, EvalError> {
    match node {
        Value::Array(items) => Ok(Some(items)),
        Value::Null if definite => Err(EvalError::NullArray(at.to_string())),
        Value::Null => Ok(None),
        other => Err(not_an_array(steps, other)),
    }
}

/// Charges for copying a value: its nodes and the bytes of its texts.
fn weigh(value: &Value, budget: &mut Budget) -> Result<(), EvalError> {
    match value {
        Value::String(text) => budget.charge(1 + text.len() / 64),
        Value::Array(items) => {
            budget.charge(1)?;
            items.iter().try_for_each(|item| weigh(item, budget))
        }
        Value::Object(fields) => fields.iter().try_for_each(|(name, item)| {
            budget.charge(1 + name.len() / 64)?;
            weigh(item, budget)
        }),
        _ => budget.charge(1),
    }
}

impl Slice {
    /// First and end index for an array of `length`. A negative `from` counts from the end only in `[-n:]`:
    /// in `[-n:m]` Jayway 2.0 leaves it negative, which is out of bounds.
    fn bounds(self, length: usize) -> (i64, i64) {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        match (self.from, self.to) {
            (Some(from), Some(to)) => (from, to.min(length)),
            (Some(from), None) if from < 0 => ((length + from).max(0), length),
            (from, None) => (from.unwrap_or(0), length),
            (None, Some(to)) if to < 0 => (0, (length + to).max(0)),
            (None, Some(to)) => (0, to.min(length)),
        }
    }
}
