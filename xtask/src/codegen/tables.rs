//! The static tables of one service: every operation, every shape.

use anyhow::{Context, Result, bail};

use super::names;
use crate::model::{Member, Metadata, Operation, Service, Shape};

/// The static of the shape `name`: upper case, as statics are. Two shapes that differ in case only differ in underscores.
fn global(name: &str, model: &Service) -> String {
    let upper = |name: &str| names::field(name).trim_start_matches("r#").to_uppercase();
    let own = upper(name);
    let earlier = model.shapes.0.iter().take_while(|(other, _)| other != name);
    let clashes = earlier.filter(|(other, _)| upper(other) == own).count();
    format!("S_{own}{}", "_".repeat(clashes))
}

/// The text of `generated/tables/<service>.rs`.
pub(crate) fn render(service: &str, model: &Service, typed: &[String]) -> Result<String> {
    let mut out = String::new();
    let operations = &model.operations.0;
    out += &format!(
        "pub(crate) static OPERATIONS: [Operation; {}] = [\n",
        operations.len()
    );
    for (name, operation) in operations {
        out += &operation_row(name, operation, model, typed.contains(name));
    }
    out += "];\n\n";
    for (name, shape) in &model.shapes.0 {
        let row = shape_row(name, shape, model);
        out += &row.with_context(|| format!("shape {name} of {service}"))?;
    }
    Ok(header(service, model, &out) + &out)
}

fn imports(body: &str) -> String {
    let items = [
        "ErrorTrait",
        "Kind",
        "Location",
        "Operation",
        "Pattern",
        "Shape",
        "member",
        "optional",
        "required",
    ];
    let used = items.into_iter().filter(|item| {
        ["(", " {", "::", " =", ";"]
            .iter()
            .any(|after| body.contains(&format!("{item}{after}")))
    });
    let used: Vec<&str> = used.collect();
    format!(
        "use crate::service::Protocol;\nuse crate::shape::{{{}}};",
        used.join(", ")
    )
}

fn protocol(metadata: &Metadata) -> String {
    let version = &metadata.api_version;
    match metadata.protocol.as_str() {
        "json" => format!(
            "Protocol::AwsJson {{ version: {:?}, target_prefix: {:?} }}",
            metadata.json_version, metadata.target_prefix
        ),
        "query" => format!(
            "Protocol::Query {{ version: {version:?}, namespace: {:?} }}",
            metadata.xml_namespace
        ),
        _ => "Protocol::RestJson".to_string(),
    }
}

fn header(service: &str, model: &Service, body: &str) -> String {
    format!(
        "//! Operations and shapes of {}. Written by `cargo xtask codegen` from `models/{service}.json`.\n\n\
         {}\n\n\
         pub(crate) const API_VERSION: &str = {:?};\npub(crate) const PROTOCOL: Protocol = {};\n\n",
        model.metadata.service_full_name,
        imports(body),
        model.metadata.api_version,
        protocol(&model.metadata)
    )
}

fn operation_row(name: &str, operation: &Operation, model: &Service, typed: bool) -> String {
    let input = reference(operation.input.as_ref().map(|r| &r.shape), model);
    let output = reference(operation.output.as_ref().map(|r| &r.shape), model);
    let wrapper = operation
        .output
        .as_ref()
        .and_then(|o| o.result_wrapper.as_ref());
    let errors: Vec<String> = operation
        .errors
        .iter()
        .map(|e| format!("&{}", global(&e.shape, model)))
        .collect();
    let http = &operation.http;
    let status = http.response_code.unwrap_or(200);
    format!(
        "    Operation {{ name: {name:?}, method: {:?}, path: {:?}, status: {status}, input: {input}, output: {output}, \
         result_wrapper: {wrapper:?}, errors: &[{}], typed: {typed} }},\n",
        http.method,
        http.request_uri,
        errors.join(", ")
    )
}

fn reference(shape: Option<&String>, model: &Service) -> String {
    shape.map_or_else(
        || "None".into(),
        |name| format!("Some(&{})", global(name, model)),
    )
}

fn shape_row(name: &str, shape: &Shape, model: &Service) -> Result<String> {
    let mut out = String::new();
    let global = global(name, model);
    let kind = match shape.kind.as_str() {
        "structure" => structure(name, shape, model)?,
        "list" => list(shape, model)?,
        "map" => map(shape, model)?,
        "string" => string(&global, shape, &mut out),
        "blob" => format!("Blob {{ {} }}", sizes(shape)),
        "boolean" => "Boolean".into(),
        "integer" => format!("Integer {{ {} }}", whole_range(shape)),
        "long" => format!("Long {{ {} }}", whole_range(shape)),
        "float" | "double" => format!("Double {{ min: {:?}, max: {:?} }}", shape.min, shape.max),
        "timestamp" => "Timestamp".into(),
        other => bail!("no shape is of type {other}"),
    };
    out += &format!(
        "static {global}: Shape = Shape {{ name: {name:?}, sensitive: {}, kind: Kind::{kind} }};\n",
        shape.sensitive
    );
    Ok(out)
}

fn structure(name: &str, shape: &Shape, model: &Service) -> Result<String> {
    let mut rows = Vec::new();
    for (member_name, member) in &shape.members.0 {
        rows.push(member_row(member_name, member, shape, model)?);
    }
    let members = rows.join(", ");
    let error = error_trait(name, shape);
    Ok(format!("Structure {{ members: &[{members}], {error} }}"))
}

fn member_row(name: &str, member: &Member, of: &Shape, model: &Service) -> Result<String> {
    let wire = member.location_name.as_deref().unwrap_or(name);
    let location = match member.location.as_deref() {
        _ if of.payload.as_deref() == Some(name) => "Payload",
        None => "Body",
        Some("uri") => "Uri",
        Some("querystring") => "Query",
        Some("header") => "Header",
        Some("headers") => "Headers",
        Some("statusCode") => "Status",
        Some(other) => bail!("no member travels in {other}"),
    };
    let required = of.required.iter().any(|r| r == name);
    let shape = global(&member.shape, model);
    Ok(match (location, required) {
        ("Body", false) if wire == name => format!("optional({name:?}, &{shape})"),
        ("Body", true) if wire == name => format!("required({name:?}, &{shape})"),
        _ => format!("member({name:?}, {wire:?}, &{shape}, Location::{location}, {required})"),
    })
}

/// The code and status of an error. awsJson models give no status: 400, or 500 for a fault.
fn error_trait(name: &str, shape: &Shape) -> String {
    if !shape.exception && shape.error.is_none() {
        return "error: None".into();
    }
    let stated = shape.error.as_ref();
    let code = stated.and_then(|e| e.code.as_deref()).unwrap_or(name);
    let stated = stated.and_then(|e| e.http_status_code);
    let status = stated.unwrap_or(if shape.fault { 500 } else { 400 });
    format!("error: Some(ErrorTrait {{ code: {code:?}, status: {status} }})")
}

fn list(shape: &Shape, model: &Service) -> Result<String> {
    let member = shape.member.as_ref().context("a list has a member")?;
    Ok(format!(
        "List {{ member: &{}, {}, sparse: {} }}",
        global(&member.shape, model),
        sizes(shape),
        shape.sparse
    ))
}

fn map(shape: &Shape, model: &Service) -> Result<String> {
    let key = shape.key.as_ref().context("a map has a key")?;
    let value = shape.value.as_ref().context("a map has a value")?;
    Ok(format!(
        "Map {{ key: &{}, value: &{}, {}, sparse: {} }}",
        global(&key.shape, model),
        global(&value.shape, model),
        sizes(shape),
        shape.sparse
    ))
}

/// A string's kind. Its pattern becomes a static of its own, for it caches the compiled expression.
fn string(global: &str, shape: &Shape, out: &mut String) -> String {
    if shape.min.is_none()
        && shape.max.is_none()
        && shape.pattern.is_none()
        && shape.values.is_empty()
    {
        return "ANY_TEXT".to_string();
    }
    let pattern = shape.pattern.as_ref().map_or_else(
        || "None".into(),
        |pattern| {
            *out += &format!("static P{global}: Pattern = Pattern::new({pattern:?});\n");
            format!("Some(&P{global})")
        },
    );
    format!(
        "String {{ {}, pattern: {pattern}, values: &{:?} }}",
        sizes(shape),
        shape.values
    )
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths in the models are small whole numbers"
)]
fn sizes(shape: &Shape) -> String {
    let [min, max] = [shape.min, shape.max].map(|n| n.map(|n| n as u64));
    format!("min: {min:?}, max: {max:?}")
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "bounds in the models are whole numbers"
)]
fn whole_range(shape: &Shape) -> String {
    let [min, max] = [shape.min, shape.max].map(|n| n.map(|n| n as i64));
    format!("min: {min:?}, max: {max:?}")
}
