//! Integrations: what does the work of a method, and how requests and answers are mapped on the way.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html>; texts from recordings.

mod response;
mod uri;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use self::response::IntegrationResponse;
pub use self::uri::{AwsTarget, AwsUri};

use crate::api::RestApi;
use crate::error::{ControlError, MappingProblem};
use crate::method::{HttpMethod, Method};
use crate::patch::{PatchOp, PatchOperation, patch_map};

/// Templates by content type. A template can be kept as null, which renders nothing.
pub type Templates = BTreeMap<String, Option<String>>;

/// What kind of backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IntegrationType {
    /// An HTTP endpoint, mapped.
    Http,
    /// An HTTP endpoint, as it is.
    HttpProxy,
    /// An action of an AWS service, mapped.
    Aws,
    /// A Lambda function that sees the whole request.
    AwsProxy,
    /// None: the mappings answer.
    Mock,
}

impl IntegrationType {
    /// The type called `name` on the wire.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "HTTP" => Self::Http,
            "HTTP_PROXY" => Self::HttpProxy,
            "AWS" => Self::Aws,
            "AWS_PROXY" => Self::AwsProxy,
            "MOCK" => Self::Mock,
            _ => return None,
        })
    }

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::HttpProxy => "HTTP_PROXY",
            Self::Aws => "AWS",
            Self::AwsProxy => "AWS_PROXY",
            Self::Mock => "MOCK",
        }
    }

    fn is_http(self) -> bool {
        matches!(self, Self::Http | Self::HttpProxy)
    }
}

/// What happens to a request whose content type has no template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum PassthroughBehavior {
    /// It passes as it is.
    #[default]
    WhenNoMatch,
    /// It passes if there are no templates at all, else it is refused.
    WhenNoTemplates,
    /// It is refused.
    Never,
}

impl PassthroughBehavior {
    /// The behaviour called `name`, in any case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "WHEN_NO_MATCH" => Self::WhenNoMatch,
            "WHEN_NO_TEMPLATES" => Self::WhenNoTemplates,
            "NEVER" => Self::Never,
            _ => return None,
        })
    }

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::WhenNoMatch => "WHEN_NO_MATCH",
            Self::WhenNoTemplates => "WHEN_NO_TEMPLATES",
            Self::Never => "NEVER",
        }
    }
}

/// How bodies change between text and binary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContentHandling {
    /// Base64 text becomes the bytes it stands for.
    ConvertToBinary,
    /// Bytes become base64 text.
    ConvertToText,
}

impl ContentHandling {
    /// The handling called `name` on the wire.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "CONVERT_TO_BINARY" => Some(Self::ConvertToBinary),
            "CONVERT_TO_TEXT" => Some(Self::ConvertToText),
            _ => None,
        }
    }

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ConvertToBinary => "CONVERT_TO_BINARY",
            Self::ConvertToText => "CONVERT_TO_TEXT",
        }
    }
}

/// The integration of a method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Integration {
    /// What kind of backend.
    pub integration_type: IntegrationType,
    /// The HTTP method of the call to the backend; none for a mock.
    pub http_method: Option<String>,
    /// The backend's address; none for a mock.
    pub uri: Option<String>,
    /// `INTERNET` or `VPC_LINK`, of HTTP integrations.
    pub connection_type: Option<String>,
    /// The VPC link.
    pub connection_id: Option<String>,
    /// The role to call with, or `arn:aws:iam::*:user/*` for the caller's own.
    pub credentials: Option<String>,
    /// `integration.request.{location}.{name}` to an expression.
    pub request_parameters: Option<BTreeMap<String, String>>,
    /// Content type to template.
    pub request_templates: Option<Templates>,
    /// For content types without a template.
    pub passthrough_behavior: PassthroughBehavior,
    /// How request bodies change.
    pub content_handling: Option<ContentHandling>,
    /// How long the backend may take, in milliseconds.
    pub timeout_millis: i64,
    /// The resource's id when nothing else is asked.
    pub cache_namespace: String,
    /// Parameters that are part of the cache key.
    pub cache_key_parameters: Vec<String>,
    /// Whether an HTTPS backend's certificate is not checked.
    pub insecure_skip_verification: Option<bool>,
    /// By status code.
    pub responses: BTreeMap<String, IntegrationResponse>,
}

/// AWS's default and largest integration timeout.
const MAX_TIMEOUT: i64 = 29_000;
const MIN_TIMEOUT: i64 = 50;

impl Integration {
    /// An integration of `kind` with AWS's defaults and nothing else.
    #[must_use]
    pub fn new(kind: IntegrationType) -> Self {
        Self {
            integration_type: kind,
            http_method: None,
            uri: None,
            connection_type: kind.is_http().then(|| "INTERNET".into()),
            connection_id: None,
            credentials: None,
            request_parameters: None,
            request_templates: None,
            passthrough_behavior: PassthroughBehavior::WhenNoMatch,
            content_handling: None,
            timeout_millis: MAX_TIMEOUT,
            cache_namespace: String::new(),
            cache_key_parameters: Vec::new(),
            insecure_skip_verification: None,
            responses: BTreeMap::new(),
        }
    }

    /// Checks what AWS checks when an integration is put, and drops what its type does not have.
    fn checked(mut self, method: &Method) -> Result<Self, ControlError> {
        let empty = |text: &Option<String>| text.as_deref().unwrap_or_default().is_empty();
        if empty(&self.credentials) {
            self.credentials = None;
        }
        if self.integration_type == IntegrationType::Mock {
            self.http_method = None;
            self.uri = None;
            self.connection_type = None;
        } else {
            if empty(&self.http_method) {
                return Err(ControlError::MissingHttpMethod);
            }
            self.check_uri()?;
        }
        if !(MIN_TIMEOUT..=MAX_TIMEOUT).contains(&self.timeout_millis) {
            return Err(ControlError::InvalidTimeout);
        }
        let templates = self.request_templates.iter().flat_map(BTreeMap::keys);
        check_content_types(templates)?;
        for (target, source) in self.request_parameters.iter().flatten() {
            check_request_mapping(target, source, method)?;
        }
        Ok(self)
    }

    fn check_uri(&self) -> Result<(), ControlError> {
        let uri = self.uri.as_deref().unwrap_or_default();
        if self.integration_type.is_http() {
            let known = ["http://", "https://", "${"];
            let valid = known.iter().any(|start| uri.starts_with(start));
            return valid.then_some(()).ok_or(ControlError::InvalidHttpEndpoint);
        }
        let parsed = AwsUri::parse(uri)?;
        let lambda = parsed.lambda_function().is_some();
        if self.integration_type == IntegrationType::AwsProxy {
            let firehose = parsed.service == "firehose" && parsed.target == AwsTarget::Action;
            return (lambda || firehose)
                .then_some(())
                .ok_or(ControlError::ProxyNeedsLambda);
        }
        match lambda || self.credentials.is_some() {
            true => Ok(()),
            false => Err(ControlError::CredentialsRequired),
        }
    }
}

/// Refuses keys of templates that are not content types.
fn check_content_types<'a>(mut keys: impl Iterator<Item = &'a String>) -> Result<(), ControlError> {
    let valid = |key: &str| key == "$default" || key.contains('/');
    match keys.find(|key| !valid(key)) {
        None => Ok(()),
        Some(bad) => Err(ControlError::InvalidContentType(bad.clone())),
    }
}

/// Checks one request parameter mapping against what the method declares.
fn check_request_mapping(target: &str, source: &str, method: &Method) -> Result<(), ControlError> {
    let expression = |text: &str| {
        let problem = MappingProblem::Expression(text.to_owned());
        ControlError::InvalidMapping(problem)
    };
    let place = target
        .strip_prefix("integration.request.")
        .and_then(|rest| rest.split_once('.'));
    if !place.is_some_and(|(place, name)| {
        matches!(place, "path" | "querystring" | "header") && !name.is_empty()
    }) {
        return Err(expression(target));
    }
    if is_static(source) || is_context(source) {
        return Ok(());
    }
    let rest = source
        .strip_prefix("method.request.")
        .ok_or_else(|| expression(source))?;
    if rest == "body" || rest.starts_with("body.") {
        return Ok(());
    }
    let (_, name) = rest.split_once('.').ok_or_else(|| expression(source))?;
    // Declared in any place: AWS takes a query parameter that is declared as a path parameter (recorded).
    let declared = |key: &String| {
        let key = key.strip_prefix("method.request.").unwrap_or_default();
        key.split_once('.').is_some_and(|(_, known)| known == name)
    };
    if method
        .request_parameters
        .iter()
        .flat_map(BTreeMap::keys)
        .any(declared)
    {
        return Ok(());
    }
    let problem = MappingProblem::Parameter(source.to_owned());
    Err(ControlError::InvalidMapping(problem))
}

/// A text in single quotes.
fn is_static(source: &str) -> bool {
    source.len() >= 2 && source.starts_with('\'') && source.ends_with('\'')
}

/// A variable that needs no declaration.
fn is_context(source: &str) -> bool {
    source.starts_with("context.") || source.starts_with("stageVariables.")
}

impl RestApi {
    /// `GetIntegration`.
    ///
    /// # Errors
    /// For an unknown resource or method, and when nothing has been put.
    pub fn integration(
        &self,
        resource: &str,
        method: HttpMethod,
    ) -> Result<&Integration, ControlError> {
        self.method(resource, method)?.integration()
    }

    /// `PutIntegration`: in place of what was there, with its responses.
    ///
    /// # Errors
    /// For an unknown resource or method, and for what AWS refuses of an integration.
    pub fn put_integration(
        &mut self,
        resource: &str,
        method: HttpMethod,
        mut integration: Integration,
    ) -> Result<Integration, ControlError> {
        if integration.cache_namespace.is_empty() {
            integration.cache_namespace = resource.to_owned();
        }
        let method = self.method_mut(resource, method)?;
        let integration = integration.checked(method)?;
        method.integration = Some(integration.clone());
        Ok(integration)
    }

    /// `UpdateIntegration`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done, or for what they leave together.
    pub fn update_integration(
        &mut self,
        resource: &str,
        method: HttpMethod,
        operations: &[PatchOperation],
    ) -> Result<Integration, ControlError> {
        let mut integration = self.integration(resource, method)?.clone();
        for operation in operations {
            patch(&mut integration, operation)?;
        }
        let method = self.method_mut(resource, method)?;
        let integration = integration.checked(method)?;
        method.integration = Some(integration.clone());
        Ok(integration)
    }

    /// `DeleteIntegration`.
    ///
    /// # Errors
    /// For an unknown resource or method, and when nothing has been put.
    pub fn delete_integration(
        &mut self,
        resource: &str,
        method: HttpMethod,
    ) -> Result<(), ControlError> {
        let removed = self.method_mut(resource, method)?.integration.take();
        removed.map(drop).ok_or(ControlError::InvalidIntegration)
    }
}

fn patch(integration: &mut Integration, operation: &PatchOperation) -> Result<(), ControlError> {
    let segments = operation.segments()?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["requestTemplates", content_type] => {
            let absent = Some(ControlError::ContentTypeNotFound);
            let map = &mut integration.request_templates;
            patch_map(map, operation, content_type, operation.optional(), absent)
        }
        ["requestParameters", name] => {
            let absent = Some(ControlError::InvalidParameterName);
            let map = &mut integration.request_parameters;
            patch_map(map, operation, name, operation.text(), absent)
        }
        ["cacheKeyParameters"] => patch_cache_key(integration, operation, &operation.text()),
        ["cacheKeyParameters", name] => patch_cache_key(integration, operation, name),
        [field] => patch_field(integration, operation, field),
        ["tlsConfig", "insecureSkipVerification"] => {
            integration.insecure_skip_verification = Some(operation.flag());
            Ok(())
        }
        _ => Err(operation.bad_path()),
    }
}

fn patch_cache_key(
    integration: &mut Integration,
    operation: &PatchOperation,
    name: &str,
) -> Result<(), ControlError> {
    let names = &mut integration.cache_key_parameters;
    names.retain(|known| known != name);
    match operation.op {
        PatchOp::Add => names.push(name.to_owned()),
        PatchOp::Remove => {}
        PatchOp::Replace => names.extend(operation.optional()),
        _ => return Err(operation.bad_path()),
    }
    Ok(())
}

fn patch_field(
    integration: &mut Integration,
    operation: &PatchOperation,
    field: &str,
) -> Result<(), ControlError> {
    let known = [
        "httpMethod",
        "uri",
        "connectionType",
        "connectionId",
        "credentials",
        "passthroughBehavior",
        "contentHandling",
        "timeoutInMillis",
        "cacheNamespace",
    ];
    if !known.contains(&field) {
        return Err(operation.bad_path());
    }
    if !(field == "contentHandling" && operation.op == PatchOp::Remove) {
        operation.only_replace()?;
    }
    let value = operation.optional();
    match field {
        "httpMethod" => integration.http_method = value,
        "uri" => integration.uri = value,
        "connectionType" => integration.connection_type = value,
        "connectionId" => integration.connection_id = value,
        "credentials" => integration.credentials = value,
        "passthroughBehavior" => {
            let behavior = PassthroughBehavior::parse(&operation.text());
            integration.passthrough_behavior = behavior.ok_or_else(|| operation.bad_value())?;
        }
        "contentHandling" => integration.content_handling = content_handling(operation)?,
        "timeoutInMillis" => integration.timeout_millis = operation.number()?,
        _ => integration.cache_namespace = operation.text(),
    }
    Ok(())
}

/// The handling that a patch sets; none when it is taken away.
fn content_handling(operation: &PatchOperation) -> Result<Option<ContentHandling>, ControlError> {
    let parse = |name: String| ContentHandling::parse(&name).ok_or_else(|| operation.bad_value());
    operation.optional().map(parse).transpose()
}

#[cfg(test)]
mod tests;
