//! Methods of resources, and the answers they declare.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Method.html>.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api::RestApi;
use crate::error::{ControlError, MappingProblem};
use crate::integration::Integration;
use crate::patch::{PatchOp, PatchOperation, patch_map};

/// What a method answers to. In the order AWS's clients see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(
    missing_docs,
    reason = "HTTP's own words; ANY is every one that has no method of its own"
)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    Any,
    Delete,
    Get,
    Head,
    Options,
    Patch,
    Post,
    Put,
}

impl HttpMethod {
    /// The method called `name`, upper-case.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "ANY" => Self::Any,
            "DELETE" => Self::Delete,
            "GET" => Self::Get,
            "HEAD" => Self::Head,
            "OPTIONS" => Self::Options,
            "PATCH" => Self::Patch,
            "POST" => Self::Post,
            "PUT" => Self::Put,
            _ => return None,
        })
    }

    /// The upper-case name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Any => "ANY",
            Self::Delete => "DELETE",
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
            Self::Patch => "PATCH",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// Who may call a method.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthorizationType {
    /// Everybody.
    #[default]
    None,
    /// Who signs the request with SigV4.
    AwsIam,
    /// Whom a Lambda authorizer lets in.
    Custom,
    /// Who has a token of a Cognito user pool.
    CognitoUserPools,
}

impl AuthorizationType {
    /// The type called `name`, in any case.
    ///
    /// # Errors
    /// [`ControlError::UnknownAuthorizationType`].
    pub fn parse(name: &str) -> Result<Self, ControlError> {
        Ok(match name.to_ascii_uppercase().as_str() {
            "NONE" => Self::None,
            "AWS_IAM" => Self::AwsIam,
            "CUSTOM" => Self::Custom,
            "COGNITO_USER_POOLS" => Self::CognitoUserPools,
            _ => return Err(ControlError::UnknownAuthorizationType),
        })
    }

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::AwsIam => "AWS_IAM",
            Self::Custom => "CUSTOM",
            Self::CognitoUserPools => "COGNITO_USER_POOLS",
        }
    }

    fn needs_authorizer(self) -> bool {
        matches!(self, Self::Custom | Self::CognitoUserPools)
    }
}

/// An answer that a method declares.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MethodResponse {
    /// Three digits.
    pub status_code: String,
    /// `method.response.header.{name}` to whether it is required.
    pub parameters: Option<BTreeMap<String, bool>>,
    /// Content type to model name.
    pub models: Option<BTreeMap<String, String>>,
}

/// What can be called on a resource.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Method {
    /// Which HTTP method it answers to.
    pub http_method: HttpMethod,
    /// Who may call it.
    pub authorization_type: AuthorizationType,
    /// For the types that need one.
    pub authorizer_id: Option<String>,
    /// OAuth scopes.
    pub authorization_scopes: Vec<String>,
    /// True when a call needs an API key.
    pub api_key_required: bool,
    /// A name for SDKs.
    pub operation_name: Option<String>,
    /// How requests are checked.
    pub request_validator_id: Option<String>,
    /// `method.request.{location}.{name}` to whether it is required.
    pub request_parameters: Option<BTreeMap<String, bool>>,
    /// Content type to model name.
    pub request_models: Option<BTreeMap<String, String>>,
    /// By status code.
    pub responses: BTreeMap<String, MethodResponse>,
    /// What does the work.
    pub integration: Option<Integration>,
}

impl Method {
    /// A method with nothing but a name: everybody may call it, and nothing answers yet.
    #[must_use]
    pub fn new(http_method: HttpMethod) -> Self {
        Self {
            http_method,
            authorization_type: AuthorizationType::None,
            authorizer_id: None,
            authorization_scopes: Vec::new(),
            api_key_required: false,
            operation_name: None,
            request_validator_id: None,
            request_parameters: None,
            request_models: None,
            responses: BTreeMap::new(),
            integration: None,
        }
    }

    /// The declared answer of `status`.
    ///
    /// # Errors
    /// [`ControlError::InvalidResponseStatus`] when there is none.
    pub fn response(&self, status: &str) -> Result<&MethodResponse, ControlError> {
        self.responses
            .get(status)
            .ok_or(ControlError::InvalidResponseStatus)
    }

    /// The integration.
    ///
    /// # Errors
    /// [`ControlError::InvalidIntegration`] when there is none.
    pub fn integration(&self) -> Result<&Integration, ControlError> {
        self.integration
            .as_ref()
            .ok_or(ControlError::InvalidIntegration)
    }
}

impl RestApi {
    /// `GetMethod`.
    ///
    /// # Errors
    /// [`ControlError::InvalidResource`] or [`ControlError::InvalidMethod`].
    pub fn method(&self, resource: &str, method: HttpMethod) -> Result<&Method, ControlError> {
        self.resource(resource)?.method(method)
    }

    pub(crate) fn method_mut(
        &mut self,
        resource: &str,
        method: HttpMethod,
    ) -> Result<&mut Method, ControlError> {
        let methods = &mut self.resource_mut(resource)?.methods;
        methods.get_mut(&method).ok_or(ControlError::InvalidMethod)
    }

    /// `PutMethod`; the method must be new.
    ///
    /// # Errors
    /// For an unknown resource, model, validator or authorizer, and when the method exists.
    pub fn put_method(&mut self, resource: &str, method: Method) -> Result<Method, ControlError> {
        if self
            .resource(resource)?
            .methods
            .contains_key(&method.http_method)
        {
            return Err(ControlError::MethodExists);
        }
        let method = self.checked_method(method)?;
        let methods = &mut self.resource_mut(resource)?.methods;
        methods.insert(method.http_method, method.clone());
        Ok(method)
    }

    /// `DeleteMethod`.
    ///
    /// # Errors
    /// [`ControlError::InvalidResource`] or [`ControlError::InvalidMethod`].
    pub fn delete_method(
        &mut self,
        resource: &str,
        method: HttpMethod,
    ) -> Result<(), ControlError> {
        let removed = self.resource_mut(resource)?.methods.remove(&method);
        removed.map(drop).ok_or(ControlError::InvalidMethod)
    }

    /// `UpdateMethod`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done, or for what they leave together.
    pub fn update_method(
        &mut self,
        resource: &str,
        http_method: HttpMethod,
        operations: &[PatchOperation],
    ) -> Result<Method, ControlError> {
        let mut method = self.method(resource, http_method)?.clone();
        for operation in operations {
            patch_method(&mut method, operation)?;
        }
        let method = self.checked_method(method)?;
        *self.method_mut(resource, http_method)? = method.clone();
        Ok(method)
    }

    /// The method if all it names exists, without an authorizer that its type does not use.
    fn checked_method(&self, mut method: Method) -> Result<Method, ControlError> {
        let known = |id: &String| self.authorizers.contains_key(id);
        match method.authorization_type.needs_authorizer() {
            true if !method.authorizer_id.as_ref().is_some_and(known) => {
                return Err(ControlError::UnknownAuthorizer);
            }
            true => {}
            false => method.authorizer_id = None,
        }
        let validator = method.request_validator_id.as_ref();
        if validator.is_some_and(|id| !self.validators.contains_key(id)) {
            return Err(ControlError::UnknownRequestValidator);
        }
        for model in method.request_models.iter().flat_map(BTreeMap::values) {
            self.check_model(model)?;
        }
        check_request_parameters(method.request_parameters.iter().flat_map(BTreeMap::keys))?;
        Ok(method)
    }

    pub(crate) fn check_model(&self, name: &str) -> Result<(), ControlError> {
        match self.models.contains_key(name) {
            true => Ok(()),
            false => Err(ControlError::UnknownModel(name.to_owned())),
        }
    }

    /// `PutMethodResponse`; the status must be new.
    ///
    /// # Errors
    /// For an unknown resource, method or model, and when the status is declared already.
    pub fn put_method_response(
        &mut self,
        resource: &str,
        method: HttpMethod,
        response: MethodResponse,
    ) -> Result<MethodResponse, ControlError> {
        for model in response.models.iter().flat_map(BTreeMap::values) {
            self.method(resource, method)?;
            self.check_model(model)?;
        }
        check_response_parameters(response.parameters.iter().flat_map(BTreeMap::keys))?;
        let responses = &mut self.method_mut(resource, method)?.responses;
        if responses.contains_key(&response.status_code) {
            return Err(ControlError::ResponseExists);
        }
        responses.insert(response.status_code.clone(), response.clone());
        Ok(response)
    }

    /// `UpdateMethodResponse`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done.
    pub fn update_method_response(
        &mut self,
        resource: &str,
        method: HttpMethod,
        status: &str,
        operations: &[PatchOperation],
    ) -> Result<MethodResponse, ControlError> {
        let mut response = self.method(resource, method)?.response(status)?.clone();
        for operation in operations {
            patch_response(&mut response, operation)?;
        }
        for model in response.models.iter().flat_map(BTreeMap::values) {
            self.check_model(model)?;
        }
        check_response_parameters(response.parameters.iter().flat_map(BTreeMap::keys))?;
        let responses = &mut self.method_mut(resource, method)?.responses;
        responses.insert(status.to_owned(), response.clone());
        Ok(response)
    }

    /// `DeleteMethodResponse`.
    ///
    /// # Errors
    /// For an unknown resource, method or status.
    pub fn delete_method_response(
        &mut self,
        resource: &str,
        method: HttpMethod,
        status: &str,
    ) -> Result<(), ControlError> {
        let removed = self.method_mut(resource, method)?.responses.remove(status);
        removed.map(drop).ok_or(ControlError::InvalidResponseStatus)
    }
}

fn patch_method(method: &mut Method, operation: &PatchOperation) -> Result<(), ControlError> {
    let segments = operation.segments()?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["requestParameters", name] => {
            let absent = Some(ControlError::InvalidParameterName);
            let map = &mut method.request_parameters;
            return patch_map(map, operation, name, operation.flag(), absent);
        }
        ["requestModels", content_type] => {
            let absent = Some(ControlError::ContentTypeNotFound);
            let map = &mut method.request_models;
            return patch_map(map, operation, content_type, operation.text(), absent);
        }
        ["authorizationScopes"] | ["authorizationScopes", _] => {
            return patch_scopes(method, operation);
        }
        [
            "authorizationType" | "authorizerId" | "apiKeyRequired" | "operationName"
            | "requestValidatorId",
        ] => {
            operation.only_replace()?;
        }
        _ => return Err(operation.bad_path()),
    }
    match segments[0] {
        "authorizationType" => {
            method.authorization_type = AuthorizationType::parse(&operation.text())?;
        }
        "authorizerId" => method.authorizer_id = operation.optional(),
        "apiKeyRequired" => method.api_key_required = operation.flag(),
        "operationName" => method.operation_name = operation.optional(),
        _ => method.request_validator_id = operation.optional(),
    }
    Ok(())
}

fn patch_scopes(method: &mut Method, operation: &PatchOperation) -> Result<(), ControlError> {
    let scope = operation.text();
    let scopes = &mut method.authorization_scopes;
    match operation.op {
        PatchOp::Add if !scopes.contains(&scope) => scopes.push(scope),
        PatchOp::Add => {}
        PatchOp::Remove => scopes.retain(|known| *known != scope),
        _ => return Err(ControlError::PatchOpUnsupported("add, remove")),
    }
    Ok(())
}

fn patch_response(
    response: &mut MethodResponse,
    operation: &PatchOperation,
) -> Result<(), ControlError> {
    let segments = operation.segments()?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["responseParameters", name] => {
            let absent = Some(ControlError::InvalidParameterName);
            patch_map(
                &mut response.parameters,
                operation,
                name,
                operation.flag(),
                absent,
            )
        }
        ["responseModels", content_type] => {
            let absent = Some(ControlError::ContentTypeNotFound);
            patch_map(
                &mut response.models,
                operation,
                content_type,
                operation.text(),
                absent,
            )
        }
        _ => Err(operation.bad_path()),
    }
}

/// Refuses what is not a request parameter, and a name that stands in two locations.
fn check_request_parameters<'a>(
    parameters: impl Iterator<Item = &'a String>,
) -> Result<(), ControlError> {
    let mut names: Vec<&str> = Vec::new();
    for parameter in parameters {
        let rest = parameter.strip_prefix("method.request.");
        let (location, name) = rest
            .and_then(|rest| rest.split_once('.'))
            .unwrap_or_default();
        let known = matches!(
            location,
            "path" | "querystring" | "header" | "multivalueheader" | "multivaluequerystring"
        );
        if !known || name.is_empty() {
            let problem = MappingProblem::Expression(parameter.clone());
            return Err(ControlError::InvalidMapping(problem));
        }
        if names.contains(&name) {
            return Err(ControlError::DuplicateParameter);
        }
        names.push(name);
    }
    Ok(())
}

fn check_response_parameters<'a>(
    mut parameters: impl Iterator<Item = &'a String>,
) -> Result<(), ControlError> {
    let header = |p: &str| {
        let name = p.strip_prefix("method.response.header.");
        name.is_some_and(|name| !name.is_empty())
    };
    match parameters.find(|p| !header(p)) {
        None => Ok(()),
        Some(bad) => Err(ControlError::InvalidMapping(MappingProblem::Expression(
            bad.clone(),
        ))),
    }
}

#[cfg(test)]
mod tests;
