//! `#foreach`.

use std::rc::Rc;

use super::{Frame, Halt, Rendered, Renderer, failed};
use crate::names::Sym;
use crate::program::{Foreach, LoopBody};
use crate::scope::LoopScope;
use crate::value::Value;
use crate::value::iterator::{Iterator, Part};

impl Renderer<'_> {
    /// Repeats the body; what cannot be iterated over is passed by.
    pub(super) fn foreach(&mut self, foreach: &Foreach) -> Rendered {
        let mut items = self.value(&foreach.items)?;
        if let Value::Host(host) = &items {
            items = host.collection().unwrap_or_default();
        }
        let iterator = match &items {
            Value::List(list) => Rc::new(Iterator::list(list)),
            Value::Map(map) => Rc::new(Iterator::map(map, Part::Values)),
            Value::Scope(scope) => Rc::new(Iterator::map(&scope.storage, Part::Values)),
            Value::Iterator(iterator) => iterator.clone(),
            _ => return Ok(()),
        };
        let shadowed = [foreach.element, Sym::COUNT, Sym::HAS_NEXT];
        let mut saved = Vec::with_capacity(shadowed.len());
        for sym in shadowed {
            saved.push((sym, self.variable(sym)?));
        }
        let scope = Rc::new(LoopScope::new(self.variable(Sym::FOREACH)?));
        self.set_variable(Sym::FOREACH, Value::Scope(scope.clone()));
        let rendered = self.repeat(foreach, &iterator, &scope);
        if matches!(rendered, Err(Halt::Error(_))) {
            return rendered;
        }
        for (sym, value) in saved {
            self.restore(sym, value);
        }
        self.leave(&scope)?;
        rendered
    }

    fn repeat(
        &mut self,
        foreach: &Foreach,
        iterator: &Iterator,
        scope: &Rc<LoopScope>,
    ) -> Rendered {
        let mut null_frame = None;
        for count in 1..=self.limits.max_loops {
            if !iterator.has_next() {
                return Ok(());
            }
            self.budget.steps(1)?;
            self.set_variable(
                Sym::COUNT,
                Value::Int(i32::try_from(count).unwrap_or(i32::MAX)),
            );
            let element = iterator
                .next()
                .map_err(|_| failed(foreach.place, "java.util.ConcurrentModificationException"))?;
            let has_next = iterator.has_next();
            self.set_variable(Sym::HAS_NEXT, Value::Bool(has_next));
            let is_null = element.is_null();
            self.set_variable(foreach.element, element);
            scope.index.set(scope.index.get() + 1);
            scope.has_next.set(has_next);
            let rendered = if is_null {
                let make = || Rc::new(Frame::null_element(self.frame.clone(), foreach.element));
                let frame = null_frame.get_or_insert_with(make).clone();
                let outer = self.frame.replace(frame);
                let rendered = self.loop_body(&foreach.body);
                self.frame = outer;
                rendered
            } else {
                self.loop_body(&foreach.body)
            };
            match rendered {
                Ok(()) => {}
                Err(Halt::Break) => return Ok(()),
                Err(Halt::BreakLoop(ended)) if Rc::ptr_eq(&ended, scope) => return Ok(()),
                Err(halt) => return Err(halt),
            }
        }
        Ok(())
    }

    fn loop_body(&mut self, body: &LoopBody) -> Rendered {
        match body {
            LoopBody::Block(block) => self.block(block),
            LoopBody::Argument(reference) => self.print(reference),
            LoopBody::Nothing => Ok(()),
        }
    }

    fn restore(&mut self, sym: Sym, value: Value) {
        if value.is_null() {
            self.remove_variable(sym);
        } else {
            self.set_variable(sym, value);
        }
    }

    /// `$foreach` becomes what it was, unless the template has put something else there.
    fn leave(&mut self, scope: &LoopScope) -> Rendered {
        if matches!(self.variable(Sym::FOREACH)?, Value::Scope(_)) {
            self.restore(Sym::FOREACH, scope.previous());
        }
        Ok(())
    }
}
