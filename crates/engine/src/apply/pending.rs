//! A batch on its way together.

use std::sync::Arc;

use store::{Batch, ExecutionId, Write};

use crate::effect::Effect;
use crate::live::Live;

/// A batch that is being collected.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    /// Its number in the lane.
    pub(crate) number: u64,
    pub(crate) writes: Batch,
    pub(crate) effects: Vec<Effect>,
    /// What rests on no commit: done as soon as the round is over.
    pub(crate) prompt: Vec<Effect>,
    /// Executions whose record it will hold.
    pub(crate) touched: Vec<ExecutionId>,
    /// Names it gives away.
    pub(crate) names: Vec<(Arc<str>, String)>,
    /// About how long the writes are.
    pub(crate) bytes: usize,
}

impl Pending {
    pub(crate) fn new(number: u64) -> Self {
        Self {
            number,
            ..Self::default()
        }
    }

    /// Marks an execution whose record must be written.
    pub(super) fn touch(&mut self, id: ExecutionId, live: &mut Live) {
        if live.batch != self.number {
            live.batch = self.number;
            self.touched.push(id);
        }
    }
}

/// Adds the record of a touched execution as it is now, and its place in the machine's lists.
pub(crate) fn write_record(pending: &mut Pending, id: ExecutionId, live: &mut Live) {
    if live.express.is_some() {
        return;
    }
    if let Some(open) = &live.open {
        live.record.run = open.run.encode_compact().into();
    }
    live.run_bytes = live.record.run.len();
    let record = live.record.encode();
    if live.open.is_some() {
        live.record.run = bytes::Bytes::new();
    }
    pending.bytes += record.len();
    pending.writes.push(Write::PutExecution {
        execution: id,
        record,
    });
    let status = live.status();
    if live.listed != Some(status) {
        pending.writes.push(Write::SetStatus {
            machine: live.record.list().to_owned(),
            execution: id,
            from: live.listed.map(|status| status as u8),
            to: status as u8,
        });
        live.listed = Some(status);
    }
}
