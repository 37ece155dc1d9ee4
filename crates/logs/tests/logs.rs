//! Logs over the memory store with a clock that stands still until told.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use logs::{
    FilterPattern, FilterQuery, GetPage, GetQuery, GroupFilter, LogEvent, Logs, LogsError,
    StreamOrder, Streams,
};
use model::{Account, Region, Scope, Timestamp};
use store::testing::poll_once;
use store::{MemoryStore, Store};

const GROUP: &str = "/aws/lambda/hello";
/// 2025-01-31, in milliseconds.
const NOW: i64 = 1_738_324_800_000;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

struct World {
    store: MemoryStore,
    now: Arc<AtomicI64>,
    logs: Logs,
    scope: Scope,
}

async fn open(store: &MemoryStore, now: &Arc<AtomicI64>) -> Logs {
    let now = Arc::clone(now);
    let clock = Arc::new(move || Timestamp::from_millis(now.load(Ordering::Relaxed)));
    Logs::open(Arc::new(store.reopen()), clock).await.unwrap()
}

async fn world() -> World {
    let store = MemoryStore::new();
    let now = Arc::new(AtomicI64::new(NOW));
    let logs = open(&store, &now).await;
    let scope = Scope::default();
    World {
        store,
        now,
        logs,
        scope,
    }
}

fn event(time: i64, message: &str) -> LogEvent {
    LogEvent {
        timestamp: Timestamp::from_millis(time),
        message: message.into(),
    }
}

impl World {
    async fn put(&self, stream: &str, events: &[(i64, &str)]) {
        let events = events.iter().map(|(time, text)| event(*time, text));
        let put = self.logs.put(&self.scope, GROUP, stream, events.collect());
        put.unwrap().await.unwrap();
    }

    async fn get(&self, query: &GetQuery) -> GetPage {
        let got = self.logs.get_log_events(&self.scope, GROUP, "s", query);
        got.await.unwrap()
    }

    async fn filter(&self, query: &FilterQuery) -> (Vec<String>, Option<String>) {
        let page = self.logs.filter_log_events(&self.scope, GROUP, query);
        let page = page.await.unwrap();
        let text = page.events.into_iter().map(|event| event.message);
        (text.collect(), page.next)
    }

    /// All pages of a filter, and how many there were.
    async fn filter_all(&self, query: &FilterQuery) -> (Vec<String>, usize) {
        let (mut all, mut pages) = (Vec::new(), 0);
        let mut query = query.clone();
        loop {
            let (messages, next) = self.filter(&query).await;
            all.extend(messages);
            pages += 1;
            if next.is_none() {
                return (all, pages);
            }
            query.token = next;
        }
    }

    fn streams(&self, order: &StreamOrder, descending: bool) -> Vec<String> {
        let mut all = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let page = self.logs.describe_log_streams(
                &self.scope,
                GROUP,
                order,
                descending,
                token.as_deref(),
                Some(2),
            );
            let page = page.unwrap();
            assert!(page.items.len() <= 2);
            all.extend(page.items.into_iter().map(|stream| stream.name));
            token = page.next;
            if token.is_none() {
                return all;
            }
        }
    }
}

fn messages(page: &GetPage) -> Vec<&str> {
    page.events.iter().map(|e| e.message.as_str()).collect()
}

fn numbered(numbers: std::ops::Range<i64>) -> Vec<(i64, String)> {
    numbers.map(|n| (NOW + n, format!("event {n}"))).collect()
}

fn borrowed(events: &[(i64, String)]) -> Vec<(i64, &str)> {
    events
        .iter()
        .map(|(time, text)| (*time, text.as_str()))
        .collect()
}

#[tokio::test]
async fn what_is_put_can_be_read_and_survives_a_restart() {
    let mut world = world().await;
    world.put("s", &[(NOW, "START"), (NOW + 1, "END")]).await;
    world.put("s", &[(NOW - 5, "late")]).await;
    for _ in 0..2 {
        let page = world.get(&GetQuery::default()).await;
        assert_eq!(messages(&page), ["late", "START", "END"]);
        assert_eq!(page.events[0].timestamp.millis(), NOW - 5);
        assert_eq!(page.events[0].ingestion_time.millis(), NOW);
        let group = world.logs.describe_log_group(&world.scope, GROUP).unwrap();
        assert_eq!(group.stored_bytes, (5 + 3 + 4 + 3 * 26) as u64);
        assert_eq!(group.arn.resource, "log-group:/aws/lambda/hello");
        let order = StreamOrder::LastEventTime;
        let streams =
            world
                .logs
                .describe_log_streams(&world.scope, GROUP, &order, true, None, None);
        let stream = streams.unwrap().items.remove(0);
        assert_eq!(stream.first_event.unwrap().millis(), NOW - 5);
        assert_eq!(stream.last_event.unwrap().millis(), NOW + 1);
        assert_eq!(stream.last_ingestion.unwrap().millis(), NOW);
        assert_eq!(
            stream.arn.resource,
            "log-group:/aws/lambda/hello:log-stream:s"
        );
        world.logs = open(&world.store, &world.now).await;
    }
    // After a restart new events sort after old ones, and new streams do not mix with old ones.
    world.put("s", &[(NOW, "again")]).await;
    world.put("t", &[(NOW, "other")]).await;
    let page = world.get(&GetQuery::default()).await;
    assert_eq!(messages(&page), ["late", "START", "again", "END"]);
}

#[tokio::test]
async fn groups_and_streams_are_created_once_and_found_by_name() {
    let World { logs, scope, .. } = world().await;
    let none = BTreeMap::new();
    logs.create_log_group(&scope, "g", none.clone())
        .await
        .unwrap();
    let again = logs.create_log_group(&scope, "g", none.clone()).await;
    let error = again.unwrap_err();
    assert_eq!(error.code(), "ResourceAlreadyExistsException");
    assert_eq!(error.to_string(), "The specified log group already exists");
    logs.create_log_stream(&scope, "g", "s").await.unwrap();
    let again = logs.create_log_stream(&scope, "g", "s").await;
    assert_eq!(again, Err(LogsError::StreamExists));
    let nowhere = logs.create_log_stream(&scope, "h", "s").await;
    assert_eq!(nowhere, Err(LogsError::GroupNotFound));
    let missing = logs
        .get_log_events(&scope, "g", "t", &GetQuery::default())
        .await;
    let error = missing.unwrap_err();
    assert_eq!(error.code(), "ResourceNotFoundException");
    assert_eq!(
        error.to_string(),
        "The specified log stream does not exist."
    );
    let empty = logs
        .get_log_events(&scope, "g", "s", &GetQuery::default())
        .await;
    assert!(empty.unwrap().events.is_empty());
    for name in ["", "a b", "aws/x", &"x".repeat(513)] {
        let refused = logs.create_log_group(&scope, name, none.clone()).await;
        assert_eq!(refused.unwrap_err().code(), "InvalidParameterException");
    }
    for name in ["", "a:b", "a*", &"x".repeat(513)] {
        let refused = logs.create_log_stream(&scope, "g", name).await;
        assert_eq!(refused.unwrap_err().code(), "InvalidParameterException");
    }
    let longest = "x".repeat(512);
    logs.create_log_group(&scope, &longest, none).await.unwrap();
    logs.create_log_stream(&scope, "g", &longest).await.unwrap();
}

#[tokio::test]
async fn regions_and_accounts_do_not_see_each_other() {
    let World { logs, scope, .. } = world().await;
    let tokyo = Scope::new(Account::default(), Region::parse("ap-northeast-1").unwrap());
    logs.put(&scope, "g", "s", vec![event(NOW, "here")])
        .unwrap()
        .await
        .unwrap();
    assert_eq!(
        logs.describe_log_group(&tokyo, "g").unwrap_err(),
        LogsError::GroupNotFound
    );
    let groups = logs.describe_log_groups(&tokyo, &GroupFilter::All, None, None);
    assert!(groups.unwrap().items.is_empty());
}

#[tokio::test]
async fn groups_are_described_in_pages() {
    let World { logs, scope, .. } = world().await;
    for name in ["b", "/aws/lambda/x", "a", "Data", "/aws/lambda/y"] {
        logs.create_log_group(&scope, name, BTreeMap::new())
            .await
            .unwrap();
    }
    let names = |filter: GroupFilter, limit| {
        let (mut names, mut token) = (Vec::new(), None);
        loop {
            let page = logs.describe_log_groups(&scope, &filter, token.as_deref(), limit);
            let page = page.unwrap();
            names.extend(page.items.into_iter().map(|group| group.name));
            token = page.next;
            if token.is_none() {
                return names;
            }
        }
    };
    let all = ["/aws/lambda/x", "/aws/lambda/y", "Data", "a", "b"];
    assert_eq!(names(GroupFilter::All, None), all);
    assert_eq!(names(GroupFilter::All, Some(2)), all);
    assert_eq!(names(GroupFilter::Prefix("/aws".into()), Some(1)), all[..2]);
    assert_eq!(names(GroupFilter::Pattern("a/".into()), None), all[..2]);
    for limit in [0, 51] {
        let refused = logs.describe_log_groups(&scope, &GroupFilter::All, None, Some(limit));
        assert_eq!(refused.unwrap_err().code(), "InvalidParameterException");
    }
}

#[tokio::test]
async fn streams_are_described_by_name_and_by_time() {
    let world = world().await;
    world.put("a1", &[(NOW + 3, "x")]).await;
    world.put("b", &[(NOW + 1, "x")]).await;
    world.put("a2", &[(NOW + 2, "x")]).await;
    let scope = &world.scope;
    world
        .logs
        .create_log_stream(scope, GROUP, "empty")
        .await
        .unwrap();
    let by_name = |prefix: &str| StreamOrder::Name {
        prefix: prefix.into(),
    };
    assert_eq!(
        world.streams(&by_name(""), false),
        ["a1", "a2", "b", "empty"]
    );
    assert_eq!(
        world.streams(&by_name(""), true),
        ["empty", "b", "a2", "a1"]
    );
    assert_eq!(world.streams(&by_name("a"), false), ["a1", "a2"]);
    let by_time = StreamOrder::LastEventTime;
    assert_eq!(world.streams(&by_time, true), ["a1", "a2", "b", "empty"]);
    assert_eq!(world.streams(&by_time, false), ["empty", "b", "a2", "a1"]);
    for token in ["x", "x:b", "5:b"] {
        let order = by_name("");
        let page = world
            .logs
            .describe_log_streams(scope, GROUP, &order, false, Some(token), None);
        assert_eq!(page.unwrap_err().code(), "InvalidParameterException");
    }
}

#[tokio::test]
async fn a_stream_is_read_from_either_end_and_back() {
    let world = world().await;
    let events = numbered(0..10);
    world.put("s", &borrowed(&events)).await;
    let query = |token: Option<String>, from_head| GetQuery {
        limit: Some(4),
        from_head,
        token,
        ..GetQuery::default()
    };
    let first = world.get(&query(None, true)).await;
    assert_eq!(
        messages(&first),
        ["event 0", "event 1", "event 2", "event 3"]
    );
    let second = world
        .get(&query(Some(first.next_forward.clone()), true))
        .await;
    assert_eq!(
        messages(&second),
        ["event 4", "event 5", "event 6", "event 7"]
    );
    let third = world
        .get(&query(Some(second.next_forward.clone()), true))
        .await;
    assert_eq!(messages(&third), ["event 8", "event 9"]);
    let end = world
        .get(&query(Some(third.next_forward.clone()), true))
        .await;
    assert!(end.events.is_empty());
    assert_eq!(end.next_forward, third.next_forward);
    // Back from the end, and what comes later is found with the old token.
    let back = world
        .get(&query(Some(end.next_backward.clone()), false))
        .await;
    assert_eq!(
        messages(&back),
        ["event 6", "event 7", "event 8", "event 9"]
    );
    let back = world.get(&query(Some(second.next_backward), false)).await;
    assert_eq!(messages(&back), messages(&first));
    let start = world
        .get(&query(Some(back.next_backward.clone()), false))
        .await;
    assert!(start.events.is_empty());
    assert_eq!(start.next_backward, back.next_backward);
    let forth = world.get(&query(Some(start.next_forward), true)).await;
    assert_eq!(messages(&forth), messages(&first));
    let latest = world.get(&query(None, false)).await;
    assert_eq!(
        messages(&latest),
        messages(&world.get(&query(Some(end.next_backward), false)).await)
    );
    world.put("s", &[(NOW + 10, "new")]).await;
    let new = world.get(&query(Some(end.next_forward), true)).await;
    assert_eq!(messages(&new), ["new"]);
    assert_eq!(new.next_forward.len(), 60);
}

#[tokio::test]
async fn an_empty_stream_has_tokens_that_find_what_comes() {
    let world = world().await;
    let scope = &world.scope;
    world.put("other", &[]).await;
    world
        .logs
        .create_log_stream(scope, GROUP, "s")
        .await
        .unwrap();
    let empty = world.get(&GetQuery::default()).await;
    world.put("s", &[(0, "first of all")]).await;
    let token = Some(empty.next_forward);
    let query = GetQuery {
        token,
        ..GetQuery::default()
    };
    assert_eq!(messages(&world.get(&query).await), ["first of all"]);
}

#[tokio::test]
async fn a_range_takes_its_start_and_not_its_end() {
    let world = world().await;
    world.put("s", &borrowed(&numbered(0..5))).await;
    let at = |offset| Some(Timestamp::from_millis(NOW + offset));
    let query = GetQuery {
        start: at(1),
        end: at(3),
        ..GetQuery::default()
    };
    assert_eq!(messages(&world.get(&query).await), ["event 1", "event 2"]);
    for end in [1, 0] {
        let end = at(end);
        let nothing = GetQuery {
            end,
            ..query.clone()
        };
        assert!(world.get(&nothing).await.events.is_empty());
    }
    // FilterLogEvents takes its end too.
    let query = FilterQuery {
        start: at(1),
        end: at(3),
        ..FilterQuery::default()
    };
    let (found, _) = world.filter(&query).await;
    assert_eq!(found, ["event 1", "event 2", "event 3"]);
}

#[tokio::test]
async fn bad_queries_are_refused() {
    let world = world().await;
    world.put("s", &[(NOW, "x")]).await;
    let token = |text: &str| Some(text.to_owned());
    let queries = [
        GetQuery {
            limit: Some(0),
            ..GetQuery::default()
        },
        GetQuery {
            limit: Some(10_001),
            ..GetQuery::default()
        },
        GetQuery {
            token: token("f/1/s"),
            ..GetQuery::default()
        },
        GetQuery {
            token: token(&format!("x/{:056}/s", 0)),
            ..GetQuery::default()
        },
        GetQuery {
            token: token(&format!("f/{}/s", "9".repeat(56))),
            ..GetQuery::default()
        },
        GetQuery {
            token: token("ü"),
            ..GetQuery::default()
        },
    ];
    for query in queries {
        let refused = world.logs.get_log_events(&world.scope, GROUP, "s", &query);
        let code = refused.await.unwrap_err().code();
        assert_eq!(code, "InvalidParameterException", "{query:?}");
    }
    for text in ["", "x", "1-2-3", "1-2-3-4-5", "-1-2-3-4"] {
        let query = FilterQuery {
            token: token(text),
            ..FilterQuery::default()
        };
        let refused = world.logs.filter_log_events(&world.scope, GROUP, &query);
        let code = refused.await.unwrap_err().code();
        assert_eq!(code, "InvalidParameterException", "{text}");
    }
}

#[tokio::test]
async fn a_page_ends_at_a_mebibyte() {
    let world = world().await;
    let large = "x".repeat(300_000);
    let events: Vec<_> = (0..7).map(|n| (NOW + n, large.as_str())).collect();
    world.put("s", &events).await;
    let query = GetQuery {
        from_head: true,
        ..GetQuery::default()
    };
    let first = world.get(&query).await;
    assert_eq!(first.events.len(), 3);
    let token = Some(first.next_forward);
    let second = world.get(&GetQuery { token, ..query }).await;
    assert_eq!(second.events[0].timestamp.millis(), NOW + 3);
    let (all, pages) = world.filter_all(&FilterQuery::default()).await;
    assert_eq!((all.len(), pages), (7, 3));
    // An event that is larger than a page is a page.
    world.put("huge", &[(NOW, &"x".repeat(2 << 20))]).await;
    let huge = FilterQuery {
        streams: Streams::Names(vec!["huge".into()]),
        ..FilterQuery::default()
    };
    assert_eq!(world.filter_all(&huge).await.0.len(), 1);
}

#[tokio::test]
async fn a_filter_merges_streams_by_time_in_pages_of_any_size() {
    let world = world().await;
    // 200 events over 3 streams, some of the same time, more than one read of a stream.
    let mut expected = Vec::new();
    for (stream, step) in [("s", 1), ("t", 1), ("u", 2)] {
        let events: Vec<(i64, String)> = (0..200 / step)
            .map(|n| (NOW + n * step, format!("{stream}{n} {}", n % 3)))
            .collect();
        world.put(stream, &borrowed(&events)).await;
        expected.extend(events.into_iter().map(|(time, text)| (time, stream, text)));
    }
    expected.sort_by_key(|(time, stream, _)| (*time, *stream));
    let expected: Vec<String> = expected.into_iter().map(|(.., text)| text).collect();
    for limit in [1, 7, 64, 65, 10_000] {
        let query = FilterQuery {
            limit: Some(limit),
            ..FilterQuery::default()
        };
        let (all, pages) = world.filter_all(&query).await;
        assert_eq!(all, expected, "{limit}");
        assert_eq!(pages, expected.len().div_ceil(limit), "{limit}");
    }
    let query = FilterQuery {
        streams: Streams::Names(vec!["u".into(), "s".into()]),
        pattern: FilterPattern::parse("\" 2\"").unwrap(),
        limit: Some(10),
        ..FilterQuery::default()
    };
    let (found, _) = world.filter_all(&query).await;
    let wanted = expected
        .iter()
        .filter(|text| !text.starts_with('t') && text.ends_with(" 2"));
    assert!(found.iter().eq(wanted));
}

#[tokio::test]
async fn a_filter_names_its_streams_and_tells_events_apart() {
    let world = world().await;
    world.put("pre-1", &[(NOW, "x"), (NOW, "x")]).await;
    world.put("pre-2", &[(NOW, "x")]).await;
    world.put("other", &[(NOW, "x")]).await;
    let query = FilterQuery {
        streams: Streams::Prefix("pre-".into()),
        ..FilterQuery::default()
    };
    let page = world.logs.filter_log_events(&world.scope, GROUP, &query);
    let events = page.await.unwrap().events;
    let streams: Vec<_> = events.iter().map(|event| event.stream.as_str()).collect();
    assert_eq!(streams, ["pre-1", "pre-1", "pre-2"]);
    let mut ids: Vec<_> = events.iter().map(|event| event.event_id.clone()).collect();
    assert!(ids.iter().all(|id| id.len() == 56));
    ids.dedup();
    assert_eq!(ids.len(), 3);
    let query = FilterQuery {
        streams: Streams::Names(vec!["missing".into()]),
        ..FilterQuery::default()
    };
    let missing = world.logs.filter_log_events(&world.scope, GROUP, &query);
    assert_eq!(missing.await.unwrap_err(), LogsError::StreamNotFound);
}

#[tokio::test]
async fn put_log_events_keeps_awss_limits() {
    let World { logs, scope, .. } = world().await;
    let put = async |events| logs.put_log_events(&scope, GROUP, "s", events).await;
    let one = || vec![event(NOW, "x")];
    assert_eq!(put(one()).await, Err(LogsError::GroupNotFound));
    logs.create_log_group(&scope, GROUP, BTreeMap::new())
        .await
        .unwrap();
    assert_eq!(put(one()).await, Err(LogsError::StreamNotFound));
    logs.create_log_stream(&scope, GROUP, "s").await.unwrap();
    put(one()).await.unwrap();
    let code = async |events| put(events).await.unwrap_err().code();
    assert_eq!(code(vec![]).await, "InvalidParameterException");
    assert_eq!(
        code(vec![event(NOW, ""); 10_001]).await,
        "InvalidParameterException"
    );
    put(vec![event(NOW, ""); 10_000]).await.unwrap();
    let sized = |bytes: usize| vec![event(NOW, &"x".repeat(bytes - 26))];
    put(sized(1_048_576)).await.unwrap();
    let error = put(sized(1_048_577)).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "Upload too large: 1048577 bytes exceeds limit of 1048576"
    );
    assert_eq!(
        code(vec![event(NOW, "b"), event(NOW - 1, "a")]).await,
        "InvalidParameterException"
    );
    put(vec![event(NOW - DAY, "a"), event(NOW, "b")])
        .await
        .unwrap();
    let span = vec![event(NOW - DAY - 1, "a"), event(NOW, "b")];
    assert_eq!(code(span).await, "InvalidParameterException");
}

#[tokio::test]
async fn events_too_old_or_too_new_are_left_out() {
    let world = world().await;
    let World { logs, scope, .. } = &world;
    logs.create_log_group(scope, GROUP, BTreeMap::new())
        .await
        .unwrap();
    logs.create_log_stream(scope, GROUP, "s").await.unwrap();
    let old = vec![
        event(NOW - 14 * DAY - 1, "old"),
        event(NOW - 14 * DAY, "just"),
    ];
    let rejected = logs.put_log_events(scope, GROUP, "s", old).await.unwrap();
    assert_eq!(
        (rejected.too_old_end, rejected.too_new_start),
        (Some(1), None)
    );
    let new = vec![
        event(NOW + 2 * HOUR, "just"),
        event(NOW + 2 * HOUR + 1, "new"),
    ];
    let rejected = logs.put_log_events(scope, GROUP, "s", new).await.unwrap();
    assert_eq!(
        (rejected.too_old_end, rejected.too_new_start),
        (None, Some(1))
    );
    logs.set_retention(scope, GROUP, Some(1)).await.unwrap();
    let expired = vec![event(NOW - DAY - 1, "expired"), event(NOW - DAY, "just")];
    let rejected = logs
        .put_log_events(scope, GROUP, "s", expired)
        .await
        .unwrap();
    assert_eq!(rejected.expired_end, Some(1));
    logs.set_retention(scope, GROUP, None).await.unwrap();
    let page = world.get(&GetQuery::default()).await;
    assert_eq!(messages(&page), ["just"; 3]);
}

#[tokio::test]
async fn retention_hides_events_and_expiry_removes_them() {
    let world = world().await;
    let World { logs, scope, .. } = &world;
    let old = numbered(-3 * DAY..-3 * DAY + 1200);
    world.put("s", &borrowed(&old)).await;
    world.put("s", &[(NOW, "new")]).await;
    logs.set_retention(scope, GROUP, Some(1)).await.unwrap();
    assert_eq!(messages(&world.get(&GetQuery::default()).await), ["new"]);
    assert_eq!(world.filter(&FilterQuery::default()).await.0, ["new"]);
    logs.expire().await.unwrap();
    logs.set_retention(scope, GROUP, None).await.unwrap();
    assert_eq!(messages(&world.get(&GetQuery::default()).await), ["new"]);
    let group = logs.describe_log_group(scope, GROUP).unwrap();
    assert_eq!(group.stored_bytes, 3 + 26);
    let order = StreamOrder::LastEventTime;
    let streams = logs.describe_log_streams(scope, GROUP, &order, false, None, None);
    assert_eq!(streams.unwrap().items[0].first_event.unwrap().millis(), NOW);
    // What is gone does not come back.
    let reopened = open(&world.store, &world.now).await;
    let again = reopened.describe_log_group(scope, GROUP).unwrap();
    assert_eq!(again, group);
    let refused = logs.set_retention(scope, GROUP, Some(2)).await;
    assert_eq!(refused.unwrap_err().code(), "InvalidParameterException");
    world.now.fetch_add(DAY + 1, Ordering::Relaxed);
    logs.set_retention(scope, GROUP, Some(1)).await.unwrap();
    logs.expire().await.unwrap();
    assert_eq!(
        logs.describe_log_group(scope, GROUP).unwrap().stored_bytes,
        0
    );
}

#[tokio::test]
async fn many_events_of_one_millisecond_expire_too() {
    let world = world().await;
    let World { logs, scope, .. } = &world;
    let same = vec![(NOW - 3 * DAY, "x"); 1300];
    world.put("s", &same).await;
    logs.set_retention(scope, GROUP, Some(1)).await.unwrap();
    logs.expire().await.unwrap();
    assert_eq!(
        logs.describe_log_group(scope, GROUP).unwrap().stored_bytes,
        0
    );
}

#[tokio::test]
async fn what_is_deleted_is_gone_with_its_events() {
    let world = world().await;
    let World { logs, scope, .. } = &world;
    world.put("s", &borrowed(&numbered(0..1200))).await;
    world.put("t", &[(NOW, "stays")]).await;
    logs.delete_log_stream(scope, GROUP, "s").await.unwrap();
    let again = logs.delete_log_stream(scope, GROUP, "s").await;
    assert_eq!(again, Err(LogsError::StreamNotFound));
    world.put("s", &[(NOW, "anew")]).await;
    assert_eq!(messages(&world.get(&GetQuery::default()).await), ["anew"]);
    logs.delete_log_group(scope, GROUP).await.unwrap();
    let again = logs.delete_log_group(scope, GROUP).await;
    assert_eq!(again, Err(LogsError::GroupNotFound));
    for id in 0..5 {
        let rows =
            world
                .store
                .log_events(id, i64::MIN, i64::MAX, None, store::Direction::Forward, 9);
        assert!(rows.await.unwrap().is_empty());
    }
    assert!(
        world
            .store
            .documents("logs.stream", "")
            .await
            .unwrap()
            .is_empty()
    );
    let reopened = open(&world.store, &world.now).await;
    let groups = reopened.describe_log_groups(scope, &GroupFilter::All, None, None);
    assert!(groups.unwrap().items.is_empty());
}

#[tokio::test]
async fn tags_come_and_go() {
    let World { logs, scope, .. } = world().await;
    let tags = |from: u32, to: u32| {
        (from..to)
            .map(|n| (n.to_string(), "v".to_owned()))
            .collect()
    };
    logs.create_log_group(&scope, "g", tags(0, 1))
        .await
        .unwrap();
    logs.tag_log_group(&scope, "g", tags(0, 50)).await.unwrap();
    let more = logs.tag_log_group(&scope, "g", tags(50, 51)).await;
    assert_eq!(more, Err(LogsError::TooManyTags));
    let keys: Vec<String> = (1..50).map(|n: u32| n.to_string()).collect();
    logs.untag_log_group(&scope, "g", &keys).await.unwrap();
    let group = logs.describe_log_group(&scope, "g").unwrap();
    assert_eq!(group.tags, tags(0, 1));
    let many = logs.create_log_group(&scope, "h", tags(0, 51)).await;
    assert_eq!(many, Err(LogsError::TooManyTags));
}

#[tokio::test]
async fn a_tail_wakes_when_events_can_be_read() {
    let world = world().await;
    let mut tail = world.logs.tail(&world.scope, GROUP);
    let mut elsewhere = world.logs.tail(&world.scope, "elsewhere");
    {
        let changed = std::pin::pin!(tail.changed());
        assert!(poll_once(changed).await.is_pending());
    }
    // The group comes to be with its first event.
    let put = world
        .logs
        .put(&world.scope, GROUP, "s", vec![event(NOW, "x")]);
    tail.changed().await;
    assert_eq!(messages(&world.get(&GetQuery::default()).await), ["x"]);
    put.unwrap().await.unwrap();
    let mut later = world.logs.tail(&world.scope, GROUP);
    for tail in [&mut tail, &mut elsewhere, &mut later] {
        let changed = std::pin::pin!(tail.changed());
        assert!(poll_once(changed).await.is_pending());
    }
    drop(
        world
            .logs
            .put(&world.scope, GROUP, "s", vec![event(NOW, "y")])
            .unwrap(),
    );
    tail.changed().await;
    later.changed().await;
}
