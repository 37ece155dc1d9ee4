//! The static tables of one service: every operation, every shape.

use anyhow::{Context, Result, bail};

use crate::model::{Member, Operation, Service, Shape};

/// The text of `generated/tables/<service>.rs`.
pub(crate) fn render(service: &str, model: &Service, typed: &[String]) -> Result<String> {
    let mut out = header(service, model);
    let operations = &model.operations.0;
    out += &format!(
        "pub(crate) static OPERATIONS: [Operation; {}] = [\n",
        operations.len()
    );
    for (name, operation) in operations {
        out += &operation_row(name, operation, typed.contains(name));
    }
    out += "];\n\n";
    for (name, shape) in &model.shapes.0 {
        let row = shape_row(name, shape);
        out += &row.with_context(|| format!("shape {name} of {service}"))?;
    }
    Ok(out)
}

fn header(service: &str, model: &Service) -> String {
    format!(
        "//! Operations and shapes of {}. Written by `cargo xtask codegen` from `models/{service}.json`.\n\n\
         use crate::shape::{{ErrorTrait, Kind, Location, Member, Operation, Pattern, Shape}};\n\n",
        model.metadata.service_full_name
    )
}

fn operation_row(name: &str, operation: &Operation, typed: bool) -> String {
    let input = reference(operation.input.as_ref().map(|r| &r.shape));
    let output = reference(operation.output.as_ref().map(|r| &r.shape));
    let wrapper = operation
        .output
        .as_ref()
        .and_then(|o| o.result_wrapper.as_ref());
    let errors: Vec<String> = operation
        .errors
        .iter()
        .map(|e| format!("&{}", e.shape))
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

fn reference(shape: Option<&String>) -> String {
    shape.map_or("None".into(), |name| format!("Some(&{name})"))
}

fn shape_row(name: &str, shape: &Shape) -> Result<String> {
    let mut out = String::new();
    let kind = match shape.kind.as_str() {
        "structure" => structure(name, shape)?,
        "list" => list(shape)?,
        "map" => map(shape)?,
        "string" => string(name, shape, &mut out),
        "blob" => format!("Blob {{ {} }}", sizes(shape)),
        "boolean" => "Boolean".into(),
        "integer" => format!("Integer {{ {} }}", whole_range(shape)),
        "long" => format!("Long {{ {} }}", whole_range(shape)),
        "float" | "double" => format!("Double {{ min: {:?}, max: {:?} }}", shape.min, shape.max),
        "timestamp" => "Timestamp".into(),
        other => bail!("no shape is of type {other}"),
    };
    out += &format!(
        "static {name}: Shape = Shape {{ name: {name:?}, sensitive: {}, kind: Kind::{kind} }};\n",
        shape.sensitive
    );
    Ok(out)
}

fn structure(name: &str, shape: &Shape) -> Result<String> {
    let mut rows = Vec::new();
    for (member_name, member) in &shape.members.0 {
        rows.push(member_row(member_name, member, shape)?);
    }
    let members = rows.join(", ");
    let error = error_trait(name, shape);
    Ok(format!("Structure {{ members: &[{members}], {error} }}"))
}

fn member_row(name: &str, member: &Member, of: &Shape) -> Result<String> {
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
    Ok(format!(
        "Member {{ name: {name:?}, wire: {wire:?}, shape: &{}, location: Location::{location}, required: {required} }}",
        member.shape
    ))
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

fn list(shape: &Shape) -> Result<String> {
    let member = shape.member.as_ref().context("a list has a member")?;
    Ok(format!(
        "List {{ member: &{}, {}, sparse: {} }}",
        member.shape,
        sizes(shape),
        shape.sparse
    ))
}

fn map(shape: &Shape) -> Result<String> {
    let key = shape.key.as_ref().context("a map has a key")?;
    let value = shape.value.as_ref().context("a map has a value")?;
    Ok(format!(
        "Map {{ key: &{}, value: &{}, {} }}",
        key.shape,
        value.shape,
        sizes(shape)
    ))
}

/// A string's kind. Its pattern becomes a static of its own, for it caches the compiled expression.
fn string(name: &str, shape: &Shape, out: &mut String) -> String {
    let pattern = shape.pattern.as_ref().map_or("None".into(), |pattern| {
        *out += &format!("static {name}_PATTERN: Pattern = Pattern::new({pattern:?});\n");
        format!("Some(&{name}_PATTERN)")
    });
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
