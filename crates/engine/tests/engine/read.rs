//! Lists and histories, page by page.

use engine::{ExecutionError, HistoryQuery, ListQuery, Options, PageToken, Status};

use crate::support::{LOOP, MACHINE, PASS, WAIT, World, history_of, options, soon};

fn all(status: Option<Status>) -> ListQuery {
    ListQuery {
        machine_arn: MACHINE.into(),
        status,
        limit: 2,
        token: None,
    }
}

async fn listed(world: &World, mut query: ListQuery) -> Vec<String> {
    let mut names = Vec::new();
    loop {
        let page = world.engine.list(&query).await.unwrap();
        assert!(page.executions.len() <= query.limit);
        names.extend(page.executions.into_iter().map(|summary| summary.name));
        match page.next {
            Some(token) => query.token = Some(token),
            None => return names,
        }
    }
}

#[tokio::test]
async fn lists_are_newest_first_by_status_and_paged() {
    let world = World::new().await;
    for (definition, name) in [
        (PASS, "a"),
        (WAIT, "b"),
        (PASS, "c"),
        (WAIT, "d"),
        (PASS, "e"),
    ] {
        soon(world.engine.start(world.named(definition, name, "{}")))
            .await
            .unwrap();
        world.advance(1);
    }
    assert_eq!(listed(&world, all(None)).await, ["e", "d", "c", "b", "a"]);
    assert_eq!(listed(&world, all(Some(Status::Running))).await, ["d", "b"]);
    assert_eq!(
        listed(&world, all(Some(Status::Succeeded))).await,
        ["e", "c", "a"]
    );
    assert_eq!(
        listed(&world, all(Some(Status::Failed))).await,
        Vec::<String>::new()
    );
    let mut other = all(None);
    other.machine_arn = MACHINE.replace(":M", ":N");
    assert_eq!(listed(&world, other).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_page_token_of_another_query_is_refused() {
    let world = World::new().await;
    for _ in 0..3 {
        world.start(PASS, "{}").await;
    }
    let token = world.engine.list(&all(None)).await.unwrap().next;
    assert!(token.is_some());
    let refused = ListQuery {
        token,
        ..all(Some(Status::Running))
    };
    assert_eq!(
        world.engine.list(&refused).await,
        Err(ExecutionError::InvalidToken)
    );
    let made_up = ListQuery {
        token: Some(PageToken("x".into())),
        ..all(None)
    };
    assert_eq!(
        world.engine.list(&made_up).await,
        Err(ExecutionError::InvalidToken)
    );
}

async fn paged(world: &World, mut query: HistoryQuery) -> Vec<(u64, String)> {
    let mut events = Vec::new();
    loop {
        let page = world.engine.history(&query).await.unwrap();
        assert!(!page.events.is_empty() && page.events.len() <= query.limit);
        events.extend(
            page.events
                .iter()
                .map(|event| (event.id, format!("{event:?}"))),
        );
        match page.next {
            Some(token) => query.token = Some(token),
            None => return events,
        }
    }
}

#[tokio::test]
async fn pages_of_a_history_join_to_the_whole_in_both_directions() {
    let world = World::new().await;
    let arn = world
        .start(LOOP, r#"{"a payload":"that repeats in every event"}"#)
        .await;
    world.ended(&arn).await;
    let whole = paged(&world, history_of(&arn)).await;
    assert_eq!(whole.len(), 25_000);
    assert!(
        whole
            .iter()
            .zip(1..)
            .all(|((id, _), expected)| *id == expected)
    );
    for limit in [999, 1] {
        let mut query = history_of(&arn);
        query.limit = limit;
        query.reverse = true;
        if limit == 1 {
            query.token = None;
            let page = world.engine.history(&query).await.unwrap();
            assert_eq!(page.events[0].id, 25_000);
            continue;
        }
        let mut reversed = paged(&world, query).await;
        reversed.reverse();
        assert_eq!(reversed, whole);
    }
}

#[tokio::test]
async fn every_event_shows_its_payload_although_it_is_stored_once() {
    let world = World::new().await;
    let text = format!("\"{}\"", "x".repeat(10_000));
    let arn = world.start(PASS, &text).await;
    let shown: Vec<_> = world
        .history(&arn)
        .await
        .iter()
        .map(|event| format!("{event:?}").matches("xxxxxxxxxx").count())
        .collect();
    assert!(shown.iter().all(|count| *count == 1000), "{shown:?}");
    let mut query = history_of(&arn);
    query.include_data = false;
    let bare = world.engine.history(&query).await.unwrap().events;
    assert!(!format!("{bare:?}").contains("xxx"));
}

#[tokio::test]
async fn a_page_ends_when_its_payloads_are_large() {
    let world = World::with(Options {
        history_page_bytes: 25_000,
        ..options()
    })
    .await;
    let arn = world
        .start(PASS, &format!("\"{}\"", "x".repeat(10_000)))
        .await;
    let query = history_of(&arn);
    let page = world.engine.history(&query).await.unwrap();
    assert_eq!(page.events.len(), 2);
    assert_eq!(paged(&world, query).await.len(), 4);
}
