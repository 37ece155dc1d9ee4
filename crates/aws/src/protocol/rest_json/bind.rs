//! A restJson request into a value: each member from where it travels.

use serde_json::{Map, Value};

use super::super::{json, text};
use super::labels;
use crate::blob;
use crate::error::Error;
use crate::request::HttpRequest;
use crate::service::Service;
use crate::shape::{Kind, Location, Member, Operation, Shape};

pub(crate) fn decode(
    request: &HttpRequest<'_>,
    service: Service,
    operation: &Operation,
) -> Result<Value, Error> {
    let Some(shape) = operation.input else {
        return Ok(Value::Object(Map::new()));
    };
    let bind = Bind {
        request,
        labels: labels(operation, request.path).unwrap_or_default(),
        query: query(operation, request),
    };
    let mut input = match shape.payload() {
        Some(member) => bind.payload(service, member)?,
        None => bind.body(service, shape)?,
    };
    for member in shape.members() {
        if let Some(value) = bind.member(shape, member)? {
            input.insert(member.name.to_string(), value);
        }
    }
    Ok(Value::Object(input))
}

/// The pairs of the query string that are the input's: without those that are part of the operation's address.
fn query(operation: &Operation, request: &HttpRequest<'_>) -> Vec<(String, String)> {
    let address = operation.path.split_once('?').map(|(_, pairs)| pairs);
    let address = text::pairs(address.unwrap_or_default());
    let mut pairs = text::pairs(request.query.unwrap_or_default());
    pairs.retain(|pair| !address.contains(pair));
    pairs
}

struct Bind<'a> {
    request: &'a HttpRequest<'a>,
    labels: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
}

impl Bind<'_> {
    fn payload(&self, service: Service, member: &Member) -> Result<Map<String, Value>, Error> {
        let mut input = Map::new();
        let body = self.request.body;
        if body.is_empty() {
            return Ok(input);
        }
        let value = match member.shape.kind {
            Kind::Blob { .. } => blob::to_text(body).into(),
            Kind::String { .. } => std::str::from_utf8(body)
                .map_err(|_| Error::serialization("the body is not UTF-8"))?
                .into(),
            _ => Value::Object(json::structure(member.shape, parse(service, body)?)?),
        };
        input.insert(member.name.to_string(), value);
        Ok(input)
    }

    fn body(&self, service: Service, shape: &Shape) -> Result<Map<String, Value>, Error> {
        let body = self.request.body;
        let reads = shape.members().iter().any(|m| m.location == Location::Body);
        match body.is_empty() || !reads {
            true => Ok(Map::new()),
            false => json::structure(shape, parse(service, body)?),
        }
    }

    fn member(&self, shape: &Shape, member: &Member) -> Result<Option<Value>, Error> {
        match member.location {
            Location::Uri => {
                let label = self.labels.iter().find(|(name, _)| *name == member.wire);
                label.map(|(_, text)| scalar(member, text)).transpose()
            }
            Location::Query => self.query(shape, member),
            Location::Header => {
                let header = self.request.header(member.wire);
                header.map(|text| scalar(member, text)).transpose()
            }
            Location::Headers => Ok(self.prefixed(member)),
            Location::Body | Location::Payload | Location::Status => Ok(None),
        }
    }

    fn query(&self, shape: &Shape, member: &Member) -> Result<Option<Value>, Error> {
        let mut given = self.query.iter().filter(|(name, _)| name == member.wire);
        match member.shape.kind {
            Kind::List { member: of, .. } => {
                let items = given.map(|(_, text)| convert(member, of, text));
                let items: Vec<Value> = items.collect::<Result<_, _>>()?;
                Ok((!items.is_empty()).then_some(Value::Array(items)))
            }
            Kind::Map { .. } => Ok(self.remaining(shape)),
            _ => given
                .next_back()
                .map(|(_, text)| scalar(member, text))
                .transpose(),
        }
    }

    /// A map in the query string takes every pair that no other member takes.
    fn remaining(&self, shape: &Shape) -> Option<Value> {
        let taken = |name: &str| {
            let mut members = shape.members().iter();
            members.any(|m| m.location == Location::Query && m.wire == name)
        };
        let entries = self.query.iter().filter(|(name, _)| !taken(name));
        let entries: Map<String, Value> = entries
            .map(|(k, v)| (k.clone(), v.clone().into()))
            .collect();
        (!entries.is_empty()).then_some(Value::Object(entries))
    }

    fn prefixed(&self, member: &Member) -> Option<Value> {
        let prefix = member.wire.to_ascii_lowercase();
        let headers = self.request.headers.iter();
        let entries = headers.filter_map(|(name, value)| {
            let name = name.as_str().strip_prefix(&prefix)?;
            Some((name.to_string(), value.to_str().ok()?.into()))
        });
        let entries: Map<String, Value> = entries.collect();
        (!entries.is_empty()).then_some(Value::Object(entries))
    }
}

fn scalar(member: &Member, text: &str) -> Result<Value, Error> {
    convert(member, member.shape, text)
}

fn convert(member: &Member, shape: &Shape, text: &str) -> Result<Value, Error> {
    text::scalar(shape, text).ok_or_else(|| {
        let wanted = match shape.kind {
            Kind::Boolean => "Boolean",
            Kind::Integer { .. } => "Integer",
            Kind::Long { .. } => "Long",
            Kind::Double { .. } => "Double",
            _ => "Timestamp",
        };
        Error::serialization(format!(
            "Value '{text}' of {} can not be converted to an {wanted}",
            member.wire
        ))
    })
}

fn parse(service: Service, body: &[u8]) -> Result<Value, Error> {
    serde_json::from_slice(body).map_err(|error| match service {
        Service::Lambda => Error::modelled(
            service,
            "InvalidRequestContentException",
            format!("Could not parse request body into json: {error}"),
        ),
        _ => Error::serialization(""),
    })
}
