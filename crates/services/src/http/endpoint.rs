//! The AWS endpoint: one address for all services. The service is found in the credential scope, else in
//! `X-Amz-Target`, else in the path.

use std::net::SocketAddr;
use std::time::Instant;

use aws::{Error, HttpRequest, Operation, Service};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderValue, Response, header};
use http_body_util::Full;
use hyper::body::Incoming;
use tracing::Instrument;

use super::Answer;
use super::admission::throttled;
use super::authenticate::Credentials;
use super::body::{self, BodyError};
use crate::app::App;

/// The largest request of Lambda: 50 MB of zip in base64, and what surrounds it.
const LARGEST_LAMBDA: usize = 75 << 20;
/// The largest request of any other service. API Gateway's definitions and CloudWatch's batches are the largest.
const LARGEST: usize = 10 << 20;
/// The largest request without AWS's quotas. How many there may be at once is limited all the same.
const LARGEST_UNLIMITED: usize = 256 << 20;

/// Answers one API request.
pub(super) async fn answer(app: &App, head: &Parts, body: Incoming, peer: SocketAddr) -> Answer {
    let begun = Instant::now();
    let request_id = uuid::Uuid::new_v4().to_string();
    let Some(mut place) = app.admission.enter() else {
        return refused(app, head, &request_id);
    };
    let body = match body::read(body, limit(app, head), &mut place).await {
        Ok(body) => body,
        Err(BodyError::Throttled) => return refused(app, head, &request_id),
        Err(error) => return unread(error, &request_id),
    };
    let credentials = Credentials::read(head, &body);
    let request = HttpRequest {
        method: &head.method,
        path: head.uri.path(),
        query: head.uri.query(),
        headers: &head.headers,
        body: &body,
    };
    let service = credentials
        .signed
        .as_ref()
        .map(|signed| signed.credential.service.as_str());
    let (service, operation) = match aws::route(&request, service) {
        Ok(found) => found,
        Err(error) => {
            let (service, error) = error.answer();
            app.meters.unrouted.record(error.status, begun.elapsed());
            return finished(aws::encode_error(service, None, &error, &request_id));
        }
    };
    if waits(service, operation) && !place.wait() {
        return refused(app, head, &request_id);
    }
    let span = tracing::info_span!(
        "request",
        request_id,
        operation = operation.name,
        execution_arn = tracing::field::Empty
    );
    let performed = perform(
        app,
        &request,
        &credentials,
        service,
        operation,
        peer,
        &request_id,
    );
    let answer = match performed.instrument(span.clone()).await {
        Ok(output) => aws::encode(service, operation, &output, &request_id),
        Err(error) => {
            span.in_scope(|| tracing::debug!(%error, "refused"));
            aws::encode_error(service, Some(operation), &error, &request_id)
        }
    };
    let requests = app.meters.operation(service, operation);
    requests.record(answer.status().as_u16(), begun.elapsed());
    finished(answer)
}

/// Whether a request of this kind spends its time waiting for somebody else.
fn waits(service: Service, operation: &Operation) -> bool {
    matches!(
        (service, operation.name),
        (Service::States, "GetActivityTask" | "StartSyncExecution") | (Service::Lambda, "Invoke")
    )
}

/// The server is at its limits. Who is called is known from the head of the request alone.
fn refused(app: &App, head: &Parts, request_id: &str) -> Answer {
    app.meters.throttled.add(1);
    let nothing = Bytes::new();
    let credentials = Credentials::read(head, &nothing);
    let signed = credentials.signed.as_ref();
    let service = signed.map(|signed| signed.credential.service.as_str());
    let request = HttpRequest {
        method: &head.method,
        path: head.uri.path(),
        query: head.uri.query(),
        headers: &head.headers,
        body: &nothing,
    };
    let (service, operation) = match aws::route(&request, service) {
        Ok((service, operation)) => (service, Some(operation)),
        Err(error) => (error.answer().0, None),
    };
    let error = throttled(service);
    let mut answer = finished(aws::encode_error(service, operation, &error, request_id));
    if error.status == 429 {
        let soon = HeaderValue::from_static("1");
        answer.headers_mut().insert(header::RETRY_AFTER, soon);
    }
    answer
}

async fn perform(
    app: &App,
    request: &HttpRequest<'_>,
    credentials: &Credentials<'_>,
    service: Service,
    operation: &'static Operation,
    peer: SocketAddr,
    request_id: &str,
) -> Result<serde_json::Value, Error> {
    let caller = credentials.caller(app, peer.ip(), request_id.to_owned())?;
    let input = aws::decode(request, service, operation)?;
    app.call(&caller, service, operation, input).await
}

/// Only Lambda's paths take a large body; what a caller claims about the service does not count.
fn limit(app: &App, head: &Parts) -> usize {
    if app.options.quotas == engine::Quotas::Unlimited {
        return LARGEST_UNLIMITED;
    }
    match head.uri.path().starts_with("/2015-03-31/functions") {
        true => LARGEST_LAMBDA,
        false => LARGEST,
    }
}

fn unread(error: BodyError, request_id: &str) -> Answer {
    let error = match error {
        BodyError::TooLarge => Error::new(
            "RequestEntityTooLargeException",
            413,
            "the request is larger than the operation allows",
        ),
        BodyError::Broken | BodyError::Throttled => {
            Error::serialization("the request's body did not arrive")
        }
    };
    finished(aws::encode_error(Service::States, None, &error, request_id))
}

fn finished(answer: Response<Bytes>) -> Answer {
    answer.map(Full::new)
}
