//! What a run waits for, for people who ask why nothing happens. Nothing here changes a run.

use model::Timestamp;

use super::{Frame, FrameId, Phase, Run};
use crate::program::{Kind, Program};
use crate::step::{TaskId, TaskTarget};

/// One place where the execution stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Wait {
    /// The states around it, outermost first, each with the number of the branch or iteration, from 0.
    pub path: Vec<(String, u64)>,
    /// The state.
    pub state: String,
    /// When the state was entered; absent while it is about to be.
    pub entered: Option<Timestamp>,
    /// The event after which nothing has happened here.
    pub last_event: u64,
    /// How often the state was tried again.
    pub retries: u32,
    /// What has to happen.
    pub reason: Reason,
}

/// What has to happen before a frame goes on.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// Only its turn: it goes on by itself.
    Turn,
    /// A Wait state's time.
    Time {
        /// When it is over.
        due: Timestamp,
    },
    /// The interval before the next attempt.
    Retry {
        /// When it is over.
        due: Timestamp,
    },
    /// A task's result.
    Task {
        /// Which task.
        task: TaskId,
        /// Who does it; absent when the state is no Task.
        target: Option<TaskTarget>,
        /// A worker has said that it began.
        started: bool,
        /// When it times out.
        timeout: Option<Timestamp>,
        /// When it times out unless a heartbeat comes.
        heartbeat: Option<Timestamp>,
    },
    /// Branches or iterations, which have places of their own.
    Branches {
        /// How many are at work.
        running: u64,
        /// How many have ended.
        done: u64,
        /// How many there are.
        length: u64,
    },
    /// The children of a distributed Map.
    MapRun {
        /// The Map Run's ARN.
        arn: String,
    },
}

impl Run {
    /// Every frame and what it waits for, up to `most` of them, outermost first.
    #[must_use]
    pub fn waits(&self, program: &Program, most: usize) -> Vec<Wait> {
        let frames = self
            .ids()
            .filter_map(|id| Some((id, self.frame(id)?)))
            .take(most);
        frames
            .map(|(id, frame)| self.wait(program, id, frame))
            .collect()
    }

    /// When the whole execution times out.
    #[must_use]
    pub fn times_out(&self) -> Option<Timestamp> {
        self.deadline.map(|timer| timer.due)
    }

    fn wait(&self, program: &Program, id: FrameId, frame: &Frame) -> Wait {
        let ready = self.ready.contains(&id);
        Wait {
            path: self.path(program, frame),
            state: name(program, frame),
            entered: (frame.entered_event != 0).then_some(frame.entered),
            last_event: frame.last_event,
            retries: frame.retries,
            reason: match ready {
                true => Reason::Turn,
                false => reason(program, frame),
            },
        }
    }

    fn path(&self, program: &Program, frame: &Frame) -> Vec<(String, u64)> {
        let mut path = Vec::new();
        let (mut index, mut parent) = (frame.index, frame.parent);
        while let Some(around) = parent.and_then(|id| self.frame(id)) {
            path.push((name(program, around), index));
            (index, parent) = (around.index, around.parent);
        }
        path.reverse();
        path
    }
}

fn name(program: &Program, frame: &Frame) -> String {
    let state = program.state(frame.state);
    state.map_or_else(String::new, |state| state.name.clone())
}

fn reason(program: &Program, frame: &Frame) -> Reason {
    match &frame.phase {
        Phase::Wait(timer) => Reason::Time { due: timer.due },
        Phase::Retry(timer) => Reason::Retry { due: timer.due },
        Phase::Task(task) => Reason::Task {
            task: task.task,
            target: target(program, frame),
            started: task.started,
            timeout: task.timeout.map(|timer| timer.due),
            heartbeat: task.heartbeat.map(|timer| timer.due),
        },
        Phase::Branches(branches) => Reason::Branches {
            running: branches.running.len() as u64,
            done: branches.begun - branches.running.len() as u64,
            length: branches.length,
        },
        Phase::MapRun(map_run) => Reason::MapRun {
            arn: map_run.arn.clone(),
        },
        Phase::Enter | Phase::Begin => Reason::Turn,
    }
}

fn target(program: &Program, frame: &Frame) -> Option<TaskTarget> {
    match &program.state(frame.state)?.kind {
        Kind::Task(task) => Some(task.target.clone()),
        _ => None,
    }
}
