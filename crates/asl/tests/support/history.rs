//! Events as the API shows them, and a small world that answers tasks and fires timers.

use std::collections::VecDeque;
use std::sync::Arc;

use asl::event::{Details, Event, EventType, Failure, Payload, TaskName};
use asl::map_run::MapRunSpec;
use asl::program::Program;
use asl::run::Run;
use asl::step::{
    Action, Command, Env, ExecutionInfo, Limits, Outcome, Step, TaskId, TaskOffer, TimerId,
    TokenMaker,
};
use model::Timestamp;
use serde_json::{Map, Value, json};

/// AWS's limits.
pub(crate) const AWS: Limits = Limits {
    payload_bytes: 262_144,
    history_events: 25_000,
    step_events: 1_000_000,
};

/// An execution with everything around it: its run, the time, timers that are set, tasks that are offered.
pub(crate) struct World {
    pub(crate) program: Program,
    pub(crate) info: ExecutionInfo,
    pub(crate) run: Run,
    pub(crate) now: Timestamp,
    pub(crate) limits: Limits,
    pub(crate) events: Vec<Event>,
    pub(crate) timers: Vec<(Timestamp, TimerId)>,
    pub(crate) offers: VecDeque<TaskOffer>,
    pub(crate) map_runs: VecDeque<MapRunSpec>,
    pub(crate) outcome: Option<Outcome>,
    /// Encode and decode the run between any two steps.
    pub(crate) forgetful: bool,
}

pub(crate) fn info(input: &str) -> ExecutionInfo {
    ExecutionInfo {
        arn: "arn:aws:states:us-east-1:111111111111:execution:Machine:name".into(),
        name: "name".into(),
        role_arn: "snf_role_arn".into(),
        start: Timestamp::from_millis(1_700_000_000_000),
        input: Payload::new(input),
        machine_arn: "arn:aws:states:us-east-1:111111111111:stateMachine:Machine".into(),
        machine_name: "Machine".into(),
        region: "us-east-1".into(),
        alias_arn: None,
        version_arn: None,
        redrive_count: Some(0),
        redrive_time: None,
    }
}

pub(crate) fn env(now: Timestamp, limits: Limits) -> Env {
    Env {
        now,
        seed: 7,
        limits,
        token: TokenMaker(Arc::new(|task: TaskId| format!("token-{}", task.0))),
        activities: None,
    }
}

impl World {
    pub(crate) fn start(
        definition: &str,
        input: &str,
        limits: Limits,
        forgetful: bool,
    ) -> Result<Self, String> {
        let program = Program::compile(definition).map_err(|error| error.to_string())?;
        let info = info(input);
        let now = info.start;
        let (run, step) = asl::interpret::start(&program, &info, &env(now, limits));
        let mut world = Self {
            program,
            info,
            run,
            now,
            limits,
            events: Vec::new(),
            timers: Vec::new(),
            offers: VecDeque::new(),
            map_runs: VecDeque::new(),
            outcome: None,
            forgetful,
        };
        world.take(step);
        Ok(world)
    }

    pub(crate) fn apply(&mut self, command: Command) {
        if self.forgetful {
            self.forget();
        }
        let env = env(self.now, self.limits);
        let step = asl::interpret::apply(&self.program, &mut self.run, &self.info, command, &env);
        self.take(step);
    }

    /// Replaces the run by what its bytes say, from the complete and from the compact form.
    fn forget(&mut self) {
        let whole = Run::decode(&self.run.encode()).expect("what was encoded decodes");
        let mut compact =
            Run::decode(&self.run.encode_compact()).expect("what was encoded decodes");
        for event in compact.missing() {
            let held = &self.events[usize::try_from(event).expect("fits") - 1];
            compact.supply(event, held.payload().expect("the event holds a payload"));
        }
        assert!(compact.missing().is_empty());
        assert_eq!(whole, compact);
        self.run = compact;
    }

    fn take(&mut self, step: Step) {
        self.events.extend(step.events);
        for action in step.actions {
            match action {
                Action::Offer(offer) => self.offers.push_back(offer),
                Action::StartMapRun(spec) => self.map_runs.push_back(*spec),
                Action::Withdraw(task) | Action::Leave(task) => {
                    self.offers.retain(|offer| offer.task != task);
                    self.map_runs.retain(|spec| spec.task != task);
                }
                Action::SetTimer { timer, due } => self.timers.push((due, timer)),
                Action::ClearTimer { timer, due } => {
                    self.timers.retain(|set| *set != (due, timer));
                }
            }
        }
        if step.outcome.is_some() {
            self.outcome = step.outcome;
        }
        if step.more {
            self.apply(Command::Resume);
        }
    }

    /// Fires the next timer; false when none is set.
    pub(crate) fn tick(&mut self) -> bool {
        self.timers.sort_unstable();
        if self.timers.is_empty() {
            return false;
        }
        let (due, timer) = self.timers.remove(0);
        self.now = self.now.max(due);
        self.apply(Command::TimerFired { timer });
        true
    }
}

/// An event as `GetExecutionHistory` shows it, its details under one name and without what says `truncated`.
pub(crate) fn shown(event: &Event) -> Value {
    let event_type = EventType::try_from(event.event_type).expect("a known type");
    let mut shown =
        json!({"id": event.id, "previousEventId": event.previous, "type": event_type.name()});
    if let Some(details) = &event.details {
        shown["details"] = Value::Object(details_of(details));
    }
    shown
}

fn text(payload: &Payload) -> Value {
    Value::String(payload.as_str().into())
}

fn object(fields: Vec<(&str, Option<Value>)>) -> Map<String, Value> {
    let present = |(name, value): (&str, Option<Value>)| Some((name.to_owned(), value?));
    fields.into_iter().filter_map(present).collect()
}

fn failure(failure: &Failure) -> Vec<(&'static str, Option<Value>)> {
    vec![
        ("error", failure.error.clone().map(Value::from)),
        ("cause", failure.cause.clone().map(Value::from)),
    ]
}

fn named(task: &TaskName) -> Vec<(&'static str, Option<Value>)> {
    vec![
        ("resourceType", Some(task.resource_type.clone().into())),
        ("resource", Some(task.resource.clone().into())),
    ]
}

fn joined<'k>(
    mut a: Vec<(&'k str, Option<Value>)>,
    b: Vec<(&'k str, Option<Value>)>,
) -> Map<String, Value> {
    a.extend(b);
    object(a)
}

fn details_of(details: &Details) -> Map<String, Value> {
    let name = |name: &String| Some(Value::from(name.clone()));
    match details {
        Details::Started(d) => object(vec![("input", Some(text(&d.input)))]),
        Details::Entered(d) => object(vec![
            ("name", name(&d.name)),
            ("input", Some(text(&d.input))),
        ]),
        Details::Exited(d) => {
            let assigned: Map<_, _> = d
                .assigned
                .iter()
                .map(|variable| (variable.name.clone(), Value::from(variable.value.clone())))
                .collect();
            let assigned = (!assigned.is_empty()).then_some(Value::Object(assigned));
            object(vec![
                ("name", name(&d.name)),
                ("output", Some(text(&d.output))),
                ("assignedVariables", assigned),
            ])
        }
        Details::Output(payload) => object(vec![("output", Some(text(payload)))]),
        Details::Failure(d) => object(failure(d)),
        Details::WorkScheduled(d) => object(vec![
            ("resource", name(&d.resource)),
            ("input", Some(text(&d.input))),
            ("timeoutInSeconds", d.timeout_seconds.map(Value::from)),
            ("heartbeatInSeconds", d.heartbeat_seconds.map(Value::from)),
            (
                "taskCredentials",
                d.credentials_role
                    .clone()
                    .map(|role| json!({"roleArn": role})),
            ),
        ]),
        Details::ActivityStarted(d) => {
            object(vec![("workerName", d.worker_name.clone().map(Value::from))])
        }
        Details::TaskScheduled(d) => joined(
            named(&d.task),
            vec![
                ("region", name(&d.region)),
                ("parameters", Some(text(&d.parameters))),
                ("timeoutInSeconds", d.timeout_seconds.map(Value::from)),
                ("heartbeatInSeconds", d.heartbeat_seconds.map(Value::from)),
                (
                    "taskCredentials",
                    d.credentials_role
                        .clone()
                        .map(|role| json!({"roleArn": role})),
                ),
            ],
        ),
        Details::TaskStarted(d) => object(named(d)),
        Details::TaskOutput(d) => joined(named(&d.task), vec![("output", Some(text(&d.output)))]),
        Details::TaskFailure(d) => joined(named(&d.task), failure(&d.failure)),
        Details::MapLength(length) => object(vec![("length", Some((*length).into()))]),
        Details::Iteration(d) => object(vec![
            ("name", name(&d.name)),
            ("index", Some(d.index.into())),
        ]),
        Details::MapRun(arn) => object(vec![("mapRunArn", name(arn))]),
        Details::Evaluation(d) => object(vec![
            ("error", name(&d.error)),
            ("cause", name(&d.cause)),
            (
                "location",
                name(&d.location).filter(|_| !d.location.is_empty()),
            ),
            ("state", name(&d.state)),
        ]),
        Details::MapRunRedriven(d) => object(vec![
            ("mapRunArn", name(&d.arn)),
            ("redriveCount", Some(d.redrive_count.into())),
        ]),
        Details::Redriven(count) => object(vec![("redriveCount", Some((*count).into()))]),
    }
}
