//! One state alone, for `TestState`: entered with a given input, answered by a mock or a real call, watched by a
//! probe. The work is the interpreter's own; only children of Parallel and Map states are never begun.

use super::probe::Probe;
use super::{Interpreter, branches, task};
use crate::error::StateError;
use crate::event::{Failure, Payload};
use crate::program::Program;
use crate::run::{FrameId, Phase, Run};
use crate::step::{Command, Env, ExecutionInfo, Step};

/// The state under test with everything around it.
pub(crate) struct Tested<'a> {
    pub(crate) program: &'a Program,
    pub(crate) run: &'a mut Run,
    pub(crate) info: &'a ExecutionInfo,
    pub(crate) env: &'a Env,
    pub(crate) probe: &'a Probe,
}

/// What happens to the state.
pub(crate) enum Happening {
    /// It begins.
    Begin,
    /// The engine's own: a task's result, a timer.
    Command(Command),
    /// What the caller of `TestState` wants to have happened.
    Mock(Result<Payload, Failure>),
}

impl Tested<'_> {
    /// Lets something happen to the state, and the state go on until it is blocked or left.
    pub(crate) fn apply(self, happening: Happening) -> Step {
        let mut interpreter = Interpreter::new(self.program, self.run, self.info, self.env);
        interpreter.probe = Some(self.probe);
        if interpreter.run.over {
            return interpreter.step;
        }
        match happening {
            Happening::Begin => {}
            Happening::Command(command) => interpreter.command(command),
            Happening::Mock(Ok(result)) => interpreter.mock_result(result),
            Happening::Mock(Err(failure)) => interpreter.mock_failure(StateError::named(failure)),
        }
        interpreter.drive();
        interpreter.step
    }
}

impl Interpreter<'_> {
    fn mock_result(&mut self, result: Payload) {
        let id = FrameId::ROOT;
        match self.frame(id).phase {
            Phase::Branches(_) => {
                let joined = branches::joined_as(self, id, result);
                self.settle(id, joined);
            }
            _ => {
                if let Some(task) = self.frame(id).task() {
                    task::succeeded(self, task, result);
                }
            }
        }
    }

    fn mock_failure(&mut self, error: StateError) {
        let id = FrameId::ROOT;
        match self.frame(id).phase {
            Phase::Task(_) => task::broke(self, id, error),
            _ => {
                self.fail(id, error);
            }
        }
    }
}
