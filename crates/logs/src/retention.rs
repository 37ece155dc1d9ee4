//! Events whose time has passed go, a bounded number at once.

use store::{Batch, Direction, Write};

use crate::error::LogsError;
use crate::event;
use crate::logs::Logs;
use crate::state::StreamDocument;

/// How many events one batch deletes, but for those of one millisecond.
const CHUNK: usize = 500;

impl Logs {
    /// Deletes the events that their groups no longer keep. Call it from time to time; reads leave such events out
    /// anyway.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn expire(&self) -> Result<(), LogsError> {
        for (key, name, id, before) in self.expired_streams() {
            let mut bytes = self.thin_out(id, before).await?;
            bytes += self.delete_before(id, before).await?;
            self.forget(&key, &name, id, bytes).await?;
        }
        Ok(())
    }

    /// Streams that hold events from before their group's time: group key, name, id, that time.
    fn expired_streams(&self) -> Vec<(String, String, u64, i64)> {
        let now = self.now().millis();
        let mut expired = Vec::new();
        for (key, group) in &self.state().groups {
            let before = group.expired_before(now);
            for (name, stream) in &group.streams {
                let times = stream.document.times;
                if times.is_some_and(|times| times.first < before) {
                    expired.push((key.clone(), name.clone(), stream.document.id, before));
                }
            }
        }
        expired
    }

    /// Deletes events of a stream from before a time until less than a chunk of them is left, so that what deletes the
    /// rest is of bounded size. Returns what the deleted ones counted.
    pub(crate) async fn thin_out(&self, stream: u64, before: i64) -> Result<u64, LogsError> {
        let mut bytes = 0;
        loop {
            let first = self
                .0
                .store
                .log_events(stream, i64::MIN, before, None, Direction::Forward, CHUNK)
                .await?;
            if first.len() < CHUNK {
                return Ok(bytes);
            }
            let end = first.last().map_or(before, |(time, ..)| *time);
            let end = if first.first().is_some_and(|(time, ..)| *time == end) {
                end + 1
            } else {
                end
            };
            bytes += self.delete_before(stream, end.min(before)).await?;
        }
    }

    /// Deletes the events of a stream from before a time in one batch. Returns what they counted.
    async fn delete_before(&self, stream: u64, before: i64) -> Result<u64, LogsError> {
        let mut bytes = 0;
        let mut after = None;
        loop {
            let rows = self
                .0
                .store
                .log_events(stream, i64::MIN, before, after, Direction::Forward, CHUNK)
                .await?;
            let more = rows.len() == CHUNK;
            after = rows.last().map(|(time, sequence, _)| (*time, *sequence));
            for row in rows {
                bytes += event::decode(row)?.size() as u64;
            }
            if !more {
                break;
            }
        }
        let mut batch = Batch::default();
        batch.push(Write::DeleteLogs { stream, before });
        self.0.store.submit(batch).await?;
        Ok(bytes)
    }

    /// Corrects what is known of a stream after events have gone.
    async fn forget(&self, key: &str, name: &str, id: u64, bytes: u64) -> Result<(), LogsError> {
        let first = self
            .0
            .store
            .log_events(id, i64::MIN, i64::MAX, None, Direction::Forward, 1)
            .await?;
        let first = first.first().map(|(time, ..)| *time);
        let ((), commit) = self.change(|state, batch| {
            let group = state.groups.get_mut(key);
            let stream = group.and_then(|group| group.streams.get_mut(name));
            // It may have been deleted meanwhile, and another created.
            let Some(stream) = stream.filter(|stream| stream.document.id == id) else {
                return Ok(());
            };
            let document: &mut StreamDocument = &mut stream.document;
            document.bytes = document.bytes.saturating_sub(bytes);
            document.times = document.times.and_then(|mut times| {
                times.first = first?;
                Some(times)
            });
            document.put(key, name, batch);
            Ok(())
        })?;
        Ok(commit.await?)
    }
}
