//! The check of fjall's journals that precedes every open.
//!
//! fjall refuses to open a journal whose last batch a power loss has torn, although nobody was told that it was
//! committed; and it opens a journal that has lost acknowledged batches in its middle without a word. So before it opens:
//!
//! - The newest journal may end in one torn batch, because the committer syncs each batch before it writes the next.
//!   It is cut off. When a whole batch follows the torn one, acknowledged data is damaged: refuse.
//! - An older journal was synced before the next one was created: anything but zeros after its last batch: refuse.
//!
//! After a failed sync the kernel may hold the last batch in memory, believing that it is on the medium. Who opens the
//! store then sees the batch, builds on it, and would lose it to a later power loss; so the last batch of the newest
//! journal is written once more, and synced.
//!
//! Damage to the very last acknowledged batch looks like a torn one and cannot be told from it.
//! The format is that of fjall 3.1.13, which is why that version is pinned.

mod batch;
mod tail;

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::directory::{OpenError, io_error};
use crate::files::sync_dir;

const READ_BUFFER: usize = 128 << 10;

/// Why a journal is not opened.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// Data that was acknowledged is damaged.
    #[error(
        "the journal {} is damaged at byte {at}: {what}; opening it would lose acknowledged data. Check the disk, \
         then restore the data directory from a backup; to start empty instead, move the directory away",
        .path.display()
    )]
    Damaged {
        /// The journal.
        path: PathBuf,
        /// Where its last sound batch ends.
        at: u64,
        /// What follows there.
        what: String,
    },
    /// A file that looks like a journal and is none.
    #[error("{} is not a journal's name; move the file out of the directory", .0.display())]
    Name(PathBuf),
}

/// Checks all journals of the database in `dir`, and cuts a torn batch off the newest.
pub(crate) fn check(dir: &Path) -> Result<(), OpenError> {
    let mut journals = list(dir)?;
    journals.sort_unstable();
    let Some((_, newest)) = journals.pop() else {
        return Ok(());
    };
    for (_, sealed) in &journals {
        check_sealed(sealed)?;
    }
    let sound = check_newest(&newest)?;
    match sound == 0 && journals.is_empty() {
        true => remove(dir, &newest),
        false => Ok(()),
    }
}

/// Removes the only journal, which is empty. fjall makes one of full length then; to one that it finds it appends, and
/// to sync a file that has grown takes half as long again, because its inode is written too. The name must be gone
/// before there is another: the older of two journals may not end in a torn batch.
fn remove(dir: &Path, journal: &Path) -> Result<(), OpenError> {
    fs::remove_file(journal).map_err(io_error("remove", journal))?;
    sync_dir(dir).map_err(io_error("sync", dir))
}

/// What a journal holds, found without changing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalState {
    /// The file.
    pub path: PathBuf,
    /// Bytes of whole batches.
    pub sound: u64,
    /// Bytes after them: of the newest journal a batch that was never acknowledged, of another one damage.
    pub torn: u64,
}

/// Looks at all journals of the database in `dir`, oldest first, and refuses what [`check`] would refuse.
pub(crate) fn inspect(dir: &Path) -> Result<Vec<JournalState>, OpenError> {
    let mut journals = list(dir)?;
    journals.sort_unstable();
    let newest = journals.last().map(|(number, _)| *number);
    let mut states = Vec::with_capacity(journals.len());
    for (number, path) in journals {
        let mut file = File::open(&path).map_err(io_error("open", &path))?;
        let Scan { sound, tail, .. } = scan(&mut file).map_err(io_error("read", &path))?;
        let tail = tail.unwrap_or_default();
        let damaged = match newest == Some(number) {
            true => batch::find(&tail).map(|offset| {
                let follows = sound + offset as u64;
                format!("a whole batch follows at byte {follows}")
            }),
            false => (!tail.is_empty())
                .then(|| "a newer journal exists, so this one was complete".into()),
        };
        if let Some(what) = damaged {
            return Err(OpenError::from(JournalError::Damaged {
                path,
                at: sound,
                what,
            }));
        }
        let torn = tail.len() as u64;
        states.push(JournalState { path, sound, torn });
    }
    Ok(states)
}

fn list(dir: &Path) -> Result<Vec<(u64, PathBuf)>, OpenError> {
    let mut journals = Vec::new();
    for entry in fs::read_dir(dir).map_err(io_error("list", dir))? {
        let path = entry.map_err(io_error("list", dir))?.path();
        let is_journal = |extension: &std::ffi::OsStr| extension.eq_ignore_ascii_case("jnl");
        if !path.extension().is_some_and(is_journal) {
            continue;
        }
        let name = path.file_name().and_then(|name| name.to_str());
        let number = name.and_then(|name| name.strip_suffix(".jnl")?.parse().ok());
        match number {
            Some(number) if path.is_file() => journals.push((number, path)),
            _ => return Err(JournalError::Name(path).into()),
        }
    }
    Ok(journals)
}

fn check_sealed(path: &Path) -> Result<(), OpenError> {
    let mut file = File::open(path).map_err(io_error("open", path))?;
    let scan = scan(&mut file).map_err(io_error("read", path))?;
    match scan {
        Scan { tail: None, .. } => Ok(()),
        Scan { sound, .. } => Err(OpenError::from(JournalError::Damaged {
            path: path.into(),
            at: sound,
            what: "a newer journal exists, so this one was complete".into(),
        })),
    }
}

/// The length of its sound batches, which are all that is left of it.
fn check_newest(path: &Path) -> Result<u64, OpenError> {
    let open = File::options().read(true).write(true).open(path);
    let mut file = open.map_err(io_error("open", path))?;
    let Scan { sound, tail, last } = scan(&mut file).map_err(io_error("read", path))?;
    write_again(&mut file, last, sound).map_err(io_error("write", path))?;
    let Some(tail) = tail else { return Ok(sound) };
    if let Some(offset) = batch::find(&tail) {
        let follows = sound + offset as u64;
        return Err(OpenError::from(JournalError::Damaged {
            path: path.into(),
            at: sound,
            what: format!("a whole batch follows at byte {follows}"),
        }));
    }
    tracing::warn!(
        journal = %path.display(),
        at = sound,
        bytes = tail.len(),
        "cut off the last batch, which was never acknowledged"
    );
    file.set_len(sound)
        .and_then(|()| file.sync_all())
        .map_err(io_error("truncate", path))?;
    Ok(sound)
}

/// Writes what is there once more. Not all of a large batch at once.
fn write_again(file: &mut File, from: u64, until: u64) -> io::Result<()> {
    let mut part = vec![0; READ_BUFFER];
    let mut at = from;
    while at < until {
        let most = (until - at).min(part.len() as u64);
        let part = &mut part[..usize::try_from(most).unwrap_or(0)];
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(part)?;
        file.seek(SeekFrom::Start(at))?;
        file.write_all(part)?;
        at += most;
    }
    match from < until {
        true => file.sync_data(),
        false => Ok(()),
    }
}

/// What a journal holds.
struct Scan {
    /// Where its last sound batch begins.
    last: u64,
    /// The length of its sound batches.
    sound: u64,
    /// What follows them, up to the last byte that is not zero; absent when all are.
    tail: Option<Vec<u8>>,
}

fn scan(file: &mut File) -> io::Result<Scan> {
    let mut reader = BufReader::with_capacity(READ_BUFFER, &mut *file);
    let (mut last, mut sound) = (0, 0);
    let mut sequence = None;
    while let Some(batch) = batch::read(&mut reader)? {
        if sequence.is_some_and(|sequence| batch.sequence <= sequence) {
            break;
        }
        last = sound;
        sound += batch.length;
        sequence = Some(batch.sequence);
    }
    let tail = tail::after(file, sound)?;
    Ok(Scan { last, sound, tail })
}

#[cfg(test)]
mod tests;
