//! What an `ItemReader` reads, taken apart into items
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html>).
//!
//! Items are found one by one as they are asked for, but for a JSON file, which is one document.

mod csv_rows;
mod manifest;

use bytes::Bytes;
use serde_json::Value;

use super::{InputType, READER_FAILED, ReaderConfig};
use crate::event::Failure;

pub use manifest::{Inventory, ObjectRef, athena_files};

/// Items, found as they are asked for.
pub type ItemIterator = Box<dyn Iterator<Item = Result<Value, Failure>> + Send>;

/// The failure of a Map Run whose items cannot be read.
#[must_use]
pub fn reader_failure(cause: impl Into<String>) -> Failure {
    Failure {
        error: Some(READER_FAILED.into()),
        cause: Some(cause.into()),
    }
}

/// The items of a file of the kind that `config` says.
///
/// # Errors
/// `States.ItemReaderFailed` when it is no such file.
pub fn items(content: Bytes, config: &ReaderConfig) -> Result<ItemIterator, Failure> {
    match config.input_type.unwrap_or(InputType::Json) {
        InputType::Csv => csv_rows::items(content, config),
        InputType::Json | InputType::Manifest => json(&content, config.items_pointer.as_deref()),
        InputType::Jsonl => Ok(lines(content)),
        InputType::Parquet => Err(reader_failure("Files of type PARQUET cannot be read here.")),
    }
}

fn json(content: &Bytes, pointer: Option<&str>) -> Result<ItemIterator, Failure> {
    let document = value(content)?;
    let found = match pointer {
        None => document,
        Some(pointer) => match document.pointer(pointer) {
            Some(found) => found.clone(),
            None => {
                let cause = format!("The ItemsPointer '{pointer}' finds nothing in the file.");
                return Err(reader_failure(cause));
            }
        },
    };
    match found {
        Value::Array(items) => Ok(Box::new(items.into_iter().map(Ok))),
        // Recorded for a file that holds an object.
        _ => Err(reader_failure("Attempting to map over non-iterable node.")),
    }
}

fn lines(content: Bytes) -> ItemIterator {
    let mut at = 0;
    Box::new(std::iter::from_fn(move || {
        while at < content.len() {
            let rest = &content[at..];
            let end = rest
                .iter()
                .position(|byte| *byte == b'\n')
                .unwrap_or(rest.len());
            let line = content.slice(at..at + end);
            at += end + 1;
            if !line.trim_ascii().is_empty() {
                return Some(value(&line));
            }
        }
        None
    }))
}

fn value(text: &[u8]) -> Result<Value, Failure> {
    let text = std::str::from_utf8(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text))
        .map_err(|_| reader_failure("The file is not UTF-8 text."))?;
    query::json::value(text).ok_or_else(|| match query::json::read(text) {
        Err(error) => reader_failure(error.message),
        Ok(_) => reader_failure("The file is nested too deeply."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(content: &'static str, config: Value) -> Result<Vec<Value>, Failure> {
        let config: ReaderConfig = serde_json::from_value(config).unwrap();
        items(Bytes::from_static(content.as_bytes()), &config)?.collect()
    }

    fn cause(result: Result<Vec<Value>, Failure>) -> String {
        result.unwrap_err().cause.unwrap()
    }

    #[test]
    fn a_json_file_is_an_array_or_has_one_where_the_pointer_says() {
        let json_file = json!({"InputType": "JSON"});
        assert_eq!(
            read("[1, {\"a\": 2}]", json_file.clone()),
            Ok(vec![json!(1), json!({"a": 2})])
        );
        let no_array = read("{\"Hello\": \"world\"}", json_file.clone());
        assert_eq!(cause(no_array), "Attempting to map over non-iterable node.");
        let pointed = json!({"InputType": "JSON", "ItemsPointer": "/a/b"});
        assert_eq!(
            read("{\"a\": {\"b\": [3]}}", pointed.clone()),
            Ok(vec![json!(3)])
        );
        assert!(cause(read("{}", pointed)).contains("/a/b"));
        assert!(read("[1", json_file).is_err());
    }

    #[test]
    fn lines_are_items_and_empty_ones_are_none() {
        let config = json!({"InputType": "JSONL"});
        assert_eq!(
            read("{\"a\":1}\n\n  \r\n2\r\n", config.clone()),
            Ok(vec![json!({"a": 1}), json!(2)])
        );
        assert!(read("1\nx\n", config).is_err());
    }

    #[test]
    fn columns_have_the_names_of_the_first_row_or_given_ones() {
        let file =
            "Value1,Value2,Value3\nValue4,Value5,Value6\n,,,\ntrue,1,'Hello'\nNull,None,\n   \n";
        let given = json!({"InputType": "CSV", "CSVHeaderLocation": "GIVEN", "CSVHeaders": ["H1", "H2", "H3"]});
        let rows = read(file, given).unwrap();
        assert_eq!(
            rows[0],
            json!({"H1": "Value1", "H2": "Value2", "H3": "Value3"})
        );
        assert_eq!(rows[2], json!({"H1": "", "H2": "", "H3": ""}));
        assert_eq!(rows[5], json!({"H1": "   ", "H2": "", "H3": ""}));
        assert_eq!(rows.len(), 6);
        let first = json!({"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"});
        let rows = read("0,True,{}\na,b,c\n", first.clone()).unwrap();
        // Recorded: the order of a Java HashMap.
        assert_eq!(rows[0].to_string(), r#"{"0":"a","{}":"c","True":"b"}"#);
        assert_eq!(
            cause(read("a,a\n1,2\n", first)),
            "CSV headers cannot contain duplicates."
        );
    }

    #[test]
    fn quotes_and_delimiters_are_understood() {
        let config = json!({"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "CSVDelimiter": "SEMICOLON"});
        let rows = read("a;b\n\"x;\"\"y\"\"\";\"two\nlines\"\n", config).unwrap();
        assert_eq!(rows, [json!({"a": "x;\"y\"", "b": "two\nlines"})]);
    }
}
