//! One execution's history as chunks, and the batches that hold them.

use store::archive::CHUNK_EVENTS;
use store::{Batch, Chunk, Chunker, Day, Direction, ExecutionId, Segments, Write};

use super::Archiver;
use crate::description::status_of;
use crate::error::EngineError;
use crate::live;
use crate::status::Status;

/// A batch is closed when its chunks have this many bytes: it shares a sync with commits that somebody waits for.
const BATCH_BYTES: usize = 256 << 10;
/// A batch is closed when it holds this many chunks, each of which removes up to 256 events.
const BATCH_CHUNKS: usize = 64;

/// A batch that is being collected.
#[derive(Debug, Default)]
pub(super) struct Step {
    batch: Batch,
    chunks: usize,
    bytes: usize,
    finished: usize,
}

impl Step {
    /// The batch, and how many executions it finishes; `None` when it is empty.
    pub(super) fn take(&mut self) -> Option<(Batch, usize)> {
        let step = std::mem::take(self);
        (!step.batch.is_empty()).then_some((step.batch, step.finished))
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes >= BATCH_BYTES || self.chunks >= BATCH_CHUNKS
    }

    /// Adds consecutive chunks of an execution.
    pub(super) fn put(
        &mut self,
        execution: ExecutionId,
        day: Day,
        chunks: Vec<Chunk>,
        segments: &mut Segments,
    ) {
        for chunk in &chunks {
            segments.place(chunk.first, chunk.last, day);
            self.bytes += chunk.body.len();
        }
        self.chunks += chunks.len();
        if !chunks.is_empty() {
            self.batch.push(Write::Archive {
                execution,
                day,
                chunks,
                segments: segments.clone(),
            });
        }
    }

    pub(super) fn push(&mut self, write: Write) {
        // Counted as a chunk: it is as many writes as a short one.
        self.chunks += 1;
        self.batch.push(write);
    }
}

impl Archiver {
    /// Archives what is not archived of an execution, if it has ended.
    pub(super) async fn archive(
        &mut self,
        step: &mut Step,
        id: ExecutionId,
    ) -> Result<(), EngineError> {
        let Some(day) = self.day_of(id).await? else {
            return Ok(());
        };
        self.open(day).await?;
        let mut segments = self.shared.store.segments(id).await?;
        let mut chunker = Chunker::default();
        let begin = segments.end() + 1;
        let mut next = begin;
        loop {
            let store = &self.shared.store;
            let rows = store.events(id, next, Direction::Forward, CHUNK_EVENTS);
            let rows = rows.await?;
            if rows.is_empty() {
                break;
            }
            let mut chunks = Vec::new();
            for (event, body) in rows {
                if event != next {
                    return Err(EngineError::Damaged(format!("event {next} is missing")));
                }
                chunks.extend(chunker.push(event, &body));
                next += 1;
            }
            step.put(id, day, chunks, &mut segments);
            if step.is_full() {
                self.submit(step).await?;
            }
            // Compressing a chunk takes as long as a lane's whole round.
            tokio::task::yield_now().await;
        }
        step.put(id, day, chunker.take().into_iter().collect(), &mut segments);
        step.finished += usize::from(next > begin);
        if step.is_full() {
            self.submit(step).await?;
        }
        Ok(())
    }

    /// The day on which an execution ended; `None` while it runs, and for one that is not there any more.
    async fn day_of(&self, id: ExecutionId) -> Result<Option<Day>, EngineError> {
        let Some(body) = self.shared.store.execution(id).await? else {
            return Ok(None);
        };
        let record = live::decode(id, &body)?;
        let ended = status_of(&record)? != Status::Running;
        let stop = record.stop_millis.filter(|_| ended);
        Ok(stop.map(Day::of_millis))
    }
}
