//! Requests from the network: health, invoke addresses of REST APIs, and the AWS endpoint of every service.

pub mod admission;
mod authenticate;
mod body;
mod endpoint;
mod explain;
mod health;
mod invoke;
mod metrics;
mod operator;

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
        return match page {
            "metrics" => metrics::answer(&app, &head).await,
            "explain" => explain::answer(&app, &head, peer).await,
            _ => health::answer(&app, page, head.uri.query()).await,
        };
    }
    // Where Prometheus looks by default; no operation of AWS's is there.
    if head.uri.path() == "/metrics" && invoke::address(&head).is_none() {
        return metrics::answer(&app, &head).await;
    }
    if let Some(address) = invoke::address(&head) {
        return invoke::answer(&app, &head, body, address, peer).await;
    }
    endpoint::answer(&app, &head, body, peer).await
}
