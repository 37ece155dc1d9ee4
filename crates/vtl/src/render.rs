//! The renderer: runs a parsed template.

mod block;
mod call;
mod expression;
mod foreach;
mod frame;
mod reference;

use std::rc::Rc;
use std::sync::Arc;

pub(crate) use frame::Frame;

use crate::context::{Context, InvalidReference};
use crate::error::RenderError;
use crate::limits::{Budget, LimitExceeded, Limits};
use crate::methods::MethodError;
use crate::names::{Names, Sym};
use crate::program::{Macro, Place};
use crate::scope::LoopScope;
use crate::template::Template;
use crate::value::Value;

/// Why rendering does not go on here.
#[derive(Debug)]
pub(crate) enum Halt {
    Error(Box<RenderError>),
    /// `#break`: the nearest loop, block, macro or evaluation ends.
    Break,
    /// `#break($scope)`: that loop ends.
    BreakLoop(Rc<LoopScope>),
    /// `#stop`: the template or the evaluated text ends.
    Stop,
}

impl From<LimitExceeded> for Halt {
    fn from(limit: LimitExceeded) -> Halt {
        Halt::Error(Box::new(RenderError {
            line: 0,
            column: 0,
            message: limit.to_string(),
        }))
    }
}

pub(crate) type Rendered<T = ()> = Result<T, Halt>;

/// An error at a place.
fn failed(place: Place, message: impl Into<String>) -> Halt {
    Halt::Error(Box::new(RenderError {
        line: place.line,
        column: place.column,
        message: message.into(),
    }))
}

/// A method's failure, as Velocity words it.
fn threw(place: Place, method: &str, class: &str, error: MethodError) -> Halt {
    match error {
        MethodError::Limit(limit) => failed(place, limit.to_string()),
        MethodError::Exception(exception) => failed(
            place,
            format!(
                "Invocation of method '{method}' in  class {class} threw exception {exception}"
            ),
        ),
    }
}

/// Renders a template.
pub(crate) fn render(
    template: &Template,
    context: &Context,
    limits: &Limits,
) -> Result<String, RenderError> {
    let mut renderer = Renderer::new(template, context, limits);
    match renderer.block(&template.body) {
        // A break or stop that nothing else takes ends the template.
        Ok(()) | Err(Halt::Break | Halt::Stop | Halt::BreakLoop(_)) => Ok(renderer.out),
        Err(Halt::Error(error)) => Err(*error),
    }
}

/// The state of one rendering.
pub(crate) struct Renderer<'t> {
    context: &'t Context,
    limits: &'t Limits,
    budget: Budget,
    /// The text so far; strings are rendered into one of their own.
    out: String,
    /// Variables by number; null is no variable.
    globals: Vec<Value>,
    /// The innermost macro call or loop that hides variables.
    frame: Option<Rc<Frame>>,
    names: Arc<Names>,
    /// Names on top of the template's, of texts evaluated so far.
    extra: Option<Names>,
    macros: Vec<Arc<Macro>>,
    macro_depth: u32,
    depth: u32,
}

impl<'t> Renderer<'t> {
    fn new(template: &'t Template, context: &'t Context, limits: &'t Limits) -> Renderer<'t> {
        let mut globals = vec![Value::Null; template.names.len() as usize];
        for (name, value) in &context.variables {
            if let Some(sym) = template.names.find(name) {
                globals[sym.index()] = value.clone();
            }
        }
        Renderer {
            context,
            limits,
            budget: Budget::new(limits),
            out: String::new(),
            globals,
            frame: None,
            names: template.names.clone(),
            extra: None,
            macros: template.macros.clone(),
            macro_depth: 0,
            depth: 0,
        }
    }

    /// Runs `render` one level deeper.
    fn deeper<T>(&mut self, render: impl FnOnce(&mut Self) -> Rendered<T>) -> Rendered<T> {
        if self.depth >= self.limits.max_depth {
            return Err(LimitExceeded::Depth.into());
        }
        self.depth += 1;
        let rendered = render(self);
        self.depth -= 1;
        rendered
    }

    /// Appends text.
    fn write(&mut self, text: &str) -> Rendered {
        self.budget.bytes(text.len())?;
        self.out.push_str(text);
        Ok(())
    }

    /// What `render` writes, as a string of its own.
    fn capture(&mut self, render: impl FnOnce(&mut Self) -> Rendered) -> Rendered<String> {
        let outer = std::mem::take(&mut self.out);
        let rendered = render(self);
        let inner = std::mem::replace(&mut self.out, outer);
        rendered.map(|()| inner)
    }

    /// A value that an unresolved reference gives, if the context says so.
    fn unresolved(&self) -> Value {
        match self.context.invalid {
            InvalidReference::Literal => Value::Null,
            InvalidReference::Empty => Value::from(""),
        }
    }

    fn find_macro(&self, name: &str) -> Option<Arc<Macro>> {
        self.macros
            .iter()
            .find(|known| *known.name == *name)
            .cloned()
    }

    fn global(&self, sym: Sym) -> Value {
        self.globals.get(sym.index()).cloned().unwrap_or_default()
    }

    fn set_global(&mut self, sym: Sym, value: Value) {
        if self.globals.len() <= sym.index() {
            self.globals.resize(sym.index() + 1, Value::Null);
        }
        self.globals[sym.index()] = value;
    }
}
