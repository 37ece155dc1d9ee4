//! Any definition that compiles runs on any input and through any happenings: no panic, gapless event ids, and the
//! run survives being encoded and decoded between steps.
//!
//! The data is a definition, a zero byte, an input, a zero byte, and one byte per happening.
#![no_main]

use std::sync::Arc;

use asl::event::{Failure, Payload};
use asl::map_run::MapRunResult;
use asl::program::Program;
use asl::run::Run;
use asl::step::{
    Action, Command, Env, ExecutionInfo, Limits, Step, TaskId, TaskStage, TimerId, TokenMaker,
};
use libfuzzer_sys::fuzz_target;
use model::Timestamp;

const LIMITS: Limits = Limits {
    payload_bytes: 4_000,
    history_events: 200,
    step_events: 50,
};

fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(3, |byte| *byte == 0);
    let mut text = || parts.next().and_then(|part| std::str::from_utf8(part).ok());
    let (Some(definition), Some(input)) = (text(), text()) else {
        return;
    };
    if asl::input::defect(input).is_some() {
        return;
    }
    let Ok(program) = Program::compile(definition) else {
        return;
    };
    let mut world = World::new(&program, input);
    for happening in parts.next().unwrap_or_default().iter().take(60) {
        world.happen(*happening);
    }
});

/// What surrounds an execution: offered tasks and armed timers.
struct World<'a> {
    program: &'a Program,
    info: ExecutionInfo,
    run: Run,
    now: Timestamp,
    last: u64,
    tasks: Vec<TaskId>,
    map_runs: Vec<TaskId>,
    timers: Vec<(Timestamp, TimerId)>,
}

impl<'a> World<'a> {
    fn new(program: &'a Program, input: &str) -> Self {
        let info = ExecutionInfo {
            arn: "arn:aws:states:us-east-1:111111111111:execution:Machine:name".into(),
            name: "name".into(),
            role_arn: "arn:aws:iam::111111111111:role/r".into(),
            start: Timestamp::from_millis(1_700_000_000_000),
            input: Payload::new(input),
            machine_arn: "arn:aws:states:us-east-1:111111111111:stateMachine:Machine".into(),
            machine_name: "Machine".into(),
            region: "us-east-1".into(),
            alias_arn: None,
            version_arn: None,
            redrive_count: Some(0),
            redrive_time: None,
        };
        let now = info.start;
        let (run, step) = asl::interpret::start(program, &info, &env(now));
        let mut world = Self {
            program,
            info,
            run,
            now,
            last: 0,
            tasks: Vec::new(),
            map_runs: Vec::new(),
            timers: Vec::new(),
        };
        world.take(step);
        world
    }

    fn happen(&mut self, happening: u8) {
        let (what, which) = (happening & 7, usize::from(happening >> 3));
        if what == 6 && !self.map_runs.is_empty() {
            let task = self.map_runs.remove(which % self.map_runs.len());
            let result = MapRunResult::Succeeded(Payload::new(r#"[{"a":1},null]"#));
            return self.apply(Command::MapRunEnded { task, result });
        }
        let command = match (what, self.tasks.get(which % self.tasks.len().max(1))) {
            (0, _) | (_, None) => match self.due() {
                Some(timer) => Command::TimerFired { timer },
                None => return,
            },
            (1, _) => Command::Stop {
                failure: Failure::default(),
            },
            (2, Some(&task)) => Command::TaskStarted { task, worker: None },
            (3, Some(&task)) => Command::TaskFailed {
                task,
                failure: Failure {
                    error: Some("E".into()),
                    cause: None,
                },
                at: TaskStage::Run,
            },
            (4, Some(&task)) => Command::Heartbeat { task },
            (5, Some(&task)) => Command::TaskSubmitted {
                task,
                output: Payload::new("{}"),
            },
            (_, Some(&task)) => Command::TaskSucceeded {
                task,
                output: Payload::new(r#"{"a":[1,"b",null]}"#),
            },
        };
        self.apply(command);
    }

    fn due(&mut self) -> Option<TimerId> {
        self.timers.sort_unstable();
        let (due, timer) = (!self.timers.is_empty()).then(|| self.timers.remove(0))?;
        self.now = self.now.max(due);
        Some(timer)
    }

    fn apply(&mut self, command: Command) {
        let decoded = Run::decode(&self.run.encode()).expect("what was encoded decodes");
        assert_eq!(decoded.encode(), self.run.encode());
        self.run = decoded;
        let step = asl::interpret::apply(
            self.program,
            &mut self.run,
            &self.info,
            command,
            &env(self.now),
        );
        self.take(step);
    }

    fn take(&mut self, step: Step) {
        for event in &step.events {
            assert_eq!(event.id, self.last + 1, "ids have no gaps");
            self.last = event.id;
        }
        for action in step.actions {
            match action {
                Action::Offer(offer) => self.tasks.push(offer.task),
                Action::StartMapRun(spec) => self.map_runs.push(spec.task),
                Action::Withdraw(task) | Action::Leave(task) => {
                    self.tasks.retain(|offered| *offered != task);
                    self.map_runs.retain(|started| *started != task);
                }
                Action::SetTimer { timer, due } => self.timers.push((due, timer)),
                Action::ClearTimer { timer, due } => self.timers.retain(|set| *set != (due, timer)),
            }
        }
        if step.more {
            self.apply(Command::Resume);
        }
    }
}

fn env(now: Timestamp) -> Env {
    Env {
        now,
        seed: 7,
        limits: LIMITS,
        token: TokenMaker(Arc::new(|task: TaskId| format!("token-{}", task.0))),
        activities: None,
    }
}
