//! Sees to one Map Run until nothing of it is left to do, whoever left it.

use std::sync::Arc;

use asl::step::TaskId;
use asl::validate::MachineType;
use store::Batch;
use store::record::execution::ExecutionRecord;
use tokio::sync::mpsc::Sender;

use super::driver::{Driver, pause};
use super::record::{MapRunRecord, OPEN, REDRIVEN, RUNS};
use super::registry::{Asked, Claim};
use crate::command::Message;
use crate::error::EngineError;
use crate::live::{self, Live};
use crate::log::LogTarget;
use crate::shared::Shared;

/// One who sees to a Map Run.
pub(super) struct Attendant {
    shared: Arc<Shared>,
    lanes: Vec<Sender<Message>>,
}

impl Attendant {
    pub(super) fn new(shared: Arc<Shared>, lanes: Vec<Sender<Message>>) -> Self {
        Self { shared, lanes }
    }

    pub(super) async fn attend(self, asked: Asked) {
        let arn = match asked {
            Asked::Look(arn) => arn,
            Asked::Launched(launched) => {
                let arn = launched.launch.record.arn.clone();
                let (shared, lanes) = (Arc::clone(&self.shared), self.lanes.clone());
                Driver::new(shared, lanes, launched.launch, launched.told)
                    .run()
                    .await;
                drop(launched.claim);
                arn
            }
        };
        loop {
            match self.go_on(&arn).await {
                Ok(true) => {}
                Ok(false) => return,
                Err(EngineError::Unavailable(why)) => {
                    tracing::warn!(map_run = arn, why, "a Map Run cannot be read");
                    pause(&self.shared).await;
                }
                Err(error) => {
                    tracing::error!(map_run = arn, %error, "a Map Run cannot go on");
                    return;
                }
            }
        }
    }

    /// Does what is left. False when nothing was, or somebody else does it. Whoever has the claim looks once more after
    /// giving it back, so that what was asked meanwhile is not lost.
    async fn go_on(&self, arn: &str) -> Result<bool, EngineError> {
        let open = self.shared.store.document(OPEN, arn).await?.is_some();
        if !open && self.redriven(arn).await?.is_none() {
            return Ok(false);
        }
        match self.shared.map_runs.claim(arn) {
            Some(claim) => self.perform(arn, claim).await,
            None => self.verify(arn).await.map(|()| false),
        }
    }

    async fn perform(&self, arn: &str, claim: Claim) -> Result<bool, EngineError> {
        let (record, redriven) = (self.read(arn).await?, self.redriven(arn).await?);
        let record = match (record, redriven) {
            (Some(record), Some(redriven)) if !record.is_at_work() => {
                self.begin_again(record.again(redriven)).await?
            }
            // The execution ended in the step that began it, so it never did.
            (None, Some(redriven)) => self.begin_again(redriven).await?,
            (Some(record), _) => record,
            (None, None) => return Err(EngineError::Damaged("it has no record".into())),
        };
        let driver = self.driver(record).await?;
        driver.run().await;
        drop(claim);
        Ok(true)
    }

    async fn begin_again(&self, record: MapRunRecord) -> Result<MapRunRecord, EngineError> {
        let writes = record.go_on();
        self.shared.store.submit(Batch { writes }).await?;
        Ok(record)
    }

    /// What a redrive asks for that has not begun.
    async fn redriven(&self, arn: &str) -> Result<Option<MapRunRecord>, EngineError> {
        let body = self.shared.store.document(REDRIVEN, arn).await?;
        body.map(|body| MapRunRecord::decode(&body)).transpose()
    }

    async fn read(&self, arn: &str) -> Result<Option<MapRunRecord>, EngineError> {
        let body = self.shared.store.document(RUNS, arn).await?;
        body.map(|body| MapRunRecord::decode(&body)).transpose()
    }

    /// A driver that goes on as the record says.
    async fn driver(&self, record: MapRunRecord) -> Result<Driver, EngineError> {
        let shared = &self.shared;
        // First the entry, then the parent: what ends the parent after it was read is told to the driver.
        let told = shared.map_runs.add(&record);
        let (lanes, execution) = (self.lanes.clone(), record.execution_id());
        let mut driver = Driver::registered(Arc::clone(shared), lanes, record, told);
        match Live::load(shared, execution, false).await {
            Ok(parent) => {
                let parent = parent.and_then(|live| {
                    let live = *live;
                    live.open.map(|open| (live.record, open))
                });
                driver.go_on(shared, parent);
                Ok(driver)
            }
            Err(error) => {
                shared.map_runs.remove(&driver.record);
                Err(error)
            }
        }
    }

    /// Somebody performs it: tells them when nobody waits for it any more.
    async fn verify(&self, arn: &str) -> Result<(), EngineError> {
        let Some(record) = self.read(arn).await? else {
            return Ok(());
        };
        let parent = Live::load(&self.shared, record.execution_id(), false).await?;
        let open = parent.and_then(|live| live.open);
        if !open.is_some_and(|open| open.run.waits_for(TaskId(record.task))) {
            self.shared.map_runs.withdraw(&record.offer_key());
        }
        Ok(())
    }
}

impl Driver {
    /// Works out again what its parent ordered.
    fn go_on(&mut self, shared: &Shared, parent: Option<(ExecutionRecord, live::Open)>) {
        let ordered = parent.and_then(|(record, open)| {
            let now = shared.clock.now();
            let env = live::env(shared, MachineType::Standard, &open.token, now, 0);
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
