//! `cargo xtask foreign DIR`: tables of services that are only forwarded, from botocore's models. What comes out is
//! `crates/aws/src/foreign/tables/*.txt`, a line a thing; `aws::foreign::table` says what the lines mean.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::model::{self, Ordered};

/// A model, as far as a client of the service needs it.
#[derive(Deserialize)]
struct Service {
    metadata: Metadata,
    operations: Ordered<Operation>,
    shapes: BTreeMap<String, Shape>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    api_version: String,
    endpoint_prefix: String,
    signing_name: Option<String>,
    protocol: String,
    #[serde(default)]
    protocols: Vec<String>,
    json_version: Option<String>,
    target_prefix: Option<String>,
    service_id: String,
}

#[derive(Deserialize)]
struct Operation {
    http: Http,
    input: Option<Ref>,
    output: Option<Ref>,
    #[serde(default)]
    errors: Vec<Ref>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Http {
    method: String,
    request_uri: String,
}

#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ref {
    shape: String,
    location: Option<String>,
    location_name: Option<String>,
    result_wrapper: Option<String>,
    #[serde(default)]
    idempotency_token: bool,
    #[serde(default)]
    xml_attribute: bool,
    #[serde(default)]
    flattened: bool,
    timestamp_format: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shape {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    members: Ordered<Ref>,
    payload: Option<String>,
    member: Option<Ref>,
    key: Option<Ref>,
    value: Option<Ref>,
    #[serde(default)]
    flattened: bool,
    #[serde(default)]
    document: bool,
    #[serde(default)]
    eventstream: bool,
    timestamp_format: Option<String>,
    error: Option<ErrorTrait>,
}

#[derive(Deserialize)]
struct ErrorTrait {
    code: Option<String>,
}

/// Rewrites every table from `directory`, which holds `<service>.json`.
pub(crate) fn run(root: &Path, directory: &Path) -> Result<String> {
    let wanted: BTreeMap<String, Vec<String>> = model::read(&root.join("models/foreign.json"))?;
    let tables = root.join("crates/aws/src/foreign/tables");
    std::fs::create_dir_all(&tables)?;
    for (name, operations) in &wanted {
        let path = directory.join(format!("{name}.json"));
        let service: Service = model::read(&path)?;
        let text = table(&service, operations).with_context(|| name.clone())?;
        std::fs::write(tables.join(format!("{name}.txt")), text)?;
    }
    Ok(format!("{} tables written", wanted.len()))
}

fn table(service: &Service, wanted: &[String]) -> Result<String> {
    let metadata = &service.metadata;
    let mut text = format!(
        "service\t{}\t{}\t{}\t{}\t{}\n",
        metadata.service_id,
        metadata
            .signing_name
            .as_ref()
            .unwrap_or(&metadata.endpoint_prefix),
        protocol(metadata),
        metadata.target_prefix.as_deref().unwrap_or("-"),
        match protocol(metadata) {
            "json" => metadata.json_version.as_deref().unwrap_or("1.1"),
            _ => &metadata.api_version,
        },
    );
    let mut reached = BTreeSet::new();
    let mut errors = BTreeSet::new();
    for (name, operation) in &service.operations.0 {
        let left_out = !wanted.is_empty() && !wanted.contains(name);
        if left_out || streams(service, operation) {
            continue;
        }
        text.push_str(&line(name, operation));
        for used in operation.input.iter().chain(&operation.output) {
            reach(service, &used.shape, &mut reached)?;
        }
        errors.extend(operation.errors.iter().map(|error| error.shape.as_str()));
    }
    for name in errors {
        let error = service
            .shapes
            .get(name)
            .and_then(|shape| shape.error.as_ref());
        let code = error
            .and_then(|error| error.code.as_deref())
            .unwrap_or(name);
        text.push_str(&format!("error\t{name}\t{code}\n"));
    }
    for name in reached {
        text.push_str(&shape_line(service, name)?);
    }
    Ok(text)
}

/// JSON where a service offers it: what speaks CBOR by preference takes JSON too.
fn protocol(metadata: &Metadata) -> &str {
    match metadata.protocols.iter().any(|known| known == "json") {
        true => "json",
        false => &metadata.protocol,
    }
}

fn streams(service: &Service, operation: &Operation) -> bool {
    let used = operation.input.iter().chain(&operation.output);
    let shapes = used.filter_map(|used| service.shapes.get(&used.shape));
    let mut members = shapes.flat_map(|shape| &shape.members.0);
    members.any(|(_, member)| {
        service
            .shapes
            .get(&member.shape)
            .is_some_and(|shape| shape.eventstream)
    })
}

fn line(name: &str, operation: &Operation) -> String {
    let shape = |used: &Option<Ref>| used.as_ref().map_or("-", |used| &used.shape).to_owned();
    let output = operation.output.as_ref();
    let wrapper = output.and_then(|output| output.result_wrapper.as_deref());
    format!(
        "operation\t{name}\t{}\t{}\t{}\t{}\t{}\n",
        operation.http.method,
        operation.http.request_uri,
        shape(&operation.input),
        shape(&operation.output),
        wrapper.unwrap_or("-"),
    )
}

/// Adds the structures, lists and maps that `name` needs.
fn reach<'s>(service: &'s Service, name: &str, reached: &mut BTreeSet<&'s str>) -> Result<()> {
    let (name, shape) = service
        .shapes
        .get_key_value(name)
        .context("a shape is missing")?;
    if shape.document
        || !matches!(shape.kind.as_str(), "structure" | "list" | "map")
        || !reached.insert(name)
    {
        return Ok(());
    }
    let members = shape.members.0.iter().map(|(_, member)| member);
    let used = members
        .chain(&shape.member)
        .chain(&shape.key)
        .chain(&shape.value);
    used.map(|used| &used.shape)
        .try_for_each(|name| reach(service, name, reached))
}

fn shape_line(service: &Service, name: &str) -> Result<String> {
    let shape = &service.shapes[name];
    let flat = |flat: bool| if flat { "flat" } else { "-" };
    let wire = |used: &Ref| used.location_name.clone().unwrap_or_else(|| "-".into());
    let part = |part: &Option<Ref>| part.clone().context("a shape without its parts");
    Ok(match shape.kind.as_str() {
        "list" => {
            let item = part(&shape.member)?;
            let kind = kind(service, &item);
            format!(
                "list\t{name}\t{kind}\t{}\t{}\n",
                wire(&item),
                flat(shape.flattened)
            )
        }
        "map" => {
            let (key, value) = (part(&shape.key)?, part(&shape.value)?);
            let flat = flat(shape.flattened);
            let kind = kind(service, &value);
            format!(
                "map\t{name}\t{kind}\t{}\t{}\t{flat}\n",
                wire(&key),
                wire(&value)
            )
        }
        _ => {
            let members = shape.members.0.iter().map(|(member, used)| {
                let is_payload = shape.payload.as_ref() == Some(member);
                member_text(service, member, used, is_payload)
            });
            format!(
                "structure\t{name}\t{}\n",
                members.collect::<Vec<_>>().join(" ")
            )
        }
    })
}

/// `name:kind[:place[:wire name]]`.
fn member_text(service: &Service, name: &str, used: &Ref, is_payload: bool) -> String {
    let mut place = match used.location.as_deref() {
        _ if is_payload => "p",
        Some("uri") => "u",
        Some("querystring") => "q",
        Some("header") => "h",
        Some("headers") => "H",
        Some("statusCode") => "s",
        _ => "b",
    }
    .to_owned();
    let marks = [
        (used.idempotency_token, '!'),
        (used.xml_attribute, '@'),
        (used.flattened, 'f'),
    ];
    place.extend(marks.iter().filter(|(set, _)| *set).map(|(_, mark)| mark));
    let wire = used.location_name.as_deref().filter(|wire| *wire != name);
    let kind = kind(service, used);
    match (place.as_str(), wire) {
        ("b", None) => format!("{name}:{kind}"),
        (place, None) => format!("{name}:{kind}:{place}"),
        (place, Some(wire)) => format!("{name}:{kind}:{place}:{wire}"),
    }
}

/// A simple type in short, or the name of a shape.
fn kind(service: &Service, used: &Ref) -> String {
    let Some(shape) = service.shapes.get(&used.shape) else {
        return ".s".into();
    };
    if shape.document {
        return ".D".into();
    }
    let format = used
        .timestamp_format
        .as_ref()
        .or(shape.timestamp_format.as_ref());
    match (shape.kind.as_str(), format.map(String::as_str)) {
        ("structure" | "list" | "map", _) => used.shape.clone(),
        ("integer" | "long" | "short" | "byte" | "bigInteger", _) => ".i".into(),
        ("double" | "float" | "bigDecimal", _) => ".d".into(),
        ("boolean", _) => ".b".into(),
        ("blob", _) => ".B".into(),
        ("timestamp", Some("iso8601")) => ".ti".into(),
        ("timestamp", Some("rfc822")) => ".tr".into(),
        ("timestamp", Some("unixTimestamp")) => ".tu".into(),
        ("timestamp", _) => ".t".into(),
        _ => ".s".into(),
    }
}
