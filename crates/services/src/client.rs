//! Calls to the outside: HTTP tasks, their connections, and endpoints that services are forwarded to.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// The largest answer that is read: more than any task may give.
const LARGEST: usize = 16 << 20;

/// An HTTP client that keeps connections for the next call. Cheap to clone. Servers are trusted by Mozilla's roots.
#[derive(Clone, Debug)]
pub struct Client(legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// An answer, whole.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// All headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// None came in time.
    #[error("no answer within {} seconds", .0.as_secs())]
    Timeout(Duration),
    /// Nobody could be reached.
    #[error("{0}")]
    Unreachable(String),
    /// It began and did not end well.
    #[error("the answer broke off: {0}")]
    Broken(String),
    /// It is larger than any task may give.
    #[error("the answer is larger than {LARGEST} bytes")]
    TooLarge,
}

impl Default for Client {
    fn default() -> Self {
        let connector = hyper_rustls::HttpsConnectorBuilder::new()
            .with_webpki_roots()
            .https_or_http()
            .enable_all_versions()
            .build();
        Self(legacy::Client::builder(TokioExecutor::new()).build(connector))
    }
}

impl Client {
    /// Sends a request and reads the answer. Dropping the future gives the call up.
    ///
    /// # Errors
    /// As [`ClientError`] says.
    pub async fn send(
        &self,
        request: Request<Full<Bytes>>,
        patience: Duration,
    ) -> Result<Answer, ClientError> {
        let answer = tokio::time::timeout(patience, self.exchange(request)).await;
        answer.map_err(|_| ClientError::Timeout(patience))?
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Answer, ClientError> {
        let sent = self.0.request(request).await;
        let answer = sent.map_err(|error| ClientError::Unreachable(innermost(&error)))?;
        let (head, body) = answer.into_parts();
        let body = Limited::new(body, LARGEST).collect().await;
        let body = body.map_err(|error| match error.downcast_ref::<LengthLimitError>() {
            Some(_) => ClientError::TooLarge,
            None => ClientError::Broken(error.to_string()),
        })?;
        Ok(Answer {
            status: head.status,
            headers: head.headers,
            body: body.to_bytes(),
        })
    }
}

/// The error that the others only carry: it says what happened.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut at = error;
    while let Some(source) = at.source() {
        at = source;
    }
    at.to_string()
}
