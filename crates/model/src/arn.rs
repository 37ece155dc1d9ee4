//! Amazon Resource Names: `arn:partition:service:region:account:resource`.
//!
//! Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::scope::Scope;

/// A parsed ARN. `resource` keeps everything after the fifth colon, further colons and slashes included.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Arn {
    /// `aws`, `aws-cn`, …
    pub partition: String,
    /// The service namespace, such as `states`.
    pub service: String,
    /// Empty for global services such as IAM.
    pub region: String,
    /// Empty for resources without an owner; `aws` for AWS-managed policies.
    pub account: String,
    /// The rest, such as `stateMachine:Name`.
    pub resource: String,
}

/// Why a text is not an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an ARN: expected arn:partition:service:region:account:resource")]
pub struct ParseArnError;

impl Arn {
    /// The ARN of `resource` of `service` in `scope`, in partition `aws`.
    #[must_use]
    pub fn new(service: &str, scope: &Scope, resource: impl Into<String>) -> Self {
        Self {
            partition: "aws".into(),
            service: service.into(),
            region: scope.region.as_str().into(),
            account: scope.account.as_str().into(),
            resource: resource.into(),
        }
    }

    /// The resource split at its first `:` or `/`: `stateMachine:Name` is `("stateMachine", "Name")`.
    #[must_use]
    pub fn resource_parts(&self) -> (&str, &str) {
        let split = self.resource.find([':', '/']);
        split.map_or((self.resource.as_str(), ""), |at| {
            (&self.resource[..at], &self.resource[at + 1..])
        })
    }
}

impl FromStr for Arn {
    type Err = ParseArnError;

    fn from_str(text: &str) -> Result<Self, ParseArnError> {
        let mut parts = text.splitn(6, ':');
        let mut next = || parts.next().ok_or(ParseArnError);
        if next()? != "arn" {
            return Err(ParseArnError);
        }
        let arn = Self {
            partition: next()?.into(),
            service: next()?.into(),
            region: next()?.into(),
            account: next()?.into(),
            resource: next()?.into(),
        };
        let named =
            !arn.partition.is_empty() && !arn.service.is_empty() && !arn.resource.is_empty();
        named.then_some(arn).ok_or(ParseArnError)
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            partition,
            service,
            region,
            account,
            resource,
        } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account}:{resource}")
    }
}

impl Serialize for Arn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Arn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parsed_arn_prints_as_it_was() {
        for text in [
            "arn:aws:states:us-east-1:123456789012:execution:Machine:name",
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
            "arn:aws:states:::lambda:invoke",
        ] {
            assert_eq!(text.parse::<Arn>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_lacks_a_part_is_not_an_arn() {
        for text in [
            "",
            "arn",
            "arn:aws:states",
            "arn:aws:states:r:a",
            "arn:aws:states:r:a:",
            "urn:aws:states:r:a:x",
        ] {
            assert_eq!(text.parse::<Arn>(), Err(ParseArnError), "{text}");
        }
    }

    #[test]
    fn the_resource_splits_at_its_first_separator() {
        let arn: Arn = "arn:aws:states:r:1:execution:M:n".parse().unwrap();
        assert_eq!(arn.resource_parts(), ("execution", "M:n"));
        let arn: Arn = "arn:aws:iam::1:role/path/name".parse().unwrap();
        assert_eq!(arn.resource_parts(), ("role", "path/name"));
    }
}
