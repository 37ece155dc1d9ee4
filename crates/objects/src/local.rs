//! Objects that are files: `<root>/<bucket>/<key>`.
//!
//! A bucket is a directory somebody made, and files copied into it are objects. Writing is atomic and durable: the
//! body goes to a file beside the buckets, is synced and renamed into place. Versions are not kept.

mod file_name;
mod info;
mod place;
#[cfg(test)]
mod tests;
mod walk;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use tokio::io::AsyncWriteExt;

use crate::{
    Body, BucketName, List, Listing, Object, ObjectError, ObjectInfo, ObjectKey, ObjectStore,
};

/// Where bodies are written before they are objects. No bucket can have this name.
const UNFINISHED: &str = ".stepwell-unfinished";
/// The version of objects in buckets that keep none.
const NO_VERSION: &str = "null";

/// The buckets of a directory.
#[derive(Clone, Debug)]
pub struct LocalBuckets {
    root: PathBuf,
}

impl LocalBuckets {
    /// The buckets below `root`, which is made when it is not there. What was never finished is removed.
    ///
    /// # Errors
    /// When the directory cannot be made or read.
    pub fn open(root: PathBuf) -> io::Result<Self> {
        let unfinished = root.join(UNFINISHED);
        fs::create_dir_all(&unfinished)?;
        for entry in fs::read_dir(&unfinished)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(Self { root })
    }

    /// The directory whose directories are the buckets.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The bucket's directory. A symbolic link is not followed here either.
    fn bucket(&self, name: &BucketName) -> Result<PathBuf, ObjectError> {
        let path = self.root.join(name.as_str());
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => Ok(path),
            Ok(_) => Err(ObjectError::NoSuchBucket),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ObjectError::NoSuchBucket),
            Err(error) => Err(error.into()),
        }
    }

    fn open_object(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
    ) -> Result<(File, ObjectInfo), ObjectError> {
        let bucket = self.bucket(bucket)?;
        let path = place::find(&bucket, key)?.ok_or(ObjectError::NoSuchKey)?;
        let file = info::open(&path)?;
        let metadata = file.metadata()?;
        let info = info::of_file(&file, &metadata, key.as_str().to_owned())?;
        Ok((file, info))
    }

    /// Makes the finished file an object.
    fn publish(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        finished: &Path,
    ) -> Result<ObjectInfo, ObjectError> {
        let bucket = self.bucket(bucket)?;
        let path = place::make(&bucket, key)?;
        let file = info::open(finished)?;
        fs::rename(finished, &path)?;
        place::sync_directory(path.parent().unwrap_or(&bucket))?;
        info::of_file(&file, &file.metadata()?, key.as_str().to_owned())
    }

    fn page(&self, bucket: &BucketName, list: &List) -> Result<Listing, ObjectError> {
        let bucket = self.bucket(bucket)?;
        let after = list.continuation.as_deref().map(read_token).transpose()?;
        let mut found = walk::walk(&bucket, list, after.as_deref())?;
        let more = found.len() > list.max;
        found.truncate(list.max);
        let next = found
            .last()
            .filter(|_| more)
            .map(|(key, _)| hex::encode(key));
        let mut objects = Vec::with_capacity(found.len());
        for (key, path) in found {
            match info::open(&path) {
                Ok(file) => objects.push(info::of_file(&file, &file.metadata()?, key)?),
                // Removed since it was seen.
                Err(ObjectError::NoSuchKey) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Listing { objects, next })
    }
}

/// The last key of the page before.
fn read_token(token: &str) -> Result<String, ObjectError> {
    let bytes = hex::decode(token).map_err(|_| ObjectError::InvalidContinuation)?;
    String::from_utf8(bytes).map_err(|_| ObjectError::InvalidContinuation)
}

/// Runs what waits for the disk where waiting is allowed.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ObjectError> + Send + 'static,
) -> Result<T, ObjectError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) => Err(ObjectError::Io(io::Error::other(error))),
    }
}

/// Removes the file when it goes, unless it was renamed.
struct Unfinished(PathBuf);

impl Drop for Unfinished {
    fn drop(&mut self) {
        // Usually it is an object by now; if it cannot be removed, the next start tries again.
        let _ = fs::remove_file(&self.0);
    }
}

#[async_trait]
impl ObjectStore for LocalBuckets {
    async fn get(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        version: Option<&str>,
    ) -> Result<Object, ObjectError> {
        if version.is_some_and(|version| version != NO_VERSION) {
            return Err(ObjectError::NoSuchVersion);
        }
        let (this, at, wanted) = (self.clone(), bucket.clone(), key.clone());
        let (file, info) = blocking(move || this.open_object(&at, &wanted)).await?;
        Ok(Object {
            info,
            content_type: info::content_type(key.as_str()).to_owned(),
            body: Box::pin(tokio::fs::File::from_std(file)),
        })
    }

    async fn put(
        &self,
        bucket: &BucketName,
        key: &ObjectKey,
        mut body: Body,
        _content_type: &str,
    ) -> Result<ObjectInfo, ObjectError> {
        self.bucket(bucket)?;
        let name = uuid::Uuid::new_v4().to_string();
        let unfinished = Unfinished(self.root.join(UNFINISHED).join(name));
        let mut file = tokio::fs::File::create(&unfinished.0)
            .await
            .map_err(ObjectError::Io)?;
        tokio::io::copy(&mut body, &mut file)
            .await
            .map_err(ObjectError::Io)?;
        file.flush().await.map_err(ObjectError::Io)?;
        file.sync_all().await.map_err(ObjectError::Io)?;
        let (this, bucket, key) = (self.clone(), bucket.clone(), key.clone());
        blocking(move || this.publish(&bucket, &key, &unfinished.0)).await
    }

    async fn list(&self, bucket: &BucketName, list: List) -> Result<Listing, ObjectError> {
        let (this, bucket) = (self.clone(), bucket.clone());
        blocking(move || this.page(&bucket, &list)).await
    }
}
