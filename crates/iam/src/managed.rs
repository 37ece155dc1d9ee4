//! The AWS-managed policies that exist here, with the documents AWS publishes
//! (<https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html>).

use std::sync::OnceLock;

use serde::Deserialize;

/// A policy that AWS owns: the same in every account, and nobody can change it.
#[derive(Debug, Deserialize)]
pub struct ManagedPolicy {
    /// `AWSLambdaRole`.
    pub name: String,
    /// `/` or `/service-role/`.
    pub path: String,
    /// The default version, such as `v1`.
    pub version: String,
    /// When AWS created it, RFC 3339.
    pub created: String,
    /// When AWS last changed it, RFC 3339.
    pub updated: String,
    /// The policy document.
    pub document: serde_json::Value,
}

impl ManagedPolicy {
    /// `arn:aws:iam::aws:policy/service-role/AWSLambdaRole`.
    #[must_use]
    pub fn arn(&self) -> String {
        format!("arn:aws:iam::aws:policy{}{}", self.path, self.name)
    }

    /// The id AWS-managed policies carry: `ANPA` and 17 characters, made from the name so that it never changes.
    #[must_use]
    pub fn id(&self) -> String {
        const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        let letters = (0..17).map(|_| {
            for byte in self.name.bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
            char::from(ALPHABET[(hash >> 59) as usize])
        });
        format!("ANPA{}", letters.collect::<String>())
    }
}

/// Every AWS-managed policy, by name.
#[must_use]
pub fn all() -> &'static [ManagedPolicy] {
    static ALL: OnceLock<Vec<ManagedPolicy>> = OnceLock::new();
    ALL.get_or_init(|| {
        serde_json::from_str(include_str!("managed.json")).expect("the embedded file is valid")
    })
}

/// The AWS-managed policy with this ARN.
#[must_use]
pub fn by_arn(arn: &str) -> Option<&'static ManagedPolicy> {
    let path_and_name = arn.strip_prefix("arn:aws:iam::aws:policy/")?;
    all().iter().find(|policy| {
        let path = policy.path.trim_start_matches('/');
        path_and_name.strip_prefix(path) == Some(policy.name.as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Policy;

    #[test]
    fn every_document_parses_and_every_arn_finds_its_policy() {
        for policy in all() {
            Policy::parse(&policy.document.to_string()).unwrap();
            assert_eq!(by_arn(&policy.arn()).unwrap().name, policy.name);
            assert_eq!(policy.id().len(), 21);
        }
        assert!(
            by_arn("arn:aws:iam::aws:policy/AWSLambdaRole").is_none(),
            "it lives under /service-role/"
        );
    }
}
