//! Names and ARNs of state machines, activities and executions, and AWS's rules for them
//! (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html>).

use aws::Error;
use model::Arn;

use super::machines::prefix;
use crate::call::Context;

/// The ARN of the caller's state machine called `name`.
pub(super) fn machine_arn(cx: &Context<'_>, name: &str) -> String {
    prefix(cx.scope(), "stateMachine") + name
}

/// The ARN of the caller's activity called `name`.
pub(super) fn activity_arn(cx: &Context<'_>, name: &str) -> String {
    prefix(cx.scope(), "activity") + name
}

/// Refuses a name that AWS refuses.
///
/// # Errors
/// `InvalidName`.
pub(super) fn check_name(cx: &Context<'_>, name: &str) -> Result<(), Error> {
    const FORBIDDEN: &str = "<>{}[]?*\"#%\\^|~`$&,;:/";
    let forbidden = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || FORBIDDEN.contains(c)
            || matches!(c, '\u{fffe}' | '\u{ffff}')
    };
    if (1..=80).contains(&name.chars().count()) && !name.contains(forbidden) {
        return Ok(());
    }
    Err(cx.error("InvalidName", format!("Invalid Name: '{name}'")))
}

/// Refuses a text that is no ARN of Step Functions' `kind`.
///
/// # Errors
/// `InvalidArn`.
pub(super) fn check_arn(cx: &Context<'_>, arn: &str, kind: &str) -> Result<(), Error> {
    let invalid = |why: String| Err(cx.error("InvalidArn", format!("Invalid Arn: '{why}'")));
    if !arn.starts_with("arn:") {
        return invalid(format!("Invalid ARN prefix: {arn}"));
    }
    let Ok(parsed) = arn.parse::<Arn>() else {
        return invalid(format!("Invalid ARN: {arn}"));
    };
    let (actual, name) = parsed.resource_parts();
    if parsed.service != "states" || name.is_empty() {
        return invalid(format!("Invalid ARN: {arn}"));
    }
    if actual != kind {
        return invalid(format!("Resource type not valid in this context: {actual}"));
    }
    Ok(())
}
