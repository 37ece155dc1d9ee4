//! Collections over the memory store and over one that fails.

use serde::{Deserialize, Serialize};

use super::*;
use crate::memory::MemoryStore;
use crate::testing::faults::{Chances, FaultStore};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Role {
    path: String,
    #[serde(default)]
    uses: u32,
}

fn role(path: &str) -> Role {
    Role {
        path: path.into(),
        uses: 0,
    }
}

async fn roles(store: &MemoryStore) -> Collection<Role> {
    Collection::open(Arc::new(store.reopen()), "iam.role")
        .await
        .unwrap()
}

fn keys(page: &DocumentPage<Role>) -> Vec<&str> {
    page.items.iter().map(|(key, _)| &**key).collect()
}

#[tokio::test]
async fn what_is_written_is_there_and_survives_a_reopen() {
    let store = MemoryStore::new();
    let collection = roles(&store).await;
    collection.put("a", role("/a")).await.unwrap();
    collection.put("b", role("/b")).await.unwrap();
    collection.put("a", role("/c")).await.unwrap();
    collection.delete("b").await.unwrap();
    for collection in [collection, roles(&store).await] {
        assert_eq!(collection.get("a").as_deref(), Some(&role("/c")));
        assert!(!collection.contains("b"));
        assert_eq!(collection.len(), 1);
    }
}

#[tokio::test]
async fn create_refuses_a_taken_key_and_delete_a_missing_one() {
    let collection = roles(&MemoryStore::new()).await;
    collection.create("a", role("/1")).await.unwrap();
    let taken = collection.create("a", role("/2")).await;
    assert_eq!(taken.unwrap_err(), WriteError::AlreadyExists("a".into()));
    assert_eq!(collection.get("a").unwrap().path, "/1");
    let missing = collection.delete("b").await;
    assert_eq!(missing.unwrap_err(), WriteError::NotFound("b".into()));
}

#[tokio::test]
async fn of_racing_creates_one_wins() {
    let collection = roles(&MemoryStore::new()).await;
    let racers = (0..16).map(|racer| {
        let collection = collection.clone();
        tokio::spawn(async move { collection.create("a", role(&format!("/{racer}"))).await })
    });
    let results = futures_util::future::join_all(racers).await;
    let winners: Vec<_> = results
        .into_iter()
        .filter_map(|r| r.unwrap().ok())
        .collect();
    assert_eq!(winners.len(), 1);
    assert_eq!(collection.get("a"), Some(Arc::clone(&winners[0])));
}

#[tokio::test]
async fn racing_updates_all_count() {
    let collection = roles(&MemoryStore::new()).await;
    collection.put("a", role("/")).await.unwrap();
    let count = |role: &Role| {
        Ok::<_, ()>(Role {
            uses: role.uses + 1,
            ..role.clone()
        })
    };
    let updates = (0..16).map(|_| collection.update("a", count));
    futures_util::future::try_join_all(updates).await.unwrap();
    assert_eq!(collection.get("a").unwrap().uses, 16);
    let refused = collection.update("a", |_| Err("no")).await;
    assert_eq!(refused.unwrap_err(), UpdateError::Rejected("no"));
    let missing = collection.update("b", count).await;
    let not_found = WriteError::NotFound("b".into());
    assert_eq!(missing.unwrap_err(), UpdateError::Write(not_found));
}

#[tokio::test]
async fn pages_follow_the_keys_and_stay_within_the_prefix() {
    let collection = roles(&MemoryStore::new()).await;
    for key in ["a/1", "a/2", "a/3", "b/1"] {
        collection.put(key, role(key)).await.unwrap();
    }
    let first = collection.page("a/", None, 2);
    assert_eq!(keys(&first), ["a/1", "a/2"]);
    let rest = collection.page("a/", first.next.as_deref(), 2);
    assert_eq!((keys(&rest), rest.next.clone()), (vec!["a/3"], None));
    assert_eq!(keys(&collection.page("a/", Some("A"), 9)).len(), 3);
    assert!(keys(&collection.page("a/", Some("b"), 9)).is_empty());
    assert_eq!(collection.list("").len(), 4);
}

#[tokio::test]
async fn a_change_of_two_collections_is_one_batch() {
    let store = MemoryStore::new();
    let roles = roles(&store).await;
    let counts: Collection<u32> = Collection::open(Arc::new(store.reopen()), "count")
        .await
        .unwrap();
    let mut role_change = roles.begin().await;
    let mut count_change = counts.begin().await;
    role_change.create("a", role("/")).unwrap();
    assert!(role_change.get("a").is_some());
    assert!(roles.get("a").is_none());
    count_change.put("roles", 1);
    role_change.commit_with(count_change).await.unwrap();
    assert!(roles.contains("a"));
    assert_eq!(counts.get("roles").as_deref(), Some(&1));
}

#[tokio::test]
async fn a_dropped_change_changes_nothing_and_frees_the_turn() {
    let collection = roles(&MemoryStore::new()).await;
    let mut change = collection.begin().await;
    change.put("a", role("/"));
    drop(change);
    assert!(collection.is_empty());
    collection.put("b", role("/")).await.unwrap();
}

#[tokio::test]
async fn a_write_that_fails_is_not_visible() {
    let store = Arc::new(FaultStore::new(1, Chances::NONE));
    let collection: Collection<Role> = Collection::open(store.clone(), "iam.role").await.unwrap();
    store.fail_next();
    let failed = collection.put("a", role("/")).await;
    assert!(matches!(
        failed,
        Err(WriteError::Commit(CommitError::Unavailable(_)))
    ));
    assert!(collection.is_empty());
}

#[tokio::test]
async fn a_write_goes_through_when_the_caller_leaves() {
    let store = Arc::new(FaultStore::new(1, Chances::NONE));
    store.hold();
    let collection: Collection<Role> = Collection::open(store.clone(), "iam.role").await.unwrap();
    {
        let mut put = std::pin::pin!(collection.put("a", role("/")));
        let first = crate::testing::poll_once(put.as_mut()).await;
        assert!(first.is_pending());
        assert!(!collection.contains("a"));
    }
    store.release_all();
    // The next write waits for its turn, so the first one is over.
    let second = collection.begin().await;
    assert!(collection.contains("a"));
    drop(second);
}

#[tokio::test]
async fn a_body_of_an_unknown_format_stops_the_open() {
    let store = MemoryStore::new();
    let mut batch = crate::Batch::default();
    batch.push(crate::Write::PutDocument {
        collection: "iam.role",
        key: "a".into(),
        body: bytes::Bytes::from_static(b"\x02{}"),
    });
    store.submit(batch).await.unwrap();
    let opened = Collection::<Role>::open(Arc::new(store), "iam.role").await;
    let message = opened.unwrap_err().to_string();
    assert!(message.contains("\"a\" of iam.role") && message.contains("unknown format 2"));
}
