//! Goes through a zip's entries, refusing all that must not be unpacked, and counts while it inflates.

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};
use std::path::{Component, Path, PathBuf};

use zip::ZipArchive;
use zip::read::ZipFile;

use super::{CodeError, Defect};
use crate::limits::UNZIPPED_BYTES;

/// The classic zip format counts entries in 16 bits; no sensible package comes near.
const ENTRIES: usize = 65_535;

/// A symbolic link's target is a path.
const LINK_BYTES: u64 = 4096;

/// An entry that may be unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Relative, without `..`.
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Directory,
    File {
        executable: bool,
    },
    /// Relative, and inside.
    Link {
        target: PathBuf,
    },
}

/// Gets each entry with its content; links come last, so that nothing is ever written through one.
pub(super) trait Visitor {
    fn entry(&mut self, entry: &Entry, content: &mut dyn Read) -> io::Result<()>;
}

/// Takes `visitor` through the zip.
pub(super) fn walk(zip: &[u8], visitor: &mut dyn Visitor) -> Result<(), CodeError> {
    let mut archive = ZipArchive::new(Cursor::new(zip)).map_err(unreadable)?;
    match archive.len() {
        0 => return Err(unreadable(Defect::Empty)),
        1..=ENTRIES => {}
        _ => return Err(unreadable(Defect::TooMany(ENTRIES))),
    }
    let mut left = UNZIPPED_BYTES;
    let mut places = Places::default();
    let mut links = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).map_err(unreadable)?;
        let entry = entry(&mut file)?;
        places.take(&entry).map_err(unreadable)?;
        if matches!(entry.kind, Kind::Link { .. }) {
            links.push(entry);
        } else {
            content(&mut file, &entry, &mut left, visitor)?;
        }
    }
    for link in links {
        let visited = visitor.entry(&link, &mut io::empty());
        visited.map_err(|error| unreadable(Defect::Entry(shown(&link.path), error)))?;
    }
    Ok(())
}

fn unreadable(defect: impl Into<Defect>) -> CodeError {
    CodeError::Unreadable(defect.into())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Hands the content over. Sizes in the zip's directory can lie, so what is really inflated counts.
fn content<R: Read + ?Sized>(
    file: &mut ZipFile<'_, R>,
    entry: &Entry,
    left: &mut u64,
    visitor: &mut dyn Visitor,
) -> Result<(), CodeError> {
    let mut counted = Counted { file, left };
    match visitor.entry(entry, &mut counted) {
        // The limit itself is still allowed by what `Counted` gives; one byte more is not.
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            Err(CodeError::TooLargeUnzipped)
        }
        Err(error) => Err(unreadable(Defect::Entry(shown(&entry.path), error))),
        Ok(()) => Ok(()),
    }
}

struct Counted<'a, R: ?Sized> {
    file: &'a mut R,
    left: &'a mut u64,
}

impl<R: Read + ?Sized> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        match self.left.checked_sub(length as u64) {
            Some(left) => *self.left = left,
            None => return Err(io::ErrorKind::FileTooLarge.into()),
        }
        Ok(length)
    }
}

const TYPE: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;
const DIRECTORY: u32 = 0o040_000;
const LINK: u32 = 0o120_000;

fn entry<R: Read + ?Sized>(file: &mut ZipFile<'_, R>) -> Result<Entry, CodeError> {
    let name = String::from_utf8_lossy(file.name_raw()).into_owned();
    let place = place(&file.name().map_err(unreadable)?);
    let path = place.ok_or_else(|| unreadable(Defect::Outside(name.clone())))?;
    if file.encrypted() {
        return Err(unreadable(Defect::Kind(name)));
    }
    let mode = file.unix_mode().unwrap_or(0);
    let kind = match mode & TYPE {
        LINK => Kind::Link {
            target: target(file, &path)?,
        },
        0 | DIRECTORY if file.is_dir() => Kind::Directory,
        DIRECTORY => Kind::Directory,
        0 | REGULAR => Kind::File {
            executable: mode & 0o111 != 0,
        },
        _ => return Err(unreadable(Defect::Kind(name))),
    };
    Ok(Entry { path, kind })
}

/// Where a name leads: relative, downwards only.
fn place(name: &str) -> Option<PathBuf> {
    let mut path = PathBuf::new();
    for part in name.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." || part.contains('\0') {
            return None;
        }
        path.push(part);
    }
    let inside = !name.starts_with('/') && path.components().next().is_some();
    inside.then_some(path)
}

/// The target of a link at `path`, if it stays inside.
fn target<R: Read + ?Sized>(file: &mut ZipFile<'_, R>, path: &Path) -> Result<PathBuf, CodeError> {
    let mut text = String::new();
    let read = file.take(LINK_BYTES).read_to_string(&mut text);
    read.map_err(|error| unreadable(Defect::Entry(shown(path), error)))?;
    let target = PathBuf::from(text);
    let mut depth = path.components().count() - 1;
    for part in target.components() {
        depth = match part {
            Component::Normal(_) => Some(depth + 1),
            Component::CurDir => Some(depth),
            Component::ParentDir => depth.checked_sub(1),
            Component::RootDir | Component::Prefix(_) => None,
        }
        .ok_or_else(|| unreadable(Defect::Outside(shown(path))))?;
    }
    Ok(target)
}

/// What is where: a file cannot also be a directory, and nothing lies below a link.
#[derive(Default)]
struct Places {
    directories: BTreeSet<PathBuf>,
    leaves: BTreeSet<PathBuf>,
}

impl Places {
    fn take(&mut self, entry: &Entry) -> Result<(), Defect> {
        let conflict = || Defect::Conflict(shown(&entry.path));
        for parent in entry.path.ancestors().skip(1) {
            if self.leaves.contains(parent) {
                return Err(conflict());
            }
            self.directories.insert(parent.to_owned());
        }
        if matches!(entry.kind, Kind::Directory) {
            self.directories.insert(entry.path.clone());
            return (!self.leaves.contains(&entry.path))
                .then_some(())
                .ok_or_else(conflict);
        }
        let free =
            !self.directories.contains(&entry.path) && self.leaves.insert(entry.path.clone());
        free.then_some(()).ok_or_else(conflict)
    }
}
