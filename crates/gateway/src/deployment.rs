//! Deployments: frozen copies of an API that stages point to.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Deployment.html>.

use std::collections::BTreeMap;

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::api::RestApi;
use crate::error::ControlError;
use crate::id;
use crate::patch::PatchOperation;
use crate::stage::{self, NewCanary, Stage, Variables};

/// A deployment, without the copy of the API that it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// Unique in its API.
    pub id: String,
    /// What it is for.
    pub description: Option<String>,
    /// When it was made.
    pub created: Timestamp,
}

/// What `CreateDeployment` asks for.
#[derive(Clone, Debug, Default)]
pub struct NewDeployment {
    /// What it is for.
    pub description: Option<String>,
    /// A stage to make, or to move to the new deployment.
    pub stage_name: Option<String>,
    /// The stage's description.
    pub stage_description: Option<String>,
    /// Asked for; there is no cache cluster.
    pub cache_cluster_enabled: Option<bool>,
    /// In GB, as text.
    pub cache_cluster_size: Option<String>,
    /// The stage's variables.
    pub variables: Option<Variables>,
    /// Makes the deployment the stage's canary.
    pub canary: Option<NewCanary>,
    /// X-Ray.
    pub tracing_enabled: Option<bool>,
}

/// A method in `apiSummary`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodSummary {
    /// `NONE`, `AWS_IAM`, …
    pub authorization_type: &'static str,
    /// Whether a call needs an API key.
    pub api_key_required: bool,
}

/// Paths to methods to what a caller needs.
pub type ApiSummary = BTreeMap<String, BTreeMap<&'static str, MethodSummary>>;

impl RestApi {
    /// `GetDeployment`.
    ///
    /// # Errors
    /// [`ControlError::InvalidDeployment`] when there is none.
    pub fn deployment(&self, id: &str) -> Result<&Deployment, ControlError> {
        self.deployments
            .get(id)
            .ok_or(ControlError::InvalidDeployment)
    }

    /// What `embed=apisummary` shows of a frozen copy.
    #[must_use]
    pub fn summary(&self) -> ApiSummary {
        let resources = self.resources.values().filter(|r| !r.methods.is_empty());
        let summary = resources.map(|resource| {
            let methods = resource.methods.values().map(|method| {
                let summary = MethodSummary {
                    authorization_type: method.authorization_type.name(),
                    api_key_required: method.api_key_required,
                };
                (method.http_method.name(), summary)
            });
            (resource.path.clone(), methods.collect())
        });
        summary.collect()
    }

    /// The definition part of `CreateDeployment`: checks the API, adds the deployment, makes or moves the stage.
    ///
    /// # Errors
    /// For an API that cannot be deployed, a strange stage name, and a canary without its stage.
    pub(crate) fn create_deployment(
        &mut self,
        new: NewDeployment,
        now: Timestamp,
    ) -> Result<Deployment, ControlError> {
        self.check_deployable()?;
        let stage_name = new.stage_name.clone().filter(|name| !name.is_empty());
        if new.canary.is_some() {
            self.check_canary_stage(new.stage_name.as_deref())?;
        }
        let deployment = Deployment {
            id: id::part(),
            description: new.description.clone().filter(|text| !text.is_empty()),
            created: now,
        };
        self.deployments
            .insert(deployment.id.clone(), deployment.clone());
        if let Some(name) = stage_name {
            stage::check_name(&name)?;
            stage::check_variables(new.variables.as_ref())?;
            self.deploy_to_stage(&name, &deployment.id, new, now);
        }
        Ok(deployment)
    }

    fn check_deployable(&self) -> Result<(), ControlError> {
        let mut methods = self
            .resources
            .values()
            .flat_map(|r| r.methods.values())
            .peekable();
        if methods.peek().is_none() {
            return Err(ControlError::NoMethods);
        }
        match methods.any(|method| method.integration.is_none()) {
            true => Err(ControlError::MethodWithoutIntegration),
            false => Ok(()),
        }
    }

    fn check_canary_stage(&self, name: Option<&str>) -> Result<(), ControlError> {
        let name = name.unwrap_or("null");
        if name == "null" || name.is_empty() {
            return Err(ControlError::CanaryWithoutStage(name.to_owned()));
        }
        match self.stages.contains_key(name) {
            true => Ok(()),
            false => Err(ControlError::CanaryStageMissing(name.to_owned())),
        }
    }

    fn deploy_to_stage(
        &mut self,
        name: &str,
        deployment: &str,
        new: NewDeployment,
        now: Timestamp,
    ) {
        let fresh = || Stage::new(name, deployment, now);
        let stage = self.stages.entry(name.to_owned()).or_insert_with(fresh);
        stage.updated = now;
        if let Some(canary) = new.canary {
            stage.canary = Some(canary.of(deployment.to_owned()));
            return;
        }
        stage.deployment_id = deployment.to_owned();
        stage.description = new.stage_description.or_else(|| stage.description.take());
        stage.variables = new.variables.or_else(|| stage.variables.take());
        stage.cache_cluster_size = new
            .cache_cluster_size
            .or_else(|| stage.cache_cluster_size.take());
        stage.cache_cluster_enabled = new
            .cache_cluster_enabled
            .unwrap_or(stage.cache_cluster_enabled);
        stage.tracing_enabled = new.tracing_enabled.unwrap_or(stage.tracing_enabled);
    }

    /// `UpdateDeployment`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done.
    pub fn update_deployment(
        &mut self,
        id: &str,
        operations: &[PatchOperation],
    ) -> Result<Deployment, ControlError> {
        let mut deployment = self.deployment(id)?.clone();
        for operation in operations {
            operation.listed(&["/description"], "[/description]")?;
            deployment.description = operation.optional();
        }
        self.deployments.insert(id.to_owned(), deployment.clone());
        Ok(deployment)
    }

    /// The definition part of `DeleteDeployment`.
    ///
    /// # Errors
    /// For an unknown deployment, and for one that a stage or canary uses.
    pub(crate) fn delete_deployment(&mut self, id: &str) -> Result<(), ControlError> {
        self.deployment(id)?;
        let canary = |stage: &Stage| stage.canary.as_ref().is_some_and(|c| c.deployment_id == id);
        if self
            .stages
            .values()
            .any(|stage| stage.deployment_id == id || canary(stage))
        {
            return Err(ControlError::DeploymentInUse);
        }
        self.deployments.remove(id);
        Ok(())
    }
}
