//! Map Runs whose commits fail, and whose executions end at a bad moment: nothing is lost, nothing runs on.

use engine::{ListQuery, Status};

use crate::support::{World, settle, soon};

pub(crate) fn machine(kind: &str, states: &str, more: &str) -> String {
    format!(
        r#"{{"StartAt":"M","States":{{"M":{{"Type":"Map",{more}"Label":"L","End":true,"ItemProcessor":{{
        "ProcessorConfig":{{"Mode":"DISTRIBUTED","ExecutionType":"{kind}"}},"StartAt":"A","States":{{{states}}}}}}}}}}}"#
    )
}

const WAIT: &str = r#""A":{"Type":"Wait","Seconds":10,"End":true}"#;

async fn children(world: &World, map_run: &str) -> Vec<Status> {
    let query = ListQuery {
        machine_arn: map_run.to_owned(),
        status: None,
        limit: 100,
        token: None,
    };
    let page = world.engine.list(&query).await.unwrap();
    page.executions
        .into_iter()
        .map(|child| child.status)
        .collect()
}

/// Time passes, so that what failed is tried again.
async fn later(world: &World) {
    for _ in 0..6 {
        settle().await;
        world.advance(1);
    }
    settle().await;
}

#[tokio::test]
async fn an_execution_that_is_stopped_at_once_leaves_no_children() {
    let world = World::new().await;
    let arn = world.start(&machine("STANDARD", WAIT, ""), "[1,2,3]").await;
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    later(&world).await;
    let runs = world.engine.list_map_runs(&arn).await.unwrap();
    assert_eq!(runs[0].status, Status::Aborted);
    let running = |status: &Status| *status == Status::Running;
    assert!(!children(&world, &runs[0].arn).await.iter().any(running));
}

#[tokio::test]
async fn a_map_run_whose_first_commit_failed_begins_all_the_same() {
    let world = World::new().await;
    let definition = machine("STANDARD", WAIT, "");
    let request = world.named(&definition, "n", "[1,2]");
    world.store.hold();
    let engine = world.engine.clone();
    let started = tokio::spawn(async move { engine.start(request).await });
    settle().await;
    world.store.lose_waiting(true);
    assert!(soon(started).await.unwrap().is_err());
    later(&world).await;
    let again = soon(world.engine.start(world.named(&definition, "n", "[1,2]")));
    let arn = again.await.unwrap().arn;
    let runs = world.engine.list_map_runs(&arn).await.unwrap();
    assert_eq!(children(&world, &runs[0].arn).await, [Status::Running; 2]);
    world.advance(10);
    assert_eq!(world.ended(&arn).await.output.unwrap().as_str(), "[1,2]");
}

#[tokio::test]
async fn children_are_stopped_when_the_commit_that_ended_their_parent_failed() {
    let world = World::new().await;
    let arn = world.start(&machine("STANDARD", WAIT, ""), "[1,2]").await;
    settle().await;
    let run = world.engine.list_map_runs(&arn).await.unwrap().remove(0);
    assert_eq!(children(&world, &run.arn).await, [Status::Running; 2]);
    world.store.hold();
    let (engine, parent) = (world.engine.clone(), arn.clone());
    let stopped = tokio::spawn(async move { engine.stop(&parent, None, None).await });
    settle().await;
    world.store.lose_waiting(true);
    assert!(soon(stopped).await.unwrap().is_err());
    assert_eq!(world.describe(&arn).await.summary.status, Status::Aborted);
    later(&world).await;
    assert_eq!(children(&world, &run.arn).await, [Status::Aborted; 2]);
    let run = world.engine.list_map_runs(&arn).await.unwrap().remove(0);
    assert_eq!(run.status, Status::Aborted);
}

#[tokio::test]
async fn children_are_stopped_after_a_crash_right_after_their_parent_failed() {
    let branches = format!(
        r#"{{"StartAt":"X","States":{{"X":{{"Type":"Parallel","End":true,"Branches":[{},
        {{"StartAt":"W","States":{{"W":{{"Type":"Wait","Seconds":2,"Next":"F"}},"F":{{"Type":"Fail"}}}}}}]}}}}}}"#,
        machine("STANDARD", WAIT, "")
    );
    let timed = machine("STANDARD", WAIT, "").replacen('{', r#"{"TimeoutSeconds":2,"#, 1);
    for definition in [branches, timed] {
        let world = World::new().await;
        let arn = world.start(&definition, "[1,2]").await;
        settle().await;
        let run = world.engine.list_map_runs(&arn).await.unwrap().remove(0);
        assert_eq!(children(&world, &run.arn).await, [Status::Running; 2]);
        // The parent's end is stored, and nothing after it.
        world.store.hold();
        world.advance(2);
        settle().await;
        world.store.release(1);
        let world = world.restart().await;
        let status = world.describe(&arn).await.summary.status;
        assert!(matches!(status, Status::Failed | Status::TimedOut));
        later(&world).await;
        assert_eq!(children(&world, &run.arn).await, [Status::Aborted; 2]);
    }
}

#[tokio::test]
async fn after_a_crash_no_less_is_told_than_before() {
    let world = World::new().await;
    let wait = r#""A":{"Type":"Wait","SecondsPath":"$","End":true}"#;
    let arn = world
        .start(&machine("STANDARD", wait, ""), "[1,1,10]")
        .await;
    settle().await;
    world.advance(1);
    settle().await;
    let told = world.engine.list_map_runs(&arn).await.unwrap().remove(0);
    assert_eq!((told.items.succeeded, told.items.running), (2, 1));
    // Its driver has not looked at anything yet.
    let world = world.restart().await;
    let again = world.engine.describe_map_run(&told.arn).await.unwrap();
    assert_eq!(
        (again.items, again.executions),
        (told.items, told.executions)
    );
    settle().await;
    let again = world.engine.describe_map_run(&told.arn).await.unwrap();
    assert_eq!(
        (again.items, again.executions),
        (told.items, told.executions)
    );
}

#[tokio::test]
async fn a_crash_runs_only_express_children_again_whose_results_were_not_stored() {
    const TASK: &str = r#""A":{"Type":"Task","End":true,
        "Resource":"arn:aws:lambda:us-east-1:123456789012:function:F"}"#;
    let mut world = World::new().await;
    let arn = world
        .start(&machine("EXPRESS", TASK, ""), "[0,1,2,3]")
        .await;
    for done in 0..4 {
        // Those without a result run again from the start.
        let mut offers = Vec::new();
        for _ in done..4 {
            offers.push(soon(world.engine.next_offer()).await.unwrap());
        }
        let offer = offers.remove(0);
        let output = offer.input().clone();
        offer.succeeded(output).await.unwrap();
        settle().await;
        drop(offers);
        drop(offer);
        world = world.restart().await;
        settle().await;
    }
    assert_eq!(
        world.ended(&arn).await.output.unwrap().as_str(),
        "[0,1,2,3]"
    );
}
