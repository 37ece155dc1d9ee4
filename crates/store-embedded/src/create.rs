//! A new database, made quickly and durably.
//!
//! A crash while fjall creates its files leaves what it cannot open, so they are made where nobody looks and renamed by
//! [`crate::directory`]. fjall also syncs a hundred times while it creates a handful of small files one by one, which
//! takes seconds on a busy disk; so it does that in memory, and the files are copied and synced all at once.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::directory::{OpenError, io_error};
use crate::files::sync_dir;
use crate::journal;
use crate::keyspaces::{Keyspaces, Sizes};

/// Where Linux keeps files in memory. Elsewhere, or when it cannot be written, the files are made in place.
pub(crate) const MEMORY: &str = "/dev/shm";

/// As many syncs as the file system is asked for at once; it does them together.
const SYNCERS: usize = 16;

/// Makes an empty database in `init`, which does not exist yet, with everything in it durable. `memory` is a directory
/// to make it in first.
pub(crate) fn create(init: &Path, memory: &Path, sizes: Sizes) -> Result<(), OpenError> {
    match Scratch::new(memory) {
        Some(scratch) => copy_from(&scratch.0, init, sizes),
        None => make(init, sizes),
    }
}

fn make(dir: &Path, sizes: Sizes) -> Result<(), OpenError> {
    let failed = |cause| OpenError::Database {
        path: dir.into(),
        cause,
    };
    drop(Keyspaces::open(dir, sizes).map_err(failed)?);
    // Takes the empty journal away: whoever opens the database makes the one that is written to.
    journal::check(dir)?;
    let keyspaces = dir.join(crate::directory::KEYSPACES);
    for dir in [&keyspaces, dir] {
        sync_dir(dir).map_err(io_error("sync", dir))?;
    }
    Ok(())
}

fn copy_from(scratch: &Path, init: &Path, sizes: Sizes) -> Result<(), OpenError> {
    make(scratch, sizes)?;
    let mut copied = Vec::new();
    copy(scratch, init, &mut copied).map_err(io_error("write", init))?;
    sync_all(&copied).map_err(io_error("sync", init))
}

/// Copies a directory, and lists what has to be synced.
fn copy(from: &Path, to: &Path, copied: &mut Vec<PathBuf>) -> io::Result<()> {
    fs::create_dir(to)?;
    copied.push(to.into());
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target, copied)?;
        } else {
            fs::copy(entry.path(), &target)?;
            copied.push(target);
        }
    }
    Ok(())
}

/// Syncs files and directories, many at a time.
fn sync_all(paths: &[PathBuf]) -> io::Result<()> {
    let sync = |paths: &[PathBuf]| {
        paths
            .iter()
            .try_for_each(|path| File::open(path)?.sync_all())
    };
    std::thread::scope(|scope| {
        let share = paths.len().div_ceil(SYNCERS).max(1);
        let syncers = paths
            .chunks(share)
            .map(|share| scope.spawn(move || sync(share)));
        let syncers: Vec<_> = syncers.collect();
        syncers.into_iter().try_for_each(|syncer| {
            let panicked = |_| Err(io::Error::other("a thread panicked"));
            syncer.join().unwrap_or_else(panicked)
        })
    })
}

/// A directory that goes with its owner.
struct Scratch(PathBuf);

impl Scratch {
    fn new(memory: &Path) -> Option<Self> {
        // One store is made in a process at a time, but for tests; another's directory is not touched.
        let free = (0..100).find_map(|number| {
            let dir = memory.join(format!("stepwell-{}-{number}", std::process::id()));
            fs::create_dir(&dir).ok().map(|()| dir)
        });
        free.map(Self)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(dir = %self.0.display(), %error, "a scratch directory was left behind");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(dir: &Path) -> Vec<std::ffi::OsString> {
        let entries = fs::read_dir(dir).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    }

    #[test]
    fn both_ways_make_the_same_and_leave_no_scratch() {
        let dir = tempfile::tempdir().unwrap();
        let memory = dir.path().join("memory");
        let (copied, made) = (dir.path().join("copied"), dir.path().join("made"));
        fs::create_dir(&memory).unwrap();
        create(&copied, &memory, Sizes::Server).unwrap();
        create(&made, &dir.path().join("missing"), Sizes::Server).unwrap();
        assert!(names(&memory).is_empty());
        assert_eq!(names(&copied), names(&made));
        let keyspaces = |dir: &Path| names(&dir.join(crate::directory::KEYSPACES));
        assert_eq!(keyspaces(&copied), keyspaces(&made));
        for dir in [copied, made] {
            Keyspaces::open(&dir, Sizes::Server).map(drop).unwrap();
        }
    }

    #[test]
    fn what_cannot_be_synced_is_reported() {
        let dir = tempfile::tempdir().unwrap();
        let paths: Vec<PathBuf> = (0..40).map(|n| dir.path().join(n.to_string())).collect();
        for path in &paths[1..] {
            fs::write(path, "x").unwrap();
        }
        assert!(sync_all(&paths[1..]).is_ok());
        assert!(sync_all(&[]).is_ok());
        assert!(sync_all(&paths).is_err());
    }
}
