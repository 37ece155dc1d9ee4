//! Requests into values, values into answers, by the operation's tables.
//!
//! **The value form.** An input or output is a JSON object keyed by the model's member names, whatever the wire calls
//! them and wherever they travel. A timestamp is a whole number of milliseconds since the epoch
//! ([`model::Timestamp`]'s form), a blob is base64 text ([`crate::Blob`]'s form), everything else is as JSON has it.
//! Members the model does not know are dropped on the way in, as AWS does, and so are members that are `null`.
//!
//! Source: <https://smithy.io/2.0/aws/protocols/index.html> and the AWS services' own habits where they differ.

mod aws_json;
mod aws_query;
mod json;
mod rest_json;
mod text;
mod xml;

pub(crate) use rest_json::labels;
pub(crate) use text::pairs;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde_json::Value;

use crate::error::Error;
use crate::request::HttpRequest;
use crate::service::{Protocol, Service};
use crate::shape::Operation;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// The input of `operation` in `request`.
///
/// # Errors
/// `SerializationException` or the service's own code when the bytes are not such an input.
pub fn decode(
    request: &HttpRequest<'_>,
    service: Service,
    operation: &Operation,
) -> Result<Value, Error> {
    match service.protocol() {
        Protocol::AwsJson { .. } => aws_json::decode(request, operation),
        Protocol::RestJson => rest_json::decode(request, service, operation),
        Protocol::Query { .. } => aws_query::decode(request, operation),
    }
}

/// The answer that carries `output`, the value of `operation`'s output.
#[must_use]
pub fn encode(
    service: Service,
    operation: &Operation,
    output: &Value,
    request_id: &str,
) -> Response<Bytes> {
    match service.protocol() {
        Protocol::AwsJson { version, .. } => {
            aws_json::encode(version, operation, output, request_id)
        }
        Protocol::RestJson => rest_json::encode(service, operation, output, request_id),
        Protocol::Query { namespace, .. } => {
            aws_query::encode(namespace, operation, output, request_id)
        }
    }
}

/// The answer that carries `error`. `operation` helps to find the error's shape; without it the service is searched.
#[must_use]
pub fn encode_error(
    service: Service,
    operation: Option<&Operation>,
    error: &Error,
    request_id: &str,
) -> Response<Bytes> {
    match service.protocol() {
        Protocol::AwsJson { version, .. } => {
            aws_json::encode_error(service, version, operation, error, request_id)
        }
        Protocol::RestJson => rest_json::encode_error(service, operation, error, request_id),
        Protocol::Query { namespace, .. } => aws_query::encode_error(namespace, error, request_id),
    }
}

/// An answer with the headers every answer has.
fn response(
    status: u16,
    content_type: &'static str,
    request_id: &str,
    body: Vec<u8>,
) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() =
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(
        http::header::CONTENT_TYPE,
        HeaderValue::from_static(content_type),
    );
    if let Ok(value) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID, value);
    }
    response
}
