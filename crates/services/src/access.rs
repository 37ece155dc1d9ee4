//! What a principal's policies say, and what the IAM mode makes of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use aws::{Error, Service};
use engine::Clock;
use iam::policy::{Decision, Policies, Request, evaluate};
use iam::{Policy, Principal};
use model::Timestamp;

use crate::call::Caller;
use crate::iam::Directory;

/// What is done when policies do not permit a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IamMode {
    /// Policies are not looked at.
    Off,
    /// The call works, and the log says that AWS would deny it.
    Warn,
    /// The call is denied, and every request from the network must be signed.
    Enforce,
}

impl IamMode {
    /// The name in options and on the health page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Warn => "warn",
            Self::Enforce => "enforce",
        }
    }
}

/// What a call is authorized for: an action on a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    action: Option<&'static str>,
    resource: String,
}

impl Access {
    /// IAM's `action` on `resource`, where the action is not called as the operation is.
    pub fn new(action: &'static str, resource: impl Into<String>) -> Self {
        Self {
            action: Some(action),
            resource: resource.into(),
        }
    }
}

impl Access {
    /// The resource.
    #[must_use]
    pub fn resource(&self) -> &str {
        &self.resource
    }
}

impl From<String> for Access {
    fn from(resource: String) -> Self {
        Self {
            action: None,
            resource,
        }
    }
}

impl From<&str> for Access {
    fn from(resource: &str) -> Self {
        Self::from(resource.to_owned())
    }
}

/// A role's policies, parsed, and the directory's generation they were read at.
#[derive(Debug)]
struct Parsed {
    generation: u64,
    identity: Vec<Arc<Policy>>,
    boundary: Option<Policy>,
}

/// Decides calls by the policies of the directory. Parsed policies are kept until the directory changes.
#[derive(Debug)]
pub struct AccessControl {
    mode: IamMode,
    directory: Directory,
    parsed: RwLock<HashMap<String, Arc<Parsed>>>,
    said: Said,
}

/// What has been warned of lately: a workflow that AWS would deny the same call a thousand times a second says so once.
#[derive(Debug)]
struct Said {
    clock: Arc<dyn Clock>,
    last: Mutex<HashMap<String, Timestamp>>,
}

/// The same warning is repeated after this long.
const SAY_AGAIN: Duration = Duration::from_secs(10);
/// Different warnings remembered at once.
const REMEMBERED: usize = 1000;

impl Said {
    /// True when `warning` has not been given lately; it counts as given now.
    fn is_news(&self, warning: &str) -> bool {
        let now = self.clock.now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last
            .get(warning)
            .is_some_and(|then| now.since(*then) < SAY_AGAIN)
        {
            return false;
        }
        if last.len() >= REMEMBERED {
            last.clear();
        }
        last.insert(warning.to_owned(), now);
        true
    }
}

impl AccessControl {
    /// Access control over the roles of `directory`.
    #[must_use]
    pub fn new(mode: IamMode, directory: Directory, clock: Arc<dyn Clock>) -> Self {
        Self {
            mode,
            directory,
            parsed: RwLock::default(),
            said: Said {
                clock,
                last: Mutex::default(),
            },
        }
    }

    /// What happens when policies do not permit a call.
    #[must_use]
    pub fn mode(&self) -> IamMode {
        self.mode
    }

    /// Permits or denies `caller` the action that `operation` of `service` needs on `access`'s resource. `attached`
    /// gives the policy that the resource itself has, if it has one; it is asked only when it matters.
    ///
    /// # Errors
    /// The service's access-denied error, in [`IamMode::Enforce`] only.
    pub fn authorize(
        &self,
        caller: &Caller,
        service: Service,
        operation: &'static str,
        access: &Access,
        attached: impl FnOnce() -> Option<Policy>,
    ) -> Result<(), Error> {
        let name = access.action.unwrap_or(operation);
        let action = format!("{}:{name}", service.signing_name());
        self.permit(caller, &action, &access.resource, &source(caller), attached)
            .map_err(|message| access_denied(service, message))
    }

    /// Permits or denies `caller` what is no operation of a service here: an IAM `action` on a resource, with what its
    /// conditions may ask.
    ///
    /// # Errors
    /// AWS's sentence, in [`IamMode::Enforce`] only.
    pub fn permit(
        &self,
        caller: &Caller,
        action: &str,
        resource: &str,
        context: &[(String, String)],
        attached: impl FnOnce() -> Option<Policy>,
    ) -> Result<(), String> {
        let principal = &caller.principal;
        if self.mode == IamMode::Off || matches!(principal, Principal::Root(_)) {
            return Ok(());
        }
        let about = Request {
            principal,
            action,
            resource,
            context,
        };
        let decision = self.decide(&about, attached().as_ref());
        if decision == Decision::Allow {
            return Ok(());
        }
        let message = denial(principal, action, resource, &decision);
        match self.mode {
            IamMode::Enforce => Err(message),
            _ => {
                if self.said.is_news(&message) {
                    let action = about.action;
                    tracing::warn!(action, "AWS would deny this call: {message}");
                }
                Ok(())
            }
        }
    }

    /// Permits or denies `service_principal` to act as `role_arn`, by the role's trust policy.
    ///
    /// # Errors
    /// Why not, in [`IamMode::Enforce`] only.
    pub fn may_assume(&self, who: &Principal, role_arn: &str) -> Result<(), String> {
        if self.mode == IamMode::Off {
            return Ok(());
        }
        let refusal = match self.directory.role_by_arn(role_arn) {
            None => Some(format!("role {role_arn} does not exist")),
            Some(role) => match Policy::parse_trust(&role.trust_policy) {
                Err(error) => Some(format!(
                    "the trust policy of {role_arn} cannot be read: {error}"
                )),
                Ok(trust) => self.trust_refusal(who, role_arn, &trust),
            },
        };
        match (refusal, self.mode) {
            (Some(reason), IamMode::Enforce) => Err(reason),
            (Some(reason), _) => {
                if self.said.is_news(&reason) {
                    tracing::warn!("AWS would not let this caller assume the role: {reason}");
                }
                Ok(())
            }
            (None, _) => Ok(()),
        }
    }

    fn trust_refusal(&self, who: &Principal, role_arn: &str, trust: &Policy) -> Option<String> {
        let request = Request {
            principal: who,
            action: "sts:AssumeRole",
            resource: role_arn,
            context: &[],
        };
        let decision = self.decide(&request, Some(trust));
        (decision != Decision::Allow).then(|| denial(who, "sts:AssumeRole", role_arn, &decision))
    }

    fn decide(&self, request: &Request<'_>, resource_policy: Option<&Policy>) -> Decision {
        let parsed = self.policies_of(request.principal);
        let policies = Policies {
            identity: &parsed.identity,
            resource: resource_policy,
            boundary: parsed.boundary.as_ref(),
        };
        evaluate(request, &policies)
    }

    fn policies_of(&self, principal: &Principal) -> Arc<Parsed> {
        let generation = self.directory.generation();
        let role = principal.arn();
        let known = self
            .parsed
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&role)
            .cloned();
        if let Some(parsed) = known.filter(|parsed| parsed.generation == generation) {
            return parsed;
        }
        let parsed = Arc::new(self.parse(principal, generation));
        let mut cache = self.parsed.write().unwrap_or_else(PoisonError::into_inner);
        // A caller may name any role ARN: what is not in the directory must not fill the memory.
        cache.retain(|_, parsed| parsed.generation == generation);
        if self.directory.role_by_arn(&role).is_some() {
            cache.insert(role, Arc::clone(&parsed));
        }
        parsed
    }

    fn parse(&self, principal: &Principal, generation: u64) -> Parsed {
        let documents = match principal {
            Principal::Role { .. } => self.directory.policy_documents(&principal.arn()),
            _ => Default::default(),
        };
        // Documents were checked when they were stored; one that a later version cannot read permits nothing.
        let identity = documents
            .identity
            .iter()
            .filter_map(|text| Policy::parse(text).ok());
        Parsed {
            generation,
            identity: identity.map(Arc::new).collect(),
            boundary: documents
                .boundary
                .and_then(|text| Policy::parse(&text).ok()),
        }
    }
}

/// What policies may ask about the resource a service calls for.
fn source(caller: &Caller) -> Vec<(String, String)> {
    let Some(arn) = &caller.source_arn else {
        return Vec::new();
    };
    let account = caller.scope.account.to_string();
    vec![
        ("aws:SourceArn".into(), arn.clone()),
        ("aws:SourceAccount".into(), account),
    ]
}

/// AWS's sentence (<https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>).
fn denial(principal: &Principal, action: &str, resource: &str, decision: &Decision) -> String {
    let why = match decision {
        Decision::ExplicitDeny(_) => "with an explicit deny in an identity-based policy".to_owned(),
        _ => format!("because no identity-based policy allows the {action} action"),
    };
    format!(
        "User: {} is not authorized to perform: {action} on resource: {resource} {why}",
        principal.caller_arn()
    )
}

fn access_denied(service: Service, message: String) -> Error {
    let code = match service {
        Service::Iam | Service::Sts => "AccessDenied",
        _ => "AccessDeniedException",
    };
    let status = if service == Service::States { 400 } else { 403 };
    Error::new(code, status, message)
}
