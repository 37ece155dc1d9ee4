//! Which logging configurations AWS refuses, and what the role needs to log
//! (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html>).

use aws::states::{LogLevel, LoggingConfiguration};
use aws::{Error, Service};
use iam::Principal;
use model::{Arn, Scope};

use crate::access::Access;
use crate::call::{Caller, Context};

/// Why a configuration is refused, in AWS's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum LoggingFault {
    #[error("Must specify exactly one Log Destination.")]
    NotOneDestination,
    #[error("Log Group ARN must be provided with '*' qualifier.")]
    Unqualified,
    #[error("Log Destination not found.")]
    NotFound,
}

/// Refuses a logging configuration without the one log group it needs, with one that is not there, or that the
/// machine's role may not write to.
///
/// # Errors
/// `InvalidLoggingConfiguration`; `AccessDeniedException`, where IAM is enforced.
pub(super) fn check_logging(
    cx: &Context<'_>,
    configuration: Option<&LoggingConfiguration>,
    role_arn: &str,
) -> Result<(), Error> {
    let Some(configuration) = configuration else {
        return Ok(());
    };
    let checked = destination(configuration, cx.scope()).and_then(|group| match group {
        Some(name) if cx.app.logs.describe_log_group(cx.scope(), &name).is_err() => {
            Err(LoggingFault::NotFound)
        }
        _ => Ok(()),
    });
    let message = |fault| format!("Invalid Logging Configuration: {fault}");
    checked.map_err(|fault| cx.error("InvalidLoggingConfiguration", message(fault)))?;
    match &configuration.level {
        None | Some(LogLevel::Off) => Ok(()),
        Some(_) => check_role_may_log(cx, role_arn),
    }
}

/// What the developer guide's policy for logging allows ("IAM policies for logging to CloudWatch Logs"):
/// <https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html>. None of it can be limited to a resource.
const TO_LOG: [&str; 8] = [
    "CreateLogDelivery",
    "GetLogDelivery",
    "UpdateLogDelivery",
    "DeleteLogDelivery",
    "ListLogDeliveries",
    "PutResourcePolicy",
    "DescribeResourcePolicies",
    "DescribeLogGroups",
];

fn check_role_may_log(cx: &Context<'_>, role_arn: &str) -> Result<(), Error> {
    let Some(principal) = Principal::role_session(role_arn, "stepwell") else {
        return Ok(());
    };
    let role = Caller {
        principal,
        ..cx.caller.clone()
    };
    let may = |action: &'static str| {
        let access = Access::new(action, "*");
        let allowed = cx
            .app
            .access
            .authorize(&role, Service::Logs, action, &access, || None);
        allowed.is_ok()
    };
    if TO_LOG.into_iter().all(may) {
        return Ok(());
    }
    let message = "The state machine IAM Role is not authorized to access the Log Destination";
    Err(Error::new("AccessDeniedException", 400, message))
}

/// The name of the caller's log group that a configuration is for. Only with level `OFF`, the default, may there be
/// none.
fn destination(
    configuration: &LoggingConfiguration,
    scope: &Scope,
) -> Result<Option<String>, LoggingFault> {
    let destination = match configuration.destinations.as_deref().unwrap_or_default() {
        [] if matches!(configuration.level, None | Some(LogLevel::Off)) => return Ok(None),
        [one] => one,
        _ => return Err(LoggingFault::NotOneDestination),
    };
    let group = destination.cloud_watch_logs_log_group.as_ref();
    let arn = group.and_then(|group| group.log_group_arn.as_deref());
    group_name(arn.ok_or(LoggingFault::NotOneDestination)?, scope).map(Some)
}

/// The `name` of `arn:aws:logs:region:account:log-group:name:*`.
fn group_name(arn: &str, scope: &Scope) -> Result<String, LoggingFault> {
    let arn: Arn = arn.parse().map_err(|_| LoggingFault::NotFound)?;
    let name = arn.resource.strip_prefix("log-group:");
    let name = name.ok_or(LoggingFault::NotFound)?;
    let name = name.strip_suffix(":*").ok_or(LoggingFault::Unqualified)?;
    match arn == Arn::new("logs", scope, arn.resource.as_str()) {
        true => Ok(name.into()),
        false => Err(LoggingFault::NotFound),
    }
}

#[cfg(test)]
mod tests {
    use aws::states::{CloudWatchLogsLogGroup, LogDestination};
    use model::{Account, Region};

    use super::*;

    fn scope() -> Scope {
        Scope::new(
            Account::parse("123456789012").unwrap(),
            Region::parse("us-east-1").unwrap(),
        )
    }

    fn check(level: Option<LogLevel>, arns: &[&str]) -> Result<Option<String>, LoggingFault> {
        let to = |arn: &&str| LogDestination {
            cloud_watch_logs_log_group: Some(CloudWatchLogsLogGroup {
                log_group_arn: Some((*arn).into()),
            }),
        };
        let configuration = LoggingConfiguration {
            level,
            include_execution_data: None,
            destinations: Some(arns.iter().map(to).collect()),
        };
        destination(&configuration, &scope())
    }

    const GROUP: &str = "arn:aws:logs:us-east-1:123456789012:log-group:/aws/states/a:*";

    #[test]
    fn a_level_needs_one_destination() {
        for level in [LogLevel::All, LogLevel::Error, LogLevel::Fatal] {
            assert_eq!(
                check(Some(level), &[]),
                Err(LoggingFault::NotOneDestination)
            );
        }
        for level in [None, Some(LogLevel::Off)] {
            assert_eq!(check(level, &[]), Ok(None));
        }
        let two = check(Some(LogLevel::All), &[GROUP, GROUP]);
        assert_eq!(two, Err(LoggingFault::NotOneDestination));
        let one = check(Some(LogLevel::All), &[GROUP]);
        assert_eq!(one, Ok(Some("/aws/states/a".into())));
        let empty = LoggingConfiguration {
            destinations: Some(vec![LogDestination::default()]),
            ..LoggingConfiguration::default()
        };
        assert_eq!(
            destination(&empty, &scope()),
            Err(LoggingFault::NotOneDestination)
        );
    }

    #[test]
    fn a_destination_is_a_group_of_the_caller_with_all_its_streams() {
        let check = |arn: &str| check(None, &[arn]);
        let unqualified = GROUP.trim_end_matches(":*");
        assert_eq!(check(unqualified), Err(LoggingFault::Unqualified));
        for arn in [
            "a",
            "arn:aws:s3:::bucket",
            "arn:aws:logs:us-east-1:123456789012:other:a:*",
            "arn:aws:logs:us-east-2:123456789012:log-group:a:*",
            "arn:aws:logs:us-east-1:123456789013:log-group:a:*",
        ] {
            assert_eq!(check(arn), Err(LoggingFault::NotFound), "{arn}");
        }
    }
}
