//! What is asked of a Map Run's children, by their names.

use std::ops::Range;

use asl::event::Failure;
use tokio::sync::{mpsc, oneshot};

use super::found::Found;
use crate::command::{Message, Redrive, RedrivenBy, Stop};
use crate::description::status_of;
use crate::error::{EngineError, ExecutionError};
use crate::live;
use crate::map_run::record::MapRunRecord;
use crate::map_run::{child_name, express};
use crate::shared::Shared;
use crate::timer::lane_of;
use crate::together::together;

pub(super) async fn stop_child(
    shared: &Shared,
    lanes: &[mpsc::Sender<Message>],
    machine: &str,
    name: &str,
) -> Result<(), EngineError> {
    let Some(execution) = shared.store.execution_by_name(machine, name).await? else {
        return Err(EngineError::Damaged(format!("child {name} has no record")));
    };
    let (reply, answer) = oneshot::channel();
    let failure = Failure::default();
    let stop = Message::Stop(Stop {
        execution,
        failure,
        reply,
    });
    let _ = lanes[lane_of(execution, lanes.len())].send(stop).await;
    match answer.await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(ExecutionError::Engine(error))) => Err(error),
        Ok(Err(error)) => Err(EngineError::Damaged(error.to_string())),
        Err(_) => Err(EngineError::Closed),
    }
}

/// Redrives a child, once in each `round`.
pub(super) async fn redrive_child(
    shared: &Shared,
    lanes: &[mpsc::Sender<Message>],
    machine: &str,
    name: &str,
    round: u32,
) -> Result<(), ExecutionError> {
    let found = shared.store.execution_by_name(machine, name).await?;
    let missing = || ExecutionError::DoesNotExist(name.to_owned());
    let execution = found.ok_or_else(missing)?;
    let (reply, answer) = oneshot::channel();
    let redrive = Message::Redrive(Redrive {
        execution,
        by: RedrivenBy::MapRun(round),
        reply,
    });
    let _ = lanes[lane_of(execution, lanes.len())].send(redrive).await;
    let closed = || Err(EngineError::Closed.into());
    answer.await.unwrap_or_else(|_| closed()).map(drop)
}

/// Children read at once.
pub(in crate::map_run) const READ: u64 = 256;

/// These children of a Map Run, as far as there are any.
pub(in crate::map_run) async fn find_all(
    shared: &Shared,
    record: &MapRunRecord,
    indices: Range<u64>,
) -> Result<Vec<Option<Found>>, EngineError> {
    let found = together(indices.map(|index| find(shared, record, index))).await;
    found.into_iter().collect()
}

/// Child `index` of a Map Run, if there is one.
pub(super) async fn find(
    shared: &Shared,
    record: &MapRunRecord,
    index: u64,
) -> Result<Option<Found>, EngineError> {
    if record.express {
        let Some(stored) = express::read(shared, record, index).await? else {
            return Ok(None);
        };
        return Ok(Some(Found {
            status: stored.status()?,
            items: stored.items,
            round: stored.round,
            output: stored.output,
        }));
    }
    let name = child_name(&record.arn, index);
    let store = &*shared.store;
    let Some(id) = store.execution_by_name(&record.machine_arn, &name).await? else {
        return Ok(None);
    };
    let Some(body) = store.execution(id).await? else {
        return Ok(None);
    };
    let child = live::decode(id, &body)?;
    let status = status_of(&child)?;
    let (_, output) = live::input_and_output(shared, id, &child).await?;
    Ok(Some(Found {
        status,
        items: child.map_run_items,
        round: child.map_run_round,
        output,
    }))
}
