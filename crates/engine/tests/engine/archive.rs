//! Finished executions: archived without a difference to be seen, and forgotten when their retention is over.

use std::time::Duration;

use engine::{Description, ExecutionError, HistoryQuery, ListQuery, Options, StartError};
use store::Store;

use crate::support::{self, LOOP, MACHINE, PASS, WAIT, World, settle, soon};

const DAY: u64 = 24 * 60 * 60;

/// All pages of a history, each way.
async fn pages(world: &World, arn: &str, limit: usize) -> Vec<String> {
    let mut seen = Vec::new();
    for reverse in [false, true] {
        let mut query = HistoryQuery {
            reverse,
            limit,
            ..support::history_of(arn)
        };
        loop {
            let page = world.engine.history(&query).await.unwrap();
            seen.extend(page.events.iter().map(|event| format!("{event:?}")));
            match page.next {
                Some(next) => query.token = Some(next),
                None => break,
            }
        }
    }
    seen
}

async fn listed(world: &World) -> Vec<String> {
    let query = ListQuery {
        machine_arn: MACHINE.to_owned(),
        status: None,
        limit: 100,
        token: None,
    };
    let page = world.engine.list(&query).await.unwrap();
    page.executions
        .into_iter()
        .map(|found| found.name)
        .collect()
}

async fn described(world: &World, arn: &str) -> Description {
    world.engine.describe(arn).await.unwrap()
}

/// Lets time pass, in steps, so that what is due in between happens.
async fn pass(world: &World, seconds: u64) {
    for _ in 0..40 {
        world.clock.advance(Duration::from_secs(seconds) / 40);
        settle().await;
    }
}

async fn stopped_loop(world: &World, name: &str) -> String {
    let started = soon(world.engine.start(world.named(
        LOOP,
        name,
        "{\"some\":\"input that repeats\"}",
    )));
    let arn = started.await.unwrap().arn;
    while described(world, &arn).await.last_event < 2000 {
        settle().await;
    }
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    arn
}

#[tokio::test]
async fn an_archived_history_reads_as_before() {
    let world = World::new().await;
    let arns = [
        world.start(PASS, "{}").await,
        stopped_loop(&world, "long").await,
    ];
    let mut before = Vec::new();
    for arn in &arns {
        before.push((pages(&world, arn, 90).await, described(&world, arn).await));
    }
    pass(&world, 60).await;
    assert!(world.store.unarchived(None, 9).await.unwrap().is_empty());
    assert_eq!(world.engine.stats().archived.get(), 2);
    for (arn, (history, description)) in arns.iter().zip(before) {
        assert_eq!(pages(&world, arn, 90).await, history);
        assert_eq!(described(&world, arn).await, description);
    }
    // Nothing of it is done twice.
    pass(&world, 7200).await;
    assert_eq!(world.engine.stats().archived.get(), 2);
}

#[tokio::test]
async fn running_executions_are_not_archived_and_what_a_crash_left_is() {
    let world = World::new().await;
    let running = world.start(WAIT, "{}").await;
    let ended = world.start(PASS, "{}").await;
    let history = pages(&world, &ended, 2).await;
    let world = world.restart().await;
    pass(&world, 4).await;
    assert_eq!(world.store.unarchived(None, 9).await.unwrap().len(), 1);
    assert_eq!(pages(&world, &ended, 2).await, history);
    pass(&world, 10).await;
    world.ended(&running).await;
    pass(&world, 60).await;
    assert!(world.store.unarchived(None, 9).await.unwrap().is_empty());
    assert_eq!(world.types(&running).await.len(), 4);
}

#[tokio::test]
async fn a_failed_batch_is_tried_again_whatever_became_of_it() {
    for written in [false, true] {
        let world = World::new().await;
        let arn = stopped_loop(&world, "n").await;
        let history = pages(&world, &arn, 300).await;
        for _ in 0..3 {
            world.store.hold();
            pass(&world, 60).await;
            world.store.lose_waiting(written);
            settle().await;
            assert_eq!(pages(&world, &arn, 300).await, history);
        }
        pass(&world, 60).await;
        assert!(world.store.unarchived(None, 9).await.unwrap().is_empty());
        assert_eq!(pages(&world, &arn, 300).await, history);
    }
}

#[tokio::test]
async fn a_crash_at_any_batch_keeps_the_history() {
    let mut world = World::new().await;
    let arn = stopped_loop(&world, "n").await;
    let history = pages(&world, &arn, 300).await;
    for _ in 0..6 {
        world.store.hold();
        pass(&world, 60).await;
        world.store.release(1);
        settle().await;
        world = world.restart().await;
        assert_eq!(pages(&world, &arn, 300).await, history);
    }
}

#[tokio::test]
async fn after_the_retention_an_execution_is_forgotten_and_its_name_is_free() {
    let world = World::with(Options {
        retention_days: 3,
        ..support::options()
    })
    .await;
    let old = soon(world.engine.start(world.named(PASS, "old", "{}")));
    let old = old.await.unwrap().arn;
    let wait = r#"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":2000000,"End":true}}}"#;
    let running = soon(world.engine.start(world.named(wait, "running", "{}")));
    let running = running.await.unwrap().arn;
    pass(&world, 60).await;
    assert!(world.store.archive_days().await.unwrap().len() == 1);
    // The fourth day after the end begins at the latest now; until the third is over it stays.
    pass(&world, 3 * DAY - 60).await;
    let taken = soon(world.engine.start(world.named(PASS, "old", "{}"))).await;
    assert!(matches!(taken, Err(StartError::AlreadyExists(_))));
    let young = soon(world.engine.start(world.named(PASS, "young", "{}")));
    young.await.unwrap();
    pass(&world, DAY + 2 * 3600).await;
    let gone = world.engine.describe(&old).await;
    assert!(matches!(gone, Err(ExecutionError::DoesNotExist(_))));
    assert_eq!(listed(&world).await, ["young", "running"]);
    assert_eq!(world.engine.stats().forgotten.get(), 1);
    assert_eq!(world.store.archive_days().await.unwrap().len(), 1);
    world.describe(&running).await;
    let again = soon(world.engine.start(world.named(PASS, "old", "{}")));
    assert_eq!(again.await.unwrap().arn, old);
    assert_eq!(listed(&world).await, ["old", "young", "running"]);
}

#[tokio::test]
async fn a_crash_while_a_day_goes_leaves_the_rest_to_the_next_process() {
    let mut world = World::with(Options {
        retention_days: 1,
        ..support::options()
    })
    .await;
    for n in 0..150 {
        let started = world.engine.start(world.named(PASS, &n.to_string(), "{}"));
        soon(started).await.unwrap();
    }
    pass(&world, 120).await;
    assert!(world.store.unarchived(None, 9).await.unwrap().is_empty());
    world.store.hold();
    pass(&world, 3 * DAY).await;
    world.store.release(1);
    world = world.restart().await;
    let left = listed(&world).await.len();
    assert!(left <= 100, "some are gone: {left}");
    pass(&world, 2 * 3600).await;
    assert!(listed(&world).await.is_empty());
    assert!(world.store.archive_days().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_redriven_execution_keeps_its_history_until_its_last_day_goes() {
    let world = World::with(Options {
        retention_days: 3,
        ..support::options()
    })
    .await;
    let fail = r#"{"StartAt":"P","States":{"P":{"Type":"Pass","Next":"F"},"F":{"Type":"Fail","Error":"E"}}}"#;
    let started = world.engine.start(world.named(fail, "n", "{}"));
    let arn = soon(started).await.unwrap().arn;
    pass(&world, 2 * DAY).await;
    assert!(world.store.unarchived(None, 9).await.unwrap().is_empty());
    soon(world.engine.redrive(&arn, None)).await.unwrap();
    world.ended(&arn).await;
    let history = pages(&world, &arn, 2).await;
    pass(&world, 60).await;
    assert_eq!(world.store.archive_days().await.unwrap().len(), 2);
    assert_eq!(pages(&world, &arn, 2).await, history);
    // The day of its first end goes; its events move to the day of the second.
    pass(&world, 2 * DAY + 2 * 3600).await;
    assert_eq!(world.store.archive_days().await.unwrap().len(), 1);
    assert_eq!(pages(&world, &arn, 2).await, history);
    pass(&world, 2 * DAY).await;
    let gone = world.engine.describe(&arn).await;
    assert!(matches!(gone, Err(ExecutionError::DoesNotExist(_))));
}

const MAP: &str = r#"{"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","Next":"W","ItemProcessor":{
    "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"A","States":{
    "A":{"Type":"Pass","End":true}}}},"W":{"Type":"Wait","Seconds":5,"End":true}}}"#;

async fn children(world: &World, map_run: &str) -> usize {
    let mut found = 0;
    for status in [None, Some(engine::Status::Succeeded)] {
        let query = ListQuery {
            machine_arn: map_run.to_owned(),
            status,
            limit: 100,
            token: None,
        };
        let ids = world.store.list_executions(
            &query.machine_arn,
            query.status.map(|status| status as u8),
            None,
            query.limit,
        );
        found += ids.await.unwrap().items.len();
    }
    found
}

async fn documents(world: &World) -> usize {
    let mut found = 0;
    for collection in [
        "engine.map-run",
        "engine.map-run.open",
        "engine.map-run.of-execution",
        "engine.map-run.result",
    ] {
        found += world.store.documents(collection, "").await.unwrap().len();
    }
    found
}

#[tokio::test]
async fn map_runs_and_their_children_are_forgotten_with_their_execution() {
    let world = World::with(Options {
        retention_days: 3,
        ..support::options()
    })
    .await;
    for definition in [MAP.to_owned(), MAP.replace("STANDARD", "EXPRESS")] {
        let arn = world.start(&definition, "[1,2,3]").await;
        pass(&world, 60).await;
        world.ended(&arn).await;
        let runs = world.engine.list_map_runs(&arn).await.unwrap();
        let standard = definition == MAP;
        let listed = if standard { 6 } else { 0 };
        assert_eq!(children(&world, &runs[0].arn).await, listed);
        assert_eq!(documents(&world).await, 2, "the record and its place");
        pass(&world, 5 * DAY).await;
        let gone = world.engine.describe(&arn).await;
        assert!(matches!(gone, Err(ExecutionError::DoesNotExist(_))));
        assert_eq!(children(&world, &runs[0].arn).await, 0);
        assert_eq!(documents(&world).await, 0);
        assert!(world.store.archive_days().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn children_stay_while_their_map_run_needs_them() {
    let world = World::with(Options {
        retention_days: 2,
        ..support::options()
    })
    .await;
    let definition = MAP.replace(
        r#""A":{"Type":"Pass","End":true}"#,
        r#""A":{"Type":"Wait","SecondsPath":"$","End":true}"#,
    );
    let arn = world.start(&definition, "[1,900000]").await;
    pass(&world, 900_000).await;
    pass(&world, 60).await;
    let ended = world.ended(&arn).await;
    assert_eq!(ended.output.unwrap().as_str(), "[1,900000]");
    pass(&world, 4 * DAY).await;
    assert_eq!(documents(&world).await, 0);
    assert!(world.store.archive_days().await.unwrap().is_empty());
}
