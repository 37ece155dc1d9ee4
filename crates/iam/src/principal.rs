//! Who calls.

use model::{Account, Scope};

/// Who a call is made for. Every call has one, and the door checks what it may do.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Principal {
    /// The account itself: everything is allowed. SDK callers with the root credentials, or any caller where the
    /// server does not enforce.
    Root(Account),
    /// A role that somebody assumed.
    Role {
        /// The role's owner.
        account: Account,
        /// The role's path, `/` or `/some/path/`.
        path: String,
        /// The role's name.
        name: String,
        /// The session's name, such as the function's name.
        session: String,
    },
    /// An AWS service acting in its own name, such as `apigateway.amazonaws.com`.
    Service(String),
    /// Nobody: the call carries no credentials.
    Anonymous,
}

impl Principal {
    /// The ARN policies see as `aws:PrincipalArn`: the role's own for a role session.
    #[must_use]
    pub fn arn(&self) -> String {
        match self {
            Self::Root(account) => format!("arn:aws:iam::{account}:root"),
            Self::Role {
                account,
                path,
                name,
                ..
            } => format!("arn:aws:iam::{account}:role{path}{name}"),
            Self::Service(name) => name.clone(),
            Self::Anonymous => "*".into(),
        }
    }

    /// The ARN `sts:GetCallerIdentity` answers, and error messages name.
    #[must_use]
    pub fn caller_arn(&self) -> String {
        match self {
            Self::Role {
                account,
                name,
                session,
                ..
            } => {
                format!("arn:aws:sts::{account}:assumed-role/{name}/{session}")
            }
            other => other.arn(),
        }
    }

    /// The account that the caller belongs to, where it has one.
    #[must_use]
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Root(account) | Self::Role { account, .. } => Some(account),
            Self::Service(_) | Self::Anonymous => None,
        }
    }

    /// The role session of the role `role_arn` (`arn:aws:iam::ACCOUNT:role/PATH/NAME`); absent when it is no role ARN.
    #[must_use]
    pub fn role_session(role_arn: &str, session: &str) -> Option<Self> {
        let arn: model::Arn = role_arn.parse().ok()?;
        let full = arn.resource.strip_prefix("role/")?;
        let (path, name) = full
            .rsplit_once('/')
            .map_or(("", full), |(path, name)| (path, name));
        if arn.service != "iam" || name.is_empty() {
            return None;
        }
        let path = if path.is_empty() {
            "/".into()
        } else {
            format!("/{path}/")
        };
        Some(Self::Role {
            account: Account::parse(&arn.account)?,
            path,
            name: name.into(),
            session: session.into(),
        })
    }

    /// True when resources of `scope` belong to the caller's own account.
    #[must_use]
    pub fn owns(&self, scope: &Scope) -> bool {
        self.account() == Some(&scope.account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_arn_gives_its_session() {
        let principal =
            Principal::role_session("arn:aws:iam::123456789012:role/app/dev/worker", "run")
                .unwrap();
        assert_eq!(
            principal.arn(),
            "arn:aws:iam::123456789012:role/app/dev/worker"
        );
        assert_eq!(
            principal.caller_arn(),
            "arn:aws:sts::123456789012:assumed-role/worker/run"
        );
    }

    #[test]
    fn what_is_no_role_arn_gives_none() {
        for text in [
            "",
            "role/x",
            "arn:aws:iam::123456789012:user/x",
            "arn:aws:iam::1:role/x",
            "arn:aws:iam::123456789012:role/",
        ] {
            assert_eq!(Principal::role_session(text, "s"), None, "{text}");
        }
    }
}
