//! One seed's world: a store that survives, processes that do not, and everybody who talks to them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use asl::event::{Details, Failure, Payload};
use asl::step::{TaskStage, TaskTarget};
use engine::{
    ActivityTask, Engine, EngineError, ExecutionError, HistoryQuery, ManualClock, Offer, Options,
    SeededIds, StartError, StartRequest, Started, Status, TaskError, TaskRef, TokenError,
};
use futures_util::FutureExt;
use model::Timestamp;
use store::Store;
use store::testing::faults::{Chances, FaultStore};
use store::testing::random::Random;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use crate::check::{Seen, Totals};
use crate::machines::MACHINES;

const ACTIVITY: &str = "arn:aws:states:us-east-1:123456789012:activity:A";
const CHANCES: Chances = Chances {
    fail: 4,
    delay: 250,
};

/// A request whose answer is not known yet.
enum Call {
    Start {
        key: Option<(usize, String)>,
        input: String,
        handle: JoinHandle<Result<Started, StartError>>,
    },
    Report {
        task: TaskRef,
        output: Option<String>,
        offer: Arc<Offer>,
        handle: JoinHandle<Result<(), TaskError>>,
    },
    Token {
        task: TaskRef,
        output: String,
        handle: JoinHandle<Result<(), TokenError>>,
    },
    Stop(JoinHandle<Result<Timestamp, ExecutionError>>),
    Poll(JoinHandle<Result<Option<ActivityTask>, EngineError>>),
}

/// One process: what dies in a crash.
struct Life {
    calls: Vec<Call>,
    offers: Vec<Arc<Offer>>,
    engine: Engine,
    store: Arc<FaultStore>,
    // Last, so that everything above is dropped within it.
    runtime: Runtime,
}

/// An execution whose start was acknowledged.
struct Known {
    input: String,
    start: Timestamp,
    seen: Seen,
}

pub(crate) struct Simulation {
    random: Random,
    clock: ManualClock,
    life: Option<Life>,
    lives: u64,
    known: BTreeMap<String, Known>,
    names: HashMap<(usize, String), String>,
    /// Tokens seen so far, with their tasks' executions.
    tokens: Vec<(String, TaskRef)>,
    offered: HashSet<TaskRef>,
    acknowledged_results: Vec<(TaskRef, String)>,
    arns: HashMap<store::ExecutionId, String>,
    next_output: u64,
    totals: Totals,
}

fn machine(index: usize) -> String {
    format!("arn:aws:states:us-east-1:123456789012:stateMachine:M{index}")
}

impl Life {
    fn open(store: FaultStore, clock: &ManualClock, seed: u64) -> Self {
        let runtime = Builder::new_current_thread().build().unwrap();
        let store = Arc::new(store);
        let options = Options {
            lanes: 2,
            step_events: 30,
            timer_horizon: Duration::from_secs(20),
            ready_offers: 2,
            cache_bytes: 8000,
            ..Options::default()
        };
        let opened = Engine::open(
            Arc::clone(&store) as Arc<dyn Store>,
            options,
            Arc::new(clock.clone()),
            Arc::new(SeededIds::new(seed)),
        );
        let engine = runtime.block_on(async {
            let opening = tokio::spawn(opened);
            while !opening.is_finished() {
                store.release_all();
                tokio::task::yield_now().await;
            }
            opening.await.unwrap()
        });
        let mut life = Self {
            calls: Vec::new(),
            offers: Vec::new(),
            engine: match engine {
                Ok(engine) => engine,
                // The very first commit failed: so does the start of the server, and it is started again.
                Err(_) => return Self::open(store.crash(), clock, seed + 1),
            },
            store,
            runtime,
        };
        life.turn(50);
        life
    }

    /// Lets tasks run for a number of turns.
    fn turn(&mut self, turns: usize) {
        self.runtime.block_on(async {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
        });
    }
}

impl Simulation {
    pub(crate) fn run(seed: u64, steps: usize) -> Totals {
        let clock = ManualClock::new(Timestamp::from_millis(1_700_000_000_000));
        let store = FaultStore::new(seed, CHANCES);
        let mut simulation = Self {
            random: Random::new(seed ^ 0x5eed),
            life: Some(Life::open(store, &clock, seed)),
            clock,
            lives: 0,
            known: BTreeMap::new(),
            names: HashMap::new(),
            tokens: Vec::new(),
            offered: HashSet::new(),
            acknowledged_results: Vec::new(),
            arns: HashMap::new(),
            next_output: 0,
            totals: Totals::default(),
        };
        for _ in 0..steps {
            simulation.step();
        }
        simulation.finish();
        simulation.totals
    }

    fn life(&mut self) -> &mut Life {
        self.life.as_mut().expect("there is always a process")
    }

    fn step(&mut self) {
        match self.random.below(100) {
            0..25 => self.start(),
            25..40 => self.take_offer(),
            40..60 => self.work(),
            60..65 => self.result_by_token(),
            65..70 => self.poll_activity(),
            70..82 => self.advance(),
            82..86 => self.stop(),
            86..88 => self.life().store.hold(),
            88..94 => drop(self.life().store.release_some()),
            94..97 => drop(self.life().store.release_all()),
            97 => self.life().store.fail_next(),
            _ => self.crash_midway(),
        }
        if self.random.chance(800) {
            self.life().turn(60);
        }
        self.collect();
        let failed = self.life().store.health().failure.is_some();
        if failed && self.random.chance(300) {
            self.totals.failed_commits += 1;
            self.crash();
        }
        self.check();
    }

    fn start(&mut self) {
        let index = usize::try_from(self.random.below(MACHINES.len() as u64)).unwrap();
        let named = self.random.chance(400);
        let name = named.then(|| format!("n{}", self.random.below(4)));
        let input = match self.random.below(3) {
            0 => "{}".to_owned(),
            1 => format!("{{\"n\": {}}}", self.random.below(2)),
            _ => format!("\"{}\"", "long ".repeat(20)),
        };
        let engine = self.life().engine.clone();
        let request = StartRequest {
            machine_arn: machine(index).into(),
            role_arn: "arn:aws:iam::123456789012:role/R".into(),
            definition: engine.definition(MACHINES[index]).unwrap(),
            name: name.clone(),
            input: Payload::new(input.clone()),
            trace_header: None,
            version_arn: None,
            alias_arn: None,
            revision_id: None,
        };
        let handle = self
            .life()
            .runtime
            .spawn(async move { engine.start(request).await });
        let key = name.map(|name| (index, name));
        self.life().calls.push(Call::Start { key, input, handle });
    }

    fn take_offer(&mut self) {
        let life = self.life();
        if life.offers.len() >= 6 {
            return;
        }
        let engine = life.engine.clone();
        let offer = life.runtime.block_on(async {
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            engine.next_offer().now_or_never().flatten()
        });
        if let Some(offer) = offer {
            self.got(offer);
        }
    }

    fn got(&mut self, offer: Offer) {
        let task = offer.task();
        let arn = offer.execution_arn().to_owned();
        self.totals.offers += 1;
        self.totals.repeated_offers += u64::from(!self.offered.insert(task));
        self.arns.insert(task.execution, arn.clone());
        self.tokens.push((offer.token(), task));
        let mut seen = Seen::default();
        self.read(&arn, &mut seen);
        assert!(
            seen.is_scheduled(task.task.0),
            "offered before it was stored"
        );
        self.life().offers.push(Arc::new(offer));
    }

    /// Does something with a task that was taken.
    fn work(&mut self) {
        let count = self.life().offers.len() as u64;
        if count == 0 {
            return;
        }
        let at = usize::try_from(self.random.below(count)).unwrap();
        let offer = Arc::clone(&self.life().offers[at]);
        let task = offer.task();
        let action = self.random.below(10);
        let token = is_callback(&offer);
        let output = match action {
            3..7 if !token => Some(self.output()),
            _ => None,
        };
        let sent = output.clone();
        let reporter = Arc::clone(&offer);
        let handle = self.life().runtime.spawn(async move {
            match (action, sent) {
                (0..3, _) => reporter.started().await,
                (_, Some(output)) => reporter.succeeded(Payload::new(output)).await,
                (3..7, None) => reporter.submitted(Payload::new("{}")).await,
                (7, _) => {
                    let failure = Failure {
                        error: Some("Boom".into()),
                        cause: None,
                    };
                    reporter.failed(failure, TaskStage::Run).await
                }
                (8, _) => reporter.heartbeat().await,
                _ => Ok(()),
            }
        });
        if action == 9 {
            // The worker gives up on it.
            self.life().offers.remove(at);
        }
        self.life().calls.push(Call::Report {
            task,
            output,
            offer,
            handle,
        });
    }

    fn output(&mut self) -> String {
        self.next_output += 1;
        format!("{{\"output\":{}}}", self.next_output)
    }

    fn result_by_token(&mut self) {
        let count = self.tokens.len() as u64;
        if count == 0 {
            return;
        }
        let at = usize::try_from(self.random.below(count)).unwrap();
        let (token, task) = self.tokens[at].clone();
        let output = self.output();
        let payload = Payload::new(output.clone());
        let engine = self.life().engine.clone();
        let handle = self
            .life()
            .runtime
            .spawn(async move { engine.send_task_success(&token, payload).await });
        self.life().calls.push(Call::Token {
            task,
            output,
            handle,
        });
    }

    fn poll_activity(&mut self) {
        let engine = self.life().engine.clone();
        let handle = self
            .life()
            .runtime
            .spawn(async move { engine.get_activity_task(ACTIVITY, None).await });
        self.life().calls.push(Call::Poll(handle));
    }

    fn advance(&mut self) {
        let millis = match self.random.below(4) {
            0 => 1,
            1 => self.random.below(1000),
            _ => self.random.below(8000),
        };
        self.clock.advance(Duration::from_millis(millis));
    }

    fn stop(&mut self) {
        let count = self.known.len() as u64;
        if count == 0 {
            return;
        }
        let at = usize::try_from(self.random.below(count)).unwrap();
        let arn = self.known.keys().nth(at).cloned().unwrap_or_default();
        let engine = self.life().engine.clone();
        let handle = self
            .life()
            .runtime
            .spawn(async move { engine.stop(&arn, Some("stopped".into()), None).await });
        self.life().calls.push(Call::Stop(handle));
    }

    /// The process dies while requests are somewhere between being made and being answered.
    fn crash_midway(&mut self) {
        for _ in 0..self.random.below(4) {
            self.start();
            self.work();
        }
        let turns = usize::try_from(self.random.below(12)).unwrap();
        self.life().turn(turns);
        self.collect();
        self.crash();
    }

    fn crash(&mut self) {
        self.totals.crashes += 1;
        self.lives += 1;
        let life = self.life.take().expect("there is always a process");
        let store = life.store.crash();
        drop(life);
        let seed = self.random.next();
        self.life = Some(Life::open(store, &self.clock, seed));
    }

    /// Takes in the answers that have come.
    fn collect(&mut self) {
        let calls = std::mem::take(&mut self.life().calls);
        let (done, open) = calls.into_iter().partition(Call::is_done);
        self.life().calls = open;
        for call in done {
            self.answered(call);
        }
    }

    fn answered(&mut self, call: Call) {
        match call {
            Call::Start { key, input, handle } => {
                let result = self.join(handle);
                self.started(key, input, result);
            }
            Call::Report {
                task,
                output,
                offer,
                handle,
            } => {
                let result = self.join(handle);
                self.reported(task, output, &offer, result);
            }
            Call::Token {
                task,
                output,
                handle,
            } => match self.join(handle) {
                Ok(()) => self.result(task, output),
                Err(TokenError::TimedOut) => self.totals.gone += 1,
                Err(TokenError::Engine(_)) => {}
                Err(error) => panic!("a token of an acknowledged task: {error}"),
            },
            Call::Stop(handle) => match self.join(handle) {
                Ok(_) | Err(ExecutionError::Engine(_)) => {}
                Err(error) => panic!("an acknowledged execution is missing: {error}"),
            },
            Call::Poll(handle) => {
                if let Ok(Some(task)) = self.join(handle) {
                    // Whose it is shows when its result is taken.
                    self.tokens_of_activity(task);
                }
            }
        }
    }

    fn tokens_of_activity(&mut self, task: ActivityTask) {
        let engine = self.life().engine.clone();
        let output = Payload::new(self.output());
        let sent = async move { engine.send_task_success(&task.token, output).await };
        let handle = self.life().runtime.spawn(async move {
            drop(sent.await);
            Ok(None)
        });
        self.life().calls.push(Call::Poll(handle));
    }

    fn started(
        &mut self,
        key: Option<(usize, String)>,
        input: String,
        result: Result<Started, StartError>,
    ) {
        let Started {
            arn,
            start,
            existing,
        } = match result {
            Ok(started) => started,
            Err(StartError::AlreadyExists(arn)) => {
                assert!(key.is_some(), "a random name is taken: {arn}");
                self.totals.refused += 1;
                return;
            }
            Err(StartError::Engine(_)) => return,
        };
        self.totals.acknowledged += 1;
        self.totals.existing += u64::from(existing);
        if let Some(key) = key {
            let first = self.names.entry(key).or_insert_with(|| arn.clone());
            assert_eq!(*first, arn, "one name, one execution");
        } else {
            assert!(!existing && !self.known.contains_key(&arn));
        }
        let known = self.known.entry(arn).or_insert_with(|| Known {
            input: input.clone(),
            start,
            seen: Seen::default(),
        });
        assert_eq!((&known.input, known.start), (&input, start));
    }

    fn reported(
        &mut self,
        task: TaskRef,
        output: Option<String>,
        offer: &Arc<Offer>,
        result: Result<(), TaskError>,
    ) {
        let over = match (result, output) {
            (Ok(()), Some(output)) => {
                self.result(task, output);
                true
            }
            (Ok(()), None) => false,
            (Err(TaskError::Gone), _) => {
                self.totals.gone += 1;
                true
            }
            // Unknown: the worker keeps the task and reports again.
            (Err(TaskError::Engine(_)), _) => false,
        };
        if over {
            self.life().offers.retain(|held| !Arc::ptr_eq(held, offer));
        }
    }

    fn result(&mut self, task: TaskRef, output: String) {
        self.totals.results += 1;
        self.acknowledged_results.push((task, output));
    }

    fn join<T>(&mut self, handle: JoinHandle<T>) -> T {
        let joined = self.life().runtime.block_on(handle);
        joined.expect("no request panics")
    }

    /// Reads what is new of an execution and checks it.
    fn read(&mut self, arn: &str, seen: &mut Seen) {
        let life = self.life.as_mut().expect("there is always a process");
        let engine = &life.engine;
        life.runtime.block_on(async {
            let described = engine.describe(arn).await;
            let description = described.expect("acknowledged, so present");
            if description.last_event == seen.last_event() {
                return;
            }
            let mut query = HistoryQuery {
                arn: arn.to_owned(),
                reverse: false,
                limit: 100_000,
                include_data: true,
                token: None,
            };
            let mut events = Vec::new();
            loop {
                let page = engine.history(&query).await.unwrap();
                events.extend(page.events);
                match page.next {
                    Some(next) => query.token = Some(next),
                    None => break,
                }
            }
            let known = usize::try_from(seen.last_event()).unwrap();
            let more = events.split_off(known);
            seen.grow(more, &description);
        });
    }

    /// All invariants, for every execution that may have changed.
    fn check(&mut self) {
        let mut known = std::mem::take(&mut self.known);
        for (arn, execution) in &mut known {
            let seen = &mut execution.seen;
            if seen.status.is_none_or(|status| status == Status::Running) {
                self.read(arn, seen);
            }
        }
        self.known = known;
    }

    /// Lets everything come to its end, and looks at all of it once more.
    fn finish(&mut self) {
        for round in 0..400 {
            if self.life().store.health().failure.is_some() {
                self.crash();
            }
            self.life().store.release_all();
            self.life().turn(100);
            self.collect();
            self.serve_all();
            self.clock.advance(Duration::from_secs(2));
            if round % 20 == 19 {
                self.check();
                let running = |known: &Known| known.seen.status == Some(Status::Running);
                if round >= 60 && !self.known.values().any(running) {
                    break;
                }
            }
        }
        self.check();
        self.check_the_end();
    }

    /// Every task gets a result.
    fn serve_all(&mut self) {
        while self.life().offers.len() < 6 {
            let held = self.life().offers.len();
            self.take_offer();
            if self.life().offers.len() == held {
                break;
            }
        }
        for offer in self.life().offers.clone() {
            let task = offer.task();
            let output = self.output();
            let reporter = Arc::clone(&offer);
            let sent = output.clone();
            let handle = self
                .life()
                .runtime
                .spawn(async move { reporter.succeeded(Payload::new(sent)).await });
            let output = Some(output);
            self.life().calls.push(Call::Report {
                task,
                output,
                offer,
                handle,
            });
        }
        for (token, _) in self.tokens.clone() {
            let engine = self.life().engine.clone();
            let output = Payload::new(self.output());
            self.life().runtime.spawn(async move {
                drop(engine.send_task_success(&token, output).await);
            });
        }
        self.tokens.clear();
        self.poll_activity();
        self.life().turn(100);
        self.collect();
    }

    fn check_the_end(&mut self) {
        let mut events = 0;
        let mut ended = [0; 5];
        for (arn, known) in &self.known {
            let status = known.seen.status.expect("it was read");
            assert_ne!(status, Status::Running, "stuck: {arn}");
            ended[status as usize - 1] += 1;
            events += known.seen.last_event();
            for (state, millis) in [("V", 2000), ("W", 1000)] {
                if let Some(waited) = known.seen.wait_of(state) {
                    assert!(waited >= millis, "{arn} waited {waited} ms in {state}");
                }
            }
        }
        self.totals.events = events;
        self.totals.ended = ended;
        let results: HashMap<_, _> = self.acknowledged_results.iter().cloned().collect();
        assert_eq!(
            results.len(),
            self.acknowledged_results.len(),
            "one result a task"
        );
        for (task, output) in results {
            let known = self
                .arns
                .get(&task.execution)
                .and_then(|arn| self.known.get(arn));
            let Some(known) = known else { continue };
            let event = known.seen.result_of(task.task.0);
            let event = event.expect("an acknowledged result is in the history");
            let held = match &event.details {
                Some(Details::Output(held)) => held,
                Some(Details::TaskOutput(held)) => &held.output,
                other => panic!("another result was applied: {other:?}"),
            };
            assert_eq!(held.as_str(), output);
        }
    }
}

impl Call {
    fn is_done(&self) -> bool {
        match self {
            Self::Start { handle, .. } => handle.is_finished(),
            Self::Report { handle, .. } => handle.is_finished(),
            Self::Token { handle, .. } => handle.is_finished(),
            Self::Stop(handle) => handle.is_finished(),
            Self::Poll(handle) => handle.is_finished(),
        }
    }
}

fn is_callback(offer: &Offer) -> bool {
    matches!(
        offer.target(),
        TaskTarget::Integration {
            pattern: asl::step::Pattern::WaitForTaskToken,
            ..
        }
    )
}
