//! `stepwell serve`: runs the server until SIGTERM or SIGINT, then drains and exits with status 0.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use model::Region;
use services::access::IamMode;
use services::app::RootCredentials;
use services::forward::{Credentials, Endpoint, Forward};
use services::{App, http, worker};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::telemetry::{self, LogFormat};
use crate::{listen, memory, recover, wiring};

/// JSON of a thousand levels is read and written recursively; only what is touched costs memory.
const STACK: usize = 8 << 20;
/// How often expired log events are deleted; readers do not see them any more as soon as they expire.
const LOG_EXPIRY: Duration = Duration::from_secs(3600);
/// How often the store is asked whether it still accepts commits.
const STORE_CHECK: Duration = Duration::from_millis(250);

/// Options of `stepwell serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    /// Where to listen. Anywhere but loopback needs `--iam enforce`.
    #[arg(long, env = "STEPWELL_LISTEN", default_value = "127.0.0.1:4566")]
    pub(crate) listen: SocketAddr,
    /// Where everything is kept; made when it is not there.
    #[arg(long, env = "STEPWELL_DATA_DIR", default_value = "./stepwell-data")]
    pub(crate) data_dir: PathBuf,
    /// AWS's limits on executions, or none.
    #[arg(long, env = "STEPWELL_QUOTAS", value_enum, default_value_t = Quotas::Aws)]
    pub(crate) quotas: Quotas,
    /// Executions and their names are forgotten so many days after the day they ended on.
    #[arg(
        long,
        env = "STEPWELL_RETENTION_DAYS",
        default_value_t = 90,
        value_parser = clap::value_parser!(u32).range(1..=36_500)
    )]
    pub(crate) retention_days: u32,
    /// What happens to calls that IAM policies do not allow: nothing, a warning, or refusal. `enforce` also demands
    /// signed requests.
    #[arg(long, env = "STEPWELL_IAM", value_enum, default_value_t = Iam::Warn)]
    pub(crate) iam: Iam,
    /// The region of requests that name none.
    #[arg(long, env = "STEPWELL_REGION", default_value = Region::DEFAULT)]
    region: String,
    /// The root user's access key id, for `--iam enforce`. Twelve digits are also the account.
    #[arg(long, env = "STEPWELL_ROOT_ACCESS_KEY_ID")]
    root_access_key_id: Option<String>,
    /// The root user's secret access key. Better given in the environment, where other users cannot see it.
    #[arg(long, env = "STEPWELL_ROOT_SECRET_ACCESS_KEY", hide_env_values = true)]
    root_secret_access_key: Option<String>,
    /// Where AWS services are that this server does not have, for Task states: URL, or SERVICE=URL for one service. May
    /// be given several times. Requests are signed with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN.
    #[arg(
        long = "forward-aws-endpoint",
        env = "STEPWELL_FORWARD_AWS_ENDPOINT",
        value_delimiter = ',',
        value_name = "[SERVICE=]URL"
    )]
    pub(crate) forward_aws_endpoint: Vec<Endpoint>,
    /// How much is taken on at once.
    #[command(flatten)]
    pub(crate) limits: LimitOptions,
    /// The bearer token that scrapers of /metrics send under `--iam enforce`; the root user may sign instead.
    #[arg(long, env = "STEPWELL_METRICS_TOKEN", hide_env_values = true)]
    pub(crate) metrics_token: Option<String>,
    /// How functions are run.
    #[command(flatten)]
    pub(crate) functions: FunctionOptions,
    /// What the server logs about itself: a `tracing` filter.
    #[arg(long, env = "STEPWELL_LOG", default_value = "info")]
    log: String,
    /// How log lines look.
    #[arg(long, env = "STEPWELL_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    log_format: LogFormat,
}

/// What the server takes on at once. Beyond it AWS's throttling errors are answered, and nothing is done.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct LimitOptions {
    /// Open connections. One more is answered with 503 and closed.
    #[arg(long, env = "STEPWELL_MAX_CONNECTIONS", default_value_t = 10_000, value_parser = positive)]
    pub(crate) max_connections: usize,
    /// Requests at work. One more is throttled.
    #[arg(long, env = "STEPWELL_MAX_INFLIGHT", default_value_t = 4096, value_parser = positive)]
    pub(crate) max_inflight: usize,
    /// MiB of request bodies in memory. A request that needs more is throttled.
    #[arg(long, env = "STEPWELL_MAX_INFLIGHT_MIB", default_value_t = 256, value_parser = positive)]
    pub(crate) max_inflight_mib: usize,
    /// Commands that wait for each lane of the engine. StartExecution beyond it is throttled.
    #[arg(long, env = "STEPWELL_MAX_QUEUE", default_value_t = 8192, value_parser = positive)]
    pub(crate) max_queue: usize,
    /// Tasks of workflows at work. Others wait in the store.
    #[arg(long, env = "STEPWELL_MAX_TASKS", default_value_t = 1000, value_parser = positive)]
    pub(crate) max_tasks: usize,
}

/// A whole number from 1 on.
fn positive(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("0 would let nothing through; give 1 or more".into()),
        // A semaphore counts in 32 bits.
        Ok(number) if number <= u32::MAX as usize => Ok(number),
        _ => Err(format!("{text:?} is no number from 1 to {}", u32::MAX)),
    }
}

/// Options of functions.
#[derive(Debug, Args)]
pub(crate) struct FunctionOptions {
    /// The fence around functions. `strongest` takes the best that works here and says which.
    #[arg(long, env = "STEPWELL_SANDBOX", value_enum, default_value_t = Sandbox::Strongest)]
    pub(crate) sandbox: Sandbox,
    /// What functions can reach: the internet, only this server, or whatever the host can.
    #[arg(long, env = "STEPWELL_FUNCTION_NETWORK", value_enum, default_value_t = Network::Internet)]
    pub(crate) function_network: Network,
    /// What happens when a runtime's interpreter is missing: the nearest newer one runs the function, or it fails.
    /// Default: nearest on loopback, else strict.
    #[arg(long, env = "STEPWELL_RUNTIME_FALLBACK", value_enum)]
    pub(crate) runtime_fallback: Option<Fallback>,
    /// Where language runtimes are installed. Default: the user's cache directory.
    #[arg(long, env = "STEPWELL_RUNTIMES_DIR")]
    pub(crate) runtimes_dir: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Quotas {
    Aws,
    Unlimited,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Iam {
    Off,
    Warn,
    Enforce,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sandbox {
    Strongest,
    Strict,
    Landlock,
    Process,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Network {
    Internet,
    None,
    Host,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Fallback {
    Nearest,
    Strict,
}

impl ServeOptions {
    /// The root user's key, if both halves are given.
    pub(crate) fn root_credentials(&self) -> anyhow::Result<Option<RootCredentials>> {
        match (&self.root_access_key_id, &self.root_secret_access_key) {
            (Some(id), Some(secret)) => Ok(Some(RootCredentials {
                access_key_id: id.clone(),
                secret_access_key: secret.clone(),
            })),
            (None, None) => Ok(None),
            _ => bail!(
                "give both STEPWELL_ROOT_ACCESS_KEY_ID and STEPWELL_ROOT_SECRET_ACCESS_KEY, or neither"
            ),
        }
    }

    /// Where foreign services are, with the credentials that requests to them are signed with.
    pub(crate) fn forward(&self) -> anyhow::Result<Forward> {
        if self.forward_aws_endpoint.is_empty() {
            return Ok(Forward::default());
        }
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let keys = variable("AWS_ACCESS_KEY_ID").zip(variable("AWS_SECRET_ACCESS_KEY"));
        let Some((access_key_id, secret_access_key)) = keys else {
            bail!(
                "--forward-aws-endpoint needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, to sign with"
            );
        };
        let credentials = Credentials {
            access_key_id,
            secret_access_key,
            session_token: variable("AWS_SESSION_TOKEN"),
        };
        Ok(Forward::new(self.forward_aws_endpoint.clone(), credentials))
    }

    /// The region of requests that name none.
    pub(crate) fn region(&self) -> anyhow::Result<Region> {
        Region::parse(&self.region).with_context(|| format!("{:?} is no region name", self.region))
    }

    /// The IAM mode.
    pub(crate) fn iam_mode(&self) -> IamMode {
        match self.iam {
            Iam::Off => IamMode::Off,
            Iam::Warn => IamMode::Warn,
            Iam::Enforce => IamMode::Enforce,
        }
    }

    /// Sandboxes bind directories from a root of their own, where a relative path leads nowhere.
    fn make_paths_absolute(&mut self) -> anyhow::Result<()> {
        self.data_dir = std::path::absolute(&self.data_dir)?;
        if let Some(dir) = &mut self.functions.runtimes_dir {
            *dir = std::path::absolute(&*dir)?;
        }
        Ok(())
    }

    /// Refuses what would leave the server open to strangers.
    fn check_safe(&self) -> anyhow::Result<()> {
        let enforced = self.iam == Iam::Enforce;
        if !self.listen.ip().is_loopback() && !enforced {
            bail!(
                "{} is not a loopback address: everybody who reaches it could do everything; add --iam enforce",
                self.listen
            );
        }
        if enforced && self.root_credentials()?.is_none() {
            bail!(
                "--iam enforce needs a root user: set STEPWELL_ROOT_ACCESS_KEY_ID and STEPWELL_ROOT_SECRET_ACCESS_KEY"
            );
        }
        Ok(())
    }
}

/// Runs the server.
pub(crate) fn serve(mut options: ServeOptions) -> anyhow::Result<()> {
    telemetry::start(&options.log, options.log_format)?;
    stay_small();
    options.check_safe()?;
    options.make_paths_absolute()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_name("stepwell")
        .thread_stack_size(STACK)
        .on_thread_park(memory::before_parking)
        .build()?;
    let outcome = runtime.block_on(run(&options));
    runtime.shutdown_timeout(Duration::from_secs(1));
    outcome
}

/// The allocator asks for huge pages, which an idle server fills to a tenth. Where the kernel has no such switch it
/// stays larger than it need be.
fn stay_small() {
    let _ = nix::sys::prctl::set_thp_disable(true);
}

async fn run(options: &ServeOptions) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let listener = listen::bind(options.listen).await?;
    let app = wiring::open(options, listener.local_addr()?).await?;
    let stop = CancellationToken::new();
    let at_once = u32::try_from(options.limits.max_tasks).unwrap_or(u32::MAX);
    let no_tasks = stop.child_token();
    let tasks = tokio::spawn(worker::run(Arc::clone(&app), at_once, no_tasks.clone()));
    let expiry = tokio::spawn(expire_logs(Arc::clone(&app)));
    let requests = Arc::clone(&app);
    let handle = move |request, peer| http::handle(Arc::clone(&requests), request, peer);
    tracing::info!("listening on http://{}", listener.local_addr()?);
    let mut serving = tokio::spawn(listen::serve(
        listener,
        handle,
        options.limits.max_connections,
        stop.clone(),
    ));
    // Each arm may be dropped: signals are not lost, and the listener's task goes on.
    let failure = tokio::select! {
        _ = terminate.recv() => None,
        _ = interrupt.recv() => None,
        failure = store_failure(&app) => Some(failure),
        ended = &mut serving => bail!("the listener ended: {ended:?}"),
    };
    if let Some(failure) = failure {
        // Nothing may be acknowledged any more, and closing would wait for commits that cannot come.
        tracing::error!("{failure}");
        no_tasks.cancel();
        tokio::select! {
            _ = terminate.recv() => bail!("{failure}"),
            _ = interrupt.recv() => bail!("{failure}"),
            () = recover::until_writable(&options.data_dir) => {}
        }
        tracing::info!("the data directory takes writes again: starting anew");
        return Err(recover::start_anew());
    }
    tracing::info!("stopping: draining requests and tasks");
    stop.cancel();
    let _ = tokio::join!(serving, tasks);
    expiry.abort();
    app.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Deletes log events whose retention is over, again and again.
async fn expire_logs(app: Arc<App>) {
    let mut again = tokio::time::interval(LOG_EXPIRY);
    loop {
        again.tick().await;
        if let Err(error) = app.logs.expire().await {
            tracing::warn!(%error, "expired log events cannot be deleted; trying again later");
        }
    }
}

/// Resolves with the reason when the store no longer accepts commits.
async fn store_failure(app: &App) -> String {
    let mut check = tokio::time::interval(STORE_CHECK);
    loop {
        check.tick().await;
        if let Some(failure) = app.store.health().failure {
            return format!(
                "{failure}; what was acknowledged is kept, and nothing is acknowledged until the disk takes writes again"
            );
        }
    }
}
