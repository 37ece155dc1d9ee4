//! Manifests: lists of objects that hold the items.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::Value;

use super::{ItemIterator, csv_rows, reader_failure};
use crate::event::Failure;
use crate::map_run::{CsvHeaderLocation, ReaderConfig};

/// An object of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectRef {
    /// The bucket's name.
    pub bucket: String,
    /// The object's key.
    pub key: String,
}

/// The manifest of an S3 inventory
/// (<https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html>).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Inventory {
    destination_bucket: String,
    file_format: String,
    file_schema: String,
    files: Vec<InventoryFile>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct InventoryFile {
    key: String,
}

impl Inventory {
    /// The inventory that a `manifest.json` describes.
    ///
    /// # Errors
    /// `States.ItemReaderFailed` when it is none, or not of CSV files.
    pub fn read(content: &[u8]) -> Result<Self, Failure> {
        let inventory: Self = serde_json::from_slice(content)
            .map_err(|error| reader_failure(format!("The manifest cannot be read: {error}")))?;
        match inventory.file_format.as_str() {
            "CSV" => Ok(inventory),
            other => {
                let cause = format!("Inventory files of format {other} cannot be read here.");
                Err(reader_failure(cause))
            }
        }
    }

    /// The files that list the objects.
    #[must_use]
    pub fn files(&self) -> Vec<ObjectRef> {
        let bucket = self
            .destination_bucket
            .rsplit(':')
            .next()
            .unwrap_or_default();
        let file = |file: &InventoryFile| ObjectRef {
            bucket: bucket.to_owned(),
            key: file.key.clone(),
        };
        self.files.iter().map(file).collect()
    }

    /// The objects that one of the files lists: an item each, its columns named as the manifest says.
    ///
    /// # Errors
    /// `States.ItemReaderFailed` when it cannot be read.
    pub fn objects(&self, content: Bytes) -> Result<ItemIterator, Failure> {
        let names = self
            .file_schema
            .split(',')
            .map(|name| name.trim().to_owned());
        let config = ReaderConfig {
            csv_header_location: Some(CsvHeaderLocation::Given),
            csv_headers: Some(names.collect()),
            ..ReaderConfig::default()
        };
        csv_rows::items(content, &config)
    }
}

/// The files that a manifest of Athena lists, one address a line: `s3://bucket/key`
/// (<https://docs.aws.amazon.com/athena/latest/ug/querying-finding-output-files.html>).
///
/// # Errors
/// `States.ItemReaderFailed` for a line that is no address.
pub fn athena_files(content: &[u8]) -> Result<Vec<ObjectRef>, Failure> {
    let text = String::from_utf8_lossy(content);
    let lines = text.lines().map(|line| line.trim().trim_matches('"'));
    lines.filter(|line| !line.is_empty()).map(address).collect()
}

fn address(line: &str) -> Result<ObjectRef, Failure> {
    let parts = line
        .strip_prefix("s3://")
        .and_then(|rest| rest.split_once('/'));
    let (bucket, key) = parts.ok_or_else(|| {
        let line = Value::String(line.chars().take(200).collect());
        reader_failure(format!(
            "The manifest's line {line} is no address of an object."
        ))
    })?;
    Ok(ObjectRef {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_inventory_names_its_files_and_columns() {
        let manifest = json!({"sourceBucket": "s", "destinationBucket": "arn:aws:s3:::d", "version": "2016-11-30",
            "fileFormat": "CSV", "fileSchema": "Bucket, Key, Size", "files": [{"key": "f.csv.gz", "size": 1}]});
        let inventory = Inventory::read(manifest.to_string().as_bytes()).unwrap();
        let file = ObjectRef {
            bucket: "d".into(),
            key: "f.csv.gz".into(),
        };
        assert_eq!(inventory.files(), [file]);
        let listed = Bytes::from_static(b"\"b\",\"k\",\"7\"\n");
        let objects: Vec<_> = inventory
            .objects(listed)
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(objects, [json!({"Bucket": "b", "Key": "k", "Size": "7"})]);
        let orc = manifest.to_string().replace("CSV", "ORC");
        assert!(Inventory::read(orc.as_bytes()).is_err());
        assert!(Inventory::read(b"[]").is_err());
    }

    #[test]
    fn athena_lists_addresses() {
        let files = athena_files(b"s3://b/k/1\n\"s3://b/k/2\"\n").unwrap();
        assert_eq!(
            files.iter().map(|f| f.key.as_str()).collect::<Vec<_>>(),
            ["k/1", "k/2"]
        );
        assert!(athena_files(b"http://b/k").is_err());
    }
}
