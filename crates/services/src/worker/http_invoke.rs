//! `http:invoke`: a request to any HTTPS API, with the credentials of an EventBridge connection
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html>). Unlike AWS, plain HTTP is taken too:
//! an API under development often speaks nothing else.

use std::sync::Arc;
use std::time::Duration;

use asl::event::Payload;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Uri};
use http_body_util::Full;
use indexmap::IndexMap;
use model::Arn;
use serde::Deserialize;
use serde_json::Value;

use super::connection::{self, Unauthorized};
use super::form::{self, ArrayFormat};
use super::outcome::{Outcome, failed, unusable};
use super::web::{self, Shown};
use super::work::Work;
use crate::app::App;
use crate::call::Caller;
use crate::client::{Answer, ClientError};
use crate::events::ConnectionDocument;

/// How long an API may take (the service's quota).
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// `Parameters`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameters {
    api_endpoint: String,
    method: String,
    authentication: Option<ConnectionName>,
    invocation_config: Option<ConnectionName>,
    #[serde(default)]
    headers: IndexMap<String, Value>,
    #[serde(default)]
    query_parameters: IndexMap<String, Value>,
    request_body: Option<Value>,
    #[serde(default)]
    transform: Transform,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ConnectionName {
    connection_arn: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Transform {
    #[serde(default)]
    request_body_encoding: Encoding,
    #[serde(default)]
    request_encoding_options: EncodingOptions,
}

/// How the body is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Encoding {
    /// As JSON.
    #[default]
    None,
    /// As a form.
    UrlEncoded,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct EncodingOptions {
    #[serde(default)]
    array_format: ArrayFormat,
}

/// A request that is ready but for the connection's credentials.
pub(super) struct Draft {
    pub(super) method: Method,
    pub(super) url: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Draft {
    /// The URL with its query.
    pub(super) fn address(&self) -> String {
        let pairs = self.query.iter();
        let pairs =
            pairs.map(|(name, value)| format!("{}={}", web::encoded(name), web::encoded(value)));
        let query = pairs.collect::<Vec<_>>().join("&");
        match (query.is_empty(), self.url.contains('?')) {
            (true, _) => self.url.clone(),
            (false, true) => format!("{}&{query}", self.url),
            (false, false) => format!("{}?{query}", self.url),
        }
    }

    /// The request.
    ///
    /// # Errors
    /// When the URL is none.
    pub(super) fn request(&self) -> Result<Request<Full<Bytes>>, String> {
        let url = self.address();
        let uri: Uri = url.parse().map_err(|_| format!("{url} is no URL"))?;
        let mut request = Request::new(Full::new(self.body.clone()));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers.clone();
        Ok(request)
    }
}

/// Sends the request and shows the answer; whatever is not 2xx is an error by its number.
pub(super) async fn invoke(app: &Arc<App>, work: &Work<'_>, caller: &Caller) -> Outcome {
    let parameters: Parameters = match serde_json::from_str(work.input().as_str()) {
        Ok(parameters) => parameters,
        Err(error) => return unusable(work.input(), &error.to_string()),
    };
    if let Err(message) = permitted(app, work, caller, &parameters) {
        return failed("States.TaskFailed", message);
    }
    let connection = match connection(app, caller, &parameters) {
        Ok(connection) => connection,
        Err(refusal) => return refusal,
    };
    let mut ready = match draft(caller, &parameters, connection.as_deref()) {
        Ok(draft) => draft,
        Err(why) => return unusable(work.input(), &why),
    };
    let sent = send(app, caller, &mut ready, connection.as_deref()).await;
    if let Some(watch) = work.watch {
        // What the connection adds is secret.
        let open = draft(caller, &parameters, None)
            .ok()
            .filter(|_| !watch.reveal);
        watch.show(open.as_ref().unwrap_or(&ready), sent.as_ref().ok());
    }
    match sent {
        Ok(answer) => shown(&answer),
        Err(failure) => failure,
    }
}

async fn send(
    app: &App,
    caller: &Caller,
    draft: &mut Draft,
    connection: Option<&ConnectionDocument>,
) -> Result<Answer, Outcome> {
    if let Some(connection) = connection {
        let authorized = connection::authorize(app, caller, connection, draft).await;
        authorized.map_err(unauthorized)?;
    }
    let answer = exchange(app, draft).await?;
    match connection.filter(|_| answer.status.as_u16() == 401) {
        // A bearer token may have been revoked: AWS gets a new one and tries once more.
        Some(connection) if connection::forget_token(app, caller, connection) => {
            let authorized = connection::authorize(app, caller, connection, draft).await;
            authorized.map_err(unauthorized)?;
            exchange(app, draft).await
        }
        _ => Ok(answer),
    }
}

async fn exchange(app: &App, draft: &Draft) -> Result<Answer, Outcome> {
    let request = draft.request();
    let request = request.map_err(|why| failed("States.Http.Socket", why))?;
    let answer = app.client.send(request, PATIENCE).await;
    answer.map_err(|error| failed("States.Http.Socket", unanswered(&draft.url, &error)))
}

fn unanswered(url: &str, error: &ClientError) -> String {
    format!("The call to {url} failed: {error}")
}

fn unauthorized(error: Unauthorized) -> Outcome {
    failed(
        "Events.ConnectionResource.InvalidConnectionState",
        error.to_string(),
    )
}

fn shown(answer: &Answer) -> Outcome {
    let body = String::from_utf8_lossy(&answer.body);
    if !answer.status.is_success() {
        let status = answer.status.as_u16();
        return failed(format!("States.Http.StatusCode.{status}"), body);
    }
    let shown = Shown::new(web::listed(&answer.headers), &body, answer.status);
    Outcome::Succeeded(Payload::new(shown.json()))
}

/// What the role must be let do to call an HTTP API at all.
fn permitted(
    app: &App,
    work: &Work<'_>,
    caller: &Caller,
    parameters: &Parameters,
) -> Result<(), String> {
    let context = [
        (
            "states:HTTPEndpoint".to_owned(),
            parameters.api_endpoint.clone(),
        ),
        ("states:HTTPMethod".to_owned(), parameters.method.clone()),
    ];
    let machine = work.machine_arn();
    app.access.permit(
        caller,
        "states:InvokeHTTPEndpoint",
        machine,
        &context,
        || None,
    )
}

/// The connection that the parameters name.
fn connection(
    app: &App,
    caller: &Caller,
    parameters: &Parameters,
) -> Result<Option<Arc<ConnectionDocument>>, Outcome> {
    let named = parameters.authentication.as_ref();
    let Some(named) = named.or(parameters.invocation_config.as_ref()) else {
        return Ok(None);
    };
    let arn = &named.connection_arn;
    let action = "events:RetrieveConnectionCredentials";
    let permitted = app.access.permit(caller, action, arn, &[], || None);
    permitted.map_err(|why| failed("Events.ConnectionResource.AccessDenied", why))?;
    let found = arn.parse::<Arn>().ok().and_then(|parsed| {
        let scope = model::Scope::of(&parsed)?;
        let mut parts = parsed.resource.splitn(3, '/').skip(1);
        let found = app.connections.get(&scope, parts.next()?)?;
        (parts.next()? == found.id).then_some(found)
    });
    let missing = || {
        failed(
            "Events.ConnectionResource.InvalidConnectionState",
            format!("Connection {arn} does not exist."),
        )
    };
    found.map(Some).ok_or_else(missing)
}

fn draft(
    caller: &Caller,
    parameters: &Parameters,
    connection: Option<&ConnectionDocument>,
) -> Result<Draft, String> {
    let invalid = |field: &str| format!("The value of the field '{field}' has an invalid format");
    let method: Method = parameters.method.parse().map_err(|_| invalid("Method"))?;
    if !parameters.api_endpoint.starts_with("https://")
        && !parameters.api_endpoint.starts_with("http://")
    {
        return Err(invalid("ApiEndpoint"));
    }
    let headers = headers(caller, parameters).ok_or_else(|| invalid("Headers"))?;
    let query = parameters
        .query_parameters
        .iter()
        .flat_map(|(name, value)| {
            let values = match value {
                Value::Array(values) => values.iter().map(web::plain).collect(),
                one => vec![web::plain(one)],
            };
            values.into_iter().map(move |value| (name.clone(), value))
        });
    let mut draft = Draft {
        method,
        url: parameters.api_endpoint.clone(),
        query: query.collect(),
        headers,
        body: Bytes::new(),
    };
    let mut body = parameters.request_body.clone();
    if let Some(connection) = connection {
        connection::add(&connection.invocation, &mut draft, &mut body);
    }
    draft.body = match (body, parameters.transform.request_body_encoding) {
        (None, _) => Bytes::new(),
        (Some(Value::String(text)), _) => text.into(),
        (Some(body), Encoding::None) => body.to_string().into(),
        (Some(body), Encoding::UrlEncoded) => {
            let format = parameters.transform.request_encoding_options.array_format;
            form::encode(&body, format).into()
        }
    };
    if !draft.body.is_empty() {
        let content_type = match parameters.transform.request_body_encoding {
            Encoding::None => "application/json",
            Encoding::UrlEncoded => "application/x-www-form-urlencoded",
        };
        let content_type = HeaderValue::from_static(content_type);
        let headers = &mut draft.headers;
        headers
            .entry(http::header::CONTENT_TYPE)
            .or_insert(content_type);
    }
    Ok(draft)
}

/// The definition's headers, and those that AWS always sends.
fn headers(caller: &Caller, parameters: &Parameters) -> Option<HeaderMap> {
    let mut headers = HeaderMap::new();
    let agent = format!("Amazon|StepFunctions|HttpInvoke|{}", caller.scope.region);
    headers.insert(
        http::header::USER_AGENT,
        HeaderValue::from_str(&agent).ok()?,
    );
    headers.insert(
        http::header::RANGE,
        HeaderValue::from_static("bytes=0-262144"),
    );
    for (name, value) in &parameters.headers {
        let name: HeaderName = name.parse().ok()?;
        if web::is_reserved(&name) {
            return None;
        }
        let values = match value {
            Value::Array(values) => values.iter().map(web::plain).collect(),
            one => vec![web::plain(one)],
        };
        for value in values {
            headers.append(&name, HeaderValue::from_str(&value).ok()?);
        }
    }
    Some(headers)
}
