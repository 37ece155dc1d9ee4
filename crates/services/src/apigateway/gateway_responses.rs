//! `GetGatewayResponse`, `GetGatewayResponses`, `PutGatewayResponse`, `UpdateGatewayResponse`, `DeleteGatewayResponse`.

use aws::Error;
use aws::apigateway::{
    DeleteGatewayResponseInput, GatewayResponse, GatewayResponseType, GatewayResponses,
    GetGatewayResponseInput, GetGatewayResponsesInput, PutGatewayResponseInput,
    UpdateGatewayResponseInput,
};
use gateway::gateway_response::{GatewayResponse as Definition, ResponseType};

use super::error::Definitions;
use super::page::page;
use super::patch::operations;
use crate::call::Context;

pub(super) async fn get_gateway_response(
    cx: &Context<'_>,
    input: GetGatewayResponseInput,
) -> Result<GatewayResponse, Error> {
    let api = Definitions::of(cx).api(&input.rest_api_id)?;
    let (response, default) = api.gateway_response(kind(input.response_type));
    Ok(output(input.response_type, response, default))
}

pub(super) async fn get_gateway_responses(
    cx: &Context<'_>,
    input: GetGatewayResponsesInput,
) -> Result<GatewayResponses, Error> {
    let api = Definitions::of(cx).api(&input.rest_api_id)?;
    let all = ResponseType::ALL.to_vec();
    let (kinds, position) = page(
        all,
        |kind| kind.name(),
        input.position.as_deref(),
        input.limit,
    )?;
    let items = kinds.into_iter().map(|kind| {
        let (response, default) = api.gateway_response(kind);
        output(kind_output(kind), response, default)
    });
    Ok(GatewayResponses {
        position,
        items: Some(items.collect()),
    })
}

pub(super) async fn put_gateway_response(
    cx: &Context<'_>,
    input: PutGatewayResponseInput,
) -> Result<GatewayResponse, Error> {
    let put = |api: &mut gateway::RestApi| {
        let parameters = input
            .response_parameters
            .map(|map| map.into_iter().collect());
        let templates = input
            .response_templates
            .map(|map| map.into_iter().collect());
        let kind = kind(input.response_type);
        Ok(api.put_gateway_response(kind, input.status_code, parameters, templates))
    };
    let put = Definitions::of(cx)
        .change_api(&input.rest_api_id, put)
        .await?;
    Ok(output(input.response_type, put, false))
}

pub(super) async fn update_gateway_response(
    cx: &Context<'_>,
    input: UpdateGatewayResponseInput,
) -> Result<GatewayResponse, Error> {
    let operations = operations(input.patch_operations);
    let kind = kind(input.response_type);
    let update = |api: &mut gateway::RestApi| api.update_gateway_response(kind, &operations);
    let updated = Definitions::of(cx)
        .change_api(&input.rest_api_id, update)
        .await?;
    Ok(output(input.response_type, updated, false))
}

pub(super) async fn delete_gateway_response(
    cx: &Context<'_>,
    input: DeleteGatewayResponseInput,
) -> Result<(), Error> {
    let kind = kind(input.response_type);
    let delete = |api: &mut gateway::RestApi| api.delete_gateway_response(kind);
    Definitions::of(cx)
        .change_api(&input.rest_api_id, delete)
        .await
}

macro_rules! kinds {
    ($($kind:ident),* $(,)?) => {
        fn kind(sent: GatewayResponseType) -> ResponseType {
            match sent { $(GatewayResponseType::$kind => ResponseType::$kind,)* }
        }

        fn kind_output(kind: ResponseType) -> GatewayResponseType {
            match kind { $(ResponseType::$kind => GatewayResponseType::$kind,)* }
        }
    };
}

kinds! {
    AccessDenied, ApiConfigurationError, AuthorizerConfigurationError, AuthorizerFailure,
    BadRequestBody, BadRequestParameters, Default4xx, Default5xx, ExpiredToken, IntegrationFailure,
    IntegrationTimeout, InvalidApiKey, InvalidSignature, MissingAuthenticationToken, QuotaExceeded,
    RequestTooLarge, ResourceNotFound, Throttled, Unauthorized, UnsupportedMediaType, WafFiltered,
}

fn output(kind: GatewayResponseType, response: Definition, default: bool) -> GatewayResponse {
    GatewayResponse {
        response_type: Some(kind),
        status_code: response.status_code,
        response_parameters: Some(response.parameters.into_iter().collect()),
        response_templates: Some(response.templates.into_iter().collect()),
        default_response: Some(default),
    }
}
