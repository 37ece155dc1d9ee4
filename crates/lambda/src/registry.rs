//! Functions as resources: created, read, changed, published, deleted. Every change is durable before it is visible.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use model::{Scope, Timestamp};
use store::collection::{UpdateError, WriteError};

use crate::code::check;
use crate::error::FunctionError;
use crate::function::{
    Code, Configuration, Function, FunctionVersion, Policy, VersionNumber, function_arn,
};
use crate::invoke::Target;
use crate::lambda::Lambda;

/// A function to create.
#[derive(Clone, Debug)]
pub struct NewFunction {
    /// The name, unique within the scope.
    pub name: String,
    /// How it runs.
    pub configuration: Configuration,
    /// The zip.
    pub zip: Bytes,
    /// Tags.
    pub tags: BTreeMap<String, String>,
    /// Publish version 1 at once.
    pub publish: bool,
}

impl Lambda {
    /// Creates a function.
    ///
    /// # Errors
    /// When the name is taken, the package is not in order or the store fails.
    pub async fn create(
        &self,
        scope: &Scope,
        new: NewFunction,
    ) -> Result<Arc<Function>, FunctionError> {
        let key = key(scope, &new.name);
        let taken = || FunctionError::AlreadyExists(new.name.clone());
        if self.0.functions.contains(&key) {
            return Err(taken());
        }
        let code = self.accept(new.zip).await?;
        let mut function = Function {
            scope: scope.clone(),
            name: new.name.clone(),
            latest: state(new.configuration, code),
            versions: BTreeMap::new(),
            last_version: 0,
            policy: Policy::default(),
            tags: new.tags,
            reserved_concurrency: None,
        };
        if new.publish {
            publish(&mut function, None);
        }
        let created = self.0.functions.create(&key, function).await;
        created.map_err(|error| match error {
            WriteError::AlreadyExists(_) => taken(),
            other => write_error(other, scope, &new.name),
        })
    }

    /// A function, if there is one of this name.
    #[must_use]
    pub fn find(&self, scope: &Scope, name: &str) -> Option<Arc<Function>> {
        self.0.functions.get(&key(scope, name))
    }

    /// A function.
    ///
    /// # Errors
    /// [`FunctionError::NotFound`], which names `target` as it was given.
    pub fn get(&self, target: &Target) -> Result<Arc<Function>, FunctionError> {
        self.find(&target.scope, &target.name)
            .filter(|function| {
                function
                    .version(target.version.unwrap_or_default())
                    .is_some()
            })
            .ok_or_else(|| FunctionError::NotFound(target.arn()))
    }

    /// Up to `limit` functions of a scope by name, after the one called `after`.
    #[must_use]
    pub fn list(&self, scope: &Scope, after: Option<&str>, limit: usize) -> Vec<Arc<Function>> {
        let after = after.map(|name| key(scope, name));
        let page = self
            .0
            .functions
            .page(&prefix(scope), after.as_deref(), limit);
        page.items
            .into_iter()
            .map(|(_, function)| function)
            .collect()
    }

    /// Replaces the code of `$LATEST`. With `dry_run` the result is shown and nothing is changed.
    ///
    /// # Errors
    /// When there is no function, the revision or the package is not in order, or the store fails.
    pub async fn update_code(
        &self,
        scope: &Scope,
        name: &str,
        update: CodeUpdate,
    ) -> Result<Arc<Function>, FunctionError> {
        if self.find(scope, name).is_none() {
            return Err(not_found(scope, name));
        }
        let code = self.accept(update.zip).await?;
        let change = |function: &mut Function| {
            expect_revision(&function.latest, update.revision_id.as_deref())?;
            let configuration = function.latest.configuration.clone();
            function.latest = state(configuration, code);
            if let Some(architecture) = update.architecture {
                function.latest.configuration.architecture = architecture;
            }
            if update.publish {
                publish(function, None);
            }
            Ok(())
        };
        if update.dry_run {
            let mut function = Function::clone(&*self.get(&target(scope, name))?);
            change(&mut function)?;
            return Ok(Arc::new(function));
        }
        self.change(scope, name, change).await
    }

    /// Replaces the configuration of `$LATEST` by what `next` makes of it.
    ///
    /// # Errors
    /// When there is no function, the revision is not the current one, or the store fails.
    pub async fn update_configuration(
        &self,
        scope: &Scope,
        name: &str,
        revision_id: Option<&str>,
        next: impl FnOnce(Configuration) -> Configuration,
    ) -> Result<Arc<Function>, FunctionError> {
        self.change(scope, name, |function| {
            expect_revision(&function.latest, revision_id)?;
            let latest = function.latest.clone();
            function.latest = state(next(latest.configuration), latest.code);
            Ok(())
        })
        .await
    }

    /// Publishes `$LATEST` as the next version; when nothing has changed since the last, that one is returned.
    ///
    /// # Errors
    /// When there is no function, it is not what the caller thinks, or the store fails.
    pub async fn publish_version(
        &self,
        scope: &Scope,
        name: &str,
        publication: Publication,
    ) -> Result<FunctionVersion, FunctionError> {
        let function = self
            .change(scope, name, |function| {
                expect_revision(&function.latest, publication.revision_id.as_deref())?;
                expect_code(&function.latest, publication.code_sha256.as_deref())?;
                publish(function, publication.description);
                Ok(())
            })
            .await?;
        let newest = function.versions.get(&function.last_version);
        newest.cloned().ok_or_else(|| not_found(scope, name))
    }

    /// Deletes a function with all its versions, or one published version.
    ///
    /// # Errors
    /// When there is no such function, or the store fails. Deleting a version that is not there succeeds.
    pub async fn delete(
        &self,
        scope: &Scope,
        name: &str,
        version: Option<u64>,
    ) -> Result<(), FunctionError> {
        if let Some(version) = version {
            let remove = |function: &mut Function| {
                function.versions.remove(&version);
                Ok(())
            };
            self.change(scope, name, remove).await?;
        } else {
            let deleted = self.0.functions.delete(&key(scope, name)).await;
            deleted.map_err(|error| write_error(error, scope, name))?;
            self.forget(scope, name);
        }
        Ok(())
    }

    /// Changes a function, such as its tags, its policy or its reserved concurrency.
    ///
    /// # Errors
    /// When there is no function, `change` refuses or the store fails.
    pub async fn change(
        &self,
        scope: &Scope,
        name: &str,
        change: impl FnOnce(&mut Function) -> Result<(), FunctionError>,
    ) -> Result<Arc<Function>, FunctionError> {
        let next = |function: &Function| {
            let mut next = function.clone();
            change(&mut next).map(|()| next)
        };
        let changed = self.0.functions.update(&key(scope, name), next).await;
        changed.map_err(|error| match error {
            UpdateError::Rejected(error) => error,
            UpdateError::Write(error) => write_error(error, scope, name),
        })
    }

    /// The package of a version, as it was uploaded.
    ///
    /// # Errors
    /// When the store fails or has lost it.
    pub async fn package(&self, code: &Code) -> Result<Bytes, FunctionError> {
        let blob = self.0.store.blob(&code.sha256).await?;
        blob.ok_or_else(|| FunctionError::PackageMissing(code.sha256.clone()))
    }

    /// How much of the scope's concurrency is reserved.
    #[must_use]
    pub fn reserved(&self, scope: &Scope) -> u32 {
        let all = self.0.functions.list(&prefix(scope));
        let reserved = all
            .iter()
            .filter_map(|(_, function)| function.reserved_concurrency);
        reserved.fold(0, u32::saturating_add)
    }

    /// Checks a package and stores it.
    async fn accept(&self, zip: Bytes) -> Result<Code, FunctionError> {
        let size = zip.len() as u64;
        let checked = zip.clone();
        let check = tokio::task::spawn_blocking(move || check(&checked)).await;
        let checked = check.expect("checking a package does not panic");
        if let Err(crate::code::CodeError::Unreadable(defect)) = &checked {
            tracing::info!(%defect, "a function package was refused");
        }
        checked?;
        let sha256 = self.0.store.put_blob(zip).await?;
        Ok(Code { sha256, size })
    }

    fn forget(&self, scope: &Scope, name: &str) {
        let arn = function_arn(scope, name).to_string();
        self.0.deployments.discard(&arn);
        self.0.pool.discard(&arn);
    }
}

/// New code for `$LATEST`.
#[derive(Clone, Debug, Default)]
pub struct CodeUpdate {
    /// The zip.
    pub zip: Bytes,
    /// Another processor.
    pub architecture: Option<crate::function::Architecture>,
    /// Publish a version afterwards.
    pub publish: bool,
    /// Show the result only.
    pub dry_run: bool,
    /// The revision that the caller thinks is current.
    pub revision_id: Option<String>,
}

/// A version to publish.
#[derive(Clone, Debug, Default)]
pub struct Publication {
    /// Replaces the description.
    pub description: Option<String>,
    /// The code (in base64) that the caller thinks is current.
    pub code_sha256: Option<String>,
    /// The revision that the caller thinks is current.
    pub revision_id: Option<String>,
}

fn prefix(scope: &Scope) -> String {
    format!("{}/{}/", scope.account, scope.region)
}

fn key(scope: &Scope, name: &str) -> String {
    format!("{}{name}", prefix(scope))
}

fn target(scope: &Scope, name: &str) -> Target {
    Target {
        scope: scope.clone(),
        name: name.to_owned(),
        version: None,
    }
}

fn state(configuration: Configuration, code: Code) -> FunctionVersion {
    FunctionVersion {
        version: VersionNumber::Latest,
        configuration,
        code,
        revision_id: uuid::Uuid::new_v4().to_string(),
        last_modified: now(),
    }
}

fn now() -> Timestamp {
    crate::clock::now()
}

/// AWS publishes nothing when neither code nor configuration has changed since the last version.
fn publish(function: &mut Function, description: Option<String>) {
    let mut next = function.latest.clone();
    if let Some(description) = description {
        next.configuration.description = description;
    }
    if let Some(last) = function.versions.get(&function.last_version)
        && last.code == next.code
        && last.configuration == next.configuration
    {
        return;
    }
    function.last_version += 1;
    next.version = VersionNumber::Published(function.last_version);
    next.revision_id = uuid::Uuid::new_v4().to_string();
    function.versions.insert(function.last_version, next);
}

fn expect_revision(latest: &FunctionVersion, given: Option<&str>) -> Result<(), FunctionError> {
    match given {
        Some(given) if given != latest.revision_id => Err(FunctionError::RevisionMismatch),
        _ => Ok(()),
    }
}

fn expect_code(latest: &FunctionVersion, given: Option<&str>) -> Result<(), FunctionError> {
    let current = latest.code.sha256_base64();
    match given {
        Some(given) if given != current => Err(FunctionError::CodeMismatch {
            given: given.to_owned(),
            current,
        }),
        _ => Ok(()),
    }
}

fn not_found(scope: &Scope, name: &str) -> FunctionError {
    FunctionError::NotFound(function_arn(scope, name).to_string())
}

fn write_error(error: WriteError, scope: &Scope, name: &str) -> FunctionError {
    match error {
        WriteError::NotFound(_) => not_found(scope, name),
        WriteError::AlreadyExists(_) => FunctionError::AlreadyExists(name.to_owned()),
        WriteError::Commit(error) => error.into(),
    }
}
