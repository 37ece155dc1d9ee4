//! References: finding their value, printing it, and assigning to them.

use super::{Halt, Rendered, Renderer, failed, threw};
use crate::methods::{self, MethodError, Outcome};
use crate::program::{Expr, Place, Reference, Step};
use crate::property;
use crate::value::Value;
use crate::value::display::display;

impl Renderer<'_> {
    /// A reference's value. Without one it is null, or what the context gives instead.
    pub(super) fn resolve(&mut self, reference: &Reference) -> Rendered<Value> {
        let mut value = self.variable(reference.root)?;
        for step in &reference.steps {
            if value.is_null() {
                break;
            }
            value = self.step(&value, step)?;
        }
        Ok(if value.is_null() {
            self.unresolved()
        } else {
            value
        })
    }

    fn step(&mut self, value: &Value, step: &Step) -> Rendered<Value> {
        self.budget.steps(1)?;
        match step {
            Step::Property(name) => Ok(property::get(value, name)),
            Step::Method { name, args, place } => {
                let args = self.values(args)?;
                self.invoke(value, name, &args, *place)
            }
            Step::Index { index, place } => {
                let index = self.value(index)?;
                property::index(value, &index, &self.budget)
                    .map_err(|error| index_failed(*place, value, error))
            }
        }
    }

    pub(super) fn values(&mut self, exprs: &[Expr]) -> Rendered<Vec<Value>> {
        self.deeper(|renderer| exprs.iter().map(|expr| renderer.value(expr)).collect())
    }

    /// Prints a reference.
    pub(super) fn print(&mut self, reference: &Reference) -> Rendered {
        let value = match self.print_host_call(reference)? {
            Some(value) => value,
            None => return Ok(()),
        };
        if reference.escaped {
            self.write(&reference.escapes)?;
            if value.is_null() {
                self.write("\\")?;
            }
            return self.write_unresolved(reference);
        }
        if let Value::Block(block) = &value
            && self.print_block(block)?
        {
            return Ok(());
        }
        let before = self.out.len();
        self.write(&reference.escapes)?;
        self.write(&reference.prefix)?;
        if self.append(&value)? {
            return Ok(());
        }
        self.out.truncate(before);
        // Velocity writes the backslashes twice here.
        self.write(&reference.escapes)?;
        self.write(&reference.escapes)?;
        self.write(&reference.prefix)?;
        self.write_unresolved(reference)
    }

    /// The value to print; none when a host object has printed it already.
    fn print_host_call(&mut self, reference: &Reference) -> Rendered<Option<Value>> {
        let [Step::Method { name, args, place }] = reference.steps.as_slice() else {
            return self.resolve(reference).map(Some);
        };
        let receiver = self.variable(reference.root)?;
        let Value::Host(host) = &receiver else {
            return self.resolve(reference).map(Some);
        };
        let args = self.values(args)?;
        let plain =
            !reference.escaped && reference.escapes.is_empty() && reference.prefix.is_empty();
        let before = self.out.len();
        if plain && host.print(name, &args, &mut self.out, &self.budget) {
            self.budget.bytes(self.out.len() - before)?;
            return Ok(None);
        }
        self.out.truncate(before);
        let value = self.invoke(&receiver, name, &args, *place)?;
        Ok(Some(if value.is_null() {
            self.unresolved()
        } else {
            value
        }))
    }

    /// Calls a method; null when there is none.
    fn invoke(
        &self,
        receiver: &Value,
        name: &str,
        args: &[Value],
        place: Place,
    ) -> Rendered<Value> {
        match methods::call(receiver, name, args, &self.budget) {
            Ok(Outcome::Value(result)) => Ok(result),
            Ok(Outcome::Void) => Ok(Value::from("")),
            Ok(Outcome::Missing) => Ok(Value::Null),
            Err(error) => Err(threw(place, name, receiver.class(), error)),
        }
    }

    /// Appends a value's text; false when it has none.
    fn append(&mut self, value: &Value) -> Rendered<bool> {
        match value {
            Value::Str(text) => self.write(text).map(|()| true),
            Value::Block(_) => match self.text(value)? {
                Some(text) => self.write(&text).map(|()| true),
                None => Ok(false),
            },
            other => Ok(display(other, &mut self.out, &self.budget)?),
        }
    }

    /// The source text; within a macro, that of the argument.
    fn write_unresolved(&mut self, reference: &Reference) -> Rendered {
        match reference.plain.and_then(|sym| self.argument_literal(sym)) {
            Some(literal) => self.write(&literal),
            None => self.write(&reference.unresolved),
        }
    }

    /// Assigns to a property or an index. Nothing happens when there is nothing to assign to.
    pub(super) fn assign(&mut self, target: &Reference, new: &Value) -> Rendered {
        let Some((last, steps)) = target.steps.split_last() else {
            return Ok(());
        };
        let mut value = self.variable(target.root)?;
        for step in steps {
            if value.is_null() {
                return Ok(());
            }
            value = self.step(&value, step)?;
        }
        if value.is_null() {
            return Ok(());
        }
        match last {
            Step::Property(name) | Step::Method { name, .. } => {
                property::set(&value, name, new, &self.budget)
                    .map_err(|error| threw(target.place, name, value.class(), error))
            }
            Step::Index { index, place } => {
                let index = self.value(index)?;
                property::set_index(&value, &index, new, &self.budget)
                    .map_err(|error| threw(*place, "set", value.class(), error))
            }
        }
    }
}

fn index_failed(place: Place, value: &Value, error: MethodError) -> Halt {
    failed(
        place,
        format!("Error invoking method 'get' in {}: {error}", value.class()),
    )
}
