//! What was under way, what children tell, and what becomes of it.

use std::sync::Arc;

use futures_util::{FutureExt, StreamExt};

use super::found::Found;
use super::{Driver, pause};
use crate::error::{EngineError, ExecutionError, StartError};
use crate::map_run::items::ChildInput;
use crate::map_run::registry::Note;
use crate::request::{Finished, Started};
use crate::status::Status;

/// Something that was under way.
pub(super) enum Done {
    Started(u64, ChildInput, Result<Started, StartError>),
    Finished(u64, ChildInput, Result<Finished, StartError>),
    Checked(u64, Result<Option<Found>, EngineError>),
    Stopped(u64, Result<(), EngineError>),
    Redriven(u64, Status, Result<(), ExecutionError>),
    Updated,
    Stored(Result<(), store::CommitError>),
    /// Time for another attempt.
    Again(Again),
}

pub(super) enum Again {
    Start(u64, ChildInput),
    Check(u64),
    Stop(u64),
    Redrive(u64, Status),
    Store,
}

impl Driver {
    /// Waits until something happens, and takes all that has.
    pub(super) async fn wait(&mut self) {
        self.show();
        tokio::select! {
            biased;
            // Neither loses anything when the other is ready first.
            Some(note) = self.notes.recv() => self.note(note),
            Some(done) = self.under_way.next(), if !self.under_way.is_empty() => self.done(done),
        }
        self.listen();
        self.store_results();
        self.judge();
    }

    /// Takes what has happened meanwhile, without waiting.
    pub(super) fn listen(&mut self) {
        while let Ok(note) = self.notes.try_recv() {
            self.note(note);
        }
        while let Some(Some(done)) = self.under_way.next().now_or_never() {
            self.done(done);
        }
    }

    fn note(&mut self, note: Note) {
        match note {
            Note::Ended(index, end) => self.ended(index, end),
            Note::Unsure(index) => self.again(Again::Check(index)),
            Note::Abort => self.abort(),
            Note::Update(changes, reply) => self.update(changes, reply),
        }
    }

    fn done(&mut self, done: Done) {
        match done {
            Done::Started(index, child, result) => {
                self.starting -= 1;
                self.started(index, child, result);
            }
            Done::Finished(index, child, result) => self.finished(index, child, result),
            Done::Checked(index, Ok(Some(found))) => self.take(index, found),
            // It is started again by whoever learns that its start failed.
            Done::Checked(_, Ok(None)) => {}
            Done::Checked(index, Err(_)) => self.again(Again::Check(index)),
            Done::Redriven(index, before, result) => self.redriven(index, before, result),
            Done::Stopped(_, Ok(())) => {}
            Done::Stopped(index, Err(_)) => self.again(Again::Stop(index)),
            Done::Updated => {}
            Done::Stored(Ok(())) => self.storing.clear(),
            Done::Stored(Err(_)) => self.again(Again::Store),
            Done::Again(Again::Store) => self.unstored.append(&mut self.storing),
            Done::Again(Again::Start(index, child)) => self.start(index, child, true),
            Done::Again(Again::Check(index)) => self.check(index),
            Done::Again(Again::Stop(index)) => self.stop(index),
            Done::Again(Again::Redrive(index, before)) => self.redrive(index, before),
        }
    }

    pub(super) fn again(&mut self, what: Again) {
        let shared = Arc::clone(&self.shared);
        let wait = async move {
            pause(&shared).await;
            Done::Again(what)
        };
        self.under_way.push(wait.boxed());
    }
}
