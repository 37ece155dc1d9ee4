//! What an execution environment runs: one state of one function version, with its code unpacked and its runtime found.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use model::Scope;

use crate::function::{Configuration, VersionNumber};
use crate::runtime::Resolved;

/// Everything an environment needs to know of its function.
#[derive(Debug)]
pub(crate) struct Deployment {
    pub(crate) scope: Scope,
    pub(crate) name: String,
    /// Without a version.
    pub(crate) arn: String,
    pub(crate) version: VersionNumber,
    pub(crate) configuration: Configuration,
    /// Where the package is unpacked on the host.
    pub(crate) code: PathBuf,
    pub(crate) runtime: Resolved,
    pub(crate) memory_mb: u32,
    pub(crate) timeout_seconds: u32,
    /// Set when the function has changed; environments of this state are not used again.
    pub(crate) outdated: AtomicBool,
}

impl Deployment {
    /// The line that precedes the first start.
    pub(crate) fn init_line(&self) -> String {
        let version = &self.runtime.version;
        let arn = runtime_version_arn(&self.scope, &self.configuration.runtime);
        format!("INIT_START Runtime Version: {version}\tRuntime Version ARN: {arn}\n")
    }

    /// The line that begins an invocation; it says so when another runtime stands in.
    pub(crate) fn start_line(&self, request_id: &str) -> String {
        let stand_in = self.runtime.stand_in.as_deref();
        let note = stand_in.map_or_else(String::new, |note| format!("\t{note}"));
        format!(
            "START RequestId: {request_id} Version: {}{note}\n",
            self.version
        )
    }

    /// The function has changed since.
    pub(crate) fn is_outdated(&self) -> bool {
        self.outdated.load(Ordering::Relaxed)
    }
}

/// The ARN by which AWS names the build of a runtime; ours is the digest of the runtime's identifier.
#[must_use]
pub fn runtime_version_arn(scope: &Scope, runtime: &str) -> String {
    let digest = store::blob::sha256_hex(runtime.as_bytes());
    format!("arn:aws:lambda:{}::runtime:{digest}", scope.region)
}

/// The current state of each function version in use, by ARN and version.
#[derive(Debug, Default)]
pub(crate) struct Deployments(Mutex<HashMap<(String, VersionNumber), Current>>);

#[derive(Debug)]
struct Current {
    revision: String,
    deployment: Arc<Deployment>,
}

impl Deployments {
    /// The deployment of this revision, if it is the one in use.
    pub(crate) fn get(
        &self,
        arn: &str,
        version: VersionNumber,
        revision: &str,
    ) -> Option<Arc<Deployment>> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let current = all.get(&(arn.to_owned(), version))?;
        (current.revision == revision).then(|| Arc::clone(&current.deployment))
    }

    /// Puts a deployment in use, in place of the one before. When somebody else was faster, theirs is returned.
    pub(crate) fn put(&self, revision: &str, deployment: Deployment) -> Arc<Deployment> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (deployment.arn.clone(), deployment.version);
        if let Some(current) = all.get(&key) {
            if current.revision == revision {
                return Arc::clone(&current.deployment);
            }
            current.deployment.outdated.store(true, Ordering::Relaxed);
        }
        let deployment = Arc::new(deployment);
        let current = Current {
            revision: revision.to_owned(),
            deployment: Arc::clone(&deployment),
        };
        all.insert(key, current);
        deployment
    }

    /// Takes all versions of a function out of use.
    pub(crate) fn discard(&self, arn: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(of, _), current| {
            let keep = of != arn;
            if !keep {
                current.deployment.outdated.store(true, Ordering::Relaxed);
            }
            keep
        });
    }
}
