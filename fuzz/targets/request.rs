//! Any HTTP request is routed, decoded and validated, or gets an error that can be encoded.
//!
//! The data is the method's first letter, a target or path, a query and a body, divided by zero bytes.
#![no_main]

use aws::{HttpRequest, Service, TextSizes};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use libfuzzer_sys::fuzz_target;

const SERVICES: [&str; 7] = [
    "states",
    "lambda",
    "apigateway",
    "logs",
    "iam",
    "sts",
    "events",
];

fuzz_target!(|data: &[u8]| {
    let mut parts = data.splitn(4, |byte| *byte == 0);
    let mut next = || parts.next().unwrap_or_default();
    let (kind, target, query, body) = (next(), next(), next(), next());
    let Some((target, query)) = std::str::from_utf8(target)
        .ok()
        .zip(std::str::from_utf8(query).ok())
    else {
        return;
    };
    let kind = kind.first().copied().unwrap_or_default();
    let service = SERVICES[usize::from(kind) % SERVICES.len()];
    let method = [
        Method::POST,
        Method::GET,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
    ][usize::from(kind >> 4) % 5]
        .clone();
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(target) {
        headers.insert("x-amz-target", value);
    }
    let path = format!("/{}", target.trim_start_matches('/'));
    let body = Bytes::copy_from_slice(body);
    let request = HttpRequest {
        method: &method,
        path: &path,
        query: Some(query),
        headers: &headers,
        body: &body,
    };
    try_request(&request, service);
});

fn try_request(request: &HttpRequest<'_>, service: &str) {
    let (service, operation) = match aws::route(request, Some(service)) {
        Ok(found) => found,
        Err(error) => {
            let (service, error) = error.answer();
            drop(aws::encode_error(service, None, &error, "id"));
            return;
        }
    };
    let decoded = aws::decode(request, service, operation)
        .and_then(|input| aws::validate_within(service, operation, &input, TextSizes::AsModelled));
    if let Err(error) = decoded {
        drop(aws::encode_error(service, Some(operation), &error, "id"));
    }
    let _: Service = service;
}
