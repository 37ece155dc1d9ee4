//! `apigateway:invoke`: a request to a stage of a REST API of this server, in process
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html>; shapes as recorded).

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use asl::event::Payload;
use bytes::Bytes;
use gateway::api::EndpointType;
use gateway::{Incoming, InvokeAddress};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::outcome::{Outcome, failed, unusable};
use super::web::{self, Shown};
use super::work::Work;
use crate::app::App;
use crate::call::Caller;
use crate::integrator::Door;

/// `Parameters`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameters {
    api_endpoint: String,
    method: String,
    #[serde(default)]
    headers: IndexMap<String, Vec<String>>,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    query_parameters: IndexMap<String, Vec<Value>>,
    request_body: Option<Value>,
    #[serde(default)]
    allow_null_values: bool,
    #[serde(default)]
    auth_type: AuthType,
}

/// How the request proves whose it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum AuthType {
    /// Not at all.
    #[default]
    NoAuth,
    /// By the execution's role.
    IamRole,
    /// By the execution's role, which the API's own policy may know.
    ResourcePolicy,
}

/// Sends the request and shows the answer; 4xx and 5xx are errors by their number.
pub(super) async fn invoke(app: &Arc<App>, work: &Work<'_>, caller: &Caller) -> Outcome {
    let parameters: Parameters = match serde_json::from_str(work.input().as_str()) {
        Ok(parameters) => parameters,
        Err(error) => return unusable(work.input(), &error.to_string()),
    };
    let Some(address) = address(&parameters) else {
        let why = "The value of the field 'ApiEndpoint' has an invalid format";
        return unusable(work.input(), why);
    };
    let incoming = match incoming(app, caller, &parameters, address) {
        Ok(incoming) => incoming,
        Err(Refusal::Parameters(why)) => return unusable(work.input(), &why),
        Err(Refusal::Denied(message)) => {
            let body = serde_json::json!({ "Message": message });
            return failed("ApiGateway.403", body.to_string());
        }
    };
    let edge = is_edge(app, caller, &incoming.address);
    let outgoing = app.gateway.handle(incoming, &Door(Arc::clone(app))).await;
    let body = String::from_utf8_lossy(&outgoing.body).into_owned();
    if outgoing.status.is_client_error() || outgoing.status.is_server_error() {
        return failed(format!("ApiGateway.{}", outgoing.status.as_u16()), body);
    }
    let mut headers = web::listed(&outgoing.headers);
    web::add(&mut headers, "Connection", "keep-alive");
    web::add(
        &mut headers,
        "Content-Length",
        &outgoing.body.len().to_string(),
    );
    web::add(&mut headers, "Date", &app.clock.now().http_date());
    if edge {
        cloudfront(&mut headers);
    }
    let shown = Shown::new(headers, &body, outgoing.status);
    Outcome::Succeeded(Payload::new(shown.json()))
}

enum Refusal {
    Parameters(String),
    Denied(String),
}

/// The stage and path that the parameters name: `ApiEndpoint` is a host of API Gateway, or an address of this server.
fn address(parameters: &Parameters) -> Option<InvokeAddress> {
    let endpoint = &parameters.api_endpoint;
    let rest = endpoint
        .split_once("://")
        .map_or(endpoint.as_str(), |(_, rest)| rest);
    let (host, base) = rest.split_once('/').unwrap_or((rest, ""));
    let base = base.trim_end_matches('/');
    let stage = parameters.stage.trim_matches('/');
    let path = web::encoded_path(parameters.path.trim_start_matches('/'));
    let below = match base {
        "" => format!("/{stage}/{path}"),
        _ if base.starts_with("restapis/") => format!("/{base}/{stage}/_user_request_/{path}"),
        _ => format!("/{base}/{stage}/{path}"),
    };
    InvokeAddress::parse(Some(host), &below)
}

fn incoming(
    app: &App,
    caller: &Caller,
    parameters: &Parameters,
    address: InvokeAddress,
) -> Result<Incoming, Refusal> {
    let invalid = |field: &str| {
        Refusal::Parameters(format!(
            "The value of the field '{field}' has an invalid format"
        ))
    };
    let method: Method = parameters.method.parse().map_err(|_| invalid("Method"))?;
    let mut headers = HeaderMap::new();
    for (name, values) in &parameters.headers {
        let name: HeaderName = name.parse().map_err(|_| invalid("Headers"))?;
        if web::is_reserved(&name) {
            let why = format!("The header '{name}' is not allowed");
            return Err(Refusal::Parameters(why));
        }
        for value in values {
            let value = HeaderValue::from_str(value).map_err(|_| invalid("Headers"))?;
            headers.append(&name, value);
        }
    }
    let body = body(parameters);
    if !body.is_empty() {
        let json = HeaderValue::from_static("application/json");
        headers.entry(http::header::CONTENT_TYPE).or_insert(json);
    }
    let agent = format!(
        "Amazon|StepFunctions|APIGatewayInvoke|{}",
        caller.scope.region
    );
    if let Ok(agent) = HeaderValue::from_str(&agent) {
        headers.entry(http::header::USER_AGENT).or_insert(agent);
    }
    let permitted_by_iam = permitted(app, caller, parameters.auth_type, &method, &address)?;
    Ok(Incoming {
        query: web::query(&parameters.query_parameters),
        address,
        method,
        headers,
        body,
        source_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        protocol: "HTTP/1.1",
        permitted_by_iam,
    })
}

/// The body as JSON; without `AllowNullValues` nothing is null.
fn body(parameters: &Parameters) -> Bytes {
    let Some(body) = &parameters.request_body else {
        return Bytes::new();
    };
    match parameters.allow_null_values {
        true => body.to_string().into(),
        false => without_nulls(body.clone()).to_string().into(),
    }
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(
                kept.map(|(name, value)| (name, without_nulls(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        other => other,
    }
}

/// Whether the role stands behind the request.
fn permitted(
    app: &App,
    caller: &Caller,
    auth_type: AuthType,
    method: &Method,
    address: &InvokeAddress,
) -> Result<bool, Refusal> {
    if auth_type == AuthType::NoAuth {
        return Ok(false);
    }
    let scope = &caller.scope;
    let region = address.region.as_deref().unwrap_or(scope.region.as_str());
    let resource = format!(
        "arn:aws:execute-api:{region}:{}:{}/{}/{method}{}",
        scope.account, address.api, address.stage, address.path
    );
    let attached = || {
        let api = app.gateway.control().api(scope, &address.api).ok()?;
        let policy = api
            .policy
            .as_deref()
            .filter(|_| auth_type == AuthType::ResourcePolicy)?;
        iam::Policy::parse(policy).ok()
    };
    app.access
        .permit(caller, "execute-api:Invoke", &resource, &[], attached)
        .map_err(Refusal::Denied)?;
    Ok(true)
}

/// Whether clients reach the API through AWS's edge locations.
fn is_edge(app: &App, caller: &Caller, address: &InvokeAddress) -> bool {
    let api = app.gateway.control().api(&caller.scope, &address.api);
    api.is_ok_and(|api| api.endpoint.endpoint_type == EndpointType::Edge)
}

/// What AWS's edge adds to every answer of an edge-optimized API (recorded): definitions may select it.
fn cloudfront(headers: &mut IndexMap<String, Vec<String>>) {
    let id = || uuid::Uuid::new_v4().simple().to_string();
    web::add(
        headers,
        "Via",
        &format!("1.1 {}.cloudfront.net (CloudFront)", id()),
    );
    web::add(
        headers,
        "X-Amz-Cf-Id",
        &format!("{}{}==", id(), &id()[..22]),
    );
    web::add(headers, "X-Amz-Cf-Pop", "LOCAL1-P1");
    web::add(headers, "X-Cache", "Miss from cloudfront");
}
