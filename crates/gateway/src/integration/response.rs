//! Integration responses: how a backend's answer becomes the method's.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html>.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    ContentHandling, Templates, check_content_types, content_handling, is_context, is_static,
};
use crate::api::RestApi;
use crate::error::{ControlError, MappingProblem};
use crate::method::{HttpMethod, Method};
use crate::patch::{PatchOp, PatchOperation, patch_map};

/// How one kind of answer is mapped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrationResponse {
    /// The status of the method's answer.
    pub status_code: String,
    /// Which of the backend's answers it is for; none or empty for those that no other one takes.
    pub selection_pattern: Option<String>,
    /// `method.response.header.{name}` to an expression.
    pub parameters: Option<BTreeMap<String, String>>,
    /// Content type to template.
    pub templates: Option<Templates>,
    /// How bodies change.
    pub content_handling: Option<ContentHandling>,
}

impl IntegrationResponse {
    /// A response of `status` that maps nothing.
    #[must_use]
    pub fn new(status: impl Into<String>) -> Self {
        Self {
            status_code: status.into(),
            selection_pattern: None,
            parameters: None,
            templates: None,
            content_handling: None,
        }
    }

    fn checked(mut self, method: &Method) -> Result<Self, ControlError> {
        check_content_types(self.templates.iter().flat_map(BTreeMap::keys))?;
        for template in self.templates.iter_mut().flat_map(BTreeMap::values_mut) {
            if template.as_deref() == Some("") {
                *template = None;
            }
        }
        let declared = method.responses.get(&self.status_code);
        let declared = declared.and_then(|response| response.parameters.as_ref());
        for (target, source) in self.parameters.iter().flatten() {
            check_mapping(target, source, declared)?;
        }
        Ok(self)
    }
}

/// Checks one response parameter mapping against what the method response declares.
fn check_mapping(
    target: &str,
    source: &str,
    declared: Option<&BTreeMap<String, bool>>,
) -> Result<(), ControlError> {
    let refuse = |problem| Err(ControlError::InvalidMapping(problem));
    let backend = source
        .strip_prefix("integration.response.")
        .is_some_and(|rest| {
            rest == "body"
                || ["body.", "header.", "multivalueheader."]
                    .iter()
                    .any(|place| rest.starts_with(place))
        });
    if !(is_static(source) || is_context(source) || backend) {
        return refuse(MappingProblem::Expression(source.to_owned()));
    }
    match declared.is_some_and(|declared| declared.contains_key(target)) {
        true => Ok(()),
        false => refuse(MappingProblem::Parameter(target.to_owned())),
    }
}

impl RestApi {
    /// `GetIntegrationResponse`.
    ///
    /// # Errors
    /// For an unknown resource, method, integration or status.
    pub fn integration_response(
        &self,
        resource: &str,
        method: HttpMethod,
        status: &str,
    ) -> Result<&IntegrationResponse, ControlError> {
        let method = self.resource(resource)?.methods.get(&method);
        let method = method.ok_or(ControlError::InvalidIntegration)?;
        let responses = &method.integration()?.responses;
        responses
            .get(status)
            .ok_or(ControlError::InvalidResponseStatus)
    }

    /// `PutIntegrationResponse`: in place of what was there.
    ///
    /// # Errors
    /// For an unknown resource, method or integration, and for mappings AWS refuses.
    pub fn put_integration_response(
        &mut self,
        resource: &str,
        method: HttpMethod,
        response: IntegrationResponse,
    ) -> Result<IntegrationResponse, ControlError> {
        let method = self.resource_mut(resource)?.methods.get_mut(&method);
        let method = method.ok_or(ControlError::InvalidIntegration)?;
        method.integration()?;
        let response = response.checked(method)?;
        if let Some(integration) = &mut method.integration {
            let responses = &mut integration.responses;
            responses.insert(response.status_code.clone(), response.clone());
        }
        Ok(response)
    }

    /// `UpdateIntegrationResponse`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done, or for what they leave together.
    pub fn update_integration_response(
        &mut self,
        resource: &str,
        method: HttpMethod,
        status: &str,
        operations: &[PatchOperation],
    ) -> Result<IntegrationResponse, ControlError> {
        let mut response = self.integration_response(resource, method, status)?.clone();
        for operation in operations {
            patch(&mut response, operation)?;
        }
        self.put_integration_response(resource, method, response)
    }

    /// `DeleteIntegrationResponse`.
    ///
    /// # Errors
    /// For an unknown resource, method, integration or status.
    pub fn delete_integration_response(
        &mut self,
        resource: &str,
        method: HttpMethod,
        status: &str,
    ) -> Result<(), ControlError> {
        self.integration_response(resource, method, status)?;
        let integration = &mut self.method_mut(resource, method)?.integration;
        integration
            .as_mut()
            .map(|integration| integration.responses.remove(status));
        Ok(())
    }
}

fn patch(
    response: &mut IntegrationResponse,
    operation: &PatchOperation,
) -> Result<(), ControlError> {
    let segments = operation.segments()?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["responseTemplates", content_type] => {
            let absent = Some(ControlError::ContentTypeNotFound);
            let map = &mut response.templates;
            return patch_map(map, operation, content_type, operation.optional(), absent);
        }
        ["responseParameters", name] => {
            let absent = Some(ControlError::InvalidParameterName);
            let map = &mut response.parameters;
            return patch_map(map, operation, name, operation.text(), absent);
        }
        ["selectionPattern"] if operation.op == PatchOp::Replace => {
            response.selection_pattern = operation.value.clone();
        }
        ["selectionPattern"] if operation.op == PatchOp::Remove => {
            response.selection_pattern = None
        }
        ["contentHandling"] => response.content_handling = content_handling(operation)?,
        _ => return Err(operation.bad_path()),
    }
    Ok(())
}
