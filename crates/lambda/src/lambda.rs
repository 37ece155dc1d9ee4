//! The component's handle: opens, closes, tells how it is.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use store::Store;
use store::collection::{Collection, OpenError as CollectionError};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::code::Cache;
use crate::deployment::Deployments;
use crate::event::Events;
use crate::function::Function;
use crate::host::{Host, Reach};
use crate::journal::LogSink;
use crate::options::{FunctionNetwork, NetworkFallback, Options, SandboxChoice};
use crate::pool::Pool;
use crate::reach;
use crate::runtime::Runtimes;
use crate::sandbox::{self, Launcher, Level, SandboxReport};
use crate::variables::RoleCredentials;

/// The functions of this server. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Lambda(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) functions: Collection<Function>,
    pub(crate) events: Events,
    pub(crate) runtimes: Runtimes,
    pub(crate) cache: Cache,
    pub(crate) deployments: Deployments,
    pub(crate) pool: Pool,
    pub(crate) host: Arc<Host>,
}

/// Why the component does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A directory cannot be used.
    #[error("cannot use {0}: {1}")]
    Directory(std::path::PathBuf, #[source] std::io::Error),
    /// The helper cannot be started.
    #[error("cannot start sandbox helpers: {0}")]
    Launcher(#[source] std::io::Error),
    /// The fence that was asked for does not work here.
    #[error("functions cannot be sandboxed as asked for: {0}")]
    Sandbox(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] CollectionError),
}

impl Lambda {
    /// Opens the component: tries out the sandbox, reads the functions, goes on with asynchronous invocations.
    ///
    /// # Errors
    /// As [`OpenError`] says.
    pub async fn open(
        store: Arc<dyn Store>,
        logs: Arc<dyn LogSink>,
        credentials: Arc<dyn RoleCredentials>,
        options: Options,
    ) -> Result<Self, OpenError> {
        let scratch = options.work_dir.join("root");
        directory(&scratch, |dir| std::fs::create_dir_all(dir))?;
        let functions = Collection::open(Arc::clone(&store), "lambda.function").await?;
        let events = Events::open(Arc::clone(&store), &options).await?;
        let launcher = Launcher::new(options.helper.clone()).map_err(OpenError::Launcher)?;
        let report = choose(&launcher, &options, &scratch).await?;
        let (reach, report) = network(&options, report);
        announce(&report);
        let own_users = sandbox::own_users();
        let share = own_users && report.level != Level::Strict;
        let (cache, runtimes) = places(&options, share)?;
        let host = Arc::new(Host {
            own_users,
            options,
            launcher,
            sandbox: report,
            reach,
            logs,
            credentials,
            scratch,
            tasks: TaskTracker::new(),
            closing: CancellationToken::new(),
            ending: CancellationToken::new(),
        });
        let lambda = Self(Arc::new(Inner {
            store,
            functions,
            events,
            runtimes,
            cache,
            deployments: Deployments::default(),
            pool: Pool::new(Arc::clone(&host)),
            host,
        }));
        lambda.resume_events();
        Ok(lambda)
    }

    /// What fences function processes here.
    #[must_use]
    pub fn sandbox(&self) -> &SandboxReport {
        &self.0.host.sandbox
    }

    /// The runtimes of this machine.
    #[must_use]
    pub fn runtimes(&self) -> &Runtimes {
        &self.0.runtimes
    }

    /// How many execution environments there are.
    #[must_use]
    pub fn environments(&self) -> usize {
        self.0.pool.len()
    }

    /// How many invocations wait for an execution environment.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.pool.waiting()
    }

    /// Starts no invocation any more, waits up to `patience` for those that run, and ends all processes.
    /// Asynchronous invocations that did not finish are tried again when the component is opened next.
    pub async fn close(&self, patience: Duration) {
        let host = &self.0.host;
        host.tasks.close();
        self.0.pool.close();
        host.closing.cancel();
        if tokio::time::timeout(patience, host.tasks.wait())
            .await
            .is_err()
        {
            host.ending.cancel();
            // The sandboxes' own patience bounds this.
            host.tasks.wait().await;
        }
        if let Err(error) = self.0.cache.clear() {
            tracing::warn!(%error, "unpacked code could not be removed");
        }
    }
}

fn directory<T>(
    dir: &Path,
    open: impl FnOnce(&Path) -> std::io::Result<T>,
) -> Result<T, OpenError> {
    open(dir).map_err(|error| OpenError::Directory(dir.to_owned(), error))
}

async fn choose(
    launcher: &Launcher,
    options: &Options,
    scratch: &Path,
) -> Result<SandboxReport, OpenError> {
    let only;
    let levels = match options.sandbox {
        SandboxChoice::Strongest => &Level::ALL[..],
        SandboxChoice::Only(level) => {
            only = [level];
            &only
        }
    };
    let chosen = sandbox::choose(launcher, levels, scratch).await;
    chosen.map_err(OpenError::Sandbox)
}

/// What functions reach, given what the options want and the level can do.
fn network(options: &Options, mut report: SandboxReport) -> (Reach, SandboxReport) {
    let wanted = match options.network {
        FunctionNetwork::None => NetworkFallback::None,
        FunctionNetwork::Host => NetworkFallback::Host,
        FunctionNetwork::Internet => {
            let instead = match options.network_fallback {
                NetworkFallback::Host => {
                    "what this machine reaches, its loopback and each other's Runtime API included"
                }
                NetworkFallback::None => "the server only",
            };
            report.notes.push(format!(
                "functions cannot be given the internet alone here; they reach {instead}"
            ));
            options.network_fallback
        }
    };
    let reach = match (wanted, report.level) {
        (NetworkFallback::Host, _) => Reach::Host,
        (NetworkFallback::None, Level::Strict) => Reach::Server,
        (NetworkFallback::None, Level::Landlock) => Reach::HostPorts,
        (NetworkFallback::None, Level::Process) => {
            let note = "the sandbox level process cannot keep functions from the network";
            report.notes.push(note.into());
            Reach::Host
        }
    };
    (reach, report)
}

fn announce(report: &SandboxReport) {
    let level = report.level.as_str();
    if report.notes.is_empty() {
        tracing::info!(level, "function sandbox");
    }
    for note in &report.notes {
        tracing::warn!(level, "function sandbox: {note}");
    }
}

/// Where code and runtimes are. With `share` other users must be able to read both, and to run the interpreters.
fn places(options: &Options, share: bool) -> Result<(Cache, Runtimes), OpenError> {
    let code = options.work_dir.join("code");
    let (mut code, mut installed) = (code, options.runtimes_dir.clone());
    if share {
        code = directory(&code, |dir| reach::public(dir, "functions"))?;
        installed = directory(&installed, |dir| reach::public(dir, "runtimes"))?;
    }
    let cache = directory(&code, |dir| Cache::open(dir.into()))?;
    let runtimes = Runtimes::new(
        installed,
        options.interpreters.clone(),
        options.runtime_fallback,
    );
    Ok((
        cache,
        if share {
            runtimes.for_all_users()
        } else {
            runtimes
        },
    ))
}
