//! Starting, names, stopping.

use engine::{EngineError, ExecutionError, StartError, Status};

use crate::support::{LOOP, MACHINE, PASS, TASK, WAIT, World, settle, soon};

#[tokio::test]
async fn a_pass_machine_succeeds_with_its_input_verbatim() {
    let world = World::new().await;
    let input = r#"{ "n": 1.0e5,  "s":"ü" }"#;
    let arn = world.start(PASS, input).await;
    let description = world.ended(&arn).await;
    assert_eq!(description.summary.status, Status::Succeeded);
    assert_eq!(description.input.as_str(), input);
    assert_eq!(description.output.unwrap().as_str(), input);
    let expected = [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
    ];
    assert_eq!(world.types(&arn).await, expected);
}

#[tokio::test]
async fn an_execution_without_a_name_gets_a_uuid() {
    let world = World::new().await;
    let arn = world.start(PASS, "{}").await;
    let name = arn.rsplit(':').next().unwrap();
    assert_eq!(
        arn.rsplit_once(':').unwrap().0,
        MACHINE.replace("stateMachine", "execution")
    );
    assert_eq!(name.len(), 36);
}

#[tokio::test]
async fn a_start_that_is_to_happen_once_finds_what_it_started() {
    let world = World::new().await;
    for request in [world.request(PASS), world.named(PASS, "chosen", "{}")] {
        let once = || Some("11111111-2222-4333-8444-555555555555".to_owned());
        let first = soon(world.engine.start_once(request.clone(), once()));
        let first = first.await.unwrap();
        world.ended(&first.arn).await;
        let again = soon(world.engine.start_once(request.clone(), once()));
        let again = again.await.unwrap();
        assert!(!first.existing && again.existing);
        assert_eq!((&first.arn, first.start), (&again.arn, again.start));
        let other = soon(world.engine.start_once(request, Some("other".into()))).await;
        let named = first.arn.ends_with(":chosen");
        assert_eq!(matches!(other, Err(StartError::AlreadyExists(_))), named);
    }
}

#[tokio::test]
async fn the_same_name_and_input_while_it_runs_is_the_same_execution() {
    let world = World::new().await;
    let first = soon(world.engine.start(world.named(WAIT, "n", "1")))
        .await
        .unwrap();
    let again = soon(world.engine.start(world.named(WAIT, "n", "1")))
        .await
        .unwrap();
    assert!(!first.existing && again.existing);
    assert_eq!((first.arn, first.start), (again.arn, again.start));
}

#[tokio::test]
async fn another_input_or_an_ended_execution_has_the_name_taken() {
    let world = World::new().await;
    let arn = soon(world.engine.start(world.named(WAIT, "n", "1")))
        .await
        .unwrap()
        .arn;
    let taken = Err(StartError::AlreadyExists(arn.clone()));
    assert_eq!(
        soon(world.engine.start(world.named(WAIT, "n", "2"))).await,
        taken
    );
    soon(world.engine.stop(&arn, None, None)).await.unwrap();
    assert_eq!(
        soon(world.engine.start(world.named(WAIT, "n", "1"))).await,
        taken
    );
}

#[tokio::test]
async fn racing_starts_of_one_name_make_one_execution() {
    let world = World::new().await;
    world.store.hold();
    let starts: Vec<_> = (0..20)
        .map(|_| {
            let engine = world.engine.clone();
            let request = world.named(TASK, "n", "{}");
            tokio::spawn(async move { engine.start(request).await })
        })
        .collect();
    settle().await;
    world.store.release_all();
    let mut new = 0;
    for start in starts {
        new += usize::from(!soon(start).await.unwrap().unwrap().existing);
    }
    assert_eq!(new, 1);
    assert_eq!(world.engine.stats().started.get(), 1);
}

#[tokio::test]
async fn one_name_in_two_machines_is_two_executions() {
    let world = World::new().await;
    let mut other = world.named(WAIT, "n", "1");
    other.machine_arn = MACHINE.replace("us-east-1", "eu-west-1").into();
    let one = soon(world.engine.start(world.named(WAIT, "n", "1")))
        .await
        .unwrap();
    let two = soon(world.engine.start(other)).await.unwrap();
    assert!(!two.existing);
    assert_ne!(one.arn, two.arn);
}

#[tokio::test]
async fn stopping_ends_it_with_what_the_caller_said_and_again_changes_nothing() {
    let world = World::new().await;
    let arn = world.start(WAIT, "{}").await;
    let stop = |cause: &str| {
        world
            .engine
            .stop(&arn, Some("E".into()), Some(cause.into()))
    };
    let first = soon(stop("one")).await.unwrap();
    world.advance(1);
    assert_eq!(soon(stop("two")).await, Ok(first));
    let description = world.describe(&arn).await;
    assert_eq!(description.summary.status, Status::Aborted);
    assert_eq!(description.summary.stop, Some(first));
    assert_eq!(description.cause.as_deref(), Some("one"));
    assert_eq!(*world.types(&arn).await.last().unwrap(), "ExecutionAborted");
}

#[tokio::test]
async fn what_does_not_exist_or_is_no_arn_is_said_so() {
    let world = World::new().await;
    let arn = format!("{}:x", MACHINE.replace("stateMachine", "execution"));
    let missing = ExecutionError::DoesNotExist(arn.clone());
    assert_eq!(
        soon(world.engine.stop(&arn, None, None)).await,
        Err(missing.clone())
    );
    assert_eq!(world.engine.describe(&arn).await, Err(missing.clone()));
    assert_eq!(soon(world.engine.watch(&arn)).await, Err(missing));
    let invalid = Err(ExecutionError::InvalidArn(MACHINE.into()));
    assert_eq!(world.engine.describe(MACHINE).await, invalid);
}

#[tokio::test]
async fn an_endless_loop_starves_nobody_and_ends_at_its_history_limit() {
    let world = World::new().await;
    let endless = world.start(LOOP, "{}").await;
    let other = world.start(PASS, "{}").await;
    assert_eq!(world.ended(&other).await.summary.status, Status::Succeeded);
    let description = world.ended(&endless).await;
    assert_eq!(description.summary.status, Status::Failed);
    assert_eq!(description.last_event, 25_000);
}

#[tokio::test]
async fn a_running_execution_keeps_the_definition_it_started_with() {
    let world = World::new().await;
    let arn = world.start(WAIT, "{}").await;
    let world = world.restart().await;
    let description = world.describe(&arn).await;
    let definition = world.engine.definition_of(&description).await.unwrap();
    assert_eq!(definition.text(), WAIT);
    world.advance(10);
    assert_eq!(world.ended(&arn).await.summary.status, Status::Succeeded);
}

#[tokio::test]
async fn a_closed_engine_refuses_and_has_answered_what_it_accepted() {
    let world = World::new().await;
    let engine = world.engine.clone();
    let request = world.request(PASS);
    let start = tokio::spawn(async move { engine.start(request).await });
    settle().await;
    soon(world.engine.close()).await;
    assert!(start.await.unwrap().is_ok());
    let refused = soon(world.engine.start(world.request(PASS))).await;
    assert_eq!(refused, Err(EngineError::Closed.into()));
    assert!(world.engine.next_offer().await.is_none());
}
