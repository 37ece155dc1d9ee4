//! An object, what is known about it, and a page of a bucket's listing.

use std::io::Cursor;
use std::pin::Pin;

use bytes::Bytes;
use model::Timestamp;
use tokio::io::AsyncRead;

/// An object's bytes, read as they are needed.
pub type Body = Pin<Box<dyn AsyncRead + Send>>;

/// A body of bytes that are at hand.
#[must_use]
pub fn body(bytes: impl Into<Bytes>) -> Body {
    Box::pin(Cursor::new(bytes.into()))
}

/// What is known about an object without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Its key.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// Changes with the content. Without the quotes that HTTP puts around it.
    pub etag: String,
    /// When it was written.
    pub last_modified: Timestamp,
    /// Its version, where the bucket keeps versions.
    pub version: Option<String>,
}

/// An object.
pub struct Object {
    /// What is known about it.
    pub info: ObjectInfo,
    /// Its media type, such as `application/json`.
    pub content_type: String,
    /// Its content.
    pub body: Body,
}

impl std::fmt::Debug for Object {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Object")
            .field("info", &self.info)
            .finish_non_exhaustive()
    }
}

/// Which objects to list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Only keys that begin so.
    pub prefix: String,
    /// Where an earlier page ended: its [`Listing::next`].
    pub continuation: Option<String>,
    /// At most so many objects. S3 itself gives at most 1000; a local directory gives whatever is asked for, and a
    /// larger page saves walking it again.
    pub max: usize,
}

/// A page of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// In the byte order of their keys.
    pub objects: Vec<ObjectInfo>,
    /// Given when there is more: the next page's [`List::continuation`].
    pub next: Option<String>,
}
