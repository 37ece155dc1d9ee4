//! Who may see pages for the operator. Where requests need no signature, which is on loopback only, everybody may, as
//! they may do everything else. Under `--iam enforce` it takes the root user's signature, or the bearer token that was
//! set for scrapers, which cannot sign.

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::request::Parts;
use http::{Response, StatusCode};
use iam::Principal;
use sha2::{Digest, Sha256};

use super::Answer;
use super::authenticate::Credentials;
use crate::access::IamMode;
use crate::app::App;

/// The answer to whoever may not see the page.
pub(super) fn refusal(app: &App, head: &Parts) -> Option<Answer> {
    if app.access.mode() != IamMode::Enforce || has_token(app, head) {
        return None;
    }
    let nothing = Bytes::new();
    let credentials = Credentials::read(head, &nothing);
    let caller = credentials.caller(app, app.endpoint.ip(), String::new());
    match caller.map(|caller| caller.principal) {
        Ok(Principal::Root(_)) => None,
        Ok(_) => Some(refused("only the root user may see this page")),
        Err(error) => Some(refused(&error.message)),
    }
}

fn has_token(app: &App, head: &Parts) -> bool {
    let sent = head.headers.get(AUTHORIZATION);
    let sent = sent.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    // Digests are compared, so that the time it takes tells nothing about the token.
    let digest = |text: &str| Sha256::digest(text.as_bytes());
    match (&app.options.metrics_token, sent) {
        (Some(token), Some(sent)) => digest(token) == digest(sent),
        _ => false,
    }
}

fn refused(why: &str) -> Answer {
    let message = format!(
        "{why}; sign the request as the root user, or send the token of --metrics-token as Authorization: Bearer"
    );
    let body = serde_json::Map::from_iter([("message".to_owned(), message.into())]);
    let body = serde_json::Value::Object(body).to_string();
    let mut answer = super::health::json(StatusCode::FORBIDDEN, body.into_bytes());
    answer.headers_mut().insert(
        http::header::WWW_AUTHENTICATE,
        http::HeaderValue::from_static("Bearer"),
    );
    answer
}

/// A page of plain text.
pub(super) fn text(content_type: &'static str, body: String) -> Answer {
    let mut answer = Response::new(http_body_util::Full::new(Bytes::from(body)));
    let content_type = http::HeaderValue::from_static(content_type);
    answer
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, content_type);
    answer
}
