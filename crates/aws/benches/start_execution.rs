//! What the hot path costs: a StartExecution request through routing, decoding, validation, typing and back.
//!
//! `cargo bench -p aws`. Prints the best of several rounds, for the machine may be busy.
#![expect(clippy::print_stdout, reason = "a measurement is for the terminal")]

use std::time::Instant;

use aws::states::{StartExecutionInput, StartExecutionOutput};
use aws::{
    HttpRequest, OperationInput, Service, decode, encode, output_value, route, typed, validate,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use model::Timestamp;

const ROUNDS: u32 = 40;
const CALLS: u32 = 2_000;

fn main() {
    for size in [32, 1_000, 100_000] {
        let input = format!("{{\"pad\":\"{}\"}}", "x".repeat(size));
        let body = serde_json::json!({
            "stateMachineArn": "arn:aws:states:us-east-1:000000000000:stateMachine:orders",
            "name": "8c5f1a4e-0000-4000-8000-000000000001",
            "input": input,
        });
        let body = Bytes::from(body.to_string());
        let calls = if size > 10_000 { CALLS / 20 } else { CALLS };
        println!("input of {size:>6} bytes: {:.2} us", best(&body, calls));
    }
}

fn best(body: &Bytes, calls: u32) -> f64 {
    let mut headers = HeaderMap::new();
    let target = HeaderValue::from_static("AWSStepFunctions.StartExecution");
    headers.insert("x-amz-target", target);
    let request = HttpRequest {
        method: &Method::POST,
        path: "/",
        query: None,
        headers: &headers,
        body,
    };
    let rounds = (0..ROUNDS).map(|_| {
        let started = Instant::now();
        (0..calls).for_each(|_| once(&request));
        started.elapsed().as_secs_f64() * 1e6 / f64::from(calls)
    });
    rounds.fold(f64::INFINITY, f64::min)
}

fn once(request: &HttpRequest<'_>) {
    let (service, operation) = route(request, Some("states")).expect("the request is well formed");
    let value = decode(request, service, operation).expect("the request is well formed");
    validate(service, operation, &value).expect("the request is valid");
    let input: StartExecutionInput = typed(value).expect("the request is valid");
    assert_eq!(StartExecutionInput::SERVICE, Service::States);
    let output = StartExecutionOutput {
        execution_arn: input.state_machine_arn,
        start_date: Timestamp::from_millis(1_738_324_800_123),
    };
    let output = output_value(&output).expect("an output has a value");
    std::hint::black_box(encode(
        service,
        operation,
        &output,
        "8c5f1a4e-0000-4000-8000-000000000001",
    ));
}
