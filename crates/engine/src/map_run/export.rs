//! `ResultWriter`: results as objects of a bucket, with a manifest that lists them
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html>).

use asl::event::{Failure, Payload};
use asl::map_run::{OutputType, Transformation, WRITER_FAILED};
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

use super::driver::Driver;
use super::objects::ExportedObject;
use super::results::{Joined, READ};
use super::uuid_of;
use crate::status::Status;

/// A file is closed when it holds this many bytes.
const FILE_BYTES: usize = 8 << 20;

/// The files of one status.
struct Files {
    name: &'static str,
    transformation: Transformation,
    open: Joined,
    form: OutputType,
    written: Vec<File>,
}

/// A file as the manifest lists it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct File {
    key: String,
    size: usize,
}

/// Where an export goes.
struct Place {
    bucket: String,
    /// Ends with the Map Run's own folder and a slash.
    folder: String,
}

impl Driver {
    /// Writes the results, if the definition says where. Gives the state's result.
    pub(super) async fn export(&mut self) -> Result<Option<Payload>, Failure> {
        let Some(spec) = self.spec.clone() else {
            return Ok(None);
        };
        let Some(parameters) = &spec.results.export else {
            return Ok(None);
        };
        let place = self.place(parameters)?;
        let config = spec.results.config;
        let transformation = config.transformation.unwrap_or(Transformation::None);
        let files = |name, transformation| Files::new(name, transformation, config.output_type);
        let mut succeeded = files("SUCCEEDED", transformation);
        // What failed is told whole, whatever the transformation.
        let mut failed = files("FAILED", Transformation::None);
        let pending = files("PENDING", Transformation::None);
        let mut index = 0;
        while index < self.record.settled {
            for given in self.given(index).await {
                let files = match given.status {
                    Status::Succeeded => &mut succeeded,
                    _ => &mut failed,
                };
                for text in given.texts(files.transformation) {
                    files.open.add(&text);
                }
                if files.open.len() >= FILE_BYTES {
                    self.close(&place, files).await?;
                }
            }
            index += READ;
        }
        for files in [&mut succeeded, &mut failed] {
            self.close(&place, files).await?;
        }
        self.manifest(&place, [failed, pending, succeeded]).await?;
        let details = json!({
            "MapRunArn": self.record.arn,
            "ResultWriterDetails": {
                "Bucket": place.bucket,
                "Key": format!("{}manifest.json", place.folder),
            },
        });
        Ok(Some(Payload::new(asl::map_run::json_text(&details))))
    }

    fn place(&self, parameters: &Value) -> Result<Place, Failure> {
        let text = |name: &str| parameters.get(name).and_then(Value::as_str);
        let Some(bucket) = text("Bucket") else {
            return Err(Failure {
                error: Some(WRITER_FAILED.into()),
                cause: Some("The field 'Bucket' of the ResultWriter must be a text.".into()),
            });
        };
        let uuid = uuid_of(&self.record.arn);
        let folder = match text("Prefix").map(|prefix| prefix.trim_end_matches('/')) {
            None | Some("") => format!("{uuid}/"),
            Some(prefix) => format!("{prefix}/{uuid}/"),
        };
        Ok(Place {
            bucket: bucket.to_owned(),
            folder,
        })
    }

    /// Writes what the open file holds, if anything.
    async fn close(&mut self, place: &Place, files: &mut Files) -> Result<(), Failure> {
        let open = std::mem::replace(&mut files.open, Joined::new(files.form));
        if open.count == 0 {
            return Ok(());
        }
        let (suffix, content_type) = match files.form {
            OutputType::Json => ("json", "application/json"),
            OutputType::Jsonl => ("jsonl", "application/jsonl"),
        };
        let number = files.written.len();
        let key = format!("{}{}_{number}.{suffix}", place.folder, files.name);
        let text = open.finish();
        let size = text.len();
        self.put(place, &key, text, content_type).await?;
        files.written.push(File { key, size });
        Ok(())
    }

    async fn manifest(&mut self, place: &Place, files: [Files; 3]) -> Result<(), Failure> {
        let [failed, pending, succeeded] = files.map(|files| files.written);
        let manifest = json!({
            "DestinationBucket": place.bucket,
            "MapRunArn": self.record.arn,
            "ResultFiles": {"FAILED": failed, "PENDING": pending, "SUCCEEDED": succeeded},
        });
        let key = format!("{}manifest.json", place.folder);
        self.put(place, &key, manifest.to_string(), "application/json")
            .await
    }

    async fn put(
        &mut self,
        place: &Place,
        key: &str,
        text: String,
        content_type: &'static str,
    ) -> Result<(), Failure> {
        let object = ExportedObject {
            bucket: &place.bucket,
            key,
            content: Bytes::from(text),
            content_type,
        };
        let objects = self.shared.map_runs.objects().await;
        objects.write(&self.caller, object).await
    }
}

impl Files {
    fn new(name: &'static str, transformation: Transformation, form: OutputType) -> Self {
        Self {
            name,
            transformation,
            open: Joined::new(form),
            form,
            written: Vec::new(),
        }
    }
}
