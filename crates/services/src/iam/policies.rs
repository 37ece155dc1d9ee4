//! What is kept of a customer-managed policy.

use indexmap::IndexMap;
use model::Timestamp;
use serde::{Deserialize, Serialize};

/// A customer-managed policy as it is stored, under its ARN.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyDocument {
    /// `ANPA` and 17 characters.
    pub id: String,
    /// `/` or `/some/path/`.
    pub path: String,
    /// Unique in the account.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// When it was created.
    pub created: Timestamp,
    /// When its default version last changed.
    pub updated: Timestamp,
    /// Tags in the order they were set.
    #[serde(default)]
    pub tags: IndexMap<String, String>,
    /// At most five, oldest first.
    pub versions: Vec<PolicyVersionDocument>,
    /// The id of the version in force.
    pub default_version: String,
    /// The number of the newest version ever made; numbers are not used again.
    pub last_version: u32,
}

/// One version of a policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PolicyVersionDocument {
    /// `v1`, `v2`, …
    pub id: String,
    /// The document as JSON text.
    pub document: String,
    /// When it was created.
    pub created: Timestamp,
}

impl PolicyDocument {
    /// The version in force.
    #[must_use]
    pub fn default_version(&self) -> Option<&PolicyVersionDocument> {
        self.version(&self.default_version)
    }

    /// The version called `id`.
    #[must_use]
    pub fn version(&self, id: &str) -> Option<&PolicyVersionDocument> {
        self.versions.iter().find(|version| version.id == id)
    }
}
