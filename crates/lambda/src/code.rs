//! Function packages: a zip is checked completely before it is accepted, and unpacked once for all environments.

mod cache;
mod walk;

use std::io;

pub(crate) use self::cache::{Cache, UnpackError};
use self::walk::{Entry, Visitor, walk};
use crate::limits::{UNZIPPED_BYTES, ZIP_BYTES};

/// Why a package is refused.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// It is no zip, a damaged one, or holds what must not be unpacked.
    #[error("Could not unzip uploaded file. Please check your file, then try to upload again.")]
    Unreadable(#[source] Defect),
    /// It would unpack to too much.
    #[error("Unzipped size must be smaller than {UNZIPPED_BYTES} bytes")]
    TooLargeUnzipped,
    /// It is too large as it is.
    #[error("Zipped size must be smaller than {ZIP_BYTES} bytes")]
    TooLarge,
}

/// What exactly is wrong with a package; AWS does not tell, our log does.
#[derive(Debug, thiserror::Error)]
pub enum Defect {
    /// Not a zip, or damaged.
    #[error("not a readable zip: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// An entry cannot be read.
    #[error("entry {0:?} cannot be read: {1}")]
    Entry(String, #[source] io::Error),
    /// An entry would be unpacked outside.
    #[error("entry {0:?} leads outside")]
    Outside(String),
    /// An entry is neither file, directory nor symbolic link, or is encrypted.
    #[error("entry {0:?} is of a kind that cannot be unpacked")]
    Kind(String),
    /// Two entries want the same place in different ways.
    #[error("entry {0:?} is in the way of another")]
    Conflict(String),
    /// More entries than a package may have.
    #[error("more than {0} entries")]
    TooMany(usize),
    /// There is nothing in it.
    #[error("no entries")]
    Empty,
}

/// Checks that a package can be unpacked within the limits, by unpacking it to nowhere.
///
/// # Errors
/// As [`CodeError`] says.
pub fn check(zip: &[u8]) -> Result<(), CodeError> {
    if zip.len() > ZIP_BYTES {
        return Err(CodeError::TooLarge);
    }
    walk(zip, &mut Nowhere)
}

struct Nowhere;

impl Visitor for Nowhere {
    fn entry(&mut self, _: &Entry, content: &mut dyn io::Read) -> io::Result<()> {
        io::copy(content, &mut io::sink()).map(drop)
    }
}

#[cfg(test)]
mod tests;
