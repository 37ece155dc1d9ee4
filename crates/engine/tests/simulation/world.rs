//! One seed's world: a store that survives, processes that do not, and everybody who talks to them.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use asl::event::{Event, Failure, Payload};
use asl::step::{TaskStage, TaskTarget};
use engine::{
    ActivityTask, Engine, ExecutionError, ExecutionLog, HistoryQuery, ManualClock, Offer,
    StartError, StartRequest, Started, Status, TaskError, TaskRef, TokenError,
};
use futures_util::FutureExt;
use model::Timestamp;
use store::Store;
use store::testing::faults::{Chances, FaultStore};
use store::testing::random::Random;
use tokio::task::JoinHandle;

use crate::check::{Seen, Totals};
use crate::express::Ends;
use crate::life::{CHANCES, Call, Life};
use crate::machines::MACHINES;

const ACTIVITY: &str = "arn:aws:states:us-east-1:123456789012:activity:A";
/// An execution whose start was acknowledged.
pub(crate) struct Known {
    pub(crate) input: String,
    pub(crate) start: Timestamp,
    pub(crate) seen: Seen,
}

pub(crate) struct Simulation {
    pub(crate) random: Random,
    pub(crate) clock: ManualClock,
    pub(crate) life: Option<Life>,
    pub(crate) lives: u64,
    pub(crate) known: BTreeMap<String, Known>,
    pub(crate) names: HashMap<(usize, String), String>,
    /// Tokens seen so far, with their tasks' executions.
    pub(crate) tokens: Vec<(String, TaskRef)>,
    pub(crate) offered: HashSet<TaskRef>,
    pub(crate) acknowledged_results: Vec<(TaskRef, String)>,
    pub(crate) arns: HashMap<store::ExecutionId, String>,
    pub(crate) next_output: u64,
    pub(crate) totals: Totals,
    /// Express executions whose start was acknowledged.
    pub(crate) express: BTreeSet<String>,
    pub(crate) ends: Arc<Ends>,
}

pub(crate) fn machine(index: usize) -> String {
    format!("arn:aws:states:us-east-1:123456789012:stateMachine:M{index}")
}

impl Simulation {
    pub(crate) fn run(seed: u64, steps: usize) -> Totals {
        let mut simulation = Self::new(seed, CHANCES);
        for _ in 0..steps {
            simulation.step();
        }
        simulation.finish();
        simulation.totals
    }

    /// One execution, taken on by workers, with crashes in each of its phases after a number of turns.
    pub(crate) fn crash_after(machine: usize, turns: usize, losing_all: bool) -> Totals {
        let chances = Chances {
            fail: 0,
            delay: 300,
            pause: 300,
        };
        let seed = u64::try_from(machine * 1000 + turns).unwrap();
        let mut simulation = Self::new(seed, chances);
        for _ in 0..8 {
            simulation.start_machine(machine);
            simulation.life().turn(turns);
            simulation.collect();
            simulation.take_offer();
            simulation.work();
            simulation.life().turn(turns);
            simulation.collect();
            simulation.crash_now(losing_all);
            simulation.check();
            simulation.clock.advance(Duration::from_secs(4));
        }
        simulation.finish();
        simulation.totals
    }

    fn new(seed: u64, chances: Chances) -> Self {
        let clock = ManualClock::new(Timestamp::from_millis(1_700_000_000_000));
        let store = FaultStore::new(seed, chances);
        let ends = Arc::new(Ends::default());
        let log: Arc<dyn ExecutionLog> = Arc::clone(&ends) as _;
        Self {
            random: Random::new(seed ^ 0x5eed),
            life: Some(Life::open(store, &clock, seed, &log)),
            express: BTreeSet::new(),
            ends,
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
        }
    }

    pub(crate) fn life(&mut self) -> &mut Life {
        self.life.as_mut().expect("there is always a process")
    }

    fn step(&mut self) {
        match self.random.below(100) {
            0..20 => self.start(),
            20..25 => self.start_express(),
            25..40 => self.take_offer(),
            40..60 => self.work(),
            60..65 => self.result_by_token(),
            65..70 => self.poll_activity(),
            70..82 => self.advance(),
            82..84 => self.stop(),
            84..86 => self.redrive(),
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
        self.start_machine(index);
    }

    fn start_machine(&mut self, index: usize) {
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
            kind: engine::MachineType::Standard,
            log: None,
        };
        let handle = self
            .life()
            .runtime
            .spawn(async move { engine.start(request).await });
        let key = name.map(|name| (index, name));
        self.life().calls.push(Call::Start { key, input, handle });
    }

    pub(crate) fn take_offer(&mut self) {
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
        if !is_express(&offer) {
            self.arns.insert(task.execution, arn.clone());
            self.tokens.push((offer.token(), task));
            let mut seen = Seen::default();
            self.read(&arn, &mut seen);
            assert!(
                seen.is_scheduled(task.task.0),
                "offered before it was stored"
            );
        }
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

    pub(crate) fn output(&mut self) -> String {
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

    pub(crate) fn poll_activity(&mut self) {
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

    fn redrive(&mut self) {
        let ended = |known: &Known| {
            let status = known.seen.status;
            status.is_some_and(|status| !matches!(status, Status::Running | Status::Succeeded))
        };
        let known = self.known.iter().filter(|(_, known)| ended(known));
        let arns: Vec<String> = known.map(|(arn, _)| arn.clone()).collect();
        if arns.is_empty() {
            return;
        }
        let at = usize::try_from(self.random.below(arns.len() as u64)).unwrap();
        let arn = arns[at].clone();
        let (engine, redriven) = (self.life().engine.clone(), arn.clone());
        let runtime = &self.life().runtime;
        let handle = runtime.spawn(async move { engine.redrive(&redriven, None).await });
        // It may go on after its end, whatever is answered: it is looked at again.
        self.doubt(&arn);
        self.life().calls.push(Call::Redrive(arn, handle));
    }

    fn redriven(&mut self, arn: &str, result: Result<Timestamp, ExecutionError>) {
        match result {
            Ok(_) => self.totals.redriven += 1,
            // Its outcome is unknown; or another redrive came first.
            Err(ExecutionError::Engine(_) | ExecutionError::NotRedrivable(_)) => {}
            Err(error) => panic!("an acknowledged execution is missing: {error}"),
        }
        self.doubt(arn);
    }

    fn doubt(&mut self, arn: &str) {
        if let Some(known) = self.known.get_mut(arn) {
            known.seen.status = None;
        }
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

    pub(crate) fn crash(&mut self) {
        self.crash_now(false);
    }

    fn crash_now(&mut self, losing_all: bool) {
        self.totals.crashes += 1;
        self.lives += 1;
        let life = self.life.take().expect("there is always a process");
        self.totals.archived += life.engine.stats().archived.get();
        let store = match losing_all {
            true => life.store.crash_losing_all(),
            false => life.store.crash(),
        };
        for call in &life.calls {
            if let Call::Redrive(arn, _) = call {
                self.doubt(arn);
            }
        }
        drop(life);
        let seed = self.random.next();
        let log: Arc<dyn ExecutionLog> = Arc::clone(&self.ends) as _;
        self.life = Some(Life::open(store, &self.clock, seed, &log));
    }

    /// Takes in the answers that have come.
    pub(crate) fn collect(&mut self) {
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
            Call::Redrive(arn, handle) => {
                let result = self.join(handle);
                self.redriven(&arn, result);
            }
            Call::Express(handle) => {
                let result = self.join(handle);
                self.express_started(result);
            }
            Call::Sync(handle) => {
                let result = self.join(handle);
                self.express_finished(result);
            }
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
            // An Express execution that runs again has the same task again.
            (Ok(()), Some(_)) if is_express(offer) => true,
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
                seen.status.get_or_insert(description.summary.status);
                return;
            }
            let mut events = history(engine, arn, 100_000, false).await;
            // It may have gone on between the two reads.
            events.truncate(usize::try_from(description.last_event).unwrap());
            let known = usize::try_from(seen.last_event()).unwrap();
            let more = events.split_off(known);
            seen.grow(more, &description);
        });
    }

    /// All invariants, for every execution that may have changed.
    pub(crate) fn check(&mut self) {
        let mut known = std::mem::take(&mut self.known);
        for (arn, execution) in &mut known {
            let seen = &mut execution.seen;
            if seen.status.is_none_or(|status| status == Status::Running) {
                self.read(arn, seen);
            }
        }
        self.known = known;
    }
}

/// A whole history, page by page.
pub(crate) async fn history(engine: &Engine, arn: &str, limit: usize, reverse: bool) -> Vec<Event> {
    let mut query = HistoryQuery {
        arn: arn.to_owned(),
        reverse,
        limit,
        include_data: true,
        token: None,
    };
    let mut events = Vec::new();
    loop {
        let page = engine.history(&query).await.unwrap();
        events.extend(page.events);
        match page.next {
            Some(next) => query.token = Some(next),
            None => return events,
        }
    }
}

fn is_express(offer: &Offer) -> bool {
    offer.execution_arn().contains(":express:")
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
