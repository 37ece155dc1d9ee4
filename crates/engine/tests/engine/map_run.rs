//! Distributed Maps: children that are executions of their own, whatever happens in between.

use engine::{ListQuery, Options, Status};

use crate::support::{MACHINE, World, options, settle, soon};

fn machine(states: &str, more: &str) -> String {
    format!(
        r#"{{"StartAt":"M","States":{{"M":{{"Type":"Map",{more}"Label":"L","End":true,"ItemProcessor":{{
        "ProcessorConfig":{{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"}},"StartAt":"A","States":{{{states}}}}}}}}}}}"#
    )
}

const PASS: &str = r#""A":{"Type":"Pass","End":true}"#;
const WAIT: &str = r#""A":{"Type":"Wait","Seconds":10,"End":true}"#;
const FAIL_SOME: &str = r#""A":{"Type":"Choice","Choices":[{"Variable":"$","NumericLessThan":2,"Next":"F"}],"Default":"S"},
    "F":{"Type":"Fail","Error":"Boom","Cause":"why"},"S":{"Type":"Succeed"}"#;

fn numbers(count: usize) -> String {
    let numbers: Vec<_> = (0..count).map(|number| number.to_string()).collect();
    format!("[{}]", numbers.join(","))
}

async fn only_run(world: &World, arn: &str) -> engine::MapRunDescription {
    let mut runs = world.engine.list_map_runs(arn).await.unwrap();
    assert_eq!(runs.len(), 1);
    runs.remove(0)
}

async fn children(world: &World, map_run: &str) -> Vec<engine::Summary> {
    let mut query = ListQuery {
        machine_arn: map_run.to_owned(),
        status: None,
        limit: 100,
        token: None,
    };
    let mut all = Vec::new();
    loop {
        let page = world.engine.list(&query).await.unwrap();
        all.extend(page.executions);
        match page.next {
            Some(next) => query.token = Some(next),
            None => return all,
        }
    }
}

#[tokio::test]
async fn every_item_is_an_execution_and_results_keep_their_order() {
    let world = World::new().await;
    let arn = world.start(&machine(PASS, ""), &numbers(2500)).await;
    let ended = world.ended(&arn).await;
    assert_eq!(ended.output.unwrap().as_str(), numbers(2500));
    let expected = [
        "ExecutionStarted",
        "MapStateEntered",
        "MapStateStarted",
        "MapRunStarted",
        "MapRunSucceeded",
        "MapStateSucceeded",
        "MapStateExited",
        "ExecutionSucceeded",
    ];
    assert_eq!(world.types(&arn).await, expected);
    let run = only_run(&world, &arn).await;
    assert_eq!((run.status, run.execution_arn), (Status::Succeeded, arn));
    assert_eq!(run.machine_arn, format!("{MACHINE}/L"));
    assert!(run.stop.is_some());
    for counts in [run.items, run.executions] {
        let seen = (counts.total, counts.succeeded, counts.results_written);
        assert_eq!(seen, (2500, 2500, 2500));
        assert_eq!((counts.pending, counts.running), (0, 0));
    }
    let children = children(&world, &run.arn).await;
    assert_eq!(children.len(), 2500);
    let child = world.describe(&children[0].arn).await;
    assert_eq!(child.summary.map_run_arn.as_deref(), Some(&*run.arn));
    assert!(child.summary.arn.contains(":execution:M/L:"));
}

#[tokio::test]
async fn no_more_children_run_at_once_than_may() {
    let world = World::new().await;
    let definition = machine(WAIT, r#""MaxConcurrency":3,"#);
    let arn = world.start(&definition, &numbers(8)).await;
    for round in 0..3 {
        settle().await;
        let run = only_run(&world, &arn).await;
        let expected = if round == 2 { 2 } else { 3 };
        assert_eq!(
            (run.executions.running, run.items.succeeded),
            (expected, 3 * round)
        );
        assert_eq!(run.items.pending, 8 - 3 * round - expected);
        world.advance(11);
    }
    assert_eq!(world.ended(&arn).await.output.unwrap().as_str(), numbers(8));
}

#[tokio::test]
async fn batches_hold_what_fits() {
    let world = World::new().await;
    let more = r#""ItemSelector":{"n.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index"},
        "ItemBatcher":{"MaxItemsPerBatch":2,"BatchInput":{"b":1}},"#;
    let arn = world.start(&machine(PASS, more), "[7,8,9]").await;
    let output = world.ended(&arn).await.output.unwrap();
    let expected = r#"[{"BatchInput":{"b":1},"Items":[{"i":0,"n":7},{"i":1,"n":8}]},{"BatchInput":{"b":1},"Items":[{"i":2,"n":9}]}]"#;
    assert_eq!(output.as_str(), expected);
    let run = only_run(&world, &arn).await;
    assert_eq!((run.executions.succeeded, run.items.succeeded), (2, 3));
    let more = r#""ItemBatcher":{"MaxInputBytesPerBatch":20},"#;
    let arn = world.start(&machine(PASS, more), "[1111,2222,3333]").await;
    let output = world.ended(&arn).await.output.unwrap();
    let expected = r#"[{"Items":[1111]},{"Items":[2222]},{"Items":[3333]}]"#;
    assert_eq!(output.as_str(), expected);
}

#[tokio::test]
async fn failures_beyond_what_is_tolerated_fail_the_map_and_stop_the_others() {
    let world = World::new().await;
    let states = FAIL_SOME.replace(
        r#""S":{"Type":"Succeed"}"#,
        r#""S":{"Type":"Wait","Seconds":900,"End":true}"#,
    );
    let arn = world.start(&machine(&states, ""), &numbers(5)).await;
    let ended = world.ended(&arn).await;
    assert_eq!(
        ended.error.as_deref(),
        Some("States.ExceedToleratedFailureThreshold")
    );
    let tail = ["MapRunFailed", "MapStateFailed", "ExecutionFailed"];
    assert!(world.types(&arn).await.ends_with(&tail));
    let run = only_run(&world, &arn).await;
    assert_eq!(run.status, Status::Failed);
    let known = run.executions.failed + run.executions.aborted + run.executions.pending;
    assert_eq!((run.executions.running, known), (0, run.executions.total));
}

#[tokio::test]
async fn express_children_that_still_run_hold_nothing_up_when_the_map_fails() {
    let world = World::new().await;
    let some_wait = r#""A":{"Type":"Choice","Choices":[{"Variable":"$","NumericLessThan":1,"Next":"F"}],"Default":"W"},
        "F":{"Type":"Fail","Error":"Boom"},"W":{"Type":"Wait","Seconds":100,"End":true}"#;
    let express = machine(some_wait, "").replace("STANDARD", "EXPRESS");
    let arn = world.start(&express, &numbers(5)).await;
    let ended = world.ended(&arn).await;
    assert_eq!(
        ended.error.as_deref(),
        Some("States.ExceedToleratedFailureThreshold")
    );
    let run = only_run(&world, &arn).await;
    assert_eq!(run.status, Status::Failed);
    assert_eq!((run.executions.failed, run.executions.aborted), (1, 4));
}

#[tokio::test]
async fn the_pairs_of_an_object_are_items() {
    let world = World::new().await;
    let object = r#"{"o":{"a":1,"b":{"x":2}}}"#;
    let arn = world
        .start(&machine(PASS, r#""ItemsPath":"$.o","#), object)
        .await;
    let output = world.ended(&arn).await.output.unwrap();
    let pairs = r#"[{"Key":"a","Value":1},{"Key":"b","Value":{"x":2}}]"#;
    assert_eq!(output.as_str(), pairs);

    let selector = r#""QueryLanguage":"JSONata","Items":"{% $states.input.o %}","ItemSelector":
        {"k":"{% $states.context.Map.Item.Key %}","v":"{% $states.context.Map.Item.Value %}"},"#;
    let arn = world.start(&machine(PASS, selector), object).await;
    let output = world.ended(&arn).await.output.unwrap();
    assert_eq!(
        output.as_str(),
        r#"[{"k":"a","v":1},{"k":"b","v":{"x":2}}]"#
    );
}

#[tokio::test]
async fn tolerated_failures_stand_among_the_results() {
    let world = World::new().await;
    let more = r#""ToleratedFailurePercentage":40,"#;
    let arn = world.start(&machine(FAIL_SOME, more), &numbers(5)).await;
    let output = world.ended(&arn).await.output.unwrap();
    assert!(
        output.as_str().contains(r#""Cause":"why","Error":"Boom""#),
        "{}",
        output.as_str()
    );
    assert!(output.as_str().ends_with("},2,3,4]"));
    let run = only_run(&world, &arn).await;
    assert_eq!((run.items.failed, run.items.succeeded), (2, 3));
}

#[tokio::test]
async fn stopping_the_execution_stops_its_children() {
    let world = World::new().await;
    let arn = world.start(&machine(WAIT, ""), &numbers(20)).await;
    settle().await;
    let run = only_run(&world, &arn).await;
    assert_eq!(run.executions.running, 20);
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    for _ in 0..20 {
        settle().await;
    }
    let run = only_run(&world, &arn).await;
    assert_eq!((run.status, run.executions.aborted), (Status::Aborted, 20));
    let children = children(&world, &run.arn).await;
    assert!(children.iter().all(|child| child.status == Status::Aborted));
}

#[tokio::test]
async fn a_restart_starts_no_child_twice_and_loses_none() {
    let world = World::with(Options {
        cache_bytes: 20_000,
        ..options()
    })
    .await;
    let definition = machine(
        WAIT,
        r#""MaxConcurrency":30,"ItemSelector":{"n.$":"$$.Map.Item.Value"},"#,
    );
    let arn = world.start(&definition, &numbers(100)).await;
    let mut world = world;
    for _ in 0..12 {
        settle().await;
        world.advance(6);
        world = world.restart().await;
    }
    settle().await;
    world.advance(11);
    settle().await;
    world.advance(11);
    let ended = world.ended(&arn).await;
    let expected: Vec<_> = (0..100).map(|n| format!("{{\"n\":{n}}}")).collect();
    assert_eq!(
        ended.output.unwrap().as_str(),
        format!("[{}]", expected.join(","))
    );
    let run = only_run(&world, &arn).await;
    assert_eq!((run.executions.total, run.items.succeeded), (100, 100));
    assert_eq!(children(&world, &run.arn).await.len(), 100);
}

#[tokio::test]
async fn a_map_run_that_is_stopped_stays_stopped_after_a_restart() {
    let world = World::new().await;
    let arn = world.start(&machine(WAIT, ""), &numbers(20)).await;
    settle().await;
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    let world = world.restart().await;
    for _ in 0..20 {
        settle().await;
    }
    let run = only_run(&world, &arn).await;
    assert_eq!((run.status, run.executions.running), (Status::Aborted, 0));
    let children = children(&world, &run.arn).await;
    assert!(children.iter().all(|child| child.status == Status::Aborted));
}

#[tokio::test]
async fn what_a_map_run_may_do_can_be_changed() {
    let world = World::new().await;
    let definition = machine(WAIT, r#""MaxConcurrency":1,"#);
    let arn = world.start(&definition, &numbers(6)).await;
    settle().await;
    let run = only_run(&world, &arn).await;
    let changes = engine::Changes {
        max_concurrency: Some(4),
        tolerated_count: Some(5),
        tolerated_percentage: None,
    };
    soon(world.engine.update_map_run(&run.arn, changes))
        .await
        .unwrap();
    settle().await;
    let run = only_run(&world, &arn).await;
    assert_eq!(
        (
            run.executions.running,
            run.max_concurrency,
            run.tolerated_count
        ),
        (4, 4, 5)
    );
    let unknown = world.engine.update_map_run("x", changes).await;
    assert_eq!(unknown, Err(engine::MapRunError::DoesNotExist("x".into())));
}

#[tokio::test]
async fn a_map_in_a_child_of_a_map_is_a_map_run_too() {
    let world = World::new().await;
    let inner = machine(PASS, "");
    let inner: serde_json::Value = serde_json::from_str(&inner).unwrap();
    let states = inner["States"].to_string();
    let states = states[1..states.len() - 1].replacen("\"M\"", "\"A\"", 1);
    let arn = world.start(&machine(&states, ""), "[[1,2],[3]]").await;
    assert_eq!(
        world.ended(&arn).await.output.unwrap().as_str(),
        "[[1,2],[3]]"
    );
}
