//! The environment variables a function sees.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>, and what a function at AWS lists.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use model::Scope;

use crate::deployment::Deployment;
use crate::function::LogFormat;
use crate::sandbox::TELEMETRY;

/// Credentials for a function's role.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`.
    pub session_token: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("access_key_id", &self.access_key_id)
            .finish_non_exhaustive()
    }
}

/// Where credentials of execution roles come from. Called once per execution environment.
pub trait RoleCredentials: Send + Sync + fmt::Debug + 'static {
    /// Credentials that act as `role` in `scope` for the function `arn`.
    fn for_role(&self, scope: &Scope, role: &str, arn: &str) -> Credentials;
}

/// Credentials whose access key id is the account: what the server takes for that account's own.
#[derive(Clone, Copy, Debug, Default)]
pub struct AccountCredentials;

impl RoleCredentials for AccountCredentials {
    fn for_role(&self, scope: &Scope, _: &str, _: &str) -> Credentials {
        Credentials {
            access_key_id: scope.account.to_string(),
            secret_access_key: "test".into(),
            session_token: "test".into(),
        }
    }
}

/// What depends on the place rather than the function.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Host and port of the Runtime API.
    pub(crate) runtime_api: String,
    /// Host and port at which the function finds the server.
    pub(crate) endpoint: String,
    /// `/var/task`, or where that really is.
    pub(crate) task_root: String,
    /// `/var/runtime`, or where that really is.
    pub(crate) runtime_dir: String,
    pub(crate) log_stream: String,
    pub(crate) credentials: Arc<dyn RoleCredentials>,
}

/// All variables, the function's own last: those may replace ours where AWS allows it.
pub(crate) fn variables(deployment: &Deployment, place: &Place) -> Vec<(String, String)> {
    let mut all = IndexMap::new();
    let mut set = |name: &str, value: &str| {
        all.insert(name.to_owned(), value.to_owned());
    };
    fixed(&mut set, place);
    identity(&mut set, deployment, place);
    logging(&mut set, deployment, place);
    if let Some(own) = &deployment.configuration.environment {
        for (name, value) in own {
            set(name, value);
        }
    }
    all.into_iter().collect()
}

fn fixed(set: &mut impl FnMut(&str, &str), place: &Place) {
    let task = &place.task_root;
    let runtime = &place.runtime_dir;
    set(
        "PATH",
        "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin",
    );
    let libraries = format!(
        "/var/lang/lib:/lib64:/usr/lib64:{runtime}:{runtime}/lib:{task}:{task}/lib:/opt/lib"
    );
    set("LD_LIBRARY_PATH", &libraries);
    set("PYTHONPATH", runtime);
    set("LANG", "en_US.UTF-8");
    set("TZ", ":UTC");
    set("LAMBDA_TASK_ROOT", task);
    set("LAMBDA_RUNTIME_DIR", runtime);
    set("PWD", task);
    set("SHLVL", "0");
    set("AWS_LAMBDA_RUNTIME_API", &place.runtime_api);
    set("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
    set("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR");
    set("AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000");
    set("_AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1");
    set("_AWS_XRAY_DAEMON_PORT", "2000");
    let endpoint = format!("http://{}", place.endpoint);
    set("AWS_ENDPOINT_URL", &endpoint);
    // boto3 would look for `sync-127.0.0.1`.
    set("AWS_DISABLE_HOST_PREFIX_INJECTION", "true");
}

fn identity(set: &mut impl FnMut(&str, &str), deployment: &Deployment, place: &Place) {
    let configuration = &deployment.configuration;
    set("_HANDLER", &configuration.handler);
    let region = deployment.scope.region.as_str();
    set("AWS_REGION", region);
    set("AWS_DEFAULT_REGION", region);
    let runtime = &configuration.runtime;
    set("AWS_EXECUTION_ENV", &format!("AWS_Lambda_{runtime}"));
    set("AWS_LAMBDA_FUNCTION_NAME", &deployment.name);
    let version = deployment.version.to_string();
    set("AWS_LAMBDA_FUNCTION_VERSION", &version);
    let memory = deployment.memory_mb.to_string();
    set("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory);
    let credentials =
        place
            .credentials
            .for_role(&deployment.scope, &configuration.role, &deployment.arn);
    set("AWS_ACCESS_KEY_ID", &credentials.access_key_id);
    set("AWS_SECRET_ACCESS_KEY", &credentials.secret_access_key);
    set("AWS_SESSION_TOKEN", &credentials.session_token);
}

fn logging(set: &mut impl FnMut(&str, &str), deployment: &Deployment, place: &Place) {
    let logging = &deployment.configuration.logging;
    set("AWS_LAMBDA_LOG_GROUP_NAME", &logging.group);
    set("AWS_LAMBDA_LOG_STREAM_NAME", &place.log_stream);
    set("_LAMBDA_TELEMETRY_LOG_FD", &TELEMETRY.to_string());
    if logging.format == LogFormat::Json {
        set("AWS_LAMBDA_LOG_FORMAT", "JSON");
        let level = logging.application_level.as_deref().unwrap_or("INFO");
        set("AWS_LAMBDA_LOG_LEVEL", level);
    }
}
