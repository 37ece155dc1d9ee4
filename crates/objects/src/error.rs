//! Why an object cannot be had or written, with S3's codes and texts.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use std::io;

/// Why an object cannot be had or written.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// There is no such bucket.
    #[error("The specified bucket does not exist")]
    NoSuchBucket,
    /// There is no such object.
    #[error("The specified key does not exist.")]
    NoSuchKey,
    /// The object has no such version.
    #[error("The specified version does not exist.")]
    NoSuchVersion,
    /// No bucket can have this name.
    #[error("The specified bucket is not valid.")]
    InvalidBucketName,
    /// Keys have at most 1024 bytes.
    #[error("Your key is too long")]
    KeyTooLong,
    /// A key has at least one byte, and none of them is zero.
    #[error("The specified key is not valid.")]
    InvalidKey,
    /// The token was not given by an earlier page.
    #[error("The continuation token provided is incorrect")]
    InvalidContinuation,
    /// The file's owner does not let us.
    #[error("Access Denied")]
    AccessDenied,
    /// A remote store's own answer.
    #[error("{message}")]
    Remote {
        /// Its code, such as `SlowDown`.
        code: String,
        /// The HTTP status.
        status: u16,
        /// Its text.
        message: String,
    },
    /// The disk or the network failed.
    #[error("We encountered an internal error. Please try again.")]
    Io(#[source] io::Error),
}

impl ObjectError {
    /// S3's code, such as `NoSuchKey`.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::NoSuchBucket => "NoSuchBucket",
            Self::NoSuchKey => "NoSuchKey",
            Self::NoSuchVersion => "NoSuchVersion",
            Self::InvalidBucketName => "InvalidBucketName",
            Self::KeyTooLong => "KeyTooLongError",
            Self::InvalidKey | Self::InvalidContinuation => "InvalidArgument",
            Self::AccessDenied => "AccessDenied",
            Self::Remote { code, .. } => code,
            Self::Io(_) => "InternalError",
        }
    }

    /// The HTTP status S3 sends with it.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::NoSuchBucket | Self::NoSuchKey | Self::NoSuchVersion => 404,
            Self::InvalidBucketName
            | Self::KeyTooLong
            | Self::InvalidKey
            | Self::InvalidContinuation => 400,
            Self::AccessDenied => 403,
            Self::Remote { status, .. } => *status,
            Self::Io(_) => 500,
        }
    }
}

/// What the disk says about an object: a missing file is `NoSuchKey`; `ELOOP` is how a symlink that is not followed
/// shows.
impl From<io::Error> for ObjectError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::NoSuchKey,
            io::ErrorKind::PermissionDenied => Self::AccessDenied,
            _ if error.raw_os_error() == Some(nix::errno::Errno::ELOOP as i32) => Self::NoSuchKey,
            _ => Self::Io(error),
        }
    }
}
