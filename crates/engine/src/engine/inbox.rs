//! The way to the lanes: bounded, so that whoever asks for too much is told so.

use std::sync::atomic::Ordering;

use store::ExecutionId;
use tokio::sync::mpsc::error::TrySendError;

use super::Inner;
use crate::command::Message;
use crate::error::EngineError;
use crate::options::Quotas;
use crate::timer::lane_of;

impl Inner {
    /// The lane of an execution.
    pub(crate) fn lane(&self, execution: ExecutionId) -> usize {
        lane_of(execution, self.lanes.len())
    }

    /// Gives a lane a message, if it has room.
    pub(crate) fn try_send(&self, lane: usize, message: Message) -> Result<(), EngineError> {
        if self.closed.load(Ordering::Acquire) {
            return Err(EngineError::Closed);
        }
        self.lanes[lane]
            .try_send(message)
            .map_err(|error| match error {
                TrySendError::Full(_) => self.throttled(),
                TrySendError::Closed(_) => EngineError::Closed,
            })
    }

    /// Gives a lane a message as soon as it has room. For results, which are taken as long as the lane takes anything.
    pub(crate) async fn send(&self, lane: usize, message: Message) -> Result<(), EngineError> {
        let sent = self.lanes[lane].send(message).await;
        sent.map_err(|_| EngineError::Closed)
    }

    /// Gives the lane of a shard a start, if there is room for its input.
    pub(super) fn try_start(
        &self,
        shard: u8,
        bytes: usize,
        start: Message,
    ) -> Result<(), EngineError> {
        self.reserve(bytes)?;
        let lane = usize::from(shard) % self.lanes.len();
        let sent = self.try_send(lane, start);
        sent.inspect_err(|_| self.release(bytes))
    }

    fn reserve(&self, bytes: usize) -> Result<(), EngineError> {
        let waiting = &self.shared.inbox_bytes;
        let options = &self.shared.options;
        let others = waiting.fetch_add(bytes, Ordering::Relaxed);
        // Without quotas a single input may be longer than all that may wait; alone it is taken.
        let alone = others == 0 && options.quotas == Quotas::Unlimited;
        if !alone && others + bytes > options.inbox_bytes {
            self.release(bytes);
            return Err(self.throttled());
        }
        Ok(())
    }

    fn throttled(&self) -> EngineError {
        self.shared.stats.throttled.add(1);
        EngineError::Throttled
    }

    fn release(&self, bytes: usize) {
        let waiting = &self.shared.inbox_bytes;
        waiting.fetch_sub(bytes, Ordering::Relaxed);
    }
}
