//! What the execution's role may do with objects.

use engine::MapRunCaller;
use iam::Principal;
use model::{Arn, Scope};
use objects::ObjectError;

use crate::app::App;
use crate::call::Caller;

/// An action on objects, by IAM's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    Get,
    List,
    Put,
}

impl Action {
    fn name(self) -> &'static str {
        match self {
            Self::Get => "s3:GetObject",
            Self::List => "s3:ListBucket",
            Self::Put => "s3:PutObject",
        }
    }
}

/// Permits or denies `action` on the bucket, or on the object `key` of it.
///
/// # Errors
/// `AccessDenied`, where policies are enforced.
pub(super) fn permit(
    app: &App,
    who: &MapRunCaller,
    action: Action,
    bucket: &str,
    key: Option<&str>,
) -> Result<(), ObjectError> {
    let resource = match key {
        None => format!("arn:aws:s3:::{bucket}"),
        Some(key) => format!("arn:aws:s3:::{bucket}/{key}"),
    };
    let permitted = app
        .access
        .permit(&caller(who), action.name(), &resource, &[], || None);
    permitted.map_err(|_| ObjectError::AccessDenied)
}

/// A session of the execution's role.
fn caller(who: &MapRunCaller) -> Caller {
    let arn = who.execution_arn.parse::<Arn>().ok();
    let scope = arn.and_then(|arn| Scope::of(&arn));
    Caller {
        principal: Principal::role_session(&who.role_arn, "stepwell")
            .unwrap_or(Principal::Anonymous),
        scope: scope.unwrap_or_default(),
        request_id: uuid::Uuid::new_v4().to_string(),
        source_ip: None,
        source_arn: None,
        task: None,
    }
}
