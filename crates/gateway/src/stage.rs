//! Stages: named addresses of deployments, with variables and settings of their own.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Stage.html>; texts and defaults from recordings.

mod patch;

use std::collections::BTreeMap;

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::api::RestApi;
use crate::error::ControlError;
use crate::patch::PatchOperation;

/// The paths AWS lists when a patch names none of them. Its own words and commas.
pub const SETTING_PATHS: &str = "[/deploymentId, /description, /cacheClusterEnabled, /cacheClusterSize, /clientCertificateId, /accessLogSettings, /accessLogSettings/destinationArn, /accessLogSettings/format, /{resourcePath}/{httpMethod}/metrics/enabled, /{resourcePath}/{httpMethod}/logging/dataTrace, /{resourcePath}/{httpMethod}/logging/loglevel, /{resourcePath}/{httpMethod}/throttling/burstLimit/{resourcePath}/{httpMethod}/throttling/rateLimit/{resourcePath}/{httpMethod}/caching/ttlInSeconds, /{resourcePath}/{httpMethod}/caching/enabled, /{resourcePath}/{httpMethod}/caching/dataEncrypted, /{resourcePath}/{httpMethod}/caching/requireAuthorizationForCacheControl, /{resourcePath}/{httpMethod}/caching/unauthorizedCacheControlHeaderStrategy, /*/*/metrics/enabled, /*/*/logging/dataTrace, /*/*/logging/loglevel, /*/*/throttling/burstLimit /*/*/throttling/rateLimit /*/*/caching/ttlInSeconds, /*/*/caching/enabled, /*/*/caching/dataEncrypted, /*/*/caching/requireAuthorizationForCacheControl, /*/*/caching/unauthorizedCacheControlHeaderStrategy, /variables/{variable_name}, /tracingEnabled]";

/// Names and values of stage variables.
pub type Variables = BTreeMap<String, String>;

/// Settings of one method of a stage, or of all (`*/*`). Kept and answered; none of them acts yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MethodSetting {
    /// CloudWatch metrics.
    pub metrics_enabled: bool,
    /// `OFF`, `ERROR` or `INFO`; none until set.
    pub logging_level: Option<String>,
    /// Whether whole requests are logged.
    pub data_trace_enabled: bool,
    /// Requests at once.
    pub throttling_burst_limit: i64,
    /// Requests a second.
    pub throttling_rate_limit: f64,
    /// Whether answers are cached.
    pub caching_enabled: bool,
    /// For how long.
    pub cache_ttl_seconds: i64,
    /// Whether the cache is encrypted.
    pub cache_data_encrypted: bool,
    /// Whether `Cache-Control: max-age=0` needs a permission.
    pub require_authorization_for_cache_control: bool,
    /// What happens without that permission.
    pub unauthorized_cache_control_header_strategy: String,
}

impl Default for MethodSetting {
    fn default() -> Self {
        Self {
            metrics_enabled: false,
            logging_level: None,
            data_trace_enabled: false,
            throttling_burst_limit: 5000,
            throttling_rate_limit: 10_000.0,
            caching_enabled: false,
            cache_ttl_seconds: 300,
            cache_data_encrypted: false,
            require_authorization_for_cache_control: true,
            unauthorized_cache_control_header_strategy: "SUCCEED_WITH_RESPONSE_HEADER".into(),
        }
    }
}

/// A second deployment that gets part of the traffic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Canary {
    /// Its deployment.
    pub deployment_id: String,
    /// 0 to 100.
    pub percent_traffic: f64,
    /// Variables that differ from the stage's.
    pub variable_overrides: Option<Variables>,
    /// Kept; there is no stage cache.
    pub use_stage_cache: bool,
}

/// Where access logs go. Kept; access logs are not written yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessLog {
    /// A log group or delivery stream.
    pub destination_arn: Option<String>,
    /// The line's format.
    pub format: Option<String>,
}

/// A stage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stage {
    /// Part of the invoke address.
    pub name: String,
    /// What answers.
    pub deployment_id: String,
    /// What it is for.
    pub description: Option<String>,
    /// For `$stageVariables`.
    pub variables: Option<Variables>,
    /// Asked for; there is no cache cluster.
    pub cache_cluster_enabled: bool,
    /// In GB, as text.
    pub cache_cluster_size: Option<String>,
    /// By `{resourcePath}/{httpMethod}`.
    pub method_settings: BTreeMap<String, MethodSetting>,
    /// For backends that ask for one.
    pub client_certificate_id: Option<String>,
    /// Where access logs go.
    pub access_log: Option<AccessLog>,
    /// A second deployment beside the first.
    pub canary: Option<Canary>,
    /// X-Ray.
    pub tracing_enabled: bool,
    /// A version of the API's documentation.
    pub documentation_version: Option<String>,
    /// Tags.
    pub tags: Option<BTreeMap<String, String>>,
    /// When it was made.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// What a canary is asked to be, when a deployment or a stage is made.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewCanary {
    /// Its deployment; a new deployment is its own.
    pub deployment_id: Option<String>,
    /// 0 to 100.
    pub percent_traffic: f64,
    /// Variables that differ from the stage's.
    pub variable_overrides: Option<Variables>,
    /// Kept.
    pub use_stage_cache: bool,
}

impl NewCanary {
    pub(crate) fn of(self, deployment_id: String) -> Canary {
        Canary {
            deployment_id,
            percent_traffic: self.percent_traffic,
            variable_overrides: self.variable_overrides,
            use_stage_cache: self.use_stage_cache,
        }
    }
}

impl Stage {
    /// A stage with AWS's defaults.
    #[must_use]
    pub fn new(name: impl Into<String>, deployment_id: impl Into<String>, now: Timestamp) -> Self {
        Self {
            name: name.into(),
            deployment_id: deployment_id.into(),
            description: None,
            variables: None,
            cache_cluster_enabled: false,
            cache_cluster_size: None,
            method_settings: BTreeMap::new(),
            client_certificate_id: None,
            access_log: None,
            canary: None,
            tracing_enabled: false,
            documentation_version: None,
            tags: None,
            created: now,
            updated: now,
        }
    }
}

impl RestApi {
    /// `GetStage`.
    ///
    /// # Errors
    /// [`ControlError::InvalidStage`] when there is none.
    pub fn stage(&self, name: &str) -> Result<&Stage, ControlError> {
        self.stages.get(name).ok_or(ControlError::InvalidStage)
    }

    /// `CreateStage`.
    ///
    /// # Errors
    /// For a strange or taken name, an unknown deployment, and strange variables.
    pub fn create_stage(
        &mut self,
        mut stage: Stage,
        canary: Option<NewCanary>,
    ) -> Result<Stage, ControlError> {
        check_name(&stage.name)?;
        if self.stages.contains_key(&stage.name) {
            return Err(ControlError::StageExists);
        }
        self.check_deployment(&stage.deployment_id)?;
        if let Some(canary) = canary {
            let own = canary.deployment_id.clone();
            let deployment = own.unwrap_or_else(|| stage.deployment_id.clone());
            self.check_deployment(&deployment)?;
            stage.canary = Some(canary.of(deployment));
        }
        check_variables(stage.variables.as_ref())?;
        self.stages.insert(stage.name.clone(), stage.clone());
        Ok(stage)
    }

    /// `UpdateStage`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done.
    pub fn update_stage(
        &mut self,
        name: &str,
        operations: &[PatchOperation],
        now: Timestamp,
    ) -> Result<Stage, ControlError> {
        let mut stage = self.stage(name)?.clone();
        for operation in operations {
            patch::apply(&mut stage, operation)?;
        }
        self.check_deployment(&stage.deployment_id)?;
        if let Some(canary) = &stage.canary {
            self.check_deployment(&canary.deployment_id)?;
        }
        check_variables(stage.variables.as_ref())?;
        stage.updated = now;
        self.stages.insert(name.to_owned(), stage.clone());
        Ok(stage)
    }

    /// `DeleteStage`.
    ///
    /// # Errors
    /// [`ControlError::InvalidStage`] when there is none.
    pub fn delete_stage(&mut self, name: &str) -> Result<(), ControlError> {
        self.stages
            .remove(name)
            .map(drop)
            .ok_or(ControlError::InvalidStage)
    }

    fn check_deployment(&self, id: &str) -> Result<(), ControlError> {
        match self.deployments.contains_key(id) {
            true => Ok(()),
            false => Err(ControlError::UnknownDeployment),
        }
    }
}

/// Stage names are letters, digits, underscores and, since 2022, hyphens; at most 128.
pub(crate) fn check_name(name: &str) -> Result<(), ControlError> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    let valid = (1..=128).contains(&name.len()) && name.bytes().all(allowed);
    valid.then_some(()).ok_or(ControlError::InvalidStageName)
}

pub(crate) fn check_variables(variables: Option<&Variables>) -> Result<(), ControlError> {
    let valid = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    match variables
        .into_iter()
        .flat_map(Variables::keys)
        .find(|name| !valid(name))
    {
        None => Ok(()),
        Some(name) => Err(ControlError::InvalidVariableName(name.clone())),
    }
}

#[cfg(test)]
mod tests;
