//! What is committed leaves memory, however many batches come while tables are merged, and when nothing comes.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, Instant};

use bytes::Bytes;
use store::{Batch, Store, Write};
use store_embedded::{EmbeddedStore, Sizes};

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const PATIENCE: Duration = Duration::from_secs(60);

/// A document under a name that no other is near, so that every merge has to do with every table.
fn document(number: u64, bytes: usize) -> Write {
    let name = format!("{:016x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    Write::PutDocument {
        collection: "flush",
        key: name,
        body: Bytes::from(vec![b'x'; bytes]),
    }
}

fn batch(writes: impl IntoIterator<Item = Write>) -> Batch {
    Batch {
        writes: writes.into_iter().collect(),
    }
}

/// Commits until what is in memory is less than `bytes`.
async fn commits_until_below(
    store: &EmbeddedStore,
    bytes: u64,
    numbers: &mut impl Iterator<Item = u64>,
) {
    let begun = Instant::now();
    while store.stats().write_buffer >= bytes {
        assert!(begun.elapsed() < PATIENCE, "{:?}", store.stats());
        let writes = numbers.next().map(|number| document(number, 64));
        store.submit(batch(writes)).await.unwrap();
    }
}

#[tokio::test]
async fn thousands_of_batches_during_a_merge_do_not_stop_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = EmbeddedStore::open_sized(dir.path(), Sizes::Small).unwrap();
    let mut numbers = 0..;
    for _ in 0..16 {
        let writes = numbers
            .by_ref()
            .take(60_000)
            .map(|number| document(number, 64));
        store.submit(batch(writes)).await.unwrap();
    }
    for _ in 0..12_000 {
        let writes = numbers.by_ref().take(8).map(|number| document(number, 64));
        store.submit(batch(writes)).await.unwrap();
    }
    commits_until_below(&store, MIB, &mut numbers).await;
}

#[tokio::test]
async fn a_quiet_store_writes_out_what_it_holds_and_lets_go_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = EmbeddedStore::open(dir.path()).unwrap();
    let writes = (0..3_000).map(|number| document(number, 256));
    store.submit(batch(writes)).await.unwrap();
    let held = store.stats().write_buffer;
    assert!((MIB / 2..2 * MIB).contains(&held), "{held}");
    let begun = Instant::now();
    while store.stats().write_buffer > KIB {
        assert!(begun.elapsed() < PATIENCE, "{:?}", store.stats());
        std::thread::yield_now();
    }
    let commits = store.stats().commits;
    assert_eq!(commits, 1, "what the store does for itself is no commit");
}

#[tokio::test]
async fn a_quiet_store_says_when_it_rests() {
    let dir = tempfile::tempdir().unwrap();
    let store = EmbeddedStore::open(dir.path()).unwrap();
    let (say, mut said) = tokio::sync::mpsc::unbounded_channel();
    store.on_rest(move || {
        let _ = say.send(());
    });
    for number in 0..2 {
        store.submit(batch([document(number, 1)])).await.unwrap();
        let rests = tokio::time::timeout(PATIENCE, said.recv()).await;
        assert_eq!(rests.unwrap(), Some(()));
    }
}
