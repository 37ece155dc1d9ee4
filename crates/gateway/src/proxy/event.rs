//! The event of a Lambda proxy integration, payload format 1.0.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html>; the fields
//! and which of them are null are as recorded.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::mapping::Multi;
use crate::media;
use crate::request::Request;

/// What an event says about a request beyond the request itself.
#[derive(Debug)]
pub(crate) struct Surroundings<'a> {
    pub(crate) account: &'a str,
    pub(crate) api: &'a str,
    pub(crate) stage: &'a str,
    pub(crate) deployment: &'a str,
    pub(crate) resource_id: &'a str,
    pub(crate) resource_path: &'a str,
    pub(crate) domain_name: &'a str,
    pub(crate) request_id: &'a str,
    pub(crate) extended_request_id: &'a str,
    pub(crate) request_time: &'a str,
    pub(crate) request_time_epoch: i64,
    pub(crate) trace_id: &'a str,
    pub(crate) variables: &'a BTreeMap<String, String>,
    pub(crate) binary_media_types: &'a [String],
}

/// The event, as JSON.
pub(crate) fn event(request: &Request<'_>, around: &Surroundings<'_>) -> Bytes {
    let mut headers = request.params.header.clone();
    add_forwarding(&mut headers, request, around);
    let binary = media::is_one_of(around.binary_media_types, request.content_type());
    let body = match (request.body(), binary) {
        (body, _) if body.is_empty() => None,
        (body, true) => Some(STANDARD.encode(body)),
        (body, false) => Some(String::from_utf8_lossy(body).into_owned()),
    };
    let stage_path = format!("/{}{}", around.stage, request.incoming.address.path);
    let event = Event {
        resource: around.resource_path,
        path: &request.incoming.address.path,
        http_method: request.incoming.method.as_str(),
        headers: Some(Last(&headers)),
        multi_value_headers: Some(All(&headers)),
        query_string_parameters: some(&request.params.querystring).map(Last),
        multi_value_query_string_parameters: some(&request.params.querystring).map(All),
        path_parameters: (!request.variables.is_empty()).then_some(Pairs(&request.variables)),
        stage_variables: (!around.variables.is_empty()).then_some(around.variables),
        request_context: context(request, around, &stage_path),
        body,
        is_base64_encoded: binary && !request.body().is_empty(),
    };
    let json = serde_json::to_vec(&event)
        .expect("an event holds strings, numbers and maps with string keys");
    json.into()
}

/// What the front of API Gateway adds to a request's headers.
fn add_forwarding(headers: &mut Multi, request: &Request<'_>, around: &Surroundings<'_>) {
    let port = around
        .domain_name
        .rsplit_once(':')
        .map_or("80", |(_, port)| port);
    set(headers, "X-Amzn-Trace-Id", around.trace_id.to_owned());
    let ip = request.incoming.source_ip.to_string();
    let chain = match request.header("x-forwarded-for") {
        Some(before) if !before.is_empty() => format!("{before}, {ip}"),
        _ => ip,
    };
    set(headers, "X-Forwarded-For", chain);
    if request.header("x-forwarded-port").is_none() {
        set(headers, "X-Forwarded-Port", port.to_owned());
    }
    if request.header("x-forwarded-proto").is_none() {
        set(headers, "X-Forwarded-Proto", "http".to_owned());
    }
}

fn set(headers: &mut Multi, name: &str, value: String) {
    match headers
        .iter_mut()
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
    {
        Some((_, values)) => *values = vec![value],
        None => headers.push((name.to_owned(), vec![value])),
    }
}

fn some(multi: &Multi) -> Option<&Multi> {
    (!multi.is_empty()).then_some(multi)
}

fn context<'a>(
    request: &'a Request<'_>,
    around: &'a Surroundings<'_>,
    path: &'a str,
) -> RequestContext<'a> {
    RequestContext {
        resource_id: around.resource_id,
        resource_path: around.resource_path,
        http_method: request.incoming.method.as_str(),
        extended_request_id: around.extended_request_id,
        request_time: around.request_time,
        path,
        account_id: around.account,
        protocol: request.incoming.protocol,
        stage: around.stage,
        domain_prefix: around.api,
        request_time_epoch: around.request_time_epoch,
        request_id: around.request_id,
        identity: Identity {
            source_ip: request.incoming.source_ip.to_string(),
            user_agent: request.header("user-agent"),
            ..Identity::default()
        },
        domain_name: around.domain_name,
        deployment_id: around.deployment,
        api_id: around.api,
    }
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    resource: &'a str,
    path: &'a str,
    http_method: &'a str,
    headers: Option<Last<'a>>,
    multi_value_headers: Option<All<'a>>,
    query_string_parameters: Option<Last<'a>>,
    multi_value_query_string_parameters: Option<All<'a>>,
    path_parameters: Option<Pairs<'a>>,
    stage_variables: Option<&'a BTreeMap<String, String>>,
    request_context: RequestContext<'a>,
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct RequestContext<'a> {
    resource_id: &'a str,
    resource_path: &'a str,
    http_method: &'a str,
    extended_request_id: &'a str,
    request_time: &'a str,
    path: &'a str,
    account_id: &'a str,
    protocol: &'a str,
    stage: &'a str,
    domain_prefix: &'a str,
    request_time_epoch: i64,
    request_id: &'a str,
    identity: Identity<'a>,
    domain_name: &'a str,
    deployment_id: &'a str,
    api_id: &'a str,
}

#[derive(Default, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity<'a> {
    cognito_identity_pool_id: Option<&'a str>,
    account_id: Option<&'a str>,
    cognito_identity_id: Option<&'a str>,
    caller: Option<&'a str>,
    source_ip: String,
    principal_org_id: Option<&'a str>,
    access_key: Option<&'a str>,
    cognito_authentication_type: Option<&'a str>,
    cognito_authentication_provider: Option<&'a str>,
    user_arn: Option<&'a str>,
    user_agent: Option<&'a str>,
    user: Option<&'a str>,
}

/// The last value of each name.
struct Last<'a>(&'a Multi);

/// All values of each name.
struct All<'a>(&'a Multi);

/// One value of each name.
struct Pairs<'a>(&'a [(String, String)]);

impl Serialize for Last<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, values)| (name, values.last())))
    }
}

impl Serialize for All<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, values)| (name, values)))
    }
}

impl Serialize for Pairs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}
