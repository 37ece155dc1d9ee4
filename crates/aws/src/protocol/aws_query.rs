//! awsQuery: IAM and STS.
//!
//! Source: <https://smithy.io/2.0/aws/protocols/aws-query-protocol.html>.

mod form;

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value};

use super::xml::Xml;
use crate::error::Error;
use crate::request::HttpRequest;
use crate::shape::{Kind, Operation, Shape};

const XML: &str = "text/xml";

pub(super) fn decode(request: &HttpRequest<'_>, operation: &Operation) -> Result<Value, Error> {
    let Some(shape) = operation.input else {
        return Ok(Value::Object(Map::new()));
    };
    form::Form::read(request)
        .structure(shape)
        .map(Value::Object)
}

pub(super) fn encode(
    namespace: &str,
    operation: &Operation,
    output: &Value,
    request_id: &str,
) -> Response<Bytes> {
    let mut xml = Xml::default();
    let root = format!("{}Response", operation.name);
    xml.open_in(&root, namespace);
    if let Some(wrapper) = operation.result_wrapper {
        xml.open(wrapper);
        if let (Some(shape), Value::Object(members)) = (operation.output, output) {
            structure(shape, members, &mut xml);
        }
        xml.close(wrapper);
    }
    xml.open("ResponseMetadata");
    xml.element("RequestId", request_id);
    xml.close("ResponseMetadata");
    xml.close(&root);
    super::response(operation.status, XML, request_id, xml.into_bytes())
}

pub(super) fn encode_error(namespace: &str, error: &Error, request_id: &str) -> Response<Bytes> {
    let mut xml = Xml::default();
    xml.open_in("ErrorResponse", namespace);
    xml.open("Error");
    xml.element(
        "Type",
        if error.status < 500 {
            "Sender"
        } else {
            "Receiver"
        },
    );
    xml.element("Code", &error.code);
    xml.element("Message", &error.message);
    xml.close("Error");
    xml.element("RequestId", request_id);
    xml.close("ErrorResponse");
    super::response(error.status, XML, request_id, xml.into_bytes())
}

fn structure(shape: &Shape, values: &Map<String, Value>, xml: &mut Xml) {
    for member in shape.members() {
        if let Some(value) = values.get(member.name) {
            element(member.wire, member.shape, value, xml);
        }
    }
}

fn element(name: &str, shape: &Shape, value: &Value, xml: &mut Xml) {
    match (&shape.kind, value) {
        (_, Value::Null) => {}
        (Kind::Structure { .. }, Value::Object(members)) => {
            xml.open(name);
            structure(shape, members, xml);
            xml.close(name);
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            xml.open(name);
            for item in items {
                element("member", member, item, xml);
            }
            xml.close(name);
        }
        (Kind::Map { key, value: of, .. }, Value::Object(entries)) => {
            xml.open(name);
            for (text, value) in entries {
                xml.open("entry");
                element("key", key, &Value::from(text.as_str()), xml);
                element("value", of, value, xml);
                xml.close("entry");
            }
            xml.close(name);
        }
        (_, value) => xml.element(name, &scalar(shape, value)),
    }
}

fn scalar(shape: &Shape, value: &Value) -> String {
    match (&shape.kind, value) {
        (Kind::Timestamp, value) => {
            model::Timestamp::from_millis(value.as_i64().unwrap_or(0)).iso8601_seconds()
        }
        // IAM percent-encodes every policy document it gives:
        // <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html>.
        (_, Value::String(text)) if shape.name == "policyDocumentType" => {
            super::text::percent_encoded(text)
        }
        (_, Value::String(text)) => text.clone(),
        (_, value) => value.to_string(),
    }
}
