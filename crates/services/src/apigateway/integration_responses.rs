//! `PutIntegrationResponse`, `GetIntegrationResponse`, `UpdateIntegrationResponse`, `DeleteIntegrationResponse`.

use aws::Error;
use aws::apigateway::{
    DeleteIntegrationResponseInput, GetIntegrationResponseInput, IntegrationResponse,
    PutIntegrationResponseInput, UpdateIntegrationResponseInput,
};
use gateway::ControlError;
use gateway::integration::IntegrationResponse as Definition;
use gateway::method::HttpMethod;

use super::error::Definitions;
use super::integrations::{content_handling, content_handling_output, templates, templates_output};
use super::methods::MISSING;
use super::patch::operations;
use crate::call::Context;

pub(super) async fn put_integration_response(
    cx: &Context<'_>,
    input: PutIntegrationResponseInput,
) -> Result<IntegrationResponse, Error> {
    let put = |api: &mut gateway::RestApi| {
        let response = Definition {
            status_code: input.status_code,
            selection_pattern: input.selection_pattern,
            parameters: input
                .response_parameters
                .map(|map| map.into_iter().collect()),
            templates: templates(input.response_templates),
            content_handling: input.content_handling.map(content_handling),
        };
        api.resource(&input.resource_id)?;
        api.put_integration_response(&input.resource_id, verb(&input.http_method)?, response)
    };
    let put = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, put)
        .await?;
    Ok(output(&put))
}

pub(super) async fn get_integration_response(
    cx: &Context<'_>,
    input: GetIntegrationResponseInput,
) -> Result<IntegrationResponse, Error> {
    let read = |api: &gateway::RestApi| {
        let (resource, status) = (&input.resource_id, &input.status_code);
        api.resource(resource)?;
        Ok(output(api.integration_response(
            resource,
            verb(&input.http_method)?,
            status,
        )?))
    };
    Definitions::of(cx).read(&input.rest_api_id, MISSING, read)
}

pub(super) async fn update_integration_response(
    cx: &Context<'_>,
    input: UpdateIntegrationResponseInput,
) -> Result<IntegrationResponse, Error> {
    let operations = operations(input.patch_operations);
    let update = |api: &mut gateway::RestApi| {
        let (resource, status) = (&input.resource_id, &input.status_code);
        api.resource(resource)?;
        let verb = verb(&input.http_method)?;
        api.update_integration_response(resource, verb, status, &operations)
    };
    let updated = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, update)
        .await?;
    Ok(output(&updated))
}

pub(super) async fn delete_integration_response(
    cx: &Context<'_>,
    input: DeleteIntegrationResponseInput,
) -> Result<(), Error> {
    let delete = |api: &mut gateway::RestApi| {
        let (resource, status) = (&input.resource_id, &input.status_code);
        api.resource(resource)?;
        api.delete_integration_response(resource, verb(&input.http_method)?, status)
    };
    Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, delete)
        .await
}

/// The method a path names; AWS says of an unknown one that it has no integration (recorded).
fn verb(name: &str) -> Result<HttpMethod, ControlError> {
    HttpMethod::parse(name).ok_or(ControlError::InvalidIntegration)
}

/// An integration response as clients see it.
pub(super) fn output(response: &Definition) -> IntegrationResponse {
    IntegrationResponse {
        status_code: Some(response.status_code.clone()),
        selection_pattern: response.selection_pattern.clone(),
        response_parameters: response
            .parameters
            .clone()
            .map(|map| map.into_iter().collect()),
        response_templates: templates_output(response.templates.as_ref()),
        content_handling: response.content_handling.map(content_handling_output),
    }
}
