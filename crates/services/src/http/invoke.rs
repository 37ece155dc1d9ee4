//! Invoke addresses: requests to the stages of REST APIs.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use gateway::{Incoming, InvokeAddress};
use http::request::Parts;
use http::{HeaderValue, Response, StatusCode, Version, header};
use http_body_util::Full;
use hyper::body::Incoming as Body;

use super::Answer;
use super::body::{self, BodyError};
use crate::app::App;
use crate::integrator::Door;

/// One byte more than API Gateway takes, so that it is API Gateway that refuses.
const LARGEST: usize = 10 * 1024 * 1024 + 1;

/// The stage and path a request is for; absent when it is for something else.
pub(super) fn address(head: &Parts) -> Option<InvokeAddress> {
    let host = head
        .headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let host = host.or_else(|| head.uri.authority().map(|authority| authority.as_str()));
    InvokeAddress::parse(host, head.uri.path())
}

/// Answers one request to a stage.
pub(super) async fn answer(
    app: &Arc<App>,
    head: &Parts,
    body: Body,
    address: InvokeAddress,
    peer: SocketAddr,
) -> Answer {
    let begun = Instant::now();
    let place = app.admission.enter();
    let (body, refused) = match place {
        None => (Bytes::new(), true),
        Some(mut place) => match body::read(body, LARGEST, &mut place).await {
            Ok(body) => (body, false),
            Err(BodyError::Throttled) => (Bytes::new(), true),
            Err(error) => return unread(error),
        },
    };
    let incoming = Incoming {
        address,
        method: head.method.clone(),
        query: head.uri.query().map(str::to_owned),
        headers: head.headers.clone(),
        body,
        source_ip: peer.ip(),
        protocol: if head.version == Version::HTTP_2 {
            "HTTP/2.0"
        } else {
            "HTTP/1.1"
        },
        permitted_by_iam: false,
    };
    let outgoing = match refused {
        true => app.gateway.throttled(&incoming),
        false => app.gateway.handle(incoming, &Door(Arc::clone(app))).await,
    };
    if refused {
        app.meters.throttled.add(1);
    }
    let status = outgoing.status.as_u16();
    app.meters.invocations.record(status, begun.elapsed());
    let mut answer = Response::new(Full::new(outgoing.body));
    *answer.status_mut() = outgoing.status;
    *answer.headers_mut() = outgoing.headers;
    answer
}

fn unread(error: BodyError) -> Answer {
    let (status, body) = match error {
        BodyError::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            r#"{"message":"Request Too Long"}"#,
        ),
        BodyError::Broken | BodyError::Throttled => {
            (StatusCode::BAD_REQUEST, r#"{"message":"Bad Request"}"#)
        }
    };
    let mut answer = Response::new(Full::new(Bytes::from_static(body.as_bytes())));
    *answer.status_mut() = status;
    answer.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    answer
}
