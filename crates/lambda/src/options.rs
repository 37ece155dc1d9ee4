//! The options of this component.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZero;
use std::path::PathBuf;
use std::time::Duration;

use crate::sandbox::Level;

/// How functions run. [`Options::new`] gives the defaults.
#[derive(Clone, Debug)]
pub struct Options {
    /// Holds unpacked code; can be emptied whenever the server is not running.
    pub work_dir: PathBuf,
    /// Holds installed runtimes; may be shared by servers. Default `$XDG_CACHE_HOME/stepwell/runtimes`, else
    /// `~/.cache/stepwell/runtimes`.
    pub runtimes_dir: PathBuf,
    /// Interpreters by runtime identifier (`python3.9` to `/opt/python3.9/bin/python3.9`); before any that is found.
    pub interpreters: BTreeMap<String, PathBuf>,
    /// What happens when the interpreter of a runtime is missing.
    pub runtime_fallback: RuntimeFallback,
    /// The fence around function processes.
    pub sandbox: SandboxChoice,
    /// What functions can reach.
    pub network: FunctionNetwork,
    /// What functions can reach where [`FunctionNetwork::Internet`] cannot be set up.
    pub network_fallback: NetworkFallback,
    /// Where the server listens; inside a sandbox the same port of the loopback leads there.
    pub endpoint: SocketAddr,
    /// The program that is started as the sandbox helper: one whose `main` calls [`crate::sandbox_main`].
    pub helper: PathBuf,
    /// An execution environment without work for this long is closed. AWS keeps them some minutes.
    pub idle_timeout: Duration,
    /// How long the first start of a runtime may take. AWS: 10 seconds.
    pub init_timeout: Duration,
    /// How many execution environments there are at most.
    pub max_environments: usize,
    /// How many execution environments start at once; invocations beyond wait for one of them, or for one that is
    /// free again. Default: two for each CPU.
    pub starts_at_once: usize,
    /// How much memory, in MiB, all environments together may be configured for. Most functions use a fraction of
    /// what they are configured for, so the default is twice the machine's memory; each is held to its own size.
    pub memory_budget_mb: u64,
    /// How many bytes one invocation may print.
    pub log_bytes_per_invocation: usize,
    /// When an asynchronous invocation that failed is tried again. AWS: after one minute, then after two more.
    pub retry_delays: Vec<Duration>,
    /// How many asynchronous invocations run at once.
    pub event_concurrency: usize,
}

/// What happens when the interpreter of a runtime is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RuntimeFallback {
    /// The nearest newer version of the same language runs the function; each START line says so.
    #[default]
    Nearest,
    /// Invocations fail with `InvalidRuntimeException`.
    Strict,
}

/// Which fence is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SandboxChoice {
    /// The strongest that works here; [`crate::Lambda::sandbox`] tells which and why.
    #[default]
    Strongest,
    /// This one, or the component does not open.
    Only(Level),
}

/// What functions can reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FunctionNetwork {
    /// The internet and the server, not the host's loopback, link-local addresses or each other.
    #[default]
    Internet,
    /// The server only.
    None,
    /// What the host can reach, its loopback included.
    Host,
}

/// What functions can reach where the internet alone cannot be given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NetworkFallback {
    /// What the host can reach. For a server that listens on loopback.
    #[default]
    Host,
    /// The server only.
    None,
}

impl Options {
    /// The defaults, with unpacked code below `work_dir` and the server at `endpoint`.
    #[must_use]
    pub fn new(work_dir: PathBuf, endpoint: SocketAddr) -> Self {
        Self {
            work_dir,
            runtimes_dir: default_runtimes_dir(),
            interpreters: BTreeMap::new(),
            runtime_fallback: RuntimeFallback::default(),
            sandbox: SandboxChoice::default(),
            network: FunctionNetwork::default(),
            network_fallback: NetworkFallback::default(),
            endpoint,
            helper: PathBuf::from("/proc/self/exe"),
            idle_timeout: Duration::from_secs(300),
            init_timeout: Duration::from_secs(10),
            max_environments: 1000,
            starts_at_once: 2 * std::thread::available_parallelism().map_or(1, NonZero::get),
            memory_budget_mb: 2 * physical_memory_mb(),
            log_bytes_per_invocation: 64 << 20,
            retry_delays: vec![Duration::from_secs(60), Duration::from_secs(120)],
            event_concurrency: 64,
        }
    }
}

/// `$XDG_CACHE_HOME/stepwell/runtimes`, else `~/.cache/stepwell/runtimes`, else below `/var/cache`.
#[must_use]
pub fn default_runtimes_dir() -> PathBuf {
    let dir = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let cache = dir("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| dir("HOME").map(|home| PathBuf::from(home).join(".cache")));
    let cache = cache.unwrap_or_else(|| "/var/cache".into());
    cache.join("stepwell/runtimes")
}

fn physical_memory_mb() -> u64 {
    let info = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = info.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib = total.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or(2 << 20) >> 10
}
