//! What is asked of a Map Run's children, by their names.

use asl::event::Failure;
use tokio::sync::{mpsc, oneshot};

use super::Found;
use crate::command::{Message, Stop};
use crate::description::status_of;
use crate::error::{EngineError, ExecutionError};
use crate::live;
use crate::map_run::record::MapRunRecord;
use crate::map_run::{child_name, express};
use crate::shared::Shared;
use crate::timer::lane_of;

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
        output,
    }))
}
