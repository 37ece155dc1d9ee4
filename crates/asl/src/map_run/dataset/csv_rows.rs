//! Rows of a delimited file as objects, every value a text.

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{ItemIterator, reader_failure};
use crate::event::Failure;
use crate::map_run::{CsvHeaderLocation, ReaderConfig};

/// A column and where it stands in a row.
struct Column {
    name: String,
    at: usize,
}

pub(super) fn items(content: Bytes, config: &ReaderConfig) -> Result<ItemIterator, Failure> {
    let delimiter = config.csv_delimiter.unwrap_or_default().byte();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(std::io::Cursor::new(content));
    let names = match config.csv_header_location {
        Some(CsvHeaderLocation::Given) => config.csv_headers.clone().unwrap_or_default(),
        _ => first_row(&mut reader)?,
    };
    let columns = columns(names)?;
    let rows = reader.into_byte_records();
    Ok(Box::new(rows.map(move |row| {
        let row = row.map_err(|error| reader_failure(error.to_string()))?;
        Ok(object(&columns, &row))
    })))
}

fn first_row<R: std::io::Read>(reader: &mut csv::Reader<R>) -> Result<Vec<String>, Failure> {
    let mut row = csv::ByteRecord::new();
    let read = reader.read_byte_record(&mut row);
    read.map_err(|error| reader_failure(error.to_string()))?;
    Ok(row.iter().map(text).collect())
}

/// Recorded: columns appear in the order of a Java `HashMap` of their names.
fn columns(names: Vec<String>) -> Result<Vec<Column>, Failure> {
    let numbered = names.into_iter().enumerate();
    let mut columns: Vec<Column> = numbered.map(|(at, name)| Column { name, at }).collect();
    query::java::hash_map_order(&mut columns, |column| &column.name);
    let mut seen = std::collections::HashSet::new();
    match columns
        .iter()
        .all(|column| seen.insert(column.name.as_str()))
    {
        true => Ok(columns),
        false => Err(reader_failure("CSV headers cannot contain duplicates.")),
    }
}

/// Recorded: what a row has too little is empty, what it has too much is left out.
fn object(columns: &[Column], row: &csv::ByteRecord) -> Value {
    let value = |column: &Column| row.get(column.at).map(text).unwrap_or_default();
    let fields = columns
        .iter()
        .map(|column| (column.name.clone(), Value::String(value(column))));
    Value::Object(fields.collect::<Map<_, _>>())
}

fn text(field: &[u8]) -> String {
    String::from_utf8_lossy(field).into_owned()
}
