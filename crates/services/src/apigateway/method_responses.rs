//! `PutMethodResponse`, `GetMethodResponse`, `UpdateMethodResponse`, `DeleteMethodResponse`.

use aws::Error;
use aws::apigateway::{
    DeleteMethodResponseInput, GetMethodResponseInput, MethodResponse, PutMethodResponseInput,
    UpdateMethodResponseInput,
};
use gateway::method::MethodResponse as Definition;

use super::error::Definitions;
use super::methods::{MISSING, verb};
use super::patch::operations;
use crate::call::Context;

pub(super) async fn put_method_response(
    cx: &Context<'_>,
    input: PutMethodResponseInput,
) -> Result<MethodResponse, Error> {
    let put = |api: &mut gateway::RestApi| {
        let response = Definition {
            status_code: input.status_code,
            parameters: input
                .response_parameters
                .map(|map| map.into_iter().collect()),
            models: input.response_models.map(|map| map.into_iter().collect()),
        };
        api.resource(&input.resource_id)?;
        api.put_method_response(&input.resource_id, verb(&input.http_method)?, response)
    };
    let put = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, put)
        .await?;
    Ok(output(&put))
}

pub(super) async fn get_method_response(
    cx: &Context<'_>,
    input: GetMethodResponseInput,
) -> Result<MethodResponse, Error> {
    let read = |api: &gateway::RestApi| {
        api.resource(&input.resource_id)?;
        let method = api.method(&input.resource_id, verb(&input.http_method)?)?;
        Ok(output(method.response(&input.status_code)?))
    };
    Definitions::of(cx).read(&input.rest_api_id, MISSING, read)
}

pub(super) async fn update_method_response(
    cx: &Context<'_>,
    input: UpdateMethodResponseInput,
) -> Result<MethodResponse, Error> {
    let operations = operations(input.patch_operations);
    let update = |api: &mut gateway::RestApi| {
        let (resource, status) = (&input.resource_id, &input.status_code);
        api.resource(resource)?;
        api.update_method_response(resource, verb(&input.http_method)?, status, &operations)
    };
    let updated = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, update)
        .await?;
    Ok(output(&updated))
}

pub(super) async fn delete_method_response(
    cx: &Context<'_>,
    input: DeleteMethodResponseInput,
) -> Result<(), Error> {
    let delete = |api: &mut gateway::RestApi| {
        let (resource, status) = (&input.resource_id, &input.status_code);
        api.resource(resource)?;
        api.delete_method_response(resource, verb(&input.http_method)?, status)
    };
    Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, delete)
        .await
}

/// A method response as clients see it.
pub(super) fn output(response: &Definition) -> MethodResponse {
    MethodResponse {
        status_code: Some(response.status_code.clone()),
        response_parameters: response
            .parameters
            .clone()
            .map(|map| map.into_iter().collect()),
        response_models: response.models.clone().map(|map| map.into_iter().collect()),
    }
}
