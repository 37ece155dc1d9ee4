//! The pieces that rewritten expressions are made of.

use jsonata_core::ast::{AstNode, BinaryOp};
use jsonata_core::value::with_stack;

use super::CHECK;
use crate::jsonata::tree::children;

pub(super) fn any(node: &AstNode, test: &dyn Fn(&AstNode) -> bool) -> bool {
    let mut found = test(node);
    children(node, &mut |child| {
        found = found || with_stack(|| any(child, test));
    });
    found
}

/// The builtin as a value: a function that checks.
pub(super) fn as_lambda(parameters: usize, body: impl FnOnce(Vec<AstNode>) -> AstNode) -> AstNode {
    let parameters: Vec<String> = (0..parameters).map(parameter).collect();
    let arguments = parameters.iter().cloned().map(AstNode::Variable).collect();
    lambda(parameters, body(arguments))
}

/// `($a0# := ...; check#name($a0#, ...); $name($a0#, ...))`; without enough arguments the builtin takes the context,
/// and so does the check.
pub(super) fn checked_call(name: &str, arguments: Vec<AstNode>) -> AstNode {
    let mut checked: Vec<AstNode> = (0..arguments.len()).map(argument).collect();
    if takes_context(name, checked.len()) {
        checked.insert(0, AstNode::Variable(String::new()));
    }
    announced(name, arguments, call(&format!("{CHECK}{name}"), checked))
}

/// The arguments bound, then `first`, then the call.
pub(super) fn announced(name: &str, arguments: Vec<AstNode>, first: AstNode) -> AstNode {
    let values = (0..arguments.len()).map(argument).collect();
    let bound = arguments.into_iter().enumerate();
    let bound = bound.map(|(index, value)| AstNode::Binary {
        op: BinaryOp::ColonEqual,
        lhs: Box::new(argument(index)),
        rhs: Box::new(value),
    });
    let mut block: Vec<AstNode> = bound.collect();
    block.push(first);
    block.push(call(name, values));
    AstNode::Block(block)
}

pub(super) fn argument(index: usize) -> AstNode {
    AstNode::Variable(format!("a{index}#"))
}

fn takes_context(name: &str, arguments: usize) -> bool {
    match name {
        "pad" | "split" | "match" => arguments < 2,
        "replace" => arguments < 3,
        _ => arguments == 0,
    }
}

pub(super) fn call(name: &str, args: Vec<AstNode>) -> AstNode {
    AstNode::Function {
        name: name.to_owned(),
        args,
        is_builtin: true,
    }
}

pub(super) fn lambda(params: Vec<String>, body: AstNode) -> AstNode {
    AstNode::Lambda {
        params,
        body: Box::new(body),
        signature: None,
        thunk: false,
    }
}

pub(super) fn parameter(index: usize) -> String {
    format!("p{index}#")
}

pub(super) fn is_placeholder(node: &AstNode) -> bool {
    matches!(node, AstNode::Placeholder)
}

pub(super) fn replace(node: &mut AstNode, with: impl FnOnce(AstNode) -> AstNode) {
    let taken = std::mem::replace(node, AstNode::Null);
    *node = with(taken);
}
