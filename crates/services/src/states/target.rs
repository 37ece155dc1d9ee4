//! What a request about a state machine is about: the machine as it is now, or a version, named itself or reached
//! through an alias.

use std::sync::Arc;

use aws::{Error, Service};

use super::describe_state_machine::find;
use super::error::no_such_machine;
use super::machines::MachineDocument;
use super::qualified::{Qualifier, is_own, parse};
use super::versions::VersionDocument;
use crate::call::Context;

/// A machine or one of its versions.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The machine's ARN without version or alias.
    pub(super) arn: String,
    /// What the machine is, or was when the version was published.
    pub(super) machine: Arc<MachineDocument>,
    /// The version, if it is one.
    pub(super) version: Option<Arc<VersionDocument>>,
    /// The version's ARN.
    pub(super) version_arn: Option<String>,
    /// The alias that led to it.
    pub(super) alias_arn: Option<String>,
}

/// Which of an alias's versions is taken.
#[derive(Clone, Copy, Debug)]
pub(super) enum Take {
    /// The one that most executions take.
    Main,
    /// By weight: a number from 0 to 99.
    Drawn(i32),
}

/// What `arn` leads to.
///
/// # Errors
/// `InvalidArn`, `StateMachineDoesNotExist`, `ValidationException` for a Map state.
pub(super) fn target(cx: &Context<'_>, arn: &str, take: Take) -> Result<Target, Error> {
    let parsed = parse(cx, arn)?;
    match parsed.qualifier {
        Qualifier::Unqualified => Ok(Target {
            arn: arn.to_owned(),
            machine: find(cx, arn)?,
            version: None,
            version_arn: None,
            alias_arn: None,
        }),
        Qualifier::Version => version(cx, arn, parsed.machine, arn, None),
        Qualifier::Alias => {
            let alias = cx.app.machines.aliases.get(arn);
            let chosen = alias.as_deref().and_then(|alias| match take {
                Take::Main => alias.main(),
                Take::Drawn(draw) => alias.choose(draw),
            });
            let chosen = chosen.ok_or_else(|| no_such_machine(cx, arn))?;
            version(cx, arn, parsed.machine, chosen, Some(arn.to_owned()))
        }
        Qualifier::Map => Err(Error::validation(
            Service::States,
            format!("The state machine ARN refers to a Distributed Map state: {arn}"),
        )),
    }
}

fn version(
    cx: &Context<'_>,
    asked: &str,
    machine: &str,
    version_arn: &str,
    alias_arn: Option<String>,
) -> Result<Target, Error> {
    let found = cx.app.machines.versions.get(version_arn);
    let found = found.filter(|_| is_own(cx, machine));
    let version = found.ok_or_else(|| no_such_machine(cx, asked))?;
    Ok(Target {
        arn: machine.to_owned(),
        machine: Arc::clone(&version.machine),
        version: Some(version),
        version_arn: Some(version_arn.to_owned()),
        alias_arn,
    })
}
