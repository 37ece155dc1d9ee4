//! Statements.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use super::{Halt, Rendered, Renderer, failed};
use crate::names::Sym;
use crate::program::{Block, If, Node, Operand, Place, Set};
use crate::scope::DefinedBlock;
use crate::value::Value;

/// How often the block of a `#define` may be printed within itself (`directive.define.max.depth`).
const MAX_DEFINE_DEPTH: u32 = 2;

impl Renderer<'_> {
    /// Renders statements in turn.
    pub(super) fn block(&mut self, block: &Block) -> Rendered {
        self.deeper(|renderer| {
            for node in &block.nodes {
                renderer.node(node)?;
            }
            Ok(())
        })
    }

    fn node(&mut self, node: &Node) -> Rendered {
        self.budget.steps(1)?;
        match node {
            Node::Text(text) => self.write(text),
            Node::Reference(reference) => self.print(reference),
            Node::Set(set) => self.set(set),
            Node::If(branches) => self.branches(branches),
            Node::Foreach(foreach) => self.foreach(foreach),
            Node::Define { name, body } => {
                self.define(*name, body);
                Ok(())
            }
            Node::Call(call) => self.call(call),
            Node::Evaluate { source, place } => self.evaluate(source, *place),
            Node::Stop => Err(Halt::Stop),
            Node::Break { scope, place } => self.break_out(scope.as_deref(), *place),
            Node::Fail { message, place } => Err(failed(*place, message.as_ref())),
        }
    }

    /// A right side without a value leaves the variable as it was.
    fn set(&mut self, set: &Set) -> Rendered {
        let value = self.value(&set.value)?;
        if value.is_null() {
            return Ok(());
        }
        if set.target.steps.is_empty() {
            self.set_variable(set.target.root, value);
            return Ok(());
        }
        self.assign(&set.target, &value)
    }

    fn branches(&mut self, branches: &If) -> Rendered {
        for (condition, block) in &branches.arms {
            if self.truth(condition)? {
                return self.block(block);
            }
        }
        match &branches.otherwise {
            Some(block) => self.block(block),
            None => Ok(()),
        }
    }

    fn define(&mut self, name: Sym, body: &Arc<Block>) {
        let block = self.defined_block(body, MAX_DEFINE_DEPTH);
        self.set_variable(name, block);
    }

    /// A block as a value.
    pub(super) fn defined_block(&self, body: &Arc<Block>, max_depth: u32) -> Value {
        let frame = self.frame.as_ref().map(Rc::downgrade);
        Value::Block(Rc::new(DefinedBlock {
            body: body.clone(),
            frame,
            depth: Cell::new(0),
            max_depth,
        }))
    }

    /// Prints a block; false when it is within itself too often.
    pub(super) fn print_block(&mut self, block: &DefinedBlock) -> Rendered<bool> {
        if block.depth.get() >= block.max_depth {
            return Ok(false);
        }
        block.depth.set(block.depth.get() + 1);
        let rendered = self.block(&block.body);
        block.depth.set(block.depth.get() - 1);
        match rendered {
            Ok(()) | Err(Halt::Break) => Ok(true),
            Err(halt) => Err(halt),
        }
    }

    fn break_out(&mut self, scope: Option<&Operand>, place: Place) -> Rendered {
        let Some(operand) = scope else {
            return Err(Halt::Break);
        };
        match self.value(&operand.expr)? {
            Value::Scope(scope) => Err(Halt::BreakLoop(scope)),
            _ => Err(failed(
                place,
                format!("{} is not a valid scope", operand.literal),
            )),
        }
    }
}
