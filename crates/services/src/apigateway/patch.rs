//! Patch operations, from the wire.

use aws::apigateway::{Op, PatchOperation};
use gateway::patch::{self, PatchOp};

/// The operations of an update; one without `op` is taken as AWS's default, `replace`.
pub(super) fn operations(sent: Option<Vec<PatchOperation>>) -> Vec<patch::PatchOperation> {
    let sent = sent.unwrap_or_default().into_iter();
    sent.map(|operation| patch::PatchOperation {
        op: op(operation.op.unwrap_or(Op::Replace)),
        path: operation.path,
        value: operation.value,
        from: operation.from,
    })
    .collect()
}

fn op(op: Op) -> PatchOp {
    match op {
        Op::Add => PatchOp::Add,
        Op::Remove => PatchOp::Remove,
        Op::Move => PatchOp::Move,
        Op::Test => PatchOp::Test,
        Op::Replace => PatchOp::Replace,
        Op::Copy => PatchOp::Copy,
    }
}
