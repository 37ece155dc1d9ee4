//! Where a Map Run's items come from and its results go. The engine knows no object store and no IAM: whoever does
//! provides this.

use std::sync::Arc;

use asl::event::Failure;
use asl::map_run::ReadRequest;
use async_trait::async_trait;
use bytes::Bytes;

pub use asl::map_run::dataset::ItemIterator;

/// For whom items are read and results written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapRunCaller {
    /// The execution's ARN.
    pub execution_arn: String,
    /// The role it acts as.
    pub role_arn: Arc<str>,
}

/// One object of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportedObject<'a> {
    /// The bucket.
    pub bucket: &'a str,
    /// The key.
    pub key: &'a str,
    /// What is written.
    pub content: Bytes,
    /// Its media type.
    pub content_type: &'static str,
}

/// Reads items and writes results.
#[async_trait]
pub trait MapRunObjects: Send + Sync + std::fmt::Debug + 'static {
    /// The items that `request` asks for.
    ///
    /// # Errors
    /// The failure of the Map Run: `States.ItemReaderFailed` with what was met.
    async fn read(
        &self,
        caller: &MapRunCaller,
        request: &ReadRequest,
    ) -> Result<ItemIterator, Failure>;

    /// Writes one object. Writing it again is no harm.
    ///
    /// # Errors
    /// The failure of the Map Run: `States.ResultWriterFailed` with what was met.
    async fn write(&self, caller: &MapRunCaller, object: ExportedObject<'_>)
    -> Result<(), Failure>;
}
