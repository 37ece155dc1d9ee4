//! What the services count: requests by operation and status, tasks by integration, requests refused.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use aws::{Operation, Service};
use model::meter::{Counter, Distribution, Histogram, NANOS};

/// The statuses that are told apart; any other counts as `other`.
const STATUSES: [u16; 14] = [
    200, 201, 202, 204, 400, 403, 404, 409, 413, 429, 500, 501, 503, 504,
];
/// Most integrations that are told apart: their names come from definitions.
const INTEGRATIONS: usize = 500;

/// The counts of one process.
#[derive(Debug)]
pub struct Meters {
    /// By service and place in its table of operations; made when an operation is first called.
    operations: Vec<Vec<OnceLock<Box<Requests>>>>,
    /// Requests to stages of REST APIs.
    pub(crate) invocations: Requests,
    /// Requests that no operation answers to.
    pub(crate) unrouted: Requests,
    /// Requests refused because the server is at its limits.
    pub(crate) throttled: Counter,
    tasks: RwLock<HashMap<String, Arc<Tasks>>>,
}

/// Requests of one kind.
#[derive(Debug)]
pub(crate) struct Requests {
    statuses: [Counter; STATUSES.len() + 1],
    nanos: Histogram,
}

/// Tasks of one integration.
#[derive(Debug)]
pub(crate) struct Tasks {
    succeeded: Counter,
    failed: Counter,
    nanos: Histogram,
}

impl Default for Requests {
    fn default() -> Self {
        Self {
            statuses: Default::default(),
            nanos: Histogram::new(NANOS),
        }
    }
}

impl Default for Meters {
    fn default() -> Self {
        let slots = |service: &Service| {
            let operations = service.operations().iter();
            operations.map(|_| OnceLock::new()).collect()
        };
        Self {
            operations: Service::ALL.iter().map(slots).collect(),
            invocations: Requests::default(),
            unrouted: Requests::default(),
            throttled: Counter::default(),
            tasks: RwLock::default(),
        }
    }
}

impl Requests {
    /// Counts one answer.
    pub(crate) fn record(&self, status: u16, took: Duration) {
        let known = STATUSES.iter().position(|known| *known == status);
        self.statuses[known.unwrap_or(STATUSES.len())].add(1);
        self.nanos.record(nanos(took));
    }

    /// Statuses that occurred, and how often.
    pub(crate) fn statuses(&self) -> impl Iterator<Item = (String, u64)> {
        let names = STATUSES.iter().map(u16::to_string);
        let names = names.chain(std::iter::once("other".to_owned()));
        names
            .zip(self.statuses.iter().map(Counter::get))
            .filter(|(_, count)| *count > 0)
    }

    pub(crate) fn latency(&self) -> Distribution {
        self.nanos.read()
    }
}

impl Tasks {
    pub(crate) fn outcomes(&self) -> [(&'static str, u64); 2] {
        [
            ("succeeded", self.succeeded.get()),
            ("failed", self.failed.get()),
        ]
    }

    pub(crate) fn latency(&self) -> Distribution {
        self.nanos.read()
    }
}

impl Meters {
    /// The requests for one operation.
    pub(crate) fn operation(&self, service: Service, operation: &Operation) -> &Requests {
        let table = service.operations();
        let place = table.binary_search_by(|known| known.name.cmp(operation.name));
        let of_service = &self.operations[service as usize];
        let slot = place.ok().and_then(|place| of_service.get(place));
        slot.map_or(&self.unrouted, |slot| slot.get_or_init(Box::default))
    }

    /// Operations that were called.
    pub(crate) fn called(&self) -> impl Iterator<Item = (Service, &'static str, &Requests)> {
        let services = Service::ALL.into_iter().zip(&self.operations);
        services.flat_map(|(service, slots)| {
            let named = service.operations().iter().zip(slots);
            named.filter_map(move |(operation, slot)| {
                Some((service, operation.name, &**slot.get()?))
            })
        })
    }

    /// Counts one task. Tasks call functions and services, so a short lock costs them nothing.
    pub(crate) fn task(&self, integration: &str, succeeded: bool, took: Duration) {
        let known = self.integration(integration);
        let tasks = known.unwrap_or_else(|| self.new_integration(integration));
        match succeeded {
            true => tasks.succeeded.add(1),
            false => tasks.failed.add(1),
        }
        tasks.nanos.record(nanos(took));
    }

    fn integration(&self, name: &str) -> Option<Arc<Tasks>> {
        let tasks = self.tasks.read().unwrap_or_else(PoisonError::into_inner);
        tasks.get(name).cloned()
    }

    fn new_integration(&self, name: &str) -> Arc<Tasks> {
        let mut tasks = self.tasks.write().unwrap_or_else(PoisonError::into_inner);
        let name = if tasks.len() < INTEGRATIONS {
            name
        } else {
            "other"
        };
        let make = || {
            Arc::new(Tasks {
                succeeded: Counter::default(),
                failed: Counter::default(),
                nanos: Histogram::new(NANOS),
            })
        };
        Arc::clone(tasks.entry(name.to_owned()).or_insert_with(make))
    }

    /// Integrations that tasks have called, by name.
    pub(crate) fn integrations(&self) -> Vec<(String, Arc<Tasks>)> {
        let tasks = self.tasks.read().unwrap_or_else(PoisonError::into_inner);
        let mut tasks: Vec<_> = tasks
            .iter()
            .map(|(name, tasks)| (name.clone(), Arc::clone(tasks)))
            .collect();
        tasks.sort_by(|(one, _), (other, _)| one.cmp(other));
        tasks
    }
}

fn nanos(took: Duration) -> u64 {
    u64::try_from(took.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_told_apart_by_operation_and_status() {
        let meters = Meters::default();
        let start = Service::States.operation("StartExecution").unwrap();
        for status in [200, 200, 400, 418] {
            let took = Duration::from_millis(1);
            meters
                .operation(Service::States, start)
                .record(status, took);
        }
        let called: Vec<_> = meters.called().collect();
        let [(Service::States, "StartExecution", requests)] = called.as_slice() else {
            panic!("{called:?}");
        };
        let statuses: Vec<_> = requests.statuses().collect();
        let expected = [("200", 2), ("400", 1), ("other", 1)];
        assert_eq!(statuses, expected.map(|(s, n)| (s.to_owned(), n)));
        assert_eq!(requests.latency().sum, 4_000_000);
    }

    #[test]
    fn so_many_integrations_have_names_and_the_rest_share_one() {
        let meters = Meters::default();
        for n in 0..INTEGRATIONS + 5 {
            meters.task(&format!("i{n}"), n % 2 == 0, Duration::ZERO);
        }
        let all = meters.integrations();
        assert_eq!(all.len(), INTEGRATIONS + 1);
        let other = all.iter().find(|(name, _)| name == "other").unwrap();
        assert_eq!(other.1.outcomes(), [("succeeded", 3), ("failed", 2)]);
    }
}
