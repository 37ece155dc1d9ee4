//! What a power loss may leave, built by hand: torn and zeroed ends of the newest journal, damage in its middle, and
//! every kind of half-made database.

use std::fs;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use store::testing::random::Random;
use store::{Batch, Store, Write};
use store_embedded::{EmbeddedStore, OpenError};

const COLLECTION: &str = "numbers";

/// A batch that touches two keyspaces, so that half of it would show.
fn numbered(number: usize) -> Batch {
    let body = body(number);
    let writes = vec![
        Write::PutDocument {
            collection: COLLECTION,
            key: format!("{number:06}"),
            body: body.clone(),
        },
        Write::AppendLog {
            stream: 1,
            time: i64::try_from(number).unwrap(),
            sequence: 0,
            body,
        },
    ];
    Batch { writes }
}

/// Never zeros: a sector lost to zeros must be a difference.
fn body(number: usize) -> Bytes {
    Bytes::from(vec![u8::try_from(number % 250).unwrap() + 1; 700])
}

/// How many numbered batches are there: the first so many, whole, and no others.
async fn present(store: &EmbeddedStore) -> usize {
    let documents = store.documents(COLLECTION, "").await.unwrap();
    let logs = read_logs(store).await;
    for (number, (key, body)) in documents.iter().enumerate() {
        assert_eq!(*key, format!("{number:06}"));
        assert_eq!(*body, self::body(number));
        assert_eq!(logs[number].2, *body);
    }
    assert_eq!(logs.len(), documents.len());
    documents.len()
}

async fn read_logs(store: &EmbeddedStore) -> Vec<(i64, u64, Bytes)> {
    let (from, until) = (i64::MIN, i64::MAX);
    let direction = store::Direction::Forward;
    let logs = store.log_events(1, from, until, None, direction, usize::MAX);
    logs.await.unwrap()
}

/// The only journal.
fn journal(dir: &Path) -> PathBuf {
    let files = fs::read_dir(dir.join("data")).unwrap();
    let mut journals = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jnl"));
    let journal = journals.next().unwrap();
    assert_eq!(journals.next(), None);
    journal
}

/// The journal without the zeros at its end: a batch ends with a byte that is not zero.
fn content(dir: &Path) -> Vec<u8> {
    let mut bytes = fs::read(journal(dir)).unwrap();
    let last = bytes.iter().rposition(|byte| *byte != 0);
    bytes.truncate(last.map_or(0, |last| last + 1));
    bytes
}

pub(crate) fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_dir(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// A closed store of `count` batches, and where each one ended when it was acknowledged.
async fn written(dir: &Path, count: usize) -> Vec<usize> {
    let store = EmbeddedStore::open(dir).unwrap();
    let mut ends = Vec::new();
    for number in 0..count {
        store.submit(numbered(number)).await.unwrap();
        ends.push(content(dir).len());
    }
    store.close().await;
    drop(store);
    // A journal that is opened again is cut to its content: there is less to copy.
    EmbeddedStore::open(dir).unwrap().close().await;
    ends
}

/// Opens, checks that at least `acknowledged` batches are there, and that the store works on and keeps that too.
async fn recovers(dir: &Path, acknowledged: usize, what: &str) {
    let store = EmbeddedStore::open(dir).unwrap_or_else(|error| panic!("{what}: {error}"));
    let count = present(&store).await;
    assert!(count >= acknowledged, "{what}: {count} of {acknowledged}");
    for number in count..count + 3 {
        store.submit(numbered(number)).await.unwrap();
    }
    store.close().await;
    let store = EmbeddedStore::open(dir).unwrap();
    assert_eq!(present(&store).await, count + 3, "{what}");
    store.close().await;
}

#[tokio::test]
async fn a_torn_end_keeps_all_that_was_acknowledged() {
    let root = tempfile::tempdir().unwrap();
    let base = root.path().join("base");
    let ends = written(&base, 8).await;
    let content = content(&base);
    let (first, last) = (ends[5], ends[7]);
    // Cut inside of the last two batches; the one before the cut was acknowledged.
    for (image, cut) in (first..last)
        .step_by(83)
        .chain([ends[6] - 1, ends[6]])
        .enumerate()
    {
        let acknowledged = ends.iter().filter(|end| **end <= cut).count();
        let dir = root.path().join(image.to_string());
        copy_dir(&base, &dir);
        let mut bytes = content[..cut].to_vec();
        if image % 2 == 0 {
            bytes.resize(cut + 70_000, 0);
        }
        fs::write(journal(&dir), bytes).unwrap();
        recovers(&dir, acknowledged, &format!("cut at {cut}")).await;
        fs::remove_dir_all(dir).unwrap();
    }
}

#[tokio::test]
async fn a_last_batch_that_lost_sectors_is_dropped_whole() {
    let root = tempfile::tempdir().unwrap();
    let base = root.path().join("base");
    let ends = written(&base, 5).await;
    let content = content(&base);
    for (image, lost) in (ends[3]..ends[4] - 1).step_by(97).enumerate() {
        let dir = root.path().join(image.to_string());
        copy_dir(&base, &dir);
        let mut bytes = content.clone();
        let until = (lost + 512).min(ends[4] - 1);
        bytes[lost..until].fill(0);
        fs::write(journal(&dir), bytes).unwrap();
        recovers(&dir, 4, &format!("sector at {lost}")).await;
        fs::remove_dir_all(dir).unwrap();
    }
}

#[tokio::test]
async fn damage_to_acknowledged_data_is_refused_by_name() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("base");
    let ends = written(&dir, 6).await;
    let content = content(&dir);
    let name = journal(&dir).file_name().unwrap().to_owned();
    for at in (0..ends[4]).step_by(211) {
        let mut bytes = content.clone();
        let until = (at + 512).min(ends[4]);
        bytes[at..until].fill(0);
        fs::write(journal(&dir), bytes).unwrap();
        let refused = EmbeddedStore::open(&dir).unwrap_err();
        assert!(matches!(refused, OpenError::Journal(_)), "{at}: {refused}");
        let message = refused.to_string();
        assert!(
            message.contains(name.to_str().unwrap()) && message.contains("backup"),
            "{message}"
        );
    }
    // Refusing changed nothing: with the right bytes all is there.
    fs::write(journal(&dir), content).unwrap();
    recovers(&dir, 6, "restored").await;
}

#[tokio::test]
async fn every_half_made_database_is_made_anew() {
    let root = tempfile::tempdir().unwrap();
    let base = root.path().join("base");
    EmbeddedStore::open(&base).unwrap().close().await;
    let mut random = Random::new(1);
    for image in 0..24 {
        let dir = root.path().join(image.to_string());
        let init = dir.join("data.init");
        if image == 0 {
            fs::create_dir_all(&init).unwrap();
        } else {
            copy_dir(&base.join("data"), &init);
            lose_some(&init, &mut random, image);
        }
        recovers(&dir, 0, &format!("image {image}")).await;
        assert!(!init.exists());
        fs::remove_dir_all(dir).unwrap();
    }
}

/// Removes or empties files below `dir`: none in image 1, all of one kind in the next, then as chance has it.
fn lose_some(dir: &Path, random: &mut Random, image: u32) {
    let mut entries: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            lose_some(&path, random, image);
            continue;
        }
        match (image, random.below(3)) {
            (1, _) => {}
            (2, _) if path.ends_with("version") => fs::write(path, b"").unwrap(),
            (3, _) if path.ends_with("version") => fs::remove_file(path).unwrap(),
            (4, _) => fs::write(path, b"").unwrap(),
            (_, 0) if image > 4 => fs::remove_file(path).unwrap(),
            (_, 1) if image > 4 => fs::write(path, b"").unwrap(),
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_leftover_of_a_creation_does_not_touch_a_database() {
    let root = tempfile::tempdir().unwrap();
    written(root.path(), 4).await;
    copy_dir(&root.path().join("data"), &root.path().join("data.init"));
    recovers(root.path(), 4, "leftover").await;
    assert!(!root.path().join("data.init").exists());
}

#[tokio::test]
async fn a_second_store_in_one_directory_is_refused() {
    let root = tempfile::tempdir().unwrap();
    let store = EmbeddedStore::open(root.path()).unwrap();
    let refused = EmbeddedStore::open(root.path()).unwrap_err();
    assert!(matches!(refused, OpenError::InUse(_)));
    store.close().await;
    EmbeddedStore::open(root.path()).unwrap();
}
