//! Invocations: synchronous, and the check of a dry run. Asynchronous ones are in [`crate::event`].

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use bytes::Bytes;
use model::Scope;

use crate::deployment::Deployment;
use crate::environment::{Finished, Request};
use crate::error::InvokeError;
use crate::function::{Function, FunctionVersion, VersionNumber, function_arn};
use crate::lambda::Lambda;
use crate::limits::{CONCURRENCY, PAYLOAD_BYTES};
use crate::payload;
use crate::pool::{Allowance, RunError};

/// A function to invoke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Whose, and where.
    pub scope: Scope,
    /// The function's name.
    pub name: String,
    /// What the caller named after the function; absent when nothing.
    pub version: Option<VersionNumber>,
}

impl Target {
    /// The ARN as the caller named it.
    #[must_use]
    pub fn arn(&self) -> String {
        let arn = function_arn(&self.scope, &self.name);
        self.version
            .map_or_else(|| arn.to_string(), |version| format!("{arn}:{version}"))
    }

    /// The ARN with a version, as errors name it.
    #[must_use]
    pub fn qualified_arn(&self) -> String {
        let arn = function_arn(&self.scope, &self.name);
        format!("{arn}:{}", self.version.unwrap_or_default())
    }
}

/// One call of a function.
#[derive(Clone, Debug, Default)]
pub struct Invocation {
    /// JSON; nothing counts as an empty object.
    pub payload: Bytes,
    /// The request id, when the caller has one already (a UUID).
    pub request_id: Option<String>,
    /// The client context, decoded from base64.
    pub client_context: Option<String>,
    /// The caller's trace header.
    pub trace_id: Option<String>,
    /// Return the end of the log.
    pub tail: bool,
    /// How long to wait when this machine holds no more environments, before the call is refused.
    pub patience: Duration,
}

/// How a call went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoked {
    /// The id of the invocation, as in its log.
    pub request_id: String,
    /// What the function returned, or the error it ended with.
    pub payload: Bytes,
    /// True when `payload` is an error. AWS: `X-Amz-Function-Error: Unhandled`.
    pub failed: bool,
    /// The version that ran.
    pub executed_version: VersionNumber,
    /// The last 4 KiB of the log, when asked for. AWS sends it in base64.
    pub log_tail: Option<String>,
}

impl Lambda {
    /// Calls a function and waits for the answer. The call goes on when whoever waits stops waiting.
    ///
    /// # Errors
    /// When the function did not run. A function that ran and failed is [`Invoked::failed`].
    pub async fn invoke(
        &self,
        target: &Target,
        invocation: Invocation,
    ) -> Result<Invoked, InvokeError> {
        let function = self.invocable(target)?;
        if invocation.payload.len() > PAYLOAD_BYTES {
            return Err(InvokeError::TooLarge);
        }
        check_json(&invocation.payload)?;
        self.run(target, function, invocation).await
    }

    /// Checks that a call could be made, without making it.
    ///
    /// # Errors
    /// When there is no such function.
    pub fn dry_run(&self, target: &Target) -> Result<(), InvokeError> {
        self.invocable(target).map(drop)
    }

    /// Runs a call that has been checked.
    pub(crate) async fn run(
        &self,
        target: &Target,
        function: Arc<Function>,
        invocation: Invocation,
    ) -> Result<Invoked, InvokeError> {
        let version = target.version.unwrap_or_default();
        let deployment = self.deployment(&function, version).await?;
        let allowance = self.allowance(&function);
        let patience = invocation.patience;
        let request = request(target, invocation);
        let request_id = request.request_id.to_string();
        let pool = self.0.pool.clone();
        let running = self
            .0
            .host
            .tasks
            .spawn(async move { pool.run(deployment, allowance, patience, request).await });
        let finished = running
            .await
            .map_err(|error| InvokeError::Service(error.to_string()))?;
        let Finished {
            payload,
            failed,
            tail,
        } = finished.map_err(refused)?;
        Ok(Invoked {
            request_id,
            payload,
            failed,
            executed_version: version,
            log_tail: tail,
        })
    }

    pub(crate) fn invocable(&self, target: &Target) -> Result<Arc<Function>, InvokeError> {
        let function = self.find(&target.scope, &target.name);
        let version = target.version.unwrap_or_default();
        function
            .filter(|function| function.version(version).is_some())
            .ok_or_else(|| InvokeError::NotFound(target.qualified_arn()))
    }

    /// The code unpacked and the runtime installed, which is done once for each state of a function.
    async fn deployment(
        &self,
        function: &Function,
        version: VersionNumber,
    ) -> Result<Arc<Deployment>, InvokeError> {
        let arn = function.arn().to_string();
        let not_found = || InvokeError::NotFound(format!("{arn}:{version}"));
        let state = function.version(version).ok_or_else(not_found)?;
        let revision = &state.revision_id;
        if let Some(deployment) = self.0.deployments.get(&arn, version, revision) {
            return Ok(deployment);
        }
        let deployment = self.deploy(function, state, arn).await?;
        Ok(self.0.deployments.put(revision, deployment))
    }

    async fn deploy(
        &self,
        function: &Function,
        state: &FunctionVersion,
        arn: String,
    ) -> Result<Deployment, InvokeError> {
        let configuration = state.configuration.clone();
        let runtime = self.0.runtimes.resolve(&configuration.runtime).await?;
        Ok(Deployment {
            scope: function.scope.clone(),
            name: function.name.clone(),
            arn,
            version: state.version,
            code: self.unpacked(state).await?,
            runtime,
            memory_mb: configuration.memory_mb,
            timeout_seconds: configuration.timeout_seconds,
            configuration,
            outdated: AtomicBool::new(false),
        })
    }

    async fn unpacked(&self, state: &FunctionVersion) -> Result<std::path::PathBuf, InvokeError> {
        let digest = &state.code.sha256;
        let fetch = async {
            let blob = self.0.store.blob(digest).await;
            let blob = blob.map_err(|error| InvokeError::Service(error.to_string()))?;
            blob.ok_or_else(|| InvokeError::Service(format!("the package {digest} is missing")))
        };
        self.0.cache.unpacked(digest, fetch).await
    }

    /// What is left of the account's concurrency after all reservations is shared.
    fn allowance(&self, function: &Function) -> Allowance {
        match function.reserved_concurrency {
            Some(reserved) => Allowance::Reserved(reserved),
            None => {
                Allowance::Shared(CONCURRENCY - self.reserved(&function.scope).min(CONCURRENCY))
            }
        }
    }
}

pub(crate) fn check_json(payload: &[u8]) -> Result<(), InvokeError> {
    payload::defect(payload).map_or(Ok(()), |defect| Err(InvokeError::NotJson(defect)))
}

fn request(target: &Target, invocation: Invocation) -> Request {
    let id = invocation.request_id;
    let payload = if invocation.payload.is_empty() {
        Bytes::from_static(b"{}")
    } else {
        invocation.payload
    };
    Request {
        request_id: id.unwrap_or_else(new_request_id).into(),
        payload,
        arn: target.arn(),
        trace_id: invocation.trace_id.unwrap_or_else(new_trace_id),
        client_context: invocation.client_context,
        tail: invocation.tail,
    }
}

pub(crate) fn new_request_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader>
fn new_trace_id() -> String {
    let random = uuid::Uuid::new_v4().simple().to_string();
    let seconds = crate::clock::now().millis() / 1000;
    let parent = uuid::Uuid::new_v4().simple().to_string();
    let (trace, parent) = (&random[..24], &parent[..16]);
    format!("Root=1-{seconds:08x}-{trace};Parent={parent};Sampled=0")
}

fn refused(error: RunError) -> InvokeError {
    match error {
        RunError::Throttled(throttle) => InvokeError::Throttled(throttle),
        RunError::Environment(reason) => InvokeError::Service(reason),
    }
}
