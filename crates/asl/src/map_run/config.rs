//! `ReaderConfig` and `WriterConfig`, as they are written.

use serde::Deserialize;
use serde_json::Value;

/// How items are found in what an `ItemReader` reads
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html>).
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct ReaderConfig {
    /// What kind of file it is. An object without it is JSON.
    pub input_type: Option<InputType>,
    /// Where the names of columns are.
    #[serde(rename = "CSVHeaderLocation")]
    pub csv_header_location: Option<CsvHeaderLocation>,
    /// The names of columns.
    #[serde(rename = "CSVHeaders")]
    pub csv_headers: Option<Vec<String>>,
    /// What stands between columns.
    #[serde(rename = "CSVDelimiter")]
    pub csv_delimiter: Option<CsvDelimiter>,
    /// Which array of a JSON file, as a JSON pointer.
    pub items_pointer: Option<String>,
    /// What a manifest is.
    pub manifest_type: Option<ManifestType>,
    /// What is done with the objects that are listed.
    pub transformation: Option<ReaderTransformation>,
    /// `MaxItems`.
    pub max_items: Option<Value>,
}

/// `InputType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names are the language's")]
pub enum InputType {
    Csv,
    Json,
    Jsonl,
    Parquet,
    Manifest,
}

/// `CSVHeaderLocation`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CsvHeaderLocation {
    /// In the file's first row.
    FirstRow,
    /// In `CSVHeaders`.
    Given,
}

/// `CSVDelimiter`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names are the language's")]
pub enum CsvDelimiter {
    #[default]
    Comma,
    Pipe,
    Semicolon,
    Space,
    Tab,
}

impl CsvDelimiter {
    /// The character.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Pipe => b'|',
            Self::Semicolon => b';',
            Self::Space => b' ',
            Self::Tab => b'\t',
        }
    }
}

/// `ManifestType`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ManifestType {
    /// An inventory of a bucket, as S3 writes it.
    #[default]
    S3Inventory,
    /// The files of an Athena query.
    AthenaData,
}

/// `Transformation` of a reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReaderTransformation {
    /// The items are what is listed.
    #[default]
    None,
    /// The items are in the objects that are listed.
    LoadAndFlatten,
}

/// The form of a Map Run's results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct WriterConfig {
    /// What is kept of each execution. `NONE` for results that are exported, else `COMPACT`.
    pub transformation: Option<Transformation>,
    /// An array or lines.
    pub output_type: OutputType,
}

/// `Transformation` of a writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Transformation {
    /// Everything: ARN, input, output, times.
    None,
    /// The output.
    Compact,
    /// The output; the elements of one that is an array.
    Flatten,
}

/// `OutputType`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum OutputType {
    /// A JSON array.
    #[default]
    Json,
    /// A JSON text a line.
    Jsonl,
}
