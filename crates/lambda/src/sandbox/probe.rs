//! Which level works on this host: each is tried for real, from the strongest down, and what did not work is said.

use std::path::Path;

use serde::Serialize;

use super::spec::{Network, Report, Spec};
use super::{Launcher, Level};

/// What fences function processes, for `doctor`, the health page and the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SandboxReport {
    /// The level in use.
    pub level: Level,
    /// Why a stronger level is not, and what the chosen one lacks. Empty when nothing is missing.
    pub notes: Vec<String>,
}

/// The strongest of `levels` that works. `scratch` is an empty directory.
pub(crate) async fn choose(
    launcher: &Launcher,
    levels: &[Level],
    scratch: &Path,
) -> Result<SandboxReport, String> {
    let mut notes = Vec::new();
    for level in levels {
        match attempt(launcher, *level, scratch).await {
            Ok(()) => {
                return Ok(SandboxReport {
                    level: *level,
                    notes,
                });
            }
            Err(why) => notes.push(format!("{} is not available: {why}", level.as_str())),
        }
    }
    Err(notes.join("; "))
}

/// Runs `true` behind the fence.
async fn attempt(launcher: &Launcher, level: Level, scratch: &Path) -> Result<(), String> {
    let network = match level {
        Level::Strict => Network::Own {
            ports: vec![9001],
            plugged: false,
        },
        Level::Landlock | Level::Process => Network::Host { ports: Vec::new() },
    };
    let program = ["/usr/bin/true", "/bin/true"]
        .into_iter()
        .find(|path| Path::new(path).exists())
        .ok_or("there is no /bin/true to try it with")?;
    let spec = Spec {
        level,
        network,
        scratch: scratch.into(),
        binds: Vec::new(),
        hidden: Vec::new(),
        tmp_bytes: 1 << 20,
        own_user: super::own_users(),
        user: None,
        program: program.into(),
        args: Vec::new(),
        env: Vec::new(),
        cwd: "/".into(),
    };
    let launched = launcher.launch(&spec).await;
    let mut control = launched.map_err(|error| error.to_string())?.control;
    let ended = control.report().await;
    control.close().await;
    match ended {
        Some(Report::Exited(0)) => Ok(()),
        Some(Report::Failed { step, error }) => Err(format!("{step}: {error}")),
        other => Err(format!("a test program did not run: {other:?}")),
    }
}
