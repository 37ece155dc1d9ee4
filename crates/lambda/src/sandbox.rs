//! The fence around a function's process, and how strong it can be on this host.
//!
//! The server starts a helper (this executable again, [`sandbox_main`]) per execution environment; the helper builds
//! the fence, starts the function's runtime in it and reports how that ends. The levels:
//!
//! | level | file tree | network | processes | user |
//! |---|---|---|---|---|
//! | [`Level::Strict`] | its own root: system directories, interpreter, code read-only; private `/tmp` | its own namespace (unless the host's is asked for) | its own numbering; all die together | never the host's root |
//! | [`Level::Landlock`] | the host's, readable where needed, writable in `/tmp` | TCP to its own Runtime API and the server, where the kernel has rules for it | the host's; found and killed through their parents | its own where the server is root |
//! | [`Level::Process`] | the host's | the host's | as above | as above |
//!
//! All levels limit resources, drop capabilities, refuse new privileges and filter system calls. Only `strict` is a
//! boundary between functions that do not trust each other.

mod helper;
mod landlock;
mod launch;
mod limits;
mod plain;
mod probe;
mod program;
mod seccomp;
mod spec;
mod strict;
mod sys;
mod user;

use serde::{Deserialize, Serialize};

pub use helper::sandbox_main;
pub(crate) use launch::{Control, Launcher};
pub use probe::SandboxReport;
pub(crate) use probe::choose;
pub(crate) use program::TELEMETRY;
pub(crate) use spec::{Bind, Network, RESTART, Report, STOP, Spec};

/// The first argument with which the server starts itself as the helper.
pub const HELPER_ARGUMENT: &str = "__sandbox";

/// How strong the fence is, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Namespaces, a root of its own, no user of the host.
    Strict,
    /// Landlock rules on the host's tree.
    Landlock,
    /// Limits and a system call filter only. Not a boundary.
    Process,
}

impl Level {
    /// All levels, strongest first.
    pub const ALL: [Self; 3] = [Self::Strict, Self::Landlock, Self::Process];

    /// The name used by options and reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Landlock => "landlock",
            Self::Process => "process",
        }
    }
}

/// Becomes the helper, and never returns, when this process was started as one. Call it first thing in `main`.
#[must_use]
pub fn run_if_asked() -> Option<std::process::ExitCode> {
    let first = std::env::args_os().nth(1)?;
    if first == HELPER_ARGUMENT {
        sandbox_main();
    }
    None
}

/// The strongest level that works on this host, found by trying, for commands that run without a server. Call it within
/// a tokio runtime, in a program whose `main` calls [`sandbox_main`] when asked.
///
/// # Errors
/// Why none works.
pub async fn probe() -> Result<SandboxReport, String> {
    let scratch = std::env::temp_dir().join(format!("stepwell-doctor-{}", std::process::id()));
    std::fs::create_dir_all(&scratch).map_err(|error| error.to_string())?;
    let launcher = Launcher::new("/proc/self/exe".into()).map_err(|error| error.to_string())?;
    let report = choose(&launcher, &Level::ALL, &scratch).await;
    // An empty directory below the temporary ones does no harm.
    let _ = std::fs::remove_dir(&scratch);
    report
}

/// As root, each sandbox gets a user of its own.
pub(crate) fn own_users() -> bool {
    nix::unistd::geteuid().is_root()
}
