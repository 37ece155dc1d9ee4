//! What the server does when its store has failed: a full disk, a failed sync, an I/O error.
//!
//! Nothing is acknowledged from that moment on: every call is answered with 503 and the reason, which the health page
//! and the log say too. When the disk takes writes again the process starts itself anew, as after a crash: what is on
//! the disk decides what has happened, not what the failed process believes.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

const PROBE: &str = "probe";
/// Starting anew writes a few megabytes; less room than this would fail it.
const PROBE_BYTES: usize = 8 << 20;
/// How often the disk is tried.
const AGAIN: Duration = Duration::from_secs(1);

/// Resolves when files in `dir` can be written and synced.
pub(crate) async fn until_writable(dir: &Path) {
    loop {
        tokio::time::sleep(AGAIN).await;
        let dir = dir.to_owned();
        match tokio::task::spawn_blocking(move || probe(&dir)).await {
            Ok(Ok(())) => return,
            Ok(Err(error)) => tracing::warn!(%error, "the data directory still takes no writes"),
            Err(error) => tracing::warn!(%error, "the data directory could not be tried"),
        }
    }
}

fn probe(dir: &Path) -> io::Result<()> {
    let path = dir.join(PROBE);
    let written = write(&path);
    // What was written of it takes room that the store needs.
    let removed = fs::remove_file(&path);
    written.and(removed)
}

fn write(path: &PathBuf) -> io::Result<()> {
    let mut file = File::create(path)?;
    let part = [0x5a; 64 << 10];
    for _ in 0..PROBE_BYTES / part.len() {
        file.write_all(&part)?;
    }
    file.sync_all()
}

/// Replaces this process by a new one with the same arguments and environment. Returns only when that fails.
#[cfg(unix)]
pub(crate) fn start_anew() -> anyhow::Error {
    use std::os::unix::process::CommandExt;
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return error.into(),
    };
    let error = std::process::Command::new(&program)
        .args(std::env::args_os().skip(1))
        .exec();
    anyhow::Error::new(error).context(format!("cannot start {} anew", program.display()))
}

/// Replaces this process by a new one, where the system can.
#[cfg(not(unix))]
pub(crate) fn start_anew() -> anyhow::Error {
    anyhow::anyhow!("start the server again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_leaves_nothing_and_tells_of_a_directory_that_takes_none() {
        let dir = tempfile::tempdir().unwrap();
        probe(dir.path()).unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        assert!(probe(&dir.path().join("missing")).is_err());
    }
}
