//! Which thing talks to which: the one place that knows every component.

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context as _;
use engine::{Clock, Engine, RandomIds, SystemClock};
use lambda::options::{FunctionNetwork, NetworkFallback, RuntimeFallback, SandboxChoice};
use objects::LocalBuckets;
use services::App;
use services::execution_logs::ExecutionLogs;
use services::states::Machines;
use store::Store;
use store_embedded::EmbeddedStore;

use crate::cli::serve::{Fallback, Network, Quotas, Sandbox, ServeOptions};
use crate::memory;

/// Opens the store and everything above it. `endpoint` is where the server listens.
pub(crate) async fn open(options: &ServeOptions, endpoint: SocketAddr) -> anyhow::Result<Arc<App>> {
    let dir = &options.data_dir;
    let store = EmbeddedStore::open(dir)
        .with_context(|| format!("cannot open the data directory {}", dir.display()))?;
    let runtime = tokio::runtime::Handle::current();
    store.on_rest(move || memory::rest(&runtime));
    let store: Arc<dyn Store> = Arc::new(store);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let quotas = match options.quotas {
        Quotas::Aws => engine::Quotas::Aws,
        Quotas::Unlimited => engine::Quotas::Unlimited,
    };
    let now = Arc::clone(&clock);
    let logs = logs::Logs::open(Arc::clone(&store), Arc::new(move || now.now())).await?;
    let execution_logs = ExecutionLogs::open(logs.clone(), Arc::clone(&clock));
    let machines = Machines::open(&store).await?;
    let engine_options = engine::Options {
        quotas,
        log: Some(Arc::new(execution_logs.clone())),
        activities: Some(Arc::new(machines.clone())),
        retention_days: options.retention_days,
        inbox: options.limits.max_queue,
        ..engine::Options::default()
    };
    let engine = Engine::open(
        Arc::clone(&store),
        engine_options,
        Arc::clone(&clock),
        Arc::new(RandomIds),
    )
    .await?;
    let buckets = dir.join("buckets");
    let buckets = LocalBuckets::open(buckets.clone())
        .with_context(|| format!("cannot open the buckets in {}", buckets.display()))?;
    let app_options = services::Options {
        default_region: options.region()?,
        iam: options.iam_mode(),
        root_credentials: options.root_credentials()?,
        quotas,
        limits: services::http::admission::Limits {
            requests: options.limits.max_inflight,
            body_bytes: options.limits.max_inflight_mib.saturating_mul(1 << 20),
        },
        metrics_token: options.metrics_token.clone(),
        forward: options.forward()?,
    };
    App::open(services::app::Components {
        clock,
        store,
        machines,
        engine,
        logs,
        execution_logs,
        objects: Arc::new(buckets),
        functions: functions(options, endpoint),
        options: app_options,
    })
    .await
}

fn functions(options: &ServeOptions, endpoint: SocketAddr) -> lambda::Options {
    let wanted = &options.functions;
    let loopback = endpoint.ip().is_loopback();
    let mut functions = lambda::Options::new(options.data_dir.join("functions"), endpoint);
    if let Some(dir) = &wanted.runtimes_dir {
        functions.runtimes_dir.clone_from(dir);
    }
    functions.sandbox = match wanted.sandbox {
        Sandbox::Strongest => SandboxChoice::Strongest,
        Sandbox::Strict => SandboxChoice::Only(lambda::sandbox::Level::Strict),
        Sandbox::Landlock => SandboxChoice::Only(lambda::sandbox::Level::Landlock),
        Sandbox::Process => SandboxChoice::Only(lambda::sandbox::Level::Process),
    };
    functions.network = match wanted.function_network {
        Network::Internet => FunctionNetwork::Internet,
        Network::None => FunctionNetwork::None,
        Network::Host => FunctionNetwork::Host,
    };
    functions.network_fallback = if loopback {
        NetworkFallback::Host
    } else {
        NetworkFallback::None
    };
    functions.runtime_fallback = match (wanted.runtime_fallback, loopback) {
        (Some(Fallback::Nearest), _) | (None, true) => RuntimeFallback::Nearest,
        (Some(Fallback::Strict), _) | (None, false) => RuntimeFallback::Strict,
    };
    functions
}
