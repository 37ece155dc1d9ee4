//! Whose resources a request sees, and where: an account and a region.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A 12-digit AWS account id. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Account(Arc<str>);

impl Account {
    /// The account of every caller whose access key id is not itself an account id.
    pub const DEFAULT: &'static str = "000000000000";

    /// The account that an access key id stands for: a 12-digit key id is the account, anything else is
    /// [`Account::DEFAULT`] (the product's contract; AWS looks the key up).
    #[must_use]
    pub fn from_access_key(key_id: &str) -> Self {
        Self::parse(key_id).unwrap_or_default()
    }

    /// `text` as an account id, if it is 12 digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let valid = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
        valid.then(|| Self(text.into()))
    }

    /// The 12 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Account {
    fn default() -> Self {
        Self(Self::DEFAULT.into())
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An AWS region name such as `ap-northeast-1`. Cheap to clone; any name of the right alphabet is a region here.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Region(Arc<str>);

impl Region {
    /// The region of a request that names none.
    pub const DEFAULT: &'static str = "us-east-1";

    /// `text` as a region name: 1 to 63 of lower-case letters, digits and hyphens.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let letters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let valid = (1..=63).contains(&text.len()) && text.bytes().all(letters);
        valid.then(|| Self(text.into()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Region {
    fn default() -> Self {
        Self(Self::DEFAULT.into())
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The account and region that a request acts in. Resources of two scopes never see each other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scope {
    /// Who owns the resources.
    pub account: Account,
    /// Where they are.
    pub region: Region,
}

impl Scope {
    /// The scope of `account` in `region`.
    #[must_use]
    pub fn new(account: Account, region: Region) -> Self {
        Self { account, region }
    }

    /// The scope that an ARN names; absent for ARNs of global services and of AWS itself.
    #[must_use]
    pub fn of(arn: &crate::Arn) -> Option<Self> {
        let account = Account::parse(&arn.account)?;
        Some(Self::new(account, Region::parse(&arn.region)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_digits_are_the_account_and_anything_else_is_the_default() {
        assert_eq!(
            Account::from_access_key("123456789012").as_str(),
            "123456789012"
        );
        for key in [
            "test",
            "AKIAIOSFODNN7EXAMPLE",
            "12345678901",
            "1234567890123",
            "12345678901x",
            "",
        ] {
            assert_eq!(
                Account::from_access_key(key).as_str(),
                Account::DEFAULT,
                "{key}"
            );
        }
    }

    #[test]
    fn a_region_is_letters_digits_and_hyphens() {
        assert!(Region::parse("ap-northeast-1").is_some());
        for name in ["", "Us-East-1", "a/b", "a\0", &"a".repeat(64)] {
            assert!(Region::parse(name).is_none(), "{name}");
        }
    }
}
