//! State machines and activities as they are kept.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use asl::step::Activities;
use aws::states::{LogLevel, StateMachineType};
use engine::{Definition, Engine, LogTarget, MachineType};
use indexmap::IndexMap;
use model::{Scope, Timestamp};
use serde::{Deserialize, Serialize};
use store::collection::OpenError;
use store::{Collection, Store};

use super::aliases::AliasDocument;
use super::versions::VersionDocument;

/// Compiled definitions kept at hand; the engine keeps more of them.
const COMPILED: usize = 1024;

/// A state machine as it is stored, under its ARN. Configurations that only AWS acts on are kept as they were given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MachineDocument {
    /// The name.
    pub name: String,
    /// The role that its executions act as.
    pub role_arn: String,
    /// The definition, verbatim.
    pub definition: String,
    /// When it was created.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// Names what it is now; a change gives another.
    pub revision_id: String,
    /// True once it has been changed: only then AWS tells the revision.
    pub revised: bool,
    /// Standard or Express; documents of earlier versions say nothing and are Standard.
    #[serde(default = "standard", rename = "type")]
    pub kind: StateMachineType,
    /// What is logged where.
    pub logging: Option<aws::states::LoggingConfiguration>,
    /// Whether X-Ray traces are made.
    pub tracing: Option<aws::states::TracingConfiguration>,
    /// Which key encrypts it.
    pub encryption: Option<aws::states::EncryptionConfiguration>,
    /// Tags in the order they were set.
    #[serde(default)]
    pub tags: IndexMap<String, String>,
    /// The number of the version published last.
    #[serde(default)]
    pub versions: u64,
    /// What creating it asked to be published: part of what makes another request the same.
    #[serde(default)]
    pub first_version: Option<FirstVersion>,
    /// Whether it is being deleted.
    #[serde(default)]
    pub status: MachineStatus,
}

/// A version that was asked for when the machine was created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstVersion {
    /// The version's description.
    pub description: Option<String>,
}

/// What becomes of a machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum MachineStatus {
    /// It can be used.
    #[default]
    Active,
    /// Its executions are being ended; then it is gone.
    Deleting,
}

fn standard() -> StateMachineType {
    StateMachineType::Standard
}

impl MachineDocument {
    /// What the engine runs its executions as.
    pub(super) fn machine_type(&self) -> MachineType {
        match self.kind {
            StateMachineType::Standard => MachineType::Standard,
            StateMachineType::Express => MachineType::Express,
        }
    }

    /// Where the executions that start now are logged.
    pub(super) fn log_target(&self) -> Option<LogTarget> {
        let logging = self.logging.as_ref()?;
        let level = match logging.level.as_ref()? {
            LogLevel::Off => return None,
            LogLevel::All => engine::LogLevel::All,
            LogLevel::Error => engine::LogLevel::Error,
            LogLevel::Fatal => engine::LogLevel::Fatal,
        };
        let destination = logging.destinations.as_deref()?.first()?;
        let group = destination.cloud_watch_logs_log_group.as_ref()?;
        Some(LogTarget {
            group_arn: group.log_group_arn.clone()?,
            level,
            include_data: logging.include_execution_data == Some(true),
        })
    }
}

/// An activity as it is stored, under its ARN.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ActivityDocument {
    /// The name.
    pub name: String,
    /// When it was created.
    pub created: Timestamp,
    /// Which key encrypts it.
    pub encryption: Option<aws::states::EncryptionConfiguration>,
    /// Tags in the order they were set.
    #[serde(default)]
    pub tags: IndexMap<String, String>,
}

/// The state machines and activities of every scope. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Machines {
    pub(super) machines: Collection<MachineDocument>,
    pub(super) activities: Collection<ActivityDocument>,
    pub(super) versions: Collection<VersionDocument>,
    pub(super) aliases: Collection<AliasDocument>,
    /// By revision, so that starting an execution neither hashes nor parses a definition.
    compiled: Arc<RwLock<HashMap<String, Arc<Definition>>>>,
}

impl Machines {
    /// Reads them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn open(store: &Arc<dyn Store>) -> Result<Self, OpenError> {
        Ok(Self {
            machines: Collection::open(Arc::clone(store), "states.machine").await?,
            activities: Collection::open(Arc::clone(store), "states.activity").await?,
            versions: Collection::open(Arc::clone(store), "states.version").await?,
            aliases: Collection::open(Arc::clone(store), "states.alias").await?,
            compiled: Arc::default(),
        })
    }

    /// The compiled definition of a machine.
    ///
    /// # Errors
    /// Why it cannot be compiled, which does not happen to a machine that was created.
    pub(super) fn compiled(
        &self,
        engine: &Engine,
        machine: &MachineDocument,
    ) -> Result<Arc<Definition>, String> {
        let known = self
            .compiled
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&machine.revision_id)
            .cloned();
        if let Some(definition) = known {
            return Ok(definition);
        }
        let definition = engine
            .definition(&machine.definition)
            .map_err(|error| error.to_string())?;
        let mut compiled = self
            .compiled
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        if compiled.len() >= COMPILED {
            compiled.clear();
        }
        compiled.insert(machine.revision_id.clone(), Arc::clone(&definition));
        Ok(definition)
    }
}

impl Activities for Machines {
    fn exists(&self, arn: &str) -> bool {
        self.activities.get(arn).is_some()
    }
}

/// What every ARN of `kind` (`stateMachine`, `activity`) in `scope` begins with.
pub(super) fn prefix(scope: &Scope, kind: &str) -> String {
    format!("arn:aws:states:{}:{}:{kind}:", scope.region, scope.account)
}
