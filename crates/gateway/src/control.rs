//! Definitions as they are kept: read, changed, deployed.
//!
//! A change is decided on the newest definition, made durable, and only then shown; what stages serve follows
//! ([`crate::live`]). Rules live with the nouns they are about, as functions of [`RestApi`]: [`Control::change`] runs
//! one of them on the stored API.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use model::{Scope, Timestamp};
use store::Store;
use store::collection::{Collection, OpenError};

use crate::account::AccountSettings;
use crate::api::{NewRestApi, RestApi};
use crate::deployment::{Deployment, NewDeployment};
use crate::error::ControlError;
use crate::live::Live;
use crate::tags::Tagged;

/// Where the time comes from.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The definitions of every account and region. Cheap to clone.
#[derive(Clone)]
pub struct Control {
    apis: Collection<RestApi>,
    snapshots: Collection<RestApi>,
    accounts: Collection<AccountSettings>,
    live: Arc<Live>,
    clock: Clock,
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").finish_non_exhaustive()
    }
}

impl Control {
    /// Opens the definitions kept in `store`.
    ///
    /// # Errors
    /// When the store fails or holds what this version cannot read.
    pub async fn open(store: Arc<dyn Store>, clock: Clock) -> Result<Self, OpenError> {
        let apis = Collection::open(Arc::clone(&store), "apigateway-apis").await?;
        let snapshots = Collection::open(Arc::clone(&store), "apigateway-snapshots").await?;
        let accounts = Collection::open(store, "apigateway-accounts").await?;
        let live = Arc::new(Live::new(apis.clone(), snapshots.clone()));
        for (key, _) in apis.list("") {
            live.refresh(&key);
        }
        Ok(Self {
            apis,
            snapshots,
            accounts,
            live,
            clock,
        })
    }

    /// What stages serve.
    pub(crate) fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// The time that new things carry.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// An API.
    ///
    /// # Errors
    /// [`ControlError::InvalidApi`]; operations below resources say [`ControlError::InvalidResource`] instead, see
    /// [`Self::change`].
    pub fn api(&self, scope: &Scope, api: &str) -> Result<Arc<RestApi>, ControlError> {
        let found = self.apis.get(&key(scope, api));
        found.ok_or_else(|| invalid_api(scope, api))
    }

    /// The APIs of a scope, oldest first.
    #[must_use]
    pub fn apis(&self, scope: &Scope) -> Vec<Arc<RestApi>> {
        let found = self.apis.list(&key(scope, ""));
        let mut apis: Vec<Arc<RestApi>> = found.into_iter().map(|(_, api)| api).collect();
        apis.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
        apis
    }

    /// `CreateRestApi`; what `source` defines is copied into the new API.
    ///
    /// # Errors
    /// As [`RestApi::new`], or when it cannot be kept.
    pub async fn create_api(
        &self,
        scope: &Scope,
        new: NewRestApi,
        source: Option<&RestApi>,
    ) -> Result<Arc<RestApi>, ControlError> {
        let mut api = RestApi::new(scope.clone(), new, self.now())?;
        if let Some(source) = source {
            api.copy_parts(source);
        }
        let key = key(scope, &api.id);
        let api = self.apis.create(&key, api).await?;
        self.live.refresh(&key);
        Ok(api)
    }

    /// Runs `change` on an API and keeps what it leaves. Nothing is kept when it fails.
    ///
    /// # Errors
    /// `missing` when there is no such API, else what `change` says, or that it cannot be kept.
    pub async fn change<T>(
        &self,
        scope: &Scope,
        api: &str,
        missing: ControlError,
        change: impl FnOnce(&mut RestApi) -> Result<T, ControlError>,
    ) -> Result<T, ControlError> {
        let key = key(scope, api);
        let mut turn = self.apis.begin().await;
        let mut api = RestApi::clone(&*turn.get(&key).ok_or(missing)?);
        let result = change(&mut api)?;
        turn.put(&key, api);
        turn.commit().await?;
        self.live.refresh(&key);
        Ok(result)
    }

    /// `DeleteRestApi`, with its deployments.
    ///
    /// # Errors
    /// [`ControlError::InvalidApi`], or when the removal cannot be kept.
    pub async fn delete_api(&self, scope: &Scope, api: &str) -> Result<(), ControlError> {
        let key = key(scope, api);
        let mut apis = self.apis.begin().await;
        let mut snapshots = self.snapshots.begin().await;
        apis.delete(&key).map_err(|_| invalid_api(scope, api))?;
        for (snapshot, _) in self.snapshots.list(&format!("{key}/")) {
            snapshots.delete(&snapshot)?;
        }
        apis.commit_with(snapshots).await?;
        self.live.refresh(&key);
        Ok(())
    }

    /// `CreateDeployment`: freezes the API, and makes or moves a stage if one is named.
    ///
    /// # Errors
    /// [`ControlError::InvalidApi`], for an API that cannot be deployed, or when it cannot be kept.
    pub async fn create_deployment(
        &self,
        scope: &Scope,
        api: &str,
        new: NewDeployment,
    ) -> Result<Deployment, ControlError> {
        let key = key(scope, api);
        let mut apis = self.apis.begin().await;
        let mut snapshots = self.snapshots.begin().await;
        let found = apis.get(&key).ok_or_else(|| invalid_api(scope, api))?;
        let mut api = RestApi::clone(&found);
        let deployment = api.create_deployment(new, self.now())?;
        snapshots.put(&format!("{key}/{}", deployment.id), api.snapshot());
        apis.put(&key, api);
        apis.commit_with(snapshots).await?;
        self.live.refresh(&key);
        Ok(deployment)
    }

    /// `DeleteDeployment`.
    ///
    /// # Errors
    /// [`ControlError::InvalidApi`], an unknown or used deployment, or when the removal cannot be kept.
    pub async fn delete_deployment(
        &self,
        scope: &Scope,
        api: &str,
        id: &str,
    ) -> Result<(), ControlError> {
        let key = key(scope, api);
        let mut apis = self.apis.begin().await;
        let mut snapshots = self.snapshots.begin().await;
        let found = apis.get(&key).ok_or_else(|| invalid_api(scope, api))?;
        let mut api = RestApi::clone(&found);
        api.delete_deployment(id)?;
        snapshots.delete(&format!("{key}/{id}"))?;
        apis.put(&key, api);
        apis.commit_with(snapshots).await?;
        Ok(())
    }

    /// The frozen copy that a deployment stands for.
    ///
    /// # Errors
    /// [`ControlError::InvalidDeployment`] when there is none.
    pub fn snapshot(
        &self,
        scope: &Scope,
        api: &str,
        id: &str,
    ) -> Result<Arc<RestApi>, ControlError> {
        let found = self.snapshots.get(&format!("{}/{id}", key(scope, api)));
        found.ok_or(ControlError::InvalidDeployment)
    }

    /// `GetAccount`.
    #[must_use]
    pub fn account(&self, scope: &Scope) -> AccountSettings {
        let found = self.accounts.get(&key(scope, ""));
        found
            .map(|settings| AccountSettings::clone(&settings))
            .unwrap_or_default()
    }

    /// Runs `change` on an account's settings and keeps what it leaves.
    ///
    /// # Errors
    /// What `change` says, or that it cannot be kept.
    pub async fn change_account(
        &self,
        scope: &Scope,
        change: impl FnOnce(&mut AccountSettings) -> Result<(), ControlError>,
    ) -> Result<AccountSettings, ControlError> {
        let key = key(scope, "");
        let mut turn = self.accounts.begin().await;
        let kept = turn
            .get(&key)
            .map(|settings| AccountSettings::clone(&settings));
        let mut settings = kept.unwrap_or_default();
        change(&mut settings)?;
        let settings = turn.put(&key, settings);
        turn.commit().await?;
        Ok(AccountSettings::clone(&settings))
    }

    /// `GetTags`.
    ///
    /// # Errors
    /// For what is not the ARN of an API or a stage, and for what does not exist.
    pub fn tags(&self, scope: &Scope, arn: &str) -> Result<BTreeMap<String, String>, ControlError> {
        let tagged = Tagged::parse(arn)?;
        let api = self.api(scope, &tagged.api)?;
        Ok(tagged.tags(&api)?.clone().unwrap_or_default())
    }

    /// Runs `change` on the tags of an API or a stage.
    ///
    /// # Errors
    /// As [`Self::tags`], or when it cannot be kept.
    pub async fn change_tags(
        &self,
        scope: &Scope,
        arn: &str,
        change: impl FnOnce(&mut BTreeMap<String, String>),
    ) -> Result<(), ControlError> {
        let tagged = Tagged::parse(arn)?;
        let missing = invalid_api(scope, &tagged.api);
        let work = |api: &mut RestApi| {
            change(tagged.tags_mut(api)?.get_or_insert_default());
            Ok(())
        };
        self.change(scope, &tagged.api, missing, work).await
    }
}

/// The error of an unknown API.
#[must_use]
pub fn invalid_api(scope: &Scope, api: &str) -> ControlError {
    ControlError::InvalidApi {
        account: scope.account.to_string(),
        api: api.to_owned(),
    }
}

fn key(scope: &Scope, api: &str) -> String {
    format!("{}/{}/{api}", scope.account, scope.region)
}
