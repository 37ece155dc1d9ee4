//! AWS integrations: map the request, call the service or function, map what it answers.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use tokio::time::timeout;

use super::{Reply, answer, lambda};
use crate::exchange::Exchange;
use crate::fault::Fault;
use crate::integration::{AwsUri, PassthroughBehavior};
use crate::integrator::{AwsCall, Integrator, LambdaCall};
use crate::media::{self, Payload};
use crate::program::integration::{IntegrationProgram, Place};

const INVOCATION_TYPE: HeaderName = HeaderName::from_static("x-amz-invocation-type");

/// What a path parameter keeps as it is when it is put into a backend's path.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// The mapped request.
struct Mapped {
    uri: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
}

pub(super) async fn answer(
    integrator: &dyn Integrator,
    integration: &IntegrationProgram,
    exchange: &mut Exchange<'_>,
) -> Result<Reply, Fault> {
    let mapped = map_request(integration, exchange)?;
    let uri =
        AwsUri::parse(&mapped.uri).map_err(|error| Fault::configuration(error.to_string()))?;
    let backend = match uri.lambda_function() {
        Some(function) => {
            let function = function.to_owned();
            call_function(integrator, integration, exchange, function, mapped).await?
        }
        None => call_service(integrator, integration, exchange, &uri, &mapped).await?,
    };
    let reply = answer::map(integration, exchange, backend)?;
    Ok(reply.traced(exchange.ids))
}

/// The body that the backend gets: rendered, or as it came when it may pass.
pub(super) fn request_body(
    integration: &IntegrationProgram,
    exchange: &mut Exchange<'_>,
) -> Result<Payload, Fault> {
    let content_type = exchange.request.content_type().to_owned();
    let binary = media::is_one_of(&exchange.program().binary_media_types, &content_type);
    let body = Payload::new(exchange.request.body().clone(), binary);
    let unfit = || Fault::configuration("Unable to base64 decode the body");
    let body = body
        .convert(integration.content_handling)
        .ok_or_else(unfit)?;
    let passes = match (integration.passthrough, integration.template(&content_type)) {
        (_, Some(template)) => {
            let template = template
                .as_ref()
                .map_err(|why| Fault::configuration(why.clone()))?;
            let Payload::Text(text) = body else {
                return Err(Fault::configuration(
                    "Unable to transform a binary body with a template",
                ));
            };
            return match template {
                Some(template) => Ok(Payload::Text(exchange.render(template, &text)?)),
                None => Ok(Payload::Text(String::new())),
            };
        }
        (PassthroughBehavior::WhenNoMatch, None) => true,
        (PassthroughBehavior::WhenNoTemplates, None) => !integration.has_templates(),
        (PassthroughBehavior::Never, None) => false,
    };
    match passes {
        true => Ok(body),
        false => Err(Fault::UnsupportedMediaType),
    }
}

fn map_request(
    integration: &IntegrationProgram,
    exchange: &mut Exchange<'_>,
) -> Result<Mapped, Fault> {
    let body = request_body(integration, exchange)?.into_bytes();
    let content_type = HeaderValue::from_str(exchange.request.content_type());
    let mut mapped = Mapped {
        uri: exchange.fill(&integration.uri),
        query: Vec::new(),
        headers: HeaderMap::new(),
        body,
    };
    if let Ok(content_type) = content_type {
        mapped.headers.insert(CONTENT_TYPE, content_type);
    }
    for parameter in &integration.parameters {
        if let Some(value) = exchange.request_value(&parameter.source) {
            mapped.set(parameter.place, &parameter.name, value);
        }
    }
    for (place, name, value) in exchange.request_overrides() {
        mapped.set(place, &name, value);
    }
    Ok(mapped)
}

impl Mapped {
    fn set(&mut self, place: Place, name: &str, value: String) {
        match place {
            Place::Path => {
                let encoded = utf8_percent_encode(&value, PATH).to_string();
                self.uri = self.uri.replace(&format!("{{{name}}}"), &encoded);
            }
            Place::Query => {
                self.query.retain(|(known, _)| known != name);
                self.query.push((name.to_owned(), value));
            }
            Place::Header => {
                let parsed = (name.parse::<HeaderName>(), HeaderValue::from_str(&value));
                if let (Ok(name), Ok(value)) = parsed {
                    self.headers.insert(name, value);
                }
            }
        }
    }
}

async fn call_service(
    integrator: &dyn Integrator,
    integration: &IntegrationProgram,
    exchange: &Exchange<'_>,
    uri: &AwsUri<'_>,
    mapped: &Mapped,
) -> Result<answer::Backend, Fault> {
    let call = AwsCall {
        caller: exchange.caller(integration),
        region: uri.region.to_owned(),
        service: uri.service.to_owned(),
        subdomain: uri.subdomain.map(str::to_owned),
        target: uri.target,
        rest: uri.rest.to_owned(),
        http_method: integration.http_method.clone(),
        query: mapped.query.clone(),
        headers: mapped.headers.clone(),
        body: mapped.body.clone(),
    };
    let called = timeout(integration.timeout, integrator.aws(call)).await;
    let called = called
        .map_err(|_| Fault::Timeout)?
        .map_err(lambda::failure)?;
    Ok(answer::Backend {
        selected_by: Some(called.status.to_string()),
        headers: called.headers,
        body: called.body,
    })
}

/// How a function reports that it failed.
#[derive(Deserialize)]
struct FunctionError {
    #[serde(rename = "errorMessage")]
    error_message: Option<String>,
}

async fn call_function(
    integrator: &dyn Integrator,
    integration: &IntegrationProgram,
    exchange: &Exchange<'_>,
    function: String,
    mapped: Mapped,
) -> Result<answer::Backend, Fault> {
    let kind = mapped.headers.get(INVOCATION_TYPE);
    let call = LambdaCall {
        caller: exchange.caller(integration),
        function,
        asynchronous: kind.is_some_and(|kind| kind.as_bytes().eq_ignore_ascii_case(b"event")),
        payload: match mapped.body.is_empty() {
            true => Bytes::from_static(b"{}"),
            false => mapped.body,
        },
        trace_id: exchange.ids.trace.clone(),
    };
    let called = lambda::invoke(integrator, integration, call).await?;
    // Only a failure is matched against patterns, by its message; what a function returns is never an error.
    let failure = called
        .failed
        .then(|| serde_json::from_slice::<FunctionError>(&called.payload));
    let message = failure
        .and_then(Result::ok)
        .and_then(|error| error.error_message);
    Ok(answer::Backend {
        selected_by: message,
        headers: HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(media::JSON))]),
        body: called.payload,
    })
}
