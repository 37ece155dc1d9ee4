//! Execution environments by function: the one used last serves next, idle ones are closed after a while, and there
//! are never more than the host bears.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::deployment::Deployment;
use crate::environment::{Environment, Finished, Request, Undelivered};
use crate::host::Host;

/// Why an invocation was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Throttle {
    /// The function's reserved concurrency is in use.
    Reserved,
    /// The account's concurrency is in use.
    Account,
    /// This machine can hold no more environments.
    Host,
}

/// How many invocations of a function and of its scope may run at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Allowance {
    /// The function has its own.
    Reserved(u32),
    /// It shares this with all functions that have none.
    Shared(u32),
}

/// All environments.
#[derive(Clone, Debug)]
pub(crate) struct Pool(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    host: Arc<Host>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// By function version: ARN, colon, version.
    idle: HashMap<String, Vec<Idle>>,
    /// Running invocations by function ARN, and by `account/region` for those that share.
    running: HashMap<String, u32>,
    environments: usize,
    memory_mb: u64,
    closed: bool,
}

#[derive(Debug)]
struct Idle {
    environment: Environment,
    deployment: Arc<Deployment>,
    since: Instant,
}

impl Pool {
    pub(crate) fn new(host: Arc<Host>) -> Self {
        let pool = Self(Arc::new(Inner {
            host,
            state: Mutex::default(),
        }));
        let reaper = pool.clone();
        let token = pool.0.host.closing.clone();
        pool.0.host.tasks.spawn(async move {
            // Reaping holds no state between two rounds.
            let _ = token.run_until_cancelled(reaper.reap_for_ever()).await;
        });
        pool
    }

    /// Runs an invocation on a waiting environment or a new one.
    pub(crate) async fn run(
        &self,
        deployment: Arc<Deployment>,
        allowance: Allowance,
        mut request: Request,
    ) -> Result<Finished, RunError> {
        let _running = self.enter(&deployment, allowance)?;
        // An idle environment may have ended by itself; then the next one is tried, and in the end a new one.
        loop {
            let (environment, fresh) = self.acquire(&deployment)?;
            match environment.run(request).await {
                Ok(finished) => {
                    self.give_back(environment, deployment);
                    return Ok(finished);
                }
                Err(undelivered) => {
                    let Undelivered {
                        request: again,
                        reason,
                    } = *undelivered;
                    self.forget(&deployment);
                    if fresh || reason.is_some() {
                        let reason = reason.unwrap_or_else(|| "the sandbox ended early".into());
                        return Err(RunError::Environment(reason));
                    }
                    request = again;
                }
            }
        }
    }

    /// Closes the idle environments of a function, all versions; those that work end after their invocation.
    pub(crate) fn discard(&self, arn: &str) {
        let mut state = self.state();
        let prefix = format!("{arn}:");
        let keys: Vec<_> = state
            .idle
            .keys()
            .filter(|key| key.starts_with(&prefix))
            .cloned()
            .collect();
        for key in keys {
            let idle = state.idle.remove(&key).unwrap_or_default();
            for idle in idle {
                state.remove(&idle.deployment);
            }
        }
    }

    /// Closes all idle environments and lets no new one in.
    pub(crate) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        state.idle.clear();
    }

    /// How many environments there are.
    pub(crate) fn len(&self) -> usize {
        self.state().environments
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing that runs under the lock can leave it half changed by a panic.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, deployment: &Deployment, allowance: Allowance) -> Result<Running, RunError> {
        let (key, most, throttle) = match allowance {
            Allowance::Reserved(most) => (deployment.arn.clone(), most, Throttle::Reserved),
            Allowance::Shared(most) => {
                let scope = &deployment.scope;
                let key = format!("{}/{}", scope.account, scope.region);
                (key, most, Throttle::Account)
            }
        };
        let mut state = self.state();
        let running = state.running.entry(key.clone()).or_default();
        if *running >= most {
            return Err(RunError::Throttled(throttle));
        }
        *running += 1;
        drop(state);
        let pool = self.clone();
        Ok(Running { pool, key })
    }

    /// A waiting environment, or a new one; true for the latter.
    fn acquire(&self, deployment: &Arc<Deployment>) -> Result<(Environment, bool), RunError> {
        let mut state = self.state();
        if state.closed {
            return Err(RunError::Environment("the server is shutting down".into()));
        }
        let key = key(deployment);
        while let Some(idle) = state.idle.get_mut(&key).and_then(Vec::pop) {
            if Arc::ptr_eq(&idle.deployment, deployment) {
                return Ok((idle.environment, false));
            }
            // The function has changed since.
            state.remove(&idle.deployment);
        }
        state.make_room(deployment, &self.0.host)?;
        state.environments += 1;
        state.memory_mb += u64::from(deployment.memory_mb);
        drop(state);
        let host = Arc::clone(&self.0.host);
        let environment = Environment::open(host, Arc::clone(deployment));
        Ok((environment, true))
    }

    fn give_back(&self, environment: Environment, deployment: Arc<Deployment>) {
        let mut state = self.state();
        if state.closed || deployment.is_outdated() {
            state.remove(&deployment);
            return;
        }
        let idle = state.idle.entry(key(&deployment)).or_default();
        idle.push(Idle {
            environment,
            deployment,
            since: Instant::now(),
        });
    }

    fn forget(&self, deployment: &Deployment) {
        self.state().remove(deployment);
    }

    async fn reap_for_ever(&self) {
        let idle_timeout = self.0.host.options.idle_timeout;
        let period = (idle_timeout / 8).max(Duration::from_millis(10));
        let mut rounds = tokio::time::interval(period);
        loop {
            let now = rounds.tick().await;
            self.state().reap(now, idle_timeout);
        }
    }
}

/// Counts an invocation while it lives.
#[derive(Debug)]
struct Running {
    pool: Pool,
    key: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let mut state = self.pool.state();
        if let Some(running) = state.running.get_mut(&self.key) {
            *running -= 1;
            if *running == 0 {
                state.running.remove(&self.key);
            }
        }
    }
}

fn key(deployment: &Deployment) -> String {
    format!("{}:{}", deployment.arn, deployment.version)
}

impl State {
    fn remove(&mut self, deployment: &Deployment) {
        self.environments -= 1;
        self.memory_mb -= u64::from(deployment.memory_mb);
    }

    /// Closes those that have been idle longest until another fits.
    fn make_room(&mut self, deployment: &Deployment, host: &Host) -> Result<(), RunError> {
        let options = &host.options;
        let wanted = u64::from(deployment.memory_mb);
        while self.environments >= options.max_environments
            || self.memory_mb + wanted > options.memory_budget_mb
        {
            // A lone function may be larger than the budget.
            if self.environments == 0 && options.max_environments > 0 {
                return Ok(());
            }
            self.close_oldest()
                .ok_or(RunError::Throttled(Throttle::Host))?;
        }
        Ok(())
    }

    fn close_oldest(&mut self) -> Option<()> {
        let oldest = self
            .idle
            .iter()
            .filter_map(|(key, idle)| Some((idle.first()?.since, key.clone())))
            .min()?;
        let idle = self.idle.get_mut(&oldest.1)?;
        let closed = idle.remove(0);
        self.remove(&closed.deployment);
        Some(())
    }

    fn reap(&mut self, now: Instant, idle_timeout: Duration) {
        let mut closed = Vec::new();
        for idle in self.idle.values_mut() {
            let fresh = |idle: &Idle| now.saturating_duration_since(idle.since) < idle_timeout;
            let first = idle.iter().position(fresh).unwrap_or(idle.len());
            closed.extend(idle.drain(..first));
        }
        self.idle.retain(|_, idle| !idle.is_empty());
        for idle in closed {
            self.remove(&idle.deployment);
        }
    }
}

/// Why an invocation did not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RunError {
    Throttled(Throttle),
    /// There is no environment; for the operator.
    Environment(String),
}
