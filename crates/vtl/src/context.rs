//! The variables a template is rendered with.

use crate::value::Value;

/// What a reference that cannot be resolved gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InvalidReference {
    /// Its own source text, as Velocity does by itself.
    #[default]
    Literal,
    /// The empty string, as API Gateway does. It is a value: `#if($nothing)` is then true.
    Empty,
}

/// Variables by name, and the way unresolved references are treated.
#[derive(Debug, Clone, Default)]
pub struct Context {
    pub(crate) invalid: InvalidReference,
    pub(crate) variables: Vec<(Box<str>, Value)>,
}

impl Context {
    /// No variables.
    #[must_use]
    pub fn new(invalid: InvalidReference) -> Context {
        Context {
            invalid,
            variables: Vec::new(),
        }
    }

    /// Sets `$name`, in place of an earlier value.
    pub fn put(&mut self, name: &str, value: Value) {
        match self
            .variables
            .iter_mut()
            .find(|(known, _)| &**known == name)
        {
            Some((_, slot)) => *slot = value,
            None => self.variables.push((name.into(), value)),
        }
    }
}
