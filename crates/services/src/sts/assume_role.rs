//! `AssumeRole`.

use std::time::Duration;

use aws::Error;
use aws::sts::*;
use iam::Principal;

use crate::call::Context;

const DEFAULT_SECONDS: i32 = 3600;

/// Gives the caller credentials of a role session, if the role's trust policy lets it.
pub(super) async fn assume_role(
    cx: &Context<'_>,
    input: AssumeRoleInput,
) -> Result<AssumeRoleOutput, Error> {
    let denied = |message| Error::new("AccessDenied", 403, message);
    cx.app
        .access
        .may_assume(&cx.caller.principal, &input.role_arn)
        .map_err(denied)?;
    let session = Principal::role_session(&input.role_arn, &input.role_session_name);
    let session = session.ok_or_else(|| {
        Error::new(
            "ValidationError",
            400,
            format!("{} is invalid", input.role_arn),
        )
    })?;
    let seconds = input.duration_seconds.unwrap_or(DEFAULT_SECONDS);
    let expires = cx
        .now()
        .after(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)));
    let credentials = cx
        .app
        .issue_session(&input.role_arn, &input.role_session_name, expires);
    Ok(AssumeRoleOutput {
        credentials: Some(Credentials {
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            session_token: credentials.session_token,
            expiration: expires,
        }),
        assumed_role_user: Some(AssumedRoleUser {
            assumed_role_id: user_id(cx, &session),
            arn: session.caller_arn(),
        }),
        ..AssumeRoleOutput::default()
    })
}

/// The caller's unique id: the account's number for its root, the role's id and the session's name for a role.
pub(super) fn user_id(cx: &Context<'_>, principal: &Principal) -> String {
    match principal {
        Principal::Role { session, .. } => {
            let role = cx.app.directory.role_by_arn(&principal.arn());
            let id = role.map_or_else(|| "AROA".to_owned(), |role| role.id.clone());
            format!("{id}:{session}")
        }
        _ => cx.scope().account.to_string(),
    }
}
