//! One batch in fjall's journal.
//!
//! ```text
//! start  1  count:u32le seqno:u64le
//! item   2  type:u8 compression:u8 keyspace:u64le key_len:u16le value_len:u32le stored_len:u32le key stored_value
//! clear  4  keyspace:u64le
//! end    3  xxh3 of all items:u64le "FJL" 3
//! ```

use std::io::{self, Read};

use xxhash_rust::xxh3::Xxh3;

const START: u8 = 1;
const ITEM: u8 = 2;
const END: u8 = 3;
const CLEAR: u8 = 4;
const TRAILER: &[u8] = b"FJL\x03";

/// A batch whose checksum is right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sound {
    /// Its length in bytes.
    pub(super) length: u64,
    /// Its sequence number, which the checksum does not cover. Grows from batch to batch.
    pub(super) sequence: u64,
}

/// Reads one sound batch, or `None` when there is none at this place.
///
/// # Errors
/// Only those of the medium; what ends too early is not a sound batch.
pub(super) fn read(reader: &mut impl Read) -> io::Result<Option<Sound>> {
    match parse(reader) {
        Ok(sound) => Ok(sound),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where in `bytes` a sound batch begins, if anywhere.
pub(super) fn find(bytes: &[u8]) -> Option<usize> {
    let starts = (0..bytes.len()).filter(|at| bytes[*at] == START);
    starts
        .into_iter()
        .find(|at| matches!(read(&mut &bytes[*at..]), Ok(Some(_))))
}

fn parse(reader: &mut impl Read) -> io::Result<Option<Sound>> {
    let [START, head @ ..] = array::<13>(reader)? else {
        return Ok(None);
    };
    let count = u32_at(&head, 0);
    let sequence = u64::from(u32_at(&head, 4)) | u64::from(u32_at(&head, 8)) << 32;
    let mut length = 13;
    let mut hash = Xxh3::new();
    for _ in 0..count {
        let [tag] = array(reader)?;
        hash.update(&[tag]);
        length += 1 + match tag {
            ITEM => item(reader, &mut hash)?,
            CLEAR => {
                hash.update(&array::<8>(reader)?);
                8
            }
            _ => return Ok(None),
        };
    }
    let [END, sum @ ..] = array::<13>(reader)? else {
        return Ok(None);
    };
    let right = sum[..8] == hash.digest().to_le_bytes() && sum[8..] == *TRAILER;
    let length = length + 13;
    Ok(right.then_some(Sound { length, sequence }))
}

/// Reads an item after its tag, and returns its length.
fn item(reader: &mut impl Read, hash: &mut Xxh3) -> io::Result<u64> {
    let head = array::<20>(reader)?;
    hash.update(&head);
    let key = u64::from(u16::from_le_bytes([head[10], head[11]]));
    let body = key + u64::from(u32_at(&head, 16));
    let mut chunk = [0; 4096];
    let mut left = body;
    while left > 0 {
        let most = left.min(chunk.len() as u64);
        let part = &mut chunk[..usize::try_from(most).unwrap_or(0)];
        reader.read_exact(part)?;
        hash.update(part);
        left -= most;
    }
    Ok(20 + body)
}

fn array<const N: usize>(reader: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    let mut number = [0; 4];
    number.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(number)
}
