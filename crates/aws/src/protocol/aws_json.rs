//! awsJson1_0 and awsJson1_1: Step Functions, CloudWatch Logs, EventBridge.
//!
//! Source: <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>.

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value};

use super::json::{self, Seconds};
use crate::error::{self, Error};
use crate::request::HttpRequest;
use crate::service::Service;
use crate::shape::Operation;

pub(super) fn decode(request: &HttpRequest<'_>, operation: &Operation) -> Result<Value, Error> {
    let body = match request.body.as_ref() {
        [] => Value::Object(Map::new()),
        // AWS says no more than the code when the body is not JSON.
        bytes => serde_json::from_slice(bytes).map_err(|_| Error::serialization(""))?,
    };
    match operation.input {
        Some(shape) => json::structure(shape, body).map(Value::Object),
        None => Ok(Value::Object(Map::new())),
    }
}

pub(super) fn encode(
    version: &str,
    operation: &Operation,
    output: &Value,
    request_id: &str,
) -> Response<Bytes> {
    let mut body = Vec::new();
    if let Some(shape) = operation.output {
        match output {
            Value::Null => body.extend_from_slice(b"{}"),
            output => json::write(shape, output, Seconds::Fractional, &mut body),
        }
    }
    super::response(operation.status, content_type(version), request_id, body)
}

pub(super) fn encode_error(
    service: Service,
    version: &str,
    operation: Option<&Operation>,
    error: &Error,
    request_id: &str,
) -> Response<Bytes> {
    let shape = error::find(service, operation, &error.code);
    let mut body = Vec::from(*b"{\"__type\":");
    json::write_text(
        &format!("{}{}", namespace(service, error), error.code),
        &mut body,
    );
    if !error.message.is_empty() {
        let name = shape.map_or("message", error::message_member);
        body.push(b',');
        json::write_key(name, &mut body);
        json::write_text(&error.message, &mut body);
    }
    for (name, value) in error.fields.iter() {
        let member = shape.and_then(|shape| shape.member(name));
        body.push(b',');
        json::write_key(member.map_or(name, |m| m.wire), &mut body);
        match member {
            Some(member) => json::write(member.shape, value, Seconds::Fractional, &mut body),
            None => body.extend_from_slice(value.to_string().as_bytes()),
        }
    }
    body.push(b'}');
    super::response(error.status, content_type(version), request_id, body)
}

/// What stands before the code. Step Functions writes the Java packages of its exceptions, the others nothing.
fn namespace(service: Service, error: &Error) -> &'static str {
    match (service, error.code.as_ref()) {
        (Service::States, "ValidationException") => "com.amazon.coral.validate#",
        (Service::States, code) if error::find(service, None, code).is_some() => {
            "com.amazonaws.swf.service.v2.model#"
        }
        (Service::States, _) => "com.amazon.coral.service#",
        _ => "",
    }
}

fn content_type(version: &str) -> &'static str {
    match version {
        "1.0" => "application/x-amz-json-1.0",
        _ => "application/x-amz-json-1.1",
    }
}
