//! What stages serve: an index from invoke addresses to deployed programs, rebuilt whenever a definition changes.
//!
//! A request takes one read lock for the time of a map lookup. A deployment is compiled by the first request to it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use store::collection::Collection;

use crate::api::RestApi;
use crate::program::Program;
use crate::stage::{Stage, Variables};

/// The stages of all APIs.
#[derive(Debug)]
pub(crate) struct Live {
    definitions: Collection<RestApi>,
    snapshots: Collection<RestApi>,
    apis: RwLock<HashMap<String, Arc<LiveApi>>>,
    /// Held while an entry is rebuilt, so that the newest definition is the last one shown.
    rebuilding: Mutex<()>,
}

/// An API's stages.
#[derive(Debug)]
pub(crate) struct LiveApi {
    pub(crate) region: String,
    pub(crate) disabled: bool,
    pub(crate) stages: HashMap<String, LiveStage>,
}

/// What one stage serves.
#[derive(Clone, Debug)]
pub(crate) struct LiveStage {
    pub(crate) main: Served,
    /// With the percentage of requests it gets.
    pub(crate) canary: Option<(f64, Served)>,
}

/// A deployment with a stage's variables.
#[derive(Clone, Debug)]
pub(crate) struct Served {
    pub(crate) deployed: Arc<Deployed>,
    pub(crate) variables: Arc<Variables>,
}

/// A frozen API, compiled when it is first needed.
#[derive(Debug)]
pub(crate) struct Deployed {
    pub(crate) id: String,
    snapshot: Arc<RestApi>,
    program: OnceLock<Program>,
}

impl Deployed {
    pub(crate) fn program(&self) -> &Program {
        self.program
            .get_or_init(|| Program::compile(&self.snapshot))
    }

    pub(crate) fn api(&self) -> &Arc<RestApi> {
        &self.snapshot
    }
}

impl Live {
    pub(crate) fn new(definitions: Collection<RestApi>, snapshots: Collection<RestApi>) -> Self {
        Self {
            definitions,
            snapshots,
            apis: RwLock::default(),
            rebuilding: Mutex::default(),
        }
    }

    /// The stages of the API `id`.
    pub(crate) fn api(&self, id: &str) -> Option<Arc<LiveApi>> {
        let apis = self.apis.read().unwrap_or_else(PoisonError::into_inner);
        apis.get(id).cloned()
    }

    /// Rebuilds the entry of the API stored under `key`.
    pub(crate) fn refresh(&self, key: &str) {
        let _rebuilding = self
            .rebuilding
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let id = key.rsplit('/').next().unwrap_or_default();
        let before = self.api(id);
        let entry = self
            .definitions
            .get(key)
            .map(|api| Arc::new(self.build(key, &api, before)));
        let mut apis = self.apis.write().unwrap_or_else(PoisonError::into_inner);
        match entry {
            Some(entry) => apis.insert(id.to_owned(), entry),
            None => apis.remove(id),
        };
    }

    fn build(&self, key: &str, api: &RestApi, before: Option<Arc<LiveApi>>) -> LiveApi {
        let mut deployments = HashMap::new();
        for stage in before.iter().flat_map(|before| before.stages.values()) {
            let canary = stage.canary.iter().map(|(_, served)| served);
            for served in canary.chain([&stage.main]) {
                deployments.insert(served.deployed.id.clone(), Arc::clone(&served.deployed));
            }
        }
        let mut deployed = |id: &str| {
            if let Some(known) = deployments.get(id) {
                return Some(Arc::clone(known));
            }
            let new = Arc::new(Deployed {
                id: id.to_owned(),
                snapshot: self.snapshots.get(&format!("{key}/{id}"))?,
                program: OnceLock::new(),
            });
            deployments.insert(id.to_owned(), Arc::clone(&new));
            Some(new)
        };
        let stages = api.stages.values().filter_map(|stage| {
            let served = serve(stage, &mut deployed)?;
            Some((stage.name.clone(), served))
        });
        LiveApi {
            region: api.scope.region.to_string(),
            disabled: api.disable_execute_api_endpoint,
            stages: stages.collect(),
        }
    }
}

fn serve(
    stage: &Stage,
    deployed: &mut impl FnMut(&str) -> Option<Arc<Deployed>>,
) -> Option<LiveStage> {
    let variables = stage.variables.clone().unwrap_or_default();
    let canary = stage.canary.as_ref().and_then(|canary| {
        let mut variables = variables.clone();
        variables.extend(canary.variable_overrides.clone().unwrap_or_default());
        let served = Served {
            deployed: deployed(&canary.deployment_id)?,
            variables: Arc::new(variables),
        };
        Some((canary.percent_traffic, served))
    });
    let main = Served {
        deployed: deployed(&stage.deployment_id)?,
        variables: Arc::new(variables),
    };
    Some(LiveStage { main, canary })
}
