//! How a segment of a key (what lies between slashes) is written as a file name, and read back.
//!
//! Nearly every segment is its own file name, so that files a user copies into a bucket are objects under the names
//! they have. A segment that cannot be a file name (empty, `.`, `..`, longer than file systems take), one that looks
//! like the escape, and one whose file name is taken by a directory (or the other way round: `a` and `a/b` are both
//! keys) is escaped: hexadecimal, in pieces, each piece but the last a directory.

use std::path::{Path, PathBuf};

/// Begins every name that is not its own segment.
const MARK: &str = ".stepwell-";
/// A directory that holds the rest of an escaped segment.
const PART: &str = ".stepwell-part-";
/// The last piece of an escaped segment that is a file.
const FILE: &str = ".stepwell-file-";
/// The last piece of an escaped segment that is a directory.
const DIRECTORY: &str = ".stepwell-dir-";
/// What file systems take, in bytes.
const NAME_BYTES: usize = 255;
/// Bytes of a segment in one escaped piece; twice as many digits and the mark still fit a file name.
const PIECE_BYTES: usize = 100;

/// Whether a segment names an object or leads to some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Directory,
}

/// The file name that is the segment itself, if it can be one.
pub(super) fn plain(segment: &str) -> Option<&str> {
    let special = matches!(segment, "" | "." | "..");
    let fits = segment.len() <= NAME_BYTES && !segment.starts_with(MARK);
    (fits && !special).then_some(segment)
}

/// The segment's escaped path below `parent`.
pub(super) fn escaped(parent: &Path, segment: &str, kind: Kind) -> PathBuf {
    let mut path = parent.to_path_buf();
    let bytes = segment.as_bytes();
    let last = (bytes.len().max(1) - 1) / PIECE_BYTES * PIECE_BYTES;
    for piece in bytes[..last].chunks(PIECE_BYTES) {
        path.push(format!("{PART}{}", hex::encode(piece)));
    }
    let mark = match kind {
        Kind::File => FILE,
        Kind::Directory => DIRECTORY,
    };
    path.push(format!("{mark}{}", hex::encode(&bytes[last..])));
    path
}

/// What a directory entry's name says about a segment.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// The segment itself.
    Plain(String),
    /// A first or middle piece.
    Part(Vec<u8>),
    /// The last piece.
    Last(Vec<u8>, Kind),
}

/// Reads an entry's name; `None` when no segment is written so.
pub(super) fn read(name: &str) -> Option<Name> {
    let digits = |mark| {
        name.strip_prefix(mark)
            .map(|digits| hex::decode(digits).ok())
    };
    if let Some(bytes) = digits(PART) {
        return bytes.map(Name::Part);
    }
    if let Some(bytes) = digits(FILE) {
        return bytes.map(|bytes| Name::Last(bytes, Kind::File));
    }
    if let Some(bytes) = digits(DIRECTORY) {
        return bytes.map(|bytes| Name::Last(bytes, Kind::Directory));
    }
    plain(name).map(|name| Name::Plain(name.to_owned()))
}
