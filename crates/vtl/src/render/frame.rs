//! Where variables are looked for before the template's own: within macro calls, and within loops over null.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::{Rendered, Renderer};
use crate::names::Sym;
use crate::program::{Expr, MacroCall};
use crate::value::Value;

/// One level of hidden variables.
#[derive(Debug)]
pub(crate) struct Frame {
    parent: Option<Rc<Frame>>,
    hides: Hides,
}

#[derive(Debug)]
enum Hides {
    /// A macro call. Arguments are evaluated each time they are asked for, where the macro was called.
    Macro {
        call: Arc<MacroCall>,
        /// Parameters and the position of their argument.
        args: RefCell<Vec<(Sym, usize)>>,
        /// What the macro set, and constant arguments.
        locals: RefCell<Vec<(Sym, Value)>>,
    },
    /// A loop whose element is null.
    Element { sym: Sym, active: Cell<bool> },
}

impl Frame {
    /// The frame of a macro call.
    pub(super) fn call(parent: Option<Rc<Frame>>, call: Arc<MacroCall>) -> Frame {
        Frame {
            parent,
            hides: Hides::Macro {
                call,
                args: RefCell::default(),
                locals: RefCell::default(),
            },
        }
    }

    /// The frame of a loop body whose element is null.
    pub(super) fn null_element(parent: Option<Rc<Frame>>, sym: Sym) -> Frame {
        Frame {
            parent,
            hides: Hides::Element {
                sym,
                active: Cell::new(true),
            },
        }
    }

    /// Gives a parameter its argument.
    pub(super) fn bind(&self, sym: Sym, position: usize) {
        if let Hides::Macro { args, .. } = &self.hides {
            args.borrow_mut().push((sym, position));
        }
    }

    /// Sets a variable in this frame only.
    pub(super) fn set_local(&self, sym: Sym, value: Value) {
        if let Hides::Macro { locals, .. } = &self.hides {
            let mut locals = locals.borrow_mut();
            match locals.iter_mut().find(|(known, _)| *known == sym) {
                Some((_, slot)) => *slot = value,
                None => locals.push((sym, value)),
            }
        }
    }
}

/// What a frame knows of a variable.
enum Found {
    Value(Value),
    /// An argument, to be evaluated in the parent frame.
    Argument(Arc<MacroCall>, usize),
    Hidden,
    Unknown,
}

impl Frame {
    fn find(&self, wanted: Sym) -> Found {
        match &self.hides {
            Hides::Element { sym, active } if *sym == wanted && active.get() => Found::Hidden,
            Hides::Element { .. } => Found::Unknown,
            Hides::Macro { call, args, locals } => {
                let local = locals
                    .borrow()
                    .iter()
                    .find(|(sym, value)| *sym == wanted && !value.is_null())
                    .map(|(_, value)| value.clone());
                if let Some(value) = local {
                    return Found::Value(value);
                }
                let position = args
                    .borrow()
                    .iter()
                    .rev()
                    .find(|(sym, _)| *sym == wanted)
                    .map(|(_, position)| *position);
                position.map_or(Found::Unknown, |position| {
                    Found::Argument(call.clone(), position)
                })
            }
        }
    }
}

impl Renderer<'_> {
    /// A variable's value; null when it has none.
    pub(super) fn variable(&mut self, sym: Sym) -> Rendered<Value> {
        if self.frame.is_none() {
            return Ok(self.global(sym));
        }
        let mut frame = self.frame.clone();
        while let Some(current) = frame {
            match current.find(sym) {
                Found::Value(value) => return Ok(value),
                Found::Hidden => return Ok(Value::Null),
                Found::Argument(call, position) => {
                    return self.argument(&call, position, current.parent.clone());
                }
                Found::Unknown => frame = current.parent.clone(),
            }
        }
        Ok(self.global(sym))
    }

    /// An argument of a macro call, evaluated as the caller sees variables.
    fn argument(
        &mut self,
        call: &MacroCall,
        position: usize,
        caller: Option<Rc<Frame>>,
    ) -> Rendered<Value> {
        let Some(argument) = call.args.get(position) else {
            return Ok(Value::Null);
        };
        let frame = std::mem::replace(&mut self.frame, caller);
        let value = self.deeper(|renderer| match &argument.expr {
            // A plain variable is not reported when it has no value; the macro's own reference to it is.
            Expr::Reference(reference) if reference.steps.is_empty() => {
                renderer.variable(reference.root)
            }
            Expr::Reference(reference) => renderer.resolve(reference),
            expr => renderer.value(expr),
        });
        self.frame = frame;
        value
    }

    /// Sets a variable: in every macro call on the way, and in the template.
    pub(super) fn set_variable(&mut self, sym: Sym, value: Value) {
        let mut frame = self.frame.as_ref();
        while let Some(current) = frame {
            match &current.hides {
                Hides::Macro { .. } => current.set_local(sym, value.clone()),
                Hides::Element {
                    sym: hidden,
                    active,
                } if *hidden == sym && value.is_null() => active.set(true),
                Hides::Element { .. } => {}
            }
            frame = current.parent.as_ref();
        }
        self.set_global(sym, value);
    }

    /// Removes a variable, with the arguments that bear its name.
    pub(super) fn remove_variable(&mut self, sym: Sym) {
        let mut frame = self.frame.as_ref();
        while let Some(current) = frame {
            match &current.hides {
                Hides::Macro { args, locals, .. } => {
                    args.borrow_mut().retain(|(known, _)| *known != sym);
                    locals.borrow_mut().retain(|(known, _)| *known != sym);
                }
                Hides::Element {
                    sym: hidden,
                    active,
                } if *hidden == sym => active.set(false),
                Hides::Element { .. } => {}
            }
            frame = current.parent.as_ref();
        }
        self.set_global(sym, Value::Null);
    }

    /// The source text of the argument that a macro's parameter stands for, innermost first.
    pub(super) fn argument_literal(&self, sym: Sym) -> Option<Box<str>> {
        let mut frame = self.frame.as_ref();
        while let Some(current) = frame {
            if let Hides::Macro { call, args, .. } = &current.hides {
                let position = args
                    .borrow()
                    .iter()
                    .rev()
                    .find(|(known, _)| *known == sym)
                    .map(|(_, position)| *position);
                if let Some(argument) = position.and_then(|position| call.args.get(position)) {
                    return Some(argument.literal.clone());
                }
            }
            frame = current.parent.as_ref();
        }
        None
    }
}
