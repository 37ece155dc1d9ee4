//! RedriveExecution of an execution whose Map Run failed: the Map Run goes on, with those that had not succeeded.

use asl::event::{Details, Event, Failure, MapRunRedriven, Payload};
use asl::step::TaskStage;
use engine::{
    Description, ExecutionError, ListQuery, MapRunDescription, NotRedrivable, Offer, Status,
};

use crate::map_run_recovery::machine;
use crate::support::{World, settle, soon};

const TASK: &str = r#""A":{"Type":"Task","End":true,
    "Resource":"arn:aws:lambda:us-east-1:123456789012:function:F"}"#;

async fn offer(world: &World) -> Offer {
    soon(world.engine.next_offer()).await.unwrap()
}

async fn fail(offer: Offer) {
    let failure = Failure {
        error: Some("Bad".into()),
        cause: None,
    };
    offer.failed(failure, TaskStage::Run).await.unwrap();
}

/// The next `count` tasks by their inputs.
async fn offers(world: &World, count: usize) -> Vec<(String, Offer)> {
    let mut taken = Vec::new();
    for _ in 0..count {
        let offer = offer(world).await;
        taken.push((offer.input().as_str().to_owned(), offer));
    }
    taken.sort_by(|a, b| a.0.cmp(&b.0));
    taken
}

/// A result that tells the attempt.
async fn succeed(offer: Offer, attempt: &str) {
    let output = format!("\"{attempt}{}\"", offer.input().as_str());
    offer.succeeded(Payload::new(output)).await.unwrap();
}

async fn only_run(world: &World, arn: &str) -> MapRunDescription {
    let mut runs = world.engine.list_map_runs(arn).await.unwrap();
    assert_eq!(runs.len(), 1);
    runs.remove(0)
}

/// The children in the order of their items, of which each is one number.
async fn children(world: &World, map_run: &str) -> Vec<Description> {
    let query = ListQuery {
        machine_arn: map_run.to_owned(),
        status: None,
        limit: 100,
        token: None,
    };
    let page = world.engine.list(&query).await.unwrap();
    let mut all = Vec::new();
    for child in page.executions {
        all.push(world.describe(&child.arn).await);
    }
    all.sort_by(|a, b| a.input.as_str().cmp(b.input.as_str()));
    all
}

async fn redrive(world: &World, arn: &str) {
    soon(world.engine.redrive(arn, None)).await.unwrap();
    settle().await;
}

/// Of four items one succeeds, one fails, and the Map Run with it: the others are aborted.
async fn failed(world: &World, kind: &str) -> String {
    let arn = world.start(&machine(kind, TASK, ""), "[0,1,2,3]").await;
    let mut taken = offers(world, 4).await.into_iter();
    succeed(taken.next().unwrap().1, "first").await;
    settle().await;
    fail(taken.next().unwrap().1).await;
    drop(taken);
    assert_eq!(world.ended(&arn).await.summary.status, Status::Failed);
    arn
}

#[tokio::test]
async fn children_that_had_not_succeeded_go_on_and_the_others_keep_their_results() {
    let world = World::new().await;
    let arn = failed(&world, "STANDARD").await;
    let before = only_run(&world, &arn).await;
    let counts = before.executions;
    assert_eq!((counts.succeeded, counts.failed, counts.aborted), (1, 1, 2));
    assert_eq!((before.redrive_count, before.redriven), (0, None));
    world.advance(60);
    redrive(&world, &arn).await;
    let run = only_run(&world, &arn).await;
    assert_eq!((run.arn.clone(), run.status), (before.arn, Status::Running));
    assert_eq!((run.redrive_count, run.stop), (1, None));
    assert_eq!(run.start, before.start);
    assert_eq!(run.redriven, world.describe(&arn).await.summary.redrive);
    let counts = run.executions;
    assert_eq!((counts.succeeded, counts.running, counts.total), (1, 3, 4));
    for (input, offer) in offers(&world, 3).await {
        assert_ne!(input, "0");
        succeed(offer, "second").await;
    }
    let ended = world.ended(&arn).await;
    let expected = r#"["first0","second1","second2","second3"]"#;
    assert_eq!(ended.output.unwrap().as_str(), expected);
    let run = only_run(&world, &arn).await;
    for counts in [run.items, run.executions] {
        assert_eq!((counts.succeeded, counts.total), (4, 4));
        assert_eq!(
            (counts.pending_redrive, counts.failures_not_redrivable),
            (0, 0)
        );
        assert_eq!(counts.results_written, 4);
    }
    let redriven: Vec<_> = children(&world, &run.arn).await;
    let redriven = redriven.iter().map(|child| child.summary.redrive_count);
    assert_eq!(redriven.collect::<Vec<_>>(), [0, 1, 1, 1]);
}

#[tokio::test]
async fn the_history_tells_which_map_run_goes_on() {
    let world = World::new().await;
    let arn = failed(&world, "STANDARD").await;
    redrive(&world, &arn).await;
    for (_, offer) in offers(&world, 3).await {
        succeed(offer, "").await;
    }
    world.ended(&arn).await;
    let types = world.types(&arn).await;
    let expected = [
        "ExecutionFailed",
        "ExecutionRedriven",
        "MapRunRedriven",
        "MapRunSucceeded",
        "MapStateSucceeded",
        "MapStateExited",
        "ExecutionSucceeded",
    ];
    assert!(types.ends_with(&expected), "{types:?}");
    let history: Vec<Event> = world.history(&arn).await;
    let at = types.iter().position(|kind| *kind == "MapRunRedriven");
    let event = &history[at.unwrap()];
    assert_eq!(event.previous, event.id - 1);
    let run = only_run(&world, &arn).await;
    let details = Details::MapRunRedriven(MapRunRedriven {
        arn: run.arn.clone(),
        redrive_count: 1,
    });
    assert_eq!(event.details, Some(details));
    let child = &children(&world, &run.arn).await[1];
    let types = world.types(&child.summary.arn).await;
    assert!(types.contains(&"ExecutionRedriven"));
    let entered = types.iter().filter(|kind| **kind == "TaskStateEntered");
    assert_eq!(entered.count(), 1, "it goes on where it stopped");
}

#[tokio::test]
async fn a_crash_in_the_middle_redrives_no_child_twice_and_forgets_none() {
    for turns in [0, 3, 10, 200] {
        let mut world = World::new().await;
        let arn = failed(&world, "STANDARD").await;
        soon(world.engine.redrive(&arn, None)).await.unwrap();
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
        world = world.restart().await;
        settle().await;
        let mut taken = offers(&world, 3).await.into_iter();
        succeed(taken.next().unwrap().1, "second").await;
        settle().await;
        drop(taken);
        world = world.restart().await;
        settle().await;
        let run = only_run(&world, &arn).await;
        let counts = run.executions;
        assert_eq!((counts.succeeded, counts.running, counts.total), (2, 2, 4));
        for (_, offer) in offers(&world, 2).await {
            succeed(offer, "third").await;
        }
        let expected = r#"["first0","second1","third2","third3"]"#;
        assert_eq!(world.ended(&arn).await.output.unwrap().as_str(), expected);
        let run = only_run(&world, &arn).await;
        let redriven = children(&world, &run.arn).await;
        let redriven = redriven.iter().map(|child| child.summary.redrive_count);
        assert_eq!(redriven.collect::<Vec<_>>(), [0, 1, 1, 1]);
    }
}

#[tokio::test]
async fn express_children_run_anew_and_results_of_the_others_stay() {
    for crash in [false, true] {
        let mut world = World::new().await;
        let arn = failed(&world, "EXPRESS").await;
        if crash {
            world = world.restart().await;
        }
        let before = only_run(&world, &arn).await;
        let counts = before.executions;
        assert_eq!((counts.succeeded, counts.failed, counts.aborted), (1, 1, 2));
        redrive(&world, &arn).await;
        if crash {
            world = world.restart().await;
            settle().await;
        }
        // Those that nobody waited for run on; their tasks may be done by anybody.
        let mut left = 3;
        while left > 0 {
            let offer = offer(&world).await;
            let status = only_run(&world, &arn).await.executions.succeeded;
            succeed(offer, "second").await;
            settle().await;
            let now = only_run(&world, &arn).await.executions.succeeded;
            left -= usize::from(now > status);
        }
        let expected = r#"["first0","second1","second2","second3"]"#;
        assert_eq!(world.ended(&arn).await.output.unwrap().as_str(), expected);
        settle().await;
        let results = store::Store::documents(&*world.store, "engine.map-run.result", "");
        assert_eq!(results.await.unwrap().len(), 0);
        let open = store::Store::documents(&*world.store, "engine.map-run.open", "");
        assert_eq!(open.await.unwrap().len(), 0);
    }
}

#[tokio::test]
async fn items_that_had_not_begun_begin_within_the_concurrency() {
    let world = World::new().await;
    let definition = machine("STANDARD", TASK, r#""MaxConcurrency":1,"#);
    let arn = world.start(&definition, "[0,1,2]").await;
    fail(offer(&world).await).await;
    world.ended(&arn).await;
    let run = only_run(&world, &arn).await;
    assert_eq!((run.items.failed, run.items.pending), (1, 2));
    redrive(&world, &arn).await;
    let run = only_run(&world, &arn).await;
    assert_eq!((run.items.running, run.items.pending), (1, 2));
    for _ in 0..3 {
        succeed(offer(&world).await, "x").await;
    }
    let expected = r#"["x0","x1","x2"]"#;
    assert_eq!(world.ended(&arn).await.output.unwrap().as_str(), expected);
    assert_eq!(children(&world, &run.arn).await.len(), 3);
}

#[tokio::test]
async fn those_for_which_there_is_no_room_wait_to_be_redriven() {
    let world = World::new().await;
    let arn = failed(&world, "STANDARD").await;
    let run = only_run(&world, &arn).await;
    let narrower = engine::Changes {
        max_concurrency: Some(1),
        ..engine::Changes::default()
    };
    redrive(&world, &arn).await;
    soon(world.engine.update_map_run(&run.arn, narrower))
        .await
        .unwrap();
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    settle().await;
    redrive(&world, &arn).await;
    let counts = only_run(&world, &arn).await.executions;
    assert_eq!((counts.running, counts.pending_redrive), (1, 2));
    assert_eq!((counts.failed, counts.aborted, counts.total), (0, 0, 4));
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    settle().await;
    let run = only_run(&world, &arn).await;
    assert_eq!((run.status, run.redrive_count), (Status::Aborted, 2));
    assert_eq!(run.executions.pending_redrive, 0);
    assert_eq!((run.executions.succeeded, run.executions.aborted), (1, 3));
    redrive(&world, &arn).await;
    for _ in 0..3 {
        succeed(offer(&world).await, "last").await;
    }
    let expected = r#"["first0","last1","last2","last3"]"#;
    assert_eq!(world.ended(&arn).await.output.unwrap().as_str(), expected);
    let run = only_run(&world, &arn).await;
    let redriven = children(&world, &run.arn).await;
    let redriven = redriven.iter().map(|child| child.summary.redrive_count);
    // One ran in each of the three, the others in the first and in the last.
    assert_eq!(redriven.collect::<Vec<_>>(), [0, 3, 2, 2]);
}

#[tokio::test]
async fn what_fails_again_fails_the_map_run_again() {
    let world = World::new().await;
    let arn = failed(&world, "STANDARD").await;
    for count in 1..3 {
        redrive(&world, &arn).await;
        fail(offer(&world).await).await;
        assert_eq!(world.ended(&arn).await.summary.status, Status::Failed);
        let run = only_run(&world, &arn).await;
        assert_eq!((run.status, run.redrive_count), (Status::Failed, count));
        assert_eq!((run.executions.succeeded, run.executions.total), (1, 4));
    }
}

#[tokio::test]
async fn a_child_that_cannot_be_redriven_stays_as_it_ended() {
    const DAYS_15: u64 = 15 * 24 * 3600;
    let states = r#""A":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":0,"Next":"F"}],"Default":"W"},
        "F":{"Type":"Fail"},"W":{"Type":"Wait","Seconds":1296000,"Next":"T"},"T":{"Type":"Task","End":true,
        "Resource":"arn:aws:lambda:us-east-1:123456789012:function:F"}"#;
    let world = World::new().await;
    let definition = machine("STANDARD", states, r#""ToleratedFailureCount":1,"#);
    let arn = world.start(&definition, "[0,1,2]").await;
    settle().await;
    world.advance(DAYS_15);
    let mut taken = offers(&world, 2).await.into_iter();
    fail(taken.next().unwrap().1).await;
    drop(taken);
    assert_eq!(world.ended(&arn).await.summary.status, Status::Failed);
    redrive(&world, &arn).await;
    let run = only_run(&world, &arn).await;
    assert_eq!(run.executions.failures_not_redrivable, 1);
    assert_eq!((run.executions.running, run.executions.failed), (2, 1));
    for (_, offer) in offers(&world, 2).await {
        succeed(offer, "again").await;
    }
    let output = world.ended(&arn).await.output.unwrap();
    assert!(output.as_str().ends_with(r#","again1","again2"]"#));
    let run = only_run(&world, &arn).await;
    let counts = run.items;
    assert_eq!((counts.failures_not_redrivable, counts.failed), (1, 1));
}

#[tokio::test]
async fn a_map_state_that_failed_on_its_data_begins_another_map_run() {
    let world = World::new().await;
    let selector = r#""ResultSelector":{"x.$":"$.no"},"#;
    let arn = world
        .start(&machine("STANDARD", TASK, selector), "[0]")
        .await;
    for runs in 1..3 {
        succeed(offer(&world).await, "").await;
        assert_eq!(world.ended(&arn).await.summary.status, Status::Failed);
        assert_eq!(world.engine.list_map_runs(&arn).await.unwrap().len(), runs);
        redrive(&world, &arn).await;
    }
    assert!(!world.types(&arn).await.contains(&"MapRunRedriven"));
}

#[tokio::test]
async fn a_map_run_in_a_branch_goes_on_beside_its_siblings() {
    let world = World::new().await;
    let definition = format!(
        r#"{{"StartAt":"X","States":{{"X":{{"Type":"Parallel","End":true,"Branches":[{},
        {{"StartAt":"T","States":{{"T":{{"Type":"Task","End":true,
        "Resource":"arn:aws:lambda:us-east-1:123456789012:function:G"}}}}}}]}}}}}}"#,
        machine("STANDARD", TASK, "")
    );
    let arn = world.start(&definition, "[0,1]").await;
    for (input, offer) in offers(&world, 3).await {
        match input.as_str() {
            "0" => succeed(offer, "first").await,
            "1" => drop(offer),
            _ => fail(offer).await,
        }
        settle().await;
    }
    assert_eq!(world.ended(&arn).await.summary.status, Status::Failed);
    let world = world.restart().await;
    redrive(&world, &arn).await;
    for (_, offer) in offers(&world, 2).await {
        succeed(offer, "second").await;
    }
    let expected = r#"[["first0","second1"],"second[0,1]"]"#;
    assert_eq!(world.ended(&arn).await.output.unwrap().as_str(), expected);
}

#[tokio::test]
async fn a_child_is_redriven_only_with_its_map_run() {
    let world = World::new().await;
    let arn = failed(&world, "STANDARD").await;
    let run = only_run(&world, &arn).await;
    let child = &children(&world, &run.arn).await[1].summary.arn;
    assert_eq!(world.describe(child).await.not_redrivable, None);
    let refused = soon(world.engine.redrive(child, None)).await;
    let why = ExecutionError::NotRedrivable(NotRedrivable::ByMapRun);
    assert_eq!(refused, Err(why));
}

#[tokio::test]
async fn a_redrive_waits_until_the_map_run_has_stopped_its_children() {
    let world = World::new().await;
    let arn = world.start(&machine("STANDARD", TASK, ""), "[0,1,2]").await;
    let taken = offers(&world, 3).await;
    // The ends of the children are on their way while the parent is redriven.
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    soon(world.engine.redrive(&arn, None)).await.unwrap();
    drop(taken);
    settle().await;
    for (_, offer) in offers(&world, 3).await {
        succeed(offer, "again").await;
    }
    let expected = r#"["again0","again1","again2"]"#;
    assert_eq!(world.ended(&arn).await.output.unwrap().as_str(), expected);
    let run = only_run(&world, &arn).await;
    assert_eq!((run.redrive_count, run.executions.succeeded), (1, 3));
}

#[tokio::test]
async fn a_map_run_can_be_redriven_a_thousand_times() {
    let wait = r#""A":{"Type":"Wait","Seconds":900,"End":true}"#;
    let world = World::new().await;
    let arn = world.start(&machine("STANDARD", wait, ""), "[0]").await;
    for _ in 0..1000 {
        soon(world.engine.stop(&arn, None, None)).await.unwrap();
        soon(world.engine.redrive(&arn, None)).await.unwrap();
    }
    settle().await;
    let run = only_run(&world, &arn).await;
    assert_eq!((run.status, run.redrive_count), (Status::Running, 1000));
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    soon(world.engine.redrive(&arn, None)).await.unwrap();
    let ended = world.ended(&arn).await;
    assert_eq!(ended.error.as_deref(), Some("States.Runtime"));
    // After that error another one begins.
    redrive(&world, &arn).await;
    assert_eq!(world.engine.list_map_runs(&arn).await.unwrap().len(), 2);
}
