//! A batch as keys and values. Done by the submitter, so that the committing thread has less to do.

use bytes::Bytes;
use fjall::UserKey;
use store::{Batch, Chunk, Day, ExecutionId, Segments, Write};

use crate::key;
use crate::keyspaces::{Keyspaces, Space};
use crate::row;

/// fjall's journal holds a key's length in 16 bits.
const MAX_KEY: usize = u16::MAX as usize;

pub(super) enum Op {
    Put(Space, UserKey, Bytes),
    Delete(Space, UserKey),
    /// Into the archive of a day.
    Archive(Day, UserKey, Bytes),
    /// Removes what is committed of a stream before a time. What the same batch appends earlier is removed one by one.
    DeleteLogs {
        stream: u64,
        before: i64,
    },
}

pub(super) struct Encoded {
    pub(super) ops: Vec<Op>,
    pub(super) bytes: usize,
    /// Reads what is committed, so everything submitted earlier must be.
    reads: bool,
}

impl Encoded {
    /// # Errors
    /// When a key is longer than the medium can hold, or the rows that an archiving removes cannot be read.
    pub(super) fn new(batch: Batch, keyspaces: &Keyspaces) -> Result<Self, String> {
        let mut encoded = Self {
            ops: Vec::with_capacity(batch.writes.len() + 1),
            bytes: 0,
            reads: false,
        };
        let mut appended: Vec<(u64, i64, u64)> = Vec::new();
        for write in batch.writes {
            match write {
                Write::AppendLog {
                    stream,
                    time,
                    sequence,
                    body,
                } => {
                    appended.push((stream, time, sequence));
                    encoded.put(Space::Logs, key::log(stream, time, sequence), body)?;
                }
                Write::DeleteLogs { stream, before } => {
                    encoded.ops.push(Op::DeleteLogs { stream, before });
                    encoded.reads = true;
                    for &(_, time, sequence) in appended
                        .iter()
                        .filter(|(of, time, _)| *of == stream && *time < before)
                    {
                        encoded.delete(Space::Logs, key::log(stream, time, sequence))?;
                    }
                }
                Write::Archive {
                    execution,
                    day,
                    chunks,
                    segments,
                } => {
                    encoded.remove_rows(execution, &chunks, keyspaces)?;
                    encoded.archive(execution, day, chunks, &segments)?;
                }
                other => encoded.write(other)?,
            }
        }
        Ok(encoded)
    }

    /// True when this batch may share a group that has `bytes` already.
    pub(super) fn joins(&self, bytes: usize, limit: usize) -> bool {
        !self.reads && bytes + self.bytes <= limit
    }

    fn write(&mut self, write: Write) -> Result<(), String> {
        match write {
            Write::AppendEvents {
                execution,
                first,
                events,
            } => {
                for row in row::rows(execution, first, events) {
                    self.put(Space::Events, row.key, row.value)?;
                }
                Ok(())
            }
            Write::PutExecution { execution, record } => {
                self.put(Space::Executions, key::execution(execution), record)
            }
            Write::Start {
                machine,
                name,
                execution,
            } => {
                let id = Bytes::copy_from_slice(&execution.0.to_be_bytes());
                self.put(Space::Index, key::name(&machine, &name), id)?;
                let list = key::in_list(&machine, None, execution);
                self.put(Space::Index, list, Bytes::new())
            }
            Write::StartListed {
                machine,
                name,
                list,
                execution,
            } => {
                let id = Bytes::copy_from_slice(&execution.0.to_be_bytes());
                self.put(Space::Index, key::name(&machine, &name), id)?;
                let list = key::in_list(&list, None, execution);
                self.put(Space::Index, list, Bytes::new())
            }
            Write::SetStatus {
                machine,
                execution,
                from,
                to,
            } => {
                if from.is_some() {
                    self.delete(Space::Index, key::in_list(&machine, from, execution))?;
                }
                let list = key::in_list(&machine, Some(to), execution);
                self.put(Space::Index, list, Bytes::new())
            }
            Write::Forget {
                machine,
                list,
                name,
                execution,
                status,
            } => {
                self.delete(Space::Executions, key::execution(execution))?;
                self.delete(Space::Index, key::segments(execution))?;
                self.delete(Space::Index, key::name(&machine, &name))?;
                self.delete(Space::Index, key::in_list(&list, None, execution))?;
                self.delete(Space::Index, key::in_list(&list, Some(status), execution))
            }
            Write::PutTimer(timer) => self.put(Space::Queue, key::timer(timer), Bytes::new()),
            Write::DeleteTimer(timer) => self.delete(Space::Queue, key::timer(timer)),
            Write::PutOffer(offer, body) => self.put(Space::Queue, key::offer(offer), body),
            Write::DeleteOffer(offer) => self.delete(Space::Queue, key::offer(offer)),
            Write::PutDocument {
                collection,
                key,
                body,
            } => self.put(Space::Index, key::document(collection, &key), body),
            Write::DeleteDocument { collection, key } => {
                self.delete(Space::Index, key::document(collection, &key))
            }
            // `new` takes them: they need to know what the batch appended, or what is stored.
            Write::AppendLog { .. } | Write::DeleteLogs { .. } | Write::Archive { .. } => Ok(()),
        }
    }

    /// Removes the rows of what is archived. Other events of such a row get rows of their own.
    fn remove_rows(
        &mut self,
        execution: ExecutionId,
        chunks: &[Chunk],
        keyspaces: &Keyspaces,
    ) -> Result<(), String> {
        let (Some(first), Some(last)) = (chunks.first(), chunks.last()) else {
            return Ok(());
        };
        let archived = first.first..=last.last;
        for row in keyspaces.event_rows(execution, &archived) {
            let (key, value) = row.map_err(|error| error.to_string())?;
            for row in row::without(&key, &value, execution, &archived)
                .map_err(|error| error.to_string())?
            {
                self.put(Space::Events, row.key, row.value)?;
            }
            self.delete(Space::Events, key)?;
        }
        Ok(())
    }

    fn archive(
        &mut self,
        execution: ExecutionId,
        day: Day,
        chunks: Vec<Chunk>,
        segments: &Segments,
    ) -> Result<(), String> {
        for chunk in chunks {
            let key = self.key(&key::event(execution, chunk.last))?;
            self.bytes += chunk.body.len();
            self.ops.push(Op::Archive(day, key, chunk.body));
        }
        self.put(Space::Index, key::segments(execution), segments.encode())
    }

    fn put(&mut self, space: Space, key: impl AsRef<[u8]>, value: Bytes) -> Result<(), String> {
        self.bytes += value.len();
        let key = self.key(key.as_ref())?;
        self.ops.push(Op::Put(space, key, value));
        Ok(())
    }

    fn delete(&mut self, space: Space, key: impl AsRef<[u8]>) -> Result<(), String> {
        let key = self.key(key.as_ref())?;
        self.ops.push(Op::Delete(space, key));
        Ok(())
    }

    fn key(&mut self, key: &[u8]) -> Result<UserKey, String> {
        if key.len() > MAX_KEY {
            let length = key.len();
            return Err(format!("a key of {length} bytes is longer than {MAX_KEY}"));
        }
        self.bytes += key.len();
        Ok(key.into())
    }
}
