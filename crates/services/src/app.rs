//! The components that operations work on, opened over one store.

use std::fmt::Display;
use std::sync::Arc;

use aws::Error;
use engine::{Clock, Engine, Quotas};
use gateway::Gateway;
use iam::session::{Credentials, SessionKey};
use lambda::Lambda;
use logs::Logs;
use model::{Region, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Collection, Store};

use crate::access::{AccessControl, IamMode};
use crate::iam::Directory;

/// What can be set.
#[derive(Clone, Debug)]
pub struct Options {
    /// The region of requests that name none.
    pub default_region: Region,
    /// What is done when policies do not permit a call.
    pub iam: IamMode,
    /// The root user's access key; needed to enforce.
    pub root_credentials: Option<RootCredentials>,
    /// AWS's limits on payloads, or none.
    pub quotas: Quotas,
}

/// The access key of the account's root.
#[derive(Clone)]
pub struct RootCredentials {
    /// Sent with every request; if it is 12 digits, it is also the account.
    pub access_key_id: String,
    /// Never sent: requests are signed with it.
    pub secret_access_key: String,
}

impl std::fmt::Debug for RootCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RootCredentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// Everything an operation may need. One per process, shared by all requests.
#[derive(Debug)]
pub struct App {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// Roles and policies.
    pub directory: Directory,
    /// What policies permit.
    pub access: AccessControl,
    /// Temporary credentials.
    pub sessions: SessionKey,
    /// Executions.
    pub engine: Engine,
    /// Functions.
    pub lambda: Lambda,
    /// REST APIs.
    pub gateway: Gateway,
    /// Log groups.
    pub logs: Logs,
    /// What can be set.
    pub options: Options,
}

/// What an [`App`] is made of.
#[derive(Debug)]
pub struct Components {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// Executions.
    pub engine: Engine,
    /// Log groups.
    pub logs: Logs,
    /// How functions run.
    pub functions: lambda::Options,
    /// What can be set.
    pub options: Options,
}

/// The key of temporary credentials, as it is stored.
#[derive(Clone, Serialize, Deserialize)]
struct StoredKey {
    hex: String,
}

/// The key of temporary credentials: made at the first start, the same ever after.
///
/// # Errors
/// When the store fails or holds something else.
async fn session_key(store: &Arc<dyn Store>) -> anyhow::Result<SessionKey> {
    let keys: Collection<StoredKey> =
        Collection::open(Arc::clone(store), "iam.session-key").await?;
    let stored = match keys.get("1") {
        Some(stored) => stored,
        None => {
            let mut fresh = [0; 32];
            getrandom::fill(&mut fresh)?;
            keys.put(
                "1",
                StoredKey {
                    hex: hex::encode(fresh),
                },
            )
            .await?
        }
    };
    let mut bytes = [0; 32];
    hex::decode_to_slice(&stored.hex, &mut bytes)?;
    Ok(SessionKey::new(bytes))
}

impl App {
    /// A unique id such as IAM gives: `prefix` and 17 upper-case letters and digits.
    #[must_use]
    pub fn unique_id(&self, prefix: &str) -> String {
        let random = uuid::Uuid::new_v4().as_u128();
        let letters =
            (0..17).map(|place| char::from(ID_ALPHABET[(random >> (5 * place)) as usize & 31]));
        format!("{prefix}{}", letters.collect::<String>())
    }

    /// Credentials of a session of `role_arn`.
    #[must_use]
    pub fn issue_session(&self, role_arn: &str, session: &str, expires: Timestamp) -> Credentials {
        let salt = uuid::Uuid::new_v4().as_u64_pair().0;
        self.sessions.issue(role_arn, session, expires, salt)
    }
}

const ID_ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The error of a call that the store failed.
pub(crate) fn unavailable(error: &dyn Display) -> Error {
    tracing::error!(%error, "the store failed a call");
    Error::new("ServiceUnavailable", 503, error.to_string())
}
