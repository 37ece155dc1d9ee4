//! Where Map Runs find their items and leave their results: buckets, with the permissions of the execution's role.

mod permission;
mod read;
mod write;

use std::sync::{Arc, Weak};

use asl::event::Failure;
use asl::map_run::ReadRequest;
use async_trait::async_trait;
use engine::{ExportedObject, ItemIterator, MapRunCaller, MapRunObjects};
use objects::ObjectError;

use crate::app::App;

/// The object store as Map Runs use it.
#[derive(Debug)]
struct Buckets(Weak<App>);

/// Lets Map Runs read and write objects.
pub fn serve(app: &Arc<App>) {
    let buckets = Buckets(Arc::downgrade(app));
    app.engine.serve_map_runs(Arc::new(buckets));
}

impl Buckets {
    /// The server; absent when it is about to end.
    fn app(&self) -> Result<Arc<App>, ObjectError> {
        let gone = || ObjectError::Io(std::io::Error::other("the server stops"));
        self.0.upgrade().ok_or_else(gone)
    }
}

#[async_trait]
impl MapRunObjects for Buckets {
    async fn read(
        &self,
        caller: &MapRunCaller,
        request: &ReadRequest,
    ) -> Result<ItemIterator, Failure> {
        let app = self.app().map_err(|error| read::failure(&error))?;
        read::read(&app, caller, request).await
    }

    async fn write(
        &self,
        caller: &MapRunCaller,
        object: ExportedObject<'_>,
    ) -> Result<(), Failure> {
        let app = self.app().map_err(|error| write::failure(&error))?;
        write::write(&app, caller, object).await
    }
}

/// S3's error as Step Functions' newer SDK words it (recorded for `aws-sdk:s3`).
fn told(error: &ObjectError) -> String {
    let request_id = uuid::Uuid::new_v4();
    format!(
        "{error} (Service: S3, Status Code: {}, Request ID: {request_id})",
        error.status()
    )
}
