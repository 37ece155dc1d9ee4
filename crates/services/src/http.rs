//! Requests from the network: health, invoke addresses of REST APIs, and the AWS endpoint of every service.

mod authenticate;
mod body;
mod endpoint;
mod health;
mod invoke;

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;

use crate::app::App;

/// A whole answer.
pub type Answer = Response<Full<Bytes>>;

/// Answers one request, whatever it is. Dropping the future abandons the request; what it has submitted to the store
/// still becomes durable.
pub async fn handle(app: Arc<App>, request: Request<Incoming>, peer: SocketAddr) -> Answer {
    let (head, body) = request.into_parts();
    if let Some(page) = head.uri.path().strip_prefix("/_stepwell/") {
        return health::answer(&app, page, head.uri.query()).await;
    }
    if let Some(address) = invoke::address(&head) {
        return invoke::answer(&app, &head, body, address, peer).await;
    }
    endpoint::answer(&app, &head, body, peer).await
}
