//! `PutIntegration`, `GetIntegration`, `UpdateIntegration`, `DeleteIntegration`.

use aws::apigateway::{
    ConnectionType, ContentHandlingStrategy, DeleteIntegrationInput, GetIntegrationInput,
    Integration, IntegrationType, PutIntegrationInput, TlsConfig, UpdateIntegrationInput,
};
use aws::{Error, Service};
use gateway::integration::{
    ContentHandling, Integration as Definition, IntegrationType as Kind, PassthroughBehavior,
    Templates,
};
use indexmap::IndexMap;

use super::error::Definitions;
use super::integration_responses;
use super::methods::{MISSING, verb};
use super::patch::operations;
use crate::call::Context;

pub(super) async fn put_integration(
    cx: &Context<'_>,
    input: PutIntegrationInput,
) -> Result<Integration, Error> {
    let (api, resource, http_method) = (
        input.rest_api_id.clone(),
        input.resource_id.clone(),
        input.http_method.clone(),
    );
    let integration = definition(input)?;
    let put = |api: &mut gateway::RestApi| {
        api.resource(&resource)?;
        api.put_integration(&resource, verb(&http_method)?, integration)
    };
    let put = Definitions::of(cx).change(&api, MISSING, put).await?;
    Ok(output(&put))
}

pub(super) async fn get_integration(
    cx: &Context<'_>,
    input: GetIntegrationInput,
) -> Result<Integration, Error> {
    let read = |api: &gateway::RestApi| {
        api.resource(&input.resource_id)?;
        Ok(output(api.integration(
            &input.resource_id,
            verb(&input.http_method)?,
        )?))
    };
    Definitions::of(cx).read(&input.rest_api_id, MISSING, read)
}

pub(super) async fn update_integration(
    cx: &Context<'_>,
    input: UpdateIntegrationInput,
) -> Result<Integration, Error> {
    let operations = operations(input.patch_operations);
    let update = |api: &mut gateway::RestApi| {
        api.resource(&input.resource_id)?;
        api.update_integration(&input.resource_id, verb(&input.http_method)?, &operations)
    };
    let updated = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, update)
        .await?;
    Ok(output(&updated))
}

pub(super) async fn delete_integration(
    cx: &Context<'_>,
    input: DeleteIntegrationInput,
) -> Result<(), Error> {
    let delete = |api: &mut gateway::RestApi| {
        api.resource(&input.resource_id)?;
        api.delete_integration(&input.resource_id, verb(&input.http_method)?)
    };
    Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, delete)
        .await
}

fn definition(input: PutIntegrationInput) -> Result<Definition, Error> {
    let kind = kind(input.r#type);
    let passthrough = input
        .passthrough_behavior
        .as_deref()
        .map(passthrough)
        .transpose()?;
    let base = Definition::new(kind);
    Ok(Definition {
        http_method: input.integration_http_method,
        uri: input.uri,
        connection_type: input
            .connection_type
            .map(connection)
            .or_else(|| base.connection_type.clone()),
        connection_id: input.connection_id,
        credentials: input.credentials,
        request_parameters: input
            .request_parameters
            .map(|map| map.into_iter().collect()),
        request_templates: templates(input.request_templates),
        passthrough_behavior: passthrough.unwrap_or_default(),
        content_handling: input.content_handling.map(content_handling),
        timeout_millis: input
            .timeout_in_millis
            .map_or(base.timeout_millis, i64::from),
        cache_namespace: input.cache_namespace.unwrap_or_default(),
        cache_key_parameters: input.cache_key_parameters.unwrap_or_default(),
        insecure_skip_verification: input
            .tls_config
            .and_then(|tls| tls.insecure_skip_verification),
        ..base
    })
}

fn passthrough(name: &str) -> Result<PassthroughBehavior, Error> {
    let message = "Invalid passthrough behavior specified. Valid options are WHEN_NO_MATCH,WHEN_NO_TEMPLATES,NEVER";
    let unknown = || Error::modelled(Service::ApiGateway, "BadRequestException", message);
    PassthroughBehavior::parse(name).ok_or_else(unknown)
}

fn kind(sent: IntegrationType) -> Kind {
    match sent {
        IntegrationType::Http => Kind::Http,
        IntegrationType::Mock => Kind::Mock,
        IntegrationType::AwsProxy => Kind::AwsProxy,
        IntegrationType::HttpProxy => Kind::HttpProxy,
        IntegrationType::Aws => Kind::Aws,
    }
}

fn connection(sent: ConnectionType) -> String {
    match sent {
        ConnectionType::Internet => "INTERNET",
        ConnectionType::VpcLink => "VPC_LINK",
    }
    .into()
}

pub(super) fn content_handling(sent: ContentHandlingStrategy) -> ContentHandling {
    match sent {
        ContentHandlingStrategy::ConvertToBinary => ContentHandling::ConvertToBinary,
        ContentHandlingStrategy::ConvertToText => ContentHandling::ConvertToText,
    }
}

pub(super) fn content_handling_output(kept: ContentHandling) -> ContentHandlingStrategy {
    match kept {
        ContentHandling::ConvertToBinary => ContentHandlingStrategy::ConvertToBinary,
        ContentHandling::ConvertToText => ContentHandlingStrategy::ConvertToText,
    }
}

/// Templates as they are kept. A template may be sent as null.
pub(super) fn templates(sent: Option<IndexMap<String, Option<String>>>) -> Option<Templates> {
    sent.map(|map| map.into_iter().collect())
}

/// Templates as clients see them: one that is kept as null is null (recorded).
pub(super) fn templates_output(
    kept: Option<&Templates>,
) -> Option<IndexMap<String, Option<String>>> {
    let each = |(name, text): (&String, &Option<String>)| (name.clone(), text.clone());
    kept.map(|map| map.iter().map(each).collect())
}

/// An integration as clients see it.
pub(super) fn output(integration: &Definition) -> Integration {
    let responses = integration.responses.iter();
    let responses = responses.map(|(status, r)| (status.clone(), integration_responses::output(r)));
    let kind = match integration.integration_type {
        Kind::Http => IntegrationType::Http,
        Kind::Mock => IntegrationType::Mock,
        Kind::AwsProxy => IntegrationType::AwsProxy,
        Kind::HttpProxy => IntegrationType::HttpProxy,
        Kind::Aws => IntegrationType::Aws,
    };
    let connection_type = integration
        .connection_type
        .as_deref()
        .map(|name| match name {
            "VPC_LINK" => ConnectionType::VpcLink,
            _ => ConnectionType::Internet,
        });
    Integration {
        r#type: Some(kind),
        http_method: integration.http_method.clone(),
        uri: integration.uri.clone(),
        connection_type,
        connection_id: integration.connection_id.clone(),
        credentials: integration.credentials.clone(),
        request_parameters: integration
            .request_parameters
            .clone()
            .map(|map| map.into_iter().collect()),
        request_templates: templates_output(integration.request_templates.as_ref()),
        passthrough_behavior: Some(integration.passthrough_behavior.name().to_owned()),
        content_handling: integration.content_handling.map(content_handling_output),
        timeout_in_millis: integration.timeout_millis.try_into().ok(),
        cache_namespace: Some(integration.cache_namespace.clone()),
        cache_key_parameters: Some(integration.cache_key_parameters.clone()),
        integration_responses: (!integration.responses.is_empty()).then(|| responses.collect()),
        tls_config: integration
            .insecure_skip_verification
            .map(|skip| TlsConfig {
                insecure_skip_verification: Some(skip),
            }),
        ..Integration::default()
    }
}
