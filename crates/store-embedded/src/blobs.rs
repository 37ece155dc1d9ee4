//! Blobs as files: written beside, synced, renamed, and the directory synced, before anybody hears of them.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use bytes::Bytes;
use store::blob::{is_sha256_hex, sha256_hex};
use store::{CommitError, ReadError};

use crate::directory::{OpenError, io_error};
use crate::files::{create_dir_durably, sync_dir};

const UNFINISHED: &str = "unfinished";

/// The directory of blobs.
pub(crate) struct Blobs {
    dir: PathBuf,
    /// One blob is written at a time.
    writer: Mutex<()>,
}

impl Blobs {
    /// The blobs of a locked data directory.
    pub(crate) fn open(data_dir: &Path) -> Result<Self, OpenError> {
        let dir = data_dir.join("blobs");
        create_dir_durably(&dir).map_err(io_error("create", &dir))?;
        let unfinished = dir.join(UNFINISHED);
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(io_error("remove", &unfinished)(error));
            }
            _ => {}
        }
        Ok(Self {
            dir,
            writer: Mutex::new(()),
        })
    }

    /// Stores `content` and returns its name.
    pub(crate) fn put(&self, content: &[u8]) -> Result<String, CommitError> {
        let name = sha256_hex(content);
        let _turn = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.dir.join(&name);
        // A file of that name is complete: it was synced before it got the name. But who gave it the name may have been
        // killed before the name was durable.
        let stored = match path.exists() {
            true => sync_dir(&self.dir),
            false => self.write(content, &path),
        };
        let failed = |error| CommitError::Unavailable(format!("{}: {error}", path.display()));
        stored.map_err(failed)?;
        Ok(name)
    }

    fn write(&self, content: &[u8], path: &Path) -> io::Result<()> {
        let unfinished = self.dir.join(UNFINISHED);
        let mut file = File::create(&unfinished)?;
        file.write_all(content)?;
        file.sync_all()?;
        fs::rename(&unfinished, path)?;
        sync_dir(&self.dir)
    }

    /// The blob `name`, if there is one.
    pub(crate) fn get(&self, name: &str) -> Result<Option<Bytes>, ReadError> {
        if !is_sha256_hex(name) {
            return Ok(None);
        }
        let path = self.dir.join(name);
        let content = match fs::read(&path) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                let reason = format!("{}: {error}", path.display());
                return Err(ReadError::Unavailable(reason));
            }
        };
        if sha256_hex(&content) != name {
            let reason = format!("{} is not what its name says", path.display());
            return Err(ReadError::Damaged(reason));
        }
        Ok(Some(content.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_blob_is_not_handed_out() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(dir.path()).unwrap();
        let name = blobs.put(b"code").unwrap();
        fs::write(dir.path().join("blobs").join(&name), b"c0de").unwrap();
        assert!(matches!(blobs.get(&name), Err(ReadError::Damaged(_))));
    }

    #[test]
    fn an_unfinished_blob_is_swept_away() {
        let dir = tempfile::tempdir().unwrap();
        let unfinished = dir.path().join("blobs/unfinished");
        fs::create_dir(dir.path().join("blobs")).unwrap();
        fs::write(&unfinished, b"half").unwrap();
        let blobs = Blobs::open(dir.path()).unwrap();
        assert!(!unfinished.exists());
        let name = blobs.put(b"whole").unwrap();
        assert_eq!(blobs.get(&name), Ok(Some(Bytes::from_static(b"whole"))));
    }

    #[test]
    fn a_directory_that_cannot_be_written_is_reported() {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(dir.path()).unwrap();
        fs::remove_dir(dir.path().join("blobs")).unwrap();
        let refused = blobs.put(b"code").unwrap_err();
        assert!(matches!(refused, CommitError::Unavailable(reason) if reason.contains("blobs")));
    }
}
