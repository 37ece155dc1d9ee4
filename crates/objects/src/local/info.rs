//! What a file says about the object it is.

use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

use md5::{Digest, Md5};
use model::Timestamp;
use nix::fcntl::OFlag;

use crate::{ObjectError, ObjectInfo};

/// Up to here the ETag is the MD5 of the content, as S3's is for objects put in one piece.
const HASHED_BYTES: u64 = 1 << 20;
/// The part size that the ETags of larger objects speak of.
const PART_BYTES: u64 = 8 << 20;

/// Opens the object's file: never a link, and without waiting should it be a pipe.
pub(super) fn open(path: &Path) -> Result<File, ObjectError> {
    let flags = OFlag::O_NOFOLLOW | OFlag::O_NONBLOCK | OFlag::O_CLOEXEC;
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits())
        .open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(ObjectError::NoSuchKey)
    }
}

/// What is known about the object `key` in an open file. Where the file is read from stays as it is.
pub(super) fn of_file(
    file: &File,
    metadata: &Metadata,
    key: String,
) -> Result<ObjectInfo, ObjectError> {
    let etag = if metadata.len() <= HASHED_BYTES {
        hashed(file, metadata.len())?
    } else {
        stamped(metadata)
    };
    Ok(ObjectInfo {
        key,
        size: metadata.len(),
        etag,
        last_modified: modified(metadata),
        version: None,
    })
}

fn hashed(file: &File, length: u64) -> io::Result<String> {
    let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
    file.read_exact_at(&mut bytes, 0)?;
    Ok(hex::encode(Md5::digest(&bytes)))
}

/// For a large object: it looks like the ETag of an upload in parts, and changes whenever the file does.
fn stamped(metadata: &Metadata) -> String {
    let mut hash = Md5::new();
    for number in [
        metadata.mtime(),
        metadata.mtime_nsec(),
        metadata.ino().cast_signed(),
    ] {
        hash.update(number.to_be_bytes());
    }
    hash.update(metadata.len().to_be_bytes());
    let parts = metadata.len().div_ceil(PART_BYTES);
    format!("{}-{parts}", hex::encode(hash.finalize()))
}

fn modified(metadata: &Metadata) -> Timestamp {
    let millis = metadata.mtime().saturating_mul(1000);
    Timestamp::from_millis(millis.saturating_add(metadata.mtime_nsec() / 1_000_000))
}

/// The media type that a key's ending tells; `binary/octet-stream` is S3's word for any other.
pub(super) fn content_type(key: &str) -> &'static str {
    let ending = key
        .rsplit('/')
        .next()
        .and_then(|name| name.rsplit_once('.'));
    match ending.map(|(_, ending)| ending) {
        Some("json") => "application/json",
        Some("jsonl") => "application/x-ndjson",
        Some("csv") => "text/csv",
        Some("txt") => "text/plain",
        _ => "binary/octet-stream",
    }
}
