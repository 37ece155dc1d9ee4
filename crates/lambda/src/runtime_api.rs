//! The Runtime API: the HTTP interface through which a runtime fetches events and answers them.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>. One listener serves one execution environment; it
//! only translates between HTTP and [`Call`]s, the environment decides.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot};

use crate::limits::RESPONSE_BYTES;

/// An event as a runtime receives it.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) request_id: Arc<str>,
    pub(crate) payload: Bytes,
    /// When the function times out, in milliseconds since the epoch.
    pub(crate) deadline: i64,
    /// The ARN it was invoked by.
    pub(crate) arn: String,
    pub(crate) trace_id: String,
    pub(crate) client_context: Option<String>,
}

/// What a runtime says.
#[derive(Debug)]
pub(crate) enum Call {
    /// It is ready for an event.
    Next(oneshot::Sender<Event>),
    /// It answers one.
    Response {
        id: String,
        body: Body,
        reply: oneshot::Sender<Answer>,
    },
    /// It reports that the function failed.
    Error {
        id: String,
        body: Body,
        kind: Option<String>,
        reply: oneshot::Sender<Answer>,
    },
    /// It cannot start.
    InitError {
        body: Body,
        kind: Option<String>,
        reply: oneshot::Sender<Answer>,
    },
}

/// A body that fits the limit of responses, or the fact that it did not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Body {
    Whole(Bytes),
    TooLarge,
}

/// What the runtime is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Accepted,
    /// The request id is not the one under way.
    UnknownRequest,
    TooLarge,
}

const PREFIX: &str = "/2018-06-01/runtime/";

/// Serves connections until the future is dropped.
pub(crate) async fn serve(listener: TcpListener, calls: mpsc::Sender<Call>) {
    let mut connections = tokio::task::JoinSet::new();
    loop {
        // Dropping this arm loses no connection: it stays in the listener's backlog.
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(connection(stream, calls.clone()))),
                Err(_) => return,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, calls: mpsc::Sender<Call>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| answer(request, calls.clone()));
    // A runtime that hangs up in the middle is noticed by its environment.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

type Reply = Response<Full<Bytes>>;

async fn answer(
    request: Request<Incoming>,
    calls: mpsc::Sender<Call>,
) -> Result<Reply, Infallible> {
    let path = request.uri().path().strip_prefix(PREFIX).map(str::to_owned);
    let (method, path) = (request.method().clone(), path.unwrap_or_default());
    if method == Method::GET && path == "invocation/next" {
        return Ok(next(&calls).await);
    }
    if method != Method::POST {
        return Ok(unknown_path());
    }
    let kind = header(request.headers(), "lambda-runtime-function-error-type");
    let body = read(request.into_body()).await;
    let (reply, answered) = oneshot::channel();
    let Some(call) = posted(&path, body, kind, reply) else {
        return Ok(unknown_path());
    };
    if calls.send(call).await.is_err() {
        return Ok(gone());
    }
    Ok(answered.await.map_or_else(|_| gone(), acknowledge))
}

fn posted(
    path: &str,
    body: Body,
    kind: Option<String>,
    reply: oneshot::Sender<Answer>,
) -> Option<Call> {
    if path == "init/error" {
        return Some(Call::InitError { body, kind, reply });
    }
    let (id, verb) = path.strip_prefix("invocation/")?.split_once('/')?;
    let id = id.to_owned();
    match verb {
        "response" => Some(Call::Response { id, body, reply }),
        "error" => Some(Call::Error {
            id,
            body,
            kind,
            reply,
        }),
        _ => None,
    }
}

async fn next(calls: &mpsc::Sender<Call>) -> Reply {
    let (sender, event) = oneshot::channel();
    if calls.send(Call::Next(sender)).await.is_err() {
        return gone();
    }
    event.await.map_or_else(|_| gone(), deliver)
}

fn deliver(event: Event) -> Reply {
    let mut response = Response::builder()
        .header("Content-Type", "application/json")
        .header("Lambda-Runtime-Aws-Request-Id", &*event.request_id)
        .header("Lambda-Runtime-Deadline-Ms", event.deadline)
        .header("Lambda-Runtime-Invoked-Function-Arn", event.arn)
        .header("Lambda-Runtime-Trace-Id", event.trace_id);
    if let Some(context) = event.client_context {
        response = response.header("Lambda-Runtime-Client-Context", context);
    }
    response
        .body(Full::new(event.payload))
        .unwrap_or_else(|_| gone())
}

/// Collects a body up to the limit and reads past the rest, so that the runtime gets to see the answer.
async fn read(mut body: Incoming) -> Body {
    let mut collected = BytesMut::new();
    let mut length = 0_usize;
    while let Some(Ok(frame)) = body.frame().await {
        let Ok(data) = frame.into_data() else {
            continue;
        };
        length = length.saturating_add(data.len());
        if length <= RESPONSE_BYTES {
            collected.extend_from_slice(&data);
        }
    }
    if length > RESPONSE_BYTES {
        return Body::TooLarge;
    }
    Body::Whole(collected.freeze())
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().map(str::to_owned)
}

fn acknowledge(answer: Answer) -> Reply {
    match answer {
        Answer::Accepted => plain(StatusCode::ACCEPTED, r#"{"status":"OK"}"#.into()),
        Answer::UnknownRequest => fault(
            StatusCode::BAD_REQUEST,
            "InvalidRequestID",
            "Invalid request ID",
        ),
        Answer::TooLarge => fault(
            StatusCode::PAYLOAD_TOO_LARGE,
            "RequestEntityTooLarge",
            &format!("Exceeded maximum allowed payload size ({RESPONSE_BYTES} bytes)."),
        ),
    }
}

fn unknown_path() -> Reply {
    fault(
        StatusCode::NOT_FOUND,
        "InvalidPath",
        "no such Runtime API path",
    )
}

/// The environment is being closed; a runtime takes this as the end.
fn gone() -> Reply {
    fault(
        StatusCode::INTERNAL_SERVER_ERROR,
        "ContainerError",
        "the execution environment is closed",
    )
}

fn fault(status: StatusCode, kind: &str, message: &str) -> Reply {
    let body = serde_json::json!({"errorMessage": message, "errorType": kind});
    plain(status, body.to_string().into())
}

fn plain(status: StatusCode, body: Bytes) -> Reply {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let json = http::HeaderValue::from_static("application/json");
    response.headers_mut().insert("content-type", json);
    response
}
