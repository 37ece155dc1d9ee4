//! `GET /_stepwell/health`: 200 only when the server is ready to serve.

use bytes::Bytes;
use http::{Response, StatusCode, header};
use http_body_util::Full;
use serde::Serialize;

use super::Answer;
use crate::app::App;

/// The body of the health page.
#[derive(Debug, Serialize)]
struct Health<'a> {
    version: &'a str,
    status: &'a str,
    store: StoreHealth<'a>,
    iam: &'a str,
    sandbox: String,
}

#[derive(Debug, Serialize)]
struct StoreHealth<'a> {
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

/// Answers a request for a page under `/_stepwell/`.
pub(super) fn answer(app: &App, page: &str) -> Answer {
    match page {
        "health" => health(app),
        _ => json(StatusCode::NOT_FOUND, br#"{"message":"no such page; try /_stepwell/health"}"#.to_vec()),
    }
}

fn health(app: &App) -> Answer {
    let store = app.store.health();
    let healthy = store.failure.is_none();
    let page = Health {
        version: env!("CARGO_PKG_VERSION"),
        status: if healthy { "ready" } else { "failed" },
        store: StoreHealth {
            kind: store.kind,
            failure: store.failure,
        },
        iam: app.access.mode().name(),
        sandbox: app.lambda.sandbox_level().to_string(),
    };
    let status = if healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    json(status, serde_json::to_vec(&page).expect("the page is a plain struct"))
}

fn json(status: StatusCode, body: Vec<u8>) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    *answer.status_mut() = status;
    let json = header::HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, json);
    answer
}
