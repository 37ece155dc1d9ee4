//! What is kept of a role.

use indexmap::IndexMap;
use model::Timestamp;
use serde::{Deserialize, Serialize};

/// A role as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleDocument {
    /// `AROA` and 17 characters; a role made anew under the same name has another.
    pub id: String,
    /// `/` or `/some/path/`.
    pub path: String,
    /// As it was given; unique in the account without regard to case.
    pub name: String,
    /// Who may assume it, as JSON text.
    pub trust_policy: String,
    /// When it was created.
    pub created: Timestamp,
    /// What it is for.
    pub description: Option<String>,
    /// The longest session in seconds.
    pub max_session_seconds: i32,
    /// ARN of the policy that bounds it.
    pub boundary: Option<String>,
    /// Tags in the order they were set.
    #[serde(default)]
    pub tags: IndexMap<String, String>,
    /// ARNs of attached managed policies.
    #[serde(default)]
    pub attached: Vec<String>,
    /// Inline policies by name, as JSON text.
    #[serde(default)]
    pub inline: IndexMap<String, String>,
}

impl RoleDocument {
    /// `arn:aws:iam::ACCOUNT:role/PATH/NAME`.
    #[must_use]
    pub fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:role{}{}", self.path, self.name)
    }
}
