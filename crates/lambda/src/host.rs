//! What all execution environments of this process share.

use std::path::PathBuf;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::journal::LogSink;
use crate::options::Options;
use crate::sandbox::{Launcher, SandboxReport};
use crate::variables::RoleCredentials;

/// Shared by all environments.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) options: Options,
    pub(crate) launcher: Launcher,
    pub(crate) sandbox: SandboxReport,
    pub(crate) reach: Reach,
    /// Sandboxes get a user id of their own.
    pub(crate) own_users: bool,
    pub(crate) logs: Arc<dyn LogSink>,
    pub(crate) credentials: Arc<dyn RoleCredentials>,
    /// An empty directory for the helper to mount over.
    pub(crate) scratch: PathBuf,
    pub(crate) tasks: TaskTracker,
    /// Cancelled when the component closes.
    pub(crate) closing: CancellationToken,
    /// Cancelled when running invocations are to be ended too.
    pub(crate) ending: CancellationToken,
}

/// What function processes can connect to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Their Runtime API and the server, in a network of their own.
    Server,
    /// What the host can.
    Host,
    /// Their Runtime API and the server, by a rule on the host's network.
    HostPorts,
}
