//! The bytes of a run: a version byte, then a compact `prost` message. Tags are the stored format.
//!
//! Payloads stand once each in a table, however many frames share them. The compact form leaves out the texts that an
//! event of the history holds anyway and names the event instead; [`Run::missing`] and [`Run::supply`] complete it.

mod layout;
mod load;
mod write;

use prost::Message;

use self::layout::StoredRun;
use self::load::load;
use self::write::{Table, store_frame, store_timer};
use super::Run;

/// The first byte. Readers refuse others.
const VERSION: u8 = 1;

/// Why bytes are no run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// There are none.
    #[error("a stored run is empty")]
    Empty,
    /// A format of another release.
    #[error("a stored run has format {0}, this release reads format {VERSION}")]
    Version(u8),
    /// Damaged.
    #[error("a stored run cannot be read: {0}")]
    Damaged(String),
}

impl Run {
    /// The run as bytes, complete in itself.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        self.write(false)
    }

    /// The run as bytes, without the larger texts that an event of the history holds.
    #[must_use]
    pub fn encode_compact(&self) -> Vec<u8> {
        self.write(true)
    }

    fn write(&self, compact: bool) -> Vec<u8> {
        let mut table = Table::new(compact);
        let frames = self.ids().filter_map(|id| Some((id, self.frame(id)?)));
        let frames = frames
            .map(|(id, frame)| store_frame(id, frame, &mut table))
            .collect();
        let stored = StoredRun {
            next_event: self.next_event,
            next_timer: self.next_timer,
            frames,
            ready: self.ready.iter().map(|id| id.0).collect(),
            deadline: self.deadline.map(store_timer),
            over: self.over,
            payloads: table.payloads,
            free: self.free.iter().map(|id| id.0).collect(),
        };
        let mut bytes = Vec::with_capacity(1 + stored.encoded_len());
        bytes.push(VERSION);
        stored
            .encode(&mut bytes)
            .expect("memory holds what it must");
        bytes
    }

    /// The run that `bytes` hold.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let (version, body) = bytes.split_first().ok_or(DecodeError::Empty)?;
        if *version != VERSION {
            return Err(DecodeError::Version(*version));
        }
        let stored = StoredRun::decode(body).map_err(|e| DecodeError::Damaged(e.to_string()))?;
        load(stored)
    }
}
