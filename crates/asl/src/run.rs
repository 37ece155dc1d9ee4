//! The live state of one execution: a tree of frames, its timers, its variables.
//!
//! A frame is a place where states run one after another: the root, a Parallel branch, a Map iteration. Frames that
//! are finished are dropped; what they gave is kept by reference until their siblings are done.
//!
//! # Layout
//! - [`frame`]: a frame and what it waits for.
//! - [`stored`]: the bytes of a run.
//! - [`waits`]: what a run waits for, for people.

pub(crate) mod frame;
mod stored;
mod waits;

use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use crate::event::Payload;
use crate::step::{TaskId, TimerId};

pub(crate) use frame::{
    Branches, Frame, Held, MapRunPhase, Phase, Source, TaskPhase, Timer, Variables,
};
pub use stored::DecodeError;
pub use waits::{Reason, Wait};

/// A frame's number. The root is 0; numbers of finished frames are used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct FrameId(pub(crate) u32);

impl FrameId {
    pub(crate) const ROOT: Self = Self(0);
}

/// What wakes a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Waker {
    Task(TaskId),
    Timer(TimerId),
}

/// The live state of one execution.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub(crate) next_event: u64,
    pub(crate) next_timer: u64,
    frames: Vec<Option<Frame>>,
    free: Vec<FrameId>,
    /// Frames that can go on, in order.
    pub(crate) ready: VecDeque<FrameId>,
    /// `TimeoutSeconds` of the machine.
    pub(crate) deadline: Option<Timer>,
    /// The execution has ended.
    pub(crate) over: bool,
    /// Decoded and not yet completed by what follows from the program.
    pub(crate) cold: bool,
    wakers: BTreeMap<Waker, FrameId>,
    /// The frames before a failure that nothing handles took them apart.
    kept: Option<Box<Kept>>,
}

/// Frames that a redrive goes on from.
#[derive(Clone, Debug, PartialEq)]
struct Kept {
    frames: Vec<Option<Frame>>,
    free: Vec<FrameId>,
}

impl Run {
    pub(crate) fn new(root: Frame) -> Self {
        Self {
            next_event: 1,
            next_timer: 1,
            frames: vec![Some(root)],
            free: Vec::new(),
            ready: VecDeque::from([FrameId::ROOT]),
            deadline: None,
            over: false,
            cold: false,
            wakers: BTreeMap::new(),
            kept: None,
        }
    }

    /// True when the execution has ended.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// The id of the next event, which is also one more than the number of events so far.
    #[must_use]
    pub fn next_event_id(&self) -> u64 {
        self.next_event
    }

    /// True when [`Command::Resume`](crate::step::Command::Resume) would do something.
    #[must_use]
    pub fn can_resume(&self) -> bool {
        !self.over && !self.ready.is_empty()
    }

    /// True while a frame waits for the result of `task`: a command about any other task does nothing.
    #[must_use]
    pub fn waits_for(&self, task: TaskId) -> bool {
        self.woken_by(Waker::Task(task)).is_some()
    }

    /// True when only timers can wake it.
    #[must_use]
    pub fn is_asleep(&self) -> bool {
        let timer = |waker: &Waker| matches!(waker, Waker::Timer(_));
        self.ready.is_empty() && self.wakers.keys().all(timer)
    }

    pub(crate) fn frame(&self, id: FrameId) -> Option<&Frame> {
        self.frames.get(id.0 as usize)?.as_ref()
    }

    pub(crate) fn frame_mut(&mut self, id: FrameId) -> Option<&mut Frame> {
        self.frames.get_mut(id.0 as usize)?.as_mut()
    }

    pub(crate) fn add(&mut self, frame: Frame) -> FrameId {
        let id = self.free.pop().unwrap_or_else(|| {
            self.frames.push(None);
            FrameId(u32::try_from(self.frames.len() - 1).unwrap_or(u32::MAX))
        });
        self.frames[id.0 as usize] = Some(frame);
        id
    }

    pub(crate) fn remove(&mut self, id: FrameId) -> Option<Frame> {
        let frame = self.frames.get_mut(id.0 as usize)?.take()?;
        self.free.push(id);
        Some(frame)
    }

    /// Keeps the frames as they are now, for the end that is about to come.
    pub(crate) fn keep(&mut self) {
        self.kept = Some(Box::new(Kept {
            frames: self.frames.clone(),
            free: self.free.clone(),
        }));
    }

    /// The execution goes on: nothing is kept.
    pub(crate) fn keep_nothing(&mut self) {
        self.kept = None;
    }

    /// True when [`Run::keep`] was called.
    pub(crate) fn has_kept(&self) -> bool {
        self.kept.is_some()
    }

    /// A frame as it was kept.
    pub(crate) fn kept_mut(&mut self, id: FrameId) -> Option<&mut Frame> {
        let kept = self.kept.as_mut()?;
        kept.frames.get_mut(id.0 as usize)?.as_mut()
    }

    /// The execution has ended with success: nothing is left to keep.
    pub(crate) fn end(&mut self) {
        self.frames.clear();
        self.free.clear();
        self.kept = None;
        self.stop();
    }

    /// The execution has ended without success: the frames stay, for a redrive.
    pub(crate) fn halt(&mut self) {
        if let Some(kept) = self.kept.take() {
            self.frames = kept.frames;
            self.free = kept.free;
        }
        self.stop();
    }

    fn stop(&mut self) {
        self.ready.clear();
        self.wakers.clear();
        self.over = true;
    }

    /// The execution goes on after its end. What the frames waited for is over: they begin again.
    pub(crate) fn reopen(&mut self) {
        self.wakers.clear();
        self.over = false;
    }

    /// True when the execution has ended and a redrive has something to go on from.
    #[must_use]
    pub fn can_redrive(&self) -> bool {
        self.over && self.frame(FrameId::ROOT).is_some()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = FrameId> {
        let present = self.frames.iter().enumerate();
        present
            .filter(|(_, frame)| frame.is_some())
            .map(|(index, _)| FrameId(u32::try_from(index).unwrap_or(u32::MAX)))
    }

    pub(crate) fn wake_on(&mut self, waker: Waker, frame: FrameId) {
        self.wakers.insert(waker, frame);
    }

    pub(crate) fn woken_by(&self, waker: Waker) -> Option<FrameId> {
        self.wakers.get(&waker).copied()
    }

    pub(crate) fn forget(&mut self, waker: Waker) {
        self.wakers.remove(&waker);
    }

    /// The value of variable `name` as seen in `frame`: its own or that of a frame around it.
    pub(crate) fn variable(&self, frame: FrameId, name: &str) -> Option<&Value> {
        let mut at = self.frame(frame)?;
        loop {
            if let Some(value) = at.variables.get(name) {
                return Some(value);
            }
            at = self.frame(at.parent?)?;
        }
    }

    /// All variables as seen in `frame`; an inner one hides an outer one of its name.
    pub(crate) fn variables(&self, frame: FrameId) -> Variables {
        let mut seen = Variables::new();
        let mut at = self.frame(frame);
        while let Some(frame) = at {
            for (name, value) in &frame.variables {
                seen.entry(name.clone()).or_insert_with(|| value.clone());
            }
            at = frame.parent.and_then(|parent| self.frame(parent));
        }
        seen
    }

    /// `$$.Map.Item` as seen in `frame`: index and value of the innermost iteration it is in.
    pub(crate) fn item(&self, frame: FrameId) -> Option<(u64, &Value)> {
        let mut at = self.frame(frame)?;
        loop {
            let parent = self.frame(at.parent?)?;
            if let Phase::Branches(Branches {
                source: Some(source),
                ..
            }) = &parent.phase
            {
                return Some((at.index, source.item(at.index)?));
            }
            at = parent;
        }
    }

    /// The events whose payloads this run needs and does not hold: not empty only after decoding a compact form.
    #[must_use]
    pub fn missing(&self) -> Vec<u64> {
        let mut missing: Vec<u64> = self
            .frames
            .iter()
            .flatten()
            .flat_map(Frame::held)
            .filter_map(|held| held.payload.referenced_event())
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// Fills in the payload of event `event`, wherever this run refers to it.
    pub fn supply(&mut self, event: u64, payload: &Payload) {
        for frame in self.frames.iter_mut().flatten() {
            for held in frame.held_mut() {
                if held.payload.referenced_event() == Some(event) {
                    held.payload = payload.clone();
                }
            }
        }
    }
}
