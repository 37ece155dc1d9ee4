//! A value or an error into a restJson answer.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Response, StatusCode};
use serde_json::{Map, Value};

use super::super::json::{self, Seconds};
use crate::blob;
use crate::error::{self, Error};
use crate::service::Service;
use crate::shape::{Kind, Location, Member, Operation, Shape};

const JSON: &str = "application/json";
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

pub(crate) fn encode(
    service: Service,
    operation: &Operation,
    output: &Value,
    request_id: &str,
) -> Response<Bytes> {
    let (Some(shape), Value::Object(members)) = (operation.output, output) else {
        return super::super::response(operation.status, JSON, request_id, empty(operation));
    };
    let body = match shape.payload() {
        Some(member) => payload(service, member, members.get(member.name)),
        None => body(service, shape, output),
    };
    let mut response = super::super::response(operation.status, JSON, request_id, body);
    for member in shape.members() {
        if let Some(value) = members.get(member.name) {
            place(&mut response, member, value);
        }
    }
    response
}

/// The body of an answer without a value: an empty object where the model has a body, else nothing.
fn empty(operation: &Operation) -> Vec<u8> {
    let members = operation.output.map(Shape::members).unwrap_or_default();
    let has_body = members.iter().any(|m| m.location == Location::Body);
    if has_body { b"{}".to_vec() } else { Vec::new() }
}

fn seconds(service: Service) -> Seconds {
    match service {
        Service::ApiGateway => Seconds::Whole,
        _ => Seconds::Fractional,
    }
}

fn body(service: Service, shape: &Shape, output: &Value) -> Vec<u8> {
    let mut body = Vec::new();
    json::write(shape, output, seconds(service), &mut body);
    body
}

fn payload(service: Service, member: &Member, value: Option<&Value>) -> Vec<u8> {
    match (&member.shape.kind, value) {
        (_, None | Some(Value::Null)) => Vec::new(),
        (Kind::Blob { .. }, Some(Value::String(text))) => blob::from_text(text).unwrap_or_default(),
        (Kind::String { .. }, Some(Value::String(text))) => text.clone().into_bytes(),
        (_, Some(value)) => body(service, member.shape, value),
    }
}

/// Puts a member that travels in the head of the answer there.
fn place(response: &mut Response<Bytes>, member: &Member, value: &Value) {
    match (member.location, value) {
        (Location::Status, value) => {
            let status = value.as_u64().and_then(|n| u16::try_from(n).ok());
            if let Some(status) = status.and_then(|n| StatusCode::from_u16(n).ok()) {
                *response.status_mut() = status;
            }
        }
        (Location::Header, value) => {
            if let Some(text) = header_text(member.shape, value) {
                insert(response, member.wire, &text);
            }
        }
        (Location::Headers, Value::Object(entries)) => {
            for (name, value) in entries {
                if let Some(text) = value.as_str() {
                    insert(response, &format!("{}{name}", member.wire), text);
                }
            }
        }
        _ => {}
    }
}

fn header_text(shape: &Shape, value: &Value) -> Option<String> {
    match (&shape.kind, value) {
        (_, Value::Null) => None,
        (Kind::Timestamp, value) => {
            Some(model::Timestamp::from_millis(value.as_i64()?).http_date())
        }
        (_, Value::String(text)) => Some(text.clone()),
        (_, value) => Some(value.to_string()),
    }
}

/// A header that HTTP cannot carry is left out.
fn insert(response: &mut Response<Bytes>, name: &str, text: &str) {
    let name = HeaderName::from_bytes(name.as_bytes());
    if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(text)) {
        response.headers_mut().insert(name, value);
    }
}

pub(crate) fn encode_error(
    service: Service,
    operation: Option<&Operation>,
    error: &Error,
    request_id: &str,
) -> Response<Bytes> {
    let shape = error::find(service, operation, &error.code);
    let members = members(shape, error);
    let mut body = Vec::new();
    match shape {
        Some(shape) => json::write(
            shape,
            &Value::Object(members.clone()),
            seconds(service),
            &mut body,
        ),
        None => body = Value::Object(members.clone()).to_string().into_bytes(),
    }
    let mut response = super::super::response(error.status, JSON, request_id, body);
    for member in shape.map(Shape::members).unwrap_or_default() {
        if let Some(value) = members.get(member.name) {
            place(&mut response, member, value);
        }
    }
    if let Ok(code) = HeaderValue::from_str(&error.code) {
        response.headers_mut().insert(ERROR_TYPE, code);
    }
    debug_assert!(response.headers().contains_key(CONTENT_TYPE));
    response
}

/// The error's members: its message under the name its shape has for it, and Lambda's `Type`.
fn members(shape: Option<&'static Shape>, error: &Error) -> Map<String, Value> {
    let mut members = Map::clone(&error.fields);
    if !error.message.is_empty() {
        let name = shape.map_or("message", error::message_member);
        members.insert(name.to_string(), error.message.clone().into());
    }
    if shape.is_some_and(|shape| shape.member("Type").is_some()) && !members.contains_key("Type") {
        let blame = if error.status < 500 {
            "User"
        } else {
            "Service"
        };
        members.insert("Type".to_string(), blame.into());
    }
    members
}
