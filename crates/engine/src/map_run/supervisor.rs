//! Begins the drivers of Map Runs: of those that start, and at open of those that an earlier process left.

use std::sync::Arc;

use asl::step::TaskId;
use asl::validate::MachineType;
use store::{ReadError, Store};
use tokio::sync::mpsc::Sender;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::driver::{Driver, pause};
use super::record::{MapRunRecord, OPEN, RUNS};
use crate::command::Message;
use crate::error::EngineError;
use crate::live::{self, Live};
use crate::log::LogTarget;
use crate::shared::Shared;

/// Has every Map Run performed.
pub(crate) struct Supervisor {
    pub(crate) shared: Arc<Shared>,
    pub(crate) lanes: Vec<Sender<Message>>,
    pub(crate) closing: CancellationToken,
    /// The Map Runs that an earlier process left, as they were before this one began any.
    pub(crate) left: Vec<String>,
}

/// The Map Runs that have not ended.
pub(crate) async fn left(store: &dyn Store) -> Result<Vec<String>, ReadError> {
    let open = store.documents(OPEN, "").await?;
    Ok(open.into_iter().map(|(arn, _)| arn).collect())
}

impl Supervisor {
    pub(crate) async fn run(self) {
        let closing = self.closing.clone();
        // Drivers end with this task; what they have not finished is found at the next open.
        let _ = closing.run_until_cancelled(self.perform()).await;
    }

    async fn perform(self) {
        let Some(mut launched) = self.shared.map_runs.launched() else {
            return;
        };
        let mut drivers = JoinSet::new();
        for arn in self.left {
            drivers.spawn(resume(Arc::clone(&self.shared), self.lanes.clone(), arn));
        }
        loop {
            tokio::select! {
                launch = launched.recv() => {
                    let Some(launch) = launch else { return };
                    let lanes = self.lanes.clone();
                    let driver = Driver::new(Arc::clone(&self.shared), lanes, launch);
                    drivers.spawn(driver.run());
                }
                // Only so that finished ones are forgotten.
                Some(_) = drivers.join_next(), if !drivers.is_empty() => {}
            }
        }
    }
}

/// Goes on with a Map Run of an earlier process.
async fn resume(shared: Arc<Shared>, lanes: Vec<Sender<Message>>, arn: String) {
    loop {
        match load(&shared, &lanes, &arn).await {
            Ok(Some(driver)) => return driver.run().await,
            Ok(None) => return,
            Err(EngineError::Unavailable(why)) => {
                tracing::warn!(map_run = arn, why, "a Map Run cannot be read");
                pause(&shared).await;
            }
            Err(error) => {
                tracing::error!(map_run = arn, %error, "a Map Run cannot go on");
                return;
            }
        }
    }
}

async fn load(
    shared: &Arc<Shared>,
    lanes: &[Sender<Message>],
    arn: &str,
) -> Result<Option<Driver>, EngineError> {
    let Some(body) = shared.store.document(RUNS, arn).await? else {
        return Ok(None);
    };
    let record = MapRunRecord::decode(&body)?;
    // First the entry, then the parent: what ends the parent after it was read is told to the driver.
    let mut driver = Driver::registered(Arc::clone(shared), lanes.to_vec(), record);
    match Live::load(shared, driver.record.execution_id(), false).await {
        Ok(parent) => {
            driver.go_on(
                shared,
                parent.and_then(|live| live.open.map(|open| (live.record, open))),
            );
            Ok(Some(driver))
        }
        Err(error) => {
            shared.map_runs.remove(&driver.record);
            Err(error)
        }
    }
}

impl Driver {
    /// Works out again what its parent ordered.
    fn go_on(
        &mut self,
        shared: &Shared,
        parent: Option<(store::record::execution::ExecutionRecord, live::Open)>,
    ) {
        let ordered = parent.and_then(|(record, open)| {
            let env = live::env(
                shared,
                MachineType::Standard,
                &open.token,
                shared.clock.now(),
                0,
            );
            let task = TaskId(self.record.task);
            let program = open.definition.program();
            let spec = asl::interpret::map_run(program, &open.run, &open.info, task, &env)?;
            Some((spec, record))
        });
        match ordered {
            Some((spec, record)) => {
                let log = record.log.as_ref().and_then(LogTarget::of);
                self.order(spec, record.role_arn.into(), log);
            }
            None => self.abort(),
        }
    }
}
