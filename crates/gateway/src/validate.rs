//! Request validation: required parameters and the body's model.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html>.

pub(crate) mod schema;

use std::collections::BTreeMap;

use self::schema::Schemas;
use crate::api::RestApi;
use crate::fault::Fault;
use crate::media;
use crate::method::Method;
use crate::request::Request;

/// Where a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Path,
    Query,
    Header,
}

/// What a method's validator checks.
#[derive(Debug, Default)]
pub(crate) struct Validation {
    /// In the order in which AWS lists those that are missing.
    required: Vec<(Place, String)>,
    /// Content type to model name; empty when bodies are not checked.
    models: Vec<(String, String)>,
}

impl Validation {
    /// What the validator of `method` checks; nothing without one.
    pub(crate) fn of(method: &Method, api: &RestApi) -> Self {
        let id = method.request_validator_id.as_deref().unwrap_or_default();
        let Some(validator) = api.validators.get(id) else {
            return Self::default();
        };
        let parameters = method.request_parameters.iter().flatten();
        let required = parameters
            .filter(|(_, required)| **required)
            .filter_map(|(name, _)| place(name));
        let models = method.request_models.iter().flatten();
        Self {
            required: match validator.validate_request_parameters {
                true => required.collect(),
                false => Vec::new(),
            },
            models: match validator.validate_request_body {
                true => models
                    .map(|(content, model)| (content.clone(), model.clone()))
                    .collect(),
                false => Vec::new(),
            },
        }
    }

    /// Whether a request may go on.
    pub(crate) fn check(&self, request: &Request<'_>, schemas: &Schemas) -> Result<(), Fault> {
        let missing = self
            .required
            .iter()
            .filter(|(place, name)| !present(request, *place, name));
        let missing: Vec<String> = missing.map(|(_, name)| name.clone()).collect();
        if !missing.is_empty() {
            return Err(Fault::MissingParameters(missing));
        }
        match self.model_of(request.content_type()) {
            Some(model) if !schemas.accepts(model, request.body()) => Err(Fault::InvalidBody),
            _ => Ok(()),
        }
    }

    fn model_of(&self, content_type: &str) -> Option<&str> {
        let wanted = media::essence(content_type);
        let find = |wanted: &str| {
            self.models
                .iter()
                .find(|(c, _)| c.eq_ignore_ascii_case(wanted))
        };
        let found = find(wanted).or_else(|| find("$default"));
        found.map(|(_, model)| model.as_str())
    }
}

/// `method.request.{place}.{name}` read.
fn place(parameter: &str) -> Option<(Place, String)> {
    let (place, name) = parameter.strip_prefix("method.request.")?.split_once('.')?;
    let place = match place {
        "path" => Place::Path,
        "querystring" | "multivaluequerystring" => Place::Query,
        "header" | "multivalueheader" => Place::Header,
        _ => return None,
    };
    Some((place, name.to_owned()))
}

fn present(request: &Request<'_>, place: Place, name: &str) -> bool {
    let value = match place {
        Place::Path => request.variable(name),
        Place::Query => request.query_value(name),
        Place::Header => request.header(name),
    };
    value.is_some_and(|value| !value.is_empty())
}

/// The schemas of an API by model name.
pub(crate) fn schemas(api: &RestApi) -> Schemas {
    let texts = api.models.iter().filter_map(|(name, model)| {
        model
            .schema
            .as_deref()
            .map(|schema| (name.as_str(), schema))
    });
    Schemas::new(&texts.collect::<BTreeMap<_, _>>())
}
