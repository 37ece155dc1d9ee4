//! Random inputs from the tables, written as a client writes them, are read as they were.
//!
//! botocore's own requests are in `requests.rs`; here every operation takes part, typed or not.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use aws::shape::{Kind, Location, Member, Shape};
use aws::{HttpRequest, Operation, Protocol, Service, decode, encode, route};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Map, Value};

/// A source of choices: the same seed makes the same input.
struct Dice(TestRng);

impl Dice {
    fn new(seed: u64) -> Self {
        let mut bytes = [7; 32];
        bytes[..8].copy_from_slice(&seed.to_le_bytes());
        Self(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
    }

    fn below(&mut self, limit: u32) -> u32 {
        self.0.next_u32() % limit
    }

    fn text(&mut self, plain: bool) -> String {
        let texts = [
            "word",
            "two words",
            "a/b:c?d",
            "ünï→😀",
            "q\"\\",
            "a&b=c%2F+e",
            "1\n2",
            "<x/>",
        ];
        texts[if plain { 0 } else { self.below(8) as usize }].to_string()
    }

    fn value(&mut self, shape: &Shape, depth: u32, plain: bool) -> Value {
        match shape.kind {
            Kind::Structure { .. } => Value::Object(self.structure(shape, depth)),
            Kind::List { member, .. } => (0..=self.below(2))
                .map(|_| self.value(member, depth + 1, plain))
                .collect(),
            Kind::Map { value, .. } => {
                let entries = (0..=self.below(2))
                    .map(|n| (format!("key {n}"), self.value(value, depth + 1, plain)));
                Value::Object(entries.collect())
            }
            Kind::String { .. } => self.text(plain).into(),
            Kind::Blob { .. } => STANDARD.encode([self.below(256) as u8; 5]).into(),
            Kind::Boolean => (self.below(2) == 0).into(),
            Kind::Integer { .. } | Kind::Long { .. } => self.below(1000).into(),
            Kind::Double { .. } => (f64::from(self.below(100)) / 8.0).into(),
            Kind::Timestamp => (i64::from(self.below(2_000_000_000)) * 1000).into(),
        }
    }

    /// Required members and some others; never none, for a form cannot say that.
    fn structure(&mut self, shape: &Shape, depth: u32) -> Map<String, Value> {
        let mut out = Map::new();
        for member in shape.members() {
            let wanted = member.required || (depth < 3 && self.below(2) == 0);
            if wanted && depth < 6 {
                let in_head = matches!(
                    member.location,
                    Location::Uri | Location::Header | Location::Headers
                );
                out.insert(
                    member.name.to_string(),
                    self.value(member.shape, depth + 1, in_head),
                );
            }
        }
        if let (true, Some(member)) = (out.is_empty() && depth < 6, shape.members().first()) {
            out.insert(
                member.name.to_string(),
                self.value(member.shape, depth + 1, true),
            );
        }
        out
    }
}

/// A request as a client writes it.
#[derive(Default)]
struct Written {
    path: String,
    query: Vec<String>,
    headers: HeaderMap,
    body: Vec<u8>,
}

fn written(service: Service, operation: &Operation, input: &Map<String, Value>) -> Written {
    let mut request = Written {
        path: "/".into(),
        ..Written::default()
    };
    match (service.protocol(), operation.input) {
        (Protocol::AwsJson { target_prefix, .. }, shape) => {
            let target = format!("{target_prefix}.{}", operation.name);
            request
                .headers
                .insert("x-amz-target", HeaderValue::from_str(&target).unwrap());
            request.body = shape
                .map(|s| wire(s, input).to_string())
                .unwrap_or_default()
                .into_bytes();
        }
        (Protocol::Query { version, .. }, shape) => {
            let mut pairs = vec![format!("Action={}&Version={version}", operation.name)];
            if let Some(shape) = shape {
                form("", shape, &Value::Object(input.clone()), &mut pairs);
            }
            request.body = pairs.join("&").into_bytes();
            let kind = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");
            request.headers.insert("content-type", kind);
        }
        (Protocol::RestJson, shape) => rest(operation, shape, input, &mut request),
    }
    request
}

fn rest(
    operation: &Operation,
    shape: Option<&Shape>,
    input: &Map<String, Value>,
    request: &mut Written,
) {
    let (path, literals) = operation
        .path
        .split_once('?')
        .unwrap_or((operation.path, ""));
    request.path = path.to_string();
    request
        .query
        .extend((!literals.is_empty()).then(|| literals.to_string()));
    let Some(shape) = shape else { return };
    for member in shape.members() {
        if let Some(value) = input.get(member.name) {
            place(member, value, request);
        }
    }
    let sends_body = shape.members().iter().any(|m| m.location == Location::Body);
    if shape.payload().is_none() && sends_body {
        request.body = wire(shape, input).to_string().into_bytes();
    }
}

fn place(member: &Member, value: &Value, request: &mut Written) {
    match member.location {
        Location::Uri => {
            let label = escaped(&plain(member.shape, value));
            request.path = request
                .path
                .replace(&format!("{{{}}}", member.wire), &label);
        }
        Location::Query => match value {
            Value::Array(items) => {
                let Kind::List { member: of, .. } = member.shape.kind else {
                    unreachable!("the value is a list")
                };
                request.query.extend(
                    items
                        .iter()
                        .map(|item| format!("{}={}", member.wire, escaped(&plain(of, item)))),
                );
            }
            Value::Object(entries) => {
                let pairs = entries
                    .iter()
                    .map(|(key, v)| format!("{}={}", escaped(key), escaped(v.as_str().unwrap())));
                request.query.extend(pairs);
            }
            value => request.query.push(format!(
                "{}={}",
                member.wire,
                escaped(&plain(member.shape, value))
            )),
        },
        Location::Header => {
            let name = HeaderName::from_bytes(member.wire.as_bytes()).unwrap();
            request.headers.insert(
                name,
                HeaderValue::from_str(&plain(member.shape, value)).unwrap(),
            );
        }
        Location::Payload => {
            request.body = match member.shape.kind {
                Kind::Blob { .. } => STANDARD.decode(value.as_str().unwrap()).unwrap(),
                _ => wire(member.shape, value.as_object().unwrap())
                    .to_string()
                    .into_bytes(),
            };
        }
        Location::Body | Location::Headers | Location::Status => {}
    }
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn plain(shape: &Shape, value: &Value) -> String {
    match (&shape.kind, value) {
        (Kind::Timestamp, value) => {
            model::Timestamp::from_millis(value.as_i64().unwrap()).iso8601_seconds()
        }
        (_, Value::String(text)) => text.clone(),
        (_, value) => value.to_string(),
    }
}

fn wire(shape: &Shape, input: &Map<String, Value>) -> Value {
    let members = shape
        .members()
        .iter()
        .filter(|m| m.location == Location::Body);
    let members =
        members.filter_map(|m| Some((m.wire.to_string(), wire_value(m.shape, input.get(m.name)?))));
    Value::Object(members.collect())
}

fn wire_value(shape: &Shape, value: &Value) -> Value {
    match (&shape.kind, value) {
        (Kind::Structure { .. }, Value::Object(members)) => wire(shape, members),
        (Kind::List { member, .. }, Value::Array(items)) => {
            items.iter().map(|item| wire_value(member, item)).collect()
        }
        (Kind::Map { value: of, .. }, Value::Object(entries)) => Value::Object(
            entries
                .iter()
                .map(|(k, v)| (k.clone(), wire_value(of, v)))
                .collect(),
        ),
        (Kind::Timestamp, value) => (value.as_f64().unwrap() / 1000.0).into(),
        (_, value) => value.clone(),
    }
}

fn form(prefix: &str, shape: &Shape, value: &Value, pairs: &mut Vec<String>) {
    let under = |name: &str| {
        if prefix.is_empty() {
            name.to_string()
        } else {
            format!("{prefix}.{name}")
        }
    };
    match (&shape.kind, value) {
        (Kind::Structure { members, .. }, Value::Object(values)) => {
            for member in *members {
                if let Some(value) = values.get(member.name) {
                    form(&under(member.wire), member.shape, value, pairs);
                }
            }
        }
        (Kind::List { member, .. }, Value::Array(items)) => {
            for (n, item) in items.iter().enumerate() {
                form(&under(&format!("member.{}", n + 1)), member, item, pairs);
            }
        }
        (Kind::Map { value: of, .. }, Value::Object(entries)) => {
            for (n, (key, value)) in entries.iter().enumerate() {
                pairs.push(format!("{prefix}.entry.{}.key={}", n + 1, escaped(key)));
                form(&format!("{prefix}.entry.{}.value", n + 1), of, value, pairs);
            }
        }
        (_, value) => pairs.push(format!("{prefix}={}", escaped(&plain(shape, value)))),
    }
}

/// Operations that take a stream of events cannot be written as one request.
fn operations() -> Vec<(Service, &'static Operation)> {
    let all = Service::ALL.into_iter();
    all.flat_map(|service| service.operations().iter().map(move |o| (service, o)))
        .collect()
}

fn comes_back(service: Service, operation: &'static Operation, seed: u64) {
    let input = operation
        .input
        .map(|shape| Dice::new(seed).structure(shape, 0))
        .unwrap_or_default();
    let written = written(service, operation, &input);
    let (query, body) = (written.query.join("&"), Bytes::from(written.body));
    let method = operation.method.parse().unwrap();
    let request = HttpRequest {
        method: &method,
        path: &written.path,
        query: Some(&query),
        headers: &written.headers,
        body: &body,
    };
    let (found, routed) = route(&request, Some(service.signing_name())).unwrap();
    assert_eq!(
        (found, routed.name),
        (service, operation.name),
        "{} {}",
        written.path,
        query
    );
    let read = decode(&request, service, operation).unwrap();
    assert_eq!(read, Value::Object(input), "{}", operation.name);
}

#[test]
fn an_input_of_every_operation_comes_back() {
    for (service, operation) in operations() {
        comes_back(service, operation, 1);
    }
}

proptest! {
    #[test]
    fn any_input_comes_back(at in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let operations = operations();
        let (service, operation) = *at.get(&operations);
        comes_back(service, operation, seed);
    }

    #[test]
    fn any_output_can_be_written(at in any::<prop::sample::Index>(), seed in any::<u64>()) {
        let operations = operations();
        let (service, operation) = *at.get(&operations);
        let output = operation.output.map(|shape| Dice::new(seed).structure(shape, 0));
        let output = output.map_or(Value::Null, Value::Object);
        // Where shapes contain themselves the dice stop at some depth, and what is required there is missing.
        prop_assume!(aws::check_output(operation, &output).is_ok());
        let response = encode(service, operation, &output, "id");
        prop_assert!(response.status().as_u16() > 0);
    }
}
