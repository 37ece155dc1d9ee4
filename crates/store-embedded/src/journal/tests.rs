//! The check against journals that fjall itself has written.

use super::*;
use crate::EmbeddedStore;
use crate::directory::DATA;
use fjall::{Database, KeyspaceCreateOptions, PersistMode};
use store::Store;

/// A database of `count` batches and the bytes of its journal without the zeros at its end.
fn database(count: u8) -> (tempfile::TempDir, Vec<u8>) {
    let dir = tempfile::tempdir().unwrap();
    let database = Database::builder(dir.path()).open().unwrap();
    let space = database
        .keyspace("space", KeyspaceCreateOptions::default)
        .unwrap();
    for number in 0..count {
        let mut batch = database.batch().durability(Some(PersistMode::SyncData));
        batch.insert(&space, [number], vec![number; 100]);
        // Large enough to be compressed, and not.
        batch.insert(&space, b"large", vec![number; 9000]);
        batch.insert(&space, b"empty", b"");
        batch.remove(&space, b"gone");
        batch.commit().unwrap();
    }
    drop((space, database));
    let mut journal = fs::read(dir.path().join("0.jnl")).unwrap();
    let end = journal
        .iter()
        .rposition(|byte| *byte != 0)
        .map_or(0, |at| at + 1);
    journal.truncate(end);
    (dir, journal)
}

/// Where each batch ends.
fn ends(journal: &[u8]) -> Vec<usize> {
    let mut rest = journal;
    let mut ends = Vec::new();
    while let Ok(Some(_)) = batch::read(&mut rest) {
        ends.push(journal.len() - rest.len());
    }
    ends
}

fn damaged_at(dir: &Path) -> Option<u64> {
    match check(dir) {
        Ok(()) => None,
        Err(OpenError::Journal(JournalError::Damaged { at, .. })) => Some(at),
        Err(other) => panic!("{other}"),
    }
}

/// The journal format is what this check knows: a new version of fjall that changes it fails here.
#[test]
fn the_format_is_understood() {
    let (dir, journal) = database(3);
    assert_eq!(ends(&journal).len(), 3);
    assert_eq!(ends(&journal).last(), Some(&journal.len()));
    let before = fs::metadata(dir.path().join("0.jnl")).unwrap().len();
    assert_eq!(damaged_at(dir.path()), None);
    let after = fs::metadata(dir.path().join("0.jnl")).unwrap().len();
    assert_eq!(before, after, "a sound journal stays as it is");
}

#[test]
fn a_torn_last_batch_is_cut_wherever_it_is_torn() {
    let (dir, journal) = database(3);
    let path = dir.path().join("0.jnl");
    let sound = ends(&journal)[1];
    for torn in sound..journal.len() {
        // Cut, and cut with zeros instead of what is missing.
        for zeros in [0, 5000] {
            let mut image = journal[..torn].to_vec();
            image.resize(torn + zeros, 0);
            fs::write(&path, image).unwrap();
            assert_eq!(damaged_at(dir.path()), None, "{torn}");
            let kept = fs::read(&path).unwrap();
            assert_eq!(kept[..sound], journal[..sound], "{torn}");
            assert!(kept[sound..].iter().all(|byte| *byte == 0), "{torn}");
        }
    }
}

#[test]
fn a_hole_in_the_last_batch_is_cut() {
    let (dir, journal) = database(2);
    let path = dir.path().join("0.jnl");
    let sound = ends(&journal)[0];
    for at in sound..journal.len() - 1 {
        let mut image = journal.clone();
        let end = (at + 64).min(image.len() - 1);
        image[at..end].fill(0);
        fs::write(&path, &image).unwrap();
        assert_eq!(damaged_at(dir.path()), None, "{at}");
        let kept = fs::read(&path).unwrap();
        // A hole over bytes that were zero already changes nothing.
        assert!(kept == journal[..sound] || kept == journal, "{at}");
    }
}

#[test]
fn damage_before_the_last_batch_is_refused_and_nothing_is_touched() {
    let (dir, journal) = database(4);
    let path = dir.path().join("0.jnl");
    let ends = ends(&journal);
    for at in (0..30).chain((30..ends[2]).step_by(7)) {
        let mut image = journal.clone();
        image[at] ^= 0x55;
        fs::write(&path, &image).unwrap();
        let batch = ends.iter().position(|end| at < *end).unwrap();
        let start = batch.checked_sub(1).map_or(0, |before| ends[before]);
        let found = damaged_at(dir.path());
        if (start + 5..start + 13).contains(&at) {
            // A sequence number: noticed here or at the next batch.
            assert!(
                found == Some(start as u64) || found == Some(ends[batch] as u64),
                "{at}"
            );
        } else {
            assert_eq!(found, Some(start as u64), "{at}");
        }
        assert_eq!(fs::read(&path).unwrap(), image);
    }
    let message = check(dir.path()).unwrap_err().to_string();
    assert!(
        message.contains("0.jnl") && message.contains("backup"),
        "{message}"
    );
}

#[test]
fn a_sealed_journal_must_be_complete() {
    let (dir, journal) = database(2);
    let path = dir.path().join("0.jnl");
    fs::write(dir.path().join("1.jnl"), b"").unwrap();
    assert_eq!(damaged_at(dir.path()), None);
    fs::write(&path, &journal[..journal.len() - 1]).unwrap();
    assert_eq!(damaged_at(dir.path()), Some(ends(&journal)[0] as u64));
    // The order is that of the numbers, not of the names.
    fs::rename(&path, dir.path().join("10.jnl")).unwrap();
    assert_eq!(damaged_at(dir.path()), None);
}

#[test]
fn what_is_not_a_journal_is_named() {
    let (dir, _) = database(0);
    for name in ["x.jnl", "1.JNL"] {
        let path = dir.path().join(name);
        fs::write(&path, b"").unwrap();
        let message = check(dir.path()).unwrap_err().to_string();
        assert!(message.contains(name), "{message}");
        fs::remove_file(path).unwrap();
    }
    fs::write(dir.path().join("notes.txt"), b"").unwrap();
    check(dir.path()).unwrap();
}

#[test]
fn no_bytes_are_a_batch_by_accident() {
    // A count and lengths as large as they get do not make the check read or allocate without end.
    let mut bytes = vec![1, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0];
    bytes.extend([
        2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255,
    ]);
    bytes.extend([255; 100]);
    assert!(matches!(batch::read(&mut &bytes[..]), Ok(None)));
    assert_eq!(batch::find(&bytes), None);
    assert_eq!(batch::find(&[]), None);
}

#[tokio::test]
async fn a_new_store_has_a_journal_of_full_length_that_takes_little_room() {
    let dir = tempfile::tempdir().unwrap();
    let store = EmbeddedStore::open(dir.path()).unwrap();
    let journals = list(&dir.path().join(DATA)).unwrap();
    let [(_, journal)] = &journals[..] else {
        panic!("{journals:?}");
    };
    assert_eq!(fs::metadata(journal).unwrap().len(), 64 << 20);
    let parts = store.stats().parts;
    let taken = parts.iter().find(|(part, _)| *part == "journal").unwrap().1;
    assert!(taken < 1 << 20, "{taken}");
}

#[test]
fn an_empty_journal_stays_when_there_is_an_older_one() {
    let (dir, _) = database(1);
    let newest = dir.path().join("1.jnl");
    fs::write(&newest, "").unwrap();
    assert_eq!(damaged_at(dir.path()), None);
    assert!(newest.exists());
    fs::remove_file(dir.path().join("0.jnl")).unwrap();
    assert_eq!(damaged_at(dir.path()), None);
    assert!(!newest.exists());
}
