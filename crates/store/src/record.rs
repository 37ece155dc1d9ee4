//! Versioned stored records: a format byte, then protobuf.
//!
//! Readers skip fields they do not know, so a newer version of the server may add optional fields without a new format;
//! the format byte changes only when old readers would misread.

pub mod execution;

use bytes::{BufMut, Bytes, BytesMut};
use prost::Message;

/// Why stored bytes are not a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Nothing is there, not even the format byte.
    #[error("the record is empty")]
    Empty,
    /// Written by a version this one does not know.
    #[error("format {found} is not known here (format {known} is); run the version that wrote it")]
    Format {
        /// The format byte read.
        found: u8,
        /// The format this version writes and reads.
        known: u8,
    },
    /// The bytes after the format byte do not parse.
    #[error("the record does not parse: {0}")]
    Malformed(String),
}

/// `message` after its format byte.
#[must_use]
pub fn encode<M: Message>(format: u8, message: &M) -> Bytes {
    let mut bytes = BytesMut::with_capacity(1 + message.encoded_len());
    bytes.put_u8(format);
    message.encode_raw(&mut bytes);
    bytes.freeze()
}

/// The message that [`encode`] wrote with the same format.
///
/// # Errors
/// When the format is another one or the bytes do not parse.
pub fn decode<M: Message + Default>(known: u8, bytes: &[u8]) -> Result<M, DecodeError> {
    let (&found, body) = bytes.split_first().ok_or(DecodeError::Empty)?;
    if found != known {
        return Err(DecodeError::Format { found, known });
    }
    M::decode(body).map_err(|error| DecodeError::Malformed(error.to_string()))
}
