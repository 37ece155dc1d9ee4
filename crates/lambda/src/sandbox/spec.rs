//! What the server asks of the sandbox helper, and what the helper reports back. Both are lines of JSON on a socket.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Level;

/// The server's command to end everything inside and start the program again. Any other byte only ends it.
pub(crate) const RESTART: u8 = b'R';

/// The server's command to end everything inside.
pub(crate) const STOP: u8 = b'S';

/// One process to start behind a fence.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Spec {
    /// How strong the fence is.
    pub(crate) level: Level,
    /// What the process can reach.
    pub(crate) network: Network,
    /// An empty directory over which the new root is mounted (`strict` only).
    pub(crate) scratch: PathBuf,
    /// What the process sees of the host, read-only.
    pub(crate) binds: Vec<Bind>,
    /// Host directories that are hidden behind an empty one when they exist (`strict` only).
    pub(crate) hidden: Vec<PathBuf>,
    /// Size of the private `/tmp` in bytes.
    pub(crate) tmp_bytes: u64,
    /// The program gets a user of its own; the helper must be root.
    pub(crate) own_user: bool,
    /// The id of that user, which the helper chooses.
    #[serde(skip)]
    pub(crate) user: Option<u32>,
    /// The program, absolute as seen from inside.
    pub(crate) program: PathBuf,
    /// Its arguments, without the program's own name.
    pub(crate) args: Vec<String>,
    /// Its whole environment.
    pub(crate) env: Vec<(String, String)>,
    /// Its working directory as seen from inside.
    pub(crate) cwd: PathBuf,
}

/// One read-only view of a host path.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Bind {
    /// The path on the host. Skipped when it does not exist.
    pub(crate) source: PathBuf,
    /// Where it appears. The weaker levels, which cannot move paths, ignore it.
    pub(crate) target: PathBuf,
}

/// What a function process can reach.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Network {
    /// The host's own network.
    Host {
        /// TCP ports it may connect to, where Landlock can tell; all when empty.
        ports: Vec<u16>,
    },
    /// A network namespace whose loopback has a listener on each of `ports`, handed to the server.
    Own {
        /// Loopback ports, in the order their listeners are handed over.
        ports: Vec<u16>,
        /// The helper waits for one byte before it goes on, so that the server can plug the namespace in.
        plugged: bool,
    },
}

/// What the helper says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Report {
    /// The fence stands so far; file descriptors come along: telemetry, output, then the listeners.
    Ready {
        /// The host's id of the process whose children are the sandbox.
        pid: i32,
    },
    /// A step of the set-up failed; the helper exits.
    Failed {
        /// Which step.
        step: String,
        /// Why.
        error: String,
    },
    /// The program ended by itself.
    Exited(i32),
    /// A signal ended the program.
    Signaled(i32),
}
