//! Answers: a backend's one mapped by an integration response, and the ones API Gateway gives itself.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::{ERROR_TYPE, Ids, Reply, gateway_response, lambda};
use crate::exchange::Exchange;
use crate::fault::Fault;
use crate::gateway_response::ResponseType;
use crate::headers;
use crate::live::Served;
use crate::mapping::Multi;
use crate::media::{self, Payload};
use crate::program::integration::{IntegrationProgram, ResponseProgram};
use crate::request::Incoming;

/// What a backend answered.
pub(super) struct Backend {
    /// The status, or a function's error message, that patterns are matched against.
    pub(super) selected_by: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

/// Chooses the integration response and maps the answer with it.
pub(super) fn map(
    integration: &IntegrationProgram,
    exchange: &mut Exchange<'_>,
    backend: Backend,
) -> Result<Reply, Fault> {
    let none = || {
        Fault::configuration(
            "Execution failed due to configuration error: No match for output mapping and no default output mapping configured",
        )
    };
    let response = integration
        .response(backend.selected_by.as_deref())
        .ok_or_else(none)?;
    if !response.declared {
        return Err(Fault::configuration(format!(
            "Execution failed due to configuration error: Output mapping refers to an invalid method response: {}",
            response.status
        )));
    }
    let (content_type, body) = map_body(response, exchange, &backend)?;
    let status = exchange
        .overrides()
        .response_status()
        .unwrap_or(response.status);
    let status =
        StatusCode::from_u16(status).map_err(|_| Fault::configuration("status out of range"))?;
    let mut reply = Reply::new(status, &content_type, body);
    map_headers(response, exchange, &backend, &mut reply.headers);
    for (name, value) in exchange.overrides().response_headers() {
        set(&mut reply.headers, name, &value);
    }
    Ok(reply)
}

fn map_headers(
    response: &ResponseProgram,
    exchange: &Exchange<'_>,
    backend: &Backend,
    headers: &mut HeaderMap,
) {
    if response.parameters.is_empty() {
        return;
    }
    let sent = multi(&backend.headers);
    let body = String::from_utf8_lossy(&backend.body);
    for parameter in &response.parameters {
        if let Some(value) = exchange.response_value(&parameter.source, &sent, &body) {
            set(headers, &parameter.name, &value);
        }
    }
}

fn multi(headers: &HeaderMap) -> Multi {
    let values = |name| {
        let values = headers.get_all(name).iter();
        values
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect()
    };
    headers
        .keys()
        .map(|name| (name.to_string(), values(name)))
        .collect()
}

/// The client's body and its content type. Without a template the body passes, and is JSON unless a mapping says what
/// it is.
fn map_body(
    response: &ResponseProgram,
    exchange: &mut Exchange<'_>,
    backend: &Backend,
) -> Result<(String, Bytes), Fault> {
    let sent = backend
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let types = &exchange.program().binary_media_types;
    let binary = media::is_one_of(types, sent.unwrap_or(media::JSON));
    let accepts_binary = lambda::accepts_binary(exchange);
    let body = Payload::new(backend.body.clone(), binary);
    let accept = exchange.request.header("accept").map(str::to_owned);
    let Some((content_type, template)) = response.template(accept.as_deref()) else {
        let body = convert(body, response, accepts_binary)?;
        return Ok((media::JSON.to_owned(), body));
    };
    let template = template
        .as_ref()
        .map_err(|why| Fault::configuration(why.clone()))?;
    let Payload::Text(text) = convert_to_text(body, response) else {
        return Err(Fault::configuration(
            "Unable to transform a binary body with a template",
        ));
    };
    let body = match template {
        Some(template) => exchange.render(template, &text)?,
        None => String::new(),
    };
    Ok((content_type.to_owned(), body.into()))
}

fn convert(
    body: Payload,
    response: &ResponseProgram,
    accepts_binary: bool,
) -> Result<Bytes, Fault> {
    let body = match response.content_handling {
        None => body.suit(accepts_binary),
        handling => body
            .convert(handling)
            .ok_or_else(|| Fault::configuration("Unable to base64 decode the body"))?,
    };
    Ok(body.into_bytes())
}

/// A template works on text; binary bodies become base64 text where that is asked for.
fn convert_to_text(body: Payload, response: &ResponseProgram) -> Payload {
    match (body, response.content_handling) {
        (body @ Payload::Binary(_), handling @ Some(_)) => body
            .convert(handling)
            .unwrap_or(Payload::Text(String::new())),
        (body, _) => body,
    }
}

/// Sets a mapped header under the name that reaches the client.
pub(super) fn set(map: &mut HeaderMap, name: &str, value: &str) {
    let value = HeaderValue::from_bytes(value.as_bytes());
    if let (Some(name), Ok(value)) = (headers::on_the_way_out(name), value) {
        map.insert(name, value);
    }
}

/// The answer for a fault: AWS's own, or as the deployed API words it.
pub(super) fn fault(
    fault: &Fault,
    incoming: &Incoming,
    deployed: Option<(&Served, &Ids)>,
) -> Reply {
    if let Fault::Configuration(reason) | Fault::BadProxyAnswer(reason) = fault {
        tracing::debug!(
            api = incoming.address.api,
            stage = incoming.address.stage,
            "{reason}"
        );
    }
    let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let plain = Reply::new(status, media::JSON, fault.body());
    let worded = deployed.and_then(|(served, ids)| worded(fault, incoming, served, ids));
    let mut reply = worded.unwrap_or(plain);
    reply
        .headers
        .insert(ERROR_TYPE, HeaderValue::from_static(fault.error_type()));
    reply
}

/// The answer in the words of the API's gateway response for the fault's type, or for all 4xx or 5xx.
fn worded(fault: &Fault, incoming: &Incoming, served: &Served, ids: &Ids) -> Option<Reply> {
    let responses = &served.deployed.program().gateway_responses;
    let all = match fault.status() {
        400..500 => ResponseType::Default4xx,
        _ => ResponseType::Default5xx,
    };
    let own = responses.get(&fault.response_type());
    let response = own.or_else(|| responses.get(&all))?;
    let set_status = response
        .status_code
        .as_deref()
        .and_then(|code| code.parse().ok());
    // A catch-all without a status of its own keeps the fault's; so does a proxy's 502.
    let set_status =
        set_status.filter(|_| own.is_none() || !matches!(fault, Fault::BadProxyAnswer(_)));
    let status = StatusCode::from_u16(set_status.unwrap_or_else(|| fault.status())).ok()?;
    gateway_response::reply(fault, response, status, incoming, (served, ids))
}
