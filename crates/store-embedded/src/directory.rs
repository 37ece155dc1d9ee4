//! The data directory: one server at a time, created beside and renamed, checked before it is opened.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::create;
use crate::files::{create_dir_durably, sync_dir};
use crate::journal::{self, JournalError};
use crate::keyspaces::{Keyspaces, Sizes};

const LOCK: &str = "lock";
pub(crate) const DATA: &str = "data";
const DATA_INIT: &str = "data.init";
/// fjall's directory of keyspaces.
pub(crate) const KEYSPACES: &str = "keyspaces";

/// Why the store does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process holds the directory.
    #[error(
        "another server uses {}; stop it, or start this one with another data directory",
        .0.display()
    )]
    InUse(PathBuf),
    /// The file system refused.
    #[error("cannot {action} {}: {cause}; check the disk and the directory's owner", .path.display())]
    Io {
        /// What was tried, such as `create`.
        action: &'static str,
        /// With which file or directory.
        path: PathBuf,
        /// What the system answered. No source: the text has it.
        cause: io::Error,
    },
    /// A journal holds damaged data that was acknowledged.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// fjall does not open its files.
    #[error(
        "the database in {} does not open: {cause}; run the version that wrote it, or restore it from a backup",
        .path.display()
    )]
    Database {
        /// The database's directory.
        path: PathBuf,
        /// What fjall says.
        cause: fjall::Error,
    },
    /// The system has no thread to give.
    #[error("cannot start the store's thread: {0}; raise the limit of processes")]
    Thread(io::Error),
}

/// An error of `action` on `path`.
pub(crate) fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> OpenError {
    let path = path.to_owned();
    move |cause| OpenError::Io {
        action,
        path,
        cause,
    }
}

/// Creates `dir` if needed and locks it for as long as the returned file is open.
pub(crate) fn lock(dir: &Path) -> Result<File, OpenError> {
    create_dir_durably(dir).map_err(io_error("create", dir))?;
    let path = dir.join(LOCK);
    let open = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path);
    let file = open.map_err(io_error("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(dir.into())),
        Err(TryLockError::Error(source)) => Err(io_error("lock", &path)(source)),
    }
}

/// Whether a server holds `dir` now. Changes nothing.
pub(crate) fn is_held(dir: &Path) -> Result<bool, OpenError> {
    let path = dir.join(LOCK);
    let file = match File::options().read(true).open(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        opened => opened.map_err(io_error("open", &path))?,
    };
    match file.try_lock_shared() {
        Ok(()) => Ok(false),
        Err(TryLockError::WouldBlock) => Ok(true),
        Err(TryLockError::Error(source)) => Err(io_error("lock", &path)(source)),
    }
}

/// Opens the database of a locked directory, creating it when there is none.
pub(crate) fn open_database(dir: &Path, sizes: Sizes) -> Result<Keyspaces, OpenError> {
    let data = dir.join(DATA);
    let init = dir.join(DATA_INIT);
    if init.exists() {
        // The creation did not get to its end; nobody has written to it.
        fs::remove_dir_all(&init).map_err(io_error("remove", &init))?;
    }
    if !data.exists() {
        create::create(&init, Path::new(create::MEMORY), sizes)?;
        fs::rename(&init, &data).map_err(io_error("rename", &init))?;
    }
    // Of a database that is there, too: who renamed it may have been killed before its name was durable.
    sync_dir(dir).map_err(io_error("sync", dir))?;
    journal::check(&data)?;
    open(&data, sizes)
}

/// fjall never syncs the directory of its keyspaces: an entry that a power loss takes away would take a keyspace along.
fn open(dir: &Path, sizes: Sizes) -> Result<Keyspaces, OpenError> {
    let opened = Keyspaces::open(dir, sizes).map_err(|cause| OpenError::Database {
        path: dir.into(),
        cause,
    })?;
    let keyspaces = dir.join(KEYSPACES);
    sync_dir(&keyspaces).map_err(io_error("sync", &keyspaces))?;
    Ok(opened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_servers_do_not_share_a_directory() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("a/b");
        let held = lock(&dir).unwrap();
        let refused = lock(&dir).unwrap_err();
        assert!(matches!(&refused, OpenError::InUse(path) if *path == dir));
        assert!(refused.to_string().contains("another server uses"));
        drop(held);
        lock(&dir).unwrap();
    }

    #[test]
    fn a_directory_that_cannot_be_made_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let refused = lock(&file.join("sub")).unwrap_err().to_string();
        assert!(refused.contains("cannot create") && refused.contains("file"));
    }
}
