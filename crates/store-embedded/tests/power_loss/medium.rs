//! Damage on the medium, in data that was acknowledged: refused with the file's name and what to do, when the store is
//! opened or when the data is read. Never another answer than the right one.

use std::fs;
use std::path::{Path, PathBuf};

use store::Store;
use store_embedded::{EmbeddedStore, Sizes};

use crate::plan;

const OPERATIONS: usize = 150;

async fn written(dir: &Path) -> usize {
    let store = EmbeddedStore::open_sized(dir, Sizes::Small).unwrap();
    for operation in plan::operations(OPERATIONS) {
        plan::perform(&store, operation).await.unwrap();
    }
    store.close().await;
    drop(store);
    // A journal that is opened again is cut to its content: there is less to copy.
    let store = EmbeddedStore::open_sized(dir, Sizes::Small).unwrap();
    store.close().await;
    OPERATIONS / 4
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found.sort();
    found
}

/// Damages one place, looks at everything, and mends it.
async fn look(dir: &Path, file: &Path, at: usize, expected: &[String]) -> &'static str {
    let executions = OPERATIONS / 4;
    let sound = fs::read(file).unwrap();
    let mut bytes = sound.clone();
    let end = (at + 64).min(bytes.len());
    for byte in &mut bytes[at..end] {
        *byte ^= 0x5a;
    }
    fs::write(file, &bytes).unwrap();
    let name = file.display();
    let found = match EmbeddedStore::open_sized(dir, Sizes::Small) {
        Err(refused) => {
            let message = refused.to_string();
            let says = message.contains(dir.to_str().unwrap()) && message.contains("backup");
            assert!(says, "{name} at {at}: {message}");
            "refused"
        }
        Ok(store) => {
            let lines = plan::dump(&store, executions).await;
            let mut damaged = false;
            for (line, expected) in lines.iter().zip(expected) {
                if line != expected {
                    let says = line.contains("Damaged") && line.contains("backup");
                    assert!(
                        says,
                        "{name} at {at}: {line:.300} instead of {expected:.300}"
                    );
                    damaged = true;
                }
            }
            store.close().await;
            if damaged { "found" } else { "harmless" }
        }
    };
    fs::write(file, sound).unwrap();
    found
}

#[tokio::test]
async fn damaged_data_is_refused_and_never_wrong() {
    let base = crate::record::scratch();
    let base = base.path().join("base");
    let executions = written(&base).await;
    let model = plan::model(&plan::operations(OPERATIONS)).await;
    let expected = plan::dump(&model, executions).await;
    let copy = crate::record::scratch();
    let mut seen = std::collections::BTreeMap::new();
    for file in files(&base.join("data")) {
        let length = usize::try_from(fs::metadata(&file).unwrap().len()).unwrap();
        for part in 0..3 {
            // Journals and their damage have tests of their own.
            if length == 0 || file.extension().is_some_and(|kind| kind == "jnl") {
                continue;
            }
            // Every place in a copy of its own: opening changes files.
            let dir = copy.path().join("image");
            crate::by_hand::copy_dir(&base, &dir);
            let file = dir.join(file.strip_prefix(&base).unwrap());
            let found = look(&dir, &file, length * part / 3, &expected).await;
            *seen.entry(found).or_insert(0) += 1;
            fs::remove_dir_all(&dir).unwrap();
        }
    }
    crate::say(&format!("{seen:?}"));
    assert!(seen["refused"] > 5 && seen["found"] > 5, "{seen:?}");
}
