//! Jobs whose end is the task's end: `.sync`.

use engine::Left;

use super::foreign::ForeignJob;
use super::outcome::Outcome;
use super::start_execution::Child;
use crate::app::App;

/// A job that a task has started.
#[derive(Debug)]
pub(crate) enum Job {
    /// An execution of this server.
    Execution(Child),
    /// A job of a service that is elsewhere.
    Foreign(ForeignJob),
}

impl Job {
    /// Waits for the job's end. `None` when the server stops first: then the task is done again after the restart, and
    /// finds the job it has started. Dropping the future is safe.
    pub(super) async fn end(&self, app: &App) -> Option<Outcome> {
        match self {
            Self::Execution(child) => child.end(app).await,
            Self::Foreign(job) => job.end(app).await,
        }
    }

    /// The task has left: without a result its job is stopped. True when that is done, or cannot be.
    pub(super) async fn leave(&self, app: &App, left: Left) -> bool {
        match (self, left) {
            (_, Left::Answered) => false,
            (Self::Execution(child), Left::Withdrawn) => child.stop(app).await,
            (Self::Foreign(job), Left::Withdrawn) => {
                job.stop(app).await;
                true
            }
        }
    }
}
