//! What Map Runs leave in the store, and how it goes with their execution.

use store::{Day, ExecutionId, Store, Write};

use super::express;
use super::record::{MapRunRecord, OF_EXECUTION, OPEN, RUNS};
use crate::error::EngineError;
use crate::status::Status;

/// A Map Run that goes with its execution.
pub(crate) struct Leaving {
    /// Its key among those of its execution.
    listed: String,
    arn: String,
    /// Numbers below it may have results of Express children.
    results: u64,
}

/// The Map Runs of an execution that is to be forgotten.
pub(crate) async fn of_execution(
    store: &dyn Store,
    execution: ExecutionId,
) -> Result<Vec<Leaving>, EngineError> {
    let prefix = MapRunRecord::list_prefix(execution);
    let mut leaving = Vec::new();
    for (listed, arn) in store.documents(OF_EXECUTION, &prefix).await? {
        let arn = String::from_utf8_lossy(&arn).into_owned();
        let record = read(store, &arn).await?;
        leaving.push(Leaving {
            listed,
            results: record.map_or(0, |record| record.results_below()),
            arn,
        });
    }
    Ok(leaving)
}

impl Leaving {
    /// What its Express children gave: as many batches of writes as it takes.
    pub(crate) fn results(&self) -> impl Iterator<Item = Vec<Write>> {
        express::remove(&self.arn, self.results)
    }

    /// All else, once the results are gone.
    pub(crate) fn rest(self) -> [Write; 3] {
        let delete = |collection, key| Write::DeleteDocument { collection, key };
        [
            delete(RUNS, self.arn.clone()),
            delete(OPEN, self.arn),
            delete(OF_EXECUTION, self.listed),
        ]
    }
}

/// The day until which a child of `map_run` is needed: results are read from it, and a redrive goes on with it.
pub(crate) async fn children_needed_until(
    store: &dyn Store,
    map_run: &str,
    today: Day,
) -> Result<Option<Day>, EngineError> {
    let Some(record) = read(store, map_run).await? else {
        return Ok(None);
    };
    let ended = record.stop_millis.map(Day::of_millis);
    Ok(match record.status == Status::Running as u32 {
        true => Some(today),
        false => ended,
    })
}

async fn read(store: &dyn Store, arn: &str) -> Result<Option<MapRunRecord>, EngineError> {
    let body = store.document(RUNS, arn).await?;
    body.map(|body| MapRunRecord::decode(&body)).transpose()
}
