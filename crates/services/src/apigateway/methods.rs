//! `PutMethod`, `GetMethod`, `UpdateMethod`, `DeleteMethod`.

use aws::Error;
use aws::apigateway::{
    DeleteMethodInput, GetMethodInput, Method, PutMethodInput, UpdateMethodInput,
};
use gateway::ControlError;
use gateway::method::{AuthorizationType, HttpMethod, Method as Definition};

use super::error::Definitions;
use super::patch::operations;
use super::{integrations, method_responses};
use crate::call::Context;

pub(super) const MISSING: ControlError = ControlError::InvalidResource;

pub(super) async fn put_method(cx: &Context<'_>, input: PutMethodInput) -> Result<Method, Error> {
    let put = |api: &mut gateway::RestApi| {
        let verb = HttpMethod::parse(&input.http_method.to_ascii_uppercase());
        let mut method = Definition::new(verb.ok_or(ControlError::UnknownHttpMethod)?);
        method.authorization_type = AuthorizationType::parse(&input.authorization_type)?;
        method.authorizer_id = input.authorizer_id;
        method.authorization_scopes = input.authorization_scopes.unwrap_or_default();
        method.api_key_required = input.api_key_required.unwrap_or(false);
        method.operation_name = input.operation_name.filter(|name| !name.is_empty());
        method.request_validator_id = input.request_validator_id.filter(|id| !id.is_empty());
        method.request_parameters = input
            .request_parameters
            .map(|map| map.into_iter().collect());
        method.request_models = input.request_models.map(|map| map.into_iter().collect());
        api.put_method(&input.resource_id, method)
    };
    let put = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, put)
        .await?;
    Ok(output(&put))
}

pub(super) async fn get_method(cx: &Context<'_>, input: GetMethodInput) -> Result<Method, Error> {
    let read = |api: &gateway::RestApi| {
        api.resource(&input.resource_id)?;
        Ok(output(
            api.method(&input.resource_id, verb(&input.http_method)?)?,
        ))
    };
    Definitions::of(cx).read(&input.rest_api_id, MISSING, read)
}

pub(super) async fn update_method(
    cx: &Context<'_>,
    input: UpdateMethodInput,
) -> Result<Method, Error> {
    let operations = operations(input.patch_operations);
    let update = |api: &mut gateway::RestApi| {
        api.resource(&input.resource_id)?;
        api.update_method(&input.resource_id, verb(&input.http_method)?, &operations)
    };
    let updated = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, update)
        .await?;
    Ok(output(&updated))
}

pub(super) async fn delete_method(cx: &Context<'_>, input: DeleteMethodInput) -> Result<(), Error> {
    let delete = |api: &mut gateway::RestApi| {
        api.resource(&input.resource_id)?;
        api.delete_method(&input.resource_id, verb(&input.http_method)?)
    };
    Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, delete)
        .await
}

/// The method a path names; there can be none of an unknown name.
pub(super) fn verb(name: &str) -> Result<HttpMethod, ControlError> {
    HttpMethod::parse(name).ok_or(ControlError::InvalidMethod)
}

/// A method as clients see it, with all its parts.
pub(super) fn output(method: &Definition) -> Method {
    let responses = method.responses.iter();
    let responses = responses.map(|(status, r)| (status.clone(), method_responses::output(r)));
    Method {
        http_method: Some(method.http_method.name().to_owned()),
        authorization_type: Some(method.authorization_type.name().to_owned()),
        authorizer_id: method.authorizer_id.clone(),
        api_key_required: Some(method.api_key_required),
        request_validator_id: method.request_validator_id.clone(),
        operation_name: method.operation_name.clone(),
        request_parameters: method
            .request_parameters
            .clone()
            .map(|map| map.into_iter().collect()),
        request_models: method
            .request_models
            .clone()
            .map(|map| map.into_iter().collect()),
        method_responses: (!method.responses.is_empty()).then(|| responses.collect()),
        method_integration: method.integration.as_ref().map(integrations::output),
        authorization_scopes: Some(method.authorization_scopes.clone()).filter(|s| !s.is_empty()),
    }
}
