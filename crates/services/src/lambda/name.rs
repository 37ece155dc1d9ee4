//! The ways to name a function: its name, `account:function:name`, or its ARN, each with an optional `:qualifier`
//! (<https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html#API_GetFunction_RequestParameters>).

use ::lambda::{Target, VersionNumber};
use aws::Error;
use model::{Account, Arn, Region, Scope};

use crate::call::Context;

/// What a caller named.
struct Named {
    scope: Scope,
    name: String,
    qualifier: Option<String>,
}

/// The function that `name` and `qualifier` stand for; whether it exists is not looked at.
///
/// # Errors
/// `InvalidParameterValueException` when both name a version, and not the same; `ResourceNotFoundException` for a
/// function of another account or region, and for a qualifier that is no version, as no aliases exist here.
pub(super) fn target(
    cx: &Context<'_>,
    name: &str,
    qualifier: Option<&str>,
) -> Result<Target, Error> {
    let named = read(cx, name);
    let qualifier = match (named.qualifier.as_deref(), qualifier) {
        (Some(derived), Some(given)) if derived != given => {
            let message = "The derived qualifier from the function name does not match the specified qualifier.";
            return Err(cx.error("InvalidParameterValueException", message));
        }
        (derived, given) => given.or(derived),
    };
    let not_found = |arn: String| {
        cx.error(
            "ResourceNotFoundException",
            format!("Function not found: {arn}"),
        )
    };
    if named.scope.account != cx.scope().account || named.scope.region != cx.scope().region {
        return Err(not_found(function_arn(&named.scope, &named.name)));
    }
    let version = qualifier.map(str::parse::<VersionNumber>).transpose();
    let alias = || {
        format!(
            "{}:{}",
            function_arn(&named.scope, &named.name),
            qualifier.unwrap_or_default()
        )
    };
    Ok(Target {
        version: version.map_err(|_| not_found(alias()))?,
        scope: named.scope,
        name: named.name,
    })
}

/// The ARN that access to the function is decided by.
pub(super) fn arn(cx: &Context<'_>, name: &str) -> String {
    let named = read(cx, name);
    function_arn(&named.scope, &named.name)
}

/// The name of the function that `resource`, an ARN, stands for.
///
/// # Errors
/// `ResourceNotFoundException` or `InvalidParameterValueException`.
pub(super) fn of_resource(cx: &Context<'_>, resource: &str) -> Result<String, Error> {
    let target = target(cx, resource, None)?;
    if target.version.is_some() {
        let message = "Tags on function aliases and versions are not supported. Please specify a function ARN.";
        return Err(cx.error("InvalidParameterValueException", message));
    }
    Ok(target.name)
}

fn function_arn(scope: &Scope, name: &str) -> String {
    ::lambda::function::function_arn(scope, name).to_string()
}

fn read(cx: &Context<'_>, text: &str) -> Named {
    if let Ok(arn) = text.parse::<Arn>() {
        let scope = Scope::of(&arn).unwrap_or_else(|| cx.scope().clone());
        let rest = arn
            .resource
            .strip_prefix("function:")
            .unwrap_or(&arn.resource);
        return named(scope, rest);
    }
    match text.split_once(":function:") {
        Some((owner, rest)) => {
            let (region, account) = owner
                .rsplit_once(':')
                .map_or((None, owner), |(region, account)| (Some(region), account));
            let own = cx.scope();
            let account = Account::parse(account).unwrap_or_else(|| own.account.clone());
            let region = region
                .and_then(Region::parse)
                .unwrap_or_else(|| own.region.clone());
            named(Scope::new(account, region), rest)
        }
        None => named(cx.scope().clone(), text),
    }
}

fn named(scope: Scope, rest: &str) -> Named {
    let (name, qualifier) = rest
        .split_once(':')
        .map_or((rest, None), |(name, rest)| (name, Some(rest)));
    Named {
        scope,
        name: name.to_owned(),
        qualifier: qualifier.map(str::to_owned),
    }
}
