//! Which file holds a key. Symbolic links are never followed: a bucket's objects are what lies in it.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::file_name::{Kind, escaped, plain};
use crate::{ObjectError, ObjectKey};

/// What lies at `path` itself; nothing is no error.
fn look(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// A key as the directories that lead to it and the segment of the file.
fn split(key: &str) -> (Vec<&str>, &str) {
    let mut segments: Vec<&str> = key.split('/').collect();
    let last = segments.pop().unwrap_or_default();
    (segments, last)
}

/// The two places a segment may be at, below `parent`.
fn candidates(parent: &Path, segment: &str, kind: Kind) -> impl Iterator<Item = PathBuf> {
    let plain = plain(segment).map(|name| parent.join(name));
    plain.into_iter().chain([escaped(parent, segment, kind)])
}

/// Whether `path`, of which everything up to `parent` is known to be in order, is of this kind, without passing a
/// symbolic link.
fn is(parent: &Path, path: &Path, kind: Kind) -> io::Result<bool> {
    let mut between: Vec<&Path> = path.ancestors().take_while(|at| *at != parent).collect();
    between.reverse();
    for at in between {
        let Some(found) = look(at)? else {
            return Ok(false);
        };
        let right = if at == path && kind == Kind::File {
            found.is_file()
        } else {
            found.is_dir()
        };
        if !right {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The directories that hold keys whose leading segments are `segments`.
fn directories(bucket: &Path, segments: &[&str]) -> io::Result<Vec<PathBuf>> {
    let mut level = vec![bucket.to_path_buf()];
    for segment in segments {
        let mut next = Vec::new();
        for parent in &level {
            for path in candidates(parent, segment, Kind::Directory) {
                if is(parent, &path, Kind::Directory)? {
                    next.push(path);
                }
            }
        }
        level = next;
    }
    Ok(level)
}

/// The file that holds `key`, if there is one.
pub(super) fn find(bucket: &Path, key: &ObjectKey) -> Result<Option<PathBuf>, ObjectError> {
    let (leading, last) = split(key.as_str());
    for parent in directories(bucket, &leading)? {
        for path in candidates(&parent, last, Kind::File) {
            if is(&parent, &path, Kind::File)? {
                return Ok(Some(path));
            }
        }
    }
    Ok(None)
}

/// The file that `key` is to be written to; its directories are made. Where a directory's name is taken by a file, or
/// a file's by a directory, the other name is used.
pub(super) fn make(bucket: &Path, key: &ObjectKey) -> Result<PathBuf, ObjectError> {
    if let Some(path) = find(bucket, key)? {
        return Ok(path);
    }
    let (leading, last) = split(key.as_str());
    let mut parent = bucket.to_path_buf();
    for segment in leading {
        parent = make_directory(&parent, segment)?;
    }
    if let Some(path) = plain(last).map(|name| parent.join(name))
        && look(&path)?.is_none()
    {
        return Ok(path);
    }
    let path = escaped(&parent, last, Kind::File);
    make_all(&parent, path.parent().unwrap_or(&parent))?;
    Ok(path)
}

fn make_directory(parent: &Path, segment: &str) -> io::Result<PathBuf> {
    if let Some(path) = plain(segment).map(|name| parent.join(name)) {
        match look(&path)? {
            Some(found) if found.is_dir() => return Ok(path),
            Some(_) => {}
            None => {
                make_all(parent, &path)?;
                return Ok(path);
            }
        }
    }
    let path = escaped(parent, segment, Kind::Directory);
    make_all(parent, &path)?;
    Ok(path)
}

/// Makes the directories from `parent`, which exists, to `path`, each of them durable in the one above.
fn make_all(parent: &Path, path: &Path) -> io::Result<()> {
    let mut missing: Vec<&Path> = path.ancestors().take_while(|at| *at != parent).collect();
    missing.reverse();
    for at in missing {
        match fs::create_dir(at) {
            Ok(()) => sync_directory(at.parent().unwrap_or(parent))?,
            // Another writer was faster; a link or a file in the way is refused.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !look(at)?.is_some_and(|found| found.is_dir()) {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Makes what a directory says about its entries durable.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    fs::File::open(path)?.sync_all()
}
