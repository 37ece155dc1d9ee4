//! Documents: by key, by prefix, by collection.

use super::{bytes, commit};
use crate::api::Store;
use crate::batch::Write;

fn put(collection: &'static str, key: &str, body: &str) -> Write {
    Write::PutDocument {
        collection,
        key: key.into(),
        body: bytes(body),
    }
}

async fn keys(store: &impl Store, collection: &'static str, prefix: &str) -> Vec<String> {
    let documents = store.documents(collection, prefix).await.unwrap();
    documents.into_iter().map(|(key, _)| key).collect()
}

pub(super) async fn documents_list_by_prefix(store: &impl Store) {
    for key in ["b", "a/2", "a/10", "a", "ä", "a/", ""] {
        commit(store, [put("c", key, key)]).await;
    }
    assert_eq!(
        keys(store, "c", "").await,
        ["", "a", "a/", "a/10", "a/2", "b", "ä"]
    );
    assert_eq!(keys(store, "c", "a/").await, ["a/", "a/10", "a/2"]);
    assert_eq!(keys(store, "c", "ä").await, ["ä"]);
    assert!(keys(store, "c", "c").await.is_empty());
    let read = store.document("c", "a/2").await.unwrap();
    assert_eq!(read, Some(bytes("a/2")));
    let delete = Write::DeleteDocument {
        collection: "c",
        key: "a/2".into(),
    };
    commit(store, [delete.clone(), delete]).await;
    assert_eq!(store.document("c", "a/2").await.unwrap(), None);
    assert_eq!(keys(store, "c", "a/").await, ["a/", "a/10"]);
}

pub(super) async fn collections_do_not_mix(store: &impl Store) {
    // Joined without a separator, all three keys would be one.
    let (ab, a, empty) = (
        put("ab", "c", "1"),
        put("a", "bc", "2"),
        put("abc", "", "3"),
    );
    commit(store, [ab, a, empty]).await;
    assert_eq!(keys(store, "a", "").await, ["bc"]);
    assert_eq!(keys(store, "ab", "").await, ["c"]);
    assert_eq!(keys(store, "abc", "").await, [""]);
    assert_eq!(store.document("ab", "c").await.unwrap(), Some(bytes("1")));
    assert_eq!(store.document("a", "c").await.unwrap(), None);
}
