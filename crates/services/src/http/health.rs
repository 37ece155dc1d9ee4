//! Pages of the server itself: `/_stepwell/health`, 200 only when it is ready to serve, and links to functions' code.

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
    sandbox: &'a str,
}

#[derive(Debug, Serialize)]
struct StoreHealth<'a> {
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

/// Answers a request for a page under `/_stepwell/`.
pub(super) async fn answer(app: &App, page: &str, query: Option<&str>) -> Answer {
    match page.strip_prefix("code/") {
        Some(sha256) => code(app, sha256, query.unwrap_or_default()).await,
        None if page == "health" => health(app),
        None => json(
            StatusCode::NOT_FOUND,
            br#"{"message":"no such page; try /_stepwell/health, /_stepwell/metrics or /_stepwell/explain?executionArn=ARN"}"#.to_vec(),
        ),
    }
}

/// The package that a link of `GetFunction` leads to.
async fn code(app: &App, sha256: &str, query: &str) -> Answer {
    let field = |name: &str| {
        query
            .split('&')
            .find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    };
    let expires: i64 = field("expires")
        .and_then(|expires| expires.parse().ok())
        .unwrap_or(0);
    let signature = field("signature").unwrap_or_default();
    if !app
        .sessions
        .check_link(sha256, expires, signature, app.clock.now())
    {
        return json(
            StatusCode::FORBIDDEN,
            br#"{"message":"the link is not valid or has expired"}"#.to_vec(),
        );
    }
    match app.store.blob(sha256).await {
        Ok(Some(zip)) => {
            let mut answer = Response::new(Full::new(zip));
            let kind = header::HeaderValue::from_static("application/zip");
            answer.headers_mut().insert(header::CONTENT_TYPE, kind);
            answer
        }
        Ok(None) => json(
            StatusCode::NOT_FOUND,
            br#"{"message":"the code is gone"}"#.to_vec(),
        ),
        Err(_) => json(
            StatusCode::SERVICE_UNAVAILABLE,
            br#"{"message":"the store cannot be read"}"#.to_vec(),
        ),
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
        sandbox: app.lambda.sandbox().level.as_str(),
    };
    let status = if healthy {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    json(
        status,
        serde_json::to_vec(&page).expect("the page is a plain struct"),
    )
}

pub(super) fn json(status: StatusCode, body: Vec<u8>) -> Answer {
    let mut answer = Response::new(Full::new(Bytes::from(body)));
    *answer.status_mut() = status;
    let json = header::HeaderValue::from_static("application/json");
    answer.headers_mut().insert(header::CONTENT_TYPE, json);
    answer
}
