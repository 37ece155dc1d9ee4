//! `[]` after a call that something was put around.

use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};

use super::BOUNDED;
use super::syntax::replace;

/// True for `...[]`.
pub(super) fn keeps(step: &PathStep) -> bool {
    step.stages.contains(&Stage::KeepArray)
}

/// `$map(...)[]` keeps an array of one only where the call itself is what `[]` stands after: so it stands there as well
/// when something has been put around the call.
pub(super) fn keep_within(node: &mut AstNode) {
    match node {
        AstNode::Function { name, args, .. } if name == BOUNDED => {
            if let Some(call) = args.first_mut() {
                keep_within(call);
                keep(call);
            }
        }
        AstNode::Block(parts) if parts.first().is_some_and(binds_argument) => {
            if let Some(call) = parts.last_mut() {
                keep(call);
            }
        }
        _ => {}
    }
}

fn keep(call: &mut AstNode) {
    if matches!(call, AstNode::Function { .. }) {
        replace(call, |call| AstNode::Path {
            steps: vec![PathStep {
                stages: vec![Stage::KeepArray],
                ..PathStep::new(call)
            }],
        });
    }
}

/// True for what [`announced`] begins with.
fn binds_argument(node: &AstNode) -> bool {
    let AstNode::Binary {
        op: BinaryOp::ColonEqual,
        lhs,
        ..
    } = node
    else {
        return false;
    };
    matches!(&**lhs, AstNode::Variable(name) if name.ends_with('#'))
}
