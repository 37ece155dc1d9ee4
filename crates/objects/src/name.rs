//! Names of buckets and keys of objects.

use std::fmt;

use crate::ObjectError;

/// S3's limit on keys, in bytes of UTF-8.
const KEY_BYTES: usize = 1024;

/// A bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens, with a letter or digit at both ends and no
/// two dots in a row.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BucketName(String);

impl BucketName {
    /// `name`, if it can be a bucket's.
    ///
    /// # Errors
    /// `InvalidBucketName`.
    pub fn parse(name: &str) -> Result<Self, ObjectError> {
        let ends = |c: Option<char>| c.is_some_and(|c| matches!(c, 'a'..='z' | '0'..='9'));
        let all = name
            .chars()
            .all(|c| matches!(c, 'a'..='z' | '0'..='9' | '.' | '-'));
        let length = (3..=63).contains(&name.len());
        let ended = ends(name.chars().next()) && ends(name.chars().next_back());
        if length && all && ended && !name.contains("..") {
            Ok(Self(name.to_owned()))
        } else {
            Err(ObjectError::InvalidBucketName)
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BucketName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An object's key: 1 to 1024 bytes of UTF-8. Slashes have no meaning but for listings by prefix.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectKey(String);

impl ObjectKey {
    /// `key`, if it can be one.
    ///
    /// # Errors
    /// `KeyTooLongError`, or `InvalidArgument` when it is empty or has a zero byte.
    pub fn parse(key: &str) -> Result<Self, ObjectError> {
        if key.len() > KEY_BYTES {
            return Err(ObjectError::KeyTooLong);
        }
        if key.is_empty() || key.contains('\0') {
            return Err(ObjectError::InvalidKey);
        }
        Ok(Self(key.to_owned()))
    }

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets() {
        for good in ["abc", "my.bucket-1", &"a".repeat(63)] {
            assert!(BucketName::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "ab",
            "Abc",
            ".abc",
            "abc-",
            "a..b",
            "a/b",
            "..",
            "a_b",
            &"a".repeat(64),
        ] {
            assert!(BucketName::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn keys() {
        assert!(ObjectKey::parse(&"é".repeat(512)).is_ok());
        let long = ObjectKey::parse(&"x".repeat(1025));
        assert_eq!(
            long.err().map(|e| e.code().to_owned()).as_deref(),
            Some("KeyTooLongError")
        );
        assert!(ObjectKey::parse("").is_err());
        assert!(ObjectKey::parse("a\0b").is_err());
    }
}
