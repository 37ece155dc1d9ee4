//! What a state machine's ARN names: the machine, one of its versions or aliases, or a Distributed Map within it
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-alias-version-authorization.html>).

use aws::{Error, Service};

use super::machines::prefix;
use super::names::check_arn;
use crate::call::Context;

const MACHINE: &str = ":stateMachine:";

/// What follows the machine's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Qualifier {
    /// Nothing: the machine as it is now.
    Unqualified,
    /// `:3`
    Version,
    /// `:PROD`
    Alias,
    /// `/label`
    Map,
}

/// An ARN of a state machine in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MachineArn<'a> {
    /// The machine's own ARN.
    pub(super) machine: &'a str,
    /// What else is named.
    pub(super) qualifier: Qualifier,
}

/// Takes an ARN apart.
///
/// # Errors
/// `InvalidArn` when it is none of a state machine.
pub(super) fn parse<'a>(cx: &Context<'_>, arn: &'a str) -> Result<MachineArn<'a>, Error> {
    check_arn(cx, arn, "stateMachine")?;
    Ok(split(arn))
}

/// The ARN of a machine that may be the caller's, without qualifier.
///
/// # Errors
/// `InvalidArn`, or `ValidationException` for a version, an alias or a Map state.
pub(super) fn unqualified<'a>(cx: &Context<'_>, arn: &'a str) -> Result<&'a str, Error> {
    let parsed = parse(cx, arn)?;
    match parsed.qualifier {
        Qualifier::Unqualified => Ok(parsed.machine),
        _ => Err(Error::validation(
            Service::States,
            format!("A qualified state machine ARN is not supported for this operation: {arn}"),
        )),
    }
}

/// The machine of a version's or an alias's ARN.
///
/// # Errors
/// `InvalidArn` when something else is named.
pub(super) fn qualified<'a>(
    cx: &Context<'_>,
    arn: &'a str,
    wanted: Qualifier,
) -> Result<&'a str, Error> {
    let parsed = parse(cx, arn)?;
    if parsed.qualifier == wanted {
        return Ok(parsed.machine);
    }
    let why = "Resource type not valid in this context: stateMachine";
    Err(cx.error("InvalidArn", format!("Invalid Arn: '{why}'")))
}

/// Whether the ARN's account and region are the caller's.
pub(super) fn is_own(cx: &Context<'_>, arn: &str) -> bool {
    arn.starts_with(&prefix(cx.scope(), "stateMachine"))
}

/// Names hold neither colons nor slashes, and an alias is not called by digits alone.
pub(super) fn split(arn: &str) -> MachineArn<'_> {
    let name = arn.find(MACHINE).map_or(arn.len(), |at| at + MACHINE.len());
    let Some(at) = arn[name..].find([':', '/']).map(|at| name + at) else {
        return MachineArn {
            machine: arn,
            qualifier: Qualifier::Unqualified,
        };
    };
    let digits = !arn[at + 1..].is_empty() && arn[at + 1..].bytes().all(|b| b.is_ascii_digit());
    let qualifier = match (&arn[at..=at], digits) {
        ("/", _) => Qualifier::Map,
        (_, true) => Qualifier::Version,
        (_, false) => Qualifier::Alias,
    };
    MachineArn {
        machine: &arn[..at],
        qualifier,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_arn_names() {
        const ARN: &str = "arn:aws:states:us-east-1:123456789012:stateMachine:M";
        for (suffix, qualifier) in [
            ("", Qualifier::Unqualified),
            (":1", Qualifier::Version),
            (":PROD", Qualifier::Alias),
            (":1a", Qualifier::Alias),
            (":", Qualifier::Alias),
            ("/label", Qualifier::Map),
            ("/label:1", Qualifier::Map),
        ] {
            let arn = format!("{ARN}{suffix}");
            let machine = ARN;
            assert_eq!(split(&arn), MachineArn { machine, qualifier });
        }
    }
}
