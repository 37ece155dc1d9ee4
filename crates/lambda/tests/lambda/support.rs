//! A component over the store in memory, with a sink that keeps the logs.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use lambda::function::{Architecture, Logging};
use lambda::options::{FunctionNetwork, SandboxChoice};
use lambda::sandbox::Level;
use lambda::{
    AccountCredentials, Configuration, Invocation, InvokeError, Invoked, Lambda, LogEvent, LogSink,
    LogTarget, NewFunction, Options, Target,
};
use model::Scope;
use store::{MemoryStore, Store};
use tokio::sync::watch;

/// No test may take longer, the installation of a runtime included.
pub(crate) const LIMIT: Duration = Duration::from_secs(240);

/// Keeps what is logged.
#[derive(Debug)]
pub(crate) struct Logs {
    events: Mutex<Vec<(LogTarget, LogEvent)>>,
    changed: watch::Sender<usize>,
}

impl Logs {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            events: Mutex::default(),
            changed: watch::Sender::new(0),
        })
    }

    pub(crate) fn messages(&self) -> Vec<String> {
        let events = self.events.lock().unwrap();
        events
            .iter()
            .map(|(_, event)| event.message.clone())
            .collect()
    }

    pub(crate) fn targets(&self) -> Vec<LogTarget> {
        let events = self.events.lock().unwrap();
        let mut all: Vec<_> = events.iter().map(|(target, _)| target.clone()).collect();
        all.dedup();
        all
    }

    /// Waits until `count` invocations have been reported, and returns all messages.
    pub(crate) async fn reported(&self, count: usize) -> Vec<String> {
        let reports = |messages: &[String]| {
            let report = |message: &&String| message.starts_with("REPORT ");
            messages.iter().filter(report).count()
        };
        let mut changed = self.changed.subscribe();
        changed
            .wait_for(|_| reports(&self.messages()) >= count)
            .await
            .unwrap();
        self.messages()
    }
}

impl LogSink for Logs {
    fn append(&self, target: &LogTarget, events: Vec<LogEvent>) -> BoxFuture<'_, ()> {
        let events = events.into_iter().map(|event| (target.clone(), event));
        self.events.lock().unwrap().extend(events);
        self.changed.send_modify(|count| *count += 1);
        Box::pin(std::future::ready(()))
    }
}

/// An open component.
pub(crate) struct Bed {
    pub(crate) lambda: Lambda,
    pub(crate) logs: Arc<Logs>,
    pub(crate) dir: tempfile::TempDir,
}

/// Options for tests: no internet, helper and runtimes from the build directory.
pub(crate) fn options(dir: &Path) -> Options {
    let mut options = Options::new(dir.join("work"), "127.0.0.1:4566".parse().unwrap());
    options.helper = env!("CARGO_BIN_EXE_lambda-sandbox").into();
    options.runtimes_dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("runtimes");
    options.network = FunctionNetwork::None;
    options
}

pub(crate) async fn bed() -> Bed {
    bed_with(|_| {}).await
}

pub(crate) async fn bed_at(level: Level) -> Bed {
    bed_with(|options| options.sandbox = SandboxChoice::Only(level)).await
}

pub(crate) async fn bed_with(change: impl FnOnce(&mut Options)) -> Bed {
    bed_on(Arc::new(MemoryStore::new()), change).await
}

pub(crate) async fn bed_on(store: Arc<dyn Store>, change: impl FnOnce(&mut Options)) -> Bed {
    // Not in /tmp, which functions behind the weaker fences share with the host.
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"));
    let dir = dir.or_else(|_| tempfile::tempdir()).unwrap();
    let mut options = options(dir.path());
    change(&mut options);
    let logs = Logs::new();
    let sink = Arc::clone(&logs) as Arc<dyn LogSink>;
    let lambda = Lambda::open(store, sink, Arc::new(AccountCredentials), options)
        .await
        .unwrap();
    Bed { lambda, logs, dir }
}

/// A zip of text files.
pub(crate) fn zip(files: &[(&str, &str)]) -> Bytes {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        let options = zip::write::SimpleFileOptions::default().unix_permissions(0o755);
        writer.start_file(*name, options).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner().into()
}

pub(crate) fn configuration(name: &str) -> Configuration {
    Configuration {
        description: String::new(),
        role: "arn:aws:iam::000000000000:role/r".into(),
        runtime: "python3.11".into(),
        handler: "handler.handler".into(),
        timeout_seconds: 30,
        memory_mb: 256,
        ephemeral_mb: 512,
        environment: None,
        architecture: Architecture::default(),
        tracing: lambda::function::Tracing::default(),
        logging: Logging {
            format: lambda::function::LogFormat::default(),
            group: format!("/aws/lambda/{name}"),
            application_level: None,
            system_level: None,
        },
        snap_start: lambda::function::SnapStart::default(),
    }
}

pub(crate) fn target(name: &str) -> Target {
    Target {
        scope: Scope::default(),
        name: name.into(),
        version: None,
    }
}

impl Bed {
    /// Creates the function `name` with this `handler.py`.
    pub(crate) async fn python(&self, name: &str, code: &str) {
        self.function(name, &[("handler.py", code)], |_| {}).await;
    }

    pub(crate) async fn function(
        &self,
        name: &str,
        files: &[(&str, &str)],
        change: impl FnOnce(&mut Configuration),
    ) {
        let mut configuration = configuration(name);
        change(&mut configuration);
        let new = NewFunction {
            name: name.into(),
            configuration,
            zip: zip(files),
            tags: BTreeMap::new(),
            publish: false,
        };
        self.lambda.create(&Scope::default(), new).await.unwrap();
    }

    pub(crate) async fn try_invoke(
        &self,
        name: &str,
        payload: &str,
    ) -> Result<Invoked, InvokeError> {
        let invocation = Invocation {
            payload: payload.to_owned().into(),
            tail: true,
            ..Invocation::default()
        };
        self.lambda.invoke(&target(name), invocation).await
    }

    pub(crate) async fn invoke(&self, name: &str, payload: &str) -> Invoked {
        self.try_invoke(name, payload).await.unwrap()
    }

    /// The answer as JSON; the function must not have failed.
    pub(crate) async fn answer(&self, name: &str, payload: &str) -> serde_json::Value {
        let invoked = self.invoke(name, payload).await;
        assert!(!invoked.failed, "{}", text(&invoked));
        serde_json::from_slice(&invoked.payload).unwrap()
    }

    pub(crate) async fn close(self) {
        self.lambda.close(Duration::from_secs(10)).await;
    }
}

pub(crate) fn text(invoked: &Invoked) -> String {
    String::from_utf8_lossy(&invoked.payload).into_owned()
}

/// Runs a test within [`LIMIT`].
pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime
        .block_on(async { tokio::time::timeout(LIMIT, test).await })
        .expect("the test takes too long");
    runtime.shutdown_timeout(Duration::from_secs(5));
}
