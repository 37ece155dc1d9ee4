//! The components that operations work on, opened over one store.

use std::fmt::Display;
use std::net::SocketAddr;
use std::sync::{Arc, Weak};
use std::time::Duration;

use aws::Error;
use engine::{Clock, Engine, Quotas};
use gateway::Gateway;
use iam::session::{Credentials, SessionKey};
use lambda::{Lambda, RoleCredentials};
use logs::Logs;
use model::{Region, Scope, Timestamp};
use objects::ObjectStore;
use serde::{Deserialize, Serialize};
use store::{Collection, Store};

use crate::access::{AccessControl, IamMode};
use crate::client::Client;
use crate::events::Connections;
use crate::execution_logs::ExecutionLogs;
use crate::forward::Forward;
use crate::http::admission::{Admission, Limits};
use crate::iam::Directory;
use crate::logs::FunctionLogs;
use crate::meters::Meters;
use crate::states::Machines;

/// What can be set.
#[derive(Clone)]
pub struct Options {
    /// The region of requests that name none.
    pub default_region: Region,
    /// What is done when policies do not permit a call.
    pub iam: IamMode,
    /// The root user's access key; needed to enforce.
    pub root_credentials: Option<RootCredentials>,
    /// AWS's limits on payloads, or none.
    pub quotas: Quotas,
    /// Where services are that this server does not have.
    pub forward: Forward,
    /// How much is taken on at once.
    pub limits: Limits,
    /// The bearer token of who may see metrics where requests must be signed.
    pub metrics_token: Option<String>,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The token stays out of logs.
        f.debug_struct("Options")
            .field("default_region", &self.default_region)
            .field("iam", &self.iam)
            .field("root_credentials", &self.root_credentials)
            .field("quotas", &self.quotas)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
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
    /// State machines and activities.
    pub machines: Machines,
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
    /// What executions log, on its way there.
    pub execution_logs: ExecutionLogs,
    /// Buckets that workflows read items from and write results to.
    pub objects: Arc<dyn ObjectStore>,
    /// Connections of HTTP tasks.
    pub connections: Connections,
    /// Calls to the outside.
    pub client: Client,
    /// Where the server listens.
    pub endpoint: SocketAddr,
    /// What is under way.
    pub admission: Arc<Admission>,
    /// What was done.
    pub meters: Meters,
    /// What can be set.
    pub options: Options,
    myself: Weak<App>,
}

/// Credentials of functions' roles.
#[derive(Debug)]
struct FunctionCredentials {
    sessions: SessionKey,
    clock: Arc<dyn Clock>,
}

impl RoleCredentials for FunctionCredentials {
    fn for_role(&self, _: &Scope, role: &str, arn: &str) -> lambda::Credentials {
        let session = arn.rsplit(':').next().unwrap_or_default();
        let expires = self.clock.now().after(FUNCTION_CREDENTIALS);
        let salt = uuid::Uuid::new_v4().as_u64_pair().0;
        let issued = self.sessions.issue(role, session, expires, salt);
        lambda::Credentials {
            access_key_id: issued.access_key_id,
            secret_access_key: issued.secret_access_key,
            session_token: issued.session_token,
        }
    }
}

/// What an [`App`] is made of.
#[derive(Debug)]
pub struct Components {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// State machines and activities.
    pub machines: Machines,
    /// Executions.
    pub engine: Engine,
    /// Log groups.
    pub logs: Logs,
    /// What executions log, on its way there.
    pub execution_logs: ExecutionLogs,
    /// Buckets.
    pub objects: Arc<dyn ObjectStore>,
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

/// How long asynchronous invocations may take to finish when the server stops.
const LAMBDA_PATIENCE: Duration = Duration::from_secs(2);
/// How long the credentials of a function's process hold.
const FUNCTION_CREDENTIALS: Duration = Duration::from_secs(12 * 3600);
/// How long a link to a function's code holds, as on AWS.
const CODE_LINK: Duration = Duration::from_secs(600);

impl App {
    /// Opens everything that lives over the store and the engine.
    ///
    /// # Errors
    /// When the store fails or holds what this version cannot read.
    pub async fn open(components: Components) -> anyhow::Result<Arc<Self>> {
        let Components {
            clock,
            store,
            machines,
            engine,
            logs,
            execution_logs,
            objects,
            functions,
            options,
        } = components;
        let directory = Directory::open(&store).await?;
        let sessions = session_key(&store).await?;
        let connections = Connections::open(&store).await?;
        let now = Arc::clone(&clock);
        let gateway = Gateway::open(Arc::clone(&store), Arc::new(move || now.now())).await?;
        let endpoint = functions.endpoint;
        let credentials = Arc::new(FunctionCredentials {
            sessions: sessions.clone(),
            clock: Arc::clone(&clock),
        });
        let sink = Arc::new(FunctionLogs(logs.clone()));
        let lambda = Lambda::open(Arc::clone(&store), sink, credentials, functions).await?;
        let app = Arc::new_cyclic(|myself| Self {
            myself: myself.clone(),
            access: AccessControl::new(options.iam, directory.clone(), Arc::clone(&clock)),
            clock,
            store,
            directory,
            machines,
            sessions,
            engine,
            lambda,
            gateway,
            logs,
            execution_logs,
            objects,
            connections,
            client: Client::default(),
            endpoint,
            admission: Arc::new(Admission::new(options.limits)),
            meters: Meters::default(),
            options,
        });
        crate::map_runs::serve(&app);
        crate::states::resume_deletions(&app);
        Ok(app)
    }

    /// The app, to be held on to.
    #[must_use]
    pub fn shared(&self) -> Arc<Self> {
        let shared = self.myself.upgrade();
        shared.expect("whoever can ask holds the app")
    }

    /// Stops everything in order: the engine first, so that what happens to functions that are ended is nobody's
    /// result and they are invoked again after the restart.
    pub async fn close(&self) {
        self.engine.close().await;
        self.execution_logs.flush().await;
        self.lambda.close(LAMBDA_PATIENCE).await;
        self.store.close().await;
    }

    /// A link to a function's code that holds for ten minutes, as `GetFunction` gives one.
    #[must_use]
    pub fn code_location(&self, sha256: &str, now: Timestamp) -> String {
        let expires = now.after(CODE_LINK).millis();
        let mac = self.sessions.link(sha256, expires);
        format!(
            "http://{}/_stepwell/code/{sha256}?expires={expires}&signature={mac}",
            self.endpoint
        )
    }

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
