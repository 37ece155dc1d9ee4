//! Map Runs in the simulation: every item has one child, whatever crashes; results are complete and in order; counts are
//! those of the children; nothing runs on after the execution has ended.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Counts, Description, Engine, ListQuery, MapRunDescription, Status};
use serde_json::Value;
use store::Store;

use crate::machines::ITEMS;
use crate::world::Simulation;

impl Simulation {
    /// At the end: every Map Run that there is.
    pub(crate) fn check_map_runs(&mut self) {
        let life = self.life();
        let (engine, store) = (&life.engine, &*life.store);
        let (runs, children, redriven) = life.runtime.block_on(async {
            let stored = store.documents("engine.map-run", "").await.unwrap();
            let mut ended = BTreeMap::new();
            let (mut children, mut redriven) = (0, 0);
            for (arn, _) in stored {
                let run = engine.describe_map_run(&arn).await.unwrap();
                let parent = engine.describe(&run.execution_arn).await.unwrap();
                if parent.summary.status == Status::Running {
                    // Its start was never acknowledged: nobody takes it to its end.
                    continue;
                }
                children += check(engine, &run, &parent).await;
                redriven += u64::from(run.redrive_count);
                ended.insert(arn, run.status);
            }
            nothing_is_left(store, &ended).await;
            (ended.len() as u64, children, redriven)
        });
        self.totals.map_runs += runs;
        self.totals.children += children;
        self.totals.redriven_runs += redriven;
    }
}

/// Nothing is left to do for a Map Run that has ended, and results stay only where a redrive may need them.
async fn nothing_is_left(store: &impl Store, ended: &BTreeMap<String, Status>) {
    for collection in ["engine.map-run.open", "engine.map-run.redriven"] {
        for (arn, _) in store.documents(collection, "").await.unwrap() {
            assert!(!ended.contains_key(&arn), "{arn} stays in {collection}");
        }
    }
    for (key, _) in store.documents("engine.map-run.result", "").await.unwrap() {
        let arn = key.rsplit_once('/').unwrap().0;
        let status = ended.get(arn);
        assert_ne!(status, Some(&Status::Succeeded), "{key} stays");
    }
}

/// Checks a Map Run whose execution has ended, and tells how many children it has.
async fn check(engine: &Engine, run: &MapRunDescription, parent: &Description) -> u64 {
    let arn = &run.arn;
    assert_ne!(run.status, Status::Running, "{arn} runs on");
    assert!(run.stop.is_some(), "{arn}");
    for counts in [run.items, run.executions] {
        assert_eq!((counts.running, counts.pending_redrive), (0, 0), "{run:?}");
    }
    assert_eq!(
        (run.items.total, of(run.items)),
        (ITEMS, of(run.executions))
    );
    if run.status == Status::Succeeded {
        assert_eq!(run.items.pending, 0, "{run:?}");
        assert_eq!(run.items.results_written, ITEMS, "{run:?}");
        check_results(run, parent);
    }
    if run.machine_arn.contains(":stateMachine:M14/") {
        return ITEMS - run.items.pending;
    }
    let children = children(engine, arn).await;
    let mut counted = BTreeMap::new();
    let mut items = BTreeSet::new();
    for child in &children {
        *counted.entry(child.summary.status.name()).or_insert(0) += 1;
        let item = child.input.as_str();
        assert!(items.insert(item), "{arn} has two children of {item}");
        // A child is redriven with the Map Run, and only then.
        assert!(child.summary.redrive_count <= run.redrive_count, "{arn}");
    }
    let expected = [
        Status::Succeeded,
        Status::Failed,
        Status::TimedOut,
        Status::Aborted,
    ];
    let expected = expected.into_iter().zip(of(run.executions));
    let expected = expected.filter(|(_, count)| *count > 0);
    let expected: BTreeMap<_, _> = expected.map(|(s, count)| (s.name(), count)).collect();
    assert_eq!(counted, expected, "{arn}");
    children.len() as u64
}

fn of(counts: Counts) -> [u64; 4] {
    [
        counts.succeeded,
        counts.failed,
        counts.timed_out,
        counts.aborted,
    ]
}

/// The Map state's result has a place for each item, in order; what succeeded tells which one it is.
fn check_results(run: &MapRunDescription, parent: &Description) {
    let Some(output) = &parent.output else { return };
    let output: Value = serde_json::from_str(output.as_str()).unwrap();
    let results = match output[0].as_array() {
        Some(branch) => branch,
        None => output.as_array().unwrap(),
    };
    assert_eq!(results.len() as u64, ITEMS, "{output}");
    let mut succeeded = 0;
    for (index, result) in results.iter().enumerate() {
        match &result["i"] {
            Value::Null => assert_eq!(result["Status"], "FAILED", "{output}"),
            number => {
                assert_eq!(*number, index, "{output}");
                succeeded += 1;
            }
        }
    }
    assert_eq!(succeeded, run.items.succeeded, "{output}");
}

async fn children(engine: &Engine, arn: &str) -> Vec<Description> {
    let query = ListQuery {
        machine_arn: arn.to_owned(),
        status: None,
        limit: 100,
        token: None,
    };
    let page = engine.list(&query).await.unwrap();
    let mut all = Vec::new();
    for child in page.executions {
        all.push(engine.describe(&child.arn).await.unwrap());
    }
    all
}
