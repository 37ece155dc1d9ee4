//! What policies say to a request: explicit deny, then allow, then implicit deny
//! (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>).

use std::borrow::Cow;

use super::document::{Effect, Names, Policy, Principals, Statement};
use super::pattern::{matches, matches_ignoring_case, substitute};
use crate::principal::Principal;

/// Who wants to do what to what.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Who.
    pub principal: &'a Principal,
    /// What: `states:StartExecution`.
    pub action: &'a str,
    /// To what: an ARN, or `*` where the action has no resource.
    pub resource: &'a str,
    /// Further context keys and values, such as `aws:SourceArn`; a key may occur several times.
    pub context: &'a [(String, String)],
}

impl Request<'_> {
    /// The values of a context key; keys are compared without regard to case.
    pub(super) fn context_values(&self, key: &str) -> Vec<String> {
        let given = self
            .context
            .iter()
            .filter(|(name, _)| name.eq_ignore_ascii_case(key));
        let mut values: Vec<String> = given.map(|(_, value)| value.clone()).collect();
        if values.is_empty() {
            values.extend(self.implied_value(key));
        }
        values
    }

    fn implied_value(&self, key: &str) -> Option<String> {
        match key.to_ascii_lowercase().as_str() {
            "aws:principalarn" => Some(self.principal.arn()),
            "aws:principalaccount" => self.principal.account().map(ToString::to_string),
            "aws:principaltype" => Some(match self.principal {
                Principal::Root(_) => "Account".into(),
                Principal::Role { .. } => "AssumedRole".into(),
                Principal::Service(_) => "Service".into(),
                Principal::Anonymous => "Anonymous".into(),
            }),
            _ => None,
        }
    }
}

/// The policies that bear on one request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Policies<'a> {
    /// What is attached to the caller's role: managed and inline policies.
    pub identity: &'a [std::sync::Arc<Policy>],
    /// What is attached to the resource, such as a function's permissions or a role's trust policy.
    pub resource: Option<&'a Policy>,
    /// The role's permissions boundary.
    pub boundary: Option<&'a Policy>,
}

/// What the policies say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Permitted.
    Allow,
    /// Some statement denies it; its `Sid`, if it has one.
    ExplicitDeny(Option<String>),
    /// Nothing permits it.
    ImplicitDeny,
}

/// Decides a request. The caller and the resource are taken to be of one account, where either an identity or a
/// resource policy suffices.
#[must_use]
pub fn evaluate(request: &Request<'_>, policies: &Policies<'_>) -> Decision {
    let identity = || policies.identity.iter().map(AsRef::as_ref);
    let everything = identity().chain(policies.resource).chain(policies.boundary);
    let mut applying = everything.flat_map(|policy| applying(policy, request));
    if let Some(denial) = applying.find(|statement| statement.effect == Effect::Deny) {
        return Decision::ExplicitDeny(denial.sid.clone());
    }
    let within_boundary = policies
        .boundary
        .is_none_or(|boundary| allows(boundary, request));
    let by_identity = identity().any(|policy| allows(policy, request)) && within_boundary;
    let by_resource = policies
        .resource
        .is_some_and(|policy| allows(policy, request));
    if by_identity || by_resource {
        Decision::Allow
    } else {
        Decision::ImplicitDeny
    }
}

fn allows(policy: &Policy, request: &Request<'_>) -> bool {
    applying(policy, request).any(|statement| statement.effect == Effect::Allow)
}

fn applying<'p>(policy: &'p Policy, request: &Request<'_>) -> impl Iterator<Item = &'p Statement> {
    policy
        .statements
        .iter()
        .filter(move |statement| applies(statement, policy.variables, request))
}

fn applies(statement: &Statement, variables: bool, request: &Request<'_>) -> bool {
    principal_applies(statement, request.principal)
        && names_apply(&statement.action, |action| {
            matches_ignoring_case(action, request.action)
        })
        && resource_applies(statement, variables, request)
        && statement
            .conditions
            .iter()
            .all(|condition| condition.holds(request, variables))
}

fn resource_applies(statement: &Statement, variables: bool, request: &Request<'_>) -> bool {
    let Some(resource) = &statement.resource else {
        return true;
    };
    names_apply(resource, |pattern| {
        let pattern = match variables {
            true => substitute(pattern, request).map(Cow::Owned),
            false => Some(Cow::Borrowed(pattern)),
        };
        pattern.is_some_and(|pattern| matches(&pattern, request.resource))
    })
}

fn names_apply(names: &Names<Vec<String>>, applies: impl Fn(&str) -> bool) -> bool {
    match names {
        Names::Only(list) => list.iter().any(|name| applies(name)),
        Names::AllBut(list) => !list.iter().any(|name| applies(name)),
    }
}

fn principal_applies(statement: &Statement, principal: &Principal) -> bool {
    match &statement.principal {
        None => true,
        Some(Names::Only(named)) => named.includes(principal),
        Some(Names::AllBut(named)) => !named.includes(principal),
    }
}

impl Principals {
    fn includes(&self, principal: &Principal) -> bool {
        match self {
            Self::Everyone => true,
            Self::Named(names) => names
                .iter()
                .any(|(kind, name)| named(kind, name, principal)),
        }
    }
}

/// An account's root, written as its ARN or its 12 digits, stands for everybody of that account.
fn named(kind: &str, name: &str, principal: &Principal) -> bool {
    match (kind, principal) {
        ("Service", Principal::Service(service)) => name == service,
        ("AWS", Principal::Service(_)) => false,
        ("AWS", _) if name == "*" => true,
        ("AWS", principal) => {
            let of_account = principal.account().is_some_and(|account| {
                name == account.as_str() || name == format!("arn:aws:iam::{account}:root")
            });
            of_account || name == principal.arn() || name == principal.caller_arn()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn role() -> Principal {
        Principal::role_session("arn:aws:iam::123456789012:role/r", "s").unwrap()
    }

    #[track_caller]
    fn check(statements: &str, action: &str, resource: &str, expected: Decision) {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
        let identity = [Arc::new(Policy::parse(&text).unwrap())];
        let policies = Policies {
            identity: &identity,
            ..Policies::default()
        };
        let principal = role();
        let request = Request {
            principal: &principal,
            action,
            resource,
            context: &[],
        };
        assert_eq!(evaluate(&request, &policies), expected, "{statements}");
    }

    const ALLOW_INVOKE: &str = r#"{"Effect":"Allow","Action":"lambda:Invoke*","Resource":"arn:aws:lambda:*:*:function:F"}"#;

    #[test]
    fn allow_deny_and_silence() {
        let function = "arn:aws:lambda:us-east-1:123456789012:function:F";
        check(
            ALLOW_INVOKE,
            "lambda:InvokeFunction",
            function,
            Decision::Allow,
        );
        check(
            ALLOW_INVOKE,
            "lambda:GetFunction",
            function,
            Decision::ImplicitDeny,
        );
        check(
            ALLOW_INVOKE,
            "lambda:InvokeFunction",
            &function.replace(":F", ":G"),
            Decision::ImplicitDeny,
        );
        let deny = format!(
            r#"{ALLOW_INVOKE},{{"Sid":"no","Effect":"Deny","NotAction":"states:*","Resource":"*"}}"#
        );
        check(
            &deny,
            "lambda:InvokeFunction",
            function,
            Decision::ExplicitDeny(Some("no".into())),
        );
        let own = r#"{"Effect":"Allow","Action":"*","Resource":"${aws:PrincipalArn}"}"#;
        check(
            own,
            "iam:GetRole",
            "arn:aws:iam::123456789012:role/r",
            Decision::Allow,
        );
        check(
            own,
            "iam:GetRole",
            "arn:aws:iam::123456789012:role/q",
            Decision::ImplicitDeny,
        );
    }

    #[test]
    fn a_trust_policy_names_who_may_assume() {
        let text = r#"{"Statement":{"Effect":"Allow","Principal":{"Service":["states.amazonaws.com"],"AWS":"123456789012"},"Action":"sts:AssumeRole"}}"#;
        let trust = Policy::parse_trust(text).unwrap();
        let policies = Policies {
            resource: Some(&trust),
            ..Policies::default()
        };
        let decide = |principal: &Principal| {
            let request = Request {
                principal,
                action: "sts:AssumeRole",
                resource: "*",
                context: &[],
            };
            evaluate(&request, &policies)
        };
        assert_eq!(
            decide(&Principal::Service("states.amazonaws.com".into())),
            Decision::Allow
        );
        assert_eq!(
            decide(&Principal::Service("lambda.amazonaws.com".into())),
            Decision::ImplicitDeny
        );
        assert_eq!(decide(&role()), Decision::Allow);
        assert_eq!(decide(&Principal::Anonymous), Decision::ImplicitDeny);
    }

    #[test]
    fn a_boundary_limits_what_identity_policies_give() {
        let parse = |action: &str| {
            let text = format!(
                r#"{{"Statement":{{"Effect":"Allow","Action":"{action}","Resource":"*"}}}}"#
            );
            Policy::parse(&text).unwrap()
        };
        let (identity, boundary) = ([Arc::new(parse("*"))], parse("states:*"));
        let policies = Policies {
            identity: &identity,
            boundary: Some(&boundary),
            ..Policies::default()
        };
        let principal = role();
        let decide = |action| {
            evaluate(
                &Request {
                    principal: &principal,
                    action,
                    resource: "*",
                    context: &[],
                },
                &policies,
            )
        };
        assert_eq!(decide("states:StartExecution"), Decision::Allow);
        assert_eq!(decide("lambda:InvokeFunction"), Decision::ImplicitDeny);
    }
}
