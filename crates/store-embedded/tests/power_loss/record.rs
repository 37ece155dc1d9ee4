//! Recordings: a child process at work on a store, under `strace`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::disk::{Before, Disk, Ignored, apply};
use crate::image::load;
use crate::role::{COUNT, DIR, REPORT, ROLE};
use crate::trace::{Change, Trace, Tracer, Tree};

/// Every call that changes a file, a name, or which file a descriptor means; and those the model does not know, to see
/// that there are none.
const CALLS: &str = "openat,close,dup,dup2,dup3,fcntl,lseek,write,writev,pwrite64,pwritev,pwritev2,ftruncate,\
    truncate,fallocate,fsync,fdatasync,syncfs,sync_file_range,msync,rename,renameat,renameat2,unlink,unlinkat,rmdir,\
    mkdir,mkdirat,link,linkat,symlink,symlinkat,copy_file_range,sendfile,splice,io_uring_setup";
/// Calls whose data would not show: without them files are copied by reading and writing.
const INJECTED: &str = "inject=copy_file_range,sendfile,splice:error=ENOSYS";

/// Operations of a recording whose journal is replaced in the middle.
const OVER_FULL: usize = 150;

/// Where `strace` is.
pub(crate) fn strace() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|dir| dir.join("strace"))
        .find(|path| path.is_file())
}

/// In memory, where syncs cost nothing.
pub(crate) fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    match memory.is_dir() {
        true => tempfile::tempdir_in(memory).unwrap(),
        false => tempfile::tempdir().unwrap(),
    }
}

/// A recording, and what was there before it.
#[derive(Debug)]
pub(crate) struct Recording {
    pub(crate) trace: Trace,
    pub(crate) before: Before,
}

/// A directory that a power loss left.
#[derive(Debug)]
pub(crate) struct Base {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) before: Before,
}

impl Recording {
    /// A new store and `count` operations.
    pub(crate) fn new(count: usize) -> Self {
        let dir = scratch();
        let data = dir.path().join("data");
        fs::create_dir(&data).unwrap();
        Self::record(&data, count, Before::default())
    }

    /// What a power loss left is opened, and the plan goes on up to `count` operations.
    pub(crate) fn over(base: &Base, count: usize) -> Self {
        Self::record(base.dir.path(), count, base.before)
    }

    /// The plan over a store whose journal is nearly full.
    pub(crate) fn with_full_journal() -> Self {
        let dir = scratch();
        let data = dir.path().join("data");
        fs::create_dir(&data).unwrap();
        let filled = child("fill").env(DIR, &data).status().unwrap();
        assert!(filled.success());
        let recording = Self::record(&data, OVER_FULL, Before::default());
        let is_journal = |change: &Change| match change {
            Change::Name { name, .. } | Change::Rename { to: (_, name), .. } => {
                name.ends_with(".jnl")
            }
            _ => false,
        };
        let replaced = recording.trace.changes.iter().any(is_journal);
        assert!(replaced, "the journal was not replaced");
        recording
    }

    fn record(data: &Path, count: usize, before: Before) -> Self {
        let dir = scratch();
        let report = dir.path().join("report");
        let log = dir.path().join("log");
        let start = load(data);
        let trace = format!("trace={CALLS}");
        let mut strace = Command::new(strace().unwrap());
        strace.args([
            "-f",
            "--seccomp-bpf",
            "-xx",
            "-s",
            "100000000",
            "-e",
            "signal=none",
        ]);
        strace.args(["-e", &trace, "-e", INJECTED, "-o"]).arg(&log);
        let child = child("run");
        strace.arg(child.get_program()).args(child.get_args());
        let variables = child
            .get_envs()
            .filter_map(|(name, value)| Some((name, value?)));
        strace.envs(variables).env(DIR, data).env(REPORT, &report);
        strace.env(COUNT, count.to_string()).stdin(Stdio::null());
        let output = strace.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success(),
            "the recorded process failed: {said}"
        );
        let trace = Tracer::trace(&log, data, &report, start);
        let recording = Self { trace, before };
        recording.explains(data);
        recording
    }

    /// With everything that was recorded, the directory is what the process left: nothing was overlooked.
    fn explains(&self, data: &Path) {
        let disk = Disk::new(&self.trace, Ignored::Nothing, self.before);
        let mut tree = disk.durable;
        for change in &self.trace.changes {
            apply(&mut tree, change);
        }
        same(&tree, &load(data), 0, 0);
    }
}

fn same(recorded: &Tree, real: &Tree, a: u32, b: u32) {
    let names = |tree: &Tree, node| tree.dirs[&node].keys().cloned().collect::<Vec<_>>();
    assert_eq!(
        names(recorded, a),
        names(real, b),
        "the recording overlooked a name"
    );
    for (name, node) in &recorded.dirs[&a] {
        let other = real.dirs[&b][name];
        if recorded.dirs.contains_key(node) {
            same(recorded, real, *node, other);
            continue;
        }
        let (mut content, real) = (
            recorded.files.get(node).cloned().unwrap_or_default(),
            &real.files[&other],
        );
        let end = content.bytes.iter().rposition(|byte| *byte != 0);
        content.bytes.truncate(end.map_or(0, |end| end + 1));
        assert!(
            content == *real,
            "the recording overlooked a change of {name}"
        );
    }
}

/// This test binary as a child.
pub(crate) fn child(role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "role::child", "--nocapture", "--test-threads=1"]);
    command
        .env(ROLE, role)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit());
    command
}
