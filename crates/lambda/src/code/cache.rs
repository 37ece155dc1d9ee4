//! Packages unpacked on disk, by the digest of the zip, read-only.

use std::collections::BTreeMap;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::CodeError;
use super::walk::{Entry, Kind, Visitor, walk};

/// Unpacked packages. What it holds can be made again, so nothing is synced and it begins empty: a power loss could
/// have left files without content.
#[derive(Debug)]
pub(crate) struct Cache {
    dir: PathBuf,
    /// One cell per digest: several environments that start at once wait for one unpacking.
    unpacked: Mutex<BTreeMap<String, Arc<OnceCell<PathBuf>>>>,
}

/// Why a package could not be unpacked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnpackError {
    /// The stored package is not in order, which was checked when it came.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// The disk failed.
    #[error("cannot unpack to {0}: {1}")]
    Disk(PathBuf, #[source] io::Error),
}

impl Cache {
    /// An empty cache at `dir`.
    pub(crate) fn open(dir: PathBuf) -> io::Result<Self> {
        remove(&dir)?;
        fs::create_dir_all(&dir)?;
        fs::set_permissions(&dir, Permissions::from_mode(0o755))?;
        let unpacked = Mutex::default();
        Ok(Self { dir, unpacked })
    }

    /// Removes everything.
    pub(crate) fn clear(&self) -> io::Result<()> {
        remove(&self.dir)
    }

    /// The directory with the package of this digest, whose zip `fetch` gives if it is needed.
    pub(crate) async fn unpacked<E: From<UnpackError>>(
        &self,
        sha256: &str,
        fetch: impl Future<Output = Result<bytes::Bytes, E>>,
    ) -> Result<PathBuf, E> {
        let cell = {
            let mut all = self.unpacked.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(sha256.to_owned()).or_default())
        };
        let place = self.dir.join(sha256);
        let fill = async {
            let zip = fetch.await?;
            let target = place.clone();
            let done = tokio::task::spawn_blocking(move || unpack(&zip, &target)).await;
            done.expect("unpacking does not panic")?;
            Ok(place)
        };
        cell.get_or_try_init(|| fill).await.cloned()
    }
}

/// Removes a tree whose directories are read-only.
fn remove(dir: &Path) -> io::Result<()> {
    let Ok(meta) = fs::symlink_metadata(dir) else {
        return Ok(());
    };
    if !meta.is_dir() {
        return fs::remove_file(dir);
    }
    fs::set_permissions(dir, Permissions::from_mode(0o755))?;
    for entry in fs::read_dir(dir)? {
        remove(&entry?.path())?;
    }
    fs::remove_dir(dir)
}

fn unpack(zip: &[u8], place: &Path) -> Result<(), UnpackError> {
    let disk = |error| UnpackError::Disk(place.to_owned(), error);
    let draft = place.with_extension("draft");
    remove(&draft).map_err(disk)?;
    fs::create_dir_all(&draft).map_err(disk)?;
    let mut writer = Writer {
        root: draft.clone(),
        directories: vec![draft.clone()],
    };
    walk(zip, &mut writer)?;
    // Read-only from the leaves up, once everything is in place.
    for directory in writer.directories.iter().rev() {
        seal(directory, 0o555).map_err(disk)?;
    }
    fs::rename(&draft, place).map_err(disk)
}

fn seal(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(mode))
}

struct Writer {
    root: PathBuf,
    directories: Vec<PathBuf>,
}

impl Writer {
    fn directory(&mut self, path: &Path) -> io::Result<()> {
        let mut missing: Vec<_> = path
            .ancestors()
            .take_while(|path| *path != self.root && !path.exists())
            .map(Path::to_owned)
            .collect();
        while let Some(directory) = missing.pop() {
            fs::create_dir(&directory)?;
            self.directories.push(directory);
        }
        Ok(())
    }
}

impl Visitor for Writer {
    fn entry(&mut self, entry: &Entry, content: &mut dyn io::Read) -> io::Result<()> {
        let path = self.root.join(&entry.path);
        if matches!(entry.kind, Kind::Directory) {
            return self.directory(&path);
        }
        if let Some(parent) = path.parent() {
            self.directory(parent)?;
        }
        match &entry.kind {
            Kind::Link { target } => symlink(target, &path),
            kind => {
                io::copy(content, &mut File::create_new(&path)?)?;
                // Some tools write packages in which nobody but the owner may read; the function is not the owner.
                let executable = matches!(kind, Kind::File { executable: true });
                seal(&path, if executable { 0o555 } else { 0o444 })
            }
        }
    }
}
