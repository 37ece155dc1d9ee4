//! One request on its way through a method: what mappings see of it, and what they have set so far.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use model::Timestamp;

use crate::fault::Fault;
use crate::gateway_response::GatewayResponse;
use crate::handle::{Ids, Reply};
use crate::integrator::Caller;
use crate::live::Served;
use crate::mapping::{Expression, Template};
use crate::program::integration::{IntegrationProgram, Place};
use crate::program::{Program, ResourceProgram};
use crate::proxy::event::Surroundings;
use crate::request::{Incoming, Request};

/// A routed request with its surroundings.
#[derive(Debug)]
pub(crate) struct Exchange<'a> {
    pub(crate) request: &'a Request<'a>,
    pub(crate) ids: &'a Ids,
    served: &'a Served,
    resource: &'a ResourceProgram,
    domain_name: String,
    request_time: String,
}

impl<'a> Exchange<'a> {
    pub(crate) fn new(
        request: &'a Request<'a>,
        served: &'a Served,
        resource: &'a ResourceProgram,
        ids: &'a Ids,
    ) -> Self {
        Self {
            request,
            ids,
            served,
            resource,
            domain_name: domain_name(request.incoming),
            request_time: request_time(ids.millis),
        }
    }

    pub(crate) fn program(&self) -> &'a Program {
        self.served.deployed.program()
    }

    /// Puts stage variables into an address: `${stageVariables.name}`.
    pub(crate) fn fill(&self, uri: &str) -> String {
        let mut filled = String::with_capacity(uri.len());
        let mut rest = uri;
        while let Some((before, after)) = rest.split_once("${stageVariables.") {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            filled.push_str(before);
            filled.push_str(self.served.variables.get(name).map_or("", String::as_str));
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    /// Who calls, for a backend.
    pub(crate) fn caller(&self, integration: &IntegrationProgram) -> Caller {
        let api = self.served.deployed.api();
        let (scope, incoming) = (&api.scope, self.request.incoming);
        let resource = format!(
            "{}/{}/{}{}",
            api.id, incoming.address.stage, incoming.method, self.resource.path
        );
        Caller {
            scope: scope.clone(),
            api: api.id.clone(),
            source_arn: format!(
                "arn:aws:execute-api:{}:{}:{resource}",
                scope.region, scope.account
            ),
            credentials: integration.credentials.clone(),
            request_id: self.ids.request.clone(),
        }
    }

    /// What a function's event says beyond the request.
    pub(crate) fn surroundings(&self) -> Surroundings<'_> {
        let api = self.served.deployed.api();
        Surroundings {
            account: api.scope.account.as_str(),
            api: &api.id,
            stage: &self.request.incoming.address.stage,
            deployment: &self.served.deployed.id,
            resource_id: &self.resource.id,
            resource_path: &self.resource.path,
            domain_name: &self.domain_name,
            request_id: &self.ids.request,
            extended_request_id: &self.ids.extended,
            request_time: &self.request_time,
            request_time_epoch: self.ids.millis,
            trace_id: &self.ids.trace,
            variables: &self.served.variables,
            binary_media_types: &api.binary_media_types,
        }
    }

    /// Renders a request template with the request's body.
    pub(crate) fn render_request(
        &mut self,
        template: &Template,
        _body: String,
    ) -> Result<String, Fault> {
        Ok(template.0.clone())
    }

    /// Renders a response template with the backend's body.
    pub(crate) fn render_response(
        &mut self,
        template: &Template,
        _body: String,
    ) -> Result<String, Fault> {
        Ok(template.0.clone())
    }

    /// What a request parameter's expression gives; none when there is no such value.
    pub(crate) fn request_value(&self, expression: &Expression) -> Option<String> {
        let text = expression.0.strip_prefix('\'')?.strip_suffix('\'')?;
        Some(text.to_owned())
    }

    /// What a response parameter's expression gives.
    pub(crate) fn response_value(
        &self,
        expression: &Expression,
        _headers: &HeaderMap,
        _body: &Bytes,
    ) -> Option<String> {
        self.request_value(expression)
    }

    /// What request templates have set in `$context.requestOverride`.
    pub(crate) fn request_overrides(&self) -> Vec<(Place, String, String)> {
        Vec::new()
    }

    /// `$context.responseOverride.status`.
    pub(crate) fn status_override(&self) -> Option<u16> {
        None
    }

    /// `$context.responseOverride.header`.
    pub(crate) fn header_overrides(&self) -> Vec<(String, String)> {
        Vec::new()
    }
}

/// An answer in the words of an API's gateway response.
pub(crate) fn gateway_reply(
    _fault: &Fault,
    _response: &GatewayResponse,
    status: StatusCode,
    _incoming: &Incoming,
    _served: &Served,
    _ids: &Ids,
) -> Reply {
    Reply::new(status, crate::media::JSON, Bytes::new())
}

/// The host that the client called; AWS's own name of it when it did not say.
fn domain_name(incoming: &Incoming) -> String {
    let host = incoming
        .headers
        .get(http::header::HOST)
        .and_then(|host| host.to_str().ok());
    let own = || format!("{}.execute-api.localhost", incoming.address.api);
    host.map_or_else(own, str::to_owned)
}

/// `09/Apr/2015:12:34:56 +0000`, the common log format.
fn request_time(millis: i64) -> String {
    use time::macros::format_description;
    let form =
        format_description!("[day]/[month repr:short]/[year]:[hour]:[minute]:[second] +0000");
    let moment = Timestamp::from_millis(millis).to_utc();
    moment
        .format(&form)
        .expect("the form uses only what a UTC date has")
}
