//! Roles and policies of every account: what operations change and access control reads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use model::Arn;
use store::collection::OpenError;
use store::{Collection, Store};

use super::policies::PolicyDocument;
use super::roles::RoleDocument;

/// The account's roles and customer-managed policies. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Directory {
    pub(super) roles: Collection<RoleDocument>,
    pub(super) policies: Collection<PolicyDocument>,
    generation: Arc<AtomicU64>,
}

/// The texts of the policies that bear on what a role may do.
#[derive(Debug, Default)]
pub struct PolicyTexts {
    /// Inline and attached policies.
    pub identity: Vec<String>,
    /// The permissions boundary.
    pub boundary: Option<String>,
}

impl Directory {
    /// Reads the directory.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open(store: &Arc<dyn Store>) -> Result<Self, OpenError> {
        Ok(Self {
            roles: Collection::open(Arc::clone(store), "iam.role").await?,
            policies: Collection::open(Arc::clone(store), "iam.policy").await?,
            generation: Arc::default(),
        })
    }

    /// Grows with every change, so that what was parsed is known to be old.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// To be called after every change.
    pub(super) fn changed(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// The role with this ARN.
    #[must_use]
    pub fn role_by_arn(&self, arn: &str) -> Option<Arc<RoleDocument>> {
        let parsed: Arn = arn.parse().ok()?;
        let name = parsed.resource.strip_prefix("role/")?.rsplit('/').next()?;
        let role = self.roles.get(&role_key(&parsed.account, name))?;
        (role.arn(&parsed.account) == arn).then_some(role)
    }

    /// The policies of the role with this ARN; none when there is no such role.
    #[must_use]
    pub fn policy_documents(&self, role_arn: &str) -> PolicyTexts {
        let Some(role) = self.role_by_arn(role_arn) else {
            return PolicyTexts::default();
        };
        let attached = role.attached.iter().filter_map(|arn| self.policy_text(arn));
        PolicyTexts {
            identity: role.inline.values().cloned().chain(attached).collect(),
            boundary: role
                .boundary
                .as_deref()
                .and_then(|arn| self.policy_text(arn)),
        }
    }

    /// The default version's document of the managed policy with this ARN, AWS's or the customer's.
    #[must_use]
    pub(super) fn policy_text(&self, arn: &str) -> Option<String> {
        if let Some(policy) = iam::managed::by_arn(arn) {
            return Some(policy.document.to_string());
        }
        let policy = self.policies.get(arn)?;
        Some(policy.default_version()?.document.clone())
    }
}

/// The key of a role: names are unique in an account without regard to case.
pub(super) fn role_key(account: &str, name: &str) -> String {
    format!("{account}/{}", name.to_lowercase())
}
