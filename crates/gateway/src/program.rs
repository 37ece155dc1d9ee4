//! A deployment compiled: routes, templates, expressions and patterns made ready once, so that a request only runs
//! them. What cannot be compiled stays in as broken and fails the requests that need it, as on AWS.

pub(crate) mod integration;

use std::collections::BTreeMap;

use http::Method as HttpVerb;

use self::integration::{CompiledTemplate, IntegrationProgram};
use crate::api::RestApi;
use crate::gateway_response::{GatewayResponse, ResponseType};
use crate::mapping::{Expression, Template};
use crate::method::{AuthorizationType, HttpMethod, Method};
use crate::resource::Resource;
use crate::route::{Match, Router};
use crate::validate::schema::Schemas;
use crate::validate::{self, Validation};

/// A compiled API.
#[derive(Debug)]
pub(crate) struct Program {
    router: Router,
    resources: Vec<ResourceProgram>,
    pub(crate) schemas: Schemas,
    pub(crate) binary_media_types: Vec<String>,
    pub(crate) gateway_responses: BTreeMap<ResponseType, GatewayResponseProgram>,
}

/// A resource that has methods.
#[derive(Debug)]
pub(crate) struct ResourceProgram {
    pub(crate) id: String,
    pub(crate) path: String,
    methods: BTreeMap<HttpMethod, MethodProgram>,
}

/// A compiled method.
#[derive(Debug)]
pub(crate) struct MethodProgram {
    pub(crate) authorization_type: AuthorizationType,
    pub(crate) api_key_required: bool,
    pub(crate) validation: Validation,
    pub(crate) integration: Option<IntegrationProgram>,
}

/// A compiled gateway response.
#[derive(Debug)]
pub(crate) struct GatewayResponseProgram {
    pub(crate) status_code: Option<String>,
    /// Header names with where their values come from.
    pub(crate) headers: Vec<(String, Expression)>,
    pub(crate) templates: Vec<(String, CompiledTemplate)>,
}

impl GatewayResponseProgram {
    fn compile(response: &GatewayResponse) -> Self {
        let headers = response.parameters.iter().filter_map(|(target, source)| {
            let name = target.strip_prefix("gatewayresponse.header.")?;
            Some((name.to_owned(), Expression::parse(source).ok()?))
        });
        let templates = response.templates.iter().map(|(content_type, text)| {
            let parsed = Template::parse(text)
                .map(Some)
                .map_err(|error| error.to_string());
            (content_type.clone(), parsed)
        });
        Self {
            status_code: response.status_code.clone(),
            headers: headers.collect(),
            templates: templates.collect(),
        }
    }
}

impl Program {
    pub(crate) fn compile(api: &RestApi) -> Self {
        let mut router = Router::new();
        let mut resources = Vec::new();
        for resource in api.resources.values().filter(|r| !r.methods.is_empty()) {
            router.insert(&resource.path, resources.len());
            resources.push(ResourceProgram::compile(resource, api));
        }
        Self {
            router,
            resources,
            schemas: validate::schemas(api),
            binary_media_types: api.binary_media_types.clone(),
            gateway_responses: api
                .gateway_responses
                .iter()
                .map(|(kind, response)| (*kind, GatewayResponseProgram::compile(response)))
                .collect(),
        }
    }

    /// The method that answers `verb` at `path`; a resource without it does not give way to a less specific one.
    pub(crate) fn route(
        &self,
        verb: &HttpVerb,
        path: &str,
    ) -> Option<(&ResourceProgram, &MethodProgram, Match<'_>)> {
        let found = self.router.find(path)?;
        let resource = &self.resources[found.target];
        let own = HttpMethod::parse(verb.as_str())?;
        let method = resource.methods.get(&own);
        let method = method.or_else(|| resource.methods.get(&HttpMethod::Any))?;
        Some((resource, method, found))
    }
}

impl ResourceProgram {
    fn compile(resource: &Resource, api: &RestApi) -> Self {
        let methods = resource.methods.iter();
        let methods = methods.map(|(name, method)| (*name, MethodProgram::compile(method, api)));
        Self {
            id: resource.id.clone(),
            path: resource.path.clone(),
            methods: methods.collect(),
        }
    }
}

impl MethodProgram {
    fn compile(method: &Method, api: &RestApi) -> Self {
        let integration = method.integration.as_ref();
        Self {
            authorization_type: method.authorization_type,
            api_key_required: method.api_key_required,
            validation: Validation::of(method, api),
            integration: integration
                .map(|integration| IntegrationProgram::compile(integration, method)),
        }
    }
}
