//! An engine on a store that outlives it, and the definitions the tests run.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use asl::event::{Event, EventType, Payload};
use engine::{
    Definition, Description, Engine, HistoryQuery, ManualClock, Options, SeededIds, StartRequest,
};
use model::Timestamp;
use store::testing::faults::{Chances, FaultStore};
use store::{MemoryStore, Store};

pub(crate) const MACHINE: &str = "arn:aws:states:us-east-1:123456789012:stateMachine:M";
pub(crate) const ACTIVITY: &str = "arn:aws:states:us-east-1:123456789012:activity:A";
pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/R";

pub(crate) const PASS: &str = r#"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#;
pub(crate) const WAIT: &str =
    r#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}}"#;
pub(crate) const LOOP: &str = r#"{"StartAt":"A","States":{
    "A":{"Type":"Pass","Next":"B"},"B":{"Type":"Pass","Next":"A"}}}"#;
pub(crate) const TASK: &str = r#"{"StartAt":"T","States":{"T":{"Type":"Task",
    "Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}}"#;
pub(crate) const TIMED_TASK: &str = r#"{"StartAt":"T","States":{"T":{"Type":"Task","TimeoutSeconds":5,
    "Resource":"arn:aws:lambda:us-east-1:123456789012:function:F","End":true}}}"#;
pub(crate) const ACTIVITY_TASK: &str = r#"{"StartAt":"T","States":{"T":{"Type":"Task",
    "Resource":"arn:aws:states:us-east-1:123456789012:activity:A","End":true}}}"#;

/// One engine and what it stands on.
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) clock: ManualClock,
    pub(crate) store: Arc<FaultStore>,
    pub(crate) options: Options,
}

pub(crate) fn options() -> Options {
    Options {
        lanes: 2,
        ..Options::default()
    }
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(options()).await
    }

    pub(crate) async fn with(options: Options) -> Self {
        let store = Arc::new(FaultStore::new(1, Chances::NONE));
        let clock = ManualClock::new(Timestamp::from_millis(1_700_000_000_000));
        Self {
            engine: open(&store, &clock, &options, 1).await,
            clock,
            store,
            options,
        }
    }

    /// The process dies and another one opens what it left.
    pub(crate) async fn restart(self) -> Self {
        let store = Arc::new(self.store.crash());
        drop(self.engine);
        Self {
            engine: open(&store, &self.clock, &self.options, 2).await,
            store,
            ..self
        }
    }

    pub(crate) fn request(&self, definition: &str) -> StartRequest {
        let definition = self.engine.definition(definition).unwrap();
        request(definition, None, "{}")
    }

    pub(crate) fn named(&self, definition: &str, name: &str, input: &str) -> StartRequest {
        let definition = self.engine.definition(definition).unwrap();
        request(definition, Some(name), input)
    }

    /// Starts an execution and returns its ARN.
    pub(crate) async fn start(&self, definition: &str, input: &str) -> String {
        let definition = self.engine.definition(definition).unwrap();
        let started = self.engine.start(request(definition, None, input));
        soon(started).await.unwrap().arn
    }

    pub(crate) async fn ended(&self, arn: &str) -> Description {
        soon(self.engine.watch(arn)).await.unwrap()
    }

    pub(crate) async fn describe(&self, arn: &str) -> Description {
        self.engine.describe(arn).await.unwrap()
    }

    pub(crate) async fn history(&self, arn: &str) -> Vec<Event> {
        let query = history_of(arn);
        self.engine.history(&query).await.unwrap().events
    }

    pub(crate) async fn types(&self, arn: &str) -> Vec<&'static str> {
        let types = self.history(arn).await;
        let types = types.iter().map(|event| event.event_type);
        types
            .map(|number| EventType::try_from(number).unwrap().name())
            .collect()
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }
}

async fn open(
    store: &Arc<FaultStore>,
    clock: &ManualClock,
    options: &Options,
    seed: u64,
) -> Engine {
    let store: Arc<dyn Store> = Arc::clone(store) as Arc<dyn Store>;
    let ids = Arc::new(SeededIds::new(seed));
    Engine::open(store, options.clone(), Arc::new(clock.clone()), ids)
        .await
        .unwrap()
}

pub(crate) async fn on_memory(options: Options) -> Engine {
    let clock = Arc::new(ManualClock::new(Timestamp::from_millis(1)));
    let ids = Arc::new(SeededIds::new(1));
    Engine::open(Arc::new(MemoryStore::new()), options, clock, ids)
        .await
        .unwrap()
}

pub(crate) fn request(
    definition: Arc<Definition>,
    name: Option<&str>,
    input: &str,
) -> StartRequest {
    StartRequest {
        machine_arn: MACHINE.into(),
        role_arn: ROLE.into(),
        definition,
        name: name.map(str::to_owned),
        input: Payload::new(input),
        trace_header: None,
        version_arn: None,
        alias_arn: None,
        revision_id: None,
        kind: engine::MachineType::Standard,
        log: None,
    }
}

pub(crate) fn history_of(arn: &str) -> HistoryQuery {
    HistoryQuery {
        arn: arn.to_owned(),
        reverse: false,
        limit: 1000,
        include_data: true,
        token: None,
    }
}

/// What must not take long.
pub(crate) async fn soon<T>(future: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(10), future)
        .await
        .expect("it is done within ten seconds")
}

/// Lets every task that can run do so.
pub(crate) async fn settle() {
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}
