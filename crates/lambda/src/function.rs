//! Functions as they are kept: the configuration and code of `$LATEST`, published versions, policy, tags.
//!
//! These are not wire types: `services` translates them. They are stored as documents, so fields added later carry
//! `#[serde(default)]`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use indexmap::IndexMap;
use model::{Arn, Scope, Timestamp};
use serde::{Deserialize, Serialize};

/// A function with all its versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// Whose, and where.
    pub scope: Scope,
    /// The name, unique within the scope.
    pub name: String,
    /// What `$LATEST` is.
    pub latest: FunctionVersion,
    /// Published versions, which never change.
    pub versions: BTreeMap<u64, FunctionVersion>,
    /// The number of the last version that was published; numbers are never used again.
    pub last_version: u64,
    /// Who may do what with the function.
    pub policy: Policy,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// How many invocations may run at once; absent when the function shares the account's.
    pub reserved_concurrency: Option<u32>,
}

impl Function {
    /// The ARN without a version.
    #[must_use]
    pub fn arn(&self) -> Arn {
        function_arn(&self.scope, &self.name)
    }

    /// The version a qualifier stands for.
    #[must_use]
    pub fn version(&self, version: VersionNumber) -> Option<&FunctionVersion> {
        match version {
            VersionNumber::Latest => Some(&self.latest),
            VersionNumber::Published(number) => self.versions.get(&number),
        }
    }
}

/// The ARN of a function without a version.
#[must_use]
pub fn function_arn(scope: &Scope, name: &str) -> Arn {
    Arn::new("lambda", scope, format!("function:{name}"))
}

/// `$LATEST` or a published version.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
pub enum VersionNumber {
    /// The version that updates change.
    #[default]
    Latest,
    /// A published version, from 1.
    Published(u64),
}

impl fmt::Display for VersionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latest => f.write_str("$LATEST"),
            Self::Published(number) => write!(f, "{number}"),
        }
    }
}

/// A text that is neither `$LATEST` nor a version number. It may be an alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a version")]
pub struct NotAVersion;

impl FromStr for VersionNumber {
    type Err = NotAVersion;

    fn from_str(text: &str) -> Result<Self, NotAVersion> {
        if text == "$LATEST" {
            return Ok(Self::Latest);
        }
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let number = digits.then(|| text.parse().ok()).flatten();
        number.map(Self::Published).ok_or(NotAVersion)
    }
}

/// One version: configuration and code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FunctionVersion {
    /// Which.
    pub version: VersionNumber,
    /// How it runs.
    pub configuration: Configuration,
    /// What runs.
    pub code: Code,
    /// Changes with every update.
    pub revision_id: String,
    /// When it last changed.
    pub last_modified: Timestamp,
}

/// How a function runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// Free text; empty when not given.
    pub description: String,
    /// The ARN of the role it acts as.
    pub role: String,
    /// AWS's runtime identifier, such as `python3.12`.
    pub runtime: String,
    /// Where the code begins, such as `handler.handler`.
    pub handler: String,
    /// After how many seconds it is ended: 1 to 900.
    pub timeout_seconds: u32,
    /// Memory in MiB: 128 to 10,240.
    pub memory_mb: u32,
    /// Size of `/tmp` in MiB: 512 to 10,240.
    pub ephemeral_mb: u32,
    /// Environment variables; absent when never given, which AWS tells apart from none.
    pub environment: Option<IndexMap<String, String>>,
    /// The processor.
    pub architecture: Architecture,
    /// X-Ray mode; kept, not acted on.
    pub tracing: Tracing,
    /// Where and how logs are written.
    pub logging: Logging,
    /// When snapshots are taken; kept, not acted on.
    pub snap_start: SnapStart,
}

/// A processor architecture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Architecture {
    /// `x86_64`.
    #[default]
    X86_64,
    /// `arm64`.
    Arm64,
}

/// An X-Ray tracing mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tracing {
    /// Trace when the caller does.
    #[default]
    PassThrough,
    /// Trace always.
    Active,
}

/// When AWS takes snapshots of initialised functions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SnapStart {
    /// Never.
    #[default]
    None,
    /// When a version is published.
    PublishedVersions,
}

/// Where and how a function logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logging {
    /// The form of log lines.
    pub format: LogFormat,
    /// The log group.
    pub group: String,
    /// The least level of the function's own lines, with [`LogFormat::Json`].
    pub application_level: Option<String>,
    /// The least level of the platform's lines, with [`LogFormat::Json`].
    pub system_level: Option<String>,
}

/// The form of log lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogFormat {
    /// Plain text.
    #[default]
    Text,
    /// JSON objects.
    Json,
}

/// A function's package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// SHA-256 of the zip in lower-case hex: its name as a blob.
    pub sha256: String,
    /// Size of the zip in bytes.
    pub size: u64,
}

impl Code {
    /// The digest as AWS shows it: base64 of the 32 bytes.
    #[must_use]
    pub fn sha256_base64(&self) -> String {
        use base64::Engine;
        let bytes = hex::decode(&self.sha256).unwrap_or_default();
        base64::engine::general_purpose::STANDARD.encode(bytes)
    }
}

/// A function's resource policies: one for the whole function, one per qualifier.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// By qualifier; the empty one is the function itself.
    pub by_qualifier: BTreeMap<String, QualifierPolicy>,
}

/// The policy of one qualifier.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct QualifierPolicy {
    /// Changes with every update.
    pub revision_id: String,
    /// The statements by their id, in order of arrival, each as the JSON of an IAM statement.
    pub statements: IndexMap<String, serde_json::Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_print_as_they_parse() {
        for text in ["$LATEST", "1", "42"] {
            assert_eq!(text.parse::<VersionNumber>().unwrap().to_string(), text);
        }
        for text in ["", "$latest", "-1", "+1", "live", "99999999999999999999"] {
            assert_eq!(text.parse::<VersionNumber>(), Err(NotAVersion), "{text}");
        }
    }

    #[test]
    fn the_digest_is_shown_in_base64() {
        let sha256 = store::blob::sha256_hex(b"abc");
        let code = Code { sha256, size: 3 };
        let expected = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";
        assert_eq!(code.sha256_base64(), expected);
    }
}
