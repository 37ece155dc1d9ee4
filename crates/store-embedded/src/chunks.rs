//! Archived chunks that were read last. A page of a history reads one chunk several times: in parts, and for the payloads
//! that its events share with earlier ones.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use store::ExecutionId;
use store::archive::Events;

/// How many are kept.
const KEPT: usize = 8;
/// Larger ones are not: a chunk has this many bytes at most, but for one with a single large event.
const LARGEST: usize = 512 << 10;

/// The chunks read last, the oldest first. Chunks never change, so they need not be dropped when the store does.
#[derive(Debug, Default)]
pub(crate) struct Decoded(Mutex<VecDeque<(ExecutionId, Arc<Events>)>>);

impl Decoded {
    /// The chunk that holds an event, if it was read lately.
    pub(crate) fn get(&self, id: ExecutionId, event: u64) -> Option<Arc<Events>> {
        let chunks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let holds = |events: &Events| {
            let ends = events.first().zip(events.last());
            ends.is_some_and(|(first, last)| (first.0..=last.0).contains(&event))
        };
        let found = chunks
            .iter()
            .find(|(of, events)| *of == id && holds(events));
        found.map(|(_, events)| Arc::clone(events))
    }

    /// Keeps a chunk for the next read.
    pub(crate) fn keep(&self, id: ExecutionId, events: &Arc<Events>) {
        let bytes: usize = events.iter().map(|(_, body)| body.len()).sum();
        if bytes > LARGEST {
            return;
        }
        let mut chunks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if chunks.len() == KEPT {
            chunks.pop_front();
        }
        chunks.push_back((id, Arc::clone(events)));
    }
}
