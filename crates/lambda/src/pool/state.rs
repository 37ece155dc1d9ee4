//! What the pool knows, and its one rule: who waits is served in the order of arrival.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::deployment::Deployment;
use crate::environment::Environment;

/// What the host bears.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) environments: usize,
    pub(super) memory_mb: u64,
    /// How many environments start at once.
    pub(super) starts: usize,
}

#[derive(Debug)]
pub(super) struct State {
    bounds: Bounds,
    /// By function version: ARN, colon, version.
    idle: HashMap<String, Vec<Idle>>,
    /// Running invocations by function ARN, and by `account/region` for those that share.
    pub(super) running: HashMap<String, u32>,
    pub(super) waiting: VecDeque<Waiter>,
    /// Numbers those that wait.
    arrivals: u64,
    pub(super) environments: usize,
    memory_mb: u64,
    starting: usize,
    pub(super) closed: bool,
}

#[derive(Debug)]
struct Idle {
    environment: Environment,
    deployment: Arc<Deployment>,
    since: Instant,
}

#[derive(Debug)]
pub(super) struct Waiter {
    number: u64,
    deployment: Arc<Deployment>,
    grant: oneshot::Sender<Grant>,
}

/// What one who waited gets.
#[derive(Debug)]
pub(super) enum Grant {
    /// An environment whose invocation has ended.
    Used(Environment),
    /// Room for a new one and the turn to start it; both are counted already.
    Start,
}

/// A place in the queue.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) number: u64,
    pub(super) grant: oneshot::Receiver<Grant>,
}

impl State {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            idle: HashMap::new(),
            running: HashMap::new(),
            waiting: VecDeque::new(),
            arrivals: 0,
            environments: 0,
            memory_mb: 0,
            starting: 0,
            closed: false,
        }
    }

    /// An idle environment of this state of the function, the one used last.
    pub(super) fn take_idle(&mut self, deployment: &Arc<Deployment>) -> Option<Environment> {
        let key = key(deployment);
        while let Some(idle) = self.idle.get_mut(&key).and_then(Vec::pop) {
            if Arc::ptr_eq(&idle.deployment, deployment) {
                return Some(idle.environment);
            }
            // The function has changed since.
            self.remove(&idle.deployment);
        }
        None
    }

    /// Takes the last place in the queue, which may be served at once.
    pub(super) fn wait(&mut self, deployment: &Arc<Deployment>) -> Place {
        let (sender, grant) = oneshot::channel();
        let number = self.arrivals;
        self.arrivals += 1;
        self.waiting.push_back(Waiter {
            number,
            deployment: Arc::clone(deployment),
            grant: sender,
        });
        self.serve();
        Place { number, grant }
    }

    /// Leaves the queue; false when a grant was faster.
    pub(super) fn leave(&mut self, number: u64) -> bool {
        let place = self.waiting.iter().position(|one| one.number == number);
        let left = place.and_then(|place| self.waiting.remove(place)).is_some();
        self.serve();
        left
    }

    /// A start is over, or has taken so long that it no longer holds up others.
    pub(super) fn started(&mut self) {
        self.starting -= 1;
        self.serve();
    }

    /// An invocation has ended: its environment serves the next of its function, or is kept, or makes room.
    pub(super) fn give_back(&mut self, environment: Environment, deployment: Arc<Deployment>) {
        if self.closed || deployment.is_outdated() || self.first_needs_room(&deployment) {
            self.remove(&deployment);
            return;
        }
        let of_its_function = |one: &Waiter| Arc::ptr_eq(&one.deployment, &deployment);
        if let Some(place) = self.waiting.iter().position(of_its_function)
            && let Some(waiter) = self.waiting.remove(place)
        {
            // Who waits leaves the queue before it drops the other end.
            let _ = waiter.grant.send(Grant::Used(environment));
            return;
        }
        self.idle.entry(key(&deployment)).or_default().push(Idle {
            environment,
            deployment,
            since: Instant::now(),
        });
        self.serve();
    }

    /// An environment is no more.
    pub(super) fn remove(&mut self, deployment: &Deployment) {
        self.environments -= 1;
        self.memory_mb -= u64::from(deployment.memory_mb);
        self.serve();
    }

    /// Closes the idle environments of a function, all versions.
    pub(super) fn discard(&mut self, arn: &str) {
        let prefix = format!("{arn}:");
        let of_function = |key: &String, _: &mut Vec<Idle>| key.starts_with(&prefix);
        let discarded: Vec<_> = self.idle.extract_if(of_function).collect();
        for idle in discarded.into_iter().flat_map(|(_, idle)| idle) {
            self.remove(&idle.deployment);
        }
    }

    /// Closes all idle environments and lets nobody in or wait.
    pub(super) fn close(&mut self) {
        self.closed = true;
        self.idle.clear();
        self.waiting.clear();
    }

    /// Closes what has been idle for so long.
    pub(super) fn reap(&mut self, now: Instant, idle_timeout: Duration) {
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

    /// Lets the first of the queue start environments, as far as there are turns and room.
    fn serve(&mut self) {
        while self.starting < self.bounds.starts
            && let Some(first) = self.waiting.front()
            && self.make_room(first.deployment.memory_mb)
            && let Some(first) = self.waiting.pop_front()
        {
            self.environments += 1;
            self.memory_mb += u64::from(first.deployment.memory_mb);
            self.starting += 1;
            let _ = first.grant.send(Grant::Start);
        }
    }

    /// Whether the first of the queue, of another function, waits for room and not for its turn.
    fn first_needs_room(&self, deployment: &Arc<Deployment>) -> bool {
        let first = self.waiting.front();
        self.starting < self.bounds.starts
            && first.is_some_and(|first| !Arc::ptr_eq(&first.deployment, deployment))
    }

    /// Whether another of that size fits, when need be after all idle ones have been closed.
    pub(super) fn could_fit(&self, memory_mb: u32) -> bool {
        let idle = || self.idle.values().flatten();
        let freed: u64 = idle().map(|one| u64::from(one.deployment.memory_mb)).sum();
        self.fits(
            self.environments - idle().count(),
            self.memory_mb - freed,
            memory_mb,
        )
    }

    /// Closes those that have been idle longest until another fits. False when it does not.
    fn make_room(&mut self, memory_mb: u32) -> bool {
        while !self.fits(self.environments, self.memory_mb, memory_mb) {
            let Some(oldest) = self.take_oldest() else {
                return false;
            };
            self.environments -= 1;
            self.memory_mb -= u64::from(oldest.deployment.memory_mb);
        }
        true
    }

    /// A lone function may be larger than the budget.
    fn fits(&self, environments: usize, used_mb: u64, wanted_mb: u32) -> bool {
        let bounds = &self.bounds;
        let within = used_mb + u64::from(wanted_mb) <= bounds.memory_mb;
        environments < bounds.environments && (within || environments == 0)
    }

    fn take_oldest(&mut self) -> Option<Idle> {
        let first = |(key, idle): (&String, &Vec<Idle>)| Some((idle.first()?.since, key.clone()));
        let (_, key) = self.idle.iter().filter_map(first).min()?;
        Some(self.idle.get_mut(&key)?.remove(0))
    }
}

fn key(deployment: &Deployment) -> String {
    format!("{}:{}", deployment.arn, deployment.version)
}
