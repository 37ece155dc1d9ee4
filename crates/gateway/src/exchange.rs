//! One request on its way through a method: what mappings see of it, and what they have set so far.

use std::sync::Arc;

use model::Timestamp;

use crate::fault::Fault;
use crate::handle::Ids;
use crate::integrator::Caller;
use crate::live::Served;
use crate::mapping::{
    Expression, ExpressionInput, Identity, Mapped, MappingInput, Multi, Overrides, RequestContext,
    Template,
};
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
    context: Arc<RequestContext>,
    overrides: Overrides,
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
            context: Arc::new(context(request.incoming, served, Some(resource), ids)),
            overrides: Overrides::default(),
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
            domain_name: self.context.domain_name.as_deref().unwrap_or_default(),
            request_id: &self.ids.request,
            extended_request_id: &self.ids.extended,
            request_time: self.context.request_time.as_deref().unwrap_or_default(),
            request_time_epoch: self.ids.millis,
            trace_id: &self.ids.trace,
            variables: &self.served.variables,
            binary_media_types: &api.binary_media_types,
        }
    }

    /// Renders a request template with the request's body, or a response template with the backend's.
    pub(crate) fn render(&mut self, template: &Template, body: &str) -> Result<String, Fault> {
        let input = MappingInput {
            body,
            params: &self.request.params,
            context: &self.context,
            stage_variables: &self.served.variables,
        };
        let rendered = template.render(&input, &mut self.overrides);
        rendered.map_err(|error| Fault::configuration(error.to_string()))
    }

    /// What a request parameter's expression gives; none when there is no such value.
    pub(crate) fn request_value(&self, expression: &Expression) -> Option<String> {
        let body = String::from_utf8_lossy(self.request.body());
        self.value(expression, &body, &Multi::new(), "")
    }

    /// What a response parameter's expression gives.
    pub(crate) fn response_value(
        &self,
        expression: &Expression,
        headers: &Multi,
        body: &str,
    ) -> Option<String> {
        self.value(expression, "", headers, body)
    }

    fn value(
        &self,
        expression: &Expression,
        body: &str,
        response_headers: &Multi,
        response_body: &str,
    ) -> Option<String> {
        let input = ExpressionInput {
            params: &self.request.params,
            body,
            response_headers,
            response_body,
            context: &self.context,
            stage_variables: &self.served.variables,
        };
        expression.evaluate(&input).map(Mapped::into_text)
    }

    /// What request templates have set in `$context.requestOverride`.
    pub(crate) fn request_overrides(&self) -> Vec<(Place, String, String)> {
        let set = &self.overrides;
        let path = set
            .request_path()
            .map(|(name, value)| (Place::Path, name, value));
        let query = set
            .request_querystring()
            .map(|(name, value)| (Place::Query, name, value));
        let headers = set
            .request_headers()
            .map(|(name, value)| (Place::Header, name, value));
        let all = path.chain(query).chain(headers);
        all.map(|(place, name, value)| (place, name.to_owned(), value))
            .collect()
    }

    /// `$context.responseOverride`, as templates have left it.
    pub(crate) fn overrides(&self) -> &Overrides {
        &self.overrides
    }
}

/// `$context` of a request; `resource` is absent when none was found.
pub(crate) fn context(
    incoming: &Incoming,
    served: &Served,
    resource: Option<&ResourceProgram>,
    ids: &Ids,
) -> RequestContext {
    let api = served.deployed.api();
    let header = |name| {
        incoming
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    };
    RequestContext {
        request_id: Some(ids.request.clone()),
        extended_request_id: Some(ids.extended.clone()),
        stage: Some(incoming.address.stage.clone()),
        http_method: Some(incoming.method.to_string()),
        resource_id: resource.map(|resource| resource.id.clone()),
        resource_path: resource.map(|resource| resource.path.clone()),
        identity: Identity {
            source_ip: Some(incoming.source_ip.to_string()),
            user_agent: header(http::header::USER_AGENT).map(str::to_owned),
            ..Identity::default()
        },
        request_time_epoch: Some(ids.millis),
        request_time: Some(request_time(ids.millis)),
        account_id: Some(api.scope.account.to_string()),
        api_id: Some(api.id.clone()),
        deployment_id: Some(served.deployed.id.clone()),
        domain_name: Some(domain_name(incoming)),
        domain_prefix: Some(api.id.clone()),
        path: Some(format!(
            "/{}{}",
            incoming.address.stage, incoming.address.path
        )),
        protocol: Some(incoming.protocol.to_owned()),
        ..RequestContext::default()
    }
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
