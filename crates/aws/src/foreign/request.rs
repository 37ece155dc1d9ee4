//! The HTTP request of a call.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::table::{Form, Kind, Member, Operation, Place, Protocol, Shape, Table};
use super::value::{capitalized, moment, text, write_moment};
use super::{json, query, xml};

/// All but unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
const RESERVED_BUT_SLASH: &AsciiSet = &RESERVED.remove(b'/');

/// A request, before it is signed and has a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignRequest {
    /// `POST`.
    pub method: &'static str,
    /// Percent-encoded.
    pub path: String,
    /// Percent-encoded, without `?`; possibly empty.
    pub query: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// The request that calls `operation` with capitalized `parameters`. Where SDKs fill in a token that makes calls
/// repeatable, it is `token`.
///
/// # Errors
/// AWS's words about a field that there is not, or that has the wrong form.
pub fn request(
    table: &Table,
    operation: &Operation,
    parameters: &Value,
    token: &str,
) -> Result<ForeignRequest, String> {
    let none = Map::new();
    let fields = match parameters {
        Value::Object(fields) => fields,
        Value::Null => &none,
        _ => return Err("The parameters are no JSON object".into()),
    };
    let members = table.members(operation.input);
    json::check_fields(members, fields)?;
    match table.protocol {
        Protocol::Json => json_request(table, operation, fields, token),
        Protocol::Query => query_request(table, operation, fields),
        Protocol::RestJson | Protocol::RestXml => rest_request(table, operation, fields, token),
    }
}

fn json_request(
    table: &Table,
    operation: &Operation,
    fields: &Map<String, Value>,
    token: &str,
) -> Result<ForeignRequest, String> {
    let members = table.members(operation.input);
    let body = json::body(table, members, fields, Some(token))?;
    let target = format!("{}.{}", table.target_prefix, operation.name);
    let content_type = format!("application/x-amz-json-{}", table.version);
    Ok(ForeignRequest {
        method: "POST",
        path: "/".into(),
        query: String::new(),
        headers: vec![
            ("content-type".into(), content_type),
            ("x-amz-target".into(), target),
        ],
        body: Value::Object(body).to_string().into_bytes(),
    })
}

fn query_request(
    table: &Table,
    operation: &Operation,
    fields: &Map<String, Value>,
) -> Result<ForeignRequest, String> {
    let mut pairs = vec![
        ("Action".to_owned(), operation.name.to_owned()),
        ("Version".to_owned(), table.version.to_owned()),
    ];
    let members = table.members(operation.input);
    query::write_members(table, members, fields, "", &mut pairs)?;
    let content_type = "application/x-www-form-urlencoded; charset=utf-8";
    Ok(ForeignRequest {
        method: "POST",
        path: "/".into(),
        query: String::new(),
        headers: vec![("content-type".into(), content_type.into())],
        body: joined(&pairs).into_bytes(),
    })
}

fn joined(pairs: &[(String, String)]) -> String {
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn rest_request(
    table: &Table,
    operation: &Operation,
    fields: &Map<String, Value>,
    token: &str,
) -> Result<ForeignRequest, String> {
    let members = table.members(operation.input);
    let (path, fixed) = operation
        .path
        .split_once('?')
        .unwrap_or((operation.path, ""));
    let mut request = ForeignRequest {
        method: operation.method,
        path: path.to_owned(),
        query: String::new(),
        headers: Vec::new(),
        body: Vec::new(),
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    for member in members {
        let given = fields.get(&capitalized(member.name));
        if let Some(value) = given.filter(|value| !value.is_null()) {
            place(table, member, value, &mut request, &mut pairs)?;
        }
    }
    if let Some(label) = request.path.split('{').nth(1) {
        let label = label.split(['}', '+']).next().unwrap_or_default();
        return Err(format!(
            "The field '{}' is required but was missing",
            capitalized(label)
        ));
    }
    let query = [fixed.to_owned(), joined(&pairs)];
    let query: Vec<String> = query.into_iter().filter(|part| !part.is_empty()).collect();
    request.query = query.join("&");
    write_body(table, operation, fields, token, &mut request)?;
    Ok(request)
}

/// Puts a member into the path, the query or the headers.
fn place(
    table: &Table,
    member: &Member,
    value: &Value,
    request: &mut ForeignRequest,
    pairs: &mut Vec<(String, String)>,
) -> Result<(), String> {
    match member.place {
        Place::Uri => {
            let value = plain(member.kind, value, Form::Iso)?;
            let greedy = format!("{{{}+}}", member.wire);
            let label = format!("{{{}}}", member.wire);
            let whole = utf8_percent_encode(&value, RESERVED_BUT_SLASH).to_string();
            request.path = request.path.replace(&greedy, &whole);
            request.path = request.path.replace(&label, &encoded(&value));
        }
        Place::Query => match (value, shape_of(table, member)) {
            (Value::Array(items), _) => {
                for item in items {
                    pairs.push((member.wire.to_owned(), text(item)));
                }
            }
            (Value::Object(entries), _) => {
                for (name, value) in entries {
                    pairs.push((name.clone(), text(value)));
                }
            }
            (value, _) => {
                let value = plain(member.kind, value, Form::Iso)?;
                pairs.push((member.wire.to_owned(), value));
            }
        },
        Place::Header => {
            let value = match value {
                Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
                value => plain(member.kind, value, Form::Http)?,
            };
            request.headers.push((member.wire.to_lowercase(), value));
        }
        Place::Headers => {
            for (name, value) in value.as_object().into_iter().flatten() {
                let name = format!("{}{name}", member.wire).to_lowercase();
                request.headers.push((name, text(value)));
            }
        }
        Place::Body | Place::Payload | Place::Status => {}
    }
    Ok(())
}

fn shape_of<'t>(table: &'t Table, member: &Member) -> Option<&'t Shape> {
    match member.kind {
        Kind::Shape(name) => table.shape(name),
        _ => None,
    }
}

fn plain(kind: Kind, value: &Value, usual: Form) -> Result<String, String> {
    match kind {
        Kind::Moment(form) => {
            let moment = moment(value);
            let moment =
                moment.ok_or_else(|| format!("The value {value} has an invalid format"))?;
            Ok(write_moment(moment, form.unwrap_or(usual)))
        }
        _ => Ok(text(value)),
    }
}

fn write_body(
    table: &Table,
    operation: &Operation,
    fields: &Map<String, Value>,
    token: &str,
    request: &mut ForeignRequest,
) -> Result<(), String> {
    let members = table.members(operation.input);
    let xml = table.protocol == Protocol::RestXml;
    let payload = members.iter().find(|m| m.place == Place::Payload);
    if let Some(payload) = payload {
        let given = fields.get(&capitalized(payload.name));
        let Some(value) = given.filter(|value| !value.is_null()) else {
            return Ok(());
        };
        let (body, content_type) = match payload.kind {
            Kind::Shape(_) if xml => {
                let body = xml::write(table, payload.wire, payload.kind, value)?;
                (body, "application/xml")
            }
            Kind::Blob | Kind::Text => (text(value), "application/octet-stream"),
            kind => (
                json::write(table, kind, value)?.to_string(),
                "application/json",
            ),
        };
        request.body = body.into_bytes();
        content(request, content_type);
        return Ok(());
    }
    if !members.iter().any(|member| member.place == Place::Body) {
        return Ok(());
    }
    if xml {
        let root = operation.input.unwrap_or_default();
        let value = Value::Object(fields.clone());
        request.body = xml::write(table, root, Kind::Shape(root_shape(operation)), &value)?.into();
        content(request, "application/xml");
        return Ok(());
    }
    let body = json::body(table, members, fields, Some(token))?;
    request.body = Value::Object(body).to_string().into_bytes();
    content(request, "application/json");
    Ok(())
}

fn root_shape(operation: &Operation) -> &'static str {
    operation.input.unwrap_or_default()
}

/// The content type, unless the parameters give one.
fn content(request: &mut ForeignRequest, content_type: &str) {
    let given = request
        .headers
        .iter()
        .any(|(name, _)| name == "content-type");
    if !given {
        let header = ("content-type".to_owned(), content_type.to_owned());
        request.headers.push(header);
    }
}
