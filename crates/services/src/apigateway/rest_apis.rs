//! `CreateRestApi`, `GetRestApi`, `GetRestApis`, `UpdateRestApi`, `DeleteRestApi`.

use aws::Error;
use aws::apigateway::{
    ApiKeySourceType, CreateRestApiInput, DeleteRestApiInput, EndpointConfiguration, EndpointType,
    GetRestApiInput, GetRestApisInput, IpAddressType, RestApi, RestApis, UpdateRestApiInput,
};
use gateway::api::{self, ApiKeySource, NewRestApi};
use gateway::{ControlError, RestApi as Definition};

use super::error::{Definitions, wire};
use super::page::page;
use super::patch::operations;
use crate::call::Context;

pub(super) async fn create_rest_api(
    cx: &Context<'_>,
    input: CreateRestApiInput,
) -> Result<RestApi, Error> {
    let definitions = Definitions::of(cx);
    let source = input
        .clone_from
        .as_deref()
        .map(|id| definitions.api(id))
        .transpose()?;
    // AWS looks at the description before it looks at the endpoint.
    if input.description.as_deref() == Some("") {
        return Err(wire(ControlError::EmptyDescription));
    }
    let endpoint = input
        .endpoint_configuration
        .map(endpoint)
        .transpose()
        .map_err(wire)?;
    let new = NewRestApi {
        name: input.name,
        description: input.description,
        version: input.version,
        binary_media_types: input.binary_media_types.unwrap_or_default(),
        minimum_compression_size: input.minimum_compression_size.map(i64::from),
        api_key_source: input.api_key_source.map(key_source).unwrap_or_default(),
        endpoint,
        policy: input.policy,
        tags: input.tags.map(|tags| tags.into_iter().collect()),
        disable_execute_api_endpoint: input.disable_execute_api_endpoint.unwrap_or(false),
    };
    let made = definitions
        .control
        .create_api(cx.scope(), new, source.as_deref())
        .await;
    Ok(output(&*made.map_err(wire)?))
}

pub(super) async fn get_rest_api(
    cx: &Context<'_>,
    input: GetRestApiInput,
) -> Result<RestApi, Error> {
    Ok(output(&*Definitions::of(cx).api(&input.rest_api_id)?))
}

pub(super) async fn get_rest_apis(
    cx: &Context<'_>,
    input: GetRestApisInput,
) -> Result<RestApis, Error> {
    let apis = Definitions::of(cx).control.apis(cx.scope());
    let (apis, position) = page(apis, |api| &api.id, input.position.as_deref(), input.limit)?;
    let items = Some(apis.iter().map(|api| output(api)).collect());
    Ok(RestApis { position, items })
}

pub(super) async fn update_rest_api(
    cx: &Context<'_>,
    input: UpdateRestApiInput,
) -> Result<RestApi, Error> {
    let operations = operations(input.patch_operations);
    let change = |api: &mut Definition| {
        api.update(&operations)?;
        Ok(output(api))
    };
    Definitions::of(cx)
        .change_api(&input.rest_api_id, change)
        .await
}

pub(super) async fn delete_rest_api(
    cx: &Context<'_>,
    input: DeleteRestApiInput,
) -> Result<(), Error> {
    let control = Definitions::of(cx).control;
    control
        .delete_api(cx.scope(), &input.rest_api_id)
        .await
        .map_err(wire)
}

fn endpoint(sent: EndpointConfiguration) -> Result<api::EndpointConfiguration, ControlError> {
    let types = sent
        .types
        .map(|types| types.into_iter().map(endpoint_type).collect::<Vec<_>>());
    let ip = sent.ip_address_type.map(|ip| match ip {
        IpAddressType::Ipv4 => api::IpAddressType::Ipv4,
        IpAddressType::Dualstack => api::IpAddressType::Dualstack,
    });
    let vpc = sent.vpc_endpoint_ids.unwrap_or_default();
    api::EndpointConfiguration::new(types.as_deref(), ip, vpc)
}

fn endpoint_type(sent: EndpointType) -> api::EndpointType {
    match sent {
        EndpointType::Edge => api::EndpointType::Edge,
        EndpointType::Regional => api::EndpointType::Regional,
        EndpointType::Private => api::EndpointType::Private,
    }
}

fn key_source(sent: ApiKeySourceType) -> ApiKeySource {
    match sent {
        ApiKeySourceType::Header => ApiKeySource::Header,
        ApiKeySourceType::Authorizer => ApiKeySource::Authorizer,
    }
}

/// An API as clients see it.
fn output(api: &Definition) -> RestApi {
    RestApi {
        id: Some(api.id.clone()),
        name: Some(api.name.clone()),
        description: api.description.clone(),
        created_date: Some(api.created),
        version: api.version.clone(),
        binary_media_types: Some(api.binary_media_types.clone()).filter(|types| !types.is_empty()),
        minimum_compression_size: api
            .minimum_compression_size
            .and_then(|size| size.try_into().ok()),
        api_key_source: Some(match api.api_key_source {
            ApiKeySource::Header => ApiKeySourceType::Header,
            ApiKeySource::Authorizer => ApiKeySourceType::Authorizer,
        }),
        endpoint_configuration: Some(endpoint_output(&api.endpoint)),
        policy: api.policy.as_deref().map(escaped),
        tags: api.tags.clone().map(|tags| tags.into_iter().collect()),
        disable_execute_api_endpoint: Some(api.disable_execute_api_endpoint),
        root_resource_id: Some(api.root_resource_id.clone()),
        ..RestApi::default()
    }
}

fn endpoint_output(endpoint: &api::EndpointConfiguration) -> EndpointConfiguration {
    let kind = match endpoint.endpoint_type {
        api::EndpointType::Edge => EndpointType::Edge,
        api::EndpointType::Regional => EndpointType::Regional,
        api::EndpointType::Private => EndpointType::Private,
    };
    let ip = match endpoint.ip_address_type {
        api::IpAddressType::Ipv4 => IpAddressType::Ipv4,
        api::IpAddressType::Dualstack => IpAddressType::Dualstack,
    };
    EndpointConfiguration {
        types: Some(vec![kind]),
        ip_address_type: Some(ip),
        vpc_endpoint_ids: Some(endpoint.vpc_endpoint_ids.clone()).filter(|ids| !ids.is_empty()),
    }
}

/// AWS answers a policy with its quotes escaped once more than JSON needs, and clients such as Terraform count on it.
fn escaped(policy: &str) -> String {
    policy.replace('\\', "\\\\").replace('"', "\\\"")
}
