//! What explains an error: which builtins an expression calls, and how it compares.

use std::collections::BTreeSet;

use jsonata_core::ast::{AstNode, BinaryOp};
use jsonata_core::value::with_stack;

use super::WATCH;
use super::syntax::{announced, call, is_placeholder};
use crate::jsonata::tree::{children, children_mut};

/// The tree with every call of a builtin announced to [`WATCH`].
pub(in crate::jsonata) fn watched(tree: &AstNode) -> AstNode {
    let mut tree = tree.clone();
    watch(&mut tree);
    tree
}

fn watch(node: &mut AstNode) {
    with_stack(|| {
        if let AstNode::Binary {
            op: BinaryOp::ChainPipe,
            lhs,
            rhs,
        } = node
            && let AstNode::Function { args, .. } = &mut **rhs
            && !args.iter().any(is_placeholder)
        {
            args.insert(0, std::mem::replace(lhs, AstNode::Null));
            let called = std::mem::replace(&mut **rhs, AstNode::Null);
            *node = called;
        }
        children_mut(node, &mut watch);
        let AstNode::Function {
            name,
            args,
            is_builtin: true,
        } = node
        else {
            return;
        };
        if name.contains('#') || args.iter().any(is_placeholder) {
            return;
        }
        let (name, args) = (std::mem::take(name), std::mem::take(args));
        let told = call(WATCH, vec![AstNode::String(name.clone())]);
        *node = announced(&name, args, told);
    });
}

/// The one ordering operator of the expression's comparisons.
pub(in crate::jsonata) fn comparison(tree: &AstNode) -> Option<&'static str> {
    let mut found = BTreeSet::new();
    let mut open = vec![tree];
    while let Some(node) = open.pop() {
        if let AstNode::Binary { op, .. } = node {
            found.extend(match op {
                BinaryOp::LessThan => Some("<"),
                BinaryOp::LessThanOrEqual => Some("<="),
                BinaryOp::GreaterThan => Some(">"),
                BinaryOp::GreaterThanOrEqual => Some(">="),
                _ => None,
            });
        }
        children(node, &mut |child| open.push(child));
    }
    found.pop_first().filter(|_| found.is_empty())
}
