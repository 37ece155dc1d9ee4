//! Runtimes: which identifiers AWS knows, which of them this machine can run, and with what.

mod identifier;
mod install;
mod python;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use tokio::sync::Mutex;

pub use self::identifier::{KNOWN, Language, language};
use self::install::Installed;
use self::python::{Interpreter, Sources};
use crate::options::RuntimeFallback;
use crate::sandbox::Bind;

/// Told what an installation is doing, a line at a time.
pub type Progress<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// The runtimes of this machine. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Runtimes(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    dir: PathBuf,
    sources: Sources,
    fallback: RuntimeFallback,
    /// What has been found and installed, by runtime identifier. Held while something is being installed, so that
    /// everybody who needs it waits for one installation.
    ready: Mutex<BTreeMap<String, Arc<Ready>>>,
}

/// A runtime that can be used.
#[derive(Debug)]
struct Ready {
    interpreter: Interpreter,
    installed: Installed,
}

/// Why a function cannot run here. The text is for the caller and says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuntimeError {
    /// This server runs no such language.
    #[error(
        "The runtime {0} is not supported by this server; it runs python3.8 and later, provided.al2 and provided.al2023"
    )]
    Unsupported(String),
    /// The interpreter is missing, and nothing may or can stand in.
    #[error(
        "The runtime {runtime} is not installed on this server (available: {available}); install {interpreter}, name it in the option for interpreters, or allow the nearest newer version with --runtime-fallback nearest"
    )]
    Missing {
        /// What was asked for.
        runtime: String,
        /// The program that would run it.
        interpreter: String,
        /// What there is.
        available: String,
    },
    /// AWS's runtime interface client could not be installed.
    #[error("The runtime {runtime} could not be installed: {reason}")]
    Install {
        /// What was asked for.
        runtime: String,
        /// What went wrong.
        reason: String,
    },
}

/// One runtime of this machine, for `stepwell runtimes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuntimeStatus {
    /// AWS's identifier.
    pub runtime: String,
    /// The interpreter that was found.
    pub interpreter: PathBuf,
    /// Its version.
    pub version: String,
    /// AWS's runtime interface client is there.
    pub installed: bool,
}

/// How to run functions of a runtime.
#[derive(Clone, Debug)]
pub(crate) struct Resolved {
    /// As in the INIT_START line: `python:3.11.v7`.
    pub(crate) version: String,
    /// What to say in each START line when another version stands in.
    pub(crate) stand_in: Option<String>,
    pub(crate) binds: Vec<Bind>,
    pub(crate) hidden: Vec<PathBuf>,
    /// What is at `/var/runtime`.
    pub(crate) library: PathBuf,
    pub(crate) inside: Entry,
    pub(crate) outside: Entry,
}

/// What is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// An interpreter, which runs AWS's client.
    Interpreter(PathBuf),
    /// The function's own `bootstrap`.
    Bootstrap,
}

impl Runtimes {
    /// The runtimes found on this machine, installed below `dir`. `explicit` interpreters come before found ones.
    #[must_use]
    pub fn new(
        dir: PathBuf,
        explicit: BTreeMap<String, PathBuf>,
        fallback: RuntimeFallback,
    ) -> Self {
        Self(Arc::new(Inner {
            dir,
            sources: Sources {
                explicit,
                public: false,
            },
            fallback,
            ready: Mutex::default(),
        }))
    }

    /// The same, but only with interpreters that any user may run.
    pub(crate) fn for_all_users(&self) -> Self {
        let Inner {
            dir,
            sources,
            fallback,
            ..
        } = &*self.0;
        Self(Arc::new(Inner {
            dir: dir.clone(),
            sources: Sources {
                explicit: sources.explicit.clone(),
                public: true,
            },
            fallback: *fallback,
            ready: Mutex::default(),
        }))
    }

    /// Finds the interpreter of a runtime and installs AWS's runtime interface client for it, unless that is done.
    ///
    /// # Errors
    /// When there is no interpreter or the installation fails.
    pub async fn install(&self, runtime: &str, progress: Progress<'_>) -> Result<(), RuntimeError> {
        match language(runtime) {
            Some(Language::Provided) => Ok(()),
            _ => self.ready(runtime, progress).await.map(drop),
        }
    }

    /// What this machine has.
    pub async fn list(&self) -> Vec<RuntimeStatus> {
        let mut all = Vec::new();
        for minor in python::minors(&self.0.sources) {
            let runtime = format!("python3.{minor}");
            let Some(interpreter) = python::find(&runtime, minor, &self.0.sources).await else {
                continue;
            };
            all.push(RuntimeStatus {
                installed: install::existing(&self.0.dir, &interpreter).is_some(),
                version: interpreter.version_text(),
                interpreter: interpreter.executable,
                runtime,
            });
        }
        all
    }

    /// How to run functions of `runtime`, installed first if need be.
    pub(crate) async fn resolve(&self, runtime: &str) -> Result<Resolved, RuntimeError> {
        if language(runtime) == Some(Language::Provided) {
            return Ok(provided(runtime));
        }
        let tell = |line: &str| tracing::info!(runtime, "{line}");
        let ready = self.ready(runtime, &tell).await?;
        Ok(resolved(runtime, &ready))
    }

    async fn ready(
        &self,
        runtime: &str,
        progress: Progress<'_>,
    ) -> Result<Arc<Ready>, RuntimeError> {
        let Some(Language::Python { minor }) = language(runtime) else {
            return Err(RuntimeError::Unsupported(runtime.to_owned()));
        };
        let mut known = self.0.ready.lock().await;
        if let Some(ready) = known.get(runtime) {
            return Ok(Arc::clone(ready));
        }
        let interpreter = self.interpreter(runtime, minor).await?;
        let installed = install::ensure(&self.0.dir, &interpreter, progress).await;
        let installed = installed.map_err(|reason| RuntimeError::Install {
            runtime: runtime.to_owned(),
            reason,
        })?;
        let ready = Arc::new(Ready {
            interpreter,
            installed,
        });
        known.insert(runtime.to_owned(), Arc::clone(&ready));
        Ok(ready)
    }

    async fn interpreter(&self, runtime: &str, minor: u32) -> Result<Interpreter, RuntimeError> {
        let sources = &self.0.sources;
        if let Some(found) = python::find(runtime, minor, sources).await {
            return Ok(found);
        }
        let minors = python::minors(sources);
        let newer = minors.iter().filter(|found| **found > minor);
        for newer in newer.filter(|_| self.0.fallback == RuntimeFallback::Nearest) {
            let stand_in = format!("python3.{newer}");
            if let Some(found) = python::find(&stand_in, *newer, sources).await {
                return Ok(found);
            }
        }
        let available: Vec<_> = minors.iter().map(|m| format!("python3.{m}")).collect();
        Err(RuntimeError::Missing {
            runtime: runtime.to_owned(),
            interpreter: runtime.to_owned(),
            available: available.join(", "),
        })
    }
}

fn provided(runtime: &str) -> Resolved {
    Resolved {
        version: format!("{}.v1", runtime.replace('.', ":")),
        stand_in: None,
        binds: Vec::new(),
        hidden: Vec::new(),
        library: "/var/runtime".into(),
        inside: Entry::Bootstrap,
        outside: Entry::Bootstrap,
    }
}

/// Where AWS has the language.
const LANG: &str = "/var/lang";

fn resolved(runtime: &str, ready: &Ready) -> Resolved {
    let Ready {
        interpreter,
        installed,
    } = ready;
    let [major, minor, patch] = interpreter.version;
    let runs = format!("python{major}.{minor}");
    let stand_in = (runs != runtime)
        .then(|| format!("Runtime: {runtime} is not installed, {runs}.{patch} stands in for it"));
    let inside = |path: &Path| Path::new(LANG).join(path);
    let relative = interpreter.relative_executable();
    Resolved {
        version: format!("python:{major}.{minor}.v{patch}"),
        stand_in,
        binds: binds(interpreter, installed),
        hidden: interpreter.hidden(LANG),
        library: installed.library.clone(),
        inside: Entry::Interpreter(relative.map_or_else(|| interpreter.executable.clone(), inside)),
        outside: Entry::Interpreter(installed.python.clone()),
    }
}

/// The interpreter is shown at its own place, which its shared library was linked for, and where AWS has it.
fn binds(interpreter: &Interpreter, installed: &Installed) -> Vec<Bind> {
    let bind = |source: &Path, target: &Path| Bind {
        source: source.into(),
        target: target.into(),
    };
    let prefix = interpreter.prefix.as_path();
    let mut binds = vec![bind(prefix, Path::new(LANG))];
    if !prefix.starts_with("/usr") {
        binds.push(bind(prefix, prefix));
    }
    binds.push(bind(&installed.library, Path::new("/var/runtime")));
    binds.push(bind(&installed.environment, &installed.environment));
    binds
}
