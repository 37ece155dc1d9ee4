//! `ItemReader`: items in objects, or the objects themselves
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html>).

use std::io::Read;

use asl::event::Failure;
use asl::map_run::dataset::{self, Inventory, ObjectRef, athena_files, reader_failure};
use asl::map_run::{
    InputType, ManifestType, ReadAction, ReadRequest, ReaderConfig, ReaderTransformation,
};
use bytes::Bytes;
use engine::{ItemIterator, MapRunCaller};
use objects::{BucketName, List, ObjectError, ObjectInfo, ObjectKey};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

use super::permission::{Action, permit};
use super::told;
use crate::app::App;

/// Objects listed at once.
const PAGE: usize = 10_000;
/// What files of gzip begin with (RFC 1952).
const GZIP: &[u8] = &[0x1f, 0x8b];

/// The parameters of `s3:getObject` and `s3:listObjectsV2` that matter here.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameters {
    bucket: String,
    key: Option<String>,
    version_id: Option<String>,
    prefix: Option<String>,
}

/// One reading of items.
struct Reader<'a> {
    app: &'a App,
    caller: &'a MapRunCaller,
    request: &'a ReadRequest,
}

/// The failure of a Map Run whose object cannot be had.
pub(super) fn failure(error: &ObjectError) -> Failure {
    reader_failure(told(error))
}

/// The items that `request` asks for.
pub(super) async fn read(
    app: &App,
    caller: &MapRunCaller,
    request: &ReadRequest,
) -> Result<ItemIterator, Failure> {
    let parameters: Parameters = serde_json::from_value(request.parameters.clone())
        .map_err(|error| reader_failure(format!("The parameters of the ItemReader: {error}")))?;
    let reader = Reader {
        app,
        caller,
        request,
    };
    match request.action {
        ReadAction::GetObject => reader.file(parameters).await,
        ReadAction::ListObjects => reader.listing(&parameters).await,
    }
}

impl Reader<'_> {
    fn config(&self) -> &ReaderConfig {
        &self.request.config
    }

    async fn file(&self, parameters: Parameters) -> Result<ItemIterator, Failure> {
        let object = ObjectRef {
            bucket: parameters.bucket,
            key: parameters.key.unwrap_or_default(),
        };
        let content = self
            .content(&object, parameters.version_id.as_deref())
            .await?;
        match (self.config().manifest_type, self.config().input_type) {
            (Some(ManifestType::AthenaData), _) => self.files(athena_files(&content)?).await,
            (Some(ManifestType::S3Inventory), _) | (None, Some(InputType::Manifest)) => {
                self.inventory(&Inventory::read(&content)?).await
            }
            _ => dataset::items(content, self.config()),
        }
    }

    /// The objects that the files of an inventory list.
    async fn inventory(&self, inventory: &Inventory) -> Result<ItemIterator, Failure> {
        let mut all: Vec<ItemIterator> = Vec::new();
        for file in inventory.files() {
            let content = self.content(&file, None).await?;
            all.push(inventory.objects(content)?);
        }
        Ok(Box::new(all.into_iter().flatten()))
    }

    /// The items of several files, one file after the other.
    async fn files(&self, files: Vec<ObjectRef>) -> Result<ItemIterator, Failure> {
        let mut all: Vec<ItemIterator> = Vec::new();
        for file in files {
            let content = self.content(&file, None).await?;
            all.push(dataset::items(content, self.config())?);
        }
        Ok(Box::new(all.into_iter().flatten()))
    }

    async fn listing(&self, parameters: &Parameters) -> Result<ItemIterator, Failure> {
        let objects = self
            .list(parameters)
            .await
            .map_err(|error| failure(&error))?;
        if self.config().transformation == Some(ReaderTransformation::LoadAndFlatten) {
            let named = |object: ObjectInfo| ObjectRef {
                bucket: parameters.bucket.clone(),
                key: object.key,
            };
            return self.files(objects.into_iter().map(named).collect()).await;
        }
        Ok(Box::new(
            objects.into_iter().map(|object| Ok(listed(&object))),
        ))
    }

    async fn list(&self, parameters: &Parameters) -> Result<Vec<ObjectInfo>, ObjectError> {
        permit(
            self.app,
            self.caller,
            Action::List,
            &parameters.bucket,
            None,
        )?;
        let bucket = BucketName::parse(&parameters.bucket)?;
        let mut found = Vec::new();
        let mut continuation = None;
        loop {
            let list = List {
                prefix: parameters.prefix.clone().unwrap_or_default(),
                continuation,
                max: PAGE,
            };
            let page = self.app.objects.list(&bucket, list).await?;
            found.extend(page.objects);
            continuation = page.next;
            if continuation.is_none() || found.len() >= self.most() {
                return Ok(found);
            }
        }
    }

    /// Most objects that are of use.
    fn most(&self) -> usize {
        let flattened = self.config().transformation == Some(ReaderTransformation::LoadAndFlatten);
        match self.request.max_items {
            Some(most) if most > 0 && !flattened => usize::try_from(most).unwrap_or(usize::MAX),
            _ => usize::MAX,
        }
    }

    /// An object's content, unpacked.
    async fn content(&self, object: &ObjectRef, version: Option<&str>) -> Result<Bytes, Failure> {
        let read = self.bytes(object, version).await;
        let content = read.map_err(|error| failure(&error))?;
        if !content.starts_with(GZIP) {
            return Ok(content.into());
        }
        let mut unpacked = Vec::new();
        let read = flate2::read::MultiGzDecoder::new(&content[..]).read_to_end(&mut unpacked);
        read.map_err(|error| {
            reader_failure(format!("{} cannot be unpacked: {error}", object.key))
        })?;
        Ok(unpacked.into())
    }

    async fn bytes(&self, at: &ObjectRef, version: Option<&str>) -> Result<Vec<u8>, ObjectError> {
        permit(
            self.app,
            self.caller,
            Action::Get,
            &at.bucket,
            Some(&at.key),
        )?;
        let bucket = BucketName::parse(&at.bucket)?;
        let key = ObjectKey::parse(&at.key)?;
        let mut object = self.app.objects.get(&bucket, &key, version).await?;
        let mut content = Vec::with_capacity(usize::try_from(object.info.size).unwrap_or(0));
        let read = object.body.read_to_end(&mut content).await;
        read.map_err(ObjectError::Io)?;
        Ok(content)
    }
}

/// An object as an item (recorded: the names and their order).
fn listed(object: &ObjectInfo) -> Value {
    json!({
        "Etag": format!("\"{}\"", object.etag),
        "LastModified": object.last_modified.millis() / 1000,
        "Key": object.key,
        "Size": object.size,
        "StorageClass": "STANDARD",
    })
}
