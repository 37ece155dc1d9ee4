//! Macro calls, and `#evaluate`.

use std::rc::Rc;
use std::sync::Arc;

use super::{Frame, Halt, Rendered, Renderer, failed};
use crate::names::{Names, Sym};
use crate::parse::{self, Parsed};
use crate::program::{Expr, Macro, MacroCall, Place};
use crate::value::Value;

impl Renderer<'_> {
    /// Calls a macro; without one of that name the call is text.
    pub(super) fn call(&mut self, call: &Arc<MacroCall>) -> Rendered {
        let Some(target) = self.find_macro(&call.name) else {
            return self.write(&call.literal);
        };
        if let Some(message) = &call.bad_argument {
            return Err(failed(call.place, message.as_ref()));
        }
        if self.macro_depth >= self.limits.max_macro_depth {
            let max = self.limits.max_macro_depth;
            let message = format!(
                "Max calling depth of {max} was exceeded in macro '{}'",
                call.name
            );
            return Err(failed(call.place, message));
        }
        let frame = self.call_frame(&target, call)?;
        let outer = self.frame.replace(Rc::new(frame));
        self.macro_depth += 1;
        let rendered = self.block(&target.body);
        self.macro_depth -= 1;
        self.frame = outer;
        match rendered {
            Err(Halt::Break) => Ok(()),
            other => other,
        }
    }

    /// Binds arguments to parameters. Constants are evaluated now, everything else when it is asked for.
    fn call_frame(&mut self, target: &Macro, call: &Arc<MacroCall>) -> Rendered<Frame> {
        let frame = Frame::call(self.frame.clone(), call.clone());
        for (position, (param, argument)) in target.params.iter().zip(&call.args).enumerate() {
            match &argument.expr {
                Expr::Null
                | Expr::Bool(_)
                | Expr::Int(_)
                | Expr::Long(_)
                | Expr::Big(_)
                | Expr::Double(_) => {
                    let value = self.value(&argument.expr)?;
                    frame.set_local(*param, value);
                }
                _ => frame.bind(*param, position),
            }
        }
        if let Some(body) = &call.body {
            frame.set_local(
                Sym::BODY,
                self.defined_block(body, self.limits.max_macro_depth),
            );
        }
        Ok(frame)
    }

    /// Parses a value's text as a template and renders it here.
    pub(super) fn evaluate(&mut self, source: &Expr, place: Place) -> Rendered {
        let value = self.value(source)?;
        let text = self.text(&value)?.unwrap_or_default();
        self.budget.steps(1 + text.len() as u64 / 4)?;
        let mut names = self
            .extra
            .take()
            .unwrap_or_else(|| Names::on(self.names.clone()));
        let known: Vec<Arc<Macro>> = self.macros.clone();
        let known: Vec<&str> = known.iter().map(|known| &*known.name).collect();
        let parsed = parse::parse(&text, &mut names, &known);
        self.add_globals(&names);
        self.extra = Some(names);
        let Parsed { body, macros } = parsed.map_err(|error| failed(place, error.message))?;
        self.macros.extend(macros.into_iter().map(Arc::new));
        match self.block(&body) {
            Err(Halt::Break | Halt::Stop) => Ok(()),
            other => other,
        }
    }

    /// Gives the names that evaluated texts brought along the values they have in the context.
    fn add_globals(&mut self, names: &Names) {
        let known = self.globals.len().saturating_sub(self.names.len() as usize);
        for name in names.own().skip(known) {
            let value = self
                .context
                .variables
                .iter()
                .find(|(variable, _)| **variable == *name);
            self.globals
                .push(value.map(|(_, value)| value.clone()).unwrap_or_default());
        }
    }

    /// A value as text; `None` when it has none.
    pub(super) fn text(&mut self, value: &Value) -> Rendered<Option<String>> {
        if let Value::Block(block) = value {
            return self.block_text(block);
        }
        let mut text = String::new();
        Ok(crate::value::display::display(value, &mut text, &self.budget)?.then_some(text))
    }

    /// A block as text, with the variables of the place where it was defined if that still exists.
    fn block_text(&mut self, block: &crate::scope::DefinedBlock) -> Rendered<Option<String>> {
        let defined = block.frame.as_ref().and_then(std::rc::Weak::upgrade);
        let outer = self.frame.clone();
        if defined.is_some() {
            self.frame = defined;
        }
        let mut printed = false;
        let text = self.capture(|renderer| {
            printed = renderer.print_block(block)?;
            Ok(())
        });
        self.frame = outer;
        Ok(Some(text?).filter(|_| printed))
    }
}
