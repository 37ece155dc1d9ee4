//! Opens the sandbox of an execution environment: what it sees, what it can reach, who it is.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::Timestamp;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::deployment::Deployment;
use crate::host::{Host, Reach};
use crate::journal::LogTarget;
use crate::output::Output;
use crate::runtime::Entry;
use crate::runtime_api::{self, Call};
use crate::sandbox::{Bind, Control, Level, Network, Spec};
use crate::variables::{Place, variables};

/// An open sandbox.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) control: Control,
    pub(crate) output: Output,
    pub(crate) calls: mpsc::Receiver<Call>,
    pub(crate) log: Arc<LogTarget>,
    pub(crate) servers: JoinSet<()>,
}

const RUNTIME_API_PORT: u16 = 9001;

/// Opens a sandbox for a function and starts its runtime. The error is for the operator.
pub(crate) async fn open(host: &Host, deployment: &Deployment) -> Result<Opened, String> {
    let log = Arc::new(log_target(deployment, crate::clock::now()));
    let (network, outside) = network(host).await.map_err(|error| error.to_string())?;
    let place = place(host, deployment, &log, outside.as_ref())?;
    let spec = spec(host, deployment, &place, network);
    let launched = host.launcher.launch(&spec).await;
    let launched = launched.map_err(|error| error.to_string())?;
    let (sender, calls) = mpsc::channel(4);
    let mut servers = JoinSet::new();
    if let Some(listener) = outside {
        servers.spawn(runtime_api::serve(listener, sender));
    } else {
        inside(host, launched.listeners, sender, &mut servers).map_err(|e| e.to_string())?;
    }
    let output = Output::new(launched.telemetry, launched.output);
    Ok(Opened {
        control: launched.control,
        output: output.map_err(|error| error.to_string())?,
        calls,
        log,
        servers,
    })
}

/// The sandbox's network, and the Runtime API's listener when that is on the host's loopback.
async fn network(host: &Host) -> std::io::Result<(Network, Option<TcpListener>)> {
    let endpoint = host.options.endpoint.port();
    match host.reach {
        Reach::Server => {
            let ports = vec![RUNTIME_API_PORT, endpoint];
            let plugged = false;
            Ok((Network::Own { ports, plugged }, None))
        }
        Reach::Host => {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            Ok((Network::Host { ports: Vec::new() }, Some(listener)))
        }
        Reach::HostPorts => {
            let listener = TcpListener::bind("127.0.0.1:0").await?;
            let ports = vec![listener.local_addr()?.port(), endpoint];
            Ok((Network::Host { ports }, Some(listener)))
        }
    }
}

/// Serves the two listeners that were made inside the sandbox's network.
fn inside(
    host: &Host,
    listeners: Vec<std::net::TcpListener>,
    calls: mpsc::Sender<Call>,
    servers: &mut JoinSet<()>,
) -> std::io::Result<()> {
    let mut listeners = listeners.into_iter().map(|listener| {
        listener.set_nonblocking(true)?;
        TcpListener::from_std(listener)
    });
    if let Some(api) = listeners.next().transpose()? {
        servers.spawn(runtime_api::serve(api, calls));
    }
    if let Some(endpoint) = listeners.next().transpose()? {
        servers.spawn(forward(endpoint, host.options.endpoint));
    }
    Ok(())
}

/// Carries connections from inside a sandbox to the server.
async fn forward(listener: TcpListener, to: SocketAddr) {
    let mut connections = JoinSet::new();
    loop {
        // Dropping this arm loses no connection: it stays in the listener's backlog.
        tokio::select! {
            accepted = listener.accept() => {
                let Ok((mut inner, _)) = accepted else { return };
                connections.spawn(async move {
                    if let Ok(mut outer) = TcpStream::connect(to).await {
                        let _ = copy_bidirectional(&mut inner, &mut outer).await;
                    }
                });
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// `2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef`.
fn log_target(deployment: &Deployment, now: Timestamp) -> LogTarget {
    let day = now.iso8601()[..10].replace('-', "/");
    let id = uuid::Uuid::new_v4().simple();
    LogTarget {
        scope: deployment.scope.clone(),
        group: deployment.configuration.logging.group.clone(),
        stream: format!("{day}/[{}]{id}", deployment.version),
    }
}

fn place(
    host: &Host,
    deployment: &Deployment,
    log: &LogTarget,
    outside: Option<&TcpListener>,
) -> Result<Place, String> {
    let api_port = match outside.map(TcpListener::local_addr).transpose() {
        Ok(address) => address.map_or(RUNTIME_API_PORT, |address| address.port()),
        Err(error) => return Err(error.to_string()),
    };
    let strict = host.sandbox.level == Level::Strict;
    let shown = |inside: &str, outside: &Path| {
        if strict {
            inside.to_owned()
        } else {
            outside.display().to_string()
        }
    };
    Ok(Place {
        runtime_api: format!("127.0.0.1:{api_port}"),
        endpoint: endpoint(host).to_string(),
        task_root: shown("/var/task", &deployment.code),
        runtime_dir: shown("/var/runtime", &deployment.runtime.library),
        log_stream: log.stream.clone(),
        credentials: Arc::clone(&host.credentials),
    })
}

/// In a network of its own the sandbox has the server's port on its loopback; else the server's address counts.
fn endpoint(host: &Host) -> SocketAddr {
    let listens = host.options.endpoint;
    if host.reach == Reach::Server || listens.ip().is_unspecified() {
        return SocketAddr::from(([127, 0, 0, 1], listens.port()));
    }
    listens
}

fn spec(host: &Host, deployment: &Deployment, place: &Place, network: Network) -> Spec {
    let strict = host.sandbox.level == Level::Strict;
    let env = variables(deployment, place);
    let entry = if strict {
        &deployment.runtime.inside
    } else {
        &deployment.runtime.outside
    };
    let (program, args) = command(entry, deployment, place, &env);
    let mut binds = deployment.runtime.binds.clone();
    binds.push(Bind {
        source: deployment.code.clone(),
        target: "/var/task".into(),
    });
    Spec {
        level: host.sandbox.level,
        network,
        scratch: host.scratch.clone(),
        binds,
        hidden: deployment.runtime.hidden.clone(),
        tmp_bytes: u64::from(deployment.configuration.ephemeral_mb) << 20,
        own_user: host.own_users,
        user: None,
        program,
        args,
        env,
        cwd: place.task_root.clone().into(),
    }
}

/// The program and its arguments. A wrapper, which a function may name, gets the whole command as arguments.
/// <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html>
fn command(
    entry: &Entry,
    deployment: &Deployment,
    place: &Place,
    env: &[(String, String)],
) -> (PathBuf, Vec<String>) {
    let (program, args) = match entry {
        Entry::Interpreter(python) => {
            let handler = deployment.configuration.handler.clone();
            let args = vec!["-m".into(), "awslambdaric".into(), handler];
            (python.clone(), args)
        }
        Entry::Bootstrap => (Path::new(&place.task_root).join("bootstrap"), Vec::new()),
    };
    let wrapper = env
        .iter()
        .find(|(name, _)| name == "AWS_LAMBDA_EXEC_WRAPPER");
    match wrapper {
        Some((_, wrapper)) if matches!(entry, Entry::Interpreter(_)) => {
            let mut all = vec![program.display().to_string()];
            all.extend(args);
            (wrapper.into(), all)
        }
        _ => (program, args),
    }
}
