//! The conformance suite on the embedded store.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use store::Store;
use store::testing::suite::{self, Backend};
use store_embedded::EmbeddedStore;

/// Directories in use, newest last.
struct Embedded {
    root: tempfile::TempDir,
    count: usize,
}

impl Embedded {
    fn dir(&self) -> PathBuf {
        self.root.path().join(self.count.to_string())
    }
}

#[async_trait]
impl Backend for Embedded {
    type Store = EmbeddedStore;

    async fn create(&mut self) -> Arc<EmbeddedStore> {
        self.count += 1;
        Arc::new(EmbeddedStore::open(&self.dir()).unwrap())
    }

    async fn reopen(&mut self, store: Arc<EmbeddedStore>) -> Arc<EmbeddedStore> {
        store.close().await;
        Arc::new(EmbeddedStore::open(&self.dir()).unwrap())
    }
}

#[tokio::test]
async fn conforms() {
    let root = tempfile::tempdir().unwrap();
    suite::run(&mut Embedded { root, count: 0 }).await;
}
