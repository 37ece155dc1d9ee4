//! Buckets and objects, as far as workflows need them: an `ItemReader` gets and lists, a `ResultWriter` puts.
//!
//! [`ObjectStore`] is the seam. [`LocalBuckets`] keeps objects as files of a directory; another store may be S3.

mod error;
mod local;
mod name;
mod object;

pub use error::ObjectError;
pub use local::LocalBuckets;
pub use name::{BucketName, ObjectKey};
pub use object::{Body, List, Listing, Object, ObjectInfo, body};

use async_trait::async_trait;

/// Where objects are. Errors carry S3's codes and texts.
#[async_trait]
pub trait ObjectStore: Send + Sync + std::fmt::Debug {
    /// The object at `key`, or an older `version` of it. The body is read while it is consumed, never held whole.
    ///
    /// # Errors
    /// `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, or what reading met.
    async fn get(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        version: Option<&str>,
    ) -> Result<Object, ObjectError>;

    /// Writes `body` to `key`, in place of what was there. Readers see the old object or the new one, whole; the new
    /// one is durable when this returns. `content_type` is kept by stores that keep one.
    ///
    /// # Errors
    /// `NoSuchBucket`, or what writing met; then the old object is still there.
    async fn put(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        body: Body,
        content_type: &str,
    ) -> Result<ObjectInfo, ObjectError>;

    /// A page of the bucket's objects in the byte order of their keys, as `ListObjectsV2` gives it.
    ///
    /// # Errors
    /// `NoSuchBucket`, a continuation token that is none, or what reading met.
    async fn list(&self, bucket: &BucketName, list: List) -> Result<Listing, ObjectError>;
}
