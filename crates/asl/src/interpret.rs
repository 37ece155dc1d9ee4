//! The interpreter: one command in, events and actions out.
//!
//! It runs on until every frame is blocked or finished, or the step's budget of events is used. It is total: whatever
//! is wrong with a definition, a payload or a stored run becomes an event.
//!
//! # Layout
//! - [`events`]: writing history. [`site`]: what a state sees of its data.
//! - [`failing`]: `Retry`, `Catch`, and what happens to siblings. [`ending`]: how executions end.
//! - [`redrive`]: how one that ended without success goes on.
//! - [`branches`]: what Parallel and Map share: beginning, joining, aborting.
//! - [`probe`], [`tested`]: one state alone, for `TestState`.
//! - [`pass`], [`task`], [`choice`], [`wait`], [`fail`], [`parallel`], [`map`], [`distributed`]: one state type each.

mod arguments;
mod branches;
mod choice;
mod distributed;
mod ending;
mod events;
mod fail;
mod failing;
mod iteration;
mod map;
mod parallel;
mod pass;
pub(crate) mod probe;
mod redrive;
mod site;
mod task;
pub(crate) mod tested;
mod wait;

use std::cell::RefCell;
use std::time::Duration;

use crate::error::{Fault, StateError};
use crate::event::{Details, EventType, ExecutionStarted, Payload, StateEntered, StateExited};
use crate::json::{self, Document};
use crate::jsonata::Recent;
use crate::program::{Kind, Program, State, StateId};
use crate::random::SplitMix;
use crate::run::{Frame, FrameId, Held, Phase, Run, Timer, Waker};
use crate::step::{Action, Command, Env, ExecutionInfo, Step, TimerId};
pub use distributed::map_run;
use probe::Probe;
use site::Outcome;
pub(crate) use site::text_in;

/// How long an Express execution may run
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html>).
const EXPRESS_LIMIT: Duration = Duration::from_secs(5 * 60);

/// Begins an execution of `program`: its first events, up to where it blocks or ends.
#[must_use]
pub fn start(program: &Program, info: &ExecutionInfo, env: &Env) -> (Run, Step) {
    let input = Held {
        payload: info.input.clone(),
        event: 1,
    };
    let mut run = Run::new(Frame::new(program.start, input, 0));
    let mut interpreter = Interpreter::new(program, &mut run, info, env);
    interpreter.begin_execution();
    interpreter.drive();
    let step = interpreter.step;
    (run, step)
}

/// Applies `command` to `run`. A command for a task or timer that nobody waits for does nothing.
#[must_use]
pub fn apply(
    program: &Program,
    run: &mut Run,
    info: &ExecutionInfo,
    command: Command,
    env: &Env,
) -> Step {
    if run.over {
        return Step::default();
    }
    let mut interpreter = Interpreter::new(program, run, info, env);
    interpreter.warm();
    if !interpreter.run.over {
        interpreter.command(command);
        interpreter.drive();
    }
    interpreter.step
}

/// Goes on with an execution that ended without success: [`Run::can_redrive`]. `info` counts this redrive.
#[must_use]
pub fn redrive(program: &Program, run: &mut Run, info: &ExecutionInfo, env: &Env) -> Step {
    if !run.can_redrive() {
        return Step::default();
    }
    run.reopen();
    let mut interpreter = Interpreter::new(program, run, info, env);
    interpreter.warm();
    if !interpreter.run.over {
        interpreter.begin_redrive();
        interpreter.drive();
    }
    interpreter.step
}

/// Whether a frame can go on at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    Continue,
    Blocked,
}

struct Interpreter<'a> {
    program: &'a Program,
    run: &'a mut Run,
    info: &'a ExecutionInfo,
    env: &'a Env,
    random: RefCell<SplitMix>,
    recent: RefCell<Recent>,
    step: Step,
    /// The history has no room left but for the last event.
    full: bool,
    /// Watches the only state there is, under `TestState`.
    probe: Option<&'a Probe>,
}

impl<'a> Interpreter<'a> {
    fn new(program: &'a Program, run: &'a mut Run, info: &'a ExecutionInfo, env: &'a Env) -> Self {
        let random = RefCell::new(SplitMix::new(env.seed));
        Self {
            program,
            run,
            info,
            env,
            random,
            recent: RefCell::default(),
            step: Step::default(),
            full: false,
            probe: None,
        }
    }

    fn begin_execution(&mut self) {
        let started = ExecutionStarted {
            input: self.info.input.clone(),
            role_arn: self.info.role_arn.clone(),
            alias_arn: self.info.alias_arn.clone(),
            version_arn: self.info.version_arn.clone(),
        };
        // The first state's event points back to 0 as well (recorded), so this one does not count as the root's last.
        self.note(
            0,
            FrameId::ROOT,
            EventType::ExecutionStarted,
            Some(Details::Started(started)),
        );
        self.set_deadline();
    }

    /// Sets the timer that ends the whole execution: `TimeoutSeconds`, and for Express workflows AWS's own limit.
    fn set_deadline(&mut self) {
        let own = self.program.timeout;
        let limit = match self.info.is_express() {
            true => Some(own.map_or(EXPRESS_LIMIT, |own| own.min(EXPRESS_LIMIT))),
            false => own,
        };
        if let Some(limit) = limit {
            let timer = self.set_timer(limit);
            self.run.deadline = Some(timer);
        }
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Resume => {}
            Command::Stop { failure } => self.abort_execution(failure),
            Command::TimerFired { timer } => self.timer_fired(timer),
            Command::TaskStarted { task, worker } => task::started(self, task, worker),
            Command::TaskSubmitted { task, output } => task::submitted(self, task, output),
            Command::TaskSucceeded { task, output } => task::succeeded(self, task, output),
            Command::TaskFailed { task, failure, at } => task::failed(self, task, failure, at),
            Command::Heartbeat { task } => task::heartbeat(self, task),
            Command::MapRunEnded { task, result } => distributed::ended(self, task, result),
        }
    }

    fn timer_fired(&mut self, timer: TimerId) {
        if self
            .run
            .deadline
            .is_some_and(|deadline| deadline.id == timer)
        {
            self.run.deadline = None;
            return self.time_out_execution();
        }
        let Some(id) = self.run.woken_by(Waker::Timer(timer)) else {
            return;
        };
        self.run.forget(Waker::Timer(timer));
        match self.frame(id).phase {
            Phase::Wait(_) => wait::over(self, id),
            Phase::Retry(_) => {
                self.frame_mut(id).phase = Phase::Begin;
                self.run.ready.push_back(id);
            }
            Phase::Task(_) => task::timed_out(self, id, timer),
            Phase::Enter | Phase::Begin | Phase::Branches(_) | Phase::MapRun(_) => {}
        }
    }

    /// Lets ready frames go on until none is ready or the budget is used.
    fn drive(&mut self) {
        while !self.run.over {
            if self.full {
                return self.overflow();
            }
            let Some(id) = self.run.ready.pop_front() else {
                return;
            };
            if self.budget_used() {
                self.run.ready.push_front(id);
                self.step.more = true;
                return;
            }
            self.advance(id);
        }
    }

    fn budget_used(&self) -> bool {
        self.step.events.len() >= self.env.limits.step_events.max(1)
    }

    /// Lets one frame go on until it is blocked or finished.
    fn advance(&mut self, id: FrameId) {
        let mut flow = Flow::Continue;
        while flow == Flow::Continue && !self.run.over && !self.full {
            if self.budget_used() {
                return self.run.ready.push_front(id);
            }
            flow = match self.run.frame(id).map(|frame| &frame.phase) {
                Some(Phase::Enter) => self.enter(id),
                Some(Phase::Begin) => self.begin(id),
                Some(Phase::Branches(_)) => {
                    let result = branches::advance(self, id);
                    self.settle(id, result)
                }
                Some(Phase::Wait(_) | Phase::Retry(_) | Phase::Task(_) | Phase::MapRun(_))
                | None => Flow::Blocked,
            };
        }
    }

    fn enter(&mut self, id: FrameId) -> Flow {
        let now = self.env.now;
        let state = self.state(id);
        let frame = self.frame(id);
        let entered = StateEntered {
            name: state.name.clone(),
            input: frame.input.payload.clone(),
        };
        let after = frame.last_event;
        let event = self.emit(id, state.events.entered, Some(Details::Entered(entered)));
        let holder = self.holder(event);
        let frame = self.frame_mut(id);
        frame.entered_after = after;
        frame.input.event = holder;
        frame.entered_event = event;
        frame.entered = now;
        frame.retries = 0;
        frame.attempts.clear();
        frame.phase = Phase::Begin;
        Flow::Continue
    }

    /// The event that holds a payload: `event`, unless the history had no room for it.
    fn holder(&self, event: u64) -> u64 {
        if self.full { 0 } else { event }
    }

    fn begin(&mut self, id: FrameId) -> Flow {
        let result = match &self.state(id).kind {
            Kind::Pass(pass) => pass::run(self, id, pass),
            Kind::Task(task) => task::begin(self, id, task),
            Kind::Choice(choice) => choice::run(self, id, choice),
            Kind::Wait(wait) => wait::begin(self, id, wait),
            Kind::Succeed => wait::pass_on(self, id),
            Kind::Fail(fail) => fail::run(self, id, fail),
            Kind::Parallel(parallel) => parallel::begin(self, id, parallel),
            Kind::Map(map) => map::begin(self, id, map),
            Kind::Distributed(map) => distributed::begin(self, id, map),
        };
        self.settle(id, result)
    }

    /// What follows from how a state's work went.
    fn settle(&mut self, id: FrameId, result: Result<Flow, StateError>) -> Flow {
        result.unwrap_or_else(|error| self.fail(id, error))
    }

    /// Leaves the state of frame `id` for `next`, or ends the frame.
    fn leave(
        &mut self,
        id: FrameId,
        outcome: Outcome,
        next: Option<StateId>,
    ) -> Result<Flow, StateError> {
        let state = self.state(id);
        let payload = outcome.output.payload();
        if payload.len() > self.env.limits.payload_bytes {
            return Err(failing::too_large(&state.name));
        }
        let passed_on = payload.shares_with(&self.frame(id).input.payload);
        let assigned = outcome.assigned_texts(state.language);
        let deep = !passed_on && json::too_deep(payload.as_str());
        if deep
            || assigned
                .iter()
                .any(|variable| json::too_deep(&variable.value))
        {
            return Err(self.fault(id, site::too_deep()));
        }
        let Some(exited) = state.events.exited else {
            return Ok(Flow::Blocked);
        };
        let details = StateExited {
            name: state.name.clone(),
            output: payload.clone(),
            assigned,
        };
        let event = self.emit(id, exited, Some(Details::Exited(details)));
        let event = self.holder(event);
        let frame = self.frame_mut(id);
        frame.variables.extend(outcome.assigned);
        if self.probe.is_some() {
            self.show_left(id, payload, next);
            return Ok(Flow::Blocked);
        }
        let frame = self.frame_mut(id);
        let held = Held { payload, event };
        match next {
            Some(next) => {
                frame.state = next;
                frame.input = held;
                frame.phase = Phase::Enter;
                Ok(Flow::Continue)
            }
            None => {
                self.finish(id, held);
                Ok(Flow::Blocked)
            }
        }
    }

    /// The tested state is left, and nothing follows.
    fn show_left(&mut self, id: FrameId, output: Payload, next: Option<StateId>) {
        let next = next.and_then(|next| self.program.state(next));
        if let Some(probe) = self.probe {
            let name = next.map(|state| state.name.as_str());
            probe.left(output, name, &self.frame(id).variables);
        }
        self.run.over = true;
    }

    /// The frame has run its last state.
    fn finish(&mut self, id: FrameId, output: Held) {
        match self.frame(id).parent {
            None => self.succeed_execution(output.payload),
            Some(parent) => branches::child_done(self, parent, id, output),
        }
    }

    fn set_timer(&mut self, delay: Duration) -> Timer {
        let timer = Timer {
            id: TimerId(self.run.next_timer),
            due: self.env.now.after(delay),
        };
        self.run.next_timer += 1;
        self.step.actions.push(Action::SetTimer {
            timer: timer.id,
            due: timer.due,
        });
        timer
    }

    /// Sets a timer that wakes frame `id`.
    fn wake_after(&mut self, id: FrameId, delay: Duration) -> Timer {
        let timer = self.set_timer(delay);
        self.run.wake_on(Waker::Timer(timer.id), id);
        timer
    }

    fn clear_timer(&mut self, timer: Timer) {
        self.run.forget(Waker::Timer(timer.id));
        self.step.actions.push(Action::ClearTimer {
            timer: timer.id,
            due: timer.due,
        });
    }

    /// Gives up what frame `id` waits for.
    fn release(&mut self, id: FrameId) {
        let frame = self.frame(id);
        let (task, timers): (_, Vec<Timer>) = (frame.task(), frame.timers().collect());
        for timer in timers {
            self.clear_timer(timer);
        }
        let has_job = task::has_job(self, id);
        if let Some(task) = task {
            self.run.forget(Waker::Task(task));
            self.step.actions.push(task::departure(task, has_job));
        }
    }

    fn frame(&self, id: FrameId) -> &Frame {
        self.run
            .frame(id)
            .expect("only frames of the run are advanced")
    }

    fn frame_mut(&mut self, id: FrameId) -> &mut Frame {
        self.run
            .frame_mut(id)
            .expect("only frames of the run are advanced")
    }

    fn state(&self, id: FrameId) -> &'a State {
        let program = self.program;
        let state = program.state(self.frame(id).state);
        state.expect("a run's states are checked when it is loaded")
    }

    fn fault(&self, id: FrameId, fault: Fault) -> StateError {
        fault.of_state(&self.state(id).name, self.frame(id).entered_event)
    }

    fn raw(&self, id: FrameId) -> Document {
        self.frame(id).input.payload.clone().into()
    }
}
