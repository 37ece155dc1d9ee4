//! `ResultWriter`: one object of an export.

use asl::event::Failure;
use asl::map_run::WRITER_FAILED;
use engine::{ExportedObject, MapRunCaller};
use objects::{BucketName, ObjectError, ObjectKey};

use super::permission::{Action, permit};
use super::told;
use crate::app::App;

/// The failure of a Map Run whose results cannot be written.
pub(super) fn failure(error: &ObjectError) -> Failure {
    Failure {
        error: Some(WRITER_FAILED.into()),
        cause: Some(told(error)),
    }
}

/// Writes `object` as the execution's role.
pub(super) async fn write(
    app: &App,
    caller: &MapRunCaller,
    object: ExportedObject<'_>,
) -> Result<(), Failure> {
    put(app, caller, object)
        .await
        .map_err(|error| failure(&error))
}

async fn put(
    app: &App,
    caller: &MapRunCaller,
    object: ExportedObject<'_>,
) -> Result<(), ObjectError> {
    permit(app, caller, Action::Put, object.bucket, Some(object.key))?;
    let bucket = BucketName::parse(object.bucket)?;
    let key = ObjectKey::parse(object.key)?;
    let body = objects::body(object.content);
    app.objects
        .put(&bucket, &key, body, object.content_type)
        .await?;
    Ok(())
}
