//! Execution environments by function: the one used last serves next, idle ones are closed after a while, and there
//! are never more than the host bears.
//!
//! Only a few start at once, since a start is mostly CPU: hundreds together, as after a restart with many tasks under
//! way, would all be late, while the few that are ready early serve the others' invocations too.

mod state;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use self::state::{Bounds, Grant, Place, State};
use crate::deployment::Deployment;
use crate::environment::{Environment, Finished, Request, Undelivered};
use crate::host::Host;

/// How long an invocation waits for its turn to start an environment where there is room, however impatient it is.
const TURN: Duration = Duration::from_secs(30);

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

impl Pool {
    pub(crate) fn new(host: Arc<Host>) -> Self {
        let options = &host.options;
        let state = State::new(Bounds {
            environments: options.max_environments,
            memory_mb: options.memory_budget_mb,
            starts: options.starts_at_once.max(1),
        });
        let pool = Self(Arc::new(Inner {
            host,
            state: Mutex::new(state),
        }));
        let reaper = pool.clone();
        let token = pool.0.host.closing.clone();
        pool.0.host.tasks.spawn(async move {
            // Reaping holds no state between two rounds.
            let _ = token.run_until_cancelled(reaper.reap_for_ever()).await;
        });
        pool
    }

    /// Runs an invocation on a waiting environment or a new one. It waits so long for room for one.
    pub(crate) async fn run(
        &self,
        deployment: Arc<Deployment>,
        allowance: Allowance,
        patience: Duration,
        mut request: Request,
    ) -> Result<Finished, RunError> {
        let _running = self.enter(&deployment, allowance)?;
        // An idle environment may have ended by itself; then the next one is tried, and in the end a new one.
        loop {
            let (environment, fresh) = self.acquire(&deployment, patience).await?;
            match environment.run(request).await {
                Ok(finished) => {
                    self.state().give_back(environment, deployment);
                    return Ok(finished);
                }
                Err(undelivered) => {
                    let Undelivered {
                        request: again,
                        reason,
                    } = *undelivered;
                    self.state().remove(&deployment);
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
        self.state().discard(arn);
    }

    /// Closes all idle environments and lets no new one in.
    pub(crate) fn close(&self) {
        self.state().close();
    }

    /// How many environments there are.
    pub(crate) fn len(&self) -> usize {
        self.state().environments
    }

    /// How many invocations wait for one.
    pub(crate) fn waiting(&self) -> usize {
        self.state().waiting.len()
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
    async fn acquire(
        &self,
        deployment: &Arc<Deployment>,
        patience: Duration,
    ) -> Result<(Environment, bool), RunError> {
        let place = {
            let mut state = self.state();
            if state.closed {
                return Err(shutting_down());
            }
            if let Some(environment) = state.take_idle(deployment) {
                return Ok((environment, false));
            }
            if patience.is_zero() && !state.could_fit(deployment.memory_mb) {
                return Err(RunError::Throttled(Throttle::Host));
            }
            state.wait(deployment)
        };
        match self.granted(place, patience.max(TURN)).await? {
            Grant::Used(environment) => Ok((environment, false)),
            Grant::Start => Ok((self.open(deployment), true)),
        }
    }

    async fn granted(&self, mut place: Place, patience: Duration) -> Result<Grant, RunError> {
        let deadline = Instant::now() + patience;
        if let Ok(grant) = timeout_at(deadline, &mut place.grant).await {
            return grant.map_err(|_| shutting_down());
        }
        let left = self.state().leave(place.number);
        match place.grant.try_recv() {
            Ok(grant) if !left => Ok(grant),
            _ => Err(RunError::Throttled(Throttle::Host)),
        }
    }

    fn open(&self, deployment: &Arc<Deployment>) -> Environment {
        let turn = Turn(self.clone());
        Environment::open(Arc::clone(&self.0.host), Arc::clone(deployment), turn)
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

fn shutting_down() -> RunError {
    RunError::Environment("the server is shutting down".into())
}

/// Counts an environment as starting while it lives.
#[derive(Debug)]
pub(crate) struct Turn(Pool);

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.state().started();
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

/// Why an invocation did not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RunError {
    Throttled(Throttle),
    /// There is no environment; for the operator.
    Environment(String),
}
