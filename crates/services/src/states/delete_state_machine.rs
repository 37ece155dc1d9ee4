//! `DeleteStateMachine`: the machine becomes `DELETING`, its executions are ended, then it is gone with its versions
//! and aliases (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html>).

use std::time::Duration;

use aws::Error;
use aws::states::*;
use engine::{Engine, EngineError, ExecutionError, ListQuery, Status};
use store::collection::{Change, Document, UpdateError, WriteError};

use super::machines::{MachineDocument, MachineStatus, Machines};
use super::qualified::{is_own, unqualified};
use crate::app::{App, unavailable};
use crate::call::Context;

/// How many executions are ended before the next are looked for.
const AT_ONCE: usize = 100;
/// How long to wait before trying again what the engine could not do.
const AGAIN: Duration = Duration::from_millis(200);

/// Deletes a state machine; one that is not there is deleted already.
pub(super) async fn delete_state_machine(
    cx: &Context<'_>,
    input: DeleteStateMachineInput,
) -> Result<DeleteStateMachineOutput, Error> {
    let arn = unqualified(cx, &input.state_machine_arn)?;
    if is_own(cx, arn) {
        mark(cx, arn).await?;
        let (machines, engine) = (cx.app.machines.clone(), cx.app.engine.clone());
        // Most machines have nothing to end: then it is gone with the answer.
        match running(&engine, arn).await {
            Ok(running) if running.is_empty() => {
                let removed = remove(&machines, arn).await;
                removed.map_err(|error| unavailable(&error))?;
            }
            _ => drop(tokio::spawn(finish(machines, engine, arn.to_owned()))),
        }
    }
    Ok(DeleteStateMachineOutput::default())
}

/// Goes on with deletions that the last stop of the server interrupted.
pub(crate) fn resume(app: &App) {
    for (arn, machine) in app.machines.machines.list("") {
        if machine.status == MachineStatus::Deleting {
            let (machines, engine) = (app.machines.clone(), app.engine.clone());
            drop(tokio::spawn(finish(machines, engine, arn.to_string())));
        }
    }
}

/// From here on nothing is started.
async fn mark(cx: &Context<'_>, arn: &str) -> Result<(), Error> {
    let next = |machine: &MachineDocument| {
        Ok::<_, Error>(MachineDocument {
            status: MachineStatus::Deleting,
            ..machine.clone()
        })
    };
    match cx.app.machines.machines.update(arn, next).await {
        Ok(_) | Err(UpdateError::Write(WriteError::NotFound(_))) => Ok(()),
        Err(UpdateError::Rejected(error)) => Err(error),
        Err(UpdateError::Write(other)) => Err(unavailable(&other)),
    }
}

/// Ends the machine's executions until none runs, and removes it.
async fn finish(machines: Machines, engine: Engine, arn: String) {
    loop {
        let ended = end_some(&engine, &arn).await;
        match ended {
            Ok(0) => break,
            Ok(_) => {}
            // The next start of the server goes on.
            Err(ExecutionError::Engine(EngineError::Closed)) => return,
            Err(error) => {
                tracing::warn!(%error, %arn, "executions of a machine that is deleted cannot be ended; trying again");
                tokio::time::sleep(AGAIN).await;
            }
        }
    }
    if let Err(error) = remove(&machines, &arn).await {
        tracing::error!(%error, %arn, "a machine cannot be deleted; the next start tries again");
    }
}

async fn running(engine: &Engine, arn: &str) -> Result<Vec<String>, ExecutionError> {
    let query = ListQuery {
        machine_arn: arn.to_owned(),
        status: Some(Status::Running),
        limit: AT_ONCE,
        token: None,
    };
    let page = engine.list(&query).await?;
    Ok(page.executions.into_iter().map(|one| one.arn).collect())
}

async fn end_some(engine: &Engine, arn: &str) -> Result<usize, ExecutionError> {
    let running = running(engine, arn).await?;
    for execution in &running {
        engine.stop(execution, None, None).await?;
    }
    Ok(running.len())
}

/// Versions and aliases go first: what is left after a crash in between is a machine that is still being deleted.
async fn remove(machines: &Machines, arn: &str) -> Result<(), WriteError> {
    let mut machine = machines.machines.begin().await;
    let mut versions = machines.versions.begin().await;
    let mut aliases = machines.aliases.begin().await;
    let version_arns = machines.versions.list(&format!("{arn}:"));
    delete_all(&mut versions, version_arns)?;
    delete_all(&mut aliases, machines.aliases_of(arn))?;
    versions.commit_with(aliases).await?;
    match machine.delete(arn) {
        Ok(_) => Ok(machine.commit().await?),
        Err(WriteError::NotFound(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

fn delete_all<T: Document>(
    change: &mut Change<T>,
    documents: Vec<(std::sync::Arc<str>, std::sync::Arc<T>)>,
) -> Result<(), WriteError> {
    for (arn, _) in documents {
        change.delete(&arn)?;
    }
    Ok(())
}
