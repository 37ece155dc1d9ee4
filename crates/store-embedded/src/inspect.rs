//! A look at a data directory that changes nothing in it, for `stepwell doctor`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::directory::{self, DATA, OpenError, io_error};
use crate::journal;
pub use crate::journal::JournalState;

/// What a data directory holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// A server holds it: its journals grow while one looks, so they were not read.
    pub held: bool,
    /// The journals, oldest first. Empty when the directory is held or has no database yet.
    pub journals: Vec<JournalState>,
    /// A database was begun and never finished; the next start removes it.
    pub unfinished: Option<PathBuf>,
    /// Bytes by part: each keyspace, the journals, blobs, and everything else.
    pub parts: Vec<(String, u64)>,
}

/// Looks at `dir`.
///
/// # Errors
/// When it cannot be read, or its journals hold damage that would keep a server from starting.
pub fn inspect(dir: &Path) -> Result<Inspection, OpenError> {
    let data = dir.join(DATA);
    let held = directory::is_held(dir)?;
    let journals = match held || !data.exists() {
        true => Vec::new(),
        false => journal::inspect(&data)?,
    };
    let unfinished = Some(dir.join("data.init")).filter(|init| init.exists() && !held);
    Ok(Inspection {
        held,
        journals,
        unfinished,
        parts: parts(dir)?,
    })
}

/// The size of everything directly in `dir`, with the database's keyspaces and journals told apart.
fn parts(dir: &Path) -> Result<Vec<(String, u64)>, OpenError> {
    let mut parts = Vec::new();
    for entry in fs::read_dir(dir).map_err(io_error("list", dir))? {
        let path = entry.map_err(io_error("list", dir))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name == DATA {
            parts.push(("journals".into(), journal_bytes(&path)));
            parts.push(("database".into(), size(&path.join(directory::KEYSPACES))));
        } else if path.is_dir() {
            parts.push((name.into_owned(), size(&path)));
        }
    }
    parts.sort();
    Ok(parts)
}

/// What the journals of a database take on the disk.
pub(crate) fn journal_bytes(data: &Path) -> u64 {
    let files = fs::read_dir(data).into_iter().flatten().flatten();
    let journals = files.filter(|file| file.path().extension().is_some_and(|e| e == "jnl"));
    journals.map(|file| allocated(&file.path())).sum()
}

/// Bytes of all files below `path`. What vanishes meanwhile counts nothing: compaction removes files.
fn size(path: &Path) -> u64 {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => size(&entry.path()),
        Ok(kind) if kind.is_file() => allocated(&entry.path()),
        _ => 0,
    });
    sizes.sum()
}

/// What a file takes on the disk: journals are longer than what is written in them.
fn allocated(path: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let found = fs::symlink_metadata(path);
    found.map_or(0, |found| found.blocks() * 512)
}

#[cfg(test)]
mod tests {
    use store::{Batch, Store, Write};

    use super::*;
    use crate::EmbeddedStore;

    fn batch() -> Batch {
        let mut batch = Batch::default();
        batch.push(Write::PutDocument {
            collection: "test",
            key: "1".into(),
            body: vec![1; 100].into(),
        });
        batch
    }

    #[tokio::test]
    async fn looking_changes_nothing_and_finds_what_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let store = EmbeddedStore::open(dir.path()).unwrap();
        store.submit(batch()).await.unwrap();
        let held = inspect(dir.path()).unwrap();
        assert!(held.held && held.journals.is_empty());
        store.close().await;
        drop(store);
        let free = inspect(dir.path()).unwrap();
        assert!(!free.held);
        assert!(
            free.journals
                .iter()
                .map(|journal| journal.sound)
                .sum::<u64>()
                > 100
        );
        assert!(free.journals.iter().all(|journal| journal.torn == 0));
        assert!(
            free.parts
                .iter()
                .any(|(name, bytes)| name == "database" && *bytes > 0)
        );
        assert_eq!(inspect(dir.path()).unwrap(), free);
    }

    #[tokio::test]
    async fn a_torn_tail_is_reported_and_left() {
        let dir = tempfile::tempdir().unwrap();
        let store = EmbeddedStore::open(dir.path()).unwrap();
        store.submit(batch()).await.unwrap();
        store.close().await;
        drop(store);
        let sound = inspect(dir.path()).unwrap().journals.pop().unwrap();
        let mut bytes = fs::read(&sound.path).unwrap();
        bytes.truncate(usize::try_from(sound.sound).unwrap());
        bytes.extend([7; 9]);
        fs::write(&sound.path, &bytes).unwrap();
        let torn = inspect(dir.path()).unwrap().journals.pop().unwrap();
        assert_eq!((torn.sound, torn.torn), (sound.sound, 9));
        assert_eq!(fs::read(&sound.path).unwrap(), bytes);
    }

    #[test]
    fn an_empty_directory_has_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let empty = inspect(dir.path()).unwrap();
        assert!(!empty.held && empty.journals.is_empty() && empty.parts.is_empty());
        assert!(inspect(&dir.path().join("missing")).is_err());
    }
}
