//! What botocore sends is understood: `data/requests.json`, made by `data/capture.py`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use aws::{HttpRequest, Service, decode, route};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Recorded {
    service: String,
    operation: String,
    method: String,
    path: String,
    query: String,
    headers: serde_json::Map<String, Value>,
    body: String,
    input: Value,
}

/// A request with everything it borrows.
struct Parts {
    method: Method,
    headers: HeaderMap,
    body: Bytes,
}

impl Recorded {
    fn parts(&self) -> Parts {
        let headers = self.headers.iter().map(|(name, value)| {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            let value = HeaderValue::from_str(value.as_str().unwrap()).unwrap();
            (name, value)
        });
        Parts {
            method: self.method.parse().unwrap(),
            headers: headers.collect(),
            body: STANDARD.decode(&self.body).unwrap().into(),
        }
    }

    fn request<'a>(&'a self, parts: &'a Parts) -> HttpRequest<'a> {
        HttpRequest {
            method: &parts.method,
            path: &self.path,
            query: Some(&self.query),
            headers: &parts.headers,
            body: &parts.body,
        }
    }
}

fn recorded() -> Vec<Recorded> {
    serde_json::from_str(include_str!("data/requests.json")).unwrap()
}

#[test]
fn every_recorded_request_is_routed_with_and_without_its_credential_scope() {
    for recorded in recorded() {
        let parts = recorded.parts();
        let request = recorded.request(&parts);
        let wanted = Service::from_signing_name(&recorded.service).unwrap();
        for scope in [Some(recorded.service.as_str()), None] {
            let (service, operation) = route(&request, scope).unwrap();
            assert_eq!(
                (service, operation.name),
                (wanted, recorded.operation.as_str())
            );
        }
    }
}

#[test]
fn every_recorded_request_is_decoded_to_the_input_that_was_given() {
    for recorded in recorded() {
        let parts = recorded.parts();
        let request = recorded.request(&parts);
        let (service, operation) = route(&request, Some(&recorded.service)).unwrap();
        let input = decode(&request, service, operation).unwrap();
        assert_eq!(input, recorded.input, "{}", operation.name);
    }
}

#[test]
fn an_operation_of_another_service_is_not_reached_through_this_scope() {
    let recorded = recorded();
    let row = recorded
        .iter()
        .find(|r| r.operation == "StartExecution")
        .unwrap();
    let parts = row.parts();
    let request = row.request(&parts);
    for (scope, code) in [
        ("logs", "UnknownOperationException"),
        ("iam", "InvalidAction"),
    ] {
        let (service, error) = route(&request, Some(scope)).unwrap_err().answer();
        assert_eq!(service.signing_name(), scope);
        assert_eq!(error.code, code);
    }
    assert_eq!(
        route(&request, Some("dynamodb")).unwrap_err(),
        aws::RouteError::UnknownService
    );
}
