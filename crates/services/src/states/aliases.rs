//! Aliases of state machines: names that lead to one version or, by weight, to two
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias.html>).

use std::sync::Arc;

use aws::states::RoutingConfigurationListItem;
use aws::{Error, Service};
use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::machines::Machines;
use super::qualified::{Qualifier, is_own, parse, split};
use crate::call::Context;

/// An alias as it is stored, under its ARN.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AliasDocument {
    /// Its name.
    pub name: String,
    /// What whoever made it says about it.
    pub description: Option<String>,
    /// One version or two; the weights add up to 100.
    pub routes: Vec<Route>,
    /// When it was created.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// A version and how often it is taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Route {
    /// The version's ARN.
    pub version_arn: String,
    /// Of 100 executions so many.
    pub weight: i32,
}

impl AliasDocument {
    /// Whether it leads to this version.
    pub(super) fn names(&self, version: &str) -> bool {
        self.routes.iter().any(|route| route.version_arn == version)
    }

    /// The version that `draw`, from 0 to 99, leads to.
    pub(super) fn choose(&self, draw: i32) -> Option<&str> {
        let mut sum = 0;
        let mut routes = self.routes.iter();
        let chosen = routes.find(|route| {
            sum += route.weight;
            draw < sum
        });
        chosen.map(|route| route.version_arn.as_str())
    }

    /// The version that most executions take.
    pub(super) fn main(&self) -> Option<&str> {
        let heaviest = self.routes.iter().rev().max_by_key(|route| route.weight);
        heaviest.map(|route| route.version_arn.as_str())
    }
}

impl Machines {
    /// A machine's aliases, by name.
    pub(super) fn aliases_of(&self, machine: &str) -> Vec<(Arc<str>, Arc<AliasDocument>)> {
        self.aliases.list(&format!("{machine}:"))
    }
}

/// Why a routing configuration is refused. The texts are AWS's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum RoutingFault {
    #[error("Routing configuration must contain state machine version ARNs. Received: [{0}]")]
    Unversioned(String),
    #[error(
        "Routing configuration must contain distinct state machine version ARNs. Received: [{0}]"
    )]
    Repeated(String),
    #[error("Routing configuration must contain versions of one state machine. Received: [{0}]")]
    SeveralMachines(String),
    #[error("Sum of routing configuration weights must equal 100. Received: [{0}]")]
    Sum(String),
}

/// The routes of a request and the machine whose versions they name.
///
/// # Errors
/// `InvalidArn`, `ValidationException`, or `ResourceNotFound` when there is no such version.
pub(super) fn routes(
    cx: &Context<'_>,
    given: Vec<RoutingConfigurationListItem>,
) -> Result<(String, Vec<Route>), Error> {
    for item in &given {
        parse(cx, &item.state_machine_version_arn)?;
    }
    let given = given.into_iter().map(|item| Route {
        version_arn: item.state_machine_version_arn,
        weight: item.weight,
    });
    let routes: Vec<Route> = given.collect();
    let machine = machine_of(&routes)
        .map_err(|fault| Error::validation(Service::States, fault.to_string()))?;
    for route in &routes {
        if !is_own(cx, &machine) || !cx.app.machines.versions.contains(&route.version_arn) {
            return Err(missing(cx));
        }
    }
    Ok((machine, routes))
}

/// `ResourceNotFound`, as AWS words it for aliases.
pub(super) fn missing(cx: &Context<'_>) -> Error {
    let message = "Request references a resource that does not exist.";
    cx.error("ResourceNotFound", message)
}

fn machine_of(routes: &[Route]) -> Result<String, RoutingFault> {
    let arns: Vec<&str> = routes
        .iter()
        .map(|route| route.version_arn.as_str())
        .collect();
    let all = || arns.join(", ");
    let parts: Vec<_> = arns.iter().map(|arn| split(arn)).collect();
    if parts
        .iter()
        .any(|part| part.qualifier != Qualifier::Version)
    {
        return Err(RoutingFault::Unversioned(all()));
    }
    let first = parts.first().map_or("", |part| part.machine);
    if arns.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(RoutingFault::Repeated(all()));
    }
    if parts.iter().any(|part| part.machine != first) {
        return Err(RoutingFault::SeveralMachines(all()));
    }
    let sum: i32 = routes.iter().map(|route| route.weight).sum();
    if sum != 100 {
        let weights: Vec<_> = routes
            .iter()
            .map(|route| route.weight.to_string())
            .collect();
        return Err(RoutingFault::Sum(weights.join(", ")));
    }
    Ok(first.to_owned())
}

/// Routes as the API shows them.
pub(super) fn wire(routes: &[Route]) -> Vec<RoutingConfigurationListItem> {
    let wire = |route: &Route| RoutingConfigurationListItem {
        state_machine_version_arn: route.version_arn.clone(),
        weight: route.weight,
    };
    routes.iter().map(wire).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alias(routes: &[(&str, i32)]) -> AliasDocument {
        let route = |(version, weight): &(&str, i32)| Route {
            version_arn: format!("arn:aws:states:r:a:stateMachine:{version}"),
            weight: *weight,
        };
        AliasDocument {
            name: "PROD".into(),
            description: None,
            routes: routes.iter().map(route).collect(),
            created: Timestamp::default(),
            updated: Timestamp::default(),
        }
    }

    #[test]
    fn every_draw_leads_to_a_version_as_often_as_its_weight() {
        for (first, second) in [(100, 0), (0, 100), (10, 90), (50, 50)] {
            let alias = alias(&[("M:1", first), ("M:2", second)]);
            let firsts =
                (0..100).filter(|draw| alias.choose(*draw).is_some_and(|v| v.ends_with(":1")));
            assert_eq!(firsts.count(), first as usize);
            assert!((0..100).all(|draw| alias.choose(draw).is_some()));
        }
        let heavy = alias(&[("M:1", 10), ("M:2", 90)]);
        assert!(heavy.main().is_some_and(|version| version.ends_with(":2")));
        let even = alias(&[("M:1", 50), ("M:2", 50)]);
        assert!(even.main().is_some_and(|version| version.ends_with(":1")));
    }

    #[test]
    fn which_routes_are_refused() {
        let check = |routes: &[_]| machine_of(&alias(routes).routes);
        assert!(check(&[("M:1", 100)]).is_ok());
        assert!(check(&[("M:1", 1), ("M:2", 99)]).is_ok());
        assert!(matches!(
            check(&[("M", 100)]),
            Err(RoutingFault::Unversioned(_))
        ));
        assert!(matches!(
            check(&[("M:A", 100)]),
            Err(RoutingFault::Unversioned(_))
        ));
        let same = check(&[("M:1", 50), ("M:1", 50)]);
        assert!(matches!(same, Err(RoutingFault::Repeated(_))));
        let two = check(&[("M:1", 50), ("N:1", 50)]);
        assert!(matches!(two, Err(RoutingFault::SeveralMachines(_))));
        for weights in [99, 101] {
            assert!(matches!(
                check(&[("M:1", weights)]),
                Err(RoutingFault::Sum(_))
            ));
        }
        let sum = check(&[("M:1", 50), ("M:2", 49)]).unwrap_err().to_string();
        assert!(sum.ends_with("must equal 100. Received: [50, 49]"), "{sum}");
    }
}
