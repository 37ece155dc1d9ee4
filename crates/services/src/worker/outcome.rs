//! What a call came to.

use std::sync::Arc;

use asl::event::{Failure, Payload};
use asl::step::TaskStage;

use super::job::Job;

/// What became of a call.
pub(crate) enum Outcome {
    /// The service answered.
    Succeeded(Payload),
    /// The service answered, and the job it started goes on.
    Submitted(Payload, Arc<Job>),
    /// It did not come to that.
    Failed(Failure, TaskStage),
}

/// A failure of the running task.
pub(super) fn failed(error: impl Into<String>, cause: impl Into<String>) -> Outcome {
    failed_at(TaskStage::Run, error, cause)
}

/// A failure at some stage.
pub(super) fn failed_at(
    stage: TaskStage,
    error: impl Into<String>,
    cause: impl Into<String>,
) -> Outcome {
    let failure = Failure {
        error: Some(error.into()),
        cause: Some(cause.into()),
    };
    Outcome::Failed(failure, stage)
}

/// Parameters that a service cannot be called with.
pub(super) fn unusable(parameters: &Payload, why: &str) -> Outcome {
    let parameters = parameters.as_str();
    failed(
        "States.Runtime",
        format!("The Parameters '{parameters}' could not be used to start the Task: [{why}]"),
    )
}
