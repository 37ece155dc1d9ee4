//! The conformance suite: what every backend must do, whatever it is made of.
//!
//! A backend's test implements [`Backend`] and calls [`run`]. Every case gets an empty store.
#![expect(
    clippy::unwrap_used,
    reason = "the suite is test code; a failure is the finding"
)]

mod archive;
mod documents;
mod executions;
mod logs;
mod model;
mod scheduling;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use crate::api::{CommitError, Store};
use crate::batch::{Batch, Write};
use crate::id::ExecutionId;
use crate::memory::MemoryStore;

/// How the suite gets stores of one backend.
#[async_trait]
pub trait Backend: Send {
    /// The backend's store.
    type Store: Store;

    /// An empty store.
    async fn create(&mut self) -> Arc<Self::Store>;

    /// Closes `store`, the only handle to it, and opens what it left behind.
    async fn reopen(&mut self, store: Arc<Self::Store>) -> Arc<Self::Store>;
}

/// Runs every case.
///
/// # Panics
/// When the backend does not conform.
pub async fn run<B: Backend>(backend: &mut B) {
    executions::records_are_replaced(&*backend.create().await).await;
    executions::a_name_stands_for_its_execution(&*backend.create().await).await;
    executions::lists_run_newest_first_by_machine_and_status(&*backend.create().await).await;
    executions::events_read_both_ways(&*backend.create().await).await;
    executions::large_events_come_in_small_pages(&*backend.create().await).await;
    archive::archived_events_read_as_before(&*backend.create().await).await;
    archive::an_archive_is_a_prefix_of_several_days(&*backend.create().await).await;
    archive::days_list_their_executions_and_go(&*backend.create().await).await;
    archive::a_day_that_is_not_open_takes_nothing(&*backend.create().await).await;
    archive::forgotten_executions_leave_nothing(&*backend.create().await).await;
    archive::forgotten_children_leave_their_list(&*backend.create().await).await;
    archive::archives_survive_a_reopen(backend).await;
    scheduling::timers_come_in_order_of_due_time(&*backend.create().await).await;
    scheduling::offers_stay_until_deleted(&*backend.create().await).await;
    documents::documents_list_by_prefix(&*backend.create().await).await;
    documents::collections_do_not_mix(&*backend.create().await).await;
    logs::events_read_by_time_both_ways(&*backend.create().await).await;
    logs::streams_do_not_mix_and_empty_by_time(&*backend.create().await).await;
    blobs_are_kept_by_their_digest(&*backend.create().await).await;
    later_writes_of_a_batch_win(&*backend.create().await).await;
    large_values_are_kept(&*backend.create().await).await;
    many_submitters_share_the_store(&backend.create().await).await;
    everything_survives_a_reopen(backend).await;
    a_closed_store_refuses_writes(&*backend.create().await).await;
    for seed in 0..4 {
        agrees_with_memory(backend, seed).await;
    }
}

/// Applies random batches, the same as to a memory store, and compares everything both can read, before and after a
/// reopen.
///
/// # Panics
/// When they differ.
pub async fn agrees_with_memory<B: Backend>(backend: &mut B, seed: u64) {
    let memory = MemoryStore::new();
    let store = backend.create().await;
    model::open_days(&memory).await;
    model::open_days(&*store).await;
    for batch in model::batches(seed, 120) {
        let expected = memory.submit(batch.clone());
        store.submit(batch).await.unwrap();
        expected.await.unwrap();
    }
    let expected = model::dump(&memory).await;
    assert_eq!(model::dump(&*store).await, expected, "seed {seed}");
    let store = backend.reopen(store).await;
    assert_eq!(
        model::dump(&*store).await,
        expected,
        "seed {seed}, reopened"
    );
}

/// Commits the writes as one batch.
async fn commit<const N: usize>(store: &impl Store, writes: [Write; N]) {
    let writes = writes.into();
    store.submit(Batch { writes }).await.unwrap();
}

fn bytes(text: &str) -> Bytes {
    Bytes::copy_from_slice(text.as_bytes())
}

async fn blobs_are_kept_by_their_digest(store: &impl Store) {
    let content = Bytes::from(vec![7; 300_000]);
    let name = store.put_blob(content.clone()).await.unwrap();
    assert_eq!(name, crate::blob::sha256_hex(&content));
    assert_eq!(store.put_blob(content.clone()).await.unwrap(), name);
    assert_eq!(store.blob(&name).await.unwrap(), Some(content));
    let empty = store.put_blob(Bytes::new()).await.unwrap();
    assert_eq!(store.blob(&empty).await.unwrap(), Some(Bytes::new()));
    let unknown = "0".repeat(64);
    for name in [unknown.as_str(), "", "../../etc/passwd"] {
        assert_eq!(store.blob(name).await.unwrap(), None, "{name}");
    }
}

async fn later_writes_of_a_batch_win(store: &impl Store) {
    let put = |body: &str| Write::PutDocument {
        collection: "c",
        key: "k".into(),
        body: bytes(body),
    };
    let delete = Write::DeleteDocument {
        collection: "c",
        key: "k".into(),
    };
    commit(store, [put("1"), put("2")]).await;
    assert_eq!(store.document("c", "k").await.unwrap(), Some(bytes("2")));
    commit(store, [put("3"), delete.clone()]).await;
    assert_eq!(store.document("c", "k").await.unwrap(), None);
    commit(store, [delete, put("4")]).await;
    assert_eq!(store.document("c", "k").await.unwrap(), Some(bytes("4")));
    // An empty batch is a commit too.
    store.submit(Batch::default()).await.unwrap();
}

async fn large_values_are_kept(store: &impl Store) {
    // 256 KiB is the largest payload of an event; a record can hold several.
    let record = Bytes::from(vec![b'x'; 3 << 20]);
    let id = ExecutionId(1);
    let write = Write::PutExecution {
        execution: id,
        record: record.clone(),
    };
    commit(store, [write]).await;
    assert_eq!(store.execution(id).await.unwrap(), Some(record));
}

async fn many_submitters_share_the_store<S: Store>(store: &Arc<S>) {
    let submitters = (0..16_u64).map(|submitter| {
        let store = Arc::clone(store);
        tokio::spawn(async move {
            for round in 0..20 {
                let write = Write::PutExecution {
                    execution: ExecutionId(submitter),
                    record: Bytes::from(vec![round; 100]),
                };
                let writes = vec![write];
                store.submit(Batch { writes }).await.unwrap();
                let read = store.execution(ExecutionId(submitter)).await.unwrap();
                assert_eq!(read, Some(Bytes::from(vec![round; 100])));
            }
        })
    });
    let ended = futures_util::future::try_join_all(submitters).await;
    assert!(ended.is_ok());
}

async fn everything_survives_a_reopen<B: Backend>(backend: &mut B) {
    let store = backend.create().await;
    model::open_days(&*store).await;
    for batch in model::batches(99, 40) {
        // Not awaited: close finishes what was submitted.
        drop(store.submit(batch));
    }
    let blob = store.put_blob(bytes("code")).await.unwrap();
    store.submit(Batch::default()).await.unwrap();
    let before = model::dump(&*store).await;
    let store = backend.reopen(store).await;
    assert_eq!(model::dump(&*store).await, before);
    assert_eq!(store.blob(&blob).await.unwrap(), Some(bytes("code")));
    assert_eq!(store.health().failure, None);
}

async fn a_closed_store_refuses_writes(store: &impl Store) {
    store.close().await;
    let refused = store.submit(Batch::default()).await;
    assert!(matches!(refused, Err(CommitError::Unavailable(_))));
    let refused = store.put_blob(bytes("late")).await;
    assert!(matches!(refused, Err(CommitError::Unavailable(_))));
    assert!(store.health().failure.is_some());
    // Closing twice is closing.
    store.close().await;
}
